"""Statistics on arrays: ratios that may be undefined, and intervals by resampling rows or clusters.

Everything works on sums: a row of an array holds the numbers of one cluster (or of one kind of row, with `copies` of
it), and a statistic is a function of their total. So a resample is a product of weights and sums, never a loop over
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Statistic = Callable[[Floats], Floats]  # totals (..., width) -> values (...), nan where undefined

RESAMPLES = 2000  # the bounds then wander by about a twentieth of the interval's width
FEW = 10  # clusters: below, percentile intervals over clusters are far too narrow (Cameron, Gelbach and Miller 2008)
CHUNK = 4_000_000  # cells of resampling weights held at a time: 32 MB


def ratio(above: Floats, below: Floats) -> Floats:
    """`above / below`, and nan, not 0, where `below` is not above 0.

    >>> ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    made: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)
    return made


def resampled(sums: Floats, *, copies: Ints | None = None, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Totals of `sums` (clusters x width) under cluster resampling: resamples x width.

    Each resample draws as many clusters as there are, with replacement; a row of the result is the weighted sum.
    Two arrays of the same clusters resampled with one seed are paired. With `copies`, a row stands for so many clusters
    that have the same sums: the same distribution in a fraction of the time, but another draw.
    """
    if copies is None:
        return np.concatenate([weights @ sums for weights in draws(len(sums), resamples=resamples, seed=seed)])
    clusters = int(copies.sum())
    generator = np.random.default_rng(seed)
    step = max(1, CHUNK // max(1, len(sums)))
    sizes = (min(step, resamples - start) for start in range(0, resamples, step))
    return np.concatenate([generator.multinomial(clusters, copies / clusters, size=size) @ sums for size in sizes])


def draws(clusters: int, *, width: int = 1, resamples: int = RESAMPLES, seed: int = 0) -> Iterator[Floats]:
    """How often each resample has each of so many clusters, in parts: resamples x clusters, not to be written to.

    The parts are so long that as many rows of `width` cells are no more than can be held. They are the same for
    everything that is resampled with one seed; where they can be held at once, they are drawn once.
    """
    step = max(1, CHUNK // max(1, clusters, width))
    starts = range(0, resamples, step)
    if clusters * resamples <= CHUNK:
        whole = _drawn(clusters, resamples, seed)
        yield from (whole[start : start + step] for start in starts)
        return
    generator = np.random.default_rng(seed)
    for start in starts:
        yield _part(generator, clusters, min(step, resamples - start))


@lru_cache(maxsize=1)  # the scores of a run are of the same clusters, those of its controls as well
def _drawn(clusters: int, resamples: int, seed: int) -> Floats:
    drawn = _part(np.random.default_rng(seed), clusters, resamples)
    drawn.flags.writeable = False
    return drawn


def _part(generator: np.random.Generator, clusters: int, resamples: int) -> Floats:
    return generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples).astype(np.float64)


def expanded(tail: float, clusters: int) -> float:
    """The share of resampled values to cut off at one end, so that intervals of few clusters are as wide as they must.

    Resampling n clusters spreads too little by the root of (n - 1) / n, and its percentiles are the normal's where
    Student's are due. Source: Hesterberg 2015, "What teachers should know about the bootstrap".

    >>> round(expanded(0.025, 12), 4), round(expanded(0.025, 1000), 4)
    (0.0108, 0.0248)
    """
    from scipy.special import ndtr, stdtrit  # it loads in a tenth of the time of scipy.stats

    if clusters < 2:
        return 0.0
    return float(ndtr(np.sqrt(clusters / (clusters - 1)) * stdtrit(clusters - 1, tail)))


def percentile_interval(values: Floats, level: float = 0.95, *, clusters: int | None = None) -> tuple[float, float]:
    """The percentile interval of resampled values, undefined ones left out; (nan, nan) where none is defined.

    With the number of `clusters` that were resampled it is the expanded one.
    """
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    tail = tail if clusters is None else expanded(tail, clusters)
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)


def bca_interval(
    sums: Floats, statistic: Statistic, *, copies: Ints | None = None, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float]:
    """The bias-corrected and accelerated 95 % interval of a statistic under cluster resampling; nan where undefined.

    The acceleration is by leaving out one cluster at a time. Source: Efron 1987; Efron and Tibshirani 1993, 14.3.
    """
    from scipy.special import ndtr, ndtri  # it loads in a tenth of the time of scipy.stats

    weights = np.ones(len(sums)) if copies is None else copies.astype(np.float64)
    total = weights @ sums
    point = statistic(total)
    values = statistic(resampled(sums, copies=copies, resamples=resamples, seed=seed))
    values = values[~np.isnan(values)]
    if np.isnan(point) or not len(values):
        return float("nan"), float("nan")
    below = (np.count_nonzero(values < point) + np.count_nonzero(values == point) / 2) / len(values)
    if not 0 < below < 1:
        return percentile_interval(values)  # all on one side: there is no bias to correct by
    bias = ndtri(below)
    left_out = statistic(total - sums)
    defined = ~np.isnan(left_out)
    weights = weights * defined
    deviation = np.where(defined, weights @ np.nan_to_num(left_out) / weights.sum() - np.nan_to_num(left_out), 0.0)
    spread = float(weights @ deviation**2)
    acceleration = float(weights @ deviation**3) / (6 * spread**1.5) if spread > 0 else 0.0
    normal = bias + ndtri(np.array([0.025, 0.975]))
    low, high = np.quantile(values, ndtr(bias + normal / (1 - acceleration * normal)))
    return float(low), float(high)


def numbered(names: Sequence[str]) -> tuple[list[str], Ints]:
    """The distinct names in order, and the place among them of each name.

    >>> found, places = numbered(["b", "a", "b"])
    >>> found, places.tolist()
    (['a', 'b'], [1, 0, 1])
    """
    distinct = sorted(set(names))
    place = {name: number for number, name in enumerate(distinct)}
    return distinct, np.array([place[name] for name in names], dtype=np.int64)


def kinds(sums: Floats) -> tuple[Floats, Ints]:
    """The distinct rows, in order of their numbers, and how many copies there are of each: the same whatever the order.

    >>> rows, copies = kinds(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))
    >>> rows.tolist(), copies.tolist()
    ([[0.0, 1.0], [1.0, 0.0]], [1, 2])
    """
    rows, copies = np.unique(sums, axis=0, return_counts=True)
    return rows, copies.astype(np.int64)
