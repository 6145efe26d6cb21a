"""What every kind of model keeps to, found through the registry: a new file in the folder is tested by being there."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import skops.io
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from fcbench import models
from fcbench.dataset import Dataset, Part, save
from fcbench.estimators import frame
from fcbench.evaluate import evaluate
from fcbench.models import Model, Trainable
from fcbench.predict import Job
from fcbench.schema import Card, Claim, DataError, Evidence, Example, Prediction, Record, TaskCard
from fcbench.train import train_model
from tests import loopback
from tests.servers import fenced, refuses, says, script
from tests.tiny_bert import tiny_bert

LABELS = ("no", "yes", "maybe")
TOPICS = ("bridge", "harbour", "school", "river", "market", "tower", "garden", "station")
EXAMPLES = [
    Example(id=f"{topic}-{label}", claim=f"The {topic} opened today", evidence=(evidence.format(topic),))
    for topic in TOPICS
    for label, evidence in (("yes", "Officials opened the {} today."), ("no", "Cats sleep while no {} is there."))
]
GOLD = [example.id.rpartition("-")[2] for example in EXAMPLES]
ODD = [
    Example(id="empty", claim="", evidence=()),
    Example(id="blank", claim=" \n", evidence=("",)),
    Example(id="signs", claim="?!…", evidence=("—", "\u200b\x00")),
    Example(id="foreign", claim="Мост открыт 橋は開いている", evidence=("🌉" * 3, "e\u0301" * 9)),
    Example(id="long", claim="bridge " * 2_000, evidence=("bridge " * 20_000,)),
]
MODULE = """
def answer(examples):
    if any(example.claim == "raise" for example in examples):
        raise ValueError("raised")
    return [{"yes": 0.75, "no": 0.25} if "opened the" in " ".join(e.evidence) else "no" for e in examples]
"""


def chatting(handler: BaseHTTPRequestHandler) -> None:
    """A chat server that answers as `answer` above does, and refuses what that raises on."""
    assert isinstance(handler, loopback.Handler)
    (data,) = fenced(json.loads(handler.body)["messages"][1]["content"])
    if data.startswith("CLAIM: raise\n"):
        refuses(400, "raised")(handler)
        return
    says(json.dumps({"label": "yes" if "opened the" in data else "no"}))(handler)


@pytest.fixture(scope="module")
def chat_server() -> Iterator[str]:
    """The address of a chat server on this machine."""
    with loopback.serving() as server:
        yield script(server, chatting).address


@pytest.fixture(params=models.names())
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chat_server: str) -> str:
    """A target of each kind, its argument made for what its usage line asks for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", chat_server)
    monkeypatch.setenv("FCBENCH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "contract_answers.py").write_text(MODULE)
    with (tmp_path / "answers.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("id", "label"), *((e.id, g) for e, g in zip(EXAMPLES, GOLD, strict=True))])
    name, _, asked = models.kind(request.param).USAGE.partition(":")
    if asked == "FILE.skops":
        columns = make_column_transformer((CountVectorizer(), "evidence"))
        skops.io.dump(make_pipeline(columns, LogisticRegression()).fit(frame(EXAMPLES), GOLD), "made.skops")
    if asked == "ID-or-FOLDER":
        tiny_bert(tmp_path / "tiny", LABELS)
    made = {"": "", "FILE": ":answers.csv", "module:attribute": ":contract_answers:answer"}
    made |= {"FILE.skops": ":made.skops", "ID-or-FOLDER": ":tiny", "MODEL": ":owl-1"}
    assert asked in made, f"say here how a model of usage {name}:{asked} is made"
    return name + made[asked]


def ready(target: str, gold: Sequence[str] = GOLD) -> Model:
    """The model, trained where it has to be."""
    model = models.load(target, LABELS)
    return model.fit(EXAMPLES, gold) if isinstance(model, Trainable) else model


def answers(model: Model, batch: Sequence[Example]) -> dict[str, Prediction]:
    return {prediction.id: prediction for prediction in model.predict(batch)}


def dataset(folder: Path, gold: Sequence[str]) -> Dataset:
    """The examples as a test split with these labels, and as a training split with their own."""
    card = Card(
        name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",),
        licence="CC0 1.0", may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
        tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="claim"),),
    )  # fmt: skip

    def part(prefix: str, labels: Sequence[str]) -> Part:
        return Part((), tuple(record(f"{prefix}{e.id}", e, label) for e, label in zip(EXAMPLES, labels, strict=True)))

    save(folder, card, {"train": part("train-", GOLD), "test": part("", gold)})
    return Dataset(folder)


def record(name: str, example: Example, label: str) -> Record:
    evidence = Evidence(id=name, text=example.evidence[0], label=label)
    return Record(id=name, claim=Claim(id=name, text=example.claim), evidence=(evidence,), cluster=name)


def keeps(name: str) -> bool:
    """Whether what a kind has learned can be kept, and named as KIND:FOLDER."""
    return isinstance(models.kind(name), models.KeepingKind)


KEEPING = [name for name in models.names() if keeps(name)]


@pytest.mark.parametrize("name", KEEPING)
def test_what_was_kept_answers_as_what_was_learned(name: str, tmp_path: Path) -> None:
    data = dataset(tmp_path / "data", GOLD)
    train_model(data, Job(name, "stance", "train"), tmp_path / "kept")
    kept, learned = models.load(f"{name}:{tmp_path / 'kept'}", LABELS), ready(name)
    assert not isinstance(kept, Trainable)
    assert kept.predict(EXAMPLES + ODD) == learned.predict(EXAMPLES + ODD)


