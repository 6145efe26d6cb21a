"""Calibration and abstention: do probabilities say how often a model is right, and does it know what it does not know?

Brier score, log loss and expected calibration error are sums over rows and a formula. The confidence of a row is the
probability that the model gives to its own answer. The risk-coverage curve leaves the least confident rows out first;
rows of one confidence go together, so that no order of the rows changes it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fcbench.schema import Bin, Calibration, Point, Prediction, Score
from fcbench.stats import FEW, Floats, Ints, bca_interval, draws, numbered, percentile_interval, ratio, resampled

CLIP = 5e-5  # a probability is kept to four decimals: one that is kept as 0 may have been so high
BINS = 15  # of equal width; Guo et al. 2017, and most who came after
ECE = f"ece_{BINS}_equal_width"
EDGES = np.linspace(0, 1, BINS + 1)
COVERAGES = (0.8, 0.5)  # of the rows: what one gets who has a fifth, or half, of them looked at by a person
BEST = {"brier": 0.0, "log_loss": 0.0, ECE: 0.0, "aurc": 0.0, "accuracy_at_80": 1.0, "accuracy_at_50": 1.0}
POINTS = 100  # of a curve, at the most: a picture shows no more
UNSURE = -1.0  # the confidence of a row without a probability: below all others
SUMS = 3  # columns before those of the bins: rows, squared distances, logarithms


@dataclass(frozen=True)
class Rows:
    """What is known of rows: the confidence of each (`UNSURE` where it has none), whether it is right, its cluster."""

    confidence: Floats
    right: Floats
    clusters: Ints


# Calibration


def observe(probabilities: Floats, gold: Ints, answers: Ints) -> Floats:
    """Additive numbers of each row: rows x (3 + 3 * BINS).

    `probabilities` are rows x labels; `gold` and `answers` are places among the labels. The columns: 1, the squared
    distance, the logarithm, and for each bin of confidence how many rows, their confidence, and how many are right.
    """
    rows = np.arange(len(gold))
    truth = np.zeros_like(probabilities)
    truth[rows, gold] = 1.0
    confidence = probabilities[rows, answers]
    made = np.zeros((len(gold), SUMS + 3 * BINS))
    made[:, 0] = 1.0
    made[:, 1] = ((probabilities - truth) ** 2).sum(axis=1)
    made[:, 2] = np.log(1.0 / np.clip(probabilities[rows, gold], CLIP, 1.0))
    bins = np.searchsorted(EDGES[1:-1], confidence)  # an edge belongs to the bin below it, as in scikit-learn
    for place, value in enumerate((np.ones(len(gold)), confidence, (gold == answers).astype(float))):
        made[rows, SUMS + place * BINS + bins] = value
    return made


def summarise(totals: Floats) -> dict[str, Floats]:
    """Brier score, log loss and expected calibration error from sums of shape (..., 3 + 3 * BINS).

    The Brier score is multi-class: the sum over all labels, between 0 and 2 (Brier 1950); twice scikit-learn's for two
    labels. The logarithm is natural.

    >>> rows = observe(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 1]), np.array([0, 0]))
    >>> {name: round(float(value), 4) for name, value in summarise(rows.sum(axis=0)).items()}
    {'brier': 0.37, 'log_loss': 0.5108, 'ece_15_equal_width': 0.35}
    """
    count = totals[..., 0]
    return {"brier": ratio(totals[..., 1], count), "log_loss": ratio(totals[..., 2], count), ECE: _ece(totals)}


def _ece(totals: Floats) -> Floats:
    confidence, right = totals[..., SUMS + BINS : SUMS + 2 * BINS], totals[..., SUMS + 2 * BINS :]
    return ratio(np.abs(right - confidence).sum(axis=-1), totals[..., 0])


def bins_of(totals: Floats) -> tuple[Bin, ...]:
    """The bins that have rows: how sure the model was in each on average, and how often right."""
    made = []
    for place, (low, high) in enumerate(itertools.pairwise(EDGES)):
        count, confidence, right = (float(totals[SUMS + part * BINS + place]) for part in range(3))
        if count:
            made.append(
                Bin(
                    low=float(low),
                    high=float(high),
                    n=int(count),
                    confidence=confidence / count,
                    accuracy=right / count,
                )
            )
    return tuple(made)


# Abstention


def curve(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Rows kept and wrong answers among them, at each confidence that occurs, the highest first."""
    levels, place = np.unique(-confidence, return_inverse=True)
    kept = np.bincount(place, minlength=len(levels))
    wrong = np.bincount(place, weights=1.0 - right, minlength=len(levels))
    return np.cumsum(kept).astype(float), np.cumsum(wrong)


def area(kept: Floats, wrong: Floats) -> Floats:
    """The area under risk-coverage curves (AURC): the mean, over 1, 2, ... rows kept, of the share of them wrong.

    `kept` and `wrong` are (..., confidences), cumulated, `kept` whole numbers. Rows of one confidence are taken in
    every order alike. Source: Geifman, Uziel and El-Yaniv 2019; ties are ours.

    >>> float(area(np.array([1.0, 2.0]), np.array([0.0, 1.0]))), float(area(np.array([2.0]), np.array([1.0])))
    (0.25, 0.5)
    """
    total = kept[..., -1]
    harmonic = np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, int(np.max(total, initial=0)) + 1))])
    before, wrong_before = _before(kept), _before(wrong)
    share = np.nan_to_num(ratio(wrong - wrong_before, kept - before))
    spread = harmonic[kept.astype(np.int64)] - harmonic[before.astype(np.int64)]
    return ratio(((kept - before) * share + (wrong_before - before * share) * spread).sum(axis=-1), total)


