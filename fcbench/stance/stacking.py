"""The learner: first whether a pair has to do with each other, where the labels ask, then the stances; folds by topic.

Boosted trees and random trees say what the stance is, and their mean is taken: the first are sharp, the second doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from fcbench.stance.topics import folds
from fcbench.stats import Floats

# The settings were chosen by rows of held-out topics of FNC-1's training split, and of no test split.
FOLDS = 4  # with three a rare label has too few topics left to learn from, and is weighed too low; more take longer
SEED = 0
LEAF, SMALL = 40, 50  # rows of a leaf at the most, and the share of all (one in so many) where there are few
BOOSTING = {
    "max_iter": 60, "learning_rate": 0.1, "max_leaf_nodes": 31, "l2_regularization": 5.0,
    "max_features": 0.3,  # a split: what tells in one topic must not crowd out the rest
    "max_bins": 32,  # counts are small: of 255 the time goes into splits that no other topic shares
}  # fmt: skip
RELATED = {"max_iter": 80, "learning_rate": 0.08, "max_leaf_nodes": 8, "l2_regularization": 5.0}  # few features, clear
TREES = {"n_estimators": 80, "min_samples_leaf": 8, "max_features": 0.3}

Codes = NDArray[np.int64]
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Rows:
    """Training rows: features, the code of the class of each, and the topics of its claim and of its evidence."""

    features: Matrix
    codes: Codes
    claims: Codes
    passages: Codes

    def take(self, where: Any) -> Rows:
        """The rows of a mask or of places."""
        return Rows(self.features[where], self.codes[where], self.claims[where], self.passages[where])


@dataclass(frozen=True)
class Shape:
    """How many classes there are, and which of them stands apart."""

    classes: int
    apart: int | None = None
    similar: int = 1  # so many of the first features tell the class apart


@dataclass(frozen=True)
class Stack:
    """The fitted models; the shares of the classes where there is nothing to tell apart."""

    shape: Shape
    related: Any
    voices: tuple[Any, ...]
    shares: Floats

    def table(self, features: Matrix) -> Floats:
        """Probabilities, rows x classes."""
        made = np.tile(self.shares, (len(features), 1))
        if not len(features):
            return made
        if self.voices:
            made = np.zeros(made.shape)
            for voice in self.voices:
                made[:, voice.classes_] += voice.predict_proba(features) / len(self.voices)
        if self.related is not None and self.shape.apart is not None:
            chance = self.related.predict_proba(features[:, : self.shape.similar])[:, [1]]
            made *= chance
            made[:, self.shape.apart] = 1 - chance[:, 0]
        return made


def fitted(rows: Rows, shape: Shape) -> Stack:
    """The stack that has learned from these rows; it has to be called on one thread for its bytes to be the same."""
    own = np.ones(len(rows.codes), dtype=bool) if shape.apart is None else rows.codes != shape.apart
    related = None
    if not own.all() and own.any():
        related = _boosting(len(own), RELATED).fit(rows.features[:, : shape.similar], own)
    kept = rows.take(own) if own.any() else rows
    counts = np.bincount(kept.codes, minlength=shape.classes).astype(np.float64)
    several = int((counts > 0).sum()) > 1
    return Stack(shape, related, _voices(kept) if several else (), counts / counts.sum())


def _voices(rows: Rows) -> tuple[Any, ...]:
    trees = ExtraTreesClassifier(**TREES, n_jobs=1, random_state=SEED)
    return tuple(model.fit(rows.features, rows.codes) for model in (_boosting(len(rows.codes), BOOSTING), trees))


def _boosting(rows: int, settings: dict[str, float]) -> Any:
    leaf = min(LEAF, max(2, rows // SMALL))
    return HistGradientBoostingClassifier(**settings, min_samples_leaf=leaf, early_stopping=False, random_state=SEED)


@dataclass(frozen=True)
class Held:
    """Answers to rows of topics that were held out, their classes, and what each row counts."""

    table: Floats
    codes: Codes
    weights: Floats


def held_out(rows: Rows, shape: Shape) -> Held | None:
    """Answers of models that saw neither the topic of a row's claim nor that of its evidence; None for one topic.

    A pair across two folds is in neither: rows of the class apart are weighed up for those left out.
    """
    parts = list(_parts(rows, shape))
    if not parts:
        return None
    table, codes = np.vstack([made for made, _ in parts]), np.concatenate([codes for _, codes in parts])
    weights = np.ones(len(codes))
    if shape.apart is not None and (codes == shape.apart).any():
        weights[codes == shape.apart] = (rows.codes == shape.apart).sum() / (codes == shape.apart).sum()
    return Held(table, codes, weights)


def _parts(rows: Rows, shape: Shape) -> Iterator[tuple[Floats, Codes]]:
    own = np.ones(len(rows.codes), dtype=bool) if shape.apart is None else rows.codes != shape.apart
    topics = 1 + int(max(rows.claims.max(), rows.passages.max()))
    sizes = np.bincount(rows.claims[own], minlength=topics)
    count = min(FOLDS, int((sizes > 0).sum()))
    if count < 2:
        return
    chosen = np.array(folds(sizes.tolist(), count))
    one, other = chosen[rows.claims], chosen[rows.passages]
    for fold in range(count):
        learned, asked = (one != fold) & (other != fold), (one == fold) & (other == fold)
        if learned.any() and asked.any():
            stack = fitted(rows.take(learned), shape)
            yield stack.table(rows.features[asked]), rows.codes[asked]