@pytest.mark.parametrize("name", KEEPING)
def test_the_same_training_is_kept_as_the_same_bytes(name: str, tmp_path: Path) -> None:
    data = dataset(tmp_path / "data", GOLD)
    for folder in ("one", "two"):
        train_model(data, Job(name, "stance", "train"), tmp_path / folder)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_an_example_has_no_field_for_gold() -> None:
    assert set(Example.model_fields) == {"id", "claim", "evidence"}


def test_gold_of_the_rows_that_it_answers_does_not_reach_a_model(target: str, tmp_path: Path) -> None:
    shuffled = random.Random(1).sample(GOLD, len(GOLD))  # noqa: S311 -- no secret
    assert shuffled != GOLD
    job = Job(target, "stance", "test")
    seen = [
        evaluate(dataset(tmp_path / str(number), gold), job, out=tmp_path / f"out-{number}").predictions
        for number, gold in enumerate((GOLD, shuffled))
    ]
    assert seen[0] == seen[1]


def test_it_answers_the_same_twice(target: str) -> None:
    model = ready(target)
    assert model.predict(EXAMPLES) == model.predict(EXAMPLES)


def test_there_is_one_answer_an_example_in_order(target: str) -> None:
    shuffled = random.Random(2).sample(EXAMPLES, 7)  # noqa: S311 -- no secret
    found = ready(target).predict(shuffled)
    assert [prediction.id for prediction in found] == [example.id for example in shuffled]


def test_every_label_is_a_listed_one(target: str) -> None:
    given = {prediction.label for prediction in ready(target).predict(EXAMPLES)}
    assert given - {None} <= set(LABELS)  # rules know no label of these: they are silent


def test_probabilities_are_one_a_label_and_sum_to_one_and_the_label_is_the_most_probable(target: str) -> None:
    for prediction in ready(target).predict(EXAMPLES + ODD):
        if prediction.probabilities is not None:
            assert len(prediction.probabilities) == len(LABELS)
            assert sum(prediction.probabilities) == pytest.approx(1, abs=1e-3)
            assert min(prediction.probabilities) >= 0
            assert prediction.label == LABELS[prediction.probabilities.index(max(prediction.probabilities))]


def test_the_name_makes_it_again(target: str) -> None:
    model = ready(target)
    again = ready(model.name)
    assert (again.name, again.revision) == (model.name, model.revision)
    assert again.predict(EXAMPLES) == model.predict(EXAMPLES)


def test_the_order_of_labels_does_not_change_the_answers(target: str) -> None:
    model = models.load(target, LABELS[::-1])
    turned = model.fit(EXAMPLES, GOLD) if isinstance(model, Trainable) else model
    if target not in ("majority", "claim-only"):  # here they see equally frequent labels, and take the first listed
        assert [p.label for p in turned.predict(EXAMPLES)] == [p.label for p in ready(target).predict(EXAMPLES)]


@pytest.mark.parametrize("size", [1, 3])
def test_the_size_of_a_batch_does_not_matter(target: str, size: int) -> None:
    model = ready(target)
    batches = [model.predict(EXAMPLES[start : start + size]) for start in range(0, len(EXAMPLES), size)]
    assert [prediction for batch in batches for prediction in batch] == model.predict(EXAMPLES)


def test_one_bad_input_spoils_one_answer(target: str) -> None:
    model, bad = ready(target), Example(id="bad", claim="raise", evidence=())
    mixed = answers(model, [*EXAMPLES[:3], bad, *ODD, *EXAMPLES[3:]])
    assert len(mixed) == len(EXAMPLES) + len(ODD) + 1
    assert {key: mixed[key] for key in answers(model, EXAMPLES)} == answers(model, EXAMPLES)


def test_the_examples_are_left_as_they_were(target: str) -> None:
    batch = list(EXAMPLES)
    ready(target).predict(batch)
    assert batch == EXAMPLES


def test_training_gives_another_model_and_leaves_the_first_as_it_was(target: str) -> None:
    model = models.load(target, LABELS)
    if isinstance(model, Trainable):
        first = model.fit(EXAMPLES, GOLD)
        kept = first.predict(EXAMPLES)
        model.fit(EXAMPLES, ["maybe", *GOLD[1:]])
        assert first.predict(EXAMPLES) == kept
        assert vars(model) == vars(models.load(target, LABELS))


def test_a_model_that_learns_learns_from_the_gold_it_is_given(target: str) -> None:
    if isinstance(models.load(target, LABELS), Trainable):
        assert {p.label for p in ready(target, ["maybe"] * 15 + ["no"]).predict(EXAMPLES[:4])} == {"maybe"}


def test_the_folder_is_the_registry() -> None:
    folder = Path(models.__file__).parent
    assert models.names() == sorted(path.stem.replace("_", "-") for path in folder.glob("[!_]*.py"))


def test_a_usage_line_begins_with_the_kind() -> None:
    assert [models.kind(name).USAGE.partition(":")[0] for name in models.names()] == models.names()


@pytest.mark.parametrize(
    "name", [n for n in models.names() if ":" not in models.kind(n).USAGE and not keeps(n) and not models.arguments(n)]
)
def test_an_argument_to_a_kind_that_takes_none_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=f"model '{name}'(?: takes no argument; saw|: no objective) 'x'"):
        models.load(f"{name}:x", LABELS)


@pytest.mark.parametrize("name", [name for name in models.names() if ":" in models.kind(name).USAGE])
def test_a_kind_that_needs_an_argument_says_so(name: str) -> None:
    with pytest.raises(DataError, match=f"model '{name}' needs a"):
        models.load(name, LABELS)


def test_an_unknown_kind_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(DataError, match=r"no model 'tfdif'; did you mean 'tfidf'\? there is: .*claim-only, .*majority"):
        models.load("tfdif", LABELS)
