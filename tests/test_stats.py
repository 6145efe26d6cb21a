"""Resampling by clusters, and the intervals from it."""

from __future__ import annotations

import math
import tracemalloc
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference
from sklearn.metrics import f1_score

from fcbench.metrics import classification
from fcbench.stats import (
    CHUNK,
    RESAMPLES,
    Floats,
    bca_interval,
    draws,
    expanded,
    kinds,
    percentile_interval,
    ratio,
    resampled,
)

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


def test_what_is_resampled_with_one_seed_shares_one_draw_that_nobody_can_change() -> None:
    (first,), (second,) = draws(12, seed=3), draws(12, seed=3)
    assert np.shares_memory(first, second)
    with pytest.raises(ValueError, match="read-only"):
        second[0, 0] = 1.0


def test_draws_come_in_parts_that_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = draws(12, resamples=100, seed=3)
    wide = list(draws(12, width=CHUNK // 40, resamples=100, seed=3))
    monkeypatch.setattr("fcbench.stats.CHUNK", 7 * 12)
    many = list(draws(12, resamples=100, seed=3))
    assert [len(part) for part in wide] == [40, 40, 20]
    assert len(many) == 15
    assert np.array_equal(whole, np.concatenate(wide))
    assert np.array_equal(whole, np.concatenate(many))


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


# Kinds

ROWS_OF_NUMBERS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20)


@given(ROWS_OF_NUMBERS, st.randoms(use_true_random=False))
def test_kinds_keep_every_row_and_do_not_depend_on_their_order(rows: list[tuple[int, int]], chance: Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    distinct, copies = kinds(np.array(rows, dtype=np.float64))
    again, counts = kinds(np.array(mixed, dtype=np.float64))
    assert np.array_equal(distinct, again)
    assert np.array_equal(copies, counts)
    assert (copies @ distinct).tolist() == np.array(rows).sum(axis=0).tolist()
    assert len({tuple(row) for row in distinct.tolist()}) == len(distinct)


LABELS = ("yes", "no", "perhaps")


def macro_f1(totals: Floats) -> Floats:
    return classification.summarise(totals, LABELS)["macro_f1"]


def answered(rows: int, seed: int) -> tuple[list[int], list[int]]:
    """Gold of three skewed labels, and answers of which three of four are right."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, rows, p=[0.6, 0.3, 0.1])
    answers = np.where(generator.random(rows) < 0.75, gold, generator.integers(0, 3, rows))
    return gold.tolist(), answers.tolist()


def counts_of(gold: list[int], answers: list[int]) -> Floats:
    """Each row as a confusion matrix of its own, flat."""
    return np.asarray(np.eye(12)[np.array(gold) * 4 + np.array(answers)])


def plain(gold: list[int], answers: list[int], resamples: int) -> list[float]:
    """Macro-F1 of resampled rows, by scikit-learn in a loop."""
    generator = np.random.default_rng(11)
    drawn = [generator.integers(0, len(gold), len(gold)) for _ in range(resamples)]
    one, other = np.array(gold), np.array(answers)
    return [f1_score(one[rows], other[rows], average="macro") for rows in drawn]


def test_counts_of_kinds_resample_as_rows_do_one_by_one() -> None:
    gold, answers = answered(300, 1)
    slow = np.array(plain(gold, answers, 400))
    distinct, copies = kinds(counts_of(gold, answers))
    for rows, of in ((counts_of(gold, answers), None), (distinct, copies)):
        fast = macro_f1(resampled(rows, copies=of, resamples=4000))
        assert fast.std() == pytest.approx(slow.std(), rel=0.15)  # 4 standard errors of 400 draws
        assert abs(fast.mean() - slow.mean()) < 4 * slow.std() / np.sqrt(400)


def test_no_more_weights_are_held_than_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcbench.stats.CHUNK", 50_000)
    sums = np.ones((1000, 2))
    tracemalloc.start()
    resampled(sums, resamples=2000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 50_000 * 8  # the weights, their floats and the totals; all weights at once are 16 MB


# BCa


def mean(totals: Floats) -> Floats:
    return ratio(totals[..., 0], totals[..., 1])


def test_the_corrected_interval_of_a_skewed_mean_is_scipys() -> None:
    values = np.random.default_rng(2).exponential(size=40)
    found = bca_interval(np.column_stack([values, np.ones(40)]), mean, resamples=20_000)
    scipys = reference.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="BCa", rng=np.random.default_rng(1)
    ).confidence_interval
    near = pytest.approx((scipys.low, scipys.high), abs=0.03 * (scipys.high - scipys.low))
    assert found == near
    assert percentile_interval(mean(resampled(np.column_stack([values, np.ones(40)]), resamples=20_000))) != near


def test_the_corrected_interval_of_macro_f1_is_that_of_the_slow_plain_way() -> None:
    gold, answers = answered(120, 3)
    slow = np.array(plain(gold, answers, 1500))
    point = f1_score(gold, answers, average="macro")
    left_out = np.array(
        [f1_score(gold[:n] + gold[n + 1 :], answers[:n] + answers[n + 1 :], average="macro") for n in range(120)]
    )
    apart = left_out.mean() - left_out
    acceleration = (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)
    bias = reference.norm.ppf((slow < point).mean())
    ends = bias + reference.norm.ppf([0.025, 0.975])
    expected = np.quantile(slow, reference.norm.cdf(bias + ends / (1 - acceleration * ends)))
    rows, copies = kinds(counts_of(gold, answers))
    found = bca_interval(rows, macro_f1, copies=copies, resamples=20_000)
    assert found == pytest.approx(tuple(expected), abs=0.1 * (expected[1] - expected[0]))


def test_the_corrected_interval_is_the_same_by_kinds_and_by_rows() -> None:
    gold, answers = answered(120, 3)
    rows = counts_of(gold, answers)
    distinct, copies = kinds(rows)
    by_row = bca_interval(rows, macro_f1, resamples=10_000)
    by_kind = bca_interval(distinct, macro_f1, copies=copies, resamples=10_000)
    assert by_kind == pytest.approx(by_row, abs=0.01)


def test_the_corrected_interval_of_what_is_undefined_is_undefined() -> None:
    assert all(math.isnan(bound) for bound in bca_interval(np.zeros((12, 2)), mean))


def test_the_corrected_interval_of_what_never_varies_has_no_width() -> None:
    assert bca_interval(np.ones((12, 2)), mean) == (1.0, 1.0)


# Few clusters


def test_the_expanded_interval_of_a_mean_is_students() -> None:
    values = np.random.default_rng(4).normal(size=12)
    drawn = mean(resampled(np.column_stack([values, np.ones(12)]), resamples=40_000))
    low, high = percentile_interval(drawn, clusters=12)
    students = reference.t.interval(0.95, 11, values.mean(), reference.sem(values))
    assert high - low == pytest.approx(students[1] - students[0], rel=0.06)
    plain_low, plain_high = percentile_interval(drawn)
    assert plain_high - plain_low < 0.9 * (students[1] - students[0])


@given(st.integers(2, 10_000), st.floats(0.001, 0.2))
def test_few_clusters_widen_an_interval_and_many_leave_it(clusters: int, tail: float) -> None:
    assert 0 <= expanded(tail, clusters) < expanded(tail, clusters + 1) < tail
    assert expanded(tail, 10**8) == pytest.approx(tail, rel=1e-4)


def test_of_one_cluster_nothing_is_cut_off() -> None:
    assert percentile_interval(np.arange(101.0), clusters=1) == (0.0, 100.0)
