"""Fitting: sights of tokens and their labels -> the weights of a chain, by AdaGrad (Duchi, Hazan and Singer, 2011).

In: rows of weights, tokens x columns, with labels and the lengths of sequences. Out: weights, rows x labels, and steps.
Sights are dropped at random while learning: none of them may then count on the others, and likely ones that were seen
together in training and are not in another article do less harm (Hinton et al., 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fcbench.tagging.chain import COUNT, Floats, Lattice, Whole
from fcbench.tagging.marks import Labels

BATCH = 6_000  # tokens: enough for a step of numpy to weigh little, few enough for a hundred steps a pass
EPOCHS = 8  # from 3 to 8, F1 gains a point; more was not tried
RATE = 0.03  # of AdaGrad; at 0.1 the first steps overshoot, since each token has more than a hundred sights
SHRINK = 0.5  # of L2, a batch, of the weights that it uses
DROPPED = 0.5  # of the sights, as usual; without, a quarter of PolNeAR gives a point of F1 less
FLOOR = 0.1  # of the sum of squared slopes, so that the first step is not a leap
RARE = 2  # a sight seen less often has no weight of its own

Talk = Callable[[str], None]


@dataclass(frozen=True)
class Sample:
    """Tokens of sequences that follow one another."""

    rows: NDArray[np.int32]
    labels: Labels
    lengths: Whole


@dataclass(frozen=True)
class Batch:
    """Sequences of like length, the weights that they use, and which token uses which of these."""

    used: Whole
    table: Any  # a scipy.sparse matrix, which has no types
    lattice: Lattice
    labels: Labels


@dataclass
class _Learned:
    """What changes while learning."""

    weights: Floats
    squares: Floats
    steps: Floats
    step_squares: Floats

    @classmethod
    def nothing(cls, count: int) -> _Learned:
        """Before the first step."""
        table, square = (count, COUNT), (COUNT, COUNT)
        floor, one = np.full(table, FLOOR, dtype=np.float32), np.ones(square, dtype=np.float32)
        return cls(np.zeros(table, dtype=np.float32), floor, np.zeros(square, dtype=np.float32), one)

    def learn(self, batch: Batch) -> float:
        """Takes one step, and gives the loss before it."""
        local = self.weights[batch.used]
        value, slope, step_slope = batch.lattice.loss(batch.table @ local, self.steps, batch.labels)
        slopes = batch.table.T @ slope + np.float32(SHRINK) * local
        squares = self.squares[batch.used] + slopes * slopes
        self.squares[batch.used] = squares
        self.weights[batch.used] = local - np.float32(RATE) * slopes / np.sqrt(squares)
        self.step_squares += step_slope * step_slope
        self.steps -= np.float32(RATE) * step_slope / np.sqrt(self.step_squares)
        return value


def fit(sample: Sample, *, count: int, seed: int, talk: Talk) -> tuple[Floats, Floats]:
    """Weights, `count` x labels, and steps, labels x labels: the mean over the later half of the passes."""
    draw = np.random.default_rng(seed)
    batches, learned = list(_batches(sample)), _Learned.nothing(count)
    weights, steps = np.zeros_like(learned.weights), np.zeros_like(learned.steps)
    late = range(EPOCHS // 2, EPOCHS)
    for epoch in range(EPOCHS):
        loss = 0.0
        for number in draw.permutation(len(batches)):
            kept = draw.random(len(batches[number].table.data), dtype=np.float32) >= DROPPED
            batches[number].table.data[:] = kept / np.float32(1 - DROPPED)
            loss += learned.learn(batches[number])
        if epoch in late:
            weights += learned.weights / np.float32(len(late))
            steps += learned.steps / np.float32(len(late))
        talk(f"pass {epoch + 1} of {EPOCHS}: loss {loss / max(1, len(sample.labels)):.4f} a token")
    return weights, steps


def _batches(sample: Sample) -> Iterator[Batch]:
    """The sequences by length, so that those of a batch are done at about the same place."""
    from scipy.sparse import csr_matrix

    starts = np.cumsum(sample.lengths) - sample.lengths
    order = np.argsort(-sample.lengths, kind="stable")
    width = sample.rows.shape[1]
    ones = np.ones(
        width * (BATCH + int(sample.lengths.max(initial=0))), dtype=np.float32
    )  # all share it, one at a time
    for part in np.split(order, _cuts(sample.lengths[order])):
        tokens = np.concatenate([np.arange(starts[one], starts[one] + sample.lengths[one]) for one in part])
        used, inverse = np.unique(sample.rows[tokens], return_inverse=True)
        places = inverse.reshape(-1).astype(np.int32)
        ends = np.arange(0, len(places) + 1, width, dtype=np.int32)
        table = csr_matrix((ones[: len(places)], places, ends), shape=(len(tokens), len(used)))
        yield Batch(used.astype(np.int64), table, Lattice.of(sample.lengths[part]), sample.labels[tokens])


def _cuts(lengths: Whole) -> Whole:
    """Where batches of about BATCH tokens begin, but for the first."""
    number = (np.cumsum(lengths) - lengths) // BATCH
    return np.flatnonzero(np.diff(number)) + 1
