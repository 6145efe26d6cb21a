"""A model's answers on one split, on disk as they come: what a killed run has finished is not asked for again.

A model is shown examples, never gold. Where there is a split to learn from it learns from that, whole, as the source
parts them; else folds keep clusters apart, and it never answers a cluster that it has learned from.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, get_args

from pydantic import ValidationError

from fcbench import files, models
from fcbench.dataset import EVERYTHING, Dataset, Labelled
from fcbench.predictions import checked
from fcbench.schema import SCALES, Card, DataError, Example, Prediction, Scale, Task

BATCH = 512  # predictions written at a time, at the most: what a killed run can lose
FIRST_BATCH = 16  # a model that nobody has timed yet
SLOW = 2.0  # seconds for a batch: above it the next is half as large, below it twice
FOLDS = 5
PART = "predictions.part.jsonl"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """What to evaluate, and how."""

    target: str
    task: Task
    split: str
    limit: int | None = None
    seed: int = 0
    scale: Scale = "native"

    def labels(self, card: Card) -> tuple[str, ...]:
        """What a model may answer: the dataset's own labels, or the common scale."""
        own = card.task(self.task).labels  # also where the scale is common: a task that is not there is an error
        return own if self.scale == "native" else SCALES[self.task]


def job_of(target: str, card: Card, *, task: str | None = None, scale: str = "native", **options: Any) -> Job:
    """The job of what somebody typed; the task is the dataset's first where none is said.

    Raises DataError for a task that the dataset does not have, and for a scale that is none.
    """
    if not card.tasks:
        raise DataError(f"{card.name} has no task to evaluate: its records are to be read, not predicted")
    if scale not in get_args(Scale):
        raise DataError(f"labels: saw {scale!r}; allowed: {', '.join(get_args(Scale))}")
    known: Any = scale
    return Job(target, card.task(task or card.tasks[0].name).name, scale=known, **options)


def sample(labelled: Labelled, limit: int | None) -> Labelled:
    """The rows whose ids have the lowest hashes, in the order of the file: the same ones for everybody."""
    if limit is None or limit >= len(labelled.examples):
        return labelled
    if limit < 1:
        raise DataError(f"limit {limit}: at least 1 row is needed")
    hashes = [files.sha256(example.id.encode()) for example in labelled.examples]
    kept = sorted(sorted(range(len(hashes)), key=hashes.__getitem__)[:limit])
    return _take(labelled, kept)


def _take(labelled: Labelled, places: Sequence[int]) -> Labelled:
    return Labelled(
        [labelled.examples[place] for place in places],
        [labelled.gold[place] for place in places],
        [labelled.clusters[place] for place in places],
    )


def refuse_unknown(model: models.Model, whole: Labelled) -> None:
    """Raises DataError where a file of answers has ids that are not of the split."""
    unknown = getattr(model, "unknown", None)
    if unknown is None:
        return
    known = {example.id for example in whole.examples}
    strange = unknown(known)
    if strange:
        first = whole.examples[0].id if whole.examples else "none"
        raise DataError(
            f"{model.name}: {len(strange):,} ids are not in the split, the first {strange[0]!r}; "
            f"its ids look like {first!r}"
        )


def training(model: models.Model, dataset: Dataset, job: Job) -> str:
    """What a model learns from: nothing, the split train, or the other folds of the rows that it answers."""
    if not isinstance(model, models.Trainable):
        return "none"
    apart = "train" in dataset.splits() and job.split not in ("train", EVERYTHING)
    return "train" if apart else f"{FOLDS}-fold"


def _fold(cluster: str) -> int:
    return int(files.sha256(cluster.encode())[:8], 16) % FOLDS


def _fitted(model: models.Trainable, rows: Labelled, clusters: set[str] | None = None) -> models.Model:
    """The model trained on the rows that have gold and are not of `clusters`."""
    kept = [
        (example, gold)
        for example, gold, cluster in zip(rows.examples, rows.gold, rows.clusters, strict=True)
        if gold is not None and (clusters is None or cluster not in clusters)
    ]
    if len({gold for _, gold in kept}) < 2:
        raise DataError(
            f"{model.name}: {len(kept)} training rows with fewer than two labels; there is nothing to learn"
        )
    return model.fit([example for example, _ in kept], [gold for _, gold in kept])


