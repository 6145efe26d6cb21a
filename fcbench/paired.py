"""Paired comparison of two systems on the same rows: is the difference more than the draw of the rows would give?

Both systems' sums are arrays of the same clusters, clusters x width, row for row; a statistic is a function of
totals. With `copies` a row stands for so many clusters with the same pair of sums, which is exact and far quicker
where there are few kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fcbench.stats import CHUNK, Floats, Ints, Statistic, percentile_interval, resampled

DRAWS = 10_000  # a p value of 0.05 then wanders by 0.002
TIE = 1e-12  # differences closer than this are the same: sums in another order differ in the last digits
ONE_SIDED = 0.9  # the level of the two-sided interval whose lower end has 5 % below it
POWER = 0.8  # the usual chance of seeing a difference that is there


@dataclass(frozen=True)
class Difference:
    """Other minus one: the value, its 95 % interval by paired resampling, and the p value of randomisation.

    `least` is the bound that the difference is above in 95 of 100, the lower end of the 90 % interval; `error` is the
    standard deviation of the resampled difference. Undefined numbers are nan.
    """

    value: float
    low: float
    high: float
    least: float
    p: float
    error: float


def swapped(
    one: Floats, other: Floats, *, copies: Ints | None = None, resamples: int = DRAWS, seed: int = 0
) -> tuple[Floats, Floats]:
    """Totals of both systems with each cluster's answers exchanged by the toss of a coin: twice resamples x width.

    The null hypothesis is that a cluster's two answers could as well have come from the other system. Source: Noreen
    1989.
    """
    generator = np.random.default_rng(seed)
    weights = np.ones(len(one)) if copies is None else copies.astype(np.float64)
    apart = other - one
    step = max(1, CHUNK // max(1, len(one)))
    parts = []
    for start in range(0, resamples, step):
        size = (min(step, resamples - start), len(one))
        drawn = generator.integers(0, 2, size) if copies is None else generator.binomial(copies, 0.5, size)
        parts.append(drawn @ apart)
    moved = np.concatenate(parts)
    return weights @ one + moved, weights @ other - moved


def randomisation(
    one: Floats,
    other: Floats,
    statistic: Statistic,
    *,
    copies: Ints | None = None,
    resamples: int = DRAWS,
    seed: int = 0,
) -> float:
    """The two-sided p value of approximate randomisation, `(1 + r) / (1 + R)`; nan where the difference is undefined.

    Draws in which the statistic is undefined count as extreme: they never make a difference significant.
    """
    weights = np.ones(len(one)) if copies is None else copies.astype(np.float64)
    seen = abs(float(statistic(weights @ other) - statistic(weights @ one)))
    if np.isnan(seen):
        return float("nan")
    first, second = swapped(one, other, copies=copies, resamples=resamples, seed=seed)
    drawn = np.abs(statistic(second) - statistic(first))
    extreme = int(np.count_nonzero(np.isnan(drawn) | (drawn >= seen - TIE)))
    return (1 + extreme) / (1 + resamples)


def resampled_differences(
    one: Floats,
    other: Floats,
    statistic: Statistic,
    *,
    copies: Ints | None = None,
    resamples: int = DRAWS,
    seed: int = 0,
) -> Floats:
    """Other minus one in each of so many draws of clusters with replacement, the same draw for both."""
    width = one.shape[1]
    totals = resampled(np.hstack([one, other]), copies=copies, resamples=resamples, seed=seed)
    return statistic(totals[:, width:]) - statistic(totals[:, :width])


def difference(
    one: Floats,
    other: Floats,
    statistic: Statistic,
    *,
    copies: Ints | None = None,
    resamples: int = DRAWS,
    seed: int = 0,
) -> Difference:
    """Other minus one with its interval, p value and standard error.

    The interval is expanded as one of so few clusters as the runs differ on: the others say next to nothing of the
    difference, and plain percentiles of a handful, all on one side, would exclude 0 where the exact test does not.
    """
    weights = np.ones(len(one)) if copies is None else copies.astype(np.float64)
    drawn = resampled_differences(one, other, statistic, copies=copies, resamples=resamples, seed=seed)
    defined = drawn[~np.isnan(drawn)]
    clusters = int(weights[(one != other).any(axis=1)].sum())
    low, high = percentile_interval(drawn, clusters=clusters)
    return Difference(
        value=float(statistic(weights @ other) - statistic(weights @ one)),
        low=low,
        high=high,
        least=percentile_interval(drawn, ONE_SIDED, clusters=clusters)[0],
        p=randomisation(one, other, statistic, copies=copies, resamples=resamples, seed=seed),
        error=float(defined.std(ddof=1)) if len(defined) > 1 else float("nan"),
    )


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p value that rows which one system alone gets right fall to either with equal chance.

    >>> round(mcnemar(1, 9), 4), mcnemar(0, 0)
    (0.0215, 1.0)
    """
    from scipy.special import bdtr  # the binomial's tail, without loading all of scipy.stats

    rows = only_one + only_other
    return min(1.0, 2 * float(bdtr(min(only_one, only_other), rows, 0.5))) if rows else 1.0


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values adjusted for being looked at together, in their order; nan stays, and counts for nothing.

    Source: Holm 1979.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted((place for place, p in enumerate(p_values) if not np.isnan(p)), key=lambda place: p_values[place])
    adjusted, least = [float(p) for p in p_values], 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p_values[place]))
        adjusted[place] = least
    return adjusted


def detectable(error: float, *, level: float = 0.05, power: float = POWER, sides: int = 2) -> float:
    """The least true difference that a test would find with that power, given the difference's standard error.

    >>> round(detectable(0.01), 4)
    0.028
    """
    from scipy.special import ndtri

    return float(error * (ndtri(1 - level / sides) + ndtri(power)))


def rows_needed(error: float, rows: int, wanted: float, **options: float) -> int:
    """How many rows like these would do to find a difference of `wanted`: the error falls with the root of the rows.

    >>> rows_needed(0.01, 1000, 0.005)
    31396
    """
    found = detectable(error, **options)  # type: ignore[arg-type]
    return int(np.ceil(rows * (found / wanted) ** 2))
