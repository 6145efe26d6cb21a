"""A model's answers on one split, on disk as they come: what a killed run has finished is not asked for again.

A model is shown examples, never gold. Where there is a split to learn from it learns from that, whole, as the source
parts them; else folds keep clusters apart, and it never answers a cluster that it has learned from.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, NamedTuple, get_args

from pydantic import ValidationError

from fcbench import files, models
from fcbench.dataset import EVERYTHING, Dataset, Labelled
from fcbench.estimators import PLAIN, Options
from fcbench.predictions import refuse_bad, told
from fcbench.schema import SCALES, Card, DataError, Example, Pedigree, Prediction, Scale, Task
from fcbench.text import nearest, slug

BATCH = 512  # predictions written at a time, at the most: what a killed run can lose
FIRST_BATCH = 16  # a model that nobody has timed yet
SLOW = 2.0  # seconds for a batch: above it the next is half as large, below it twice
FOLDS = 5
PART = "predictions.part.jsonl"
UNKNOWN = "unknown"  # a revision that does not tell two versions apart: no answer of an earlier run is trusted

Progress = Callable[[int, int], None]

# what `model_dump_json` calls, without its options: half the time
_written = Prediction.__pydantic_serializer__.to_json


@dataclass(frozen=True)
class Job:
    """What to evaluate, and how."""

    target: str
    task: Task
    split: str
    limit: int | None = None
    seed: int = 0
    scale: Scale = "native"
    options: Options = PLAIN

    def labels(self, card: Card) -> tuple[str, ...]:
        """What a model may answer: the dataset's own labels, or the common scale."""
        own = card.task(self.task).labels  # also where the scale is common: a task that is not there is an error
        return own if self.scale == "native" else SCALES[self.task]


def job_of(target: str, card: Card, *, task: str | None = None, scale: str = "native", **options: Any) -> Job:
    """The job of what somebody typed, without a task that which the model has learned or is for, else the first.

    Raises DataError for a task that the dataset does not have, and for a scale that is none.
    """
    if not card.tasks:
        raise DataError(f"{card.name} has no task to evaluate: its records are to be read, not predicted")
    if scale not in get_args(Scale):
        raise DataError(f"no labels {scale!r}{nearest(scale, get_args(Scale))}")
    having = [one.name for one in card.tasks]
    if task is not None and task not in having:
        raise DataError(f"{card.name} has no task {task!r}{nearest(task, having)}")
    known: Any = scale
    return Job(target, card.task(task or _task_for(target, card.name, having)).name, scale=known, **options)


def _task_for(target: str, name: str, having: Sequence[str]) -> str:
    """The task that a kept model has learned, where the dataset has it, else that of its kind, else the first.

    Raises DataError where the dataset lacks the one that the kind is for.
    """
    kept = models.kept_task(target)
    if kept and kept in having:
        return kept
    own = models.task_of(target)
    if own is not None and own not in having:
        raise DataError(f"{name} has no task {own!r}, which {target} is for; it has: {', '.join(having)}")
    return own or having[0]


class Asked(NamedTuple):
    """All answers, row for row, and of each batch that was asked for just now how many rows it had and what it took."""

    predictions: list[Prediction]
    batches: list[tuple[int, float]]


def sample(labelled: Labelled, limit: int | None) -> Labelled:
    """The rows whose ids have the lowest hashes, in the order of the file: the same ones for everybody."""
    limit = telling(limit, len(labelled.examples))
    return labelled if limit is None else _take(labelled, lowest([example.id for example in labelled.examples], limit))


def telling(limit: int | None, rows: int) -> int | None:
    """A limit that leaves some of so many rows out; None for any other, which makes no sample of them.

    >>> telling(9, 10), telling(10, 10), telling(None, 10)
    (9, None, None)
    """
    return None if limit is None or limit >= rows else limit


def marks(limit: int | None, seed: int) -> str:
    """What a folder's name says of a run on a sample, or with a seed of its own.

    >>> marks(10, 3), marks(None, 0)
    ('-limit10-seed3', '')
    """
    return (f"-limit{limit}" if limit else "") + (f"-seed{seed}" if seed else "")


def folder_of(model: models.Model, job: Job) -> str:
    """The name of the folder for a model's answers; files and folders of one name are told apart by their content."""
    _, argument = models.parted(job.target)
    revision = f"-{slug(model.revision[:8])}" if argument and Path(argument).exists() else ""
    return slug(model.name) + revision + marks(job.limit, job.seed)


