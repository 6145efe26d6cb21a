"""A result on the terminal: nothing is cut, and what has to be said in words is there."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from fcbench.report import console, figures
from fcbench.schema import Pedigree, Result, Score, Slice

CONTROLS = ("majority", "claim-only", "evidence-only", "overlap", "shuffled-evidence")
NAMES = ("fnc_score", "macro_f1", "accuracy", "mcc")
PEDIGREE = Pedigree(
    dataset="made", version="1.0.0", fingerprint="0" * 16, split="test", task="stance",
    model="python:a_module_with_a_long_name:and_a_long_attribute", revision="1", training="none",
    metrics="classification@1", n=4000, seed=0, fcbench="0",
)  # fmt: skip
LONG = Score(value=-40.125, low=-80.375, high=-20.625)
SCORES = {name: Score(value=0.5, low=0.25, high=0.75) for name in NAMES} | {
    "fnc_score": Score(value=81.125, low=80.375, high=83.875)
}
RESULT = Result(
    pedigree=PEDIGREE, labels=("yes", "no"), n=4000, silent=0, errors=0, clusters=100, cluster_by="story",
    confusion=((1, 2, 0), (3, 4, 0)), scores=SCORES,
    controls={name: dict.fromkeys(NAMES, Score(value=0.4)) for name in CONTROLS},
    gain=dict.fromkeys(NAMES, Score(value=-0.125, low=-0.375, high=-0.025)) | {"fnc_score": LONG},
    gains={"claim-only": dict.fromkeys(NAMES, Score(value=0.01, low=-0.02, high=0.04))},
    slices={
        "act=deny": Slice(n=40, clusters=12, accuracy=Score(value=0.3, low=0.2, high=0.4)),
        "act=assert": Slice(n=90, clusters=12, accuracy=Score(value=0.6, low=0.5, high=0.7)),
    },
)  # fmt: skip


def shown(width: int) -> str:
    screen = Console(width=width, file=io.StringIO(), record=True)
    screen.print(console.summary(RESULT))
    return screen.export_text()


def test_no_figure_is_cut_where_no_terminal_says_how_wide_it_is() -> None:
    lines = shown(132).splitlines()
    assert "80.38 to 83.88" in lines[2]
    assert "-40.12 (-80.38 to -20.62)" in lines[2]
    assert all("-0.125 (-0.375 to -0.025)" in line for line in lines[3:6])
    assert lines[1].split()[1].endswith("and_a_long_attribute")


@pytest.mark.parametrize("width", [132, 100, 80])
def test_on_a_narrow_terminal_figures_go_on_below_and_none_is_lost(width: int) -> None:
    text = "".join(shown(width).split())
    for figure in ("80.38", "83.88", "-80.38", "-20.62", "-0.375", "-0.025"):
        assert figure in text
    assert shown(width).count("…") == 1  # the model's own name, over a column


def test_the_best_blind_baseline_is_named_with_its_score() -> None:
    assert "shuffled-evidence 0.400" in shown(132)


def test_claim_only_and_the_worst_slice_are_told_in_words() -> None:
    text = " ".join(shown(132).split())
    assert "has not been shown to be above claim-only" in text
    assert "gain in macro-F1 +0.010 (-0.020 to +0.040)" in text
    assert "the worst is act=deny: accuracy 0.300 (0.200 to 0.400) on 40 rows." in text


def test_a_models_name_is_no_emoji_and_no_markup() -> None:
    named = RESULT.model_copy(update={"pedigree": PEDIGREE.model_copy(update={"model": "python:m:f[bold]"})})
    screen = Console(width=132, file=io.StringIO(), record=True)
    screen.print(console.summary(named))
    screen.print(console.overview([named]))
    assert screen.export_text().count("python:m:f[bold]") == 4  # in the title, over a column, in a sentence, in a row


def test_missing_intervals_and_baselines_are_explained() -> None:
    three = RESULT.model_copy(update={"clusters": 3})
    assert figures.remarks(three)[0] == "3 clusters (by story), under 10: no interval; try --split all"
    whole = three.model_copy(update={"pedigree": PEDIGREE.model_copy(update={"split": "all"})})
    assert figures.remarks(whole)[0] == "3 clusters (by story), under 10: no interval"
    assert not any("no interval" in line for line in figures.remarks(RESULT))
    lacking = RESULT.model_copy(update={"left_out": {"majority": "0 rows", "overlap": "0 rows", "other": "broken"}})
    assert figures.remarks(lacking)[:2] == ["majority, overlap: left out: 0 rows", "other: left out: broken"]


@pytest.mark.parametrize(
    ("split", "whole", "way"),
    [
        ("test", 12, "; try without --limit"),
        ("test", 3, "; try --split all without --limit"),
        ("all", 12, "; try without --limit"),
        ("all", 9, ""),
        ("test", 0, "; try without --limit"),  # a result of before, which does not say it
    ],
)
def test_of_a_sample_with_few_clusters_it_is_told_what_gives_more(split: str, whole: int, way: str) -> None:
    pedigree = PEDIGREE.model_copy(update={"limit": 20, "split": split})
    part = RESULT.model_copy(update={"clusters": 3, "whole_clusters": whole, "pedigree": pedigree})
    assert figures.remarks(part)[0] == f"3 clusters (by story), under 10: no interval{way}"
