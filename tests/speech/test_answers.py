"""Answers: who denies, leaves open or contradicts what another said, without a verb that says so."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.answers import answered
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences
from fcbench.speech.tellings import tellings

TOLD = "Ida Moe said a boat of Ode Foods sank the pier. Odd Lie said gulls ate 40 tonnes of carp."


def last(text: str) -> tuple[str, int | None]:
    """The act of the last telling, and which it answers."""
    article = from_text(f"{TOLD} {text}", article_id="a")
    found = answered(tellings(article, findings(sentences(article))))[-1]
    return found.act, found.answers


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('"No boat was out," Vera Holm said.', ("deny", 0)),
        ("Vera Holm said nobody had seen carp.", ("deny", 1)),
        ('"We never left port," said Vera Holm, spokeswoman for Ode Foods.', ("deny", 0)),
        ("Vera Holm said the boat did not reach the pier.", ("deny", 0)),
        ("Vera Holm said the boat did not burn.", ("assert", None)),
        ("Vera Holm said no letter came.", ("assert", None)),
        ("The log showed no boat at the pier.", ("assert", 0)),
        ("Vera Holm said gulls ate 12 tonnes of carp.", ("assert", 1)),
        ("Vera Holm said gulls ate carp.", ("assert", None)),
        ('"We do not discuss boats," Vera Holm said.', ("decline", 0)),
        ('Asked about the pier, Vera Holm said she had "nothing to add."', ("decline", 0)),
        ('"I take it back," Vera Holm said.', ("retract", None)),
        ('"Yes, I was there," Vera Holm said.', ("confirm", None)),
        ("Vera Holm said she would not sell the boat to the mill.", ("assert", None)),
        ('"No boat of ours was out," Ida Moe said.', ("assert", None)),
        ("Vera Holm said no road to the pier was shut.", ("assert", None)),
        ("Vera Holm said no cars at Ode Foods were hit.", ("assert", None)),
        ("Vera Holm said Ode Foods had a boat that never came home.", ("assert", None)),
        ("Vera Holm said the man who never saw it left the pier.", ("assert", None)),
        ("Vera Holm said the pier never sank.", ("deny", 0)),
    ],
)
def test_what_somebody_answers_shows_in_their_words(text: str, read: tuple[str, int | None]) -> None:
    assert last(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Moe was mistaken, Vera Holm said.", ("deny", 0)),
        ("Vera Holm said that Odd Lie was lying.", ("deny", 1)),
        ('"She is lying," Vera Holm said.', ("deny", 1)),  # the last who may be she
        ("“Lie is simply lying about that,” Vera Holm said.", ("deny", 1)),
        ("Vera Holm called Moe a liar.", ("deny", 0)),
        ("Vera Holm said that Per Krog was lying.", ("assert", None)),
        ("Vera Holm said that lying in the sun was Moe.", ("assert", None)),
        ("Odd Lie said that Lie was mistaken.", ("assert", None)),
    ],
)
def test_who_calls_somebody_a_liar_denies_what_they_told(text: str, read: tuple[str, int | None]) -> None:
    assert last(text) == read


def test_a_liar_may_be_a_pronoun() -> None:
    assert last('Mrs Krog said it burned. "She is lying," Vera Holm said.') == ("deny", 2)
