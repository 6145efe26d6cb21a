"""Names: what a noun phrase says of whom it means."""

from __future__ import annotations

import pytest

from fcbench.speech.names import Name, anonymity, named, person, plural, usage


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
        ("The spokesman", Name("spokesman")),
        ("another spokesman", Name("another spokesman")),
        ("A former spokesman", Name("former spokesman")),
        ("its spokesman", Name("spokesman", "its")),
        ("The mill's former spokesman", Name("mill's former spokesman", "mill")),
        ("former mill spokesman Odd Lie", Name("Odd Lie", "mill")),
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


def test_a_surname_has_the_first_name_that_stands_before_it_first() -> None:
    read = usage("On Monday Vera Holm met clerk Odd Lie's wife. Ida Holm and President Lie left.")
    assert dict(read.full) == {"Holm": "Vera Holm", "Lie": "Odd Lie"}


@pytest.mark.parametrize(
    ("text", "placed"), [("the Holm", True), ("The Holm", True), ("in Holm", True), ("then Holm", False)]
)
def test_what_stands_after_the_or_in_is_a_place_or_a_body(text: str, placed: bool) -> None:
    assert ("Holm" in usage(f"It is {text}.").placed) is placed


@pytest.mark.parametrize(
    "name", ["two former nurses", "nurses of the ward", "police", "3 people", "the authorities", "aides who left"]
)
def test_a_name_of_several_is_plural(name: str) -> None:
    assert plural(name)


@pytest.mark.parametrize("name", ["Brask Mills", "the boss", "nurses' union", "a nurse", "the mill's", "1 aide", ""])
def test_a_name_of_one_is_not_plural(name: str) -> None:
    assert not plural(name)
