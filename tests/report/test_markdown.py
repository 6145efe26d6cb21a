"""Reports: what a reader of report.md, its picture and the leaderboard sees."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from fcbench.report import figures, markdown
from fcbench.schema import Pedigree, Result, Score

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


def test_a_report_shows_the_blind_baselines_and_the_pedigree() -> None:
    text = markdown.report(result())
    assert "| score | mine | majority | overlap | gain over the best |" in text
    assert result().pedigree.line() in text


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


@pytest.mark.parametrize(("name", "value", "shown"), [("macro_f1", 0.12345, "0.123"), ("fnc_score", 82.021, "82.02")])
def test_scores_are_rounded_for_their_scale(name: str, value: float, shown: str) -> None:
    assert figures.number(name, value) == shown
