"""Logistic regression on TF-IDF of claim and evidence and on their overlap: the plain supervised baseline."""

from __future__ import annotations

from typing import Any

from fcbench.linear import Linear
from fcbench.schema import DataError

USAGE = "tfidf"


def load(argument: str, labels: tuple[str, ...]) -> Linear:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return Linear(labels, USAGE)


def restore(state: dict[str, Any], labels: tuple[str, ...]) -> Linear:
    """The fitted model with that state."""
    return load("", labels).restored(state)
