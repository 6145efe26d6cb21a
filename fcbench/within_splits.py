"""What the records of a split give away by themselves: evidence from afterwards, the fact-check as evidence, repeats,
labels that follow by rule, and votes that do not agree.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from fcbench.agreement import krippendorff_alpha
from fcbench.between_splits import before
from fcbench.entries import Contents, Entry, Part, Piece, fold, host, live
from fcbench.findings import EXAMPLES, Finding, Unmeasured, found, several
from fcbench.near_duplicates import alike
from fcbench.schema import Score

Made = Finding | Unmeasured
_DAY = re.compile(r"/(20[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})\b")


def within(contents: Contents, review: str) -> Iterator[Made]:
    """What is found in each split, and for what needs all of them, in all together.

    `review` says what a cluster is: where it is a fact-check, its name is taken for the fact-check's address.
    """
    parts = contents.parts
    for kind, make, reason in (
        ("late_evidence", _late, "no record has both the date of its claim and that of evidence"),
        ("repeated_pair", _repeated, "no evidence has a text"),
        ("relabelled_pair", _relabelled, "no pair is repeated with labels"),
        ("tied_votes", _ties, "no votes are kept"),
        ("agreement", _agreement, "no votes are kept"),
    ):
        yield from _each(kind, make, reason, parts)
    yield from _each(
        "fact_check", lambda part: _fact_check(part, contents, review), "nothing says where evidence is from", parts
    )
    yield from _repeated_claims(parts)
    yield _rule(parts)


def _each(kind: str, make: Callable[[Part], Finding | None], reason: str, parts: Sequence[Part]) -> Iterator[Made]:
    made = [finding for part in parts if (finding := make(part))]
    yield from made
    if not made:
        yield Unmeasured(kind=kind, reason=reason)


def _pieces(part: Part) -> Iterator[tuple[Entry, Piece]]:
    return ((entry, piece) for entry in part.entries for piece in entry.pieces)


# Evidence that could not be had, or is the answer


def _late(part: Part) -> Finding | None:
    dated = [
        (entry, piece, entry.said_at, date)
        for entry, piece in _pieces(part)
        if entry.said_at and (date := _published(piece, part))
    ]
    if not dated:
        return None
    late = sorted((entry.id, piece.id) for entry, piece, said, date in dated if before(said, date))
    return found(
        "late_evidence",
        (part.name,),
        (len(late), len(dated)),
        f"{len(late):,} of {several(len(dated), 'dated piece')} of evidence of {part.name} "
        f"{'was' if len(late) == 1 else 'were'} published after the claim was made.",
        rows=len({name for name, _ in late}),
        of_rows=len(part.entries),
        examples=tuple(late[:EXAMPLES]),
    )


def _published(piece: Piece, part: Part) -> str | None:
    """When a piece was published: as it says, else as its article says, else as its address says."""
    page = part.pages.get(piece.article or "")
    return piece.published_at or (page.published_at if page else None) or dated(live(piece.url))


def dated(url: str | None) -> str | None:
    """The day in an address, as many publishers write it; None where there is none.

    >>> dated("https://example.org/2024/3/9/ferry"), dated("https://example.org/2024/39/1/ferry")
    ('2024-03-09', None)
    """
    match = _DAY.search(url or "")
    year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


WAYS = ("kind", "address", "host", "issuer", "justification")


def _fact_check(part: Part, contents: Contents, review: str) -> Finding | None:
    checks = "fact-check" in review.lower()
    pieces = [(entry, piece) for entry, piece in _pieces(part) if _tellable(entry, piece, part, checks)]
    if not pieces:
        return None
    ways = [(entry.id, piece.id, _way(entry, piece, part, contents, checks)) for entry, piece in pieces]
    hits = sorted((name, own, way) for name, own, way in ways if way)
    counts = Counter(way for _, _, way in hits)
    return found(
        "fact_check",
        (part.name,),
        (len(hits), len(pieces)),
        f"{len(hits):,} of {several(len(pieces), 'piece')} of evidence of {part.name} "
        f"{'is' if len(hits) == 1 else 'are'} the fact-check itself or from where it was published.",
        rows=len({name for name, _, _ in hits}),
        of_rows=len(part.entries),
        examples=tuple((name, own) for name, own, _ in hits[:EXAMPLES]),
        details={f"by_{way}": counts[way] for way in WAYS if counts[way]},
    )


def _tellable(entry: Entry, piece: Piece, part: Part, checks: bool) -> bool:
    """Whether anything is known by which a piece of evidence could be told to be the fact-check."""
    page = part.pages.get(piece.article or "")
    issued = entry.issuer and (piece.holder or (page and page.publisher))
    return bool(piece.kind or (checks and piece.url) or issued or (entry.justification and piece.text is not None))


def _way(entry: Entry, piece: Piece, part: Part, contents: Contents, checks: bool) -> str | None:
    """What shows that a piece of evidence is the fact-check: the first of `WAYS` that does."""
    page = part.pages.get(piece.article or "")
    names = {fold(name) for name in (piece.holder, page.publisher if page else None) if name}
    if piece.kind == "fact_check":
        return "kind"
    if checks and piece.url and live(piece.url) == live(entry.cluster):
        return "address"
    if checks and host(piece.url) and host(piece.url) == host(entry.cluster):
        return "host"
    if entry.issuer and fold(entry.issuer) in names:
        return "issuer"
    if entry.justification and piece.text is not None and alike(contents.pool.texts[piece.text], entry.justification):
        return "justification"
    return None


# Repeats


def _same(part: Part) -> dict[tuple[int, int], list[tuple[str, str | None]]]:
    """The ids and labels of the pieces of each pair of a claim and an evidence text."""
    made: dict[tuple[int, int], list[tuple[str, str | None]]] = {}
    for entry, piece in _pieces(part):
        if piece.text is not None:
            made.setdefault((entry.claim, piece.text), []).append((piece.id, piece.label))
    return made


def _repeated(part: Part) -> Finding | None:
    pairs = _same(part)
    if not pairs:
        return None
    again = [sorted(name for name, _ in rows) for rows in pairs.values() if len(rows) > 1]
    surplus, total = sum(len(rows) - 1 for rows in again), sum(map(len, pairs.values()))
    letters = Counter((entry.verbatim, piece.verbatim) for entry, piece in _pieces(part) if piece.text is not None)
    return found(
        "repeated_pair",
        (part.name,),
        (surplus, total),
        f"{surplus:,} of {several(total, 'claim–evidence pair')} of {part.name} "
        f"{'repeats' if surplus == 1 else 'repeat'} an earlier one; "
        f"{several(len(again), 'pair stands', 'pairs stand')} more than once.",
        examples=tuple((rows[0], rows[1]) for rows in sorted(again)[:EXAMPLES]),
        details={"distinct": len(again), "verbatim": total - len(letters)},
    )


def _relabelled(part: Part) -> Finding | None:
    again = [sorted(rows, key=str) for rows in _same(part).values() if sum(label is not None for _, label in rows) > 1]
    if not again:
        return None
    apart = [rows for rows in again if len({label for _, label in rows if label}) > 1]
    return found(
        "relabelled_pair",
        (part.name,),
        (len(apart), len(again)),
        f"{len(apart):,} of {several(len(again), 'repeated pair')} of {part.name} "
        f"{'has' if len(apart) == 1 else 'have'} more than one label.",
        examples=tuple(tuple(name for name, _ in rows[:2]) for rows in sorted(apart, key=str)[:EXAMPLES]),
    )


def _repeated_claims(parts: Sequence[Part]) -> Iterator[Made]:
    """Claims that are judged in more than one record of all splits, and those judged differently."""
    judged: dict[int, list[tuple[str, str]]] = {}
    for entry in (entry for part in parts for entry in part.entries if entry.label):
        judged.setdefault(entry.claim, []).append((entry.id, str(entry.label)))
    if not judged:
        yield from (
            Unmeasured(kind=kind, reason="no claim has a verdict with a label")
            for kind in ("repeated_claim", "relabelled_claim")
        )
        return
    names = tuple(part.name for part in parts)
    again = sorted(sorted(rows) for rows in judged.values() if len(rows) > 1)
    apart = [rows for rows in again if len({label for _, label in rows}) > 1]
    yield found(
        "repeated_claim",
        names,
        (len(again), len(judged)),
        f"{len(again):,} of {several(len(judged), 'claim')} {'is' if len(again) == 1 else 'are'} judged in more than "
        "one record.",
        examples=tuple(tuple(name for name, _ in rows[:2]) for rows in again[:EXAMPLES]),
        details={"records": sum(map(len, again))},
    )
    yield found(
        "relabelled_claim",
        names,
        (len(apart), len(again)),
        f"{len(apart):,} of {several(len(again), 'repeated claim')} {'has' if len(apart) == 1 else 'have'} more than "
        "one label.",
        examples=tuple(tuple(name for name, _ in rows[:2]) for rows in apart[:EXAMPLES]),
    )


# Labels by rule


def _rule(parts: Sequence[Part]) -> Made:
    """How far the label of a claim follows from the set of its evidence's labels, sets of one claim aside."""
    of_set: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for entry in (entry for part in parts for entry in part.entries if entry.label):
        labels = tuple(sorted({piece.label for piece in entry.pieces if piece.label}))
        if labels:
            of_set.setdefault(labels, []).append((str(entry.label), entry.id))
    told = {labels: rows for labels, rows in sorted(of_set.items()) if len(rows) > 1}
    if not told:
        return Unmeasured(kind="label_rule", reason="no two claims with a label have evidence with the same labels")
    usual = {labels: min(Counter(label for label, _ in rows).items(), key=_most)[0] for labels, rows in told.items()}
    kept = sum(label == usual[labels] for labels, rows in told.items() for label, _ in rows)
    total = sum(map(len, told.values()))
    rule = {f"{' + '.join(labels)} gives": label for labels, label in usual.items()}
    strange = sorted(name for labels, rows in told.items() for label, name in rows if label != usual[labels])
    return found(
        "label_rule",
        tuple(part.name for part in parts),
        (kept, total),
        f"The label of {kept:,} of {several(total, 'claim')} is the usual one of the set of its evidence's labels, "
        f"with {several(total - kept, 'exception')}" + (": it is a rule, not a judgement." if kept == total else "."),
        examples=tuple((name,) for name in strange[:EXAMPLES]),
        details={"exceptions": total - kept, **(rule if kept == total else {})},
    )


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


