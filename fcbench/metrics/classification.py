"""Accuracy, precision, recall and F1 by class, macro-F1 and Matthews' correlation, from the confusion matrix.

Silence is a wrong answer: it fills a column of its own, so it costs recall and no class's precision.
Macro-F1 is the mean over the labels that have gold rows, which depends on the data alone: scikit-learn's
`f1_score(gold, predicted, labels=[...those...], average="macro")`. MCC is scikit-learn's `matthews_corrcoef`
(Gorodkin 2004), except that it is undefined, not 0, where gold or predictions have one class only.
"""

from __future__ import annotations

import numpy as np

from fcbench.stats import Floats, ratio

VERSION = "1"
TASKS = ("stance", "verdict")
BEST = {"accuracy": 1.0, "macro_f1": 1.0, "mcc": 1.0, "precision": 1.0, "recall": 1.0, "f1": 1.0}
HEADLINE = ("macro_f1", "accuracy", "mcc")


def applies(labels: tuple[str, ...]) -> bool:
    """Always: any labels can be counted."""
    return True


def observe(gold: str, predicted: str | None, labels: tuple[str, ...]) -> tuple[float, ...]:
    """A 1 in the cell (gold, predicted) of a matrix with a last column for silence, row by row.

    >>> observe("no", None, ("yes", "no"))
    (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    """
    width = len(labels) + 1
    column = len(labels) if predicted is None else labels.index(predicted)
    cell = labels.index(gold) * width + column
    return tuple(float(place == cell) for place in range(len(labels) * width))


def summarise(totals: Floats, labels: tuple[str, ...]) -> dict[str, Floats]:
    """The scores of confusion matrices of shape (..., labels * (labels + 1)).

    >>> scores = summarise(np.array([3.0, 1, 0, 0, 4, 0]), ("yes", "no"))
    >>> float(scores["accuracy"]), round(float(scores["macro_f1"]), 4)
    (0.875, 0.873)
    """
    count = len(labels)
    matrix = totals.reshape(*totals.shape[:-1], count, count + 1)
    hits = np.diagonal(matrix[..., :count], axis1=-2, axis2=-1)
    support, answered = matrix.sum(axis=-1), matrix[..., :count].sum(axis=-2)
    f1 = ratio(2 * hits, support + answered)
    scores = {
        "accuracy": ratio(hits.sum(axis=-1), support.sum(axis=-1)),
        "macro_f1": _mean(f1, support > 0),
        "mcc": _mcc(matrix, hits.sum(axis=-1), support),
    }
    for number, label in enumerate(labels):
        scores[f"precision[{label}]"] = ratio(hits, answered)[..., number]
        scores[f"recall[{label}]"] = ratio(hits, support)[..., number]
        scores[f"f1[{label}]"] = f1[..., number]
    return scores


def _mean(values: Floats, where: np.typing.NDArray[np.bool_]) -> Floats:
    return ratio(np.where(where, values, 0.0).sum(axis=-1), where.sum(axis=-1).astype(float))


def _mcc(matrix: Floats, right: Floats, support: Floats) -> Floats:
    answered = matrix.sum(axis=-2)  # silence is an answer of its own that is never right
    total = support.sum(axis=-1)
    both = (support * answered[..., :-1]).sum(axis=-1)
    spread = (total**2 - (answered**2).sum(axis=-1)) * (total**2 - (support**2).sum(axis=-1))
    return ratio(right * total - both, np.sqrt(np.maximum(spread, 0.0)))
