"""The most frequent label of the training rows, whatever it is shown: the first blind baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fcbench import __version__
from fcbench.schema import DataError, Example, Prediction

USAGE = "majority"


@dataclass(frozen=True)
class Majority:
    """Answers with the shares that the labels had in training."""

    labels: tuple[str, ...]
    shares: tuple[float, ...] = ()
    name: str = "majority"
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Majority:
        """Counts the labels."""
        counts = Counter(gold)
        return replace(self, shares=tuple(counts[label] / len(gold) for label in self.labels))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The same answer for each; of equally frequent labels the first listed."""
        label = self.labels[self.shares.index(max(self.shares))]
        shares = tuple(round(share, 6) for share in self.shares)
        return [Prediction(id=example.id, label=label, probabilities=shares) for example in batch]


def load(argument: str, labels: tuple[str, ...]) -> Majority:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model 'majority' takes no argument; saw {argument!r}")
    return Majority(labels)
