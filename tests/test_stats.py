"""Resampling by clusters, and the intervals from it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.stats import RESAMPLES, Floats, percentile_interval, ratio, resampled

CLUSTERS, ROWS, MEAN = 40, 10, 0.5


def clustered(seed: int) -> Floats:
    """Right answers and rows of 40 clusters, whose 10 rows agree entirely: clusters x 2."""
    right = np.random.default_rng(seed).random(CLUSTERS) < MEAN
    return np.column_stack([right * ROWS, np.full(CLUSTERS, ROWS)]).astype(np.float64)


def row_by_row(clusters: Floats) -> Floats:
    """The same rows, each a cluster of its own."""
    return np.repeat(clusters / ROWS, ROWS, axis=0)


def interval_of_mean(sums: Floats, *, resamples: int = RESAMPLES) -> tuple[float, float]:
    totals = resampled(sums, resamples=resamples, seed=7)
    return percentile_interval(totals[:, 0] / totals[:, 1])


def test_the_same_seed_gives_the_same_draw() -> None:
    assert np.array_equal(resampled(clustered(1), seed=3), resampled(clustered(1), seed=3))


def test_another_seed_gives_another_draw() -> None:
    assert not np.array_equal(resampled(clustered(1), seed=3), resampled(clustered(1), seed=4))


def test_two_arrays_of_the_same_clusters_are_drawn_in_pairs() -> None:
    sums = clustered(1)
    assert np.array_equal(resampled(2 * sums, seed=3), 2 * resampled(sums, seed=3))


def test_the_draw_is_not_of_the_global_generator() -> None:
    np.random.seed(1)
    first = resampled(clustered(1), seed=3)
    np.random.seed(2)
    assert np.array_equal(first, resampled(clustered(1), seed=3))


@given(st.integers(1, 30), st.integers(1, 4), st.integers(1, 50))
def test_each_resample_draws_as_many_clusters_as_there_are(clusters: int, width: int, resamples: int) -> None:
    totals = resampled(np.ones((clusters, width)), resamples=resamples)
    assert totals.shape == (resamples, width)
    assert (totals == clusters).all()


def test_the_draw_does_not_depend_on_how_many_fit_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = resampled(clustered(1), resamples=100, seed=3)
    monkeypatch.setattr("fcbench.stats.CHUNK", 7 * CLUSTERS)
    assert np.array_equal(whole, resampled(clustered(1), resamples=100, seed=3))


def test_a_cluster_is_drawn_whole() -> None:
    right, rows = resampled(clustered(1), resamples=200, seed=3).T
    assert (right % ROWS == 0).all()
    assert (rows == CLUSTERS * ROWS).all()


def test_the_sums_are_left_as_they_were() -> None:
    sums = clustered(1)
    resampled(sums)
    assert np.array_equal(sums, clustered(1))


def test_where_rows_of_a_cluster_agree_the_interval_by_clusters_is_wider_by_the_design_effect() -> None:
    low, high = interval_of_mean(clustered(1))
    row_low, row_high = interval_of_mean(row_by_row(clustered(1)))
    assert (high - low) / (row_high - row_low) == pytest.approx(math.sqrt(ROWS), rel=0.15)


def test_the_interval_by_clusters_covers_the_truth_about_as_often_as_it_says() -> None:
    intervals = [interval_of_mean(clustered(seed), resamples=400) for seed in range(400)]
    covered = sum(low <= MEAN <= high for low, high in intervals) / len(intervals)
    assert 0.90 <= covered <= 0.98  # three standard errors of 400 trials about 95 %, less the bootstrap's small-n bias


def test_the_interval_by_rows_would_miss_the_truth_far_more_often() -> None:
    intervals = [interval_of_mean(row_by_row(clustered(seed)), resamples=200) for seed in range(100)]
    assert sum(low <= MEAN <= high for low, high in intervals) / len(intervals) < 0.7


def test_the_interval_is_of_the_percentiles() -> None:
    assert percentile_interval(np.arange(101.0)) == pytest.approx((2.5, 97.5))
    assert percentile_interval(np.arange(101.0), level=0.5) == pytest.approx((25.0, 75.0))


def test_undefined_values_are_left_out_of_an_interval() -> None:
    values = np.array([np.nan, *np.arange(101.0), np.nan])
    assert percentile_interval(values) == percentile_interval(np.arange(101.0))


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_the_interval_of_nothing_defined_is_undefined(values: list[float]) -> None:
    assert all(math.isnan(bound) for bound in percentile_interval(np.array(values, dtype=np.float64)))


def test_a_row_that_stands_for_several_clusters_is_drawn_as_often_as_they_are() -> None:
    sums, copies = np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([30, 10])
    drawn = resampled(sums, copies=copies, resamples=4000)
    assert set(drawn[:, 1]) == {40.0}
    spread = np.sqrt(40 * 0.75 * 0.25)  # of the number of hits among 40 draws
    assert abs(drawn[:, 0].mean() - 30) < 4 * spread / np.sqrt(4000)
    assert abs(drawn[:, 0].std() - spread) < 0.1 * spread


def test_a_ratio_of_nothing_is_undefined() -> None:
    assert np.isnan(ratio(np.array([0.0]), np.array([0.0]))[0])
    assert ratio(np.array([0.0]), np.array([2.0]))[0] == 0.0
