"""Reports: what a reader of report.md, its picture and the leaderboard sees."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fcbench.report import figures, markdown
from fcbench.schema import Bin, Calibration, Pedigree, Point, Result, Score, Slice

LABELS = ("yes", "no|<b>")
NAMES = ("macro_f1", "accuracy", "mcc")


def result(model: str = "mine", *, macro_f1: float | None = 0.6, silent: int = 1, clusters: int = 12) -> Result:
    score = Score(value=macro_f1, low=0.5, high=0.7, best=1.0)
    classes = {f"{name}[{label}]": score for name in ("precision", "recall", "f1") for label in LABELS}
    pedigree = Pedigree(
        dataset="made", version="1.0.0", fingerprint="0" * 16, split="test", task="stance", model=model, revision="1",
        training="none", metrics="classification@1", n=20, seed=0, fcbench="0.1.0",
    )  # fmt: skip
    return Result(
        pedigree=pedigree,
        labels=LABELS,
        n=20,
        silent=silent,
        errors=0,
        clusters=clusters,
        cluster_by="story",
        confusion=((7, 2, silent), (3, 8 - silent, 0)),
        scores={**dict.fromkeys(NAMES, score), **classes},
        controls={
            "majority": dict.fromkeys(NAMES, Score(value=0.4)),
            "overlap": dict.fromkeys(NAMES, Score(value=0.5)),
        },
        gain=dict.fromkeys(NAMES, Score(value=0.1, low=-0.05, high=0.2)),
    )


def test_a_report_leads_with_the_score_its_interval_and_the_gain() -> None:
    text = markdown.report(result())
    line = next(line for line in text.splitlines() if line.startswith("- **"))
    assert line == (
        "- **macro-F1 0.600**, 95 % interval 0.500 to 0.700; over the best blind baseline +0.100 (-0.050 to +0.200)"
    )


def test_a_report_on_gold_that_no_person_wrote_says_so_first() -> None:
    text = markdown.report(result().model_copy(update={"gold_by": "rules"}))
    assert text.split("\n\n")[1] == "> **the gold was written by the extractor 'rules', and nobody has checked it**"
    assert "gold" not in markdown.report(result()).split("\n\n")[1]
    assert "gold_by" not in result().model_dump()


def test_a_report_shows_the_blind_baselines_and_the_pedigree() -> None:
    text = markdown.report(result())
    assert "| score | mine | majority | overlap | gain over the best |" in text
    assert result().pedigree.line() in text


def over_claim_only(low: float | None, value: float, high: float | None, model: str = "mine") -> Result:
    gains = {"claim-only": dict.fromkeys(NAMES, Score(value=value, low=low, high=high))}
    return result(model).model_copy(update={"gains": gains})


@pytest.mark.parametrize(
    ("low", "value", "high", "told"),
    [
        (-0.02, 0.01, 0.04, "has not been shown to be above"),
        (0.0, 0.01, 0.04, "has not been shown to be above"),
        (-0.2, -0.1, -0.05, "is below"),
        (None, 0.0, None, "has not been shown to be above"),
        (None, -0.1, None, "is below"),
        (0.01, 0.1, 0.2, ""),
        (None, 0.1, None, ""),
    ],
)
def test_a_model_that_is_not_above_claim_only_is_told_so_in_words(
    low: float | None, value: float, high: float | None, told: str
) -> None:
    head = markdown.report(over_claim_only(low, value, high)).partition("## Beside")[0]
    assert ("claim-only, which never sees the evidence" in head) == bool(told)
    assert told in head


def test_a_blind_baseline_is_not_told_that_it_is_blind() -> None:
    assert figures.claim_only(over_claim_only(-0.1, 0.0, 0.1, model="majority")) == []


def sliced(**slices: tuple[int, float, float | None]) -> Result:
    """A result with slices: rows, accuracy, and the interval's half width."""
    made = {
        name.replace("__", "="): Slice(
            n=n,
            clusters=12,
            accuracy=Score(value=value, **({} if half is None else {"low": value - half, "high": value + half})),
            control="overlap",
            gain=Score(value=0.1, low=0.0, high=0.2),
        )
        for name, (n, value, half) in slices.items()
    }
    return result().model_copy(update={"slices": made})


