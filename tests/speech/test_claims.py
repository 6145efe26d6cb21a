"""Claims: which tellings bear on one claim, and on which side."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.claims import drafts
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences
from fcbench.speech.tellings import tellings


def sides(text: str) -> list[list[tuple[str, str]]]:
    """For each claim, who tells it and the stance."""
    article = from_text(text, article_id="a")
    made = drafts(tellings(article, findings(sentences(article))))
    return [[(telling.voice.name, stance) for telling, stance in draft.tellings] for draft in made]


def test_another_telling_is_of_the_same_claim_and_a_negated_one_refutes_it() -> None:
    assert sides("Vera Holm said the lift fell in May. The mill said the lift never fell in May.") == [
        [("Vera Holm", "supports"), ("mill", "refutes")]
    ]


def test_a_negation_in_a_sentence_beside_it_opposes_nothing() -> None:
    beside = "“The old lift fell in May,” said Odd Lie. “Nobody saw it.”"
    assert sides(f"Vera Holm said the old lift fell in May. {beside}") == [
        [("Vera Holm", "supports"), ("Odd Lie", "supports")]
    ]


def test_another_figure_is_another_claim() -> None:
    assert len(sides("Vera Holm said the lift fell seven times. The agency said the lift fell 8 times.")) == 2


def test_a_denial_without_a_content_is_of_the_claim_last_made_by_another() -> None:
    found = sides(
        "Vera Holm said the lift fell. Odd Lie said gulls came. The mill said snow melts. The mill denied it."
    )
    assert found[1:] == [[("Odd Lie", "supports"), ("mill", "refutes")], [("mill", "supports")]]


def test_who_denied_a_claim_denies_it_again_and_who_did_not_what_was_claimed_last() -> None:
    told = "Vera Holm said the lift fell. The mill denied it. Odd Lie said gulls came."
    assert [len(one) for one in sides(f'{told} "That is not true," the mill said.')] == [3, 1]
    assert [len(one) for one in sides(f"{told} Ida Moe denied it.")] == [2, 2]


def test_a_denial_is_of_the_claim_that_names_who_denies() -> None:
    found = sides("Vera Holm said the Ode Mill burned rags. Odd Lie said gulls came. Ode Mill denied it.")
    assert [len(one) for one in found] == [2, 1]


@pytest.mark.parametrize("text", ["The Courier stands by its report.", "The Courier reaffirmed its report."])
def test_who_stands_by_a_report_means_their_own(text: str) -> None:
    found = sides(f"The Courier reported that the lift fell. Vera Holm said gulls came. {text}")
    assert found == [[("Courier", "supports"), ("Courier", "supports")], [("Vera Holm", "supports")]]


def test_a_retraction_takes_no_side_a_correction_does_and_half_a_confirmation_half_of_one() -> None:
    told = "The Courier reported that the lift fell."
    stances = {
        "The Courier withdrew the report.": "neutral",
        "The Courier corrected the report.": "partly_refutes",
        "The mill partly confirmed the report.": "partly_supports",
        "The mill questioned the report.": "neutral",
        "The mill criticised the report.": "neutral",
        "The mill did not deny the report.": "neutral",
        "The mill neither confirmed nor denied the report.": "neutral",
    }
    assert {text: sides(f"{told} {text}")[0][-1][1] for text in stances} == stances


def test_a_claim_that_nobody_takes_a_side_on_is_none() -> None:
    assert sides("Vera Holm asked whether the lift fell.") == []


@pytest.mark.parametrize(
    "text",
    [
        'The mill said the allegation was "wholly false".',
        "The mill said there was no truth in the claim.",
        "The mill said the claims were without foundation.",
        '"We deny the allegations," the mill said.',
        "The mill called the allegation baseless.",
        "The mill called this claim absurd.",
        "The mill described the claims as untrue.",
        'The mill called the report "a lie".',
    ],
)
def test_who_says_that_a_claim_is_untrue_denies_it_and_makes_none(text: str) -> None:
    assert sides(f"Vera Holm said gulls came. {text}") == [[("Vera Holm", "supports"), ("mill", "refutes")]]


@pytest.mark.parametrize("text", ["It was invented in Ode.", "It was absurd.", "That is fiction."])
def test_who_judges_or_tells_where_something_is_from_denies_nothing(text: str) -> None:
    found = sides(f"Vera Holm said gulls came. The mill said {text}")
    assert all(stance == "supports" for claim in found for _, stance in claim)


@pytest.mark.parametrize(
    "text",
    [
        "Reports that the lift fell are false, according to the mill.",
        "Reports on the net that the lift fell are false, the mill said.",
        "Claims that the lift fell are untrue, the mill said.",
        "The mill said rumours that the lift fell were false.",
    ],
)
def test_a_claim_that_is_told_to_be_untrue_is_the_one_denied(text: str) -> None:
    found = sides(f"Vera Holm said gulls came. {text}")
    assert found == [[("Vera Holm", "supports")], [("unknown", "supports"), ("mill", "refutes")]]


def test_who_quotes_a_claim_to_deny_it_denies_no_other() -> None:
    said = '"Claims that the lift fell in May are false," the mill said.'
    assert sides(f"Vera Holm said gulls came. {said}") == [[("Vera Holm", "supports")]]
    assert [len(one) for one in sides(f"Ida Moe said the lift fell in May. Odd Lie said gulls came. {said}")] == [2, 1]


@pytest.mark.parametrize("text", ["The mill denied burning rags in May.", "The mill rejected the accusation."])
def test_an_accusation_of_doing_something_is_a_claim_that_can_be_denied(text: str) -> None:
    found = sides(f"Vera Holm accused the mill of burning rags in May. {text}")
    assert found == [[("Vera Holm", "supports"), ("mill", "refutes")]]


@pytest.mark.parametrize(
    "tail",
    [
        "a claim that the mill denied",
        "an allegation the mill denies",
        "allegations the mill has firmly rejected in court",
        "which the mill denies",
        "something the mill denied on Friday",
        "an accusation denied by the mill",
    ],
)
def test_a_claim_is_denied_by_the_tail_of_its_sentence_and_ends_before_it(tail: str) -> None:
    text = f"Vera Holm said the lift fell, {tail}."
    (claim,) = drafts(tellings(from_text(text, article_id="a"), findings(sentences(from_text(text, article_id="a")))))
    assert [(one.voice.name, stance) for one, stance in claim.tellings] == [
        ("Vera Holm", "supports"),
        ("mill", "refutes"),
    ]
    assert claim.tellings[0][0].text == "the lift fell"


def test_who_denies_in_a_tail_is_not_who_said_it() -> None:
    assert sides("Vera Holm said Odd Lie fell, which he denies.") == [
        [("Vera Holm", "supports"), ("unknown", "refutes")]
    ]


def test_who_denies_what_they_are_charged_with_does_not_deny_the_charge() -> None:
    found = sides("Police said Vera Holm was charged with theft, charges she denies.")
    assert found == [[("Police", "supports")], [("unknown", "supports"), ("Vera Holm", "refutes")]]


@pytest.mark.parametrize(
    ("text", "whom", "accuser"),
    [
        (
            "The harbour board accused Lund Line of fraud. Lund Line denied the accusation.",
            "Lund Line",
            "harbour board",
        ),
        (
            "The mayor, Vera Holm, was accused by the union of hiding the cost. She denied hiding it.",
            "Vera Holm",
            "union",
        ),
        (
            "The former treasurer has been accused of stealing 40,000 crowns. He denies the charge.",
            "former treasurer",
            None,
        ),
        ("Vera Holm, 41, was charged with two counts of assault, which she denies.", "Vera Holm", None),
        ("Vera Holm, accused of setting fire to the mill, denied arson.", "Vera Holm", None),
        ("Two officers were charged with theft on Monday. They deny the charges.", "Two officers", None),
        ("The union accused the mayor, Vera Holm, of hiding the cost. Holm rejected the claim.", "Vera Holm", "union"),
    ],
)
def test_whoever_is_accused_is_who_denies_it(text: str, whom: str, accuser: str | None) -> None:
    found = sides(f"Ida Moe said gulls came. {text}")
    assert found == [[("Ida Moe", "supports")], [(accuser or "unknown", "supports"), (whom, "refutes")]]


@pytest.mark.parametrize(
    "text",
    [
        "Vera Holm has never been accused of theft.",
        "The firm could be charged with fraud.",
        "The hotel was charged with power.",
        "Vera Holm was accused of weakness.",
        "The air was charged, with rain coming.",
    ],
)
def test_no_deed_no_accusation(text: str) -> None:
    assert sides(text) == []


def test_the_accuser_goes_on_as_he_or_she_and_the_accused_denies() -> None:
    text = "Odd Lie, a driver, accused Per Krog, a clerk, of theft. He said he had seen it. He denied the accusation."
    ((first, second), *_) = sides(text)
    assert (first, second) == (("Odd Lie", "supports"), ("Per Krog", "refutes"))


def test_a_denied_misdeed_is_a_claim_of_its_own_and_no_other() -> None:
    assert sides("Ida Moe said gulls came. Vera Holm denied fraud.") == [
        [("Ida Moe", "supports")],
        [("Vera Holm", "refutes")],
    ]


def test_an_accusation_that_only_judges_is_what_its_denial_is_of() -> None:
    text = "Ida Moe said gulls came. The council accused the mayor of weakness. The mayor rejected the accusation."
    assert sides(text) == [[("Ida Moe", "supports")], [("council", "supports"), ("mayor", "refutes")]]


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("The mill declined to comment on Monday.", 2),
        ("The mill did not answer calls.", 2),
        ("The mill would not say whether that was true.", 2),
        ("The mill would not say whether Odd Lie remained employed.", 1),
        ("The mill did not answer questions about its finances.", 1),
        ("The mill refused to pay a fine.", 1),
        ("A clerk who declined to be named left.", 1),
    ],
)
def test_who_leaves_open_something_else_bears_on_no_claim(text: str, least: int) -> None:
    (claim,) = sides(f"Vera Holm said the lift fell. {text}")
    assert len(claim) == least


@pytest.mark.parametrize("said", ["She did nothing of the sort", "The mayor has done nothing of the kind"])
def test_who_did_nothing_of_the_sort_denies_what_was_told(said: str) -> None:
    found = sides(f'The prosecutor alleged that Holm took bribes. "{said}," her lawyer said.')
    assert found == [[("prosecutor", "supports"), ("lawyer", "refutes")]]


def test_a_claim_called_false_by_that_word_is_denied() -> None:
    text = "Ida Moe said the ferry left early. A spokesman for the line called that claim false."
    assert sides(text) == [[("Ida Moe", "supports"), ("spokesman for the line", "refutes")]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ida Moe, Odd Lie and Vera Holm said it fell.", ["Ida Moe, Odd Lie and Vera Holm"]),
        ("Odd Lie and Vera Holm said it fell.", ["Odd Lie and Vera Holm"]),
        ("Odd Lie and driver Vera Holm said it fell.", ["Odd Lie and driver Vera Holm"]),
        ("Mill owner Odd Lie and his wife, Ida Moe, said it fell.", ["Mill owner Odd Lie and his wife Ida Moe"]),
        ("The council and the union said it fell.", ["council and the union"]),
        ("Both the mayor and her deputy said it fell.", ["mayor and her deputy"]),
        ("But Holm and his aides said it fell.", ["Holm and his aides"]),
        ("Vera Holm left Ode and the union said it fell.", ["union"]),
        ("She and her aides said it fell.", ["aides"]),
        ("The council and the union said it fell. The union said it burned.", ["council and the union", "union"]),
        ("In Port Ode, Odd Lie and Vera Holm said it fell.", ["Odd Lie and Vera Holm"]),
        ("Odd Lie and Vera Holm said it fell. They said nobody came.", ["Odd Lie and Vera Holm"] * 2),
        ("Growers say it fell.", ["growers"]),
        ("Keepers of bees said it fell.", ["keepers of bees"]),
        ("Growers said it fell, and other growers came.", ["growers"]),
        ("Reuters reports that it fell.", ["Reuters"]),
        ("In Ode, Growers say it fell. Growers say so.", ["Growers", "Growers"]),
    ],
)
def test_several_who_speak_are_one_voice(text: str, names: list[str]) -> None:
    article = from_text(text, article_id="a")
    assert [one.voice.name for one in tellings(article, findings(sentences(article)))] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Odd Lie said gulls came. He’s leaving the party and says the vote was rigged.", "Odd Lie"),
        ("Odd Lie said gulls came. It's a big if, but they left, emphasizing that it fell.", "unknown"),
        ("Odd Lie said gulls came. We've been there and said it fell.", "a"),
    ],
)
def test_a_pronoun_with_its_verb_is_the_pronoun(text: str, name: str) -> None:
    article = from_text(text, article_id="a")
    assert tellings(article, findings(sentences(article)))[-1].voice.name == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Odd Lie was charged with theft, police said on Monday.", [[("police", "supports")]]),
        ("Odd Lie was charged with theft.", []),
        ("Odd Lie was accused of burning rags.", []),
        (
            "The mill was charged with fraud by the regulator in May. The mill denies the charge.",
            [[("regulator", "supports"), ("mill", "refutes")]],
        ),
        ("The mill was charged with stealing by the road.", []),
        (
            "Odd Lie was accused of burning rags. He was cleared of all charges on Friday.",
            [[("unknown", "supports"), ("unknown", "refutes")]],
        ),
        (
            "Odd Lie was accused by the guild of burning rags. A court cleared him of burning rags.",
            [[("guild", "supports"), ("court", "refutes")]],
        ),
        ("The inquiry cleared Odd Lie of theft.", [[("inquiry", "refutes")]]),
        ("The crew cleared the road of snow. Odd Lie was cleared of all charges.", []),
    ],
)
def test_a_charge_is_no_guilt_and_who_is_cleared_is_cleared(text: str, expected: list[object]) -> None:
    assert sides(text) == expected


@pytest.mark.parametrize(
    ("text", "denier"),
    [
        ("Vera Holm accused the mill of paying a former clerk to lie. The mill denied paying anyone.", "mill"),
        (
            'Vera Holm said the mill had shot at boats. "These claims do not correspond to reality," Odd Lie said.',
            "Odd Lie",
        ),
        ('Vera Holm said the mill had shot at boats. "It is a fairy tale," Odd Lie said.', "Odd Lie"),
        ("Vera Holm said the mill had shot at boats. Odd Lie refuted the claims about boats.", "Odd Lie"),
    ],
)
def test_a_plain_rebuttal_denies_what_was_told(text: str, denier: str) -> None:
    assert sides(text) == [[("Vera Holm", "supports"), (denier, "refutes")]]


def test_a_denial_of_claims_about_one_thing_is_of_none_about_another() -> None:
    text = "Vera Holm said flares burned. Ida Moe said gulls came. Odd Lie refuted the claims about flares."
    assert [len(one) for one in sides(text)] == [2, 1]
    assert sides("Vera Holm said gulls came. Odd Lie refuted the claims about flares.") == [[("Vera Holm", "supports")]]


def test_an_alibi_in_a_few_words_is_kept() -> None:
    text = 'Vera Holm said the plan was dead. "I was in Spain," she said.'
    assert sides(text) == [[("Vera Holm", "supports")]] * 2


def test_who_is_named_by_a_post_in_a_headline_denies_by_it() -> None:
    found = sides("# Charity chief quits but denies wrongdoing\n\nVera Holm said Odd Lie had burned rags.")
    assert found == [[("Vera Holm", "supports"), ("Charity chief", "refutes")]]


def test_what_is_left_open_by_one_common_word_or_where_and_why_bears_on_no_claim() -> None:
    text = (
        "Vera Holm said gulls came. Odd Lie said he was not at home that night. He declined to say where he had been."
    )
    assert [len(one) for one in sides(text)] == [1, 1]
    text = "Vera Holm said the lift fell. The mill did not answer questions about why the lift was shut near a gate."
    assert [len(one) for one in sides(text)] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "The guild is asking whether the mill told Odd Lie that the lift fell.",
        "It is not known if Vera Holm said the lift fell.",
        "There is no evidence that Vera Holm said the lift fell.",
    ],
)
def test_nobody_has_said_what_it_is_left_open_whether_they_said(text: str) -> None:
    assert sides(text) == []


def test_who_stands_in_a_denial_has_said_nothing() -> None:
    assert sides("The guild denied that Vera Holm had confirmed the lift fell.") == [[("guild", "refutes")]]
    told = sides("The guild denied reports that Vera Holm had offered to mend the lift.")
    assert told == [[("unknown", "supports"), ("guild", "refutes")]]
    assert ("Odd Lie", "supports") in sides("The guild denied it fell when Odd Lie said that the gate stood.")[1]


def test_a_figure_that_somebody_reported_is_no_word_of_theirs_within_what_another_says() -> None:
    assert sides("Vera Holm said that the mill reported 41 falls in May.") == [[("Vera Holm", "supports")]]


@pytest.mark.parametrize(
    "text",
    [
        "The judge denied bail to Odd Lie.",
        "The council rejected the mill's request for a permit.",
        "The council denied planning permission for the lift.",
        "The judge denied her bail.",
    ],
)
def test_who_refuses_what_was_asked_for_denies_no_claim(text: str) -> None:
    assert sides(text) == []


def test_who_denies_that_a_permit_was_given_denies_a_claim() -> None:
    assert sides("The council denied permission had been given.") == [[("council", "refutes")]]
