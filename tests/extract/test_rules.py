"""The rule-based extractor: one behaviour a small article."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.extract.rules import Rules
from fcbench.meaning import links, violations
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


def chains(text: str) -> list[str]:
    """Who stands behind each statement, after the narrator."""
    found = Rules().attributions(from_text(text, article_id="a"))
    return [" > ".join(f"{link.role} {link.entity}" for link in one.chain[1:]) for one in found]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Vera Holm, who chairs the Mill Union, said it fell.", "on_behalf_of Mill Union > origin Vera Holm"),
        ("Ode Foods left. “It fell,” said its secretary, Vera Holm.", "on_behalf_of Ode Foods > origin Vera Holm"),
        ("The Mill Union left. “It fell,” said its head, Vera Holm.", "on_behalf_of Mill Union > origin Vera Holm"),
        (
            "Vera Holm, head of the Mill Union, said it fell. Odd Lie said it rose. Holm said it stood.",
            "on_behalf_of Mill Union > origin Vera Holm",
        ),
        ("Trade Minister Vera Holm said it fell.", "origin Vera Holm"),
        ("Vera Holm left. Mrs Holm said it fell.", "origin Vera Holm"),
        ("Vera Holm studies gulls. “They fell,” she said.", "origin Vera Holm"),
        ("The state Institute for Mills said it fell.", "origin Institute for Mills"),
        ("The Ode Mill Trust left. The trust said it fell.", "origin Ode Mill Trust"),
        ("The Fund for Mills left. A clerk of the fund said it fell.", "origin clerk of the Fund for Mills"),
        ("Vera Holm told parliament that it fell.", "venue parliament > origin Vera Holm"),
        ("“It fell,” Vera Holm said at a briefing.", "venue briefing > origin Vera Holm"),
        ("The mill's report says it fell.", "origin mill's report"),
        ("The Ode agency's report says it fell.", "origin Ode agency"),
    ],
)
def test_a_chain_has_the_full_names_of_person_body_and_place(text: str, last: str) -> None:
    assert chains(text)[-1] == last


def test_what_one_voice_says_of_one_claim_has_one_origin_and_of_another_another() -> None:
    text = "Vera Holm said the old lift fell in May. Holm said gulls came. Holm said again the old lift fell in May."
    one, two, three = (found.origin_id for found in Rules().attributions(from_text(text, article_id="a")))
    assert one == three != two


# Denials


DENIED = """# Mill denies the lift fell on three nights

The Ode mill on Monday denied a claim by a former driver that its lift fell on three nights in May.

