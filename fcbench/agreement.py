"""Agreement between annotators: Cohen's kappa of two, Krippendorff's alpha of any number, answers missing or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from fcbench.stats import Floats

Level = Literal["nominal", "ordinal", "interval"]


def cohen_kappa(one: Sequence[object], other: Sequence[object]) -> float:
    """Agreement of two annotators beyond chance, by the shares of labels of each; nan where chance is certain.

    Raises ValueError for sequences of different length. Source: Cohen 1960.

    >>> round(cohen_kappa("aabb", "abbb"), 3)
    0.5
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} answers against {len(other)}; both annotators answer the same items")
    labels = {label: place for place, label in enumerate(dict.fromkeys([*one, *other]))}
    table = np.zeros((len(labels), len(labels)))
    for left, right in zip(one, other, strict=True):
        table[labels[left], labels[right]] += 1
    if not table.any():
        return float("nan")
    table /= table.sum()
    chance = float(table.sum(axis=0) @ table.sum(axis=1))
    return float((np.trace(table) - chance) / (1 - chance)) if chance < 1 else float("nan")


def krippendorff_alpha(answers: Sequence[Sequence[float | str | None]], *, level: Level = "nominal") -> float:
    """Agreement beyond chance; `answers` has a row an annotator and a column an item, None where one did not answer.

    Items with fewer than two answers say nothing. nan where only one value was ever given. Ordinal and interval
    levels take numbers. Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".

    >>> round(krippendorff_alpha([["a", "a", "b", "b"], ["a", "b", "b", None]]), 3)
    0.444
    """
    items = [[value for value in column if value is not None] for column in zip(*answers, strict=True)]
    items = [item for item in items if len(item) > 1]
    values = sorted({value for item in items for value in item}, key=lambda value: (isinstance(value, str), value))
    place = {value: number for number, value in enumerate(values)}
    pairs = np.zeros((len(values), len(values)))
    for item in items:
        counts = np.bincount([place[value] for value in item], minlength=len(values)).astype(np.float64)
        pairs += (np.outer(counts, counts) - np.diag(counts)) / (len(item) - 1)
    of_value = pairs.sum(axis=0)
    apart = _distances(values, of_value, level)
    expected = float(of_value @ apart @ of_value - of_value @ np.diag(apart))
    if not expected:
        return float("nan")
    return 1 - float((of_value.sum() - 1) * (pairs * apart).sum() / expected)


def _distances(values: Sequence[float | str], counts: Floats, level: Level) -> Floats:
    """The squared distance of any two values."""
    if level == "nominal":
        return 1 - np.eye(len(values))
    if level == "interval":
        numbers = np.array([float(value) for value in values])
        return np.asarray((numbers[:, None] - numbers[None, :]) ** 2)
    upto = np.cumsum(counts) - counts / 2  # the rank of a value, in the middle of those that gave it
    return np.asarray((upto[:, None] - upto[None, :]) ** 2)
