"""Sides, out of the labels of pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.stance.graph.corpus import Places
from fcbench.stance.graph.sides import (
    AGAINST,
    AGREES,
    DISAGREES,
    DISCUSSES,
    FOR,
    OBSERVING,
    UNSURE,
    Related,
    Sides,
    sides,
)
from fcbench.stance.graph.words import CUES


def told(pairs: list[tuple[int, int, int]], claims: int, passages: int, refuting: tuple[int, ...] = ()) -> Sides:
    """The sides by pairs of claim, passage and stance; the claims named refute."""
    cues = np.zeros((claims, len(CUES.names)), dtype=np.float32)
    cues[list(refuting), CUES.names.index("refute")] = 1
    columns: list[Places] = [np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True)]
    topics = np.zeros(claims, dtype=np.int64), np.zeros(passages, dtype=np.int64)
    return sides(Related(*columns), cues, np.zeros((passages, len(CUES.names)), dtype=np.float32), topics)


def test_who_disagrees_with_one_that_refutes_is_for_it() -> None:
    found = told([(0, 0, AGREES), (1, 0, DISAGREES)], 2, 1, refuting=(1,))
    assert (found.claims.tolist(), found.passages.tolist()) == ([FOR, AGAINST], [FOR])


def test_who_only_discusses_with_a_text_that_takes_a_side_observes() -> None:
    found = told([(0, 0, AGREES), (0, 1, DISCUSSES), (1, 1, DISCUSSES)], 2, 2)
    assert found.passages.tolist() == [FOR, OBSERVING]
    assert found.claims[1] == -1  # of nothing but a text that observes nobody learns its side


def test_texts_of_which_no_pair_tells_a_side_observe_and_count_less() -> None:
    found = told([(0, 0, DISCUSSES)], 1, 1)
    assert (found.claims.tolist(), found.passages.tolist()) == ([OBSERVING], [OBSERVING])
    assert found.claim_weights.tolist() == [UNSURE]


@given(
    st.lists(st.sampled_from([FOR, AGAINST, OBSERVING]), min_size=1, max_size=6),
    st.lists(st.sampled_from([FOR, AGAINST, OBSERVING]), min_size=1, max_size=6),
)
def test_labels_that_follow_from_sides_follow_from_the_sides_that_are_found(
    claims: list[int], passages: list[int]
) -> None:
    def stance(one: int, other: int) -> int:
        if OBSERVING in (one, other):
            return DISCUSSES
        return AGREES if one == other else DISAGREES

    pairs = [
        (number, place, stance(one, other)) for number, one in enumerate(claims) for place, other in enumerate(passages)
    ]
    found = told(pairs, len(claims), len(passages))
    for number, place, due in pairs:
        one, other = int(found.claims[number]), int(found.passages[place])
        if one >= 0 and other >= 0:
            assert stance(one, other) == due


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_most_pairs_decide_where_labels_contradict_each_other(order: tuple[int, ...]) -> None:
    pairs = [(0, 0, AGREES), (0, 0, AGREES), (0, 0, DISAGREES)]
    found = told([pairs[place] for place in order], 1, 1)
    assert found.claims[0] == found.passages[0]
