"""Published scores from the command line: import the benchmark's files, score its submissions, read official.json."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench import cli
from fcbench.importing import import_benchmark

Find = Callable[[str], Path]
FEVER = {
    "fever_score": 0.3257325733,
    "label_accuracy": 0.5208520852,
    "evidence_precision": 0.1043804380,
    "evidence_recall": 0.4422442244,
    "evidence_f1": 0.1688970478,
}
FNC = [
    ("talos/averaged_2models_cor4.csv.gz", 9556.50, 82.02),
    ("athene/official_FNC_submission.csv.gz", 9550.75, 81.97),
    ("riedel/submission.csv.gz", 9521.50, 81.72),
]


def official(path: Path, dataset: Path, out: Path, *words: str) -> dict[str, float]:
    """The official scores of a submission, as the command writes them."""
    arguments = ["fcbench", "score", str(path), str(dataset), *words, "-o", str(out)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as stop:
            cli.main()
    assert not stop.value.code
    (written,) = out.rglob("official.json")
    mode = json.loads(written.read_text("utf-8"))["modes"][0]
    assert mode["mode"].startswith("compat")
    return {name: score["value"] for name, score in mode["scores"].items()}


@pytest.fixture(scope="module")
def fnc(upstream: Find, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fnc") / "data"
    import_benchmark("fnc-1", upstream("fnc-1"), folder)
    return folder


@pytest.mark.parametrize(("name", "points", "percent"), FNC)
def test_the_winners_of_fnc_1_get_their_published_scores(
    upstream: Find, fnc: Path, tmp_path: Path, name: str, points: float, percent: float
) -> None:
    scores = official(upstream(f"fnc-1/submissions/{name}"), fnc, tmp_path / "out", "--as", "fnc-1")
    assert scores["fnc_points"] == points
    assert round(scores["fnc_score"], 2) == percent


def test_the_fever_scorers_own_file_gets_its_published_scores(upstream: Find, tmp_path: Path) -> None:
    import_benchmark("fever", upstream("fever"), tmp_path / "data")
    path = upstream("fever/predictions/fever-scorer/predictions.jsonl.gz")
    scores = official(path, tmp_path / "data", tmp_path / "out", "--split", "validation", "--as", "fever")
    assert {name: round(scores[name], 10) for name in FEVER} == FEVER


def test_the_scifact_evaluators_fixture_gets_its_twelve_values(upstream: Find, tmp_path: Path) -> None:
    shutil.copytree(upstream("scifact"), tmp_path / "scifact", ignore=shutil.ignore_patterns("predictions"))
    fixture = upstream("scifact/evaluator-fixture")
    (tmp_path / "scifact" / "claims_dev.jsonl").chmod(0o644)
    shutil.copyfile(fixture / "gold_small.jsonl", tmp_path / "scifact" / "claims_dev.jsonl")
    import_benchmark("scifact", tmp_path / "scifact", tmp_path / "data")
    words = ("--split", "validation", "--as", "scifact")
    scores = official(fixture / "predictions_small.jsonl", tmp_path / "data", tmp_path / "out", *words)
    expected = json.loads((fixture / "expected_metrics_small.json").read_text("utf-8"))
    assert {name: scores[name] for name in expected} == pytest.approx(expected, abs=1e-9)
