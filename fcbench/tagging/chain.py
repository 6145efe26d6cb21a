"""Chain: a linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001), without its features.

In: scores of labels, tokens x labels in the order of `LABELS`, from anybody, of sequences that follow one another, and
scores of steps between labels. Out: the best labels, the probabilities of labels, or the loss of given ones. Sequences
are laid side by side, so that each place of all of them is one step of numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fcbench.tagging.marks import LABELS, Labels, allowed

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

Kind = TypeVar("Kind", bound=np.generic)

COUNT = len(LABELS)
LEAST = np.float32(-60)  # of a score below its token's best, in sums: exponentials of less vanish, and a path with them
FIRST = np.array([not label.startswith("I-") for label in LABELS])  # what a sequence may begin with


def best(scores: Floats, steps: Floats, lengths: Sequence[int] | Whole) -> Labels:
    """The labels with the greatest sum of scores, one a token, of sequences of these lengths (Viterbi, 1967)."""
    lattice = Lattice.of(lengths)
    # places x labels x sequences: the greatest over labels is soonest found along the first of an array's axes
    reached = np.ascontiguousarray(lattice.padded(scores).transpose(0, 2, 1))
    step = np.where(allowed(), steps, -np.inf).astype(np.float32)
    reached[:1] += np.where(FIRST, 0, -np.inf).astype(np.float32)[:, None]
    for place, count in lattice.later:
        paths = reached[place - 1, :, None, :count] + step[:, :, None]
        reached[place, :, :count] += np.maximum.reduce(paths)
    labels = np.zeros((len(reached), reached.shape[2], 1), dtype=np.int8)
    into, more = step.T, 0  # `more` sequences go on behind a place
    for place in range(len(lattice.active) - 1, -1, -1):
        count, here = int(lattice.active[place]), reached[place].T
        if more:
            labels[place, :more, 0] = (here[:more] + into[labels[place + 1, :more, 0]]).argmax(axis=1)
        if count > more:
            labels[place, more:count, 0] = here[more:count].argmax(axis=1)
            more = count
    return lattice.flat(labels)[:, 0]


def probabilities(scores: Floats, steps: Floats, lengths: Sequence[int] | Whole) -> Floats:
    """The probability of each label of each token, tokens x labels, of sequences of these lengths."""
    lattice = Lattice.of(lengths)
    sums = lattice.sums(scores, steps)
    return lattice.flat(sums.forward * sums.backward)


@dataclass(frozen=True)
class Sums:
    """Forward and backward sums, places x sequences x labels, whose product is the probabilities; the log of all paths.

    `potential` is what each place adds, scaled as the sums are.
    """

    forward: Floats
    backward: Floats
    potential: Floats
    log: float


@dataclass(frozen=True)
class Lattice:
    """Sequences side by side, the longest first; `token` is the number of each place's token, sequence by sequence."""

    token: Whole
    place: Whole
    sequence: Whole
    active: Whole  # how many sequences have a token at each place

    @classmethod
    def of(cls, lengths: Sequence[int] | Whole) -> Lattice:
        """The lattice of sequences of these lengths, one after another."""
        sizes = np.asarray(lengths, dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        by_length = np.argsort(-sizes, kind="stable")
        places = np.arange(sizes.max(initial=0))
        active = len(sizes) - np.searchsorted(np.sort(sizes), places, side="right")
        place = np.repeat(places, active)
        sequence = np.arange(len(place)) - np.repeat(np.cumsum(active) - active, active)
        return cls(starts[by_length][sequence] + place, place, sequence, active)

    @cached_property
    def later(self) -> list[tuple[int, int]]:
        """Each place but the first, with how many sequences reach it."""
        return [(place, int(count)) for place, count in enumerate(self.active) if place]

    def padded(self, values: NDArray[np.float32]) -> Floats:
        """Values of the tokens as places x sequences x labels."""
        width = int(self.active[0]) if len(self.active) else 0
        found = np.zeros((len(self.active), width, values.shape[1]), dtype=np.float32)
        found[self.place, self.sequence] = values[self.token]
        return found

    def flat(self, values: NDArray[Kind]) -> NDArray[Kind]:
        """Values of places as tokens x labels, in the order of the sequences as they were given."""
        found = np.zeros((len(self.token), values.shape[2]), dtype=values.dtype)
        found[self.token] = values[self.place, self.sequence]
        return found

    def sums(self, scores: Floats, steps: Floats) -> Sums:
        """The sums over all paths, each place scaled so that no exponential is too large or too small."""
        top = scores.max(axis=1, keepdims=True, initial=-np.inf)
        potential = self.padded(np.exp(np.maximum(scores - top, LEAST)))
        step = factors(steps)
        forward, backward = np.zeros_like(potential), np.ones_like(potential)
        scales = np.ones(potential.shape[:2], dtype=np.float32)
        for place, count in [(0, len(potential) and int(self.active[0])), *self.later][: len(self.active)]:
            now = potential[place, :count] * (forward[place - 1, :count] @ step if place else FIRST)
            scales[place, :count] = np.add.reduce(now, axis=1)
            forward[place, :count] = now / scales[place, :count, None]
        potential /= scales[:, :, None]
        for place, count in reversed(self.later):
            backward[place - 1, :count] = (potential[place, :count] * backward[place, :count]) @ step.T
        log = float(top.sum(dtype=np.float64)) + float(np.log(scales.astype(np.float64)).sum())
        return Sums(forward, backward, potential, log)

    def loss(self, scores: Floats, steps: Floats, gold: Labels) -> tuple[float, Floats, Floats]:
        """The negative log likelihood of labels, with its slopes by scores and by steps."""
        sums = self.sums(scores, steps)
        slope = self.flat(sums.forward * sums.backward)
        expected, observed = self._expected(sums, steps), self._observed(gold)
        here = np.arange(len(gold))
        known = float(scores[here, gold].sum(dtype=np.float64)) + float((steps * observed).sum(dtype=np.float64))
        slope[here, gold] -= 1
        return sums.log - known, slope, (expected - observed).astype(np.float32)

    @cached_property
    def _stepped(self) -> NDArray[np.bool_]:
        """Places but the last x sequences: whether the sequence goes on."""
        return np.arange(int(self.active[0])) < self.active[1:, None]

    def _expected(self, sums: Sums, steps: Floats) -> Floats:
        """How often each step is taken over all paths, labels x labels."""
        ahead = (sums.potential * sums.backward)[1:][self._stepped]
        return (sums.forward[:-1][self._stepped].T @ ahead) * factors(steps)

    def _observed(self, gold: Labels) -> Whole:
        """How often each step is taken in given labels, labels x labels."""
        labels = np.zeros((len(self.active), int(self.active[0])), dtype=np.int64)
        labels[self.place, self.sequence] = gold[self.token]
        pairs = labels[:-1][self._stepped] * COUNT + labels[1:][self._stepped]
        return np.bincount(pairs, minlength=COUNT * COUNT).reshape(COUNT, COUNT)


def factors(steps: Floats) -> Floats:
    """What a step multiplies: nothing for one that is not allowed."""
    return np.where(allowed(), np.exp(steps), 0).astype(np.float32)
