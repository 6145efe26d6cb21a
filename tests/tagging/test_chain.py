"""The chain against every path, counted one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from numpy.typing import NDArray

from fcbench.tagging.chain import COUNT, FIRST, Lattice, best, probabilities
from fcbench.tagging.marks import LABELS, allowed

LENGTHS = (3, 1, 4, 0, 2)
DRAW = np.random.default_rng(5)
SCORES = DRAW.normal(size=(sum(LENGTHS), COUNT)).astype(np.float32) * 2
STEPS = DRAW.normal(size=(COUNT, COUNT)).astype(np.float32)


def paths(scores: NDArray[np.float32]) -> dict[tuple[int, ...], float]:
    """Every allowed path of one sequence with its score."""
    table, found = allowed(), {}
    for path in product(range(COUNT), repeat=len(scores)):
        steps = list(pairwise(path))
        if FIRST[path[0]] and all(table[step] for step in steps):
            found[path] = float(sum(scores[place, label] for place, label in enumerate(path)))
            found[path] += float(sum(STEPS[step] for step in steps))
    return found


def each() -> list[tuple[int, int]]:
    ends = np.cumsum(LENGTHS)
    return [(int(end - length), int(end)) for length, end in zip(LENGTHS, ends, strict=True) if length]


def test_the_best_labels_are_the_best_path_of_each_sequence() -> None:
    found = best(SCORES, STEPS, LENGTHS)
    for low, high in each():
        every = paths(SCORES[low:high])
        assert tuple(found[low:high]) == max(every, key=lambda path: every[path])


def test_probabilities_are_the_share_of_all_paths() -> None:
    found = probabilities(SCORES, STEPS, LENGTHS)
    for low, high in each():
        every = paths(SCORES[low:high])
        whole = sum(np.exp(score) for score in every.values())
        for place in range(high - low):
            due = [
                sum(np.exp(s) for path, s in every.items() if path[place] == label) / whole for label in range(COUNT)
            ]
            assert found[low + place] == pytest.approx(due, abs=1e-5)


def test_the_loss_is_that_of_all_paths_and_its_slopes_are_its_changes() -> None:
    gold = best(SCORES[::-1].copy(), STEPS, LENGTHS)
    lattice = Lattice.of(LENGTHS)
    value, slope, step_slope = lattice.loss(SCORES, STEPS, gold)
    due = 0.0
    for low, high in each():
        every = paths(SCORES[low:high])
        due += np.log(sum(np.exp(score) for score in every.values())) - every[tuple(gold[low:high])]
    assert value == pytest.approx(due, rel=1e-5)
    moved, step_moved = SCORES.copy(), STEPS.copy()
    moved[4, 3] += 0.01
    step_moved[0, 3] += 0.01
    assert (lattice.loss(moved, STEPS, gold)[0] - value) / 0.01 == pytest.approx(slope[4, 3], abs=5e-3)
    assert (lattice.loss(SCORES, step_moved, gold)[0] - value) / 0.01 == pytest.approx(step_slope[0, 3], abs=5e-3)


def test_great_scores_do_not_overflow() -> None:
    found = probabilities(SCORES * 100, STEPS, LENGTHS)
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_no_inner_label_comes_first_however_likely() -> None:
    scores = np.zeros((2, COUNT), dtype=np.float32)
    scores[:, LABELS.index("I-cue")] = 50
    assert [LABELS[label] for label in best(scores, np.zeros((COUNT, COUNT), dtype=np.float32), [2])] == [
        "B-cue",
        "I-cue",
    ]


def test_no_tokens_no_labels() -> None:
    assert best(SCORES[:0], STEPS, []).tolist() == []
