"""Scores: Dataset and Predictions -> Result, beside the blind controls. Scoring never sees the model."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fcbench import __version__, crosswalk, files, metrics, models, saved, slices
from fcbench.calibration import calibration
from fcbench.clusters import Level, of_texts
from fcbench.dataset import Dataset, Labelled
from fcbench.predict import (
    PART,
    Job,
    Progress,
    answers,
    folder_of,
    own_code,
    predict,
    refuse_unknown,
    sample,
    telling,
    trained_on,
    training,
    untaught,
)
from fcbench.schema import Calibration, Card, DataError, Pedigree, Prediction, Result, Score, Slice, built, validate
from fcbench.stats import FEW, Floats, kinds, numbered, percentile_interval, resampled
from fcbench.text import slug

Blind = dict[str, list[Prediction]]  # the name of a blind baseline -> its answers, row for row

UNRELATED = "unrelated"  # on the common scale of stances
CONTROLS = ("majority", "claim-only", "evidence-only", "overlap", "shuffled-evidence")


@dataclass(frozen=True)
class Outcome:
    """A finished evaluation: its result, the answers row for row, and how long it took."""

    result: Result
    labelled: Labelled
    predictions: list[Prediction]
    timings: dict[str, float]
    folder: Path
    levels: dict[Level, list[str]]
    slices: list[tuple[str, ...]]
    replaced: tuple[str, ...] = ()  # where another run's result stood in the folder: what its pedigree has otherwise


@contextmanager
def _left_alone() -> Iterator[None]:
    """While it lasts, Python's collector of cycles passes over what there was before, unless somebody had it do so.

    Rows and answers are so many that it looks through everything, libraries and all, time and again, and frees nothing.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@_left_alone()
def evaluate(
    dataset: Dataset,
    job: Job,
    *,
    out: str | Path,
    progress: Progress = lambda done, total: None,
    blind: Blind | None = None,
) -> Outcome:
    """Predicts and scores; writes `result.json`, `predictions.parquet` and `timings.json` into a folder under `out`.

    Predictions are kept as they come: the same call after a kill goes on where it stopped, to the same bytes.
    `blind` are the answers of `blind_answers` for the same rows, where the caller has them already.
    Raises DataError for a model, task or split that is not there, and for answers that are not allowed.
    """
    labels = job.labels(dataset.card)
    model = models.load(job.target, labels, job.options)
    whole = dataset.labelled(job.task, job.split, job.scale)
    refuse_unknown(model, whole)
    job = replace(job, limit=telling(job.limit, len(whole.examples)))
    chosen = sample(whole, job.limit)
    if not any(gold is not None for gold in chosen.gold):
        raise DataError(
            f"{dataset.folder}: split {job.split!r} has no gold for the task {job.task!r}: nothing to score"
        )
    pedigree = _pedigree(dataset, job, model, n=sum(gold is not None for gold in chosen.gold))
    place = f"{job.task}-{job.split}" if job.scale == "native" else f"{job.task}-{job.split}-{job.scale}"
    folder = Path(out) / slug(dataset.card.name) / place / folder_of(model, job)
    started = time.perf_counter(), time.process_time()
    predictions, batches = predict(dataset, job, model, chosen, folder=folder, key=pedigree.line(), progress=progress)
    elapsed, busy = time.perf_counter() - started[0], time.process_time() - started[1]
    controls = _kept_blind(dataset, job, folder.parent / saved.CONTROL_ANSWERS, chosen) if blind is None else blind
    of_rows = slices_of(dataset, job, chosen)
    result = scored(dataset, job, pedigree, chosen, predictions, controls, of_rows)
    timings: dict[str, float] = {"rows": len(predictions), "wall_s": round(elapsed, 3), "cpu_s": round(busy, 3)}
    timings |= {**_speed(batches), **_account(model)}
    unrelated = unrelated_labels(dataset.card, job)
    levels = of_texts(chosen.examples, chosen.gold, unrelated)
    replaced = _replaced(folder / "result.json", pedigree)
    outcome = Outcome(result, chosen, predictions, timings, folder, levels, of_rows, replaced)
    _write(outcome)
    return outcome


