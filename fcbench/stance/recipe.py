"""The recipe as a model: it learns from rows, answers rows, and can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fcbench import __version__
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction
from fcbench.stance import keeping
from fcbench.stance.learner import Learned, Sight, learn

DEFAULT = "balanced"


@dataclass(frozen=True)
class Recipe:
    """One recipe for every set of labels; it knows of a label only what the label maps say it means."""

    labels: tuple[str, ...]
    name: str
    sight: Sight
    objective: str = DEFAULT
    learned: Learned | None = field(default=None, repr=False)
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Recipe:
        """Learns from the rows, whose order does not matter; labels are weighed by topics held out of them."""
        return replace(self, learned=learn(examples, gold, self.objective, self.sight))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The label that is worth most under the objective; the probabilities are shares of worth."""
        learned = self._taught()
        return from_table(batch, self.labels, learned.classes, learned.shares(batch))

    def state(self) -> dict[str, Any]:
        """What it has learned."""
        return keeping.state(self._taught())

    def restored(self, state: dict[str, Any]) -> Recipe:
        """The fitted model with that `state()`; raises DataError where it does not fit this fcbench, or its labels."""
        learned = keeping.restored(state, self.sight)
        if strange := [label for label in learned.classes if label not in self.labels]:
            raise DataError(f"it answers {', '.join(strange)}; its labels are: {', '.join(self.labels)}")
        return replace(self, learned=learned)

    def _taught(self) -> Learned:
        if self.learned is None:
            raise DataError(f"{self.name} has not learned: fit it first")
        return self.learned
