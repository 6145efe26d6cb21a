"""What stance-cpu and verdict-cpu have learned, kept as plain data: the same answers, and nothing of others."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from fcbench import models, stored
from fcbench.dataset import Dataset, Part, save
from fcbench.models import stance_cpu, verdict_cpu
from fcbench.predict import Job
from fcbench.schema import Card, Claim, DataError, Evidence, Example, Record, TaskCard
from fcbench.stance import keeping
from fcbench.stance.learner import pairwise
from fcbench.stance.recipe import Recipe
from fcbench.train import train_model

FNC = ("agree", "disagree", "discuss", "unrelated")
VERDICTS = ("refuted", "supported")
TOLD = {
    "agree": "Officials confirmed that the {} was closed.",
    "disagree": "It is a hoax: officials denied that the {} was closed.",
    "discuss": "It is reported that the {} may be closed.",
    "unrelated": "Cats sleep a lot, and dogs in {} do not.",
}
PLACES = ("bridge", "harbour", "school", "river", "market", "tower", "garden", "station", "museum", "castle")


def rows(labels: tuple[str, ...]) -> tuple[list[Example], list[str]]:
    """A row a place and label; of each label the text of its place in `FNC`."""
    pairs = [(place, label, text) for place in PLACES for label, text in zip(labels, TOLD.values(), strict=False)]
    examples = [
        Example(id=f"{place}-{label}", claim=f"The {place} was closed", evidence=(text.format(place), "Rain fell."))
        for place, label, text in pairs
    ]
    return examples, [label for _, label, _ in pairs]


def dataset(folder: Path) -> Dataset:
    """The rows of `FNC` as a dataset of one split."""
    card = Card(
        name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",),
        licence="CC0 1.0", may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
        tasks=(TaskCard(name="stance", labels=FNC, cluster_by="place"),),
    )  # fmt: skip
    made = tuple(
        Record(
            id=row.id,
            claim=Claim(id=row.id, text=row.claim),
            evidence=(Evidence(id=f"{row.id}-e", text=row.evidence[0], label=label),),
            cluster=row.claim,
        )
        for row, label in zip(*rows(FNC), strict=True)
    )
    save(folder, card, {"train": Part((), made)})
    return Dataset(folder)


@pytest.fixture
def made(tmp_path: Path) -> Dataset:
    return dataset(tmp_path / "data")


@pytest.mark.parametrize(
    ("kind", "argument", "labels"),
    [(stance_cpu, "", FNC), (stance_cpu, "fnc", FNC), (stance_cpu, "", FNC[:3]), (verdict_cpu, "", VERDICTS)],
)
def test_what_is_kept_answers_the_same(
    kind: ModuleType, argument: str, labels: tuple[str, ...], tmp_path: Path
) -> None:
    examples, gold = rows(labels)
    fitted = kind.load(argument, labels).fit(examples, gold)
    (tmp_path / "state.skops").write_bytes(stored.packed(fitted.state()))
    kept = kind.restore(stored.unpacked(tmp_path / "state.skops"), labels)
    asked = [
        *examples,
        Example(id="a", claim="The mill was closed", evidence=("Officials denied it.",)),
        Example(id="b", claim="", evidence=()),
    ]
    assert kept.predict(asked) == fitted.predict(asked)
    assert len({answer.label for answer in kept.predict(asked)}) > 1


def test_one_label_alone_is_kept_too() -> None:
    examples, _ = rows(FNC)
    fitted = stance_cpu.load("", FNC).fit(examples, ["agree"] * len(examples))
    assert stance_cpu.restore(fitted.state(), FNC).predict(examples) == fitted.predict(examples)


def test_what_is_kept_is_kept_again() -> None:
    fitted = stance_cpu.load("", FNC).fit(*rows(FNC))
    once = stored.packed(fitted.state())
    assert stored.packed(stance_cpu.restore(fitted.state(), FNC).state()) == once


def test_what_has_not_learned_has_nothing_to_keep() -> None:
    with pytest.raises(DataError, match="stance-cpu has not learned: fit it first"):
        Recipe(FNC, "stance-cpu", pairwise).state()


def test_other_features_are_refused() -> None:
    kept = stance_cpu.load("", FNC).fit(*rows(FNC)).state()
    with pytest.raises(DataError, match="an fcbench with other features; train it again"):
        keeping.restored({**kept, "features": kept["features"][1:]}, pairwise)


def test_a_stance_model_is_no_verdict_model() -> None:
    kept = verdict_cpu.load("", VERDICTS).fit(*rows(VERDICTS)).state()
    with pytest.raises(DataError, match="its trees are none"):
        stance_cpu.restore(kept, VERDICTS)  # its trees ask for features that a pair does not have


@pytest.fixture(scope="module")
def state() -> dict[str, Any]:
    """What was learned of the rows of `FNC`."""
    found: dict[str, Any] = stance_cpu.load("", FNC).fit(*rows(FNC)).state()
    return found


def cut(state: dict[str, Any], *path: str) -> None:
    """Takes the last off an array or a list at a place."""
    *way, last = path
    for step in way:
        state = state[step]
    state[last] = state[last][:-1]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (("classes",), r"the shape \[4, 3, 38\] is none of 3 classes"),
        (("stack", "shape"), r"the shape \[4, 3\] is none of 4 classes"),
        (("stack", "shares"), "the shares are none of 4 classes"),
        (("decision", "worth"), "a worth is due for each of 4 classes by each"),
        (("claims", "weights"), "a weight and 10 axes are due for each of the 4 terms of manner"),
        (("claims", "axes"), "a weight and 10 axes are due"),
        (("passages", "axes"), "a weight and 20 axes are due"),
        (("rarity", "weights"), r"a weight is due for each of the \d+ terms that have a rarity"),
    ],
)
def test_parts_of_sizes_that_do_not_fit_are_refused(state: dict[str, Any], path: tuple[str, ...], message: str) -> None:
    broken = deepcopy(state)
    cut(broken, *path)
    with pytest.raises(DataError, match=f"it does not hold together: {message}"):
        stance_cpu.restore(broken, FNC)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("shape", [3], r"the shape \[3\] is none of 4 classes"),
        ("shape", [4, None, 38], "trees that tell a class apart, and no class apart"),
        ("shape", [4, 4, 38], r"the shape \[4, 4, 38\] is none"),
        ("shape", [4, 3, 0], r"the shape \[4, 3, 0\] is none"),
        ("shares", np.array([1.0, 1.0, 0.0, 0.0]), "the shares are none of 4 classes"),
        ("shares", np.array([2.0, -1.0, 0.0, 0.0]), "the shares are none of 4 classes"),
    ],
)
def test_a_stack_of_other_classes_is_refused(state: dict[str, Any], place: str, value: object, message: str) -> None:
    with pytest.raises(DataError, match=f"it does not hold together: {message}"):
        stance_cpu.restore({**state, "stack": {**state["stack"], place: value}}, FNC)


@pytest.mark.parametrize("codes", [[0, 1, 4], [-1, 1, 2], [0, 1, 1]])
def test_trees_for_classes_that_there_are_not_are_refused(state: dict[str, Any], codes: list[int]) -> None:
    voices = [{**voice, "classes_": np.array(codes)} for voice in state["stack"]["voices"]]
    with pytest.raises(DataError, match=r"it does not hold together: trees for the classes \[.*; there are 4"):
        stance_cpu.restore({**state, "stack": {**state["stack"], "voices": voices}}, FNC)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("worth", np.full((4, 4), np.nan), "a worth is due"),
        ("worth", -np.eye(4), "a worth is due"),
        ("sharpness", 0.0, "the sharpness is no number above 0"),
        ("sharpness", "1", "the sharpness is no number above 0"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(state: dict[str, Any], place: str, value: object, message: str) -> None:
    with pytest.raises(DataError, match=f"it does not hold together: {message}"):
        stance_cpu.restore({**state, "decision": {**state["decision"], place: value}}, FNC)


def test_classes_that_are_no_labels_are_refused() -> None:
    kept = stance_cpu.load("", FNC).fit(*rows(FNC)).state()
    with pytest.raises(DataError, match="it answers unrelated; its labels are: agree, disagree, discuss"):
        stance_cpu.restore(kept, FNC[:3])


# On disk


def test_an_objective_is_kept_with_the_model(made: Dataset, tmp_path: Path) -> None:
    manifest = train_model(made, Job("stance-cpu:fnc", "stance", "train"), tmp_path / "kept")
    assert (manifest.kind, manifest.argument) == ("stance-cpu", "fnc")
    examples = made.labelled("stance", "train").examples
    fresh: Any = models.load("stance-cpu:fnc", FNC)
    kept = models.load(f"stance-cpu:{tmp_path / 'kept'}", FNC)
    assert kept.predict(examples) == fresh.fit(examples, made.labelled("stance", "train").gold).predict(examples)


def test_a_model_without_an_objective_does_not_name_one(made: Dataset, tmp_path: Path) -> None:
    train_model(made, Job("stance-cpu", "stance", "train"), tmp_path / "kept")
    assert "argument" not in (tmp_path / "kept" / "model.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("target", "hint"),
    [("stance-cpu:fnd", r"; did you mean 'fnc'\?"), ("tfidf:old", ": a kept model does not learn again")],
)
def test_nothing_else_than_an_objective_is_trained(made: Dataset, tmp_path: Path, target: str, hint: str) -> None:
    with pytest.raises(DataError, match=f"nothing to train by the name of '{target}'{hint}"):
        train_model(made, Job(target, "stance", "train"), tmp_path / "kept")


@pytest.mark.parametrize(("argument", "hint"), [("fnd", r" did you mean 'fnc'\?"), ("nodir", "")])
def test_an_argument_that_is_neither_objective_nor_folder_is_an_error_with_the_nearest_and_the_way_to_make_one(
    argument: str, hint: str
) -> None:
    said = (
        f"model 'stance-cpu:{argument}': no such folder, nor a name that it knows;{hint} there is: balanced, accuracy, "
    )
    with pytest.raises(DataError, match=f"{said}fnc; fcbench train stance-cpu DATASET -o {argument} makes a folder"):
        models.load(f"stance-cpu:{argument}", FNC)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stack": None}, "does not hold what a stance-cpu has learned: TypeError"),
        ({"rarity": {}}, "does not hold what a stance-cpu has learned: KeyError"),
        ({"features": ["x"]}, "it was trained by an fcbench with other features"),
    ],
)
def test_a_file_of_other_content_is_an_error_that_names_the_model(
    made: Dataset, tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    state = stance_cpu.load("", FNC).fit(*rows(FNC)).state()
    manifest = train_model(made, Job("stance-cpu", "stance", "train"), tmp_path / "kept").model_dump()
    stored.write(tmp_path / "other", manifest, {**state, **changed})
    with pytest.raises(DataError, match=f"stance-cpu:.*other: {message}"):
        models.load(f"stance-cpu:{tmp_path / 'other'}", FNC)


def test_training_twice_gives_the_same_bytes(made: Dataset, tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_model(made, Job("stance-cpu", "stance", "train"), tmp_path / name)
    one, two = ((tmp_path / name / stored.STATE).read_bytes() for name in ("one", "two"))
    assert one == two
