"""From probabilities to a label: what each label is worth under an objective.

A decision is a table of worth, gold x label. The worth of a label is expected under the probabilities, and the label
worth most is given. What is reported are the shares of worth: where the worth of every right label is 1 these are the
probabilities themselves (objective `accuracy`), else they are the probabilities as the objective weighs them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from fcbench import metrics
from fcbench.schema import DataError
from fcbench.stance.stacking import Held
from fcbench.stats import Floats
from fcbench.text import nearest

POWERS = tuple(number / 10 for number in range(11))  # of a label's rarity: 0 weighs none, 1 makes all equally frequent
APART = (0.5, 0.7, 1.0, 1.4, 2.0)  # weights of the class apart
SHARPNESS = tuple(number / 20 for number in range(12, 41))  # powers of the probabilities, 0.6 to 2
STEPS = (0.85, 1.2)  # by which one label's weight is moved
ROUNDS = 6
NOISE = 0.001  # of macro-F1 and accuracy together: a step that gains less is not taken
TINY = 1e-6


@dataclass(frozen=True)
class Decision:
    """The power that calibrates the probabilities, and what each label is worth: classes x classes."""

    sharpness: float
    worth: Floats

    def shares(self, table: Floats) -> Floats:
        """The shares of worth, rows x classes."""
        return _shared(sharpened(table, self.sharpness) @ self.worth)


def sharpened(table: Floats, power: float) -> Floats:
    """Probabilities raised to a power, with sum 1 again."""
    return _shared(np.maximum(table, TINY * (table > 0)) ** power)


def _shared(values: Floats) -> Floats:
    made: Floats = values / values.sum(axis=1, keepdims=True)
    return made


def calibration(held: Held) -> float:
    """The power under which the answers to held-out rows are the most probable; the nearest to 1 of equal ones."""

    def loss(power: float) -> float:
        chance = sharpened(held.table, power)[np.arange(len(held.codes)), held.codes]
        return float(-(held.weights * np.log(np.maximum(chance, TINY))).sum())

    return min(SHARPNESS, key=lambda power: (round(loss(power), 6), abs(power - 1)))


OBJECTIVES: dict[str, str] = {
    "balanced": "macro-F1 and accuracy, which part where labels are rare",
    "accuracy": "the most probable label",
    "fnc": "the score of the Fake News Challenge, for its four labels",
}


def check(objective: str, labels: tuple[str, ...]) -> None:
    """Nothing; raises DataError for an objective that there is not, or not for these labels."""
    if objective not in OBJECTIVES:
        raise DataError(f"objective {objective!r}{nearest(objective, OBJECTIVES)}")
    metric = metrics.load(objective) if objective in metrics.names() else None
    if metric is not None and not metric.applies(labels):
        raise DataError(f"objective {objective!r} is not for the labels: {', '.join(labels)}")


def decision(objective: str, classes: tuple[str, ...], held: Held | None, apart: int | None) -> Decision:
    """The decision for an objective, chosen by held-out rows; without any the most probable label."""
    sharpness = 1.0 if held is None else calibration(held)
    if objective == "fnc":
        observe = metrics.load("fnc").observe
        worth = np.array([[observe(gold, given, classes)[0] for given in classes] for gold in classes])
        return Decision(sharpness, worth)
    if objective == "accuracy" or held is None:
        return Decision(sharpness, np.eye(len(classes)))
    return Decision(sharpness, np.diag(_weights(held, sharpness, apart)))


def _weights(held: Held, sharpness: float, apart: int | None) -> Floats:
    """The weights of labels, by one power of their rarity and one weight of the class apart, that should serve best.

    How well weights serve is expected under the calibrated probabilities, and not counted in the answers: a rare label
    has too few of these, and weights that fit them fit their chance.
    """
    table = sharpened(held.table, sharpness)
    counts = np.bincount(held.codes, weights=held.weights, minlength=table.shape[1])
    own = np.arange(len(counts)) != (-1 if apart is None else apart)
    rarity = counts[own].max(initial=1.0) / np.maximum(counts, 1.0)
    starts = [
        np.where(own, rarity**power, lone)
        for power, lone in itertools.product(POWERS, (1.0,) if apart is None else APART)
    ]
    chances = np.where(counts > 0, table * held.weights[:, None], 0.0)
    chosen = max(starts, key=lambda weights: _served(table * weights, chances))
    return _climbed(chosen, table, chances)


def _climbed(weights: Floats, table: Floats, chances: Floats) -> Floats:
    """Weights moved one at a time while that serves by more than noise; each round takes the best of all steps."""
    best = _served(table * weights, chances)
    for _ in range(ROUNDS):
        moved = [
            np.where(np.arange(len(weights)) == place, weights * step, weights)
            for place, step in itertools.product(range(len(weights)), STEPS)
        ]
        gains = [_served(table * way, chances) for way in moved]
        if max(gains) < best + NOISE:
            break
        best, weights = max(gains), moved[gains.index(max(gains))]
    return weights


def _served(worth: Floats, chances: Floats) -> float:
    """The macro-F1 plus accuracy to expect of the labels worth most, from the chances of those that have gold."""
    given = np.eye(worth.shape[1])[worth.argmax(axis=1)]
    matrix = chances.T @ given
    hits, gold, answered = np.diagonal(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    f1 = 2 * hits / np.maximum(gold + answered, TINY)
    return float(f1[gold > 0].mean() + hits.sum() / gold.sum())
