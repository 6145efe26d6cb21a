"""The recipe of stance-cpu for verdicts: all evidence of a claim, each piece of it, and what rules hear in them.

It learns from verdicts alone: stances are gold, and are not shown.
"""

from __future__ import annotations

from typing import Any

from fcbench.schema import DataError
from fcbench.stance.recipe import Recipe
from fcbench.stance.verdicts import piecewise

USAGE = "verdict-cpu"
TASK = "verdict"


def load(argument: str, labels: tuple[str, ...]) -> Recipe:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return Recipe(labels, USAGE, piecewise)


def restore(state: dict[str, Any], labels: tuple[str, ...]) -> Recipe:
    """The fitted model with that state."""
    return load("", labels).restored(state)
