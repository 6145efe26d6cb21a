"""Sides: the labels of pairs -> on which side of the matter each claim and each passage is, for, against or observing.

A pair agrees where both are for or both against it, disagrees where one is for and one against, and else discusses. So
a text that only ever discusses with texts that take sides observes; and the sides of the others follow, but for which
is which, from who agrees with whom.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fcbench.stance.graph.corpus import Matrix, Places
from fcbench.stance.graph.words import CUES
from fcbench.stats import Floats

AGREES, DISAGREES, DISCUSSES = range(3)
FOR, AGAINST, OBSERVING = range(3)
UNKNOWN = -1
SWEEPS = 3  # in which each text takes the side that most of its pairs speak for
UNSURE = 0.6  # what a text counts that stands in nothing but pairs that discuss
_REFUTE, _NEGATE, _DOUBT = (CUES.names.index(name) for name in ("refute", "neg", "doubt"))

Node = tuple[int, int]  # 0 and a claim, or 1 and a passage


@dataclass(frozen=True)
class Related:
    """Pairs that have to do with each other: the claim, the passage and the stance of each."""

    claims: Places
    passages: Places
    stances: Places


@dataclass(frozen=True)
class Sides:
    """The side of each claim and of each passage, and what each counts in learning."""

    claims: Places
    passages: Places
    claim_weights: Floats
    passage_weights: Floats


def sides(pairs: Related, claims: Matrix, passages: Matrix, topics: tuple[Places, Places]) -> Sides:
    """The sides that the labels of related pairs tell, texts of large topics counting less.

    `claims` and `passages` begin with counts of cues: of two sides that the labels do not name, those who refute more
    are against.
    """
    cues = (
        claims[:, _REFUTE] + 0.5 * claims[:, _NEGATE] + 0.5 * claims[:, _DOUBT],
        passages[:, _REFUTE] + 0.3 * passages[:, _NEGATE],
    )
    found = _latent(pairs, cues)
    weights = [1 / np.sqrt(np.bincount(own, minlength=own.max() + 1)[own]) for own in topics]
    open_pairs = (found[0][pairs.claims] < 0) & (found[1][pairs.passages] < 0)
    for side, of in enumerate((pairs.claims, pairs.passages)):
        unsure = np.unique(of[open_pairs])
        found[side][unsure] = OBSERVING
        weights[side][unsure] *= UNSURE
    return Sides(found[0], found[1], weights[0], weights[1])


def _latent(pairs: Related, cues: tuple[Floats, Floats]) -> tuple[Places, Places]:
    """The side of each text as far as labels tell it; UNKNOWN of the rest."""
    found = (np.full(len(cues[0]), UNKNOWN), np.full(len(cues[1]), UNKNOWN))
    sided = pairs.stances != DISCUSSES
    takes = (np.zeros(len(cues[0]), dtype=bool), np.zeros(len(cues[1]), dtype=bool))
    takes[0][pairs.claims[sided]] = True
    takes[1][pairs.passages[sided]] = True
    open_pairs = ~sided
    one, other = takes[0][pairs.claims], takes[1][pairs.passages]
    found[0][pairs.claims[open_pairs & other & ~one]] = OBSERVING
    found[1][pairs.passages[open_pairs & one & ~other]] = OBSERVING
    near: dict[Node, list[tuple[Node, int]]] = {}
    for claim, passage, stance in zip(
        pairs.claims[sided].tolist(), pairs.passages[sided].tolist(), pairs.stances[sided].tolist(), strict=True
    ):
        sign = 1 if stance == AGREES else -1
        near.setdefault((0, claim), []).append(((1, passage), sign))
        near.setdefault((1, passage), []).append(((0, claim), sign))
    for (kind, text), sign in _signs(near, cues):
        found[kind][text] = FOR if sign > 0 else AGAINST
    return found


def _signs(near: dict[Node, list[tuple[Node, int]]], cues: tuple[Floats, Floats]) -> Iterator[tuple[Node, int]]:
    """Each text with 1 or -1, alike for those who agree; of each group those who refute less have 1."""
    signs: dict[Node, int] = {}
    for first in near:
        if first in signs:
            continue
        group = _group(first, near, signs)
        for _ in range(SWEEPS):
            for node in group:
                votes = sum(sign * signs[other] for other, sign in near[node])
                if votes:
                    signs[node] = 1 if votes > 0 else -1
        turn = -1 if _turned(group, signs, cues) else 1
        for node in group:
            signs[node] *= turn
    yield from signs.items()


def _group(first: Node, near: dict[Node, list[tuple[Node, int]]], signs: dict[Node, int]) -> list[Node]:
    """All texts that pairs tie to the first, which gets 1, each with the sign that its first pair gives it."""
    signs[first] = 1
    group, due = [first], deque([first])
    while due:
        node = due.popleft()
        for other, sign in near[node]:
            if other not in signs:
                signs[other] = signs[node] * sign
                due.append(other)
                group.append(other)
    return group


def _turned(group: list[Node], signs: dict[Node, int], cues: tuple[Floats, Floats]) -> bool:
    """Whether those with 1 refute more than those with -1, or there are none with 1."""
    refuting = {sign: [cues[kind][text] for kind, text in group if signs[kind, text] == sign] for sign in (1, -1)}
    if not refuting[-1]:
        return False
    return not refuting[1] or bool(np.mean(refuting[1]) > np.mean(refuting[-1]))
