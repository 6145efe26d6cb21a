"""Paired tests: against SciPy and the slow plain way, and their laws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from fcbench.paired import detectable, difference, holm, mcnemar, randomisation, rows_needed, swapped
from fcbench.stats import Floats, kinds

PAIRS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=12)


def mean(totals: Floats) -> Floats:
    """The share of right rows, of totals (right, rows)."""
    return np.asarray(totals[..., 0] / totals[..., 1])


def sums(right: list[int]) -> Floats:
    return np.array([[value, 1.0] for value in right])


def exact(one: list[int], other: list[int]) -> float:
    """The p value over all ways to exchange the answers."""
    seen = abs(sum(other) - sum(one))
    drawn = []
    for swaps in itertools.product((False, True), repeat=len(one)):
        moved = sum((b - a) * (-1 if swap else 1) for a, b, swap in zip(one, other, swaps, strict=True))
        drawn.append(abs(moved) >= seen)
    return sum(drawn) / len(drawn)


def test_randomisation_agrees_with_the_exact_test_over_all_exchanges() -> None:
    one, other = [1, 0, 0, 1, 0, 0, 1, 0, 1, 0], [1, 1, 1, 1, 0, 1, 1, 1, 0, 1]
    p = randomisation(sums(one), sums(other), mean, resamples=20_000)
    assert p == pytest.approx(exact(one, other), abs=0.01)  # 4 standard errors of 20,000 draws


def test_randomisation_agrees_with_scipys_permutation_test() -> None:
    generator = np.random.default_rng(3)
    one, other = generator.random(200), generator.random(200) + 0.05
    found = randomisation(
        np.column_stack([one, np.ones(200)]), np.column_stack([other, np.ones(200)]), mean, resamples=20_000
    )
    scipys = reference.permutation_test(
        (one, other), lambda a, b, axis: np.mean(b - a, axis=axis), permutation_type="samples", n_resamples=20_000,
        vectorized=True, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert found == pytest.approx(scipys.pvalue, abs=0.015)


@given(PAIRS)
def test_kinds_with_their_counts_are_the_same_test_as_rows(pairs: list[tuple[int, int]]) -> None:
    one, other = sums([a for a, _ in pairs]), sums([b for _, b in pairs])
    distinct, copies = kinds(np.hstack([one, other]))
    by_row = randomisation(one, other, mean, resamples=4000)
    by_kind = randomisation(distinct[:, :2], distinct[:, 2:], mean, copies=copies, resamples=4000)
    assert by_kind == pytest.approx(by_row, abs=0.05)


@given(PAIRS)
def test_the_p_value_is_the_same_whichever_run_comes_first(pairs: list[tuple[int, int]]) -> None:
    one, other = sums([a for a, _ in pairs]), sums([b for _, b in pairs])
    forth = randomisation(one, other, mean, resamples=500)
    assert randomisation(other, one, mean, resamples=500) == pytest.approx(forth)


@given(PAIRS)
def test_exchanges_keep_what_both_have_together(pairs: list[tuple[int, int]]) -> None:
    one, other = sums([a for a, _ in pairs]), sums([b for _, b in pairs])
    first, second = swapped(one, other, resamples=50)
    assert (first + second == (one + other).sum(axis=0)).all()


def test_two_equal_runs_differ_by_nothing_with_p_of_one() -> None:
    found = difference(sums([1, 0, 1, 1]), sums([1, 0, 1, 1]), mean, resamples=200)
    assert (found.value, found.low, found.high, found.p, found.error) == (0.0, 0.0, 0.0, 1.0, 0.0)


def test_an_undefined_difference_has_no_p_value() -> None:
    found = difference(np.zeros((3, 2)), np.zeros((3, 2)), lambda totals: totals[..., 0] * np.nan, resamples=100)
    assert np.isnan(found.p)
    assert np.isnan(found.value)


def test_clusters_that_agree_entirely_make_the_difference_less_sure() -> None:
    one, other = sums([0] * 40), sums([1] * 12 + [0] * 28)
    clustered = [part.reshape(4, 10, 2).sum(axis=1) for part in (one, other)]
    assert randomisation(one, other, mean) < 0.01
    assert randomisation(clustered[0], clustered[1], mean) > 0.2


@pytest.mark.parametrize(("only_one", "only_other"), [(0, 0), (1, 9), (5, 5), (30, 12), (0, 7)])
def test_mcnemar_is_scipys_binomial_test(only_one: int, only_other: int) -> None:
    rows = only_one + only_other
    expected = reference.binomtest(only_one, rows).pvalue if rows else 1.0
    assert mcnemar(only_one, only_other) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(new >= old for new, old in zip(adjusted, p_values, strict=True))
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    assert [adjusted[place] for place in order] == sorted(adjusted)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_leaves_out_what_is_undefined() -> None:
    first, undefined, last = holm([0.01, float("nan"), 0.04])
    assert (first, last) == (0.02, 0.04)
    assert np.isnan(undefined)


def test_four_times_the_rows_halve_what_can_be_detected() -> None:
    needed = rows_needed(0.01, 1000, detectable(0.01) / 2)
    assert needed == pytest.approx(4000, abs=1)


@pytest.mark.parametrize("seen", [4, 5, 6, 7])
def test_a_handful_of_differences_on_one_side_is_as_sure_as_the_exact_test_says(seen: int) -> None:
    found = difference(sums([0] * 300), sums([1] * seen + [0] * (300 - seen)), mean)
    assert (found.low > 0) == (mcnemar(0, seen) < 0.05)


def test_the_least_is_between_the_value_and_the_lower_bound() -> None:
    found = difference(sums([0, 1] * 50), sums([1] * 30 + [0, 1] * 35), mean)
    assert found.low <= found.least <= found.value <= found.high