def _speed(batches: list[tuple[int, float]]) -> dict[str, float]:
    """What was asked for in this run, rows a second, and the time of a row in the middle batch and in the slowest."""
    asked, took = sum(count for count, _ in batches), sum(seconds for _, seconds in batches)
    of_row = sorted(1000 * seconds / count for count, seconds in batches)
    if not of_row:
        return {"asked": 0}
    return {
        "asked": asked,
        "rows_per_s": round(asked / max(took, 1e-9), 1),  # a clock too coarse for the batch
        "latency_ms_median": round(of_row[len(of_row) // 2], 3),
        "latency_ms_worst": round(of_row[-1], 3),
    }


def _account(model: models.Model) -> dict[str, float]:
    """What a server's answers have cost in this run, for a model that keeps an account of it."""
    account = getattr(model, "account", None)
    names = ("requests", "retries", "cached", "prompt_tokens", "completion_tokens", "uncounted", "seconds")
    return {} if account is None else {name: round(getattr(account, name), 3) for name in names}


def scored(
    dataset: Dataset,
    job: Job,
    pedigree: Pedigree,
    rows: Labelled,
    predictions: Sequence[Prediction],
    controls: Blind,
    of_rows: Sequence[tuple[str, ...]],
) -> Result:
    """The Result of answers to the rows of a job, with their slices: every figure follows from these alone."""
    labels, by = job.labels(dataset.card), dataset.card.task(job.task).cluster_by
    result = score(pedigree, labels, rows, predictions, controls=controls, cluster_by=by)
    more: dict[str, Any] = {
        "slices": _sliced(rows, predictions, of_rows, controls, seed=job.seed),
        "calibration": _calibration(rows, predictions, labels, seed=job.seed),
    }
    known = [cluster for cluster, gold in zip(rows.clusters, rows.gold, strict=True) if gold is not None]
    more["trained_on"] = trained_on(dataset, job, pedigree, known)
    if job.limit is not None and result.clusters < FEW:
        more["whole_clusters"] = _whole_clusters(dataset, job)
    more["gold_by"] = dataset.card.gold_by
    more["left_out"] = _left_out(dataset, job, rows, controls)
    if job.scale == "common":
        more["sensitivity"] = _sensitivity(dataset, job, rows, predictions)
    return result.model_copy(update=more)


def _whole_clusters(dataset: Dataset, job: Job) -> int:
    """How many clusters the rows with gold of a whole split are of."""
    whole = dataset.labelled(job.task, job.split, job.scale)
    return len({cluster for cluster, gold in zip(whole.clusters, whole.gold, strict=True) if gold is not None})


def blind_answers(dataset: Dataset, job: Job) -> Blind:
    """The answers of every blind baseline on the rows of a job, whatever its model; one that cannot learn has none."""
    labels = job.labels(dataset.card)
    rows = sample(dataset.labelled(job.task, job.split, job.scale), job.limit)
    blind = {name: models.load(name, labels) for name in CONTROLS}
    unable = _left_out(dataset, job, rows, {})
    return {name: answers(dataset, job, model, rows) for name, model in blind.items() if name not in unable}


def _left_out(dataset: Dataset, job: Job, rows: Labelled, controls: Blind) -> dict[str, str]:
    """Why blind baselines without answers have none: what there is to learn from is too little."""
    labels = job.labels(dataset.card)
    absent = {name: models.load(name, labels) for name in CONTROLS if name not in controls}
    pupils = [name for name, model in absent.items() if isinstance(model, models.Trainable)]
    why = untaught(dataset, job, rows) if pupils else None
    return dict.fromkeys(pupils, why) if why else {}


def _kept_blind(dataset: Dataset, job: Job, path: Path, rows: Labelled) -> Blind:
    """The answers of the blind baselines, kept in a file beside the results of the split: they are the same for all."""
    import pyarrow as pa

    key = f"{dataset.card.fingerprint} {job.task} {job.split} {job.scale} {job.limit} {own_code()} {','.join(CONTROLS)}"
    ids = [example.id for example in rows.examples]
    if path.is_file():
        table = files.read_parquet(path)
        if (table.schema.metadata or {}).get(b"key") == key.encode() and table.column("id").to_pylist() == ids:
            columns = {name: table.column(name).to_pylist() for name in CONTROLS if name in table.column_names}
            return {
                name: [built(Prediction, id=one, label=label) for one, label in zip(ids, given, strict=True)]
                for name, given in columns.items()
            }
    made = blind_answers(dataset, job)
    labels = {name: [answer.label for answer in given] for name, given in made.items()}
    table = pa.table({"id": ids, **labels}).replace_schema_metadata({"key": key})
    files.write_parquet(path, table)
    return made


def unrelated_labels(card: Card, job: Job) -> frozenset[str]:
    """The labels of pairs whose claim and evidence have nothing to do with each other."""
    labels = job.labels(card)
    if job.scale == "common" or card.crosswalk is None or job.task != "stance":
        return frozenset(labels) & {UNRELATED}
    known = crosswalk.of_card(card.crosswalk)
    return frozenset(label for label in labels if label in known.stance and known.stance_of(label) == UNRELATED)


def slices_of(dataset: Dataset, job: Job, rows: Labelled) -> list[tuple[str, ...]]:
    """The slices of each row of a job."""
    known = slices.of_split(dataset, job.task, job.split)
    return slices.of_rows(rows.examples, rows.gold, [known.get(example.id, ()) for example in rows.examples])


# Scoring


def score(
    pedigree: Pedigree,
    labels: tuple[str, ...],
    rows: Labelled,
    predictions: Sequence[Prediction],
    *,
    controls: Blind,
    cluster_by: str,
) -> Result:
    """The Result of answers against gold, row for row; rows without gold are left out, silence is a wrong answer."""
    kept = [place for place, gold in enumerate(rows.gold) if gold is not None]
    gold = [str(rows.gold[place]) for place in kept]
    clusters = [rows.clusters[place] for place in kept]
    of_controls = {name: [made[place].label for place in kept] for name, made in controls.items()}
    own = [predictions[place].label for place in kept]
    scores, drawn = _scores(gold, own, clusters, labels, seed=pedigree.seed)
    beside = {name: _scores(gold, given, clusters, labels, seed=pedigree.seed) for name, given in of_controls.items()}
    headline = [name for metric in metrics.for_labels(labels).values() for name in metric.HEADLINE]
    return Result(
        pedigree=pedigree,
        labels=labels,
        n=len(kept),
        unlabelled=len(rows.gold) - len(kept),
        silent=own.count(None),
        errors=sum(predictions[place].error is not None for place in kept),
        clusters=len(set(clusters)),
        cluster_by=cluster_by,
        confusion=tuple(tuple(int(cell) for cell in row) for row in confusion(gold, own, labels)),
        scores=scores,
        controls={name: {key: found[key] for key in headline} for name, (found, _) in beside.items()},
        gain={name: _gain(name, scores, drawn, beside) for name in headline} if beside else {},
        gains={
            control: {name: _gain(name, scores, drawn, {control: beside[control]}) for name in headline}
            for control in beside
        },
        answers=saved.answers_hash(
            zip([one.id for one in rows.examples], rows.gold, [one.label for one in predictions], strict=True)
        ),
    )


def _sliced(
    rows: Labelled, predictions: Sequence[Prediction], of_rows: Sequence[tuple[str, ...]], controls: Blind, *, seed: int
) -> dict[str, Slice]:
    """The accuracy on each slice, with its interval: macro-F1 on a slice would depend on which labels it has."""
    kept = [place for place, gold in enumerate(rows.gold) if gold is not None]
    runs = (predictions, *controls.values())
    right = np.array([[run[place].label == rows.gold[place] for place in kept] for run in runs], dtype=np.float64)
    clusters, cluster = numbered([rows.clusters[place] for place in kept])
    names, name = numbered([name for place in kept for name in of_rows[place]])
    row = np.repeat(np.arange(len(kept)), [len(of_rows[place]) for place in kept])  # of each of these names
    cells, cell = np.unique(name * len(clusters) + cluster[row], return_inverse=True)  # a cluster in a slice, in order
    sums = np.column_stack([np.bincount(cell), *(np.bincount(cell, weights=of[row]) for of in right)])
    bounds = np.searchsorted(cells, len(clusters) * np.arange(len(names) + 1))
    parts = zip(names, itertools.pairwise(bounds), strict=True)
    return {name: _slice(sums[start:end], list(controls), seed=seed) for name, (start, end) in parts}


def _slice(sums: Floats, controls: list[str], *, seed: int) -> Slice:
    """One slice, from its sums by cluster: rows, those that the model is right on, and those that each control is."""
    totals = sums.sum(axis=0)
    drawn = None
    if len(sums) >= FEW:
        distinct, copies = kinds(sums)
        drawn = resampled(distinct, copies=copies, seed=seed)

    def score(above: Callable[[Floats], Floats], best: float | None = None) -> Score:
        bounds: tuple[float, float] = (float("nan"), float("nan"))
        if drawn is not None:
            bounds = percentile_interval(above(drawn) / drawn[:, 0])
        low, high = map(_defined, bounds)
        return Score(value=float(above(totals) / totals[0]), low=low, high=high, best=best)

    made = Slice(n=int(totals[0]), clusters=len(sums), accuracy=score(lambda of: of[..., 1], 1.0))
    if not controls:
        return made
    column = max(range(len(controls)), key=lambda number: (totals[number + 2], controls[number]))
    gain = score(lambda of: of[..., 1] - of[..., column + 2])
    return made.model_copy(update={"control": controls[column], "gain": gain})


def _calibration(
    rows: Labelled, predictions: Sequence[Prediction], labels: tuple[str, ...], *, seed: int
) -> Calibration | None:
    """How good the probabilities are, on the rows that have gold."""
    kept = [place for place, gold in enumerate(rows.gold) if gold is not None]
    return calibration(
        [str(rows.gold[place]) for place in kept],
        [predictions[place] for place in kept],
        [rows.clusters[place] for place in kept],
        labels,
        seed=seed,
    )


def _sensitivity(
    dataset: Dataset, job: Job, rows: Labelled, predictions: Sequence[Prediction]
) -> dict[str, dict[str, Score]]:
    """The leading scores of the same answers under each admissible label map; none where the map leaves no choice."""
    if dataset.card.crosswalk is None:
        return {}
    labels = job.labels(dataset.card)
    native = sample(dataset.labelled(job.task, job.split), job.limit).gold
    found = {}
    for name, chosen in crosswalk.of_card(dataset.card.crosswalk).choices(job.task, dataset.card.task(job.task).labels):
        gold = [chosen.get(own or "", given) for own, given in zip(native, rows.gold, strict=True)]
        kept = [place for place, label in enumerate(gold) if label is not None]
        scores, _ = _scores(
            [str(gold[place]) for place in kept],
            [predictions[place].label for place in kept],
            [rows.clusters[place] for place in kept],
            labels,
            seed=job.seed,
        )
        headline = [key for metric in metrics.for_labels(labels).values() for key in metric.HEADLINE]
        found[name] = {key: scores[key] for key in headline}
    return found


def confusion(gold: Sequence[str], predicted: Sequence[str | None], labels: tuple[str, ...]) -> Floats:
    """Counts, labels x (labels + 1): rows are gold, the last column is silence."""
    return _pairs(gold, predicted, ["all"] * len(gold), labels).reshape(len(labels), len(labels) + 1)


def _pairs(
    gold: Sequence[str], predicted: Sequence[str | None], clusters: Sequence[str], labels: tuple[str, ...]
) -> Floats:
    """For each cluster how often each (gold, predicted) occurs: clusters, in order of name, x labels * (labels + 1)."""
    place: dict[str | None, int] = {label: number for number, label in enumerate((*labels, None))}
    names, cluster = numbered(clusters)
    width = len(place)
    cells = [place[right] * width + place[answer] for right, answer in zip(gold, predicted, strict=True)]
    of_cluster = len(labels) * width
    counts = np.bincount(cluster * of_cluster + cells, minlength=len(names) * of_cluster)
    return counts.reshape(len(names), of_cluster).astype(np.float64)


def _scores(
    gold: Sequence[str], predicted: Sequence[str | None], clusters: Sequence[str], labels: tuple[str, ...], *, seed: int
) -> tuple[dict[str, Score], dict[str, Floats]]:
    """Every score with its interval, and the resampled values behind the intervals."""
    pairs = _pairs(gold, predicted, clusters, labels)
    columns = (*labels, None)
    scores: dict[str, Score] = {}
    drawn: dict[str, Floats] = {}
    for metric in metrics.for_labels(labels).values():
        of_pair = np.array([metric.observe(right, answer, labels) for right in labels for answer in columns])
        sums = pairs @ of_pair
        values = metric.summarise(sums.sum(axis=0), labels)
        spread = metric.summarise(resampled(sums, seed=seed), labels) if len(sums) >= FEW else {}
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


def _pedigree(dataset: Dataset, job: Job, model: models.Model, *, n: int) -> Pedigree:
    card = dataset.card
    families = metrics.for_labels(job.labels(card))
    return Pedigree(
        dataset=card.name,
        version=card.version,
        fingerprint=card.fingerprint[:16],
        split=job.split,
        task=job.task,
        model=model.name,
        revision=model.revision,
        training=training(model, dataset, job),
        n=n,
        seed=job.seed,
        fcbench=__version__,
        limit=job.limit,
        labels="native" if job.scale == "native" else card.crosswalk or "common",
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
        **{str(level): column for level, column in outcome.levels.items()},
    }
    types = dict.fromkeys(columns, pa.string())
    types["slices"], columns["slices"] = pa.list_(pa.string()), outcome.slices
    if any(prediction.probabilities for prediction in outcome.predictions):
        for number, label in enumerate(labels):
            types[f"p_{label}"] = pa.float64()
            columns[f"p_{label}"] = [
                given.probabilities[number] if given.probabilities else None for given in outcome.predictions
            ]
    files.write_parquet(
        outcome.folder / "predictions.parquet", pa.table(columns, schema=pa.schema(list(types.items())))
    )
    files.write_json(outcome.folder / "timings.json", outcome.timings)
    files.write_json(outcome.folder / "result.json", outcome.result.model_dump(mode="json"))
    (outcome.folder / PART).unlink(missing_ok=True)


def _replaced(path: Path, pedigree: Pedigree) -> tuple[str, ...]:
    """In which of its fields the pedigree of the result that stands there differs; a file that is none says nothing."""
    try:
        before = files.read_json(path) if path.is_file() else None
    except DataError:  # it is written anew
        return ()
    known = before.get("pedigree") if isinstance(before, dict) else None
    if not isinstance(known, dict):
        return ()
    return tuple(field for field, value in pedigree.model_dump(mode="json").items() if known.get(field) != value)


def find_results(path: Path) -> dict[Path, Result]:
    """The Result of a `result.json`, or of every one in a folder, by its folder; raises DataError for none."""
    places = sorted(path.rglob("result.json")) if path.is_dir() else [path]
    if not places:
        raise DataError(f"{path}: no result.json in it; fcbench eval writes one")
    return {place.parent: validate(Result, files.read_json(place), where=str(place)) for place in places}
