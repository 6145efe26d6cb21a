"""stance-graph as a model: it is asked for all rows at once, in the harness too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from fcbench import models
from fcbench.dataset import Dataset
from fcbench.models import stance_graph
from fcbench.predict import PART, Job, predict
from fcbench.schema import DataError, Example, Prediction

LABELS = ("supports", "refutes", "neutral", "unrelated")
ROWS = [
    Example(id=f"r{number}", claim=claim, evidence=(passage,))
    for number, (claim, passage) in enumerate(
        [
            ("The mill burned", "The mill burned down on Monday."),
            ("The mill burned", "It is false that the mill burned."),
            ("Gulls came", "Gulls came to the pier."),
            ("Gulls came", "The mill burned down on Monday."),
        ]
    )
]
GOLD = ["supports", "refutes", "supports", "unrelated"]


class Whole:
    """A model that says how many it was asked for."""

    name, revision, whole = "whole", "1", True

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[int] = []
        self.fails = fails

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        if self.fails:
            raise ValueError("too much")
        self.asked.append(len(batch))
        return [Prediction(id=one.id, label="supports") for one in batch]


def asked(model: models.Model, root: Path, folder: Path) -> list[Prediction]:
    dataset = Dataset(root / "data")
    rows = dataset.labelled("stance", "all")
    job = Job("whole", "stance", "all")
    return predict(dataset, job, model, rows, folder=folder, key="k", progress=lambda *_: None).predictions


def test_it_answers_what_it_has_learned_in_the_labels_of_the_task() -> None:
    model = stance_graph.load("", LABELS).fit(ROWS, GOLD)
    found = model.predict(ROWS)
    assert [one.id for one in found] == [one.id for one in ROWS]
    assert all(one.probabilities is not None and len(one.probabilities) == len(LABELS) for one in found)
    assert model.predict(ROWS) == found
    assert model.predict([]) == []


@pytest.mark.parametrize(
    ("argument", "labels", "message"),
    [("harsh", LABELS, "objective 'harsh'"), ("fnc", ("supports", "refutes"), "objective 'fnc' is not for the labels")],
)
def test_what_it_cannot_do_is_said_before_it_learns(argument: str, labels: tuple[str, ...], message: str) -> None:
    with pytest.raises(DataError, match=message):
        stance_graph.load(argument, labels)


def test_it_has_to_learn_first() -> None:
    with pytest.raises(DataError, match="fit it first"):
        stance_graph.load("", LABELS).predict(ROWS)


@pytest.mark.parametrize("gold", [["unrelated"] * 4, ["yes", "no", "yes", "no"]])
def test_labels_that_are_no_sides_are_told_apart_too(gold: list[str]) -> None:
    found = stance_graph.load("", ("yes", "no", "unrelated")).fit(ROWS, gold).predict(ROWS)
    assert {one.label for one in found} <= set(gold)
    assert all(sum(one.probabilities or ()) == pytest.approx(1) for one in found)


def test_a_model_of_the_whole_is_asked_once_for_all(root: Path, tmp_path: Path) -> None:
    model = Whole()
    assert len(asked(model, root, tmp_path)) == model.asked[0]
    assert len(model.asked) == 1


def test_a_model_of_the_whole_is_asked_for_all_again_where_a_run_was_killed(root: Path, tmp_path: Path) -> None:
    first = Whole()
    found = asked(first, root, tmp_path)
    lines = (tmp_path / PART).read_text("utf-8").splitlines(keepends=True)
    (tmp_path / PART).write_text("".join(lines[:9]) + lines[9][:5], "utf-8")
    again = Whole()
    assert asked(again, root, tmp_path) == found
    assert again.asked == first.asked


def test_a_model_of_the_whole_that_raises_is_not_asked_for_less(root: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"whole raised on \d+ examples: ValueError: too much"):
        asked(Whole(fails=True), root, tmp_path)
    assert not (tmp_path / PART).exists()
