"""Boosted and random trees on overlap, cues and manner: the strong stance baseline without pretrained weights.

An argument is the objective that labels are decided for, `stance-cpu:fnc` or `stance-cpu:accuracy`, else `balanced`; or
it is the folder of one that was kept, which goes on with the objective that it was trained for.
"""

from __future__ import annotations

from typing import Any

from fcbench.stance.decision import OBJECTIVES, check
from fcbench.stance.learner import pairwise
from fcbench.stance.recipe import DEFAULT, Recipe

USAGE = "stance-cpu"
ARGUMENTS = tuple(OBJECTIVES)


def load(argument: str, labels: tuple[str, ...]) -> Recipe:
    """The model, not yet fitted."""
    objective = argument or DEFAULT
    check(objective, labels)
    return Recipe(labels, USAGE if objective == DEFAULT else f"{USAGE}:{objective}", pairwise, objective)


def restore(state: dict[str, Any], labels: tuple[str, ...]) -> Recipe:
    """The fitted model with that state."""
    return Recipe(labels, USAGE, pairwise).restored(state)
