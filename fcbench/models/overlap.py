"""One threshold on the share of the claim's words that the evidence has: what can be had without reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sklearn.tree import DecisionTreeClassifier

from fcbench import __version__
from fcbench.lexical import shared_words
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction

USAGE = "overlap"


@dataclass(frozen=True)
class Overlap:
    """A decision stump: below the threshold one label, above it another."""

    labels: tuple[str, ...]
    stump: Any = None
    name: str = "overlap"
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Overlap:
        """Finds the threshold that parts the labels best."""
        stump = DecisionTreeClassifier(max_depth=1, random_state=0)
        return replace(self, stump=stump.fit(shared_words(examples), list(gold)))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The most frequent label on that side of the threshold."""
        return from_table(batch, self.labels, self.stump.classes_, self.stump.predict_proba(shared_words(batch)))


def load(argument: str, labels: tuple[str, ...]) -> Overlap:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model 'overlap' takes no argument; saw {argument!r}")
    return Overlap(labels)
