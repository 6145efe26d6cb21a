"""Side by side: which stretches are the same, who is paired with whom, and what is undefined."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.matching import Parts, agreement, assigned, best, close, due, f1, meets, same_content, shares

NONE: frozenset[tuple[int, int]] = frozenset()


def marks(*numbers: int) -> frozenset[tuple[int, int]]:
    return frozenset((number, number + 1) for number in numbers)


def test_half_of_all_tokens_in_common_is_close_and_less_is_not() -> None:
    assert close(marks(1, 2, 3), marks(2, 3, 4))
    assert not close(marks(1, 2, 3), marks(3, 4))
    assert close(NONE, NONE)


def test_f1_of_nothing_with_nothing_is_0() -> None:
    assert (f1(NONE, NONE), f1(marks(1), NONE)) == (0, 0)


def test_absent_meets_absent_only() -> None:
    assert [meets(NONE, NONE), meets(marks(1), NONE), meets(marks(1), marks(1, 2))] == [True, False, True]


def test_the_same_words_are_attributed_whoever_the_source_is() -> None:
    assert same_content(Parts(marks(1), marks(2), marks(3, 4)), Parts(marks(9), marks(8), marks(3, 4)))


@pytest.mark.parametrize(("cue", "same"), [(marks(2), True), (marks(5), False), (NONE, False)])
def test_without_contents_the_cue_decides(cue: frozenset[tuple[int, int]], same: bool) -> None:
    assert same_content(Parts(NONE, cue, NONE), Parts(NONE, marks(2, 3), NONE)) == same


def test_the_sum_decides_and_not_the_first_best_pair() -> None:
    values = {("a", "x"): 3.0, ("a", "y"): 2.0, ("b", "x"): 2.0, ("b", "y"): 0.0}
    assert assigned("ab", "xy", lambda row, column: values[row, column]) == [(0, 1), (1, 0)]


def test_nobody_is_paired_with_nobody() -> None:
    assert assigned([], [1], lambda row, column: 1.0) == []


def test_what_is_undefined_is_not_zero() -> None:
    found = agreement(np.zeros(4), ["claim"]) | shares(np.zeros(2), ["act_accuracy"])
    assert found.pop("act_accuracy_count") == 0
    assert all(math.isnan(float(value)) for value in found.values())


def test_only_counted_families_are_counted() -> None:
    totals = np.arange(8.0)
    assert due(totals, ("a", "b"), ("b",)) == {"b_count": 7.0}
    assert set(best(["a"], ["b"])) == {"a_precision", "a_recall", "a_f1", "b"}


@given(rows=st.lists(st.tuples(*[st.integers(0, 5)] * 4), min_size=1, max_size=5))
def test_many_sums_at_once_are_as_one_after_another(rows: list[tuple[int, ...]]) -> None:
    totals = np.array(rows, dtype=np.float64)
    together = agreement(totals, ["a"])
    for number, row in enumerate(totals):
        alone = agreement(row, ["a"])
        assert all(np.array_equal(together[name][number], value, equal_nan=True) for name, value in alone.items())