# Votes


def _voted(part: Part) -> list[Piece]:
    return [piece for _, piece in _pieces(part) if piece.votes]


def _ties(part: Part) -> Finding | None:
    pieces = _voted(part)
    if not pieces:
        return None
    tied = [(piece, Counter(piece.votes)) for piece in pieces if len(_top(piece.votes)) > 1]
    no_top = [piece for piece, votes in tied if piece.label and piece.label not in _top(piece.votes)]
    no_vote = [piece for piece in no_top if piece.label not in piece.votes]
    names = sorted((piece.id,) for piece in no_top) or sorted((piece.id,) for piece, _ in tied)
    return found(
        "tied_votes",
        (part.name,),
        (len(tied), len(pieces)),
        f"The votes on {len(tied):,} of {several(len(pieces), 'piece')} of evidence of {part.name} are tied; of "
        f"{len(no_top):,} of them the label is none of those that lead, and {len(no_vote):,} have a label that nobody "
        "voted for.",
        examples=tuple(names[:EXAMPLES]),
        details={"label_does_not_lead": len(no_top), "label_without_a_vote": len(no_vote)},
    )


def _top(votes: Sequence[str]) -> list[str]:
    counts = Counter(votes)
    return [vote for vote in sorted(counts) if counts[vote] == max(counts.values())]


def _agreement(part: Part) -> Finding | None:
    pieces = [piece for piece in _voted(part) if len(piece.votes) > 1]
    if not pieces:
        return None
    slots = max(len(piece.votes) for piece in pieces)
    answers = [[(*piece.votes, *[None] * slots)[slot] for piece in pieces] for slot in range(slots)]
    alpha = krippendorff_alpha(answers)
    value = None if math.isnan(alpha) else alpha
    return found(
        "agreement",
        (part.name,),
        (len(pieces), len(pieces)),
        f"Krippendorff's alpha of the votes on {several(len(pieces), 'piece')} of evidence of {part.name} is "
        f"{'undefined' if value is None else f'{value:.3f}'}.",
        value=Score(value=value, best=1.0),
        details={"votes": sum(len(piece.votes) for piece in pieces)},
    )
