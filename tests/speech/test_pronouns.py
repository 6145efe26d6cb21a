"""Pronouns: who is meant by the one that a claim begins with."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences
from fcbench.speech.tellings import tellings
from fcbench.speech.wording import retold


def claim(text: str) -> str:
    article = from_text(text, article_id="a")
    (found,) = tellings(article, findings(sentences(article)))
    return retold(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vera Holm said she had seen it.", "Vera Holm had seen it."),
        ("The mill said it had closed.", "The mill had closed."),
        ("The mill said its lift fell.", "The mill's lift fell."),
        ("Mr Lie said he pushed her.", "Lie pushed her."),
        ("Vera Holm said she lost her dog.", "Vera Holm lost her dog."),
        ("Vera King said she left.", "Vera King left."),
        ("Odd Lie said he fell, and she laughed.", "Odd Lie fell, and she laughed."),
    ],
)
def test_it_is_the_speaker_where_nobody_else_can_be_meant(text: str, told: str) -> None:
    assert claim(text) == told


@pytest.mark.parametrize(
    "said",
    [
        "Mrs Holm said he left.",
        "The woman said he left.",
        "His wife said he left.",
        "The chairwoman said he left.",
        "Mr Lie said she left.",
    ],
)
def test_a_speaker_of_the_other_gender_is_not_meant(said: str) -> None:
    assert claim(said) in ("He left.", "She left.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The victim said he pushed her down the stairs.", "He pushed her down the stairs."),
        ("Ida Holm said she took his bag.", "She took his bag."),
        ("Odd Lie said his dog bit her.", "His dog bit her."),
        ("Mr Lie said he hit him.", "He hit him."),
        ("Mrs Holm said she hit her twice.", "She hit her twice."),
    ],
)
def test_who_may_be_the_other_person_in_the_clause_is_not_meant(text: str, told: str) -> None:
    assert claim(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Judge Ida Holm told him he was a liar.", "He was a liar."),
        ("Odd Lie told her she was sacked.", "She was sacked."),
        ("Odd Lie told Vera Holm that he was late.", "He was late."),
        ("The driver said to her that she was late.", "She was late."),
        ("Odd Lie told her he was late.", "Odd Lie was late."),
        ("The mill told Reuters it had closed.", "The mill had closed."),
        ("Vera Holm told the BBC she left.", "Vera Holm left."),
        ("Vera Holm told reporters that she left.", "Vera Holm left."),
        ("Vera Holm told AFP that she left.", "Vera Holm left."),
        ("Vera Holm told the audience that she left.", "Vera Holm left."),
        ("Vera Holm told Ode Foods that she left.", "Vera Holm left."),
        ("The mill told Vera Holm that it had closed.", "The mill had closed."),
        ("The council told the mill that it had closed.", "It had closed."),
        ("The nurses told Vera Holm that they had left.", "The nurses had left."),
        ("The nurses told the boatmen and cooks that they had left.", "They had left."),
        ("The minister told parliament he had erred.", "The minister had erred."),
    ],
)
def test_who_is_told_is_meant_as_soon_as_who_tells_but_the_public_is_not(text: str, told: str) -> None:
    assert claim(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Her lawyer, Odd Lie, said she was innocent.", "She was innocent."),
        ("Her lawyer, Odd Lie, said he was late.", "Odd Lie was late."),
        ("Vera Holm's lawyer said she was innocent.", "She was innocent."),
        ("A lawyer for Vera Holm said she was innocent.", "She was innocent."),
        ("The mayor's lawyer said he was late.", "He was late."),
        ("The former owner’s aide said he was late.", "He was late."),
        ("He was found by her son, Odd, who said she was late.", "She was late."),
        ("He was found by her son, Odd, who said he was late.", "Odd was late."),
        ("For his part, Odd Lie said he was late.", "Odd Lie was late."),
        ("An aide to the mayor said he was late.", "An aide to the mayor was late."),
        ("The company's manager said he was late.", "The company's manager was late."),
        ("Ode Council's manager said he was late.", "Ode Council's manager was late."),
    ],
)
def test_whose_side_the_speaker_is_on_may_be_meant(text: str, told: str) -> None:
    assert claim(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A friend of the player said it was old.", "It was old."),
        ("An audit found he was late.", "He was late."),
        ("An audit found it was late.", "The audit was late."),
        ("Ode said it was late.", "Ode was late."),
        ("Holm said he was late.", "Holm was late."),
        ("The senator said he was late.", "The senator was late."),
        ("The evidence of the father showed he was late.", "He was late."),
    ],
)
def test_a_person_is_not_it_and_what_is_none_is_neither_he_nor_she(text: str, told: str) -> None:
    assert claim(text) == told


@pytest.mark.parametrize("who", ["The boatmen and nurses", "Two nurses", "Beekeepers"])
def test_several_are_not_it(who: str) -> None:
    assert claim(f"{who} said it leaked.") == "It leaked."
