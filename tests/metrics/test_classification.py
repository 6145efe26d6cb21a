"""Accuracy, F1 and Matthews' correlation: equal to scikit-learn's, with silence a wrong answer."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from fcbench.metrics import classification as metric
from fcbench.stats import Floats

LABELS = ("no", "maybe", "yes")  # not in the order of the alphabet
SILENCE = ""  # scikit-learn takes no None: silence is a class there that is never gold

golds = st.sampled_from(LABELS)
answers = st.none() | golds
pairs = st.lists(st.tuples(golds, answers), min_size=1, max_size=40)
Pairs = list[tuple[str, str | None]]


def totals(rows: Pairs) -> Floats:
    sums: Floats = np.array([metric.observe(gold, answer, LABELS) for gold, answer in rows]).sum(axis=0)
    return sums


def scores(rows: Pairs) -> dict[str, float]:
    return {name: float(value) for name, value in metric.summarise(totals(rows), LABELS).items()}


def columns(rows: Pairs) -> tuple[list[str], list[str]]:
    return [gold for gold, _ in rows], [answer or SILENCE for _, answer in rows]


def same(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    return bool(np.allclose(ours, theirs, rtol=0, atol=1e-12, equal_nan=True))


@given(pairs)
def test_accuracy_is_scikit_learns(rows: Pairs) -> None:
    assert scores(rows)["accuracy"] == pytest.approx(reference.accuracy_score(*columns(rows)), abs=1e-12)


@given(pairs)
def test_precision_recall_and_f1_of_each_class_are_scikit_learns_and_undefined_where_its_are(rows: Pairs) -> None:
    ours = scores(rows)
    theirs = reference.precision_recall_fscore_support(*columns(rows), labels=list(LABELS), zero_division=np.nan)
    for name, values in zip(("precision", "recall", "f1"), theirs[:3], strict=True):
        assert same([ours[f"{name}[{label}]"] for label in LABELS], values), name


@given(pairs)
def test_the_support_of_each_class_is_scikit_learns(rows: Pairs) -> None:
    theirs = reference.precision_recall_fscore_support(*columns(rows), labels=list(LABELS), zero_division=np.nan)
    assert totals(rows).reshape(3, 4).sum(axis=1).tolist() == theirs[3].tolist()


@given(pairs)
def test_the_matrix_is_scikit_learns(rows: Pairs) -> None:
    theirs = reference.confusion_matrix(*columns(rows), labels=[*LABELS, SILENCE])
    assert totals(rows).reshape(3, 4).tolist() == theirs[:3].tolist()


@given(pairs)
def test_macro_f1_is_scikit_learns_over_the_labels_that_have_gold_rows(rows: Pairs) -> None:
    gold, answer = columns(rows)
    theirs = reference.f1_score(gold, answer, labels=sorted(set(gold)), average="macro", zero_division=0)
    assert scores(rows)["macro_f1"] == pytest.approx(theirs, abs=1e-12)


@given(pairs)
def test_matthews_correlation_is_scikit_learns_except_that_undefined_is_not_zero(rows: Pairs) -> None:
    gold, answer = columns(rows)
    if len(set(gold)) == 1 or len(set(answer)) == 1:
        assert math.isnan(scores(rows)["mcc"])
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of classes that are only predicted
        assert scores(rows)["mcc"] == pytest.approx(reference.matthews_corrcoef(gold, answer), abs=1e-12)


@given(pairs, pairs)
def test_the_sums_of_two_halves_equal_the_whole(first: Pairs, second: Pairs) -> None:
    assert np.array_equal(totals(first) + totals(second), totals(first + second))


@given(pairs)
def test_the_order_of_rows_does_not_matter(rows: Pairs) -> None:
    assert np.array_equal(totals(rows), totals(rows[::-1]))


@given(st.lists(pairs, min_size=1, max_size=4))
def test_many_sums_at_once_give_what_each_alone_gives(batches: list[Pairs]) -> None:
    stacked = metric.summarise(np.array([totals(rows) for rows in batches]), LABELS)
    for place, rows in enumerate(batches):
        assert same([float(values[place]) for values in stacked.values()], list(scores(rows).values()))


@given(pairs)
def test_every_score_is_within_its_bounds_or_undefined(rows: Pairs) -> None:
    for name, value in scores(rows).items():
        least = -1.0 if name == "mcc" else 0.0
        assert math.isnan(value) or least - 1e-12 <= value <= 1.0 + 1e-12, name


@given(st.lists(golds, min_size=1, max_size=20))
def test_perfect_answers_give_the_best_of_every_score_that_is_defined(gold: list[str]) -> None:
    for name, value in scores([(label, label) for label in gold]).items():
        assert math.isnan(value) or value == metric.BEST[name.partition("[")[0]], name


@given(pairs, st.data())
def test_silence_instead_of_an_answer_never_helps_accuracy_and_recall(rows: Pairs, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    silent = scores([*rows[:place], (rows[place][0], None), *rows[place + 1 :]])
    for name, value in scores(rows).items():
        if name == "accuracy" or name.startswith("recall"):
            assert math.isnan(value) or silent[name] <= value, name


@given(pairs, golds)
def test_a_silent_row_more_never_helps(rows: Pairs, gold: str) -> None:
    longer = scores([*rows, (gold, None)])
    for name, value in scores(rows).items():
        if not math.isnan(value) and name not in ("mcc", "macro_f1"):
            assert longer[name] <= value + 1e-12, name


def test_silence_costs_the_recall_of_its_class_and_no_precision() -> None:
    found = scores([("yes", "yes"), ("yes", None), ("no", "no")])
    assert (found["recall[yes]"], found["precision[yes]"], found["precision[no]"]) == (0.5, 1.0, 1.0)


def test_a_class_never_answered_has_no_precision_but_an_f1_of_zero() -> None:
    found = scores([("yes", "no"), ("no", "no")])
    assert math.isnan(found["precision[yes]"])
    assert found["f1[yes]"] == 0.0


def test_a_class_without_gold_rows_is_not_in_macro_f1() -> None:
    found = scores([("yes", "yes"), ("no", "maybe"), ("no", "no")])
    assert found["macro_f1"] == pytest.approx((found["f1[yes]"] + found["f1[no]"]) / 2)


def test_scores_of_no_rows_are_undefined() -> None:
    assert all(math.isnan(value) for value in metric.summarise(np.zeros(12), LABELS).values())


@pytest.mark.parametrize(("gold", "answer"), [("Yes", "yes"), ("yes", "Yes")])
def test_a_label_that_is_not_listed_is_refused(gold: str, answer: str) -> None:
    with pytest.raises(ValueError, match="index"):
        metric.observe(gold, answer, LABELS)


def test_any_labels_can_be_counted() -> None:
    assert metric.applies(LABELS)
    assert metric.applies(("a", "b"))


def test_every_headline_score_exists_and_has_a_best() -> None:
    assert set(metric.HEADLINE) <= set(scores([("yes", "yes"), ("no", "no")]))
    assert set(metric.HEADLINE) <= set(metric.BEST)
