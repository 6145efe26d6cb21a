"""Statistics on arrays: intervals by resampling clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 2000  # the bounds then wander by about a twentieth of the interval's width
FEW = 10  # clusters: below, percentile intervals over clusters are far too narrow (Cameron, Gelbach and Miller 2008)
CHUNK = 4_000_000  # cells of resampling weights held at a time: 32 MB


def resampled(sums: Floats, *, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """Totals of `sums` (clusters x width) under cluster resampling: resamples x width.

    Each resample draws as many clusters as there are, with replacement; a row of the result is the weighted sum.
    Two arrays of the same clusters resampled with one seed are paired.
    """
    clusters = len(sums)
    generator = np.random.default_rng(seed)
    step = max(1, CHUNK // max(1, clusters))
    weights = np.full(clusters, 1.0 / clusters)
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