def accuracy_at(coverage: float, kept: Floats, wrong: Floats) -> Floats:
    """The accuracy on the most confident share of the rows; of rows of one confidence so many as are due, evenly.

    >>> float(accuracy_at(0.5, np.array([1.0, 2.0]), np.array([0.0, 1.0])))
    1.0
    """
    due = coverage * kept[..., -1:]
    before, wrong_before = _before(kept), _before(wrong)
    taken = np.clip(due - before, 0.0, kept - before)
    lost = np.nan_to_num(ratio(wrong - wrong_before, kept - before)) * taken
    return 1.0 - ratio(lost.sum(axis=-1), due[..., 0])


def _before(cumulated: Floats) -> Floats:
    return np.concatenate([np.zeros_like(cumulated[..., :1]), cumulated[..., :-1]], axis=-1)


def abstention(kept: Floats, wrong: Floats) -> dict[str, Floats]:
    """The scores of risk-coverage curves."""
    shares = {f"accuracy_at_{round(100 * share)}": accuracy_at(share, kept, wrong) for share in COVERAGES}
    return {"aurc": area(kept, wrong), **shares}


def _drawn_curves(rows: Rows, *, seed: int) -> dict[str, Floats]:
    """The scores of the curve on resamples of whole clusters, drawn as `resampled` draws them."""
    from scipy import sparse

    levels, place = np.unique(-rows.confidence, return_inverse=True)
    clusters = int(rows.clusters.max()) + 1
    width, weights = len(levels), (np.ones(len(place)), 1.0 - rows.right)
    both = sparse.hstack([sparse.csr_matrix((one, (rows.clusters, place)), shape=(clusters, width)) for one in weights])
    parts: dict[str, list[Floats]] = {}
    for drawn in draws(clusters, width=width, seed=seed):
        counts = np.rint(drawn @ both)
        cumulated = [np.cumsum(part, axis=1) for part in (counts[:, :width], counts[:, width:])]
        for name, values in abstention(*cumulated).items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def _points(kept: Floats, wrong: Floats) -> tuple[Point, ...]:
    """The curve, thinned to at most `POINTS` places and the last, each of them a confidence that occurs."""
    marks = np.linspace(0, kept[-1], POINTS + 1)[1:]
    places = sorted({int(place) for place in np.searchsorted(kept, marks - 1e-9 * kept[-1])})
    return tuple(Point(coverage=float(kept[at] / kept[-1]), risk=float(wrong[at] / kept[at])) for at in places)


# Both


def calibration(
    gold: Sequence[str],
    predictions: Sequence[Prediction],
    clusters: Sequence[str],
    labels: tuple[str, ...],
    *,
    seed: int = 0,
) -> Calibration | None:
    """How good the probabilities of answers are, row for row with gold; None where no answer has any.

    Rows without a label are silent: they have no probability to judge, and count as wrong in the curve, where they are
    the first to be left out, with answers that came without probabilities.
    """
    number = {label: place for place, label in enumerate(labels)}
    sure = [place for place, one in enumerate(predictions) if one.label is not None and one.probabilities is not None]
    if not sure:
        return None
    truth = np.array([number[label] for label in gold])
    answers = np.array([number.get(one.label or "", -1) for one in predictions])
    probabilities = np.array([predictions[place].probabilities for place in sure], dtype=np.float64)
    rows = Rows(np.full(len(truth), UNSURE), (answers == truth).astype(float), numbered(clusters)[1])
    rows.confidence[sure] = probabilities[np.arange(len(sure)), answers[sure]]
    observed = observe(probabilities, truth[sure], answers[sure])
    sums = _by_cluster(observed, rows.clusters[sure])
    kept, wrong = curve(rows.confidence, rows.right)
    silent = sum(one.label is None for one in predictions)
    return Calibration(
        n=len(sure),
        silent=silent,
        without=len(predictions) - len(sure) - silent,
        scores=_scores(sums, seed=seed) | _curve_scores(rows, kept, wrong, seed=seed),
        bins=bins_of(observed.sum(axis=0)),
        curve=_points(kept, wrong),
    )


def _by_cluster(observed: Floats, clusters: Ints) -> Floats:
    """The sums of the clusters that have rows, in order of their numbers."""
    distinct, place = np.unique(clusters, return_inverse=True)
    made = np.zeros((len(distinct), observed.shape[1]))
    np.add.at(made, place, observed)
    return made


def _scores(sums: Floats, *, seed: int) -> dict[str, Score]:
    """Brier score, log loss and calibration error; the last with a corrected interval, since noise only adds to it."""
    values = summarise(sums.sum(axis=0))
    if len(sums) < FEW:
        return {name: _score(name, value) for name, value in values.items()}
    drawn = summarise(resampled(sums, seed=seed))
    bounds = {name: percentile_interval(drawn[name]) for name in values}
    bounds[ECE] = bca_interval(sums, _ece, seed=seed)
    return {name: _score(name, value, bounds[name]) for name, value in values.items()}


def _curve_scores(rows: Rows, kept: Floats, wrong: Floats, *, seed: int) -> dict[str, Score]:
    drawn = _drawn_curves(rows, seed=seed) if rows.clusters.max() + 1 >= FEW else {}
    values = abstention(kept, wrong)
    return {
        name: _score(name, value, percentile_interval(drawn[name]) if drawn else None) for name, value in values.items()
    }


def _score(name: str, value: Any, bounds: tuple[float, float] | None = None) -> Score:
    low, high = (None, None) if bounds is None or np.isnan(bounds).any() else bounds
    return Score(value=float(value), low=low, high=high, best=BEST[name])
