"""Verification: a result's figures computed again from its answers and the data, offline."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, cast

from fcbench import files
from fcbench.dataset import Dataset
from fcbench.evaluate import blind_answers, scored, slices_of
from fcbench.predict import Job, sample
from fcbench.saved import PREDICTIONS, Saved
from fcbench.schema import DataError, Prediction, Result, Scale

CLOSE = 1e-9  # sums in another order differ in the last digits; a real difference is far larger


def verify(run: Saved, dataset: Dataset) -> list[str]:
    """The figures of a result that its answers and the data do not give, a line each; none where all of them hold.

    Raises DataError where the data are not those of the result.
    """
    job = job_of(run.result, dataset)
    rows = sample(dataset.labelled(job.task, job.split, job.scale), job.limit)
    given = _answers(run, job.labels(dataset.card))
    ids = [example.id for example in rows.examples]
    if set(given) != set(ids):
        missing, strange = sorted(set(ids) - set(given)), sorted(set(given) - set(ids))
        return [
            *(f"{PREDICTIONS}: no row for {name}" for name in missing[:1]),
            *(f"{PREDICTIONS}: {name} is not a row of the split" for name in strange[:1]),
        ]
    wrong = [
        f"{PREDICTIONS}: {name}: gold is {given[name][0]!r}, in the data {gold!r}"
        for name, gold in zip(ids, rows.gold, strict=True)
        if given[name][0] != gold
    ]
    predictions = [given[name][1] for name in ids]
    of_rows, blind = slices_of(dataset, job, rows), blind_answers(dataset, job)
    again = scored(dataset, job, run.result.pedigree, rows, predictions, blind, of_rows)
    return wrong + list(differences(run.result.model_dump(mode="json"), again.model_dump(mode="json")))


def job_of(result: Result, dataset: Dataset) -> Job:
    """What was evaluated, from the pedigree; raises DataError where the dataset is another."""
    pedigree, card = result.pedigree, dataset.card
    mine = {"dataset": card.name, "version": card.version, "fingerprint": card.fingerprint[:16]}
    for name, value in mine.items():
        if getattr(pedigree, name) != value:
            raise DataError(f"{dataset.folder}: {name} is {value!r}, the result's {getattr(pedigree, name)!r}")
    if pedigree.task == "attribution":
        raise DataError("a result of an extractor has no answers by row to compute it from")
    scale: Scale = "native" if pedigree.labels == "native" else "common"
    return Job(pedigree.model, pedigree.task, pedigree.split, pedigree.limit, pedigree.seed, scale)


def _answers(run: Saved, labels: tuple[str, ...]) -> dict[str, tuple[str | None, Prediction]]:
    table = files.read_parquet(run.folder / PREDICTIONS, None)
    columns = [table.column(name).to_pylist() for name in ("id", "gold", "label", "error")]
    probable = f"p_{labels[0]}" in table.column_names
    shares = [table.column(f"p_{label}").to_pylist() for label in labels] if probable else []
    rows = zip(*shares, strict=True) if probable else itertools.repeat(())
    return {
        name: (gold, Prediction(id=name, label=label, error=error, probabilities=_known(row)))
        for (name, gold, label, error), row in zip(zip(*columns, strict=True), rows, strict=False)
    }


def _known(row: tuple[float | None, ...]) -> tuple[float, ...] | None:
    """A row's probabilities; none where it has none."""
    known = tuple(share for share in row if share is not None)
    return known or None


def differences(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """Where two JSON values differ, numbers aside that are the same but for the last digits.

    >>> list(differences({"a": [1.0, 2]}, {"a": [1.0 + 1e-12, 3]}))
    ['a.1: 2, computed again 3']
    """
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(set(one) | set(other)):
            yield from differences(one.get(key), other.get(key), f"{place}.{key}" if place else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{place}.{number}")
    elif not _same(one, other):
        yield f"{place}: {one}, computed again {other}"


def _same(one: object, other: object) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
    if numbers:
        return math.isclose(cast(float, one), cast(float, other), rel_tol=CLOSE, abs_tol=CLOSE)
    return one == other
