"""Tellings: findings with their voices and chains."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences
from fcbench.speech.tellings import Telling, tellings


def told(text: str, **known: str) -> list[Telling]:
    article = from_text(text, article_id="a", **known)
    return tellings(article, findings(sentences(article)))


def chain(telling: Telling) -> list[tuple[str, str]]:
    return [(link.role, link.entity) for link in telling.chain]


def test_the_chain_begins_with_the_outlet() -> None:
    text = "By Ann Roe\n\nThe mill said it had closed."
    assert chain(told(text)[0])[0] == ("narrator", "Ann Roe")
    assert chain(told(text, publisher="Courier")[0])[0] == ("narrator", "Courier")


@pytest.mark.parametrize("own", ["I think the mill closed.", "We said the mill closed.", '"It closed," I told him.'])
def test_an_unquoted_i_or_we_is_the_narrator_and_nobody_heard_before(own: str) -> None:
    first, found, last = told(f"By Ann Roe\n\nVera Holm said the lift fell. {own} She said the gate stood.")
    assert (chain(found), found.own_voice) == ([("narrator", "Ann Roe")], True)
    assert last.voice.name == first.voice.name == "Vera Holm"


def test_the_narrator_who_tells_what_another_says_is_no_relay() -> None:
    _, found = told("I told Ode Radio that Odd Lie reported the lift fell.")
    assert chain(found) == [("narrator", "a"), ("origin", "Odd Lie")]
    (found,) = told("We reported that the lift fell, citing Odd Lie.")
    assert chain(found) == [("narrator", "a"), ("origin", "Odd Lie")]


def test_who_was_quoted_by_an_outlet_is_the_origin_and_the_outlet_a_relay() -> None:
    (found,) = told('"We have ten," mill spokesman Odd Lie was quoted by the outlet NRT as saying.')
    assert chain(found)[1:] == [("relay", "outlet NRT"), ("on_behalf_of", "mill"), ("origin", "Odd Lie")]


def test_who_is_cited_anonymously_is_an_anonymous_origin() -> None:
    (found,) = told("Holm cited an unnamed mill clerk who indicated the lift might be empty.")
    assert [role for role, _ in chain(found)] == ["narrator", "relay", "origin"]
    assert chain(found)[1][1] == "Holm"
    assert found.voice.anonymity == "anonymous"


def test_who_says_that_another_says_is_the_relay_of_it() -> None:
    outer, inner = told("The Courier reported that a former driver says the lift fell on two nights.")
    assert inner.outer == outer.number
    assert chain(inner)[1:] == [("relay", "Courier"), ("origin", "former driver")]


def test_a_thought_or_a_pronouns_word_within_what_somebody_says_is_theirs() -> None:
    assert len(told("Vera Holm said that she reported the lift fell.")) == 1
    assert len(told("Vera Holm said that Odd Lie believes the lift fell.")) == 1
    assert len(told("Vera Holm said that Odd Lie reported the lift fell.")) == 2


def test_a_book_speaks_for_its_author() -> None:
    found = told('The book "Salt" by reporter Ida Moe said the mill had burned.')
    assert (found[0].chain[-1].entity, found[0].chain[-1].work) == ("Ida Moe", "Salt")


def test_a_pronoun_stands_for_the_last_fitting_voice() -> None:
    text = (
        'Vera Holm said the lift fell. The Ode Agency said the mill closed. "We heard," she said. It said no more came.'
    )
    assert [one.voice.name for one in told(f"{text}\n\nHolm left.")[2:]] == ["Vera Holm", "Ode Agency"]


def test_a_short_name_in_the_headline_is_the_full_one_of_the_body() -> None:
    found = told("# Holm says the lift fell\n\nVera Holm said the lift fell. Holm left.")
    assert [(one.headline, one.voice.name) for one in found] == [(False, "Vera Holm"), (True, "Vera Holm")]


@pytest.mark.parametrize(
    ("text", "anaphoric"),
    [
        ("The mill denied the allegation.", True),
        ("The mill confirmed it.", True),
        ("The mill said it is not true.", True),
        ('"No, that is fabricated," the mill said.', True),
        ("The mill denied that the lift fell.", False),
        ("The mill said it was late.", False),
    ],
)
def test_a_denial_may_only_point_back_to_a_claim(text: str, anaphoric: bool) -> None:
    (found,) = told(text)
    assert found.anaphoric is anaphoric


def test_who_says_that_something_told_before_is_not_so_denies_it() -> None:
    (found,) = told("The mill said it is not true.")
    assert (found.finding.act, found.act) == ("assert", "deny")


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this story said that the mill had burned. It said Holm was 60.",
        "Correction (3 May): This article said that the mill had burned.",
        "Correction, May 3: A photo caption said that the mill had burned. We reported that Holm was 60.",
        'Correction: "The mill burned" was the wrong headline.',
        "A previous version of this article incorrectly reported that the mill had burned.",
    ],
)
@pytest.mark.parametrize("marks", ["{}", "*{}*", "_{}_", "**{}**"])
def test_a_correction_is_the_outlets_own_and_no_voice(note: str, marks: str) -> None:
    text = f"# Mill closes\n\nThe mill said that it had closed.\n\n{marks.format(note)}"
    assert [one.voice.name for one in told(text)] == ["mill"]


@pytest.mark.parametrize(
    "note",
    [
        "An earlier version of this article said that Odd Lie had admitted the theft. He has not.",
        "*Correction: This article originally said that Odd Lie had admitted the theft. In fact, he denies it.*",
        "Correction: This story said that Odd Lie confirmed the theft. That is not true, he said.",
        "Correction: This article said that, according to Odd Lie, the lift fell.",
    ],
)
def test_what_a_correction_takes_back_is_nobodys_word(note: str) -> None:
    assert [one.voice.name for one in told(f"The mill said that it had closed.\n\n{note}")] == ["mill"]


def test_who_speaks_in_a_correction_is_a_voice_all_the_same() -> None:
    (found,) = told("The lift fell.\n\n*Correction: Vera Holm said that the lift stood.*")
    assert found.voice.name == "Vera Holm"
