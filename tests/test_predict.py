"""What a model may answer, what is told where it does not, and a run that is killed anywhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fcbench import models
from fcbench.dataset import Dataset, Part, save
from fcbench.evaluate import evaluate
from fcbench.predict import PART, Job, job_of
from fcbench.schema import Card, Claim, DataError, Evidence, Example, Prediction, Record, TaskCard
from fcbench.train import train_model

LABELS = ("no", "yes")
ROWS = 200
JOB = Job("scripted", "stance", "test")
CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="place"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A test split of 200 rows in 20 clusters."""
    folder = tmp_path_factory.mktemp("data") / "made"
    records = []
    for number in range(ROWS):
        name = f"row-{number:03}"
        piece = Evidence(id=name, text=f"Piece {number}.", label=LABELS[number % 2])
        claim = Claim(id=name, text=f"Claim {number}")
        records.append(Record(id=name, claim=claim, evidence=(piece,), cluster=f"place {number // 10}"))
    save(folder, CARD, {"test": Part((), tuple(records))})
    return Dataset(folder)


Answer = Callable[[Example], Prediction]


@dataclass(frozen=True)
class Scripted:
    """Answers as it is told."""

    answer: Answer
    name: str = "scripted"
    revision: str = "1"

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        return [self.answer(example) for example in batch]


