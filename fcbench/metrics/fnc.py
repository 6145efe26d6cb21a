"""The score of the Fake News Challenge, stage 1, as its `scorer.py` has it (FakeNewsChallenge/fnc-1 at 29d473af2d).

A right row gives 0.25, and 0.5 more unless it is `unrelated`; a row where gold and prediction are both related gives
0.25. The percentage is of what a perfect run gets. Always read it beside macro-F1: the best related/unrelated split
with everything related called `discuss` scores 83.26 on the competition's test set.
"""

from __future__ import annotations

import numpy as np

from fcbench.stats import Floats

VERSION = "1"
TASKS = ("stance",)
BEST = {"fnc_score": 100.0}
HEADLINE = ("fnc_score",)
RELATED = ("agree", "disagree", "discuss")


def applies(labels: tuple[str, ...]) -> bool:
    """Only for the four labels of FNC-1."""
    return set(labels) == {*RELATED, "unrelated"}


def observe(gold: str, predicted: str | None, labels: tuple[str, ...]) -> tuple[float, ...]:
    """The points of one row, and the points that it could have had.

    >>> observe("agree", "discuss", ("agree", "disagree", "discuss", "unrelated"))
    (0.25, 1.0)
    """
    return _points(gold, predicted), _points(gold, gold)


def _points(gold: str, predicted: str | None) -> float:
    right = 0.0 if gold != predicted else 0.25 if gold == "unrelated" else 0.75
    return right + (0.25 if gold in RELATED and predicted in RELATED else 0.0)


def summarise(totals: Floats, labels: tuple[str, ...]) -> dict[str, Floats]:
    """The points, and the percentage of the best possible, of sums of shape (..., 2).

    >>> float(summarise(np.array([3.0, 4.0]), ())["fnc_score"])
    75.0
    """
    points, best = totals[..., 0], totals[..., 1]
    score = np.divide(100 * points, best, out=np.full(np.shape(points), np.nan), where=best > 0)
    return {"fnc_score": score, "fnc_points": points}
