"""Near-duplicates: what counts as nearly the same, found exactly as comparing all pairs would find it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.near_duplicates import NEAR, alike, near, shingled, similarity
from fcbench.text import words

# few words, so that near ones occur, and marks, so that they do not count
TEXTS = st.lists(st.sampled_from(["kelp", "moor", "Tarn", "fen", "gill", "—", "beck."]), max_size=8).map(" ".join)
LISTS = st.lists(TEXTS, max_size=8)


def by_hand(one: str, other: str) -> float:
    """The Jaccard similarity of pairs of adjacent words, from sets."""
    sets = []
    for text in (one, other):
        found = words(text)
        sets.append(set(itertools.pairwise(found)) if len(found) > 1 else {(word, "") for word in found})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1]) if sets[0] | sets[1] else 0.0


def pairs(one: list[str], other: list[str]) -> set[tuple[str, str, float]]:
    shingles = shingled([*one, *other])
    first, second = dict(enumerate(shingles[: len(one)])), dict(enumerate(shingles[len(one) :]))
    return {(one[pair.one], other[pair.other], pair.similarity) for pair in near(first, second)}


@given(LISTS, LISTS)
def test_near_duplicates_are_those_that_comparing_all_pairs_finds(one: list[str], other: list[str]) -> None:
    expected = {(a, b, by_hand(a, b)) for a in one for b in other if by_hand(a, b) >= NEAR}
    assert pairs(one, other) == expected


@given(LISTS, LISTS)
def test_which_list_is_which_does_not_matter(one: list[str], other: list[str]) -> None:
    assert pairs(one, other) == {(a, b, close) for b, a, close in pairs(other, one)}


@given(LISTS, LISTS)
def test_the_order_of_texts_does_not_matter(one: list[str], other: list[str]) -> None:
    assert pairs(one, other) == pairs(one[::-1], sorted(other))


@given(TEXTS, TEXTS)
def test_being_alike_is_symmetric(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one) == (by_hand(one, other) >= NEAR)


@pytest.mark.parametrize(
    ("one", "other", "near_by"),
    [
        ("The ferry to Skarn sails at noon on every Sunday", "The ferry to Skarn sails at dusk on every Sunday", True),
        ("The ferry to Skarn sails at noon on every Sunday", "The ferry to Skarn does not sail on any Sunday", False),
        ("The ferry to Skarn sails at noon", "THE FERRY, to Skarn: sails at noon!", True),
        ("kelp moor tarn fen", "kelp moor tarn fen gill beck", True),  # 3 of 5: exactly enough
        ("Skarn", "skarn", True),
        ("Skarn", "Skarn sails", False),
        ("…", "…", False),
        ("", "", False),
    ],
)
def test_one_word_in_ten_may_differ(one: str, other: str, near_by: bool) -> None:
    assert alike(one, other) is near_by


def test_a_text_without_words_is_like_nothing() -> None:
    empty, full = shingled(["—", "kelp moor"])
    assert (similarity(empty, empty), similarity(empty, full)) == (0.0, 0.0)


def test_no_texts_have_no_shingles() -> None:
    assert shingled([]) == []