@pytest.fixture
def run(made: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Evaluates such a model without controls."""

    def evaluated(model: models.Model) -> Any:
        monkeypatch.setattr(models, "load", lambda *_: model)
        return evaluate(made, JOB, out=tmp_path / "out", blind={})

    return evaluated


def only(bad: dict[str, Any]) -> Answer:
    """Good answers but for row-007."""
    good = {"label": "yes", "probabilities": (0.25, 0.75)}
    return lambda example: Prediction(id=example.id, **(bad if example.id == "row-007" else good))


BAD: list[tuple[dict[str, Any], str]] = [
    ({"label": "perhaps"}, "scripted: label 'perhaps' of 'row-007' is not one of: no, yes"),
    ({"label": "no", "probabilities": (1.0,)}, "scripted: example 'row-007': 1 probabilities; one for each label"),
    ({"label": "no", "probabilities": (float("nan"), 1.0)}, "scripted: example 'row-007': probabilities .* with sum 1"),
    ({"label": "no", "probabilities": (1.0, float("nan"))}, "scripted: example 'row-007': probabilities .* with sum 1"),
    ({"label": "no", "probabilities": (0.5, 0.4)}, "scripted: example 'row-007': probabilities .* with sum 1"),
    ({"label": "no", "probabilities": (1.5, -0.5)}, "scripted: example 'row-007': probabilities .* with sum 1"),
]


def test_folders_may_be_named_as_text(made: Dataset, tmp_path: Path) -> None:
    found = evaluate(Dataset(str(made.folder)), Job("overlap", "stance", "test"), out=str(tmp_path), blind={})
    assert (tmp_path / "made" / "stance-test" / "overlap" / "result.json").is_file()
    assert found.result.n == ROWS


def test_a_function_for_a_target_is_an_error_that_says_how_it_is_named(made: Dataset, tmp_path: Path) -> None:
    target: Any = only({})
    said = "a target is text, such as 'tfidf', or 'python:module:attribute' for code of yours; saw function"
    with pytest.raises(DataError, match=said):
        evaluate(made, Job(target, "stance", "test"), out=tmp_path)
    with pytest.raises(DataError, match=said):
        train_model(made, Job(target, "stance", "train"), tmp_path / "kept")
    with pytest.raises(DataError, match=said):
        job_of(target, CARD, split="test")


BOTH = tuple(TaskCard(name=name, labels=LABELS, cluster_by="place") for name in ("stance", "verdict"))


@pytest.mark.parametrize(
    ("target", "said", "task"),
    [
        ("tfidf", None, "stance"),
        ("verdict-rules", None, "verdict"),
        ("verdict-cpu", None, "verdict"),
        ("verdict-cpu", "stance", "stance"),
    ],
)
def test_a_model_for_one_task_takes_it_where_none_is_said(target: str, said: str | None, task: str) -> None:
    assert job_of(target, CARD.model_copy(update={"tasks": BOTH}), task=said, split="test").task == task


@pytest.mark.parametrize("target", ["verdict-rules", "verdict-cpu"])
def test_a_dataset_without_the_task_that_a_model_is_for_is_an_error(target: str) -> None:
    with pytest.raises(DataError, match=f"made has no task 'verdict', which {target} is for; it has: stance"):
        job_of(target, CARD)


@pytest.mark.parametrize(("bad", "message"), BAD, ids=[str(bad) for bad, _ in BAD])
def test_an_answer_against_the_rules_is_an_error_that_names_model_row_and_rule(
    run: Callable[..., Any], tmp_path: Path, bad: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        run(Scripted(only(bad)))
    assert list(tmp_path.iterdir()) == [], "something was left half-written"


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        (lambda found: found[:-1], "15 answers that are not.*'row-015' is due, saw none"),
        (lambda found: [], "0 answers that are not.*'row-000' is due, saw none"),
        (lambda found: found + found[:1], "17 answers that are not.*nothing more is due, saw 'row-000'"),
        (lambda found: found[1:] + found[:1], "16 answers that are not.*'row-000' is due, saw 'row-001'"),
    ],
)
def test_answers_of_another_number_or_order_are_an_error_that_names_the_first_row(
    run: Callable[..., Any], tmp_path: Path, turn: Callable[[list[Prediction]], list[Prediction]], message: str
) -> None:
    class Turned(Scripted):
        def predict(self, batch: Sequence[Example]) -> list[Prediction]:
            return turn(super().predict(batch))

    with pytest.raises(DataError, match=message):
        run(Turned(only({"label": "no"})))
    assert list(tmp_path.iterdir()) == []


def test_an_example_that_the_model_raises_on_is_silence_and_the_others_are_answered(run: Callable[..., Any]) -> None:
    def answer(example: Example) -> Prediction:
        if example.id in ("row-007", "row-100"):
            raise KeyError("lost")
        return Prediction(id=example.id, label="yes")

    outcome = run(Scripted(answer))
    assert [found.id for found in outcome.predictions if found.error == "KeyError: 'lost'"] == ["row-007", "row-100"]
    assert (outcome.result.silent, outcome.result.errors) == (2, 2)


def test_an_error_after_answers_that_are_kept_keeps_them(run: Callable[..., Any], tmp_path: Path) -> None:
    def answer(example: Example) -> Prediction:
        return Prediction(id=example.id, label="perhaps" if example.id == "row-150" else "yes")

    with pytest.raises(DataError, match="'row-150'"):
        run(Scripted(answer))
    folder = tmp_path / "out" / "made" / "stance-test" / "scripted"
    assert [path.name for path in folder.iterdir()] == [PART]


def test_a_model_of_unknown_revision_is_asked_again_for_all(run: Callable[..., Any]) -> None:
    asked: list[str] = []

    def answer(example: Example) -> Prediction:
        asked.append(example.id)
        if len(asked) == 100:
            raise KeyboardInterrupt
        return Prediction(id=example.id, label="yes")

    with pytest.raises(KeyboardInterrupt):
        run(Scripted(answer, revision="unknown"))
    run(Scripted(answer, revision="unknown"))
    assert len(asked) == 100 + ROWS


def test_the_timings_count_what_was_asked_for_in_this_run(run: Callable[..., Any]) -> None:
    timings = run(Scripted(only({"label": "no"}))).timings
    assert (timings["rows"], timings["asked"]) == (ROWS, ROWS)
    assert timings["rows_per_s"] > 0
    assert 0 <= timings["latency_ms_median"] <= timings["latency_ms_worst"]


# Killed


DRIVER = """
import os, random, signal, sys
from pathlib import Path
import pandas, pyarrow.parquet, scipy.stats  # once, and not in each child
from fcbench import metrics, models, predict
from fcbench.dataset import Dataset
from fcbench.evaluate import evaluate

metrics.for_labels(("no", "yes")), models.kind("python")
predict.BATCH = 16
data, out, package = Dataset(Path(sys.argv[1])), Path(sys.argv[2]), str(Path(predict.__file__).parent)

def child(folder, point, count=None):
    # runs the evaluation and is killed at the given call that our own code makes or gets; -1 is never
    number = os.fork()
    if number:
        return os.waitpid(number, 0)[1]
    seen = 0
    def watch(frame, event, argument):
        nonlocal seen
        if frame.f_code.co_filename.startswith(package):
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(watch)
    try:
        evaluate(data, predict.Job("python:slow_model:answer", "stance", "test"), out=folder, blind={})
    finally:
        sys.setprofile(None)
    if count:
        count.write_text(str(seen))
    os._exit(0)

def content(folder):
    (place,) = folder.glob("made/stance-test/*")
    assert sorted(path.name for path in place.iterdir()) == ["predictions.parquet", "result.json", "timings.json"]
    return [(place / name).read_bytes() for name in ("result.json", "predictions.parquet")]

assert child(out / "whole", -1, out / "count") == 0
expected, calls = content(out / "whole"), int((out / "count").read_text())
points = [place * calls // 10 + random.Random(place).randrange(calls // 10) for place in range(10)]
for point in points:
    folder = out / str(point)
    assert child(folder, point) == signal.SIGKILL, point
    assert child(folder, -1) == 0
    assert content(folder) == expected, point
print("killed", len(points), "of", calls)
"""
MODEL = "def answer(examples):\n    return [{'yes': 0.75, 'no': 0.25} if '7' in e.claim else 'no' for e in examples]\n"


def test_a_run_that_is_killed_at_any_of_ten_points_goes_on_to_the_same_bytes(made: Dataset, tmp_path: Path) -> None:
    (tmp_path / "slow_model.py").write_text(MODEL, "utf-8")
    (tmp_path / "out").mkdir()
    words = [sys.executable, "-c", DRIVER, str(made.folder), "out"]
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("killed 10 of ")


WAITING = """
import os
def answer(examples):
    for example in examples:
        if example.id == "row-120" and os.path.exists("pipe"):
            with open("pipe", "w") as stream:
                stream.write("here")
            with open("pipe") as stream:
                stream.read()
    return ["yes"] * len(examples)
"""


def test_the_command_goes_on_after_kill_9(made: Dataset, tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(WAITING, "utf-8")
    os.mkfifo(tmp_path / "pipe")
    words = [sys.executable, "-m", "fcbench", "eval", "python:waiting:answer", str(made.folder), "-o", "out"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with (tmp_path / "pipe").open() as stream:  # waits until the model is there
        assert stream.read() == "here"
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    (folder,) = (tmp_path / "out").glob("made/stance-test/*")
    assert [path.name for path in folder.iterdir()] == [PART]
    kept = len((folder / PART).read_text("utf-8").splitlines()) - 1
    (tmp_path / "pipe").unlink()
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    assert 0 < kept < ROWS
    assert f'"asked": {ROWS - kept}' in (folder / "timings.json").read_text("utf-8")
