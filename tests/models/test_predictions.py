"""Answers of a file as a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from fcbench import models
from fcbench.estimators import Options
from fcbench.models.predictions import load
from fcbench.schema import DataError, Example

LABELS = ("no", "yes")
EXAMPLES = [Example(id=name, claim="It rains", evidence=("It rained.",)) for name in ("a", "b", "c")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Answers for b and a, in that order, and for a row of another split."""
    path = tmp_path / "answers.csv"
    path.write_text("id,label\nb,no\na,yes\nz,yes\n")
    return path


def test_answers_are_found_by_id_whatever_their_order(path: Path) -> None:
    assert [found.label for found in load(str(path), LABELS).predict(EXAMPLES[:2])] == ["yes", "no"]


def test_an_id_that_the_file_lacks_is_silence_and_no_error(path: Path) -> None:
    (found,) = load(str(path), LABELS).predict(EXAMPLES[2:])
    assert (found.id, found.label, found.error) == ("c", None, None)


def test_the_ids_that_are_not_of_the_split_are_told(path: Path) -> None:
    assert load(str(path), LABELS).unknown({"a", "b", "c"}) == ["z"]
    assert load(str(path), LABELS).unknown({"a", "b", "z"}) == []


def test_the_name_is_of_the_file_and_not_of_the_folder_it_lies_in(path: Path) -> None:
    assert models.load(f"predictions:{path}", LABELS).name == "predictions:answers.csv"


def test_the_revision_is_of_the_content(path: Path) -> None:
    first = load(str(path), LABELS).revision
    path.write_text("id,label\nb,no\na,no\n")
    assert load(str(path), LABELS).revision != first


def test_what_was_matched_stands_in_the_revision_and_exact_labels_have_none(path: Path) -> None:
    exact = load(str(path), LABELS)
    path.write_text("id,label\nb,NO\na,ja\nz,yes\n")
    model = models.load(f"predictions:{path}", LABELS, Options(label_map={"ja": "yes"}))
    assert [found.label for found in model.predict(EXAMPLES[:2])] == ["yes", "no"]
    assert model.revision == f"{exact.revision} NO=no ja=yes"
    assert " " not in exact.revision


def test_a_label_of_a_file_may_be_no_answer(path: Path) -> None:
    path.write_text("id,label,p_yes,p_no,p_unclear\na,unclear,0.2,0.2,0.6\nb,no,0.1,0.8,0.1\n")
    model = models.load(f"predictions:{path}", LABELS, Options(label_map={"unclear": "-"}))
    found = model.predict(EXAMPLES[:2])
    assert [(one.label, one.probabilities) for one in found] == [(None, None), ("no", None)]


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv: no such file"):
        load(str(tmp_path / "nowhere.csv"), LABELS)


def test_a_name_with_a_colon_is_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "run:1.csv").write_text("id,label\na,yes\n")
    assert models.load(f"predictions:{tmp_path / 'run:1.csv'}", LABELS).predict(EXAMPLES[:1])[0].label == "yes"
