"""A tree on lengths and the number of pieces, no word read: what the shape of the rows gives away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from fcbench import __version__
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction
from fcbench.stats import Floats

USAGE = "metadata-only"
LEAVES, LEAF = 8, 5  # few leaves, and none of a few rows: a shape that hardly anything has says nothing


@dataclass(frozen=True)
class MetadataOnly:
    """A small tree; an example has neither source nor date, so lengths and counts are all there is."""

    labels: tuple[str, ...]
    tree: Any = None
    name: str = USAGE
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> MetadataOnly:
        """Finds the lengths that part the labels best."""
        tree = DecisionTreeClassifier(max_leaf_nodes=LEAVES, min_samples_leaf=LEAF, random_state=0)
        return replace(self, tree=tree.fit(_shapes(examples), list(gold)))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The shares of the labels in the leaf of each."""
        return from_table(batch, self.labels, self.tree.classes_, self.tree.predict_proba(_shapes(batch)))


def _shapes(examples: Sequence[Example]) -> Floats:
    """Code points of the claim, of all evidence and of its longest piece, and pieces: examples x 4."""
    rows = []
    for example in examples:
        lengths = [len(piece) for piece in example.evidence]
        rows.append([len(example.claim), sum(lengths), max(lengths, default=0), len(lengths)])
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def load(argument: str, labels: tuple[str, ...]) -> MetadataOnly:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model {USAGE!r} takes no argument; saw {argument!r}")
    return MetadataOnly(labels)
