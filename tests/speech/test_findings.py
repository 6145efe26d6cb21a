"""Findings: who says what in a sentence; one behaviour a sentence."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech.finding import Finding
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences

Told = tuple[str | None, str, list[str]]


def found(text: str) -> list[Finding]:
    return list(findings(sentences(from_text(text, article_id="a"))))


def told(finding: Finding) -> Told:
    """Source, cue and content in words."""
    text = finding.sentence.text
    source = text[slice(*finding.source)] if finding.source else None
    return source, text[slice(*finding.cue)], [text[slice(*part)] for part in finding.content]


def only(text: str) -> Told:
    """The one finding of a text that has one, in words."""
    (finding,) = found(text)
    return told(finding)


def test_an_apostrophe_opens_no_quotation() -> None:
    assert only("The bakers' guild said it wasn't asked.")[2] == ["it wasn't asked"]


@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "''", "«»", "„“", "„”", "»«", "””", "‚‘", "‹›"])
def test_a_quotation_of_several_sentences_is_one_content(marks: str) -> None:
    text = f"{marks[0]}It rained. Nobody came,{marks[1]} Vera Holm said."
    assert only(text)[2] == ["It rained. Nobody came,"]


def test_a_quotation_left_open_runs_to_the_end_of_the_paragraph() -> None:
    told_ = only("Vera Holm said: “It rained. Nobody came to the mill\n\nIt was Monday.")
    assert told_[2] == ["It rained. Nobody came to the mill"]


def test_a_quotation_that_goes_on_after_the_speaker_is_the_same_statement() -> None:
    assert only('"It rained," Vera Holm said. "Nobody came."')[2] == ["It rained,", "Nobody came."]


def test_indirect_speech_keeps_its_that() -> None:
    assert only("The mill said that it had closed.")[2] == ["that it had closed"]


def test_the_speaker_may_follow_the_verb() -> None:
    assert only('"The lift is empty," said Vera Holm, a clerk.')[:2] == ("Vera Holm", "said")


def test_a_clause_before_the_speaker_is_the_content() -> None:
    assert only("The lift was empty, Vera Holm said on Monday.")[2] == ["The lift was empty"]


def test_a_speaker_in_the_middle_parts_the_content_in_two() -> None:
    told_ = only('The lift, Vera Holm said, "is never full."')
    assert told_[2] == ["The lift", "is never full."]


@pytest.mark.parametrize(
    "text", ["According to the mill, the lift was empty.", "The lift was empty, according to the mill."]
)
def test_according_to_names_the_source_on_either_side(text: str) -> None:
    source, cue, content = only(text)
    assert source == "the mill"
    assert cue.lower() == "according to"
    assert [part.lower() for part in content] == ["the lift was empty"]


def test_the_owner_of_a_claim_is_its_source() -> None:
    told_ = [told(one) for one in found("The mill denied the drivers' claim that the lift fell on three nights.")]
    assert told_[1] == ("the drivers", "claim", ["that the lift fell on three nights"])


@pytest.mark.parametrize("between", ["on Monday ", "in a post on its site ", "on Monday also "])
def test_a_phrase_between_speaker_and_verb_belongs_to_neither(between: str) -> None:
    source, _, content = only(f"The mill at Ode {between}criticized Holm's timetable.")
    assert (source, content) == ("The mill at Ode", ["Holm's timetable"])


def test_a_relative_clause_between_speaker_and_verb_is_stepped_over() -> None:
    source, cue, content = only("Vera Holm, who ran the night shift, told the Courier that the lift was empty.")
    assert (source, cue, content) == ("Vera Holm", "told", ["that the lift was empty"])


def test_the_speaker_of_a_trailing_participle_is_that_of_the_clause() -> None:
    first, second = found('The mill criticized the timetable, saying it was "made for gulls."')
    assert first.source == second.source
    assert told(second)[1:] == ("saying", ['it was "made for gulls."'])


def test_a_verb_in_a_name_is_no_cue() -> None:
    assert found("Ships of the United States sailed past the mill.") == []


def test_who_is_quoted_by_another_has_a_relay_and_what_was_asked() -> None:
    text = '"We have ten," Odd Lie was quoted by the outlet NRT as saying when asked about boats.'
    (finding,) = found(text)
    assert told(finding) == ("Odd Lie", "was quoted by the outlet NRT as saying", ["We have ten,"])
    assert finding.relay
    assert text[slice(*finding.relay)] == "the outlet NRT"
    assert (finding.relay_cue, finding.prompt) == ("was quoted by", "asked about boats")


def test_who_cites_another_is_the_relay_of_what_they_say() -> None:
    text = "Holm cited a mill clerk who indicated the lift might be empty."
    (finding,) = found(text)
    assert told(finding) == ("a mill clerk", "indicated", ["the lift might be empty"])
    assert finding.relay
    assert text[slice(*finding.relay)] == "Holm"


def test_who_says_nothing_declines() -> None:
    (finding,) = found("The mills did not say whether it fell.")
    assert finding.act == "decline"


def test_a_quotation_alone_goes_on_with_the_speaker_before_it_in_the_same_paragraph_only() -> None:
    (first,) = found('"It rained," Holm said. "Nobody came."')
    assert len(first.content) == 2
    (apart,) = found('"It rained," Holm said.\n\n"Nobody came."')
    assert len(apart.content) == 1
    (unquoted,) = found('Holm said it rained. "Nobody came."')
    assert len(unquoted.content) == 1


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Clerk Vera Holm (Ode) said it fell.", "Clerk Vera Holm (Ode)", "it fell"),
        ("Drivers who came by bus said it fell.", "Drivers", "it fell"),
        ("Vera B. Holm said it fell.", "Vera B. Holm", "it fell"),
        ("Vera Holm, on Monday said it fell.", "Vera Holm", "it fell"),
        ("Vera Holm, for example, said gulls in the tower fell.", "Vera Holm", "gulls in the tower fell"),
        ("Vera Holm said, however, that it fell.", "Vera Holm", "that it fell"),
        ("Vera Holm said earlier this year that it fell.", "Vera Holm", "that it fell"),
        ("Vera Holm said because it fell nobody came.", "Vera Holm", "because it fell nobody came"),
        ("Vera Holm pointed out that it fell.", "Vera Holm", "that it fell"),
        ('"It fell," said former clerk Vera Holm.', "former clerk Vera Holm", "It fell,"),
        ("''It fell,'' Vera Holm said.", "Vera Holm", "It fell,"),
        ('“It fell," Vera Holm said.', "Vera Holm", "It fell,"),
        ('Vera Holm: "It fell."', "Vera Holm", "It fell."),
        ("It fell; nobody saw it, Vera Holm said.", "Vera Holm", "It fell; nobody saw it"),
    ],
)
def test_speaker_and_content_are_found_around_what_stands_between(text: str, source: str, content: str) -> None:
    found_, _, parts = only(text)
    assert (found_, parts) == (source, [content])


@pytest.mark.parametrize(
    "text",
    [
        "Two southern states that sell salt gained.",
        "Mail, phone calls and letters came.",
        "The boat attack would frighten gulls.",
        "The course that Holm said was closed is open.",
        "**The well.** It rained.",
    ],
)
def test_what_only_looks_like_speech_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("While Holm said it fell, Lie said it stood.", ["it fell", "it stood"]),
        ("Holm said it fell; Lie said it stood.", ["it fell", "it stood"]),
        ("Holm said it fell and Lie said it stood.", ["it fell", "it stood"]),
        ("Holm said it fell, but added it stood.", ["it fell", "it stood"]),
        ('"It fell," Holm said, adding that it stood.', ["It fell,", "that it stood"]),
    ],
)
def test_a_content_ends_where_another_speaks(text: str, contents: list[str]) -> None:
    assert [told(one)[2] for one in found(text)] == [[content] for content in contents]


def test_a_quotation_that_goes_on_within_the_sentence_is_the_same_statement() -> None:
    assert only('"It fell," Holm said on Monday, "and nobody came."')[2] == ["It fell,", "and nobody came."]


def test_a_line_end_after_a_sentence_parts_it_from_the_next() -> None:
    assert only('"It fell," Holm said.\nGulls came "at noon."')[2] == ["It fell,"]


TRANSCRIPT = """Ode Radio: Did it fall?

