"""Metrics: additive numbers for one item, and a formula over their sums; one file a family.

The folder is the registry.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, cast

from fcbench.plugins import Folder
from fcbench.stats import Floats

Gold = TypeVar("Gold", contravariant=True)


class Metric(Protocol[Gold]):
    """What a module of this folder offers."""

    VERSION: str
    TASKS: tuple[str, ...]
    BEST: dict[str, float]
    HEADLINE: tuple[str, ...]

    def applies(self, labels: tuple[str, ...]) -> bool:
        """Whether the metric is defined for these labels; tasks that choose no label have none."""

    def observe(self, gold: Gold, predicted: Gold | None, labels: tuple[str, ...]) -> tuple[float, ...]:
        """One item's additive numbers: a label, or all that an article has; None is silence."""

    def summarise(self, totals: Floats, labels: tuple[str, ...]) -> dict[str, Floats]:
        """Score names to values, from sums of shape (..., width); nan where a score is undefined."""


_FOLDER = Folder(__name__, "metric")
names, summary, problems = _FOLDER.names, _FOLDER.summary, _FOLDER.problems


def load(name: str) -> Metric[Any]:
    """The metric family of that name; raises DataError with the nearest name where there is none."""
    return cast("Metric[Any]", _FOLDER.load(name))


def for_labels(labels: tuple[str, ...]) -> dict[str, Metric[str]]:
    """The metric families that are defined for these labels."""
    return {name: metric for name, metric in _sound().items() if metric.applies(labels)}


def for_task(task: str) -> dict[str, Metric[Any]]:
    """The metric families that score this task, whatever its labels."""
    return {name: metric for name, metric in _sound().items() if task in metric.TASKS}


def _sound() -> dict[str, Metric[Any]]:
    """Every metric family that can be loaded; a broken one of another package is warned of."""
    return {name: cast("Metric[Any]", module) for name, module in _FOLDER.sound()}
