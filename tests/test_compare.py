"""Comparison of runs: what may be compared, and what is said of it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from sklearn.metrics import f1_score

from fcbench.compare import Comparison, compare, point_values, shared
from fcbench.report import comparison as shown
from fcbench.saved import Rows, Saved
from fcbench.schema import DataError
from tests.runs import LABELS, drawn, run, spoiled

GOLD, GOOD = drawn(400, 1)
BAD = spoiled(GOOD, GOLD, 0.3, 2)


def test_the_values_are_those_of_scikit_learn() -> None:
    made = compare([run(GOLD, GOOD, name="good"), run(GOLD, BAD, name="bad")], resamples=200)
    expected = f1_score(GOLD, GOOD, labels=list(LABELS), average="macro")
    assert made.values["good"]["macro_f1"] == pytest.approx(expected)


def test_a_clearly_worse_run_loses_and_a_group_is_told_apart() -> None:
    made = compare([run(GOLD, GOOD, name="good"), run(GOLD, BAD, name="bad")], resamples=500)
    (apart,) = [item for item in made.differences if item.score == "macro_f1"]
    assert apart.outcome == "loss"
    assert apart.difference is not None
    assert apart.difference < 0
    assert made.groups["macro_f1"] == (("good",), ("bad",))


def test_two_equal_runs_tie() -> None:
    made = compare([run(GOLD, GOOD, name="a"), run(GOLD, GOOD, name="b")], resamples=200)
    assert {item.outcome for item in made.differences} == {"tie"}
    assert made.groups["accuracy"] == (("a", "b"),)


def test_whole_clusters_that_agree_are_less_sure_than_rows() -> None:
    clusters = [f"c{number // 40}" for number in range(400)]
    answers = [gold if number < 340 else "no" for number, gold in enumerate(GOLD)]
    runs = [run(GOLD, GOLD, name="a", clusters=clusters), run(GOLD, answers, name="b", clusters=clusters)]
    by_row, by_cluster = (compare(runs, level=level, resamples=500).differences[0] for level in ("row", "card"))
    assert by_row.p is not None
    assert by_cluster.p is not None
    assert by_row.p < 0.01 < by_cluster.p


def test_the_order_of_rows_does_not_matter() -> None:
    one, other = run(GOLD, GOOD, name="a"), run(GOLD, BAD, name="b")
    turned = Saved(other.folder, other.result, other.rows.take(reversed(range(400))))
    assert compare([one, turned], resamples=100) == compare([one, other], resamples=100)


def test_slices_are_told_apart_and_small_ones_marked() -> None:
    slices = [("tag=odd",) if number < 10 else ("tag=plain",) for number in range(400)]
    made = compare([run(GOLD, GOOD, name=name, slices=slices) for name in "ab"], resamples=50)
    assert {item.slice: item.small for item in made.slices} == {"tag=odd": True, "tag=plain": False}


def test_a_slice_that_is_the_whole_is_left_out() -> None:
    made = compare([run(GOLD, GOOD, name=name, slices=[("language=en",)] * 400) for name in "ab"], resamples=50)
    assert made.slices == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("fingerprint", "e" * 16), ("split", "validation"), ("task", "verdict"), ("labels", "map@1"), ("dataset", "x")],
)
def test_runs_on_other_data_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(DataError, match=f"cannot be compared: {name} is"):
        compare([run(GOLD, GOOD), run(GOLD, GOOD, **{name: value})])  # type: ignore[arg-type]


def test_one_run_is_no_comparison() -> None:
    with pytest.raises(DataError, match="two or more"):
        compare([run(GOLD, GOOD)])


@pytest.mark.parametrize("again", ["good", "./other/../good"])
def test_a_result_that_is_given_twice_is_an_error(again: str) -> None:
    good = run(GOLD, GOOD, name="good")
    with pytest.raises(DataError, match="good: the same result is given twice"):
        compare([good, run(GOLD, BAD, name="bad"), replace(good, folder=Path(again))])


def test_other_gold_on_what_is_said_to_be_one_dataset_is_refused() -> None:
    with pytest.raises(DataError, match="other gold labels"):
        shared([run(GOLD, GOOD), run(GOLD[1:] + GOLD[:1], GOOD, name="b")])


def test_runs_are_paired_on_the_rows_that_both_have() -> None:
    other = run(GOLD, BAD, name="b")
    some = Saved(Path("b"), other.result, other.rows.take(range(100)))
    made = compare([run(GOLD, GOOD, name="a"), some], resamples=50)
    assert (made.rows, made.left_out) == (100, {"a": 300})
    told = "Rows that not all of the runs have are left out: 300 of a."
    assert told in printed(made)
    assert told in shown.markdown(made)
    assert "left out" not in shown.markdown(compare([run(GOLD, GOOD, name="a"), other], resamples=50))


def printed(made: Comparison) -> str:
    screen = Console(width=132, file=io.StringIO(), record=True)
    screen.print(shown.console(made))
    return screen.export_text()


def test_an_undefined_difference_is_no_tie() -> None:
    one_class = run(GOLD, ["yes"] * 400, name="always")  # MCC is undefined where all answers are one
    made = compare([run(GOLD, GOOD, name="good"), one_class], resamples=100)
    outcomes = {item.score: item.outcome for item in made.differences}
    assert outcomes == {"macro_f1": "loss", "accuracy": "loss", "mcc": "n/a"}
    assert made.groups["mcc"] == (("good",),)
    twice = compare([one_class, run(GOLD, ["yes"] * 400, name="also")], resamples=100)
    assert twice.groups["mcc"] == ()
    assert "MCC: n/a" in printed(twice)
    assert "<svg" in shown.picture(made)
    assert "| n/a |" in shown.markdown(made)


def test_accuracy_is_that_of_the_metric() -> None:
    answers = [None if number % 7 == 0 else answer for number, answer in enumerate(GOOD)]
    one = run(GOLD, answers)
    assert point_values(one)["accuracy"] == one.result.scores["accuracy"].value


def test_progress_counts_up_to_all_pairs() -> None:
    told: list[tuple[int, int]] = []
    compare(
        [run(GOLD, GOOD, name=name) for name in "abc"],
        resamples=20,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(number, 6) for number in range(1, 7)]


def test_runs_without_a_common_row_are_refused() -> None:
    other = run(GOLD, BAD, name="b")
    strange = Rows(tuple(f"x{one}" for one in other.rows.ids), *list(vars(other.rows).values())[1:5])
    with pytest.raises(DataError, match="no row in common"):
        shared([run(GOLD, GOOD), Saved(other.folder, other.result, strange)])


def test_the_report_says_how_much_wider_intervals_over_clusters_are() -> None:
    clusters = [f"c{number // 40}" for number in range(400)]
    answers = [gold if number < 340 else None for number, gold in enumerate(GOLD)]
    made = compare([run(GOLD, answers, name=name, clusters=clusters) for name in "ab"], resamples=300)
    (told,) = shown.warnings(made)
    assert "times as wide" in told
    assert told in shown.markdown(made)


def test_a_models_name_is_no_markup() -> None:
    made = compare([run(GOLD, GOOD, name="<b>|x"), run(GOLD, BAD, name="y")], resamples=50)
    assert "<b>" not in shown.markdown(made)
    assert "<b>" not in shown.picture(made)


def test_of_too_few_clusters_there_is_a_p_value_and_no_interval() -> None:
    clusters = [f"c{number % 9}" for number in range(400)]
    made = compare(
        [run(GOLD, answers, name=name, clusters=clusters) for name, answers in (("a", GOOD), ("b", BAD))], resamples=200
    )
    first = made.differences[0]
    assert (first.low, first.high) == (None, None)
    assert first.p is not None
    assert {width.level: width.low is None for width in made.widths}["card"]
    assert "n/a" in shown.markdown(made)
    assert "<svg" in shown.picture(made)
