"""LLM-AggreFact: balanced accuracy by set, and the unweighted mean over sets (Tang et al., 2024), on a scale to 100.

Balanced accuracy is the mean recall of the classes that have gold rows, as scikit-learn's `balanced_accuracy_score` has
it: a class absent from gold is dropped, so a set with one class is scored by that class alone. The paper rounds to one
decimal. There are no modes: silence is a wrong answer, and the official notebook has no other traps.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from fcbench.stats import Floats, ratio

VERSION = "1"
SCORER = "Liyan06/MiniCheck benchmark_evaluation_demo.ipynb (no commit: recomputed with scikit-learn)"
TASKS = ("aggrefact",)
MODES = ("strict",)
BEST = {"balanced_accuracy": 100.0}
HEADLINE = ("balanced_accuracy",)
CLASSES = (0, 1)  # not supported, supported
SURE = 0.5  # MiniCheck: above it, not at it, a chunk supports the claim

Graded = tuple[str, int]  # the set that a row is of, and its class


def applies(labels: tuple[str, ...]) -> bool:
    """Never by labels alone: it needs to know the set that each row is of."""
    return False


def observe(gold: Graded, predicted: Graded | None, labels: tuple[str, ...]) -> tuple[float, ...]:
    """One row's numbers: for each set of `labels` and each class, rows that are right, and rows.

    >>> observe(("RAGTruth", 1), ("RAGTruth", 0), ("RAGTruth",))
    (0.0, 0.0, 0.0, 1.0)
    """
    numbers = np.zeros((len(labels), len(CLASSES), 2))
    cell = numbers[labels.index(gold[0]), CLASSES.index(gold[1])]
    cell[:] = float(predicted is not None and predicted[1] == gold[1]), 1.0
    return tuple(numbers.ravel().tolist())


def summarise(totals: Floats, labels: tuple[str, ...]) -> dict[str, Floats]:
    """Balanced accuracy of each set and their mean, from sums of shape (..., sets * 4); `labels` are the sets.

    >>> found = summarise(np.array([0.0, 0, 2, 3, 1, 2, 2, 2]), ("one class", "two classes"))
    >>> [round(float(value), 1) for value in found.values()]
    [70.8, 66.7, 75.0]
    """
    cells = totals.reshape(*totals.shape[:-1], len(labels), len(CLASSES), 2)
    recalls = ratio(cells[..., 0], cells[..., 1])
    of_sets = 100 * _mean(recalls)
    return {"balanced_accuracy": _mean(of_sets)} | {
        f"balanced_accuracy[{name}]": of_sets[..., number] for number, name in enumerate(labels)
    }


def _mean(values: Floats) -> Floats:
    """The mean of the defined values along the last axis."""
    defined = ~np.isnan(values)
    return ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(float))


def supported(probabilities: Iterable[float]) -> int:
    """The class that MiniCheck gives a claim, of the probabilities that each chunk of the document supports it.

    >>> supported([0.2, 0.51]), supported([0.5]), supported([])
    (1, 0, 0)
    """
    return int(max(probabilities, default=0.0) > SURE)
