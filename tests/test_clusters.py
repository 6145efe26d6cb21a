"""Which rows belong together at each level."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.clusters import keys, level_of, topics
from fcbench.schema import DataError, Example

ROWS = [
    Example(id="1", claim="The mill shut.", evidence=("It closed in May.",)),
    Example(id="2", claim="The mill shut.", evidence=("Ferries ran late.",)),
    Example(id="3", claim="Ferries were late.", evidence=("Ferries ran late.",)),
    Example(id="4", claim="Geese left.", evidence=("It closed in May.",)),
]
GOLD = ["agree", "unrelated", "agree", "unrelated"]


def parts(level: str) -> list[set[str]]:
    """The ids of each cluster."""
    found: dict[str, set[str]] = {}
    for row, key in zip(ROWS, keys(level_of(level), ROWS, GOLD, {"unrelated"}), strict=True):
        found.setdefault(key, set()).add(row.id)
    return sorted(found.values(), key=min)


def test_at_the_level_of_rows_each_is_alone() -> None:
    assert parts("row") == [{"1"}, {"2"}, {"3"}, {"4"}]


def test_at_the_level_of_claims_those_with_one_text_belong_together() -> None:
    assert parts("claim") == [{"1", "2"}, {"3"}, {"4"}]


def test_at_the_level_of_evidence_those_with_one_text_belong_together() -> None:
    assert parts("evidence") == [{"1", "4"}, {"2", "3"}]


def test_a_topic_is_joined_by_related_pairs_alone() -> None:
    assert parts("topic") == [{"1", "4"}, {"2", "3"}]


def test_related_pairs_join_topics_over_several_steps() -> None:
    found = topics(["a", "a", "b", "c"], ["x", "y", "y", "z"], [True, True, True, True])
    assert found == ["x", "x", "x", "z"]


def test_a_claim_and_evidence_of_one_name_are_not_one() -> None:
    assert topics(["x", "y"], ["y", "x"], [True, True]) == ["y", "x"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), min_size=1, max_size=20), st.randoms())
def test_topics_do_not_depend_on_the_order_of_rows(pairs: list[tuple[int, int, bool]], random: Random) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)

    def found(rows: list[tuple[int, int, bool]]) -> dict[tuple[int, int, bool], str]:
        claims, evidence = [f"c{claim}" for claim, _, _ in rows], [f"e{piece}" for _, piece, _ in rows]
        return dict(zip(rows, topics(claims, evidence, [joined for *_, joined in rows]), strict=True))

    assert found(pairs) == found(shuffled)


def test_an_unknown_level_is_an_error_with_the_nearest() -> None:
    with pytest.raises(DataError, match=r"no level 'topics'.*topic"):
        level_of("topics")


def test_the_datasets_own_clusters_are_not_computed_from_texts() -> None:
    with pytest.raises(DataError, match="own"):
        keys("card", ROWS, GOLD, {"unrelated"})
