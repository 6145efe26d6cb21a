"""The rule-based extractor: one behaviour a small article."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.extract.rules import Rules
from fcbench.meaning import violations
from fcbench.schema import Attribution, Record


def records(text: str, **known: str) -> list[Record]:
    found = Rules().extract(from_text(text, article_id="a", **known))
    assert [problem for record in found for problem in violations(record)] == []
    return found


def only(text: str) -> Attribution:
    """The one attribution of a text that has one."""
    (record,) = records(text)
    (attribution,) = record.attributions
    return attribution


def told(attribution: Attribution) -> tuple[str | None, str | None, list[str]]:
    """Source, cue and content in words."""
    source, cue = attribution.source, attribution.cue
    return source.exact if source else None, cue.exact if cue else None, [part.exact for part in attribution.content]


@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "''", "«»", "„“"])
def test_a_direct_quotation_is_found_whatever_its_marks(marks: str) -> None:
    found = only(f"{marks[0]}The lift is empty,{marks[1]} Vera Holm said.")
    assert told(found) == ("Vera Holm", "said", ["The lift is empty,"])
    assert found.directness == "direct_quote"


def test_a_quotation_within_a_clause_makes_it_a_mixed_quote() -> None:
    found = only('Vera Holm said the lift was "empty since noon."')
    assert found.directness == "mixed_quote"
    assert told(found)[2] == ['the lift was "empty since noon."']


# Chains


def test_who_says_what_another_says_is_a_relay() -> None:
    (record,) = records("The Courier reported that a former driver says the lift fell on two nights in May.")
    assert [link.role for link in record.attributions[-1].chain] == ["narrator", "relay", "origin"]
    assert {piece.origin_id for piece in record.evidence} == {"a#former-driver"}


# Denials


DENIED = """# Mill denies the lift fell on three nights

The Ode mill on Monday denied a claim by a former driver that its lift fell on three nights in May.

"No, that is not true," mill spokeswoman Odd Lie said.
"""


def test_a_denial_refutes_the_claim_nested_in_it() -> None:
    (record,) = records(DENIED)
    assert record.claim.text == "Its lift fell on three nights in May."
    sides = [(piece.act, piece.stance) for piece in record.evidence]
    assert sides.count(("deny", "refutes")) == 3
    assert sides.count(("assert", "supports")) == 1
    nested = next(one for one in record.attributions if one.nested_in)
    assert nested.source is not None
    assert nested.source.exact == "a former driver"


def test_a_denial_alone_settles_nothing() -> None:
    verdict = records(DENIED)[0].verdict
    assert verdict is not None
    assert (verdict.state, verdict.truth) == ("insufficient", None)
    assert set(verdict.flags) == {"disputed", "denied_by_interested_party", "single_anonymous_source"}


def test_headline_lead_and_quote_of_one_denier_share_an_origin() -> None:
    (record,) = records(DENIED)
    assert len({piece.origin_id for piece in record.evidence if piece.act == "deny"}) == 1


def test_a_denial_reaches_no_claim_beside_the_one_denied() -> None:
    found = records(DENIED + "\nA neighbour, Ida Moe, said the gates had rusted away.")
    assert [any(piece.act == "deny" for piece in record.evidence) for record in found] == [True, False]


def test_a_denial_of_nothing_told_makes_no_claim() -> None:
    assert records("The mill denied the allegation.") == []


def test_the_other_telling_of_a_figure_is_the_same_claim() -> None:
    found = records("Vera Holm said the lift fell seven times in May. The agency said the lift fell 7 times in May.")
    assert [len(record.evidence) for record in found] == [2]
    assert len({piece.origin_id for piece in found[0].evidence}) == 2


def test_a_negated_retelling_refutes() -> None:
    found = records(
        "Vera Holm said the lift fell seven times in May. The mill said the lift never fell seven times in May."
    )
    assert [piece.stance for piece in found[0].evidence] == ["supports", "refutes"]


def test_who_declines_takes_no_side() -> None:
    (record,) = records("Vera Holm said the lift fell in May. The mill declined to say whether the lift fell in May.")
    assert [(piece.act, piece.stance) for piece in record.evidence] == [("assert", "supports"), ("decline", "neutral")]


# Claims


def test_a_hedge_stays_in_the_claim() -> None:
    (record,) = records("Vera Holm said the lift may have fallen up to seven times.")
    assert record.claim.modality == "may"
    assert record.claim.quantity is not None
    assert (record.claim.quantity.value, record.claim.quantity.relation) == (7, "at_most")
    assert set(record.attributions[0].hedges) == {"may", "up to"}


@pytest.mark.parametrize(
    "text",
    [
        "The mill criticized Holm's timetable.",
        "Vera Holm said she would not sell.",
        'Vera Holm called the mill "the worst of all."',
        "Vera Holm said the mill should close.",
    ],
)
def test_a_criticism_a_promise_and_an_opinion_cannot_be_checked(text: str) -> None:
    (record,) = records(text)
    assert not record.claim.checkable
    assert record.claim.level in ("position", "opinion")
    assert record.verdict is not None
    assert record.verdict.state == "not_applicable"


def test_who_tells_of_their_own_doing_in_their_own_words_is_first_hand() -> None:
    assert records('"I turned the key," Vera Holm said.')[0].evidence[0].first_hand is True
    assert records("Vera Holm said the key was turned.")[0].evidence[0].first_hand is None