def lowest(ids: Sequence[str], limit: int) -> list[int]:
    """The places, in order, of so many ids: those with the lowest hashes."""
    if limit < 1:
        raise DataError(f"limit {limit}: at least 1 is needed")
    hashes = [files.sha256(name.encode()) for name in ids]
    return sorted(sorted(range(len(hashes)), key=hashes.__getitem__)[:limit])


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
    """What a model learns from: nothing, the split train, or the other folds of the rows that it answers.

    Of one that has learned already it is what the model says itself: dataset, version, fingerprint and split.
    """
    if not isinstance(model, models.Trainable):
        return str(getattr(model, "training", "none"))
    return "train" if _apart(dataset, job) else f"{FOLDS}-fold"


def trained_on(dataset: Dataset, job: Job, pedigree: Pedigree, clusters: Sequence[str]) -> int:
    """How many of some rows, given by their clusters, are of one that the model has learned from, in this dataset."""
    kept = f"{pedigree.dataset} {pedigree.version} {pedigree.fingerprint} "  # as a kept model says it, and the split
    split = pedigree.training.removeprefix(kept)
    if split == pedigree.training and split != "train":
        return 0
    splits = dataset.splits_of(job.task) if split == EVERYTHING else [split]
    known = {cluster for name in splits for cluster in dataset.clusters(job.task, name)}
    return sum(cluster in known for cluster in clusters)


def _apart(dataset: Dataset, job: Job) -> bool:
    """Whether what is learned from is a split apart."""
    return "train" in dataset.splits() and job.split not in ("train", EVERYTHING)


def _fold(cluster: str) -> int:
    return int(files.sha256(cluster.encode())[:8], 16) % FOLDS


def fitted(model: models.Trainable, rows: Labelled, clusters: set[str] | None = None) -> models.Model:
    """The model trained on the rows that have gold and are not of `clusters`.

    Raises DataError where they have fewer than two labels.
    """
    kept = _lessons(rows, clusters or set())
    if why := _too_little(kept):
        ways = "or take --split all" if clusters is None else "of other clusters"
        raise DataError(f"{model.name} has to learn first: {why}; add articles, or rows with gold, {ways}")
    return model.fit([example for example, _ in kept], [gold for _, gold in kept])


def untaught(dataset: Dataset, job: Job, rows: Labelled) -> str | None:
    """Why a model that learns cannot learn what it needs to answer the rows; None where it can."""
    if _apart(dataset, job):
        return _too_little(_lessons(_training_rows(dataset, job), set()))
    whole = dataset.labelled(job.task, job.split, job.scale)
    folds = {_fold(cluster) for cluster in rows.clusters}
    reasons = (_too_little(_lessons(whole, _of_fold(whole, number))) for number in sorted(folds))
    return next((f"{FOLDS}-fold: {why}" for why in reasons if why), None)


def _lessons(rows: Labelled, without: set[str]) -> list[tuple[Example, str]]:
    """The rows with gold that are not of some clusters."""
    return [
        (example, gold)
        for example, gold, cluster in zip(rows.examples, rows.gold, rows.clusters, strict=True)
        if gold is not None and cluster not in without
    ]


def _too_little(lessons: Sequence[tuple[Example, str]]) -> str | None:
    """Why nothing can be learned from these; None where something can."""
    labels = {gold for _, gold in lessons}
    if len(labels) > 1:
        return None
    return f"{len(lessons)} training rows{' of one label' if labels else ''}: there is nothing to learn"


def _training_rows(dataset: Dataset, job: Job) -> Labelled:
    """The rows of the split train; none where it has no row for the task."""
    if f"{job.task}/train.parquet" not in dataset.card.parquet:
        return Labelled([], [], [])
    return dataset.labelled(job.task, "train", job.scale)


def _of_fold(rows: Labelled, number: int) -> set[str]:
    return {cluster for cluster in rows.clusters if _fold(cluster) == number}


