"""Training: what is learned is kept in a folder, with what it was learned from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from fcbench import models
from fcbench.dataset import Dataset, Part, save
from fcbench.estimators import Options
from fcbench.evaluate import evaluate
from fcbench.predict import Job, job_of
from fcbench.schema import Card, Claim, DataError, Evidence, Example, Prediction, Record, TaskCard
from fcbench.train import train_model

LABELS = ("agree", "disagree", "discuss")
OTHER = ("REFUTES", "SUPPORTS", "NOT_ENOUGH_INFO")
TEXTS = {"agree": "Yes, the {} opened.", "disagree": "No, the {} stayed closed.", "discuss": "Cats sleep a lot."}
PLACES = ("bridge", "harbour", "school", "river", "market", "tower", "garden", "station")


def dataset(folder: Path, labels: tuple[str, ...] = LABELS, *, shared: int = 0) -> Dataset:
    """24 rows a split in 8 clusters, `shared` of which are in both splits."""
    card = Card(
        name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",),
        licence="CC0 1.0", may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
        tasks=(TaskCard(name="stance", labels=labels, cluster_by="place"),),
    )  # fmt: skip
    spelled = dict(zip(("disagree", "agree", "discuss"), labels, strict=True)) if labels == OTHER else None

    def record(split: str, number: int) -> Record:
        label, place = LABELS[number % 3], PLACES[number % 8]
        name = f"{split}-{number:02}"
        piece = Evidence(id=name, text=TEXTS[label].format(place), label=spelled[label] if spelled else label)
        cluster = place if number % 8 < shared else f"{split} {place}"
        return Record(id=name, claim=Claim(id=name, text=f"The {place} opened"), evidence=(piece,), cluster=cluster)

    parts = {split: Part((), tuple(record(split, number) for number in range(24))) for split in ("train", "test")}
    save(folder, card, parts)
    return Dataset(folder)


@pytest.fixture
def made(tmp_path: Path) -> Dataset:
    return dataset(tmp_path / "data")


def test_a_kept_model_says_what_it_was_trained_on(made: Dataset, tmp_path: Path) -> None:
    manifest = train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    assert manifest.training() == f"made 1.0.0 {made.card.fingerprint[:16]} train"
    assert (manifest.kind, manifest.labels, manifest.rows, manifest.task) == ("tfidf", LABELS, 24, "stance")
    result = evaluate(made, Job(f"tfidf:{tmp_path / 'kept'}", "stance", "test"), out=tmp_path / "out", blind={}).result
    assert (result.pedigree.model, result.pedigree.training) == ("tfidf:kept", manifest.training())


def test_a_kept_model_scores_as_one_that_is_trained_on_the_spot(made: Dataset, tmp_path: Path) -> None:
    train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    kept, fresh = (
        evaluate(made, Job(target, "stance", "test"), out=tmp_path / "out", blind={}).predictions
        for target in (f"tfidf:{tmp_path / 'kept'}", "tfidf")
    )
    assert kept == fresh


def test_a_kept_model_answers_in_the_labels_of_another_dataset(made: Dataset, tmp_path: Path) -> None:
    train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    other = dataset(tmp_path / "other", OTHER)
    result = evaluate(other, Job(f"tfidf:{tmp_path / 'kept'}", "stance", "test"), out=tmp_path / "out", blind={}).result
    assert result.scores["accuracy"].value == 1
    assert result.trained_on == 0


def test_a_label_that_the_other_dataset_lacks_is_an_error_unless_a_map_says_what_it_is(
    made: Dataset, tmp_path: Path
) -> None:
    train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    target = f"tfidf:{tmp_path / 'kept'}"
    with pytest.raises(DataError, match="label 'discuss' is none of the task's; the model has: agree, disagree, disc"):
        models.load(target, ("yes", "for", "against"))
    found = models.load(target, ("for", "against"), Options(label_map={"discuss": "against"}))
    for answer in found.predict(made.labelled("stance", "test").examples):
        assert sum(answer.probabilities or ()) == pytest.approx(1, abs=1e-3)
    assert found.revision.endswith(" discuss=against")
    silent = models.load(target, ("for", "against"), Options(label_map={"discuss": "-", "disagree": "-"}))
    assert {answer.label for answer in silent.predict(made.labelled("stance", "test").examples)} == {"for", None}


class Tersely:
    """A model without probabilities, which says nothing of the last example."""

    name = revision = "tersely"

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """One label each, and an error."""
        told = zip(batch, LABELS, strict=False)
        last = Prediction(id=batch[-1].id, label=None, error="ValueError: too long")
        return [*(Prediction(id=example.id, label=label) for example, label in told), last]


def test_labels_without_probabilities_are_translated_too(made: Dataset, tmp_path: Path) -> None:
    manifest = train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    own = {"agree": "for", "disagree": "against", "discuss": "-"}
    kept = models.Kept("kept", "1", manifest, ("for", "against"), Tersely(), own)
    found = kept.predict(made.labelled("stance", "test").examples[:4])
    assert [(one.label, one.error) for one in found] == [
        ("for", None), ("against", None), (None, None), (None, "ValueError: too long"),
    ]  # fmt: skip


@pytest.mark.parametrize(("split", "count"), [("test", 9), ("train", 24)])
def test_rows_that_a_kept_model_has_learned_are_counted(tmp_path: Path, split: str, count: int) -> None:
    leaky = dataset(tmp_path / "leaky", shared=3)
    train_model(leaky, Job("tfidf", "stance", "train"), tmp_path / "kept")
    job = Job(f"tfidf:{tmp_path / 'kept'}", "stance", split)
    assert evaluate(leaky, job, out=tmp_path / "out", blind={}).result.trained_on == count


def test_rows_that_a_model_of_all_splits_has_learned_are_counted(made: Dataset, tmp_path: Path) -> None:
    train_model(made, Job("tfidf", "stance", "all"), tmp_path / "kept")
    job = Job(f"tfidf:{tmp_path / 'kept'}", "stance", "test")
    assert evaluate(made, job, out=tmp_path / "out", blind={}).result.trained_on == 24


def test_two_kept_models_of_one_name_have_reports_of_their_own(made: Dataset, tmp_path: Path) -> None:
    folders = set()
    for place, split in (("a", "train"), ("b", "all")):
        train_model(made, Job("tfidf", "stance", split), tmp_path / place / "kept")
        job = Job(f"tfidf:{tmp_path / place / 'kept'}", "stance", "test")
        folders.add(evaluate(made, job, out=tmp_path / "out", blind={}).folder)
    assert len(folders) == 2


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_what_is_there_is_never_replaced(made: Dataset, tmp_path: Path, taken: str) -> None:
    place = tmp_path / "kept"
    if taken == "folder":
        place.mkdir()
    note = place / "note.txt" if taken == "folder" else place
    note.write_text("mine", "utf-8")
    with pytest.raises(DataError, match="kept: it is there already; name a new folder, or remove it first"):
        train_model(made, Job("tfidf", "stance", "train"), place)
    assert note.read_text("utf-8") == "mine"


def test_an_empty_folder_may_be_named(made: Dataset, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["model.json", "state.skops"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("tfdif", "nothing to train by the name of 'tfdif'; did you mean 'tfidf'[?]"),
        ("overlap", "overlap cannot be kept: .*; to train"),
        ("stance-graph", "stance-graph cannot be kept: it learns in each run, .*; to train"),
        ("python", "python cannot be kept: .*; to train"),
    ],
)
def test_what_cannot_be_trained_and_kept_is_an_error_that_lists_what_can(
    made: Dataset, tmp_path: Path, name: str, why: str
) -> None:
    with pytest.raises(DataError, match=f"{why} there is: extractor, claim-only"):
        train_model(made, Job(name, "stance", "train"), tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_damaged_or_foreign_folder_is_an_error(made: Dataset, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    with pytest.raises(DataError, match=r"kept: no such folder; fcbench train tfidf DATASET -o \S+kept makes one"):
        models.load(f"tfidf:{place}", LABELS)
    train_model(made, Job("tfidf", "stance", "train"), place)
    with pytest.raises(DataError, match="a model of kind 'tfidf': name it as tfidf:"):
        models.load(f"claim-only:{place}", LABELS)
    (place / "state.skops").write_bytes((place / "state.skops").read_bytes()[:-1])
    with pytest.raises(DataError, match=r"state\.skops: not the file that model\.json was written with"):
        models.load(f"tfidf:{place}", LABELS)


@pytest.mark.parametrize(("field", "value"), [("rows", "many"), ("task", "stanze"), ("scale", "mine")])
def test_a_manifest_that_is_none_is_an_error_with_its_field(
    made: Dataset, tmp_path: Path, field: str, value: str
) -> None:
    train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    path = tmp_path / "kept" / "model.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), field: value}), "utf-8")
    with pytest.raises(DataError, match=rf"model\.json: {field}: saw '{value}'"):
        models.load(f"tfidf:{tmp_path / 'kept'}", LABELS)


def test_a_kept_model_is_asked_for_the_task_that_it_has_learned_where_the_dataset_has_it(
    made: Dataset, tmp_path: Path
) -> None:
    train_model(made, Job("tfidf", "stance", "train"), tmp_path / "kept")
    verdict = TaskCard(name="verdict", labels=LABELS, cluster_by="place")
    both = made.card.model_copy(update={"tasks": (verdict, *made.card.tasks)})
    alone = made.card.model_copy(update={"tasks": (verdict,)})
    target = f"tfidf:{tmp_path / 'kept'}"
    tasks = [job_of(name, card, split="test").task for name in (target, "tfidf") for card in (both, alone)]
    assert tasks == ["stance", "verdict", "verdict", "verdict"]