def test_the_worst_slice_with_enough_rows_is_named_with_its_interval() -> None:
    found = sliced(act__deny=(40, 0.5, 0.1), act__assert=(90, 0.7, 0.1), act__relay=(29, 0.1, 0.1))
    (line,) = figures.worst(found)
    assert line == "Of 2 slices with enough rows the worst is act=deny: accuracy 0.500 (0.400 to 0.600) on 40 rows."
    assert line in markdown.report(found).partition("## Beside")[0].replace("&#61;", "=")


def test_where_the_worst_slice_is_one_by_gold_label_the_worst_other_is_named_too() -> None:
    (line,) = figures.worst(sliced(label__yes=(40, 0.2, 0.1), act__deny=(40, 0.5, 0.1), act__assert=(90, 0.7, 0.1)))
    assert "the worst is label=yes: accuracy 0.200" in line
    assert "gold labels aside, act=deny: accuracy 0.500" in line


def test_a_slice_without_an_interval_is_not_named_where_others_have_one() -> None:
    (line,) = figures.worst(sliced(tag__x=(40, 0.2, None), act__deny=(40, 0.5, 0.1), act__assert=(90, 0.7, 0.1)))
    assert "act=deny" in line
    assert "tag=x" not in line


def test_the_report_has_a_table_of_slices_in_which_small_ones_are_marked() -> None:
    text = markdown.report(sliced(act__deny=(40, 0.5, 0.1), act__relay=(29, 0.1, None)))
    assert "| act=deny | 40 | 12 | 0.500 (0.400 to 0.600) | overlap | +0.100 (+0.000 to +0.200) |" in text
    assert "| act=relay | 29 (small) | 12 | 0.100 | overlap |" in text


def test_of_very_many_slices_the_small_ones_are_left_to_the_json_and_said_to_be() -> None:
    many = {f"year__{1900 + number}": (3, 0.5, None) for number in range(60)}
    text = markdown.report(sliced(act__deny=(40, 0.5, 0.1), **many))
    assert "year=1900" not in text
    assert "60 slices of fewer than 30 rows are left out here" in text


CALIBRATED = result().model_copy(
    update={
        "calibration": Calibration(
            n=18, silent=1, without=1,
            scores={name: Score(value=0.25, low=0.2, high=0.3) for name in (
                "brier", "log_loss", "ece_15_equal_width", "aurc", "accuracy_at_80", "accuracy_at_50",
            )},
            bins=(
                Bin(low=0.4, high=0.4667, n=6, confidence=0.44, accuracy=0.5),
                Bin(low=0.9333, high=1.0, n=12, confidence=0.97, accuracy=0.9),
            ),
            curve=(Point(coverage=0.6, risk=0.1), Point(coverage=1.0, risk=0.3)),
        )
    }
)  # fmt: skip


def test_calibration_has_a_section_with_its_pictures_and_says_how_silence_counts() -> None:
    text = markdown.report(CALIBRATED)
    assert "| calibration error (ECE, 15 bins of equal width) | 0.250 (0.200 to 0.300) | lower is better |" in text
    assert "Of 20 rows 18 have an answer with probabilities; 1 have no answer" in text
    assert "](reliability.svg)" in text
    assert "](risk-coverage.svg)" in text
    assert "## Calibration" not in markdown.report(result())


def test_the_pictures_of_calibration_are_well_formed_and_lie_beside_the_report(tmp_path: Path) -> None:
    markdown.write(CALIBRATED, tmp_path)
    for name, shape, count in (("reliability.svg", "circle", 2), ("risk-coverage.svg", "polyline", 1)):
        root = ElementTree.fromstring((tmp_path / name).read_text())  # noqa: S314 -- our own picture
        assert sum(element.tag.endswith(shape) for element in root.iter()) == count


def test_the_axis_of_wrong_answers_holds_the_highest_risk() -> None:
    texts = re.findall(r">([\d.]+) %<", markdown.risk_coverage(CALIBRATED))
    assert "40" in texts


def test_no_table_has_a_gap_between_its_head_and_its_rows() -> None:
    for made in (CALIBRATED, sliced(act__deny=(40, 0.5, 0.1)), over_claim_only(0.0, 0.1, 0.2)):
        lines = markdown.report(made).splitlines()
        for number, line in enumerate(lines):
            if line.startswith("|---"):
                assert lines[number - 1].startswith("| ")
                assert lines[number + 1].startswith("| ")


