"""Verification: every figure comes out again, and a changed one does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench import files
from fcbench.dataset import Dataset
from fcbench.evaluate import evaluate
from fcbench.extraction import evaluate_extractor
from fcbench.predict import Job
from fcbench.saved import CONTROL_ANSWERS, PREDICTIONS, RESULT, read
from fcbench.schema import DataError
from fcbench.verify import differences, verify


@pytest.fixture(scope="module")
def dataset(root: Path) -> Dataset:
    return Dataset(root / "data")


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    return evaluate(dataset, Job("overlap", "stance", "test"), out=out).folder


@pytest.fixture
def changed(folder: Path, tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], None]], Path]:
    """A copy of the result with something changed in it."""

    def change(edit: Callable[[dict[str, Any]], None]) -> Path:
        result = files.read_json(folder / RESULT)
        edit(result)
        files.write_json(tmp_path / RESULT, result)
        (tmp_path / PREDICTIONS).write_bytes((folder / PREDICTIONS).read_bytes())
        return tmp_path

    return change


def test_every_figure_of_a_result_comes_out(folder: Path, dataset: Dataset) -> None:
    assert verify(read(folder), dataset) == []


def test_a_headline_that_was_touched_up_does_not_come_out(changed: Callable[..., Path], dataset: Dataset) -> None:
    def flatter(result: dict[str, Any]) -> None:
        result["scores"]["macro_f1"]["value"] += 0.01

    (found,) = verify(read(changed(flatter)), dataset)
    assert found.startswith("scores.macro_f1.value: ")


def test_a_control_that_was_lowered_does_not_come_out(changed: Callable[..., Path], dataset: Dataset) -> None:
    def lower(result: dict[str, Any]) -> None:
        result["controls"]["overlap"]["accuracy"]["value"] = 0.0

    (found,) = verify(read(changed(lower)), dataset)
    assert "controls.overlap.accuracy.value" in found


def test_figures_that_rest_on_probabilities_come_out_too(dataset: Dataset, tmp_path: Path) -> None:
    done = evaluate(dataset, Job("tfidf", "stance", "test"), out=tmp_path)
    assert done.result.calibration is not None
    assert verify(read(done.folder), dataset) == []


def test_a_result_on_other_data_is_an_error(changed: Callable[..., Path], dataset: Dataset) -> None:
    def other(result: dict[str, Any]) -> None:
        result["pedigree"]["fingerprint"] = "0" * 16

    with pytest.raises(DataError, match="fingerprint is"):
        verify(read(changed(other)), dataset)


def test_answers_that_were_not_scored_are_an_error(changed: Callable[..., Path]) -> None:
    def forget(result: dict[str, Any]) -> None:
        result["answers"] = "0" * 64

    with pytest.raises(DataError, match=r"not the answers that result.json was computed from"):
        read(changed(forget))


def test_differences_see_missing_and_added_keys() -> None:
    assert list(differences({"a": 1}, {"b": 1})) == ["a: 1, computed again None", "b: None, computed again 1"]


def test_a_result_without_predictions_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / RESULT).write_bytes((folder / RESULT).read_bytes())
    with pytest.raises(DataError, match=r"predictions\.parquet: no such file"):
        read(tmp_path)


def test_a_result_of_an_extractor_says_that_it_keeps_no_predictions(dataset: Dataset, tmp_path: Path) -> None:
    done = evaluate_extractor(dataset, "rules", "test", out=tmp_path, limit=1)
    with pytest.raises(DataError, match="extractor:rules: attributions are kept without predictions by row"):
        read(done.folder)


def test_what_is_no_finished_run_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"controls\.parquet: not a result"):
        read(folder.parent / CONTROL_ANSWERS)
    (tmp_path / "half").mkdir()
    with pytest.raises(DataError, match=r"half: no result\.json in it: no finished run"):
        read(tmp_path / "half")


def test_a_folder_of_results_says_which_runs_are_in_it(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no result\.json in it: name the folder of one run; there is: ") as told:
        read(folder.parent.parent)
    assert str(told.value).endswith(f"there is: {folder}")
    for number in range(13):
        files.write_json(tmp_path / f"run-{number:02}" / RESULT, {})
    with pytest.raises(DataError, match=r"run-09, and 3 more$"):
        read(tmp_path)


def test_a_result_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: no such result"):
        read(tmp_path / "nowhere")
