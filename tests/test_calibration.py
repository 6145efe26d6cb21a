"""Calibration and abstention: against scikit-learn and plain formulas, and laws that hold for any rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference
from sklearn.calibration import calibration_curve

from fcbench.calibration import (
    BINS,
    CLIP,
    ECE,
    POINTS,
    abstention,
    accuracy_at,
    area,
    calibration,
    curve,
    observe,
    summarise,
)
from fcbench.schema import Calibration, Prediction
from fcbench.stats import Floats, Ints, percentile_interval, resampled

LABELS = ("yes", "no", "perhaps")


def drawn(rows: int, seed: int = 0) -> tuple[Floats, Ints]:
    """Probabilities to four decimals with sum 1, and gold that follows them roughly."""
    generator = np.random.default_rng(seed)
    parts = generator.dirichlet([0.6, 0.8, 0.5], rows)
    gold = np.array([generator.choice(3, p=row) for row in 0.7 * parts + 0.1])
    first = np.round(parts[:, :2], 4)
    return np.column_stack([first, np.round(1 - first.sum(axis=1), 4)]), gold


def scores(probabilities: Floats, gold: Ints) -> dict[str, float]:
    answers = probabilities.argmax(axis=1)
    found = summarise(observe(probabilities, gold, answers).sum(axis=0))
    return {name: float(value) for name, value in found.items()}


def predictions(probabilities: Floats) -> list[Prediction]:
    return [
        Prediction(id=str(number), label=LABELS[int(row.argmax())], probabilities=tuple(map(float, row)))
        for number, row in enumerate(probabilities)
    ]


def made(gold: Sequence[str], answers: Sequence[Prediction], clusters: Sequence[str] | None = None) -> Calibration:
    found = calibration(gold, answers, clusters or [str(number) for number in range(len(gold))], LABELS)
    assert found is not None
    return found


# Against others


def test_log_loss_is_scikit_learns_where_no_probability_is_below_the_clip() -> None:
    probabilities, gold = drawn(400)
    kept = (probabilities > CLIP).all(axis=1)
    expected = reference.log_loss(gold[kept], probabilities[kept], labels=[0, 1, 2])
    assert scores(probabilities[kept], gold[kept])["log_loss"] == pytest.approx(expected, rel=1e-3)


def test_the_brier_score_of_two_labels_is_twice_scikit_learns() -> None:
    generator = np.random.default_rng(1)
    of_yes = generator.random(300)
    gold = (generator.random(300) < of_yes).astype(int)
    expected = 2 * reference.brier_score_loss(gold, of_yes)
    assert scores(np.column_stack([1 - of_yes, of_yes]), gold)["brier"] == pytest.approx(expected)


def test_the_brier_score_of_three_labels_is_the_plain_formula() -> None:
    probabilities, gold = drawn(200)
    plain = np.mean(
        [sum((p - (k == g)) ** 2 for k, p in enumerate(row)) for row, g in zip(probabilities, gold, strict=True)]
    )
    assert scores(probabilities, gold)["brier"] == pytest.approx(plain)


def test_the_bins_are_scikit_learns_reliability_curve() -> None:
    probabilities, gold = drawn(500)
    answers = [LABELS[place] for place in gold]
    found = made(answers, predictions(probabilities))
    right = (probabilities.argmax(axis=1) == gold).astype(int)
    accuracy, confidence = calibration_curve(right, probabilities.max(axis=1), n_bins=BINS, strategy="uniform")
    assert [item.accuracy for item in found.bins] == pytest.approx(list(accuracy))
    assert [item.confidence for item in found.bins] == pytest.approx(list(confidence))
    assert sum(item.n for item in found.bins) == 500
    gap = sum(item.n * abs(item.accuracy - item.confidence) for item in found.bins) / 500
    assert found.scores[ECE].value == pytest.approx(gap)


def test_the_area_is_the_mean_risk_over_every_number_of_kept_rows() -> None:
    generator = np.random.default_rng(2)
    confidence, right = generator.permutation(60) / 60, (generator.random(60) < 0.7).astype(float)
    order = np.argsort(-confidence)
    plain = np.mean(np.cumsum(1 - right[order]) / np.arange(1, 61))
    assert float(area(*curve(confidence, right))) == pytest.approx(plain)


def test_the_area_with_ties_is_the_mean_over_all_orders_of_the_tied_rows() -> None:
    confidence, right = np.array([0.9, 0.5, 0.5, 0.5, 0.2]), np.array([1.0, 0.0, 1.0, 1.0, 0.0])
    areas = []
    for middle in itertools.permutations([0.0, 1.0, 1.0]):
        wrong = 1 - np.array([1.0, *middle, 0.0])
        areas.append(np.mean(np.cumsum(wrong) / np.arange(1, 6)))
    assert float(area(*curve(confidence, right))) == pytest.approx(np.mean(areas))


def test_accuracy_at_a_coverage_takes_of_tied_rows_as_many_as_are_due() -> None:
    kept, wrong = curve(np.array([0.9, 0.9, 0.5, 0.5]), np.array([1.0, 1.0, 1.0, 0.0]))
    assert float(accuracy_at(0.5, kept, wrong)) == 1.0
    assert float(accuracy_at(0.75, kept, wrong)) == pytest.approx(2.5 / 3)
    assert float(accuracy_at(1.0, kept, wrong)) == 0.75


# Laws

ROWS = st.lists(
    st.tuples(st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any), st.integers(0, 2)),
    min_size=2,
    max_size=30,
)


def arrays(rows: Sequence[tuple[Sequence[int], int]]) -> tuple[Floats, Ints]:
    table = np.array([row for row, _ in rows], dtype=np.float64)
    return table / table.sum(axis=1, keepdims=True), np.array([gold for _, gold in rows])


@given(ROWS)
def test_perfect_and_certain_answers_have_no_loss_of_any_kind(rows: list[tuple[list[int], int]]) -> None:
    gold = np.array([place for _, place in rows])
    assert scores(np.eye(3)[gold], gold) == {"brier": 0, "log_loss": 0, ECE: 0}
    found = made([LABELS[place] for place in gold], predictions(np.eye(3)[gold]))
    assert found.scores["aurc"].value == 0
    assert found.scores["accuracy_at_50"].value == 1


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[list[int], int]], random: object) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    values = []
    for some in (rows, mixed):
        probabilities, gold = arrays(some)
        right = (probabilities.argmax(axis=1) == gold).astype(float)
        curves = abstention(*curve(probabilities.max(axis=1), right))
        values.append(scores(probabilities, gold) | {name: float(value) for name, value in curves.items()})
    assert values[0] == pytest.approx(values[1])


@given(ROWS, st.integers(0, 30))
def test_the_sums_of_two_halves_are_the_sums_of_the_whole(rows: list[tuple[list[int], int]], cut: int) -> None:
    probabilities, gold = arrays(rows)
    answers = probabilities.argmax(axis=1)
    whole = observe(probabilities, gold, answers).sum(axis=0)
    halves = [
        observe(probabilities[part], gold[part], answers[part]).sum(axis=0) for part in (slice(cut), slice(cut, None))
    ]
    assert sum(halves) == pytest.approx(whole)


@given(ROWS)
def test_every_score_lies_where_it_can(rows: list[tuple[list[int], int]]) -> None:
    probabilities, gold = arrays(rows)
    found = scores(probabilities, gold)
    assert 0 <= found["brier"] <= 2
    assert 0 <= found["log_loss"] <= -np.log(CLIP) + 1e-9
    assert 0 <= found[ECE] <= 1


@given(ROWS)
def test_one_confidence_for_all_gives_the_error_rate_as_area_and_the_accuracy_at_any_coverage(
    rows: list[tuple[list[int], int]],
) -> None:
    right = np.array([float(place == 0) for _, place in rows])
    found = abstention(*curve(np.full(len(rows), 0.4), right))
    assert float(found["aurc"]) == pytest.approx(1 - right.mean())
    assert float(found["accuracy_at_50"]) == pytest.approx(right.mean())


# Edges


def test_a_certain_wrong_answer_costs_no_more_than_the_clip() -> None:
    assert scores(np.array([[1.0, 0.0, 0.0]]), np.array([1]))["log_loss"] == pytest.approx(-np.log(CLIP))


def test_confidence_is_that_of_the_answer_given_even_if_another_label_is_more_probable() -> None:
    answer = Prediction(id="0", label="no", probabilities=(0.7, 0.2, 0.1))
    (item,) = made(["no"], [answer]).bins
    assert item.confidence == pytest.approx(0.2)
    assert item.accuracy == 1.0


def test_a_confidence_on_an_edge_is_of_the_bin_below_it() -> None:
    answer = Prediction(id="0", label="no", probabilities=(0.2, 0.6, 0.2))
    (item,) = made(["no"], [answer]).bins
    assert item.low == pytest.approx(8 / 15)
    assert item.high == pytest.approx(9 / 15)


def test_the_interval_of_the_calibration_error_never_lies_above_it_even_where_noise_is_all_there_is() -> None:
    outside = 0
    for seed in range(20):
        generator = np.random.default_rng(seed)
        sure = generator.uniform(0.4, 1.0, 300)
        gold = (generator.random(300) >= sure).astype(int)
        probabilities = np.column_stack([sure, 1 - sure, np.zeros(300)])
        sums = observe(probabilities, gold, np.zeros(300, dtype=int))
        answers = [
            Prediction(id=str(number), label="yes", probabilities=tuple(map(float, row)))
            for number, row in enumerate(probabilities)
        ]
        found = made([LABELS[place] for place in gold], answers).scores[ECE]
        assert found.low is not None
        assert found.low <= (found.value or 0.0)
        outside += percentile_interval(summarise(resampled(sums))[ECE])[0] > (found.value or 0.0)
    assert outside > 0  # the interval of percentiles would


def test_silent_rows_are_in_no_calibration_score_and_wrong_at_full_coverage() -> None:
    sure = [Prediction(id=str(n), label="yes", probabilities=(0.9, 0.1, 0.0)) for n in range(3)]
    silent = Prediction(id="3", label=None, probabilities=(0.9, 0.1, 0.0))
    found = made(["yes"] * 4, [*sure, silent])
    assert (found.n, found.silent, found.without) == (3, 1, 0)
    assert found.scores[ECE].value == pytest.approx(0.1)
    assert [(point.coverage, point.risk) for point in found.curve] == [(0.75, 0.0), (1.0, 0.25)]
    assert found.scores["accuracy_at_80"].value == pytest.approx(3 / 3.2)


def test_answers_without_probabilities_are_left_out_first_and_counted() -> None:
    found = made(
        ["yes", "yes"], [Prediction(id="0", label="yes", probabilities=(0.4, 0.3, 0.3)), Prediction(id="1", label="no")]
    )
    assert (found.n, found.silent, found.without) == (1, 0, 1)
    assert [point.risk for point in found.curve] == [0.0, 0.5]


def test_answers_that_come_without_any_probability_have_no_calibration() -> None:
    assert calibration(["yes"], [Prediction(id="0", label="yes")], ["a"], LABELS) is None


def test_fewer_than_ten_clusters_have_no_interval_and_ten_do() -> None:
    probabilities, gold = drawn(60)
    answers, labels = predictions(probabilities), [LABELS[place] for place in gold]
    few = made(labels, answers, [str(n % 9) for n in range(60)])
    enough = made(labels, answers, [str(n % 10) for n in range(60)])
    assert {score.low for score in few.scores.values()} == {None}
    for name, score in enough.scores.items():
        assert score.low is not None, name
        assert score.high is not None, name
        assert score.low <= (score.value or 0.0) <= score.high, name


def test_rows_that_are_copies_within_a_cluster_do_not_narrow_the_intervals() -> None:
    probabilities, gold = drawn(40)
    one = made([LABELS[g] for g in gold], predictions(probabilities))
    twice = made(
        [LABELS[g] for g in np.repeat(gold, 2)],
        predictions(np.repeat(probabilities, 2, axis=0)),
        [str(n) for n in np.repeat(np.arange(40), 2)],
    )
    for name in ("brier", "log_loss", "accuracy_at_80", "accuracy_at_50", ECE):
        assert twice.scores[name].low == pytest.approx(one.scores[name].low), name
        assert twice.scores[name].high == pytest.approx(one.scores[name].high), name


def test_the_curve_is_thinned_and_ends_with_every_row() -> None:
    probabilities, gold = drawn(3000)
    found = made([LABELS[g] for g in gold], predictions(probabilities))
    assert len(found.curve) <= POINTS
    assert found.curve[-1].coverage == 1.0
    wrong = (probabilities.argmax(axis=1) != gold).mean()
    assert found.curve[-1].risk == pytest.approx(wrong)
    coverages = [point.coverage for point in found.curve]
    assert coverages == sorted(set(coverages))


def test_the_interval_of_the_area_is_that_of_the_plain_measure_on_resampled_rows() -> None:
    probabilities, gold = drawn(80, seed=4)
    found = made([LABELS[g] for g in gold], predictions(probabilities)).scores["aurc"]
    right, confidence = (probabilities.argmax(axis=1) == gold).astype(float), probabilities.max(axis=1)
    generator = np.random.default_rng(9)
    areas = []
    for _ in range(800):
        rows = generator.integers(0, 80, 80)
        areas.append(float(area(*curve(confidence[rows], right[rows]))))
    low, high = np.quantile(areas, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.02)
    assert found.high == pytest.approx(high, abs=0.02)
