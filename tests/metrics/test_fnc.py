"""The FNC score: what the official scorer answers, on its vectors and on the three real submissions."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fcbench.metrics import classification, fnc
from fcbench.predictions import read
from fcbench.stats import Floats

LABELS = ("agree", "disagree", "discuss", "unrelated")  # the official scorer's order
Find = Callable[[str], Path]


def totals(gold: list[str], answers: list[str | None]) -> Floats:
    observed = [fnc.observe(right, answer, LABELS) for right, answer in zip(gold, answers, strict=True)]
    sums: Floats = np.array(observed).sum(axis=0)
    return sums


def points(gold: list[str], answers: list[str | None]) -> float:
    return float(fnc.summarise(totals(gold, answers), LABELS)["fnc_points"])


def percent(gold: list[str], answers: list[str | None]) -> float:
    return float(fnc.summarise(totals(gold, answers), LABELS)["fnc_score"])


def stances(path: Path) -> tuple[list[tuple[str, str]], list[str | None]]:
    """Headline and Body ID, and the stance, of each row; line ends inside a headline made alike."""
    text = gzip.decompress(path.read_bytes()).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    return [(row["Headline"], row["Body ID"]) for row in rows], [row["Stance"] for row in rows]


@pytest.fixture(scope="session")
def vectors(upstream: Find) -> dict[str, Any]:
    """What the official scorer answered."""
    found: dict[str, Any] = json.loads(upstream("../metric_vectors.json").read_text("utf-8"))["fnc"]
    return found


@pytest.fixture(scope="session")
def real(upstream: Find) -> tuple[list[tuple[str, str]], list[str]]:
    """The keys and gold labels of the competition's test set."""
    keys, gold = stances(upstream("fnc-1/competition_test_stances.csv.gz"))
    return keys, [str(label) for label in gold]


def case_of(vectors: dict[str, Any], name: str) -> tuple[list[str], list[str | None], dict[str, Any]]:
    """Gold, the answers by (headline, Body ID), None where there is none, and what the official scorer said."""
    case = vectors["cases"][name]
    given = {(row["Headline"], row["Body ID"]): row["Stance"] for row in case["pred"]}
    gold = [row["Stance"] for row in vectors["gold"]]
    return gold, [given.get((row["Headline"], row["Body ID"])) for row in vectors["gold"]], case


SCORED = ("perfect", "all_unrelated", "all_discuss", "unrelated_called_agree", "wrong_but_related")
SHORT = "short_file_is_scored_silently"
REFUSED = ("label_case_matters", "rows_must_be_in_gold_order")


def test_every_vector_is_tested_here(vectors: dict[str, Any]) -> None:
    assert set(vectors["cases"]) == {*SCORED, SHORT, *REFUSED}


@pytest.mark.parametrize("name", SCORED)
def test_points_and_matrix_are_the_official_scorers(vectors: dict[str, Any], name: str) -> None:
    gold, answers, case = case_of(vectors, name)
    official, matrix = case["result"]
    assert points(gold, answers) == official
    cells = [classification.observe(right, answer, LABELS) for right, answer in zip(gold, answers, strict=True)]
    assert np.sum(cells, axis=0).reshape(4, 5)[:, :4].tolist() == matrix


def test_a_short_file_gets_the_same_points_but_is_not_scored_silently(vectors: dict[str, Any]) -> None:
    gold, answers, case = case_of(vectors, SHORT)
    assert points(gold, answers) == case["result"][0]
    assert percent(gold, answers) == pytest.approx(100 * 1.0 / 3.25)  # of what all four rows could have had


def test_a_label_in_another_case_is_read_where_the_official_scorer_refuses_it(
    vectors: dict[str, Any], tmp_path: Path
) -> None:
    _, answers, case = case_of(vectors, "label_case_matters")
    assert case["raises"] == "ValueError"
    (tmp_path / "answers.csv").write_text(f"id,label\nrow-1,{answers[0]}\n")
    assert answers[0] == "Agree"
    assert read(tmp_path / "answers.csv", LABELS).by_id["row-1"].label == "agree"


def test_rows_in_another_order_are_matched_by_id_where_the_official_scorer_refuses_them(
    vectors: dict[str, Any],
) -> None:
    gold, answers, case = case_of(vectors, "rows_must_be_in_gold_order")
    assert case["raises"] == "FNCException"
    assert answers == [None, "unrelated", None, None]
    assert points(gold, answers) == 0.25


def test_the_null_and_the_best_are_the_official_scorers(vectors: dict[str, Any]) -> None:
    gold = [row["Stance"] for row in vectors["gold"]]
    assert [points(gold, ["unrelated"] * 4), points(gold, list(gold))] == vectors["null_and_max"]


@pytest.mark.parametrize(
    ("submission", "raw", "relative"),
    [
        ("talos/averaged_2models_cor4.csv.gz", 9556.50, 82.02),
        ("athene/official_FNC_submission.csv.gz", 9550.75, 81.97),
        ("riedel/submission.csv.gz", 9521.50, 81.72),
    ],
)
def test_the_three_best_submissions_get_their_published_scores(
    upstream: Find, real: tuple[list[tuple[str, str]], list[str]], submission: str, raw: float, relative: float
) -> None:
    keys, answers = stances(upstream(f"fnc-1/submissions/{submission}"))
    assert keys == real[0]
    assert points(real[1], answers) == raw
    assert round(percent(real[1], answers), 2) == relative


def test_the_blind_runs_on_the_real_test_set_get_what_the_official_scorer_gives(
    vectors: dict[str, Any], real: tuple[list[tuple[str, str]], list[str]]
) -> None:
    gold, official = real[1], vectors["competition_test_set"]
    split_then_discuss: list[str | None] = ["unrelated" if label == "unrelated" else "discuss" for label in gold]
    assert len(gold) == official["rows"]
    assert points(gold, list(gold)) == official["max"]
    assert points(gold, ["unrelated"] * len(gold)) == official["null_all_unrelated"]
    assert points(gold, ["discuss"] * len(gold)) == official["all_discuss"]
    assert round(percent(gold, split_then_discuss), 4) == official["perfect_related_split_then_all_discuss_percent"]


def test_perfect_answers_give_the_best() -> None:
    assert percent(list(LABELS), list(LABELS)) == fnc.BEST["fnc_score"]


def test_the_sums_of_two_halves_equal_the_whole() -> None:
    gold, answers = ["agree", "unrelated", "discuss"], ["discuss", "unrelated", None]
    halves = totals(gold[:1], list(answers[:1])) + totals(gold[1:], list(answers[1:]))
    assert np.array_equal(halves, totals(gold, list(answers)))


@pytest.mark.parametrize("gold", LABELS)
def test_silence_gets_no_points_and_keeps_the_denominator(gold: str) -> None:
    assert fnc.observe(gold, None, LABELS) == (0.0, fnc.observe(gold, gold, LABELS)[1])


def test_the_score_of_no_rows_is_undefined() -> None:
    assert math.isnan(float(fnc.summarise(np.zeros(2), LABELS)["fnc_score"]))


def test_it_is_for_the_four_labels_of_fnc_1_in_any_order_and_no_others() -> None:
    assert fnc.applies(LABELS[::-1])
    assert not fnc.applies(LABELS[:3])
    assert not fnc.applies((*LABELS, "other"))
