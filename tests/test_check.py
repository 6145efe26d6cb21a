"""The gate: what holds, what is a regression, what cannot be told, and what is an error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fcbench import files
from fcbench.check import Gate, check, find, margin, named, update, worst
from fcbench.report import figures
from fcbench.report import gate as shown
from fcbench.saved import PREDICTIONS, RESULT, Saved, read
from fcbench.schema import DataError, Score
from tests.runs import churned, drawn, run, spoiled

GOLD, GOOD = drawn(5000, 1)


def gate(answers: list[str], *, gold: list[str] = GOLD, recorded: list[str] = GOOD, **options: object) -> Gate:
    return check(run(gold, answers), run(gold, recorded), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_drop_of_a_point_and_a_half_is_a_regression(seed: int) -> None:
    gold, good = drawn(5000, seed)
    found = gate(spoiled(good, gold, 0.02, seed), gold=gold, recorded=good)
    assert found.status == "regression"
    assert "macro_f1 fell by" in found.reason


@pytest.mark.parametrize("seed", range(5))
def test_no_change_but_other_rows_is_never_a_regression_here(seed: int) -> None:
    gold, good = drawn(5000, seed)
    assert gate(churned(good, gold, 0.02, seed), gold=gold, recorded=good).status != "regression"


@pytest.mark.parametrize("seed", range(5))
def test_of_two_hundred_rows_a_small_drop_cannot_be_told(seed: int) -> None:
    gold, good = drawn(200, seed)
    found = gate(churned(good, gold, 0.1, seed), gold=gold, recorded=good)
    (score,) = found.scores
    assert found.status == "inconclusive"
    assert score.rows_needed is not None
    assert score.rows_needed > 200
    assert "rows like these would do" in found.reason


def test_the_same_answers_hold_however_few_they_are() -> None:
    gold, good = drawn(20, 1)
    assert gate(good, gold=gold, recorded=good).status == "holds"


def test_better_answers_hold() -> None:
    better = [gold if number % 5 == 0 else answer for number, (gold, answer) in enumerate(zip(GOLD, GOOD, strict=True))]
    assert gate(better).status == "holds"


def test_a_slice_that_breaks_down_is_a_regression_though_the_whole_holds() -> None:
    odd = [number % 50 == 0 for number in range(5000)]
    slices = [("tag=odd",) if one else ("tag=plain",) for one in odd]
    wrong = {"yes": "no", "no": "yes", "perhaps": "yes"}
    answers = [wrong[gold] if one else good for gold, good, one in zip(GOLD, GOOD, odd, strict=True)]
    found = check(run(GOLD, answers, slices=slices), run(GOLD, GOOD, slices=slices), max_drop=0.03)
    assert [drop.slice for drop in found.slices] == ["tag=odd"]
    assert (found.status, found.scores[0].status) == ("regression", "holds")


def test_over_few_clusters_nothing_can_be_told() -> None:
    clusters = [f"c{number % 5}" for number in range(5000)]
    answers = spoiled(GOOD, GOLD, 0.02, 1)
    found = check(run(GOLD, answers, clusters=clusters), run(GOLD, GOOD, clusters=clusters))
    assert found.status == "inconclusive"
    assert found.reason == "only 5 clusters, 10 are needed: --split all"


def test_few_clusters_are_told_with_the_ways_that_are_open() -> None:
    clusters = [f"c{number % 5}" for number in range(5000)]
    answers = spoiled(GOOD, GOLD, 0.02, 1)
    one, other = (run(GOLD, given, clusters=clusters, split="all") for given in (answers, GOOD))
    assert check(one, other).reason == "only 5 clusters, 10 are needed"
    fine = [replace(each, rows=replace(each.rows, clusters={**each.rows.clusters, "claim": each.rows.ids}))
            for each in (one, other)]  # fmt: skip
    assert check(*fine).reason == "only 5 clusters, 10 are needed: --by claim"
    assert check(one, other, level="topic").reason == "only 5 clusters by topic, 10 are needed"


def test_a_score_that_is_undefined_is_told_so_and_not_as_a_drop() -> None:
    gold = ["yes"] * 100
    one, other = run(gold, ["no"] + ["yes"] * 99), run(gold, ["yes"] * 100)
    reason = check(one, other, scores=["mcc"]).reason
    assert reason == "mcc is undefined on these rows, or on nearly all draws of them"


# Which scores


def test_a_score_is_named_by_its_key_or_as_it_is_printed() -> None:
    good = run(GOLD, GOOD)
    printed = [figures.title(key) for key in good.result.scores]
    assert named(good, printed) == named(good, list(good.result.scores)) == list(good.result.scores)
    assert named(good, ()) == ["macro_f1"]


@pytest.mark.parametrize(("name", "near"), [("macro-F2", "macro_f1"), ("recal[yes]", "recall[yes]")])
def test_a_score_that_is_not_there_is_told_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(DataError) as told:
        gate(GOOD, scores=[name])
    assert f"no score {name!r}; did you mean {near!r}? there is: " in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["foo", "foo[yes]"])
def test_every_score_that_there_is_is_listed(name: str) -> None:
    with pytest.raises(DataError) as told:
        gate(GOOD, scores=[name])
    assert str(told.value).endswith(f"there is: {', '.join(run(GOLD, GOOD).result.scores)}")


def test_a_run_on_which_the_model_raised_is_an_error() -> None:
    good = run(GOLD, GOOD)
    broken = replace(good, result=good.result.model_copy(update={"errors": 3}))
    with pytest.raises(DataError, match="raised on 3"):
        check(broken, good)


def test_a_limited_run_is_an_error() -> None:
    with pytest.raises(DataError, match="a sample of 10 rows"):
        check(run(GOLD, GOOD, limit=10), run(GOLD, GOOD))


def test_an_empty_run_is_an_error() -> None:
    good = run(GOLD, GOOD)
    with pytest.raises(DataError, match="nothing to hold"):
        check(Saved(good.folder, good.result, good.rows.take([])), good)


def test_a_changed_dataset_is_an_error() -> None:
    with pytest.raises(DataError, match="fingerprint"):
        check(run(GOLD, GOOD, fingerprint="0" * 16), run(GOLD, GOOD))


def test_fewer_rows_than_were_recorded_are_an_error() -> None:
    good = run(GOLD, GOOD)
    with pytest.raises(DataError, match="not the rows that were recorded"):
        check(Saved(good.folder, good.result, good.rows.take(range(100))), good)


@pytest.mark.parametrize(("text", "value"), [("0.5pp", 0.005), ("5 pp", 0.05), ("1%", 0.01), ("0", 0.0)])
def test_a_drop_is_given_in_points_or_as_a_share(text: str, value: float) -> None:
    assert margin(text) == value


@pytest.mark.parametrize("text", ["", "-1pp", "half", "200pp", "1"])
def test_what_is_no_drop_is_an_error(text: str) -> None:
    with pytest.raises(DataError, match=r"percentage points such as 0.5pp"):
        margin(text)


# Records


@pytest.fixture
def saved(tmp_path: Path, root: Path) -> Saved:
    """A real run of `overlap` on the own stories."""
    from fcbench.dataset import Dataset
    from fcbench.evaluate import evaluate
    from fcbench.predict import Job

    outcome = evaluate(Dataset(root / "data"), Job("overlap", "stance", "test"), out=tmp_path / "out", blind={})
    return read(outcome.folder)


def test_a_recorded_run_is_found_again_and_holds(saved: Saved, tmp_path: Path) -> None:
    place = update(tmp_path / "base", saved)
    assert sorted(path.name for path in place.iterdir()) == [PREDICTIONS, RESULT]
    assert check(saved, find(tmp_path / "base", saved)).status == "holds"


def test_without_a_record_the_error_says_how_to_make_one(saved: Saved, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no record of fcbench, stance, test.*--update"):
        find(tmp_path / "base", saved)


def test_a_floor_is_lowered_only_when_that_is_accepted(saved: Saved, tmp_path: Path) -> None:
    place = update(tmp_path / "base", saved)
    before = files.read_json(place / RESULT)
    raised = {**before, "scores": {**before["scores"], "macro_f1": {"value": 0.99}}}
    files.write_json(place / RESULT, raised)
    with pytest.raises(DataError, match=r"macro_f1 would fall from 0\.9900 to 0\.\d{4}; --accept-lower"):
        update(tmp_path / "base", saved)
    undefined = {**saved.result.scores, "macro_f1": Score(value=None)}
    with pytest.raises(DataError, match=r"macro_f1 would fall from 0\.9900 to undefined; --accept-lower"):
        update(tmp_path / "base", replace(saved, result=saved.result.model_copy(update={"scores": undefined})))
    update(tmp_path / "base", saved, accept_lower=True)
    assert files.read_json(place / RESULT) == before


def test_a_record_that_cannot_be_written_is_told_as_any_other_file(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    with pytest.raises(DataError, match=r"taken: a file, so that .*result\.json cannot be written; name a folder"):
        update(tmp_path / "taken", saved)
    with pytest.raises(DataError, match=r"^/proc/zz/.*: cannot be written: .*; name another place"):
        update(Path("/proc/zz"), saved)


def test_a_floor_is_held_to_the_score_that_was_named(saved: Saved, tmp_path: Path) -> None:
    place = update(tmp_path / "base", saved)
    before = files.read_json(place / RESULT)
    files.write_json(place / RESULT, {**before, "scores": {**before["scores"], "macro_f1": {"value": 0.99}}})
    update(tmp_path / "base", saved, scores=["accuracy"])
    with pytest.raises(DataError, match=r"no score 'acuracy'; did you mean 'accuracy'"):
        update(tmp_path / "base", saved, scores=["acuracy"])


def test_a_record_whose_two_files_do_not_belong_together_is_an_error(saved: Saved, tmp_path: Path) -> None:
    place = update(tmp_path / "base", saved)
    files.write_json(place / RESULT, {**files.read_json(place / RESULT), "answers": "0" * 64})
    with pytest.raises(DataError, match="not the answers"):
        find(tmp_path / "base", saved)


# What is shown


def test_the_worst_gate_gives_the_exit_code() -> None:
    holds, fell = gate(GOOD), gate(spoiled(GOOD, GOLD, 0.05, 1))
    assert [worst([holds]), worst([holds, fell]), worst([])] == [0, 1, 2]


def test_junit_counts_what_does_not_hold_and_escapes() -> None:
    from xml.etree import ElementTree as ET

    fell = gate(spoiled(GOOD, GOLD, 0.05, 1)).model_copy(update={"reason": "<fell> \x00 & more"})
    suite = ET.fromstring(shown.junit([gate(GOOD), fell], [("run", "not there")]))  # noqa: S314
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    (failure,) = suite.iter("failure")
    assert (failure.get("type"), failure.get("message")) == ("regression", "<fell>  & more")


def test_the_summary_shows_each_score_and_reason() -> None:
    text = shown.markdown([gate(spoiled(GOOD, GOLD, 0.05, 1))])
    assert "| regression |" in text
    assert "answers differ" in text


# The rule


def test_a_slice_that_is_the_whole_is_no_slice() -> None:
    slices = [("language=en",)] * 5000
    found = check(run(GOLD, spoiled(GOOD, GOLD, 0.2, 1), slices=slices), run(GOLD, GOOD, slices=slices))
    assert (found.status, found.slices) == ("regression", ())


def test_every_score_has_to_hold_and_their_p_values_are_adjusted_together() -> None:
    answers = spoiled(GOOD, GOLD, 0.02, 1)
    one, two = gate(answers), gate(answers, scores=["macro_f1", "accuracy"])
    assert [score.score for score in two.scores] == ["macro_f1", "accuracy"]
    assert one.scores[0].p is not None
    assert two.scores[0].p is not None
    assert one.scores[0].p < two.scores[0].p <= 2 * one.scores[0].p


def test_over_few_clusters_not_even_better_answers_hold() -> None:
    clusters = [f"c{number % 5}" for number in range(5000)]
    found = check(run(GOLD, GOLD, clusters=clusters), run(GOLD, GOOD, clusters=clusters))
    assert found.status == "inconclusive"
