"""Topics are components of tied pairs, and folds keep them whole."""

from __future__ import annotations

import pytest

from fcbench.schema import DataError
from fcbench.stance.topics import folds, topics


def test_tied_pairs_share_a_topic_through_others() -> None:
    claims, evidence = topics([("a", "x"), ("b", "x"), ("b", "y"), ("c", "z")], [True] * 4)
    assert claims["a"] == claims["b"] == evidence["x"] == evidence["y"] != claims["c"] == evidence["z"]


def test_an_untied_pair_does_not_join_topics() -> None:
    claims, evidence = topics([("a", "x"), ("b", "y"), ("a", "y")], [True, True, False])
    assert claims["a"] != claims["b"] == evidence["y"]


def test_a_claim_and_a_passage_of_one_wording_are_two_texts() -> None:
    claims, evidence = topics([("same", "same")], [False])
    assert claims["same"] != evidence["same"]


def test_folds_are_as_even_as_the_topics_let_them_be() -> None:
    sizes = [7, 1, 1, 5, 4]
    chosen = folds(sizes, 2)
    assert sorted(sum(size for size, fold in zip(sizes, chosen, strict=True) if fold == f) for f in (0, 1)) == [9, 9]


def test_one_fold_is_refused() -> None:
    with pytest.raises(DataError, match="1 folds: at least two are needed"):
        folds([1, 2], 1)
