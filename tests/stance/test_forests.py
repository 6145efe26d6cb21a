"""Forests: the same answers as scikit-learn's, to the bit, and no node that leads astray."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from fcbench.schema import DataError
from fcbench.stance.forests import forest, restored

COUNT = 7
DRAWN = np.random.default_rng(0)
FEATURES = DRAWN.random((400, COUNT)).round(1).astype(np.float32)  # rounded, so that some lie on a threshold
STANCES = (FEATURES[:, 0] > 0.3).astype(int) + (FEATURES[:, 1] + FEATURES[:, 2] > 1) + 2 * (DRAWN.random(400) > 0.8)
MODELS = {
    "boosted": lambda: HistGradientBoostingClassifier(max_iter=9, min_samples_leaf=5, random_state=0),
    "averaged": lambda: ExtraTreesClassifier(9, min_samples_leaf=3, random_state=0),
}


def state(name: str = "averaged", **changed: Any) -> dict[str, Any]:
    return {**forest(MODELS[name]().fit(FEATURES, STANCES)).state(), **changed}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("gold", [STANCES, STANCES > 1, np.where(STANCES == 1, 3, STANCES)], ids=["3", "2", "gap"])
def test_it_answers_as_the_trees_that_it_is_of(name: str, gold: Any) -> None:
    model = MODELS[name]().fit(FEATURES, gold)
    found = restored(forest(model).state(), COUNT)
    fresh = np.random.default_rng(1).random((300, COUNT)).round(1).astype(np.float32)
    assert (found.predict_proba(fresh) == model.predict_proba(fresh)).all()
    assert (found.classes_ == model.classes_).all()


def test_no_rows_have_no_answers() -> None:
    assert restored(state(), COUNT).predict_proba(FEATURES[:0]).shape == (0, len(set(STANCES)))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("to", [0, -1, 10**6])
def test_a_node_that_leads_back_or_out_is_refused(side: str, to: int) -> None:
    kept = state()
    kept[side][1] = to
    with pytest.raises(DataError, match="a node leads where there is nothing, or back"):
        restored(kept, COUNT)


@pytest.mark.parametrize(
    "changed",
    [
        {"roots": np.array([-1])},
        {"roots": np.array([10**6])},
        {"roots": np.array([], dtype=np.int64)},
        {"start": np.zeros(2)},
        {"values": np.zeros((3, 5))},
        {"threshold": np.zeros(3)},
        {"left": np.zeros((2, 2), dtype=np.int64)},
        {"boosted": True, "classes_": np.array([0, 1])},
    ],
)
def test_arrays_that_do_not_fit_each_other_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="its trees are none"):
        restored(state(**changed), COUNT)


@pytest.mark.parametrize("name", ["left", "feature", "threshold", "values", "classes_"])
def test_numbers_of_another_type_are_refused(name: str) -> None:
    kept = state()
    with pytest.raises(DataError, match="a number is of another type"):
        restored({**kept, name: kept[name].astype(object)}, COUNT)


def test_a_feature_that_no_row_has_is_refused() -> None:
    with pytest.raises(DataError, match="its trees are none"):
        restored(state(), COUNT - 1)