"No, that is not true," mill spokeswoman Odd Lie said.
"""


def test_a_denial_refutes_the_claim_nested_in_it() -> None:
    (record,) = records(DENIED)
    assert record.claim.text == "The Ode mill's lift fell on three nights in May."
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


# Links


REPORTED = "The Courier reported that the lift fell."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The mill denied the report.", "denies"),
        ('"That is not true," the mill said.', "denies"),
        ('Odd Lie: "That is not true."', "denies"),
        ("The claim that the lift fell is false, the agency found.", "denies"),
        ("The agency confirmed the report.", "confirms"),
        ("The agency partly confirmed the report.", "partly_confirms"),
        ("The Courier stands by its report.", "reaffirms"),
        ("The Courier corrected the report.", "corrects"),
        ("The Courier withdrew the report.", "retracts"),
        ("The mill disputed the report.", "disputes"),
        ("The mill questioned the report.", "disputes"),
        ("The mill criticised the report as cheap.", "criticises"),
        ("The mill declined to comment.", "no_position_on"),
        ("The mill would not say whether the lift fell.", "no_position_on"),
        ("The mill did not deny the report.", "no_position_on"),
        ("The mill neither confirmed nor denied the report.", "no_position_on"),
        ("The mill would not accept the report.", "denies"),
        ('"No lift of ours fell," the mill said.', "denies"),
        ('"We do not comment on lifts," the mill said.', "no_position_on"),
        ("The mill did not answer calls about the lift.", "no_position_on"),
    ],
)
def test_an_answer_reaches_the_claim_told_before_it_and_no_other(text: str, kind: str) -> None:
    found = records(f'Vera Holm said "gulls came." {REPORTED} {text}')
    by_claim = {record.claim.text: list(links(record).values()) for record in found}
    assert by_claim == {"Gulls came.": [], "The lift fell.": [kind]}


def test_a_headline_in_capitals_denies_what_its_body_tells() -> None:
    text = (
        "# Mayor Rejects Claim That Bridge Fell\n\nMayor Vera Holm rejected a claim by a driver that the bridge fell."
    )
    (record,) = records(text)
    assert {piece.stance for piece in record.evidence if piece.act == "deny"} == {"refutes"}
    assert {piece.origin_id for piece in record.evidence if piece.stance == "supports"} == {"a#driver"}


def test_the_firm_is_the_one_that_the_article_names() -> None:
    found = records(
        "Ida Moe said Ode Foods sold old fish. Odd Lie said the kitchen was clean. The firm denies wrongdoing."
    )
    assert [[piece.holder for piece in record.evidence if piece.act == "deny"] for record in found] == [
        ["Ode Foods"],
        [],
    ]


def test_another_figure_for_the_same_contradicts() -> None:
    (record,) = records("Vera Holm said gulls ate 40 tonnes of carp. The log says gulls ate 12 tonnes of carp.")
    assert list(links(record).values()) == ["contradicts"]


def test_what_a_speaker_tells_of_themselves_beside_their_claim_is_no_other_claim() -> None:
    assert len(records('Vera Holm said the lift fell. "I saw it with my own eyes," she said.')) == 1


# Quotations


def test_a_quotation_over_paragraphs_is_one_whether_its_speaker_comes_first_or_last() -> None:
    first = 'Vera Holm said: "The lift fell.\n\n"Nobody saw it."'
    last = '"The lift fell.\n\n"Nobody saw it," Vera Holm said.'
    assert [[part.exact.rstrip(",.") for part in only(text).content] for text in (first, last)] == [
        ["The lift fell", "Nobody saw it"]
    ] * 2


def test_who_is_cited_is_the_origin_and_who_cites_a_relay() -> None:
    found = only("The lift fell, the Courier reported, citing a former driver.")
    assert [(link.role, link.entity) for link in found.chain[1:]] == [("relay", "Courier"), ("origin", "former driver")]
    assert found.source is not None
    assert found.source.exact == "the Courier"


def test_two_verbs_with_one_subject_are_two_statements() -> None:
    found = records("The mill accepted that the lift fell but rejected that anyone was hurt.")
    assert [(record.claim.text, record.evidence[0].stance) for record in found] == [
        ("The lift fell.", "supports"),
        ("Anyone was hurt.", "refutes"),
    ]


def test_who_says_so_too_supports_what_was_claimed() -> None:
    (record,) = records("Vera Holm said the lift fell. The mill says so too.")
    assert [piece.stance for piece in record.evidence] == ["supports", "supports"]


def test_a_claim_of_a_figure_is_its_owners() -> None:
    (record,) = records("The mill mourned Vera Holm's claim of 40 boats.")
    assert record.claim.text == "Vera Holm claimed 40 boats."
    assert record.attributions[0].source is not None


def test_the_verb_of_a_verdict_goes_with_who_speaks() -> None:
    (record,) = records("Two former nurses said the lift fell. The authorities denied it. The mill said the lift fell.")
    assert record.verdict is not None
    assert (record.verdict.justification or "").startswith(
        "Two former nurses and the mill say so; the authorities deny it"
    )
    (record,) = records("Two former nurses said the lift fell.")
    assert record.verdict is not None
    assert (record.verdict.justification or "").startswith("Two former nurses say so:")


def test_what_the_narrator_says_is_asserted_by_the_outlet_in_its_own_voice() -> None:
    (first, second) = records("Vera Holm said the lift fell on Monday. We reported that the mill closed in June.")
    assert (first.claim.speaker, first.claim.asserted_by_outlet) == ("Vera Holm", False)
    assert (second.claim.speaker, second.claim.asserted_by_outlet) == (None, True)
    assert [one.directness for one in (*first.attributions, *second.attributions)] == ["indirect", "own_voice"]
