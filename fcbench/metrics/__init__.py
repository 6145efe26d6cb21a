"""Metrics: additive numbers for one item, and a formula over their sums; one file a family.

The folder is the registry.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Protocol, cast

from fcbench.schema import DataError
from fcbench.stats import Floats
from fcbench.text import nearest


class Metric(Protocol):
    """What a module of this folder offers."""

    VERSION: str
    BEST: dict[str, float]
    HEADLINE: tuple[str, ...]

    def applies(self, labels: tuple[str, ...]) -> bool:
        """Whether the metric is defined for these labels."""

    def observe(self, gold: str, predicted: str | None, labels: tuple[str, ...]) -> tuple[float, ...]:
        """One item's additive numbers; None is silence."""

    def summarise(self, totals: Floats, labels: tuple[str, ...]) -> dict[str, Floats]:
        """Score names to values, from sums of shape (..., width); nan where a score is undefined."""


def names() -> list[str]:
    """The metric families, by name."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Metric:
    """The metric family of that name; raises DataError with the nearest name where there is none."""
    if name not in names():
        raise DataError(f"no metric {name!r}{nearest(name, names())}")
    return cast(Metric, importlib.import_module(f"{__name__}.{name}"))


def for_labels(labels: tuple[str, ...]) -> dict[str, Metric]:
    """The metric families that are defined for these labels."""
    return {name: metric for name in names() if (metric := load(name)).applies(labels)}
