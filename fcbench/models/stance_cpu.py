"""Boosted and random trees on overlap, cues and manner: the strong stance baseline without pretrained weights.

An argument is the objective that labels are decided for: `stance-cpu:fnc`, `stance-cpu:accuracy`; else `balanced`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fcbench import __version__
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction
from fcbench.stance.decision import OBJECTIVES, check
from fcbench.stance.learner import Learned, learn
from fcbench.text import nearest

USAGE = "stance-cpu"
DEFAULT = "balanced"


@dataclass(frozen=True)
class StanceCpu:
    """One recipe for every set of labels; it knows of a label only what the label maps say it means."""

    labels: tuple[str, ...]
    objective: str = DEFAULT
    learned: Learned | None = field(default=None, repr=False)
    name: str = USAGE
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> StanceCpu:
        """Learns from the rows, whose order does not matter; labels are weighed by topics held out of them."""
        return replace(self, learned=learn(examples, gold, self.objective))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The label that is worth most under the objective; the probabilities are shares of worth."""
        if self.learned is None:
            raise DataError(f"{self.name} has not learned: fit it first")
        return from_table(batch, self.labels, self.learned.classes, self.learned.shares(batch))


def load(argument: str, labels: tuple[str, ...]) -> StanceCpu:
    """The model, not yet fitted."""
    if argument and argument not in OBJECTIVES:
        raise DataError(f"model {USAGE!r}: no objective {argument!r}{nearest(argument, OBJECTIVES)}")
    objective = argument or DEFAULT
    check(objective, labels)
    return StanceCpu(labels, objective, name=USAGE if objective == DEFAULT else f"{USAGE}:{objective}")
