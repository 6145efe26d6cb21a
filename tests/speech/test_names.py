"""Names: what a noun phrase says of whom it means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.speech.names import Name, anonymity, named, person, usage


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Vera Holm", Name("Vera Holm")),
        ("the mill", Name("mill")),
        ("clerk Vera Holm", Name("Vera Holm", titled=True)),
        ("a neighbour, Vera Holm", Name("Vera Holm")),
        ("mill spokesman Odd Lie", Name("Odd Lie", "mill")),
        ("Odd Lie, spokesman for the mill", Name("Odd Lie, spokesman for the mill", "mill")),
        ("A spokesman for the mill, Odd Lie", Name("Odd Lie", "mill")),
        ("A spokesman for the mill, Ode Agency", Name("spokesman for the mill, Ode Agency", "mill")),
        ("the mill's spokeswoman", Name("mill's spokeswoman", "mill")),
        ("Vera Holm of Ode", Name("Vera Holm")),
        (", Holm", Name("Holm")),
    ],
)
def test_a_name_is_without_its_title_and_knows_for_whom_it_speaks(phrase: str, name: Name) -> None:
    assert named(phrase) == name


@pytest.mark.parametrize(
    ("phrase", "hidden"),
    [
        ("an unnamed clerk", "anonymous"),
        ("a source", "anonymous"),
        ("an official", "anonymous_with_role"),
        ("officials", "anonymous_with_role"),
        ("an official who asked not to be named", "anonymous_with_role"),
        ("a spokesman for the mill", "anonymous_with_role"),
        ("a spokesman for the mill, Odd Lie", "institutional"),
        ("an official, Vera Holm", "institutional"),
        ("an official in the capital, Port Ode", "anonymous_with_role"),
        ("the embassy", "institutional"),
        ("the gulls", "unknown"),
    ],
)
def test_a_source_is_anonymous_as_far_as_it_hides(phrase: str, hidden: str) -> None:
    assert anonymity(phrase, named(phrase).name) == hidden


@pytest.mark.parametrize(
    ("phrase", "text", "human"),
    [
        ("an official", "", True),
        ("Ode Agency", "", False),
        ("Vera Holm", "Vera Holm said so.\nHolm left.", True),
        ("Vera Holm", "It was Vera Holm, who left.", True),
        ("Vera Holm", "Vera Holm said so.", None),
        ("Ode", "We met in Ode.", None),
        ("Holm", "It was Vera Holm.", True),
        ("Holm", "It was Holmes of Vera Holmes.", None),
        ("Holm", "It was Vera\nHolm.", None),
        ("O'Ne", "It was Vera O'Neil.", None),
    ],
)
def test_who_is_a_person_shows_in_how_the_article_writes_the_name(phrase: str, text: str, human: bool | None) -> None:
    assert person(phrase, named(phrase).name, usage(text)) is human


@given(
    text=st.lists(
        st.sampled_from(["Vera", "Holm", "O'Ne-il", " ", " ", "\n", ", who", "the", "of", ".", "“", "a"])
    ).map("".join),
    word=st.sampled_from(["Holm", "O'Ne", "O'Ne-il", "“Holm", ".", "Vera"]),
)
def test_an_article_read_once_answers_as_a_search_through_it_would(text: str, word: str) -> None:
    read, last = usage(text), re.escape(word)
    assert read.holds(read.placed, word) == bool(re.search(rf"\b(?:[Tt]he|[Ii]n|[Tt]o|of)\s+{last}\b", text))
    assert read.holds(read.after_first_name, word) == bool(re.search(rf"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)? {last}\b", text))
    alone = rf"(?<![A-Za-z])(?:^|[a-z,.\"“] |\n){last}\b"
    assert read.holds(read.alone, word) == bool(re.search(alone, text))
    assert read.describes(f"a {word}") == bool(re.search(rf"a {last}, who\b", text))
