"""Who stands behind the words: chains from narrator to origin, acts, and which statements have one origin.

An attribution is paired with one of the other side by the assignment with the greatest sum of content-token F1, where
the same words are attributed: content tokens with an intersection over union of at least 0.5. Neither cue nor source
need agree, since who it was is what is measured. Of equal assignments, one with the most of the chains in common.

- `chain_exact`: the whole chains are equal;
- `chain_link`: links after the narrator, as role and entity, that both have in the same order. The narrator is left
  out: it is the publisher, and is always right;
- `chain_ROLE`: the links of a role;
- `origin`: pairs of attributions that have one origin;
- `matched_...`: the same over paired attributions alone; `..._accuracy`: of the paired, those with the same.

Over all, what is not paired counts as missing or spurious. Entities are compared as lower-case words without leading
articles and titles. An article is left out where the gold has an attribution that does not say how its words were
told (`directness` is null): such a source marks who is named there, and no chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple, get_args

from fcbench.matching import Parts, agreement, assigned, best, due, f1, parts, same_content, shares
from fcbench.schema import Attribution, SourceRole
from fcbench.stats import Floats
from fcbench.text import words

VERSION = "1"
TASKS = ("attribution",)
ROLES: tuple[str, ...] = get_args(SourceRole)
COUNTED = ("chain_exact", "chain_link", *(f"chain_{role}" for role in ROLES), "origin")
FAMILIES = (*COUNTED, "matched_chain_link", "matched_origin")
FIELDS = ("act", "directness", "anonymity")  # of an attribution, compared where the gold says something
SHARES = ("matched_chain_accuracy", *(f"{field}_accuracy" for field in FIELDS))
HEADLINE = ("chain_link_f1", "chain_exact_f1")
BEST = best(FAMILIES, SHARES)
TITLES = frozenset(["a", "an", "the", "mr", "mrs", "ms", "dr"])  # the words that one text has and another leaves out
TIE = 1e-6  # a step below the least difference between two sums of F1; the next is a thousandth of it

Link = tuple[str, str]  # role and entity


class Telling(NamedTuple):
    """An attribution as it is compared."""

    parts: Parts
    links: tuple[Link, ...]
    attribution: Attribution


Pair = tuple[Telling, Telling]  # predicted and gold


def applies(labels: tuple[str, ...]) -> bool:
    """Only where there are no labels to choose from: chains are found, not classified."""
    return not labels


def observe(
    gold: Sequence[Attribution], predicted: Sequence[Attribution] | None, labels: tuple[str, ...] = ()
) -> tuple[float, ...]:
    """One article's numbers: four a family, then hits and cases of each share. None is silence."""
    if any(one.directness is None for one in gold):
        return (0.0,) * (4 * len(FAMILIES) + 2 * len(SHARES))
    wanted, answered = _tellings(gold), _tellings(predicted or ())
    chosen = [
        (row, column)
        for row, column in assigned(answered, wanted, _closeness)
        if same_content(answered[row].parts, wanted[column].parts)
    ]
    pairs = [(answered[row], wanted[column]) for row, column in chosen]
    paired = [list(side) for side in zip(*pairs, strict=True)] or [[], []]
    equal = float(sum(one.links == other.links for one, other in pairs))
    numbers = [equal, len(answered), equal, len(wanted)]
    numbers += _chain_numbers(pairs, answered, wanted)
    for role in ROLES:
        numbers += _role_numbers(pairs, answered, wanted, role)
    numbers += _origin_numbers(pairs, answered, wanted)
    numbers += _chain_numbers(pairs, *paired) + _origin_numbers(pairs, *paired)
    numbers += [equal, len(pairs)]
    for field in FIELDS:
        numbers += _field_numbers(pairs, field)
    return tuple(float(number) for number in numbers)


