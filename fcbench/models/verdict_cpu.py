"""The recipe of stance-cpu for verdicts: all evidence of a claim, each piece of it, and what rules hear in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fcbench import __version__
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction
from fcbench.stance.learner import Learned, learn
from fcbench.stance.verdicts import piecewise

USAGE = "verdict-cpu"


@dataclass(frozen=True)
class VerdictCpu:
    """Learned from verdicts alone: stances are gold, and are not shown."""

    labels: tuple[str, ...]
    learned: Learned | None = field(default=None, repr=False)
    name: str = USAGE
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> VerdictCpu:
        """Learns from the rows, whose order does not matter; labels are weighed by claims held out of them."""
        return replace(self, learned=learn(examples, gold, "balanced", piecewise))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The label that is worth most for macro-F1 and accuracy; the probabilities are shares of worth."""
        if self.learned is None:
            raise DataError(f"{self.name} has not learned: fit it first")
        return from_table(batch, self.labels, self.learned.classes, self.learned.shares(batch))


def load(argument: str, labels: tuple[str, ...]) -> VerdictCpu:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return VerdictCpu(labels)