Holm: The lift fell. Lie said it stood.

Ode Radio: When was that?

Holm: At noon.

Prices: They rose.
"""


def test_a_turn_of_a_transcript_is_one_statement_and_a_question_is_none() -> None:
    assert [told(one) for one in found(TRANSCRIPT)] == [
        ("Holm", ":", ["The lift fell. Lie said it stood"]),
        ("Holm", ":", ["At noon"]),
    ]


def test_a_turn_of_a_transcript_says_what_it_answers() -> None:
    assert [one.prompt for one in found(TRANSCRIPT)] == ["Did it fall?", "When was that?"]


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        ("No. It stood.", ["It stood"]),
        ("No. It stood. No, it fell.", ["It stood. No, it fell"]),
        ("No, it stood.", ["it stood"]),
        ("Yes! It fell.", ["It fell"]),
        ("Yes, twice.", ["twice"]),
        ("No man saw it.", ["No man saw it"]),
        ("No. 10 fell.", ["No. 10 fell"]),
        ('It fell. "A bang," I said. It rained.', ['It fell. "A bang," I said. It rained']),
        ('It fell. "A bang." It rained.', ["It fell", "A bang.", "It rained"]),
    ],
)
def test_an_answer_in_a_transcript_is_told_in_one_piece_without_its_yes_or_no(answer: str, content: list[str]) -> None:
    (finding,) = found(f"Q: The lift was old. Did it fall?\n\nA: {answer}\n\nQ: When?\n\nA: No.")
    assert told(finding) == ("A", ":", content)


def test_a_no_that_answers_no_question_is_told() -> None:
    assert [told(one)[2] for one in found("Q: It fell.\n\nA: No.\n\nQ: It did.\n\nA: It stood.")][1] == ["No"]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The office did not answer calls on Monday.", "answer calls on Monday"),
        ("The office would not talk about the lift.", "the lift"),
    ],
)
def test_what_is_not_done_leaves_a_question_open(text: str, content: str) -> None:
    (finding,) = found(text)
    assert (finding.act, told(finding)[2]) == ("decline", [content])


def test_a_verb_within_a_source_is_no_finding() -> None:
    assert only("The lift fell, according to a clerk who asked not to be named.")[0] == (
        "a clerk who asked not to be named"
    )


@pytest.mark.parametrize("text", ["About 40 boats sank, Holm said.", "At least two boats sank, Holm said."])
def test_a_count_at_the_start_is_part_of_what_is_said(text: str) -> None:
    assert only(text)[2] == [text.partition(",")[0]]


def test_what_is_cited_is_a_source_only_where_it_could_speak() -> None:
    (finding,) = found("The office declined to comment, citing the weather.")
    assert finding.cited is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The mill rejected claims that it had closed.", (None, "claims", ["that it had closed"])),
        ("The mill denied reports it had closed.", (None, "reports", ["it had closed"])),
        ("The mill denied new claims by a clerk that it shut.", ("a clerk", "claims", ["that it shut"])),
        ("Reports that the dam broke are false.", (None, "Reports", ["that the dam broke"])),
    ],
)
def test_claims_that_are_answered_need_no_article_and_no_that(text: str, read: Told) -> None:
    assert read in list(map(told, found(text)))


@pytest.mark.parametrize("text", ["The mill denied claims it made in May.", "Claims that it fell dog the mill."])
def test_what_somebody_does_with_a_claim_is_no_claim(text: str) -> None:
    assert not any(one.noun for one in found(text))


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Ida Moe, 26, said she saw three boats.", "Ida Moe", ["she saw three boats"]),
        ("Ida Moe, a clerk, said the boats left.", "Ida Moe", ["the boats left"]),
        ("Ida Moe, 26, said the boats lie there.", "Ida Moe", ["the boats lie there"]),
        ("When it rained, Ida Moe, 26, said the boats lie there.", "Ida Moe", ["the boats lie there"]),
        ("Ida Moe, 26, told the court she saw three boats.", "Ida Moe", ["she saw three boats"]),
        ('"It fell," Ida Moe, 26, told the court.', "Ida Moe", ["It fell,"]),
        ("Ida Moe, from Ode, denied the charge.", "Ida Moe", ["the charge"]),
        ("Her old boss, retired clerk Ida Moe, said it fell.", "Her old boss, retired clerk Ida Moe", ["it fell"]),
        ("Her old boss, a friend of Ida Moe, said it fell.", "Her old boss", ["it fell"]),
        ("The Courier said on Monday, citing two letters, that it fell.", "The Courier", ["that it fell"]),
    ],
)
def test_what_stands_after_the_verb_is_no_speaker_where_a_name_and_its_age_stand_before(
    text: str, source: str, content: list[str]
) -> None:
    told_ = only(text)
    assert (told_[0], told_[2]) == (source, content)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The lift falls, said Vera Holm.", "Vera Holm"),
        ("The lift falls, said the mill.", "the mill"),
        ("The lift fell, said the head of the mill.", "the head of the mill"),
        ('"It falls", said the head of the mill.', "the head of the mill"),
    ],
)
def test_a_clause_or_a_quotation_before_the_verb_leaves_its_speaker_behind_it(text: str, source: str) -> None:
    assert only(text)[0] == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Officials say the lift is safe.", "Officials"),
        ("Critics argue that the lift is old.", "Critics"),
        ("Ministers claim that the lift is safe.", "Ministers"),
        ("Police in Ode say two boats are lost.", "Police in Ode"),
        ("Doctors in Ode say two boats are lost.", "Doctors in Ode"),
        ("Members of the guild fear the lift is old.", "Members of the guild"),
        ("Moe's team insist the lift is safe.", "Moe's team"),
        ("Many Democrats say the lift is safe.", "Many Democrats"),
        ("Holm and Moe say the lift is safe.", "Holm and Moe"),
        ("The mill and the guild say the lift is safe.", "the guild"),
    ],
)
def test_what_several_say_in_the_present_is_found(text: str, source: str) -> None:
    assert only(text)[0] == source


@pytest.mark.parametrize(
    "text",
    [
        "Did Holm and Moe say so?",
        "Leaders report on the lift each year.",
        "The council plan to build boats fell.",
        "The Romans could say so.",
        "It rained on the Ode estate, the mill, more diverse states.",
        "Claims that it fell came late.",
    ],
)
def test_a_noun_or_a_question_is_nobodys_word(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Holm and Moe have split, a source claims.", "a source", ["Holm and Moe have split"]),
        ('"It fell," the Courier reports.', "the Courier", ["It fell,"]),
    ],
)
def test_a_source_may_claim_at_the_end_of_the_sentence(text: str, source: str, content: list[str]) -> None:
    told_ = only(text)
    assert (told_[0], told_[2]) == (source, content)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("A mill report, published last week, said the lift cost £70,000 a year.", "A mill report"),
        ("The tests were funded by Ode Mills, which said it was glad.", "Ode Mills"),
        ("A report funded by Ode Mills, which said it was glad, came out.", "A report funded by Ode Mills"),
        ("Defeated mill candidate Odd Lie left the hall, alleging that it rained.", "Defeated mill candidate Odd Lie"),
        ("Moe took in candidate Odd Lie, alleging that it rained.", "Moe"),
        ('Ida Moe said it was "surely" explained by wealth and luck.', "Ida Moe"),
    ],
)
def test_a_clause_or_an_agent_is_not_who_speaks(text: str, source: str) -> None:
    assert [told(one)[0] for one in found(text)] == [source]


@pytest.mark.parametrize(
    "text",
    [
        "The mill agreed a revised deal with the guild.",
        "The guild has agreed to the plan.",
        "The mill recalled 40 lifts because they fell.",
        "The guild rubbished the building.",
        "The jury heard evidence on Monday.",
        "# Anger as council backs plan to shut the mill",
    ],
)
def test_what_is_agreed_or_recalled_is_no_statement(text: str) -> None:
    assert found(text) == []


def test_what_one_agrees_or_remembers_is_a_statement() -> None:
    assert only("Vera Holm agreed the lift was old.")[2] == ["the lift was old"]
    assert only("Vera Holm agreed with Odd Lie that the lift was old.")[2] == ["that the lift was old"]
    assert only("Vera Holm recalled seeing the lift fall.")[2] == ["seeing the lift fall"]
    assert only("Vera Holm recalled her years at the mill.")[2] == ["her years at the mill"]
    (finding,) = found("The mill agreed to mend the lift.")
    assert finding.act == "commit"


@pytest.mark.parametrize("text", ["The mill rubbished the claims of theft.", "# Mill rubbishes claims of theft"])
def test_who_rubbishes_a_claim_denies_it(text: str) -> None:
    (finding,) = found(text)
    assert (finding.act, told(finding)[2][0].removeprefix("the ")) == ("deny", "claims of theft")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The court heard that the lift fell.", "that the lift fell"),
        ("Jurors were told the lift had fallen.", "the lift had fallen"),
        ("The lift fell in May, the inquest heard.", "The lift fell in May"),
        ("# Lift 'fell in May', jury told", "Lift 'fell in May'"),
    ],
)
def test_what_a_court_hears_is_the_word_of_somebody_unnamed(text: str, content: str) -> None:
    (finding,) = found(text)
    assert (finding.source, told(finding)[2]) == (None, [content])
    assert finding.venue is not None


def test_who_tells_a_court_may_be_named() -> None:
    assert only("The court was told by Odd Lie that the lift fell.")[::2] == ("Odd Lie", ["that the lift fell"])
    assert only("The court told Odd Lie that the lift fell.")[0] == "The court"


@pytest.mark.parametrize("name", ["Odd Lie", "Odd Lie, 43", "Odd Lie, 43, of Mill Street"])
@pytest.mark.parametrize("rest", ["sat in the dock", "was arrested", "appeared in court"])
def test_a_relative_clause_ends_at_its_comma(name: str, rest: str) -> None:
    assert only(f"{name}, who denies murder, {rest}.")[::2] == ("Odd Lie", ["murder"])


def test_a_list_and_a_relative_clause_at_the_end_go_on_to_it() -> None:
    assert only("The judge saw Odd Lie, who denies murder, arson and theft.")[2] == ["murder, arson and theft"]
    first, second = found("Vera Holm said the lift hit Odd Lie, who denies it.")
    assert (told(first)[2], told(second)[2]) == (["the lift hit Odd Lie"], ["it"])


def test_what_is_said_of_whom_a_relative_clause_is_about_goes_on_behind_it() -> None:
    first, second = found("Police said Odd Lie, who denies the charge, was arrested.")
    assert (told(first)[2], told(second)[2]) == (["Odd Lie, who denies the charge, was arrested"], ["the charge"])


@pytest.mark.parametrize("between", ["has always", "often", "has since", "has long", "nonetheless"])
def test_an_adverb_is_no_part_of_who_speaks(between: str) -> None:
    assert only(f"Vera Holm {between} denied the claim.")[0] == "Vera Holm"


@pytest.mark.parametrize("verb", ["sobbed", "fumed", "snapped", "sighed", "hit back", "chimed in"])
def test_a_verb_of_tone_tells_a_quotation_and_nothing_else(verb: str) -> None:
    if " " not in verb:
        assert only(f'"It rained all day," {verb} Odd Lie.')[::2] == ("Odd Lie", ["It rained all day,"])
    assert only(f'"It rained all day," she {verb}.')[::2] == ("she", ["It rained all day,"])
    assert found(f"After the rain had come, Odd Lie {verb} for an hour.") == []


def test_who_pleads_not_guilty_denies_the_deed() -> None:
    denied, confirmed = found("Vera Holm, 40, pleaded not guilty to murder in May. Odd Lie pleaded guilty to theft.")
    assert (denied.act, told(denied)) == ("deny", ("Vera Holm", "pleaded not guilty", ["murder"]))
    assert (confirmed.act, told(confirmed)) == ("confirm", ("Odd Lie", "pleaded guilty", ["theft"]))
    assert found("Odd Lie will plead guilty. Vera Holm would have pleaded guilty to theft.") == []


@pytest.mark.parametrize("count", ["at least 60 boats", "about 60 boats", "over 60 boats"])
def test_a_count_begins_what_is_said(count: str) -> None:
    assert only(f"The complaint says {count} sank in Ode.")[2] == [f"{count} sank in Ode"]


def test_a_clause_in_the_present_may_stand_before_who_estimates_it() -> None:
    assert only("The flood affects about 900 people, the guild estimates.")[::2] == (
        "the guild",
        ["The flood affects about 900 people"],
    )


def test_who_goes_on_to_say_nothing_has_ended_what_they_said() -> None:
    confirmed, declined = found("Vera Holm confirmed the lift fell but would not say whether anybody was hurt.")
    assert told(confirmed)[2] == ["the lift fell"]
    assert (declined.act, told(declined)[::2]) == ("decline", ("Vera Holm", ["whether anybody was hurt"]))


def test_what_stands_behind_a_preposition_is_no_verb() -> None:
    assert [one.act for one in found("Odd Lie sneered at claims she left.")] == []
    assert [one.act for one in found("Odd Lie hits back at 'diva' claims after a walkout.")] == ["deny"]
    assert len(found('"Lies," Odd Lie hit back at the mill.')) == 1


@pytest.mark.parametrize(
    "way", ["has hit back at", "lashed out at", "pushed back against", "shrugged off", "swatted aside"]
)
@pytest.mark.parametrize(
    "claim", ["claims that it fell", "the latest rumours", '"lies"', "reports of a fall", "wild talk it fell"]
)
def test_who_turns_down_a_claim_denies_it(way: str, claim: str) -> None:
    turned = [one for one in found(f"Vera Holm {way} {claim}.") if one.act == "deny"]
    assert [one.speaker for one in turned] == ([] if claim == '"lies"' else ["Vera Holm"])


@pytest.mark.parametrize(
    "text",
    [
        "Holm did not hit back at claims that it fell.",
        "Holm hit back at the mill.",
        "Holm shrugged off her coat.",
        "Holm pushed the claims back.",
    ],
)
def test_what_turns_down_no_claim_is_no_denial(text: str) -> None:
    assert [one.act for one in found(text) if one.act == "deny"] == []


def test_what_is_turned_down_is_what_somebody_claims() -> None:
    turned, claimed = found("Vera Holm hit back at new reports that the mill fell.")
    assert (turned.act, claimed.noun, told(claimed)) == ("deny", True, (None, "reports", ["that the mill fell"]))


def test_the_day_is_no_part_of_what_is_turned_down() -> None:
    assert only("Vera Holm pushed back on those claims Thursday.")[2] == ["those claims"]
    assert only("Vera Holm hit back at the rumours on Monday.")[2] == ["the rumours"]
    assert only("Vera Holm hit back at the rumours and left.")[2] == ["the rumours"]


def test_what_somebody_responded_to_is_not_what_they_say() -> None:
    assert found("Odd Lie responded to claims that he had lied.") == []
