"""Predict and score: a model's answers on one split, and a Result from answers and gold.

Scoring never sees the model, and the model never sees gold.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from fcbench import __version__, files, metrics, models
from fcbench.dataset import Dataset, Labelled
from fcbench.schema import DataError, Example, Pedigree, Prediction, Result, Score, Task, validate
from fcbench.stats import Floats, percentile_interval, resampled

BATCH = 512  # predictions written at a time: what a killed run can lose
FOLDS = 5
CONTROLS = ("majority", "overlap")
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


@dataclass(frozen=True)
class Outcome:
    """A finished evaluation: its result, the answers row for row, and how long it took."""

    result: Result
    labelled: Labelled
    predictions: list[Prediction]
    timings: dict[str, float]
    folder: Path


def evaluate(dataset: Dataset, job: Job, *, out: Path, progress: Progress = lambda done, total: None) -> Outcome:
    """Predicts and scores; writes `result.json`, `predictions.parquet` and `timings.json` into a folder under `out`.

    Predictions are kept as they come: the same call after a kill goes on where it stopped, to the same bytes.
    Raises DataError for a model, task or split that is not there, and for answers that are not allowed.
    """
    labels = dataset.card.task(job.task).labels
    model = models.load(job.target, labels)
    whole = dataset.labelled(job.task, job.split)
    _refuse_unknown(model, whole)
    chosen = sample(whole, job.limit)
    if not any(gold is not None for gold in chosen.gold):
        raise DataError(
            f"{dataset.folder}: split {job.split!r} has no gold for the task {job.task!r}: nothing to score"
        )
    training = _training(model, dataset, job)
    pedigree = _pedigree(dataset, job, model, training, n=sum(gold is not None for gold in chosen.gold))
    folder = out / _slug(dataset.card.name) / f"{job.task}-{job.split}" / _slug(model.name, job.limit)
    started = time.perf_counter(), time.process_time()
    predictions = _predict(dataset, job, model, chosen, folder=folder, key=pedigree.line(), progress=progress)
    elapsed, busy = time.perf_counter() - started[0], time.process_time() - started[1]
    controls = {name: _answers(dataset, job, models.load(name, labels), chosen) for name in CONTROLS}
    result = score(
        pedigree, labels, chosen, predictions, controls=controls, cluster_by=dataset.card.task(job.task).cluster_by
    )
    timings = {"rows": len(predictions), "wall_s": round(elapsed, 3), "cpu_s": round(busy, 3)}
    outcome = Outcome(result, chosen, predictions, timings, folder)
    _write(outcome)
    return outcome


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


def _refuse_unknown(model: models.Model, whole: Labelled) -> None:
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


# Prediction


def _training(model: models.Model, dataset: Dataset, job: Job) -> str:
    if not isinstance(model, models.Trainable):
        return "none"
    return "train" if "train" in dataset.splits() and job.split != "train" else f"{FOLDS}-fold"


def _fold(cluster: str) -> int:
    return int(files.sha256(cluster.encode())[:8], 16) % FOLDS


def _fitted(model: models.Model, rows: Labelled, clusters: set[str] | None = None) -> models.Model:
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
    assert_trainable: Any = model
    fitted: models.Model = assert_trainable.fit([example for example, _ in kept], [gold for _, gold in kept])
    return fitted


def _plan(
    dataset: Dataset, job: Job, model: models.Model, rows: Labelled
) -> list[tuple[Callable[[], models.Model], list[int]]]:
    """Models, made when called, and the places of the rows that each answers; none has seen a cluster it answers."""
    everything = list(range(len(rows.examples)))
    training = _training(model, dataset, job)
    if training == "none":
        return [(lambda: model, everything)]
    if training == "train":
        return [(lambda: _fitted(model, dataset.labelled(job.task, "train")), everything)]
    whole = dataset.labelled(job.task, job.split)

    def crossfit(number: int) -> Callable[[], models.Model]:
        return lambda: _fitted(model, whole, {cluster for cluster in whole.clusters if _fold(cluster) == number})

    places = [[place for place in everything if _fold(rows.clusters[place]) == number] for number in range(FOLDS)]
    return [(crossfit(number), fold) for number, fold in enumerate(places) if fold]


def _answers(dataset: Dataset, job: Job, model: models.Model, rows: Labelled) -> list[Prediction]:
    made: dict[int, Prediction] = {}
    for make, places in _plan(dataset, job, model, rows):
        made.update(zip(places, make().predict([rows.examples[place] for place in places]), strict=True))
    return [made[place] for place in range(len(rows.examples))]


def _predict(
    dataset: Dataset, job: Job, model: models.Model, rows: Labelled, *, folder: Path, key: str, progress: Progress
) -> list[Prediction]:
    """All answers; each batch is on disk before the next begins, and answers that are there are not asked for again."""
    folder.mkdir(parents=True, exist_ok=True)
    done = _resumed(folder / PART, key)
    total = len(rows.examples)
    with (folder / PART).open("a" if done else "w", encoding="utf-8", newline="\n") as stream:
        if not done:
            stream.write(json.dumps({"run": key}) + "\n")
        for make, places in _plan(dataset, job, model, rows):
            due = [rows.examples[place] for place in places if rows.examples[place].id not in done]
            ready = make() if due else model
            for start in range(0, len(due), BATCH):
                batch = due[start : start + BATCH]
                answers = _asked(ready, batch)
                done.update({answer.id: answer for answer in answers})
                _refuse_broken(model, answers, done, total)
                _keep(stream, answers)
                progress(len(done), total)
    return [done[example.id] for example in rows.examples]


def _asked(model: models.Model, batch: list[Example]) -> list[Prediction]:
    answers = model.predict(batch)
    if [answer.id for answer in answers] != [example.id for example in batch]:
        raise DataError(
            f"{model.name}: {len(answers)} answers that are not, in order, of the {len(batch)} examples asked"
        )
    return answers


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
    whole = lines[1:-1]  # what follows the last line end was torn off
    files.write_text(path, b"".join(line + b"\n" for line in [lines[0], *whole]).decode())
    found = [
        validate(Prediction, json.loads(line), where=f"{path}:{number}") for number, line in enumerate(whole, start=2)
    ]
    return {prediction.id: prediction for prediction in found}


# Scoring


def score(
    pedigree: Pedigree,
    labels: tuple[str, ...],
    rows: Labelled,
    predictions: Sequence[Prediction],
    *,
    controls: dict[str, list[Prediction]],
    cluster_by: str,
) -> Result:
    """The Result of answers against gold, row for row; rows without gold are left out, silence is a wrong answer."""
    kept = [place for place, gold in enumerate(rows.gold) if gold is not None]
    gold = [str(rows.gold[place]) for place in kept]
    clusters = [rows.clusters[place] for place in kept]
    answers = {name: [made[place].label for place in kept] for name, made in controls.items()}
    own = [predictions[place].label for place in kept]
    scores, drawn = _scores(gold, own, clusters, labels, seed=pedigree.seed)
    beside = {name: _scores(gold, given, clusters, labels, seed=pedigree.seed) for name, given in answers.items()}
    headline = [name for metric in metrics.for_labels(labels).values() for name in metric.HEADLINE]
    return Result(
        pedigree=pedigree,
        labels=labels,
        n=len(kept),
        silent=own.count(None),
        errors=sum(predictions[place].error is not None for place in kept),
        clusters=len(set(clusters)),
        cluster_by=cluster_by,
        confusion=tuple(tuple(int(cell) for cell in row) for row in confusion(gold, own, labels)),
        scores=scores,
        controls={name: {key: found[key] for key in headline} for name, (found, _) in beside.items()},
        gain={name: _gain(name, scores, drawn, beside) for name in headline} if beside else {},
    )


def confusion(gold: Sequence[str], predicted: Sequence[str | None], labels: tuple[str, ...]) -> Floats:
    """Counts, labels x (labels + 1): rows are gold, the last column is silence."""
    return _pairs(gold, predicted, ["all"] * len(gold), labels).reshape(len(labels), len(labels) + 1)


def _pairs(
    gold: Sequence[str], predicted: Sequence[str | None], clusters: Sequence[str], labels: tuple[str, ...]
) -> Floats:
    """For each cluster how often each (gold, predicted) occurs: clusters, in order of name, x labels * (labels + 1)."""
    place: dict[str | None, int] = {label: number for number, label in enumerate(labels)}
    place[None] = len(labels)
    width = len(labels) * (len(labels) + 1)
    row = {name: number for number, name in enumerate(sorted(set(clusters)))}
    cells = [
        row[cluster] * width + place[given] * (len(labels) + 1) + place[answer]
        for given, answer, cluster in zip(gold, predicted, clusters, strict=True)
    ]
    return np.bincount(cells, minlength=len(row) * width).reshape(len(row), width).astype(np.float64)


def _scores(
    gold: Sequence[str], predicted: Sequence[str | None], clusters: Sequence[str], labels: tuple[str, ...], *, seed: int
) -> tuple[dict[str, Score], dict[str, Floats]]:
    """Every score with its interval, and the resampled values behind the intervals."""
    pairs = _pairs(gold, predicted, clusters, labels)
    answers = (*labels, None)
    scores: dict[str, Score] = {}
    drawn: dict[str, Floats] = {}
    for metric in metrics.for_labels(labels).values():
        of_pair = np.array([metric.observe(right, answer, labels) for right in labels for answer in answers])
        sums = pairs @ of_pair
        values = metric.summarise(sums.sum(axis=0), labels)
        spread = metric.summarise(resampled(sums, seed=seed), labels) if len(sums) > 1 else {}
        for name, value in values.items():
            low, high = percentile_interval(spread[name]) if spread else (float("nan"), float("nan"))
            best = metric.BEST.get(name.partition("[")[0])
            scores[name] = Score(value=_defined(value), low=_defined(low), high=_defined(high), best=best)
        drawn |= spread
    return scores, drawn


def _gain(
    name: str,
    scores: dict[str, Score],
    drawn: dict[str, Floats],
    beside: dict[str, tuple[dict[str, Score], dict[str, Floats]]],
) -> Score:
    own = scores[name].value
    defined = {control: found[name].value for control, (found, _) in beside.items() if found[name].value is not None}
    if own is None or not defined:
        return Score(value=None)
    best = max(defined, key=lambda control: (defined[control], control))
    low = high = None
    if name in drawn:
        low, high = percentile_interval(drawn[name] - beside[best][1][name])
    return Score(value=own - float(defined[best] or 0.0), low=_defined(low), high=_defined(high))


def _defined(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _pedigree(dataset: Dataset, job: Job, model: models.Model, training: str, *, n: int) -> Pedigree:
    card = dataset.card
    families = metrics.for_labels(card.task(job.task).labels)
    return Pedigree(
        dataset=card.name,
        version=card.version,
        fingerprint=card.fingerprint[:16],
        split=job.split,
        task=job.task,
        model=model.name,
        revision=model.revision,
        training=training,
        n=n,
        seed=job.seed,
        fcbench=__version__,
        limit=job.limit,
        metrics="+".join(f"{name}@{metric.VERSION}" for name, metric in families.items()),
    )


# Files


def _write(outcome: Outcome) -> None:
    import pyarrow as pa

    rows, labels = outcome.labelled, outcome.result.labels
    columns: dict[str, list[Any]] = {
        "id": [example.id for example in rows.examples],
        "cluster": rows.clusters,
        "gold": rows.gold,
        "label": [prediction.label for prediction in outcome.predictions],
        "error": [prediction.error for prediction in outcome.predictions],
    }
    kinds = dict.fromkeys(columns, pa.string())
    if any(prediction.probabilities for prediction in outcome.predictions):
        for number, label in enumerate(labels):
            kinds[f"p_{label}"] = pa.float64()
            columns[f"p_{label}"] = [
                given.probabilities[number] if given.probabilities else None for given in outcome.predictions
            ]
    files.write_parquet(
        outcome.folder / "predictions.parquet", pa.table(columns, schema=pa.schema(list(kinds.items())))
    )
    files.write_json(outcome.folder / "timings.json", outcome.timings)
    files.write_json(outcome.folder / "result.json", outcome.result.model_dump(mode="json"))
    (outcome.folder / PART).unlink(missing_ok=True)


def find_results(path: Path) -> list[Result]:
    """The Results of a `result.json`, or of every one in a folder, by path; raises DataError where there is none."""
    places = sorted(path.rglob("result.json")) if path.is_dir() else [path]
    if not places:
        raise DataError(f"{path}: no result.json in it; fcbench eval writes one")
    return [validate(Result, files.read_json(place), where=str(place)) for place in places]


def _slug(name: str, limit: int | None = None) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") + (f"-limit{limit}" if limit else "")
