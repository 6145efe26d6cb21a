"""LLM-AggreFact: balanced accuracy as scikit-learn has it, and the mean over sets."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score

from fcbench.metrics import aggrefact
from fcbench.stats import Floats

SETS = ("news", "dialogue")
Row = tuple[str, int, int | None]  # set, gold, answer


def totals(rows: Sequence[Row]) -> Floats:
    observed = [
        aggrefact.observe((name, gold), None if answer is None else (name, answer), SETS) for name, gold, answer in rows
    ]
    sums: Floats = np.array(observed).sum(axis=0)
    return sums


def scores(rows: Sequence[Row]) -> dict[str, float]:
    return {name: float(value) for name, value in aggrefact.summarise(totals(rows), SETS).items()}


def of_set(name: str, gold: Sequence[int], answers: Sequence[int | None]) -> list[Row]:
    return [(name, right, answer) for right, answer in zip(gold, answers, strict=True)]


def test_a_class_that_gold_does_not_have_is_dropped() -> None:
    found = scores(of_set("news", [1, 1, 1], [1, 1, 0]))
    assert found["balanced_accuracy[news]"] == pytest.approx(100 * 2 / 3)


def test_the_mean_is_over_sets_not_rows_and_a_set_without_rows_is_left_out() -> None:
    rows = of_set("news", [0, 1] * 50, [0, 1] * 50) + of_set("dialogue", [0, 1], [1, 1])
    assert scores(rows)["balanced_accuracy"] == 75.0
    assert scores(rows[:100])["balanced_accuracy"] == 100.0
    assert math.isnan(scores(rows[:100])["balanced_accuracy[dialogue]"])


def test_the_scores_of_no_rows_are_undefined() -> None:
    assert all(math.isnan(float(value)) for value in aggrefact.summarise(np.zeros(8), SETS).values())


def test_silence_is_wrong_and_keeps_the_denominator() -> None:
    assert scores(of_set("news", [1, 1], [1, None]))["balanced_accuracy[news]"] == 50.0


@pytest.mark.parametrize(("chunks", "label"), [([0.1, 0.9], 1), ([0.5, 0.5], 0), ([], 0)])
def test_a_claim_is_supported_by_any_chunk_above_one_half(chunks: list[float], label: int) -> None:
    assert aggrefact.supported(chunks) == label


binary = st.integers(0, 1)
drawn_rows = st.lists(st.tuples(st.sampled_from(SETS), binary, st.none() | binary), min_size=1, max_size=12)


@given(st.lists(st.tuples(binary, binary), min_size=1, max_size=12))
def test_it_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    gold, answers = ([pair[place] for pair in pairs] for place in (0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the class that it drops
        official = balanced_accuracy_score(gold, answers)
    assert scores(of_set("news", gold, answers))["balanced_accuracy[news]"] == pytest.approx(100 * official)


@given(drawn_rows, st.integers(0, 12))
def test_the_sums_of_two_halves_equal_the_whole(rows: list[Row], cut: int) -> None:
    halves = sum((totals(half) for half in (rows[:cut], rows[cut:]) if half), np.zeros(8))
    assert np.array_equal(halves, totals(rows))


@given(drawn_rows)
def test_perfect_answers_give_the_best_and_silence_never_helps(rows: list[Row]) -> None:
    perfect = scores([(name, gold, gold) for name, gold, _ in rows])
    assert perfect["balanced_accuracy"] == aggrefact.BEST["balanced_accuracy"]
    silent = scores([(rows[0][0], rows[0][1], None), *rows[1:]])
    assert silent["balanced_accuracy"] <= scores(rows)["balanced_accuracy"] + 1e-9
