"""Statistics on arrays: ratios that may be undefined, intervals by resampling clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

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


def resampled(
    sums: Floats, *, copies: NDArray[np.int64] | None = None, resamples: int = RESAMPLES, seed: int = 0
) -> Floats:
    """Totals of `sums` (clusters x width) under cluster resampling: resamples x width.

    Each resample draws as many clusters as there are, with replacement; a row of the result is the weighted sum.
    Two arrays of the same clusters resampled with one seed are paired. With `copies`, a row stands for so many clusters
    that have the same sums: the same distribution in a fraction of the time, but another draw.
    """
    rows = len(sums)
    clusters = rows if copies is None else int(copies.sum())
    generator = np.random.default_rng(seed)
    step = max(1, CHUNK // max(1, rows))
    weights = np.full(rows, 1.0 / rows) if copies is None else copies / clusters
    parts = []
    for start in range(0, resamples, step):
        drawn = generator.multinomial(clusters, weights, size=min(step, resamples - start))
        parts.append(drawn @ sums)
    return np.concatenate(parts)


def percentile_interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of resampled values, undefined ones left out; (nan, nan) where none is defined."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)
