"""Subjects: the noun phrase that a verb belongs to."""

from __future__ import annotations

import pytest

from fcbench.speech import subjects
from tests.speech.marked import exact, parted


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("It rained and the old mill |said so.", "the old mill"),
        ("The mill at Ode on Monday |said so.", "The mill at Ode"),
        ("The mill in a post on its site |said so.", "The mill"),
        ("Vera Holm, who ran the lift, |told us.", "Vera Holm"),
        ("A clerk, Vera Holm, |said so.", "A clerk, Vera Holm"),
        ("It was Vera Holm, who |said so.", "Vera Holm"),
        ("Holm and Moe |said so.", "Holm and Moe"),
        ("It rained, she |said.", "she"),
        ("It rained, |said Holm.", None),
        ("If |said, so.", None),
    ],
)
def test_the_subject_is_the_noun_phrase_before_the_verb(text: str, subject: str | None) -> None:
    sentence, place = parted(text)
    assert exact(sentence, subjects.subject(sentence, place)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ('"It fell," said |Vera Holm, a clerk.', "Vera Holm"),
        ('"It fell," said |the clerk, Vera Holm.', "the clerk, Vera Holm"),
        ('"It fell," said |Holm on Monday.', "Holm"),
    ],
)
def test_a_subject_after_the_verb_ends_where_something_else_begins(text: str, subject: str) -> None:
    sentence, place = parted(text)
    assert exact(sentence, subjects.following(sentence, place)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("In 2020 the mill |said so.", "the mill"),
        ("In March 2021 Vera Holm |said so.", "Vera Holm"),
        ("On 3 March officials |said so.", "officials"),
        ("At 9pm the mill |said so.", "the mill"),
        ("17:42 The Ode Office |said so.", "The Ode Office"),
        ("17:42 Vera Holm |said so.", "Vera Holm"),
        ("Last year the mill |said so.", "the mill"),
        ("Last night clerks |said so.", "clerks"),
        ("Two weeks later clerks |said so.", "clerks"),
        ("A year ago the mill |said so.", "the mill"),
        ("The 2020 report |said so.", "The 2020 report"),
        ("An earlier report |said so.", "An earlier report"),
        ("A Morning Poll |said so.", "A Morning Poll"),
        ("The week nurse |said so.", "The week nurse"),
        ("About 40 boats |said so.", "40 boats"),
    ],
)
def test_a_time_before_the_noun_phrase_is_none_of_it(text: str, subject: str) -> None:
    sentence, place = parted(text)
    assert exact(sentence, subjects.subject(sentence, place)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Vera Holm, 52, of Mill Road, Ode, |said so.", "Vera Holm"),
        ("Holm, 52, who ran the lift, a big one, |said so.", "Holm"),
        ("Mayor Vera Holm, head of the mill in Ode, which was sold, |said so.", "Mayor Vera Holm"),
        ("It fell, and Vera Holm, 52, of Ode, |said so.", "Vera Holm"),
        ("In Kelby, Vera Holm, 52, of Ode, |said so.", "Vera Holm"),
        ("In Port Ode, the mayor, Vera Holm, |said so.", "the mayor, Vera Holm"),
        ("Ida Moe, a clerk, was hurt, the mayor, Vera Holm, |said.", "the mayor, Vera Holm"),
    ],
)
def test_the_subject_is_the_name_that_several_descriptions_follow(text: str, subject: str) -> None:
    sentence, place = parted(text)
    assert exact(sentence, subjects.subject(sentence, place)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("It was shown by a team led by Vera Holm, who |said so.", "Vera Holm"),
        ("The trial of Vera Holm, who |said so, began.", "Vera Holm"),
        ("It was sold by the head of Ode Mills, who |said so.", "the head of Ode Mills"),
    ],
)
def test_who_goes_on_with_the_nearest_person(text: str, subject: str) -> None:
    sentence, place = parted(text)
    assert exact(sentence, subjects.subject(sentence, place)) == subject
