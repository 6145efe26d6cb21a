"""Leaks: what two splits of a dataset share, and whether it is promised that they do not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import NamedTuple

from fcbench.entries import Contents, Entry, Part, fold, host
from fcbench.findings import BETWEEN, EXAMPLES, Finding, Unmeasured, found, several
from fcbench.near_duplicates import near, shingled
from fcbench.stats import Ints

Units = dict[Hashable, set[str]]  # what may be shared -> ids of the records that have it


def _claims(part: Part) -> Iterator[tuple[Hashable, str]]:
    return ((entry.claim, entry.id) for entry in part.entries)


def _evidence(part: Part) -> Iterator[tuple[Hashable, str]]:
    return ((piece.text, entry.id) for entry in part.entries for piece in entry.pieces if piece.text is not None)


def _paired(part: Part) -> Iterator[tuple[Hashable, str]]:
    for entry in part.entries:
        yield from (((entry.claim, piece.text), entry.id) for piece in entry.pieces if piece.text is not None)


def _origins(part: Part) -> Iterator[tuple[Hashable, str]]:
    return ((piece.origin, entry.id) for entry in part.entries for piece in entry.pieces if piece.origin)


def _speakers(part: Part) -> Iterator[tuple[Hashable, str]]:
    return ((fold(entry.speaker), entry.id) for entry in part.entries if entry.speaker)


def _holders(part: Part) -> Iterator[tuple[Hashable, str]]:
    return ((fold(piece.holder), entry.id) for entry in part.entries for piece in entry.pieces if piece.holder)


def _publishers(part: Part) -> Iterator[tuple[Hashable, str]]:
    for entry in part.entries:
        for piece in entry.pieces:
            page = part.pages.get(piece.article or "")
            name = page.publisher if page and page.publisher else host(piece.url)
            if name:
                yield fold(name), entry.id


class Noun(NamedTuple):
    """How a kind's units are found, what they are called, and what a split has to say for them."""

    of: Callable[[Part], Iterator[tuple[Hashable, str]]]
    one: str
    many: str
    told: str


NOUNS: dict[str, Noun] = {
    "claim": Noun(_claims, "claim", "claims", "claims"),
    "evidence": Noun(_evidence, "evidence text", "evidence texts", "texts of evidence"),
    "pair": Noun(_paired, "claim–evidence pair", "claim–evidence pairs", "texts of evidence"),
    "origin": Noun(_origins, "origin", "origins", "origins of evidence"),
    "speaker": Noun(_speakers, "speaker", "speakers", "speakers of claims"),
    "holder": Noun(_holders, "holder of evidence", "holders of evidence", "holders of evidence"),
    "publisher": Noun(_publishers, "publisher", "publishers", "publishers or hosts of evidence"),
}
NEARLY = {"near_claim": "claim", "near_evidence": "evidence"}


def between(contents: Contents, promises: Collection[str]) -> Iterator[Finding | Unmeasured]:
    """What every two splits share, kind by kind; for a kind that cannot be counted, why."""
    twos = list(itertools.combinations(contents.parts, 2))
    if not twos:
        yield from (
            Unmeasured(kind=kind, reason="there is one split only", promised=kind in promises) for kind in BETWEEN
        )
        return
    near_of = {kind: _shingles(contents, kind) for kind in NEARLY.values()}
    for kind in BETWEEN:
        made = [finding for one, other in twos if (finding := _finding(kind, one, other, near_of))]
        yield from (_held(finding, kind in promises) for finding in made)
        if not made:
            yield Unmeasured(kind=kind, reason=_lacking(kind), promised=kind in promises)


def _held(finding: Finding, promised: bool) -> Finding:
    return finding.model_copy(update={"promised": promised, "broken": promised and finding.count > 0})


def _lacking(kind: str) -> str:
    told = {"article": "articles", "time": "dates of claims or articles"}
    return f"no two splits have {told.get(kind) or NOUNS[NEARLY.get(kind, kind)].told}"


def _finding(kind: str, one: Part, other: Part, near_of: dict[str, dict[int, Ints]]) -> Finding | None:
    if kind == "article":
        return _articles(one, other)
    if kind == "time":
        return _time(one, other)
    noun = NOUNS[NEARLY.get(kind, kind)]
    earlier, later = units(noun.of(one)), units(noun.of(other))
    if not earlier or not later:
        return None
    if kind in NEARLY:
        return _near(kind, (one, other), (earlier, later), near_of[NEARLY[kind]])
    return _shared(kind, (one, other), (earlier, later))


def units(pairs: Iterable[tuple[Hashable, str]]) -> Units:
    """The records that have each unit."""
    made: Units = {}
    for unit, name in pairs:
        made.setdefault(unit, set()).add(name)
    return made


def _shared(kind: str, parts: tuple[Part, Part], both: tuple[Units, Units]) -> Finding:
    (one, other), (earlier, later), noun = parts, both, NOUNS[kind]
    shared = [unit for unit in later if unit in earlier]
    rows = set().union(*(later[unit] for unit in shared))
    examples = sorted((min(earlier[unit]), min(later[unit])) for unit in shared)[:EXAMPLES]
    details = _relabelled(parts, both, shared) if kind in ("claim", "pair") else {}
    return found(
        kind,
        (one.name, other.name),
        (len(shared), len(later)),
        f"{len(shared):,} of {several(len(later), noun.one, noun.many)} of {other.name} "
        f"{'is' if len(shared) == 1 else 'are'} in {one.name}, too, in {len(rows):,} of its "
        f"{several(len(other.entries), 'record')}.",
        rows=len(rows),
        of_rows=len(other.entries),
        examples=tuple(examples),
        details=details,
    )


