"""Clusters: which rows are not independent of each other, and at which level one looks.

Rows share claims, evidence and topics. An interval or a test over rows takes each for a draw of its own, and is then
far too sure; a level says what was drawn instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Literal, get_args

from fcbench.schema import DataError, Example
from fcbench.text import nearest

Level = Literal["card", "row", "claim", "evidence", "topic"]
LEVELS: tuple[Level, ...] = get_args(Level)
KEY = 16  # hex digits of a key: among a million texts two meet by chance once in 10^7 datasets


def keys(
    level: Level, examples: Sequence[Example], gold: Sequence[str | None], unrelated: Collection[str]
) -> list[str]:
    """The cluster of each row at a level: the row itself, its claim, its evidence, or its topic.

    A topic is a connected component of claims and evidence that meet in a related pair; `unrelated` are the labels of
    pairs that are none. A row is of its evidence's topic. Raises DataError for the level `card`: the dataset's own
    clusters.
    """
    if level == "row":
        return [example.id for example in examples]
    if level == "card":
        raise DataError(f"clusters of the level {level!r} are the dataset's own")
    return of_texts(examples, gold, unrelated)[level]


def of_texts(
    examples: Sequence[Example], gold: Sequence[str | None], unrelated: Collection[str]
) -> dict[Level, list[str]]:
    """The cluster of each row at every level that its texts give, as `keys` has them: claim, evidence and topic."""
    claims = _keys("c", [example.claim for example in examples])
    evidence = _keys("e", ["\n".join(example.evidence) for example in examples])
    related = [label is not None and label not in unrelated for label in gold]
    return {"claim": claims, "evidence": evidence, "topic": topics(claims, evidence, related)}


def topics(claims: Sequence[str], evidence: Sequence[str], related: Sequence[bool]) -> list[str]:
    """The topic of each pair: of all claims and evidence that related pairs join, the least evidence's name.

    >>> topics(["a", "b", "b", "c"], ["x", "x", "y", "y"], [True, True, True, False])
    ['x', 'x', 'x', 'x']
    >>> topics(["a", "b"], ["x", "y"], [True, True])
    ['x', 'y']
    """
    parent = {piece: piece for piece in evidence}
    first: dict[str, str] = {}  # the evidence that a claim met first, to which it ties all that it meets

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for claim, piece, joined in zip(claims, evidence, related, strict=True):
        if joined and (met := first.setdefault(claim, piece)) != piece:
            least, other = sorted((root(met), root(piece)))
            parent[other] = least
    found = {piece: root(piece) for piece in parent}
    return [found[piece] for piece in evidence]


def level_of(name: str) -> Level:
    """A level by its name; raises DataError with the nearest one where there is none."""
    for level in LEVELS:
        if level == name:
            return level
    raise DataError(f"no level {name!r}{nearest(name, LEVELS)}")


def _keys(kind: str, texts: Sequence[str]) -> list[str]:
    """The key of each text; a text that stands often is hashed once."""
    known = {text: kind + sha256(text.encode()).hexdigest()[: KEY - 1] for text in set(texts)}
    return [known[text] for text in texts]
