"""Forests: fitted trees of scikit-learn -> plain arrays that answer the same, and can be read from anybody's file.

scikit-learn follows the nodes of a tree in C and does not look where they point; here NumPy does, after a check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.utils.extmath import softmax

from fcbench.schema import DataError
from fcbench.stats import Floats

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Forest:
    """Trees as arrays: a node goes left where its feature is at most its threshold; a leaf goes to itself.

    The values of a row's leaves are summed, tree by tree, from `start` on. With `boosted` the sums are scores, of each
    class or of the second of two; else they are shared out among the trees.
    """

    classes_: Whole
    boosted: bool
    start: Floats  # outputs
    roots: Whole  # trees
    left: Whole  # nodes, like those below
    right: Whole
    feature: Whole
    threshold: Floats
    values: Floats  # nodes x outputs

    def predict_proba(self, features: NDArray[Any]) -> Floats:
        """Probabilities, rows x classes."""
        total = np.zeros((len(features), len(self.start))) + self.start
        rows = np.arange(len(features))
        for root in self.roots:
            total += self.values[self._leaves(features, rows, root)]
        if not self.boosted:
            return total / len(self.roots)
        if len(self.start) > 1:
            return np.asarray(softmax(total))
        second = expit(total[:, 0])
        return np.column_stack([1 - second, second])

    def _leaves(self, features: NDArray[Any], rows: Whole, root: int) -> Whole:
        """The leaf of each row in the tree of that root."""
        at = np.full(len(rows), root)
        while True:
            below = features[rows, self.feature[at]] <= self.threshold[at]
            further = np.where(below, self.left[at], self.right[at])
            if (further == at).all():
                return at
            at = further

    def state(self) -> dict[str, Any]:
        """The arrays, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def restored(state: Mapping[str, Any], count: int) -> Forest:
    """The forest with that `state()`, over rows of `count` features.

    Raises DataError for arrays that do not fit each other, and for nodes that lead out of the forest or back.
    """
    found = Forest(**state)
    whole, real = (found.classes_, found.roots, found.left, found.right, found.feature), (found.threshold, found.values)
    if any(part.dtype != np.int64 for part in whole) or any(part.dtype != np.float64 for part in (found.start, *real)):
        raise DataError("its trees are none: a number is of another type")
    if not (_fits(found) and _leads(found) and ((found.feature >= 0) & (found.feature < count)).all()):
        raise DataError("its trees are none: a node leads where there is nothing, or back")
    return found


def _fits(found: Forest) -> bool:
    """Whether the arrays fit each other."""
    nodes, outputs = len(found.left), len(found.start)
    alone = found.boosted and len(found.classes_) == 2  # of two classes one has a score
    return (
        all(part.shape == (nodes,) for part in (found.left, found.right, found.feature, found.threshold))
        and found.values.shape == (nodes, outputs)
        and outputs == (1 if alone else len(found.classes_))
        and len(found.roots) > 0
    )


def _leads(found: Forest) -> bool:
    """Whether each way leads to a leaf: a node's children come after it."""
    own = np.arange(len(found.left))
    leaf = (found.left == own) & (found.right == own)
    inner = (found.left > own) & (found.right > own) & (np.maximum(found.left, found.right) < len(own))
    return bool((leaf | inner).all() and ((found.roots >= 0) & (found.roots < len(own))).all())


def forest(model: Any) -> Forest:
    """The forest of a fitted HistGradientBoostingClassifier or ExtraTreesClassifier, over features without gaps."""
    return _boosted(model) if hasattr(model, "_predictors") else _averaged(model)


def _boosted(model: Any) -> Forest:
    """Of boosted trees each has one output: that of its place in its round."""
    start = np.asarray(model._baseline_prediction, dtype=np.float64).ravel()
    trees = [(place, one.nodes) for each in model._predictors for place, one in enumerate(each)]
    parts = []
    for place, nodes in trees:
        values = np.zeros((len(nodes), len(start)))
        values[:, place] = nodes["value"]
        inner = nodes["is_leaf"] == 0
        ways = [np.where(inner, nodes[side].astype(np.int64), -1) for side in ("left", "right")]
        parts.append((*ways, nodes["feature_idx"], nodes["num_threshold"], values))
    return _joined(model.classes_, start, parts, boosted=True)


def _averaged(model: Any) -> Forest:
    trees = [one.tree_ for one in model.estimators_]
    parts = [
        (tree.children_left, tree.children_right, tree.feature, tree.threshold, tree.value[:, 0, :]) for tree in trees
    ]
    return _joined(model.classes_, np.zeros(len(model.classes_)), parts, boosted=False)


def _joined(classes: Any, start: Floats, parts: Sequence[tuple[Any, ...]], *, boosted: bool) -> Forest:
    """The trees one behind another; a node of a part is counted in its tree, and -1 is a leaf's way."""
    roots = np.cumsum([0, *(len(part[0]) for part in parts)])
    left, right = (
        np.concatenate(
            [
                np.where(part[side] < 0, np.arange(len(part[side])), part[side]) + root
                for part, root in zip(parts, roots, strict=False)
            ]
        )
        for side in (0, 1)
    )
    leaf = left == np.arange(len(left))
    feature, threshold, values = (np.concatenate([part[place] for part in parts]) for place in (2, 3, 4))
    return Forest(
        np.asarray(classes, dtype=np.int64),
        boosted,
        start,
        roots[:-1].astype(np.int64),
        left.astype(np.int64),
        right.astype(np.int64),
        np.where(leaf, 0, feature).astype(np.int64),
        np.where(leaf, 0.0, threshold),
        values,
    )