def test_silent_rows_are_said_to_count_as_wrong() -> None:
    assert "1 had no usable answer and count as wrong" in markdown.report(result())
    assert "no usable answer" not in markdown.report(result(silent=0))


def test_an_undefined_score_is_not_zero() -> None:
    assert "- **macro-F1 n/a**" in markdown.report(result(macro_f1=None))


def test_few_clusters_are_said() -> None:
    assert "no interval is given" in markdown.report(result(clusters=3))
    assert "no interval is given" not in markdown.report(result())


def test_a_label_cannot_break_out_of_a_table() -> None:
    for line in markdown.report(result()).splitlines():
        assert "no|<b>" not in line
        if line.startswith("| yes"):
            assert line.count("|") in (6, 5)


def test_the_picture_is_well_formed_and_shows_every_count() -> None:
    root = ElementTree.fromstring(markdown.picture(result()))  # noqa: S314 -- our own picture
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert {"7", "2", "3", "yes", "no|<b>", "no answer"} <= set(texts)


def test_the_picture_has_no_column_for_silence_where_none_was() -> None:
    assert "no answer" not in markdown.picture(result(silent=0))


def test_the_leaderboard_has_the_best_first() -> None:
    text = markdown.leaderboard([result("low", macro_f1=0.2), result("high", macro_f1=0.9), result("majority")])
    models = re.findall(r"^\| (low|high|majority) \|", text, re.MULTILINE)
    assert models == ["high", "majority", "low"]
    assert re.search(r"^\| majority .* blind \|$", text, re.MULTILINE)


def test_an_undefined_score_is_ranked_last() -> None:
    text = markdown.leaderboard([result("none", macro_f1=None), result("low", macro_f1=-0.1)])
    assert re.findall(r"^\| (none|low) \|", text, re.MULTILINE) == ["low", "none"]


def test_the_order_of_results_does_not_matter_to_the_leaderboard() -> None:
    results = [result("a", macro_f1=0.5), result("b", macro_f1=0.5), result("c", macro_f1=0.7)]
    assert markdown.leaderboard(results) == markdown.leaderboard(results[::-1])


def of(made: Result, **pedigree: object) -> Result:
    return made.model_copy(update={"pedigree": made.pedigree.model_copy(update=pedigree)})


def titles(text: str) -> list[str]:
    return re.findall(r"^\| ((?:low|high|mine).*?) \|", text, re.MULTILINE)


def test_a_sample_stands_below_whole_splits_whatever_it_scores() -> None:
    sample = of(result("high", macro_f1=1.0), limit=1)
    text = markdown.leaderboard([sample, result("low", macro_f1=0.1), result("mine", macro_f1=None)])
    assert titles(text) == ["low", "mine", "high (a sample of 1)"]


def test_runs_of_one_name_are_told_apart_by_what_they_differ_in() -> None:
    runs = [of(result(), revision=name * 8) for name in ("aa", "bb")]
    assert titles(markdown.leaderboard(runs)) == ["mine (revision aaaaaaaa)", "mine (revision bbbbbbbb)"]
    runs = [of(result(), seed=seed, limit=9) for seed in (0, 5)]
    assert titles(markdown.leaderboard(runs)) == ["mine (a sample of 9, seed 0)", "mine (a sample of 9, seed 5)"]
    runs = [of(result(), revision="a" * 16 + end) for end in (" x=yes", " x=no")]
    assert titles(markdown.leaderboard(runs))[0] == "mine (revision aaaaaaaaaaaaaaaa x=no)"
    assert titles(markdown.leaderboard([runs[0], of(result(), limit=9)])) == ["mine", "mine (a sample of 9)"]


def test_runs_that_are_alike_are_told_apart_by_their_folders() -> None:
    text = markdown.leaderboard([result(), result()], folders=[Path("one/mine"), Path("two/mine")])
    assert titles(text) == ["mine (in one/mine)", "mine (in two/mine)"]


@pytest.mark.parametrize(("name", "value", "shown"), [("macro_f1", 0.12345, "0.123"), ("fnc_score", 82.021, "82.02")])
def test_scores_are_rounded_for_their_scale(name: str, value: float, shown: str) -> None:
    assert figures.number(name, value) == shown
