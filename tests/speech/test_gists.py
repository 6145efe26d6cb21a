"""Gists: when two contents tell the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.speech import gists
from fcbench.speech.gists import Gist, Index, gist, same, stem


@pytest.mark.parametrize(
    "forms", [("boat", "boats"), ("pump", "pumped", "pumping"), ("dose", "doses"), ("licence", "licences", "licensed")]
)
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("the lift fell seven times in May", "the lift fell 7 times in May", True),
        ("the lift fell seven times in May", "the lift fell 8 times in May", False),
        ("the lift fell seven times in May", "on the lift, 7 gates broke", False),
        ("the lift fell, although it was new", "the lift fell", True),
        ("the lift of the mill fell", "the lift of the mill has fallen", False),
        ("the lift of the mill failed", "the lift of the mill has failed", True),
        ("it is", "it is", False),
    ],
)
def test_contents_are_the_same_where_enough_stems_and_no_other_figure_are_shared(
    one: str, other: str, alike: bool
) -> None:
    assert same(gist(one), gist(other)) is alike


FEATURES = st.frozensets(st.sampled_from("abcdefgh"), max_size=7)
GISTS = st.builds(Gist, FEATURES, st.frozensets(st.sampled_from("123"), max_size=2))


@given(told=st.lists(st.tuples(st.integers(0, 5), GISTS), max_size=20), asked=GISTS)
def test_the_index_finds_what_a_comparison_with_all_would(told: list[tuple[int, Gist]], asked: Gist) -> None:
    index = Index()
    for number, one in told:
        index.add(number, one, checkable=True)
    expected = max((number for number, one in told if same(one, asked)), default=None)
    assert index.newest(asked, checkable=True) == expected
    assert index.newest(asked, checkable=False) is None


def words_apart(number: int) -> Gist:
    return Gist(frozenset({"gate", "lift", "mill", "wall"} | {f"w{number}{letter}" for letter in "abcde"}), frozenset())


def figures_apart(number: int) -> Gist:
    return Gist(frozenset({"gate", "lift", "mill", "wall"}), frozenset({str(number)}))


@pytest.mark.parametrize("told", [words_apart, figures_apart])
def test_a_thousand_claims_are_not_each_compared_with_each(
    monkeypatch: pytest.MonkeyPatch, told: Callable[[int], Gist]
) -> None:
    compared = []

    def counted(one: Gist, other: Gist) -> bool:
        compared.append(one)
        return same(one, other)

    monkeypatch.setattr(gists, "same", counted)
    index = Index()
    for number in range(1000):
        assert index.newest(told(number), checkable=True) is None
        index.add(number, told(number), checkable=True)
    assert len(compared) < 10_000  # each with each would be half a million


def test_a_word_without_a_stem_is_left_out() -> None:
    assert gist("eee boats sank").stems == gist("boats sank").stems