def _plan(
    dataset: Dataset, job: Job, model: models.Model, rows: Labelled
) -> list[tuple[Callable[[], models.Model], list[int]]]:
    """Models, made when called, and the places of the rows that each answers; no fold has seen a cluster it answers."""
    everything = list(range(len(rows.examples)))
    if not isinstance(model, models.Trainable):
        return [(lambda: model, everything)]
    pupil: models.Trainable = model
    if training(model, dataset, job) == "train":
        return [(lambda: _fitted(pupil, dataset.labelled(job.task, "train", job.scale)), everything)]
    whole = dataset.labelled(job.task, job.split, job.scale)

    def crossfit(number: int) -> Callable[[], models.Model]:
        return lambda: _fitted(pupil, whole, {cluster for cluster in whole.clusters if _fold(cluster) == number})

    places = [[place for place in everything if _fold(rows.clusters[place]) == number] for number in range(FOLDS)]
    return [(crossfit(number), fold) for number, fold in enumerate(places) if fold]


def answers(dataset: Dataset, job: Job, model: models.Model, rows: Labelled) -> list[Prediction]:
    """All answers at once, in memory: for the blind controls, which are quick."""
    made: dict[int, Prediction] = {}
    for make, places in _plan(dataset, job, model, rows):
        made.update(zip(places, make().predict([rows.examples[place] for place in places]), strict=True))
    return [made[place] for place in range(len(rows.examples))]


def predict(
    dataset: Dataset, job: Job, model: models.Model, rows: Labelled, *, folder: Path, key: str, progress: Progress
) -> list[Prediction]:
    """All answers; each batch is on disk before the next begins, and answers that are there are not asked for again."""
    labels = job.labels(dataset.card)
    folder.mkdir(parents=True, exist_ok=True)
    done = _resumed(folder / PART, key)
    total = len(rows.examples)
    with (folder / PART).open("a" if done else "w", encoding="utf-8", newline="\n") as stream:
        if not done:
            stream.write(json.dumps({"run": key}) + "\n")
        for make, places in _plan(dataset, job, model, rows):
            due = [rows.examples[place] for place in places if rows.examples[place].id not in done]
            ready = make() if due else model
            size = min(FIRST_BATCH, BATCH)
            while due:
                batch, due, started = due[:size], due[size:], time.perf_counter()
                given = _asked(ready, batch, labels)
                size = max(1, size // 2) if time.perf_counter() - started > SLOW else min(BATCH, 2 * size)
                done.update({answer.id: answer for answer in given})
                _refuse_broken(model, given, done, total)
                _keep(stream, given)
                progress(len(done), total)
    return [done[example.id] for example in rows.examples]


def _asked(model: models.Model, batch: list[Example], labels: tuple[str, ...]) -> list[Prediction]:
    given = model.predict(batch)
    if [answer.id for answer in given] != [example.id for example in batch]:
        raise DataError(
            f"{model.name}: {len(given)} answers that are not, in order, of the {len(batch)} examples asked"
        )
    for answer in given:
        checked(answer.id, answer.label, labels, where=model.name)
    return given


def _refuse_broken(model: models.Model, answers: list[Prediction], done: dict[str, Prediction], total: int) -> None:
    """One bad input spoils one answer; a full batch of them, or nothing else in the whole run, is a broken model."""
    last = len(done) == total and all(answer.error for answer in done.values())
    if (last or len(answers) == BATCH) and all(answer.error for answer in answers):
        first = answers[0]
        raise DataError(f"{model.name} raised on each of {len(answers)} examples, on {first.id!r}: {first.error}")


def _keep(stream: IO[str], answers: list[Prediction]) -> None:
    stream.writelines(answer.model_dump_json() + "\n" for answer in answers)
    stream.flush()


def _resumed(path: Path, key: str) -> dict[str, Prediction]:
    """The answers of a killed run of the same pedigree; a torn last line is cut off, another run's file is not used."""
    if not path.is_file():
        return {}
    lines = path.read_bytes().split(b"\n")
    if lines[0] != json.dumps({"run": key}).encode():
        return {}
    whole = list(itertools.takewhile(_is_whole, lines[1:-1]))  # what follows the last line end was torn off
    files.write_text(path, b"".join(line + b"\n" for line in [lines[0], *whole]).decode())
    found = [Prediction.model_validate_json(line) for line in whole]
    return {prediction.id: prediction for prediction in found}


def _is_whole(line: bytes) -> bool:
    try:
        Prediction.model_validate_json(line)
    except ValidationError:
        return False  # a damaged disk may tear a line in the middle: from there on the answers are asked for again
    return True