def _relabelled(parts: tuple[Part, Part], both: tuple[Units, Units], shared: list[Hashable]) -> dict[str, int]:
    """How many shared claims or pairs have a label in the later split that they do not have in the earlier."""
    kinds = [_labels(part, shared) for part in parts]
    if not any(kinds[0].values()) or not any(kinds[1].values()):
        return {}
    return {"with_another_label": sum(bool(kinds[1][unit] - kinds[0][unit]) for unit in shared)}


def _labels(part: Part, wanted: list[Hashable]) -> dict[Hashable, set[str]]:
    made: dict[Hashable, set[str]] = {unit: set() for unit in wanted}
    for entry in part.entries:
        if entry.claim in made and entry.label:
            made[entry.claim].add(entry.label)
        for piece in entry.pieces:
            if piece.label and (entry.claim, piece.text) in made:
                made[entry.claim, piece.text].add(piece.label)
    return made


def _articles(one: Part, other: Part) -> Finding | None:
    """Articles by id, and by text where they have one: a text under another id is the same article."""
    if not one.pages or not other.pages:
        return None
    by_text = {page.text: name for name, page in sorted(one.pages.items(), reverse=True) if page.text is not None}
    twins = {
        name: name if name in one.pages else by_text.get(-1 if page.text is None else page.text)
        for name, page in other.pages.items()
    }
    shared = {name: twin for name, twin in sorted(twins.items()) if twin is not None}
    rows = {entry.id for entry in other.entries if any(piece.article in shared for piece in entry.pieces)}
    by_id = sum(name in one.pages for name in shared)
    return found(
        "article",
        (one.name, other.name),
        (len(shared), len(other.pages)),
        f"{len(shared):,} of {several(len(other.pages), 'article')} of {other.name} "
        f"{'is' if len(shared) == 1 else 'are'} in {one.name}, too, by id or by text; "
        f"{several(len(rows), 'record')} of {other.name} {'rests' if len(rows) == 1 else 'rest'} on them.",
        rows=len(rows),
        of_rows=len(other.entries),
        examples=tuple((shared[name], name) for name in sorted(shared)[:EXAMPLES]),
        details={"by_id": by_id, "by_text_alone": len(shared) - by_id},
    )


# Near-duplicates


def _shingles(contents: Contents, kind: str) -> dict[int, Ints]:
    """The shingles of every text of a kind, by its number."""
    numbers = list(dict.fromkeys(int(str(unit)) for part in contents.parts for unit, _ in NOUNS[kind].of(part)))
    return dict(zip(numbers, shingled([contents.pool.texts[number] for number in numbers]), strict=True))


def _near(kind: str, parts: tuple[Part, Part], both: tuple[Units, Units], shingles: dict[int, Ints]) -> Finding:
    """Texts of the later split that nearly repeat one of the earlier, and do not repeat one."""
    (one, other), (earlier, later), noun = parts, both, NOUNS[NEARLY[kind]]
    mine = {number: shingles[number] for number in shingles if number in earlier}
    theirs = {number: shingles[number] for number in shingles if number in later and number not in earlier}
    best: dict[int, tuple[float, str]] = {}  # the nearest; of equally near ones that of the first record
    for pair in near(mine, theirs):
        nearest = (-pair.similarity, min(earlier[pair.one]))
        best[pair.other] = min(best.get(pair.other, nearest), nearest)
    rows = set().union(*(later[number] for number in best))
    examples = sorted((close, name, min(later[number])) for number, (close, name) in best.items())[:EXAMPLES]
    return found(
        kind,
        (one.name, other.name),
        (len(best), len(later)),
        f"{len(best):,} of {several(len(later), noun.one, noun.many)} of {other.name} nearly "
        f"{'repeats' if len(best) == 1 else 'repeat'} one of {one.name}; those that repeat one are not counted here.",
        rows=len(rows),
        of_rows=len(other.entries),
        examples=tuple((name, mine_) for _, name, mine_ in examples),
    )


# Time


def before(one: str, other: str) -> bool:
    """Whether a date is before another for certain, each cut to the precision that is known.

    >>> before("2024-03", "2024-05-01"), before("2024", "2024-05-01")
    (True, False)
    """
    known = min(len(one), len(other))
    return one[:known] < other[:known]


def _dates(part: Part) -> dict[str, str]:
    """The date of each record: when its claim was said, else when the first article of its evidence was published."""
    made = {entry.id: _date(entry, part) for entry in part.entries}
    return {name: date for name, date in made.items() if date}


def _date(entry: Entry, part: Part) -> str | None:
    pages = (part.pages.get(piece.article or "") for piece in entry.pieces)
    return entry.said_at or min((page.published_at for page in pages if page and page.published_at), default=None)


def _time(one: Part, other: Part) -> Finding | None:
    earlier, later = _dates(one), _dates(other)
    if not earlier or not later:
        return None
    newest, name = max((date, name) for name, date in earlier.items())
    older = sorted((date, name) for name, date in later.items() if before(date, newest))
    told = f"{one.name} ends {newest}, {other.name} begins {min(later.values())}: "
    if older:
        told += f"{len(older):,} of {several(len(later), 'dated claim')} of {other.name} were made before that end."
    else:
        told += f"no dated claim of {other.name} was made before that end."
    return found(
        "time",
        (one.name, other.name),
        (len(older), len(later)),
        told,
        rows=len(older),
        of_rows=len(other.entries),
        examples=tuple((name, mine) for _, mine in older[:EXAMPLES]),
        details={"earlier_ends": newest, "later_begins": min(later.values())},
    )
