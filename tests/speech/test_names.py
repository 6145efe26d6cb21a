"""Names: what a noun phrase says of whom it means."""

from __future__ import annotations

import pytest

from fcbench.speech.names import Name, anonymity, bare, called, gender, named, person, plural, usage


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
        ("Her old boss, retired mill clerk Vera Holm", Name("Vera Holm")),
        ("Her old boss, the wife of Odd Lie", Name("old boss")),
        (", Holm", Name("Holm")),
        ("Holm himself", Name("Holm")),
        ("The spokesman", Name("spokesman")),
        ("another spokesman", Name("another spokesman")),
        ("A former spokesman", Name("former spokesman")),
        ("its spokesman", Name("spokesman", "its")),
        ("The mill's former spokesman", Name("mill's former spokesman", "mill")),
        ("former mill spokesman Odd Lie", Name("Odd Lie", "mill")),
        ("Odd Lie KC, defending", Name("Odd Lie")),
        ("Odd Lie OBE MP", Name("Odd Lie")),
        ("Odd Lie (Con)", Name("Odd Lie")),
        ("The Ode Mill MP", Name("Ode Mill MP")),
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
    "name",
    [
        "two former nurses",
        "nurses of the ward",
        "police",
        "3 people",
        "3 MPs",
        "the authorities",
        "aides who left",
        "Police",
        "Researchers",
        "Republicans",
        "people living near the mill",
        "council and the union",
        "mayor and her deputy",
        "Vera Holm and driver Odd Lie",
        "Mill owner Odd Lie and his wife Ida Moe",
    ],
)
def test_a_name_of_several_is_plural(name: str) -> None:
    assert plural(name)


@pytest.mark.parametrize(
    "name",
    [
        "Brask Mills",
        "the boss",
        "nurses' union",
        "a nurse",
        "the mill's",
        "1 aide",
        "2020 council",
        "10 Mill Street",
        "Ode Police",
        "Department of Mills and Trade",
        "contributor and mill owner Odd Lie",
        "spokesman of the council and the union",
        "",
    ],
)
def test_a_name_of_one_is_not_plural(name: str) -> None:
    assert not plural(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mill", "the mill"),
        ("Ode ministry", "the Ode ministry"),
        ("Ode's ministry", "Ode's ministry"),
        ("Vera Holm’s sister", "Vera Holm’s sister"),
        ("Holms' mill", "Holms' mill"),
        ("PM's spokesman", "the PM's spokesman"),
        ("Kremlin's spokesman", "the Kremlin's spokesman"),
        ("Previous research", "previous research"),
        ("previous research", "the previous research"),
        ("Both sides", "both sides"),
        ("Residents reached by phone", "residents reached by phone"),
        ("Police", "police"),
        ("Council", "Council"),
        ("Both Holms", "Both Holms"),
    ],
)
def test_an_article_stands_before_no_name_and_a_capital_on_no_common_noun(name: str, text: str) -> None:
    assert called(name) == text


def test_a_driver_who_begins_a_sentence_is_a_driver() -> None:
    assert called("Former driver", "anonymous_with_role") == "a former driver"


def test_a_figure_before_an_article_is_no_part_of_the_phrase() -> None:
    assert [bare(phrase) for phrase in ("2020 the council", "10 Mill Street")] == ["council", "10 Mill Street"]


@pytest.mark.parametrize(
    ("phrase", "pronoun"),
    [
        ("Mr. Lie", "he"),
        ("her uncle", "he"),
        ("the man's sister", "she"),
        ("Vera King", None),
        ("the mill", None),
        ("", None),
    ],
)
def test_a_phrase_may_tell_of_he_or_she(phrase: str, pronoun: str | None) -> None:
    assert gender(phrase) == pronoun


@pytest.mark.parametrize(("phrase", "human"), [("a police officer", True), ("the police", False)])
def test_what_somebody_is_called_last_tells_whether_it_is_a_person(phrase: str, human: bool) -> None:
    assert person(phrase, named(phrase).name, usage("")) is human