def _plan(
    dataset: Dataset, job: Job, model: models.Model, rows: Labelled
) -> list[tuple[Callable[[], models.Model], list[int]]]:
    """Models, made when called, and the places of the rows that each answers; no fold has seen a cluster it answers."""
    everything = list(range(len(rows.examples)))
    if not isinstance(model, models.Trainable):
        return [(lambda: model, everything)]
    pupil: models.Trainable = model
    if training(model, dataset, job) == "train":
        return [(lambda: fitted(pupil, _training_rows(dataset, job)), everything)]
    whole = dataset.labelled(job.task, job.split, job.scale)

    def crossfit(number: int) -> Callable[[], models.Model]:
        return lambda: fitted(pupil, whole, _of_fold(whole, number))

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
) -> Asked:
    """All answers; each batch is on disk before the next begins, and answers that are there are not asked for again."""
    labels, batches = job.labels(dataset.card), list[tuple[int, float]]()
    key = f"{key}|code:{own_code()}"
    done = {} if model.revision == UNKNOWN else _resumed(folder / PART, key)
    total = len(rows.examples)
    with _part(folder / PART, key, done) as stream:
        for make, places in _plan(dataset, job, model, rows):
            due = [rows.examples[place] for place in places if rows.examples[place].id not in done]
            whole = bool(getattr(model, "whole", False))
            if due and whole:
                due = [rows.examples[place] for place in places]
            ready = make() if due else model
            size = len(due) if whole else min(FIRST_BATCH, BATCH)
            while due:
                batch, due, started = due[:size], due[size:], time.perf_counter()
                given = _asked(ready, batch, labels)
                batches.append((len(batch), time.perf_counter() - started))
                size = max(1, size // 2) if batches[-1][1] > SLOW else min(BATCH, 2 * size)
                done.update({answer.id: answer for answer in given})
                _refuse_broken(model, given, done, total)
                _keep(stream, given)
                progress(len(done), total)
    return Asked([done[example.id] for example in rows.examples], batches)


@cache
def own_code() -> str:
    """What fcbench itself is made of, as a hash: answers that another state of its code has kept are not gone on with.

    A version names a release; between two of them our own models may answer otherwise.
    """
    sources = sorted(path for path in Path(__file__).parent.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return files.sha256(b"".join(files.sha256_file(path).encode() for path in sources))[:16]


@contextmanager
def _part(path: Path, key: str, done: dict[str, Prediction]) -> Iterator[IO[str]]:
    """The file of answers, to add to; where a run fails before there is one, neither file nor new folders stay."""
    created = [place for place in path.parents if not place.exists()]
    files.make_parents(path)
    with path.open("a" if done else "w", encoding="utf-8", newline="\n") as stream:
        if not done:
            stream.write(json.dumps({"run": key}) + "\n")
        try:
            yield stream
        except DataError:
            if not done:
                path.unlink()
                for place in created:
                    place.rmdir()
            raise


def _asked(model: models.Model, batch: list[Example], labels: tuple[str, ...]) -> list[Prediction]:
    """A model's answers, each as the contract has it; an example that it raises on is silence with the error beside it.

    Raises DataError, naming the model, the example and the rule, for any that is not.
    """
    try:
        given = model.predict(batch)
    except DataError:
        raise
    except Exception as error:  # a model may be anybody's, and may raise anything
        if getattr(model, "whole", False):
            raise DataError(f"{model.name} raised on {len(batch)} examples: {told(error)}") from error
        if len(batch) > 1:
            middle = len(batch) // 2
            return _asked(model, batch[:middle], labels) + _asked(model, batch[middle:], labels)
        given = [Prediction(id=batch[0].id, label=None, error=told(error))]
    for example, answer in itertools.zip_longest(batch, given):
        if example is None or answer is None or answer.id != example.id:
            seen = "none" if answer is None else repr(answer.id)
            due = "nothing more" if example is None else repr(example.id)
            raise DataError(
                f"{model.name}: {len(given)} answers that are not, in order, of the {len(batch)} examples asked: "
                f"{due} is due, saw {seen}"
            )
    refuse_bad(given, labels, where=model.name)
    return given


def _refuse_broken(model: models.Model, answers: list[Prediction], done: dict[str, Prediction], total: int) -> None:
    """One bad input spoils one answer; a full batch of them, or nothing else in the whole run, is a broken model."""
    last = len(done) == total and all(answer.error for answer in done.values())
    if last or (len(answers) == BATCH and all(answer.error for answer in answers)):
        raised = list(done.values()) if last else answers
        first = raised[0]
        raise DataError(f"{model.name} raised on each of {len(raised)} examples, on {first.id!r}: {first.error}")


def _keep(stream: IO[str], answers: list[Prediction]) -> None:
    stream.writelines([_written(answer).decode() + "\n" for answer in answers])
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
