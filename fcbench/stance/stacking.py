"""The learner: first whether a pair has to do with each other, where the labels ask, then the stances; folds by topic.

Four models say what the stance is, and their mean is taken: boosted trees, random trees, a linear model, and boosted
trees that learn the stance towards a claim told without its no ("X is a hoax" as "X"), turned back where it has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from fcbench.stance.topics import folds
from fcbench.stats import Floats

# The settings were chosen by the log-loss of rows of held-out topics of FNC-1's training split, and of no test split.
FOLDS = 4  # with three a rare label has too few topics left to learn from, and is weighed too low; more take longer
SEED = 0
OFTEN = 0.5  # power of a topic's size by which its rows are weighed down: one affair, told often, is still one
MOST = 200  # rows of a topic that the stances are learned from: more cost time, and tell of the topic
LEAF, SMALL = 40, 50  # rows of a leaf at the most, and the share of all (one in so many) where there are few
BOOSTING = {  # small trees, a fifth of the features a split: what tells in one topic must not crowd out the rest
    "max_iter": 50, "learning_rate": 0.12, "max_leaf_nodes": 8, "l2_regularization": 5.0, "max_features": 0.2,
    "max_bins": 16,  # counts are small: of 255 the time goes into splits that no other topic shares
}  # fmt: skip
RELATED = {"max_iter": 80, "learning_rate": 0.08, "max_leaf_nodes": 8, "l2_regularization": 5.0}  # few features, clear
TREES = {"n_estimators": 80, "min_samples_leaf": 4, "max_features": 0.1}
PENALTY, ITERATIONS = 0.001, 300
STEEP, EDGE, FLAT = 3.0, 3.0, 1e-3  # of the linear model's features: log(1 + 3x), cut at 3 deviations, at least so wide

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
    """How many classes there are, which of them stands apart, and what the features are."""

    classes: int
    apart: int | None = None
    similar: int = 1  # so many of the first features tell the class apart
    turned: tuple[int, ...] = ()  # the class that each becomes where a claim that says no is told without its no
    no: int = 0  # the feature that says whether a claim says no
    core: tuple[int, ...] = ()  # the features that do not depend on whether it does


@dataclass(frozen=True)
class Voice:
    """One model of the stances."""

    model: Any
    shape: Shape
    core: bool = False  # what it says is of the claim without its no

    def table(self, features: Matrix) -> Floats:
        """Probabilities, rows x classes."""
        shown = features[:, self.shape.core] if self.core else features
        made = np.zeros((len(features), self.shape.classes))
        made[:, self.model.classes_] = self.model.predict_proba(shown)
        if self.core:
            no = features[:, self.shape.no] > 0
            made[no] = made[no][:, self.shape.turned]
        return made


@dataclass(frozen=True)
class Squashed:
    """A linear model of features on one scale: roots of counts, and no value far from the middle."""

    model: Any
    middle: Floats
    spread: Floats

    @property
    def classes_(self) -> Any:
        """As scikit-learn has it."""
        return self.model.classes_

    def predict_proba(self, features: Matrix) -> Any:
        """Probabilities, rows x classes."""
        return self.model.predict_proba(_squashed(features, self.middle, self.spread))


@dataclass(frozen=True)
class Stack:
    """The fitted models; the shares of the classes where there is nothing to tell apart."""

    shape: Shape
    related: Any
    voices: tuple[Voice, ...]
    shares: Floats

    def table(self, features: Matrix) -> Floats:
        """Probabilities, rows x classes."""
        made = np.tile(self.shares, (len(features), 1))
        if not len(features):
            return made
        if self.voices:
            made = np.mean([voice.table(features) for voice in self.voices], axis=0)
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
    return Stack(shape, related, _voices(*_thinned(kept), shape) if several else (), counts / counts.sum())


def _thinned(rows: Rows) -> tuple[Rows, Floats]:
    """At most so many rows a topic, evenly from their order, and what each counts."""
    order = np.argsort(rows.claims, kind="stable")
    sizes = np.bincount(rows.claims)
    starts = np.cumsum(sizes) - sizes
    kept = [
        start + np.unique(np.linspace(0, size - 1, min(size, MOST)).astype(np.int64))
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)
        if size
    ]
    thin = rows.take(order[np.concatenate(kept)])
    weights = sizes[thin.claims] ** (1 - OFTEN) / np.bincount(thin.claims)[thin.claims]
    return thin, weights / weights.mean()


def _voices(rows: Rows, weights: Floats, shape: Shape) -> tuple[Voice, ...]:
    trees = ExtraTreesClassifier(**TREES, n_jobs=1, random_state=SEED)
    made = [
        Voice(_boosting(len(rows.codes), BOOSTING).fit(rows.features, rows.codes, sample_weight=weights), shape),
        Voice(trees.fit(rows.features, rows.codes, sample_weight=weights), shape),
        Voice(_linear(rows, weights), shape),
    ]
    if shape.turned and shape.turned != tuple(range(shape.classes)):
        no = rows.features[:, shape.no] > 0
        codes = np.where(no, np.array(shape.turned)[rows.codes], rows.codes)
        if len(set(codes.tolist())) > 1:
            model = _boosting(len(codes), BOOSTING)
            made.append(Voice(model.fit(rows.features[:, shape.core], codes, sample_weight=weights), shape, core=True))
    return tuple(made)


def _boosting(rows: int, settings: dict[str, float]) -> Any:
    leaf = min(LEAF, max(2, rows // SMALL))
    return HistGradientBoostingClassifier(**settings, min_samples_leaf=leaf, early_stopping=False, random_state=SEED)


def _linear(rows: Rows, weights: Floats) -> Squashed:
    steep = _steep(rows.features)
    middle, spread = steep.mean(axis=0), steep.std(axis=0) + FLAT
    model = LogisticRegression(C=PENALTY, max_iter=ITERATIONS)
    return Squashed(
        model.fit(_squashed(rows.features, middle, spread), rows.codes, sample_weight=weights), middle, spread
    )


def _steep(features: Matrix) -> Floats:
    made: Floats = np.sign(features) * np.log1p(STEEP * np.abs(features.astype(np.float64)))
    return made


def _squashed(features: Matrix, middle: Floats, spread: Floats) -> Floats:
    made: Floats = np.clip((_steep(features) - middle) / spread, -EDGE, EDGE)
    return made


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