def summarise(totals: Floats, labels: tuple[str, ...] = ()) -> dict[str, Floats]:
    """Precision, recall and F1 of each family, the shares, and how many the gold has; nan where undefined."""
    agreed, shared = totals[..., : 4 * len(FAMILIES)], totals[..., 4 * len(FAMILIES) :]
    return agreement(agreed, FAMILIES) | due(agreed, FAMILIES, COUNTED) | shares(shared, SHARES)


def entity(name: str) -> str:
    """A name as it is compared: lower-case words, without articles and titles before them.

    >>> entity("The Harbour  Board"), entity("Mrs. Ada O’Lind")
    ('harbour board', "ada o'lind")
    """
    found = words(name.replace("’", "'"))
    while len(found) > 1 and found[0] in TITLES:
        found = found[1:]
    return " ".join(found)


def in_common(one: Sequence[Link], other: Sequence[Link]) -> int:
    """How many links both chains have in the same order: the length of the longest common subsequence.

    >>> in_common([("relay", "post"), ("origin", "ada")], [("origin", "ada"), ("relay", "post")])
    1
    """
    before = [0] * (len(other) + 1)
    for link in one:
        now = [0]
        for place, theirs in enumerate(other):
            now.append(before[place] + 1 if link == theirs else max(before[place + 1], now[place]))
        before = now
    return before[-1]


def _tellings(attributions: Sequence[Attribution]) -> list[Telling]:
    """In one order, however they were given, so that ties are always broken alike."""
    ordered = sorted(attributions, key=lambda one: one.model_dump_json())
    return [Telling(parts(one), tuple((link.role, entity(link.entity)) for link in one.chain), one) for one in ordered]


def _closeness(one: Telling, other: Telling) -> float:
    """Content-token F1; ties go to the same parts, then to the more alike."""
    shared = f1(one.parts.content, other.parts.content)
    if not shared and one.parts.content | other.parts.content:
        return 0.0
    alike = in_common(one.links, other.links) / max(len(one.links), len(other.links))
    same = sum(getattr(one.attribution, field) == getattr(other.attribution, field) for field in FIELDS) / len(FIELDS)
    near = (one.parts == other.parts) + bool(one.parts.cue & other.parts.cue)
    return float(shared + TIE * near + TIE / 1e3 * (alike + same / 10))


def _after_narrator(telling: Telling) -> list[Link]:
    return [link for link in telling.links if link[0] != "narrator"]


def _chain_numbers(pairs: list[Pair], answered: list[Telling], wanted: list[Telling]) -> list[float]:
    hits = sum(in_common(_after_narrator(one), _after_narrator(other)) for one, other in pairs)
    given, wished = (sum(len(_after_narrator(one)) for one in side) for side in (answered, wanted))
    return [hits, given, hits, wished]


def _role_numbers(pairs: list[Pair], answered: list[Telling], wanted: list[Telling], role: str) -> list[float]:
    def links(telling: Telling) -> Counter[Link]:
        return Counter(link for link in telling.links if link[0] == role)

    hits = sum((links(one) & links(other)).total() for one, other in pairs)
    given, wished = (sum(links(one).total() for one in side) for side in (answered, wanted))
    return [hits, given, hits, wished]


def _origin_numbers(pairs: list[Pair], answered: list[Telling], wanted: list[Telling]) -> list[float]:
    """The four numbers of pairs of attributions with one origin; a hit is one whose both ends are paired."""
    hits = sum(_one_origin(one[0], other[0]) and _one_origin(one[1], other[1]) for one, other in combinations(pairs, 2))
    given, wished = (sum(_one_origin(*two) for two in combinations(side, 2)) for side in (answered, wanted))
    return [hits, given, hits, wished]


def _one_origin(one: Telling, other: Telling) -> bool:
    return one.attribution.origin_id == other.attribution.origin_id


def _field_numbers(pairs: list[Pair], field: str) -> list[float]:
    said = [(one, other) for one, other in pairs if getattr(other.attribution, field) is not None]
    hits = sum(getattr(one.attribution, field) == getattr(other.attribution, field) for one, other in said)
    return [hits, len(said)]
