"""Wording: a content as a claim of its own."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences
from fcbench.speech.tellings import Telling, tellings
from fcbench.speech.wording import hedges, level, modality, quantity, retold


def only(text: str) -> Telling:
    article = from_text(text, article_id="a")
    (found,) = tellings(article, findings(sentences(article)))
    return found


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The mill said that it had closed.", "The mill had closed."),
        ('"It rained," Holm said. "Nobody came."', "It rained. Nobody came."),
        ('Holm said "it rained, and blew."', "It rained, and blew."),
        ("The mill criticized the timetable.", "The mill criticized the timetable."),
        ("The mill denied having closed.", "The mill had closed."),
        ("Holm accused the mill of burning rags.", "The mill burned rags."),
        ("Holm accused the mill of having burned rags.", "The mill had burned rags."),
        ("Holm accused her partners of being thieves.", "Holm's partners were thieves."),
        ("Holm accused him of “burning rags”.", "He was “burning rags”."),
        ("Holm accused the mill of tax fraud.", "The mill was guilty of tax fraud."),
        (
            "Holm accused the mill of neglect and of burning rags.",
            "The mill was guilty of neglect and of burning rags.",
        ),
        ("The mayor, Vera Holm, was accused of stealing.", "The mayor, Vera Holm, stole."),
        ("Holm denied burying rags.", "Holm buried rags."),
        ("Holm denied agreeing to it.", "Holm agreed to it."),
        ("Holm denied taking money.", "Holm took money."),
        ("Holm denied trying it.", "Holm tried it."),
        ("Holm confirmed evening classes.", "Evening classes."),
        ("Holm denied drink-driving in Ode.", "Holm was drink-driving in Ode."),
        ("Holm accused them of burning rags and hiding it.", "They were burning rags and hiding it."),
        ("Holm accused her aides of having lied.", "Holm's aides had lied."),
        ("Holm denied a cover-up.", "There was a cover-up."),
        ("Holm denied any link to the mill.", "There was some link to the mill."),
        ("Holm denied any of it had burned.", "Any of it had burned."),
        ("Holm denied that any bid had come.", "Any bid had come."),
        ("Holm denied a bid had come.", "A bid had come."),
        ("The inquiry cleared Holm of theft.", "Holm was guilty of theft."),
        ("Holm denied fraud.", "Holm was guilty of fraud."),
        ("Holm accused the mill of wrongdoing.", "Holm accused the mill of wrongdoing."),
        ("Holm called the mill a ruin.", "Holm called the mill a ruin."),
        ("Holm promised to close.", "Holm promised to close."),
    ],
)
def test_a_claim_is_a_sentence_of_its_own(text: str, claim: str) -> None:
    assert retold(only(text)) == claim


def test_a_content_of_no_more_than_that_is_kept() -> None:
    assert retold(only("The Holm said that ”.")).startswith("That")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Holm said it fell.", "content"),
        ("Holm said she would not sell.", "position"),
        ("The mill criticized the timetable.", "position"),
        ("Holm said the mill should close.", "opinion"),
        ("Holm believes it fell.", "opinion"),
        ("Holm said if it had rained, the lift would stand.", "opinion"),
        ("Holm said rain will fall.", "prediction"),
    ],
)
def test_only_what_can_be_checked_is_content(text: str, kind: str) -> None:
    assert level(only(text)) == kind


@pytest.mark.parametrize(
    "said",
    [
        "the lift was a failure",
        "the lift is dangerous",
        "the lift's wall is so very weak that it shook",
        "it's a truly dangerous lift",
        "it was the worst winter yet",
        "ice is better than rain",
        "the lift is now a “great” success",
        "the “reckless” plan fell",
        "it was a shameful decision",
        "the plan is a disgrace",
    ],
)
def test_what_is_said_of_something_judges_it(said: str) -> None:
    assert level(only(f"Holm said {said}.")) == "opinion"


@pytest.mark.parametrize(
    "said",
    [
        "guests died of heart failure",
        "a power failure shut the mill",
        "the cause was a power failure",
        "the driver was charged with dangerous driving",
        "the charge was dangerous driving",
        "strong winds brought down the crane",
        "Great Ode council spent 2m",
        "it was the Great Mill that closed",
        "a best-selling lift fell",
        "it was a best-selling lift",
    ],
)
def test_what_only_has_a_judging_word_in_its_name_is_a_matter_of_fact(said: str) -> None:
    assert level(only(f"Holm said {said}.")) == "content"


def test_hedges_stay_in_the_order_of_the_lexicon_and_a_month_is_none() -> None:
    assert hedges("up to seven may have fallen about noon") == ("may", "up to", "about")
    assert hedges("some 300 stood around a dozen tables, about $5 each") == ("about", "around", "some")
    assert hedges("some talk about Holm went around the table") == ()
    assert (modality("up to seven may have fallen"), modality("it fell in May")) == ("may", None)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("up to seven times", (7, "at_most", "times")),
        ("no more than 3 nights", (3, "at_most", "nights")),
        ("more than 3.5 metres", (3.5, "more_than", "metres")),
        ("in 1987 it fell on 2 nights", (2, "equal", "nights")),
        ("nearly 40 gulls and 2 swans", (40, "about", "gulls")),
        ("about 160,000 tonnes", (160_000, "about", "tonnes")),
        ("1,250,000.5 litres", (1_250_000.5, "equal", "litres")),
        ("on pages 3,14 and 1,2345 of it", None),
        ("the two men", None),
        ("one of them", None),
    ],
)
def test_the_first_figure_that_is_no_year_is_the_quantity(text: str, figure: tuple[float, str, str] | None) -> None:
    found = quantity(text)
    assert ((found.value, found.relation, found.unit) if found else None) == figure


@pytest.mark.parametrize("claims", ["claims she stole it", "claims that she stole it"])
def test_a_claim_that_is_denied_is_of_who_denies(claims: str) -> None:
    article = from_text(f"Vera Holm denied {claims}.", article_id="a")
    assert retold(list(tellings(article, findings(sentences(article))))[-1]).endswith("Holm stole it.")


def test_a_clause_that_begins_in_ing_is_no_deed_of_who_tells_it() -> None:
    assert retold(only("Vera Holm confirmed that milling had stopped.")) == "Milling had stopped."
    assert retold(only("Vera Holm admitted milling by night.")) == "Vera Holm milled by night."


def test_what_is_demanded_keeps_its_verb() -> None:
    assert retold(only("Vera Holm demanded that Odd Lie be freed.")) == "Vera Holm demanded that Odd Lie be freed."


@pytest.mark.parametrize(
    ("text", "of_level"),
    [
        ("Police believe the mill was sold.", "content"),
        ("Two senior investigators think that the mill was sold.", "content"),
        ("Neighbours believe the mill was sold.", "opinion"),
        ("Police fear the mill was sold.", "opinion"),
        ("Police believe the sale was a disgrace.", "opinion"),
    ],
)
def test_what_those_believe_who_find_out_can_be_checked(text: str, of_level: str) -> None:
    assert level(only(text)) == of_level
