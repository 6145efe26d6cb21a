"""Sentences: where an article speaks, and what its tokens are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.articles import from_text
from fcbench.schema import DataError
from fcbench.speech.sentences import QUOTE, Sentence, direct, sentences


def found(text: str) -> list[Sentence]:
    return list(sentences(from_text(text, article_id="a")))


@pytest.mark.parametrize(
    "block",
    [
        "**Vera Holm said it fell / Courier**",
        "**Related article:** [Vera Holm said it fell](#)",
        "Photo: Vera Holm said it fell",
        "![Vera Holm said it fell](lift.jpg)",
        "Original url: Vera Holm said it fell",
        "By Vera Holm who said it fell",
    ],
)
def test_what_is_no_part_of_the_story_is_no_sentence(block: str) -> None:
    exact = [one.text[one.start : one.end] for one in found(f"# The mill\n\nIt rained.\n\n{block}\n")]
    assert exact == ["The mill", "It rained."]


def test_a_whole_quotation_is_one_token() -> None:
    (sentence,) = found('Vera Holm said, "It rained. Nobody came."')
    assert sentence.words == ("vera", "holm", "said", ",", QUOTE)


def test_tokens_are_the_text_between_their_offsets() -> None:
    (sentence,) = found("The mill’s lift fell.")
    assert [sentence.exact(place, place + 1) for place in range(5)] == ["The", "mill’s", "lift", "fell", "."]
    assert sentence.words == ("the", "mill's", "lift", "fell", ".")


def test_a_letter_that_is_two_in_lower_case_moves_no_word() -> None:
    (sentence,) = found("İrem of İzmir said IT fell.")
    assert sentence.words == ("İrem", "of", "İzmir", "said", "it", "fell", ".")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("16:10 The lift fell.", "The lift fell."),
        ("16:10 GMT – “It fell,” she said.", "“It fell,” she said."),
        ("9.05am The lift fell.", "The lift fell."),
        ("3.45 million boats fell.", "3.45 million boats fell."),
        ("12 boats fell.", "12 boats fell."),
    ],
)
def test_the_time_before_a_paragraph_of_a_live_report_is_no_part_of_it(text: str, first: str) -> None:
    (sentence,) = found(f"It rained.\n\n{text}")[1:]
    assert sentence.text[sentence.start : sentence.end] == first


def test_beyond_the_sentence_there_is_no_word_and_no_capital() -> None:
    (sentence,) = found("It fell.")
    assert [sentence.word(place) for place in (-1, 3)] == ["", ""]
    assert not sentence.capital(-1)


def test_a_headline_is_known_as_one_and_paragraphs_are_counted() -> None:
    assert [(one.headline, one.paragraph) for one in found("# It fell\n\nIt rained. It blew.\n\nWe left.")] == [
        (True, 1),
        (False, 2),
        (False, 2),
        (False, 3),
    ]


@pytest.mark.parametrize(("part", "quoted"), [((5, 10), True), ((5, 9), False), ((0, 3), False)])
def test_a_stretch_is_direct_where_quotation_marks_close_it_in(part: tuple[int, int], quoted: bool) -> None:
    assert direct(part, "Say “maybe” now") is quoted


@given(text=st.text(alphabet="aB .,:\"“”'’\n#*é🌉", max_size=80))
def test_the_tokens_of_a_sentence_lie_in_it_in_order(text: str) -> None:
    try:
        article = from_text(text, article_id="any")
    except DataError:
        return  # no article
    for one in sentences(article):
        assert len(one.tokens) == len(one.words)
        edges = [one.start, *(edge for token in one.tokens for edge in token), one.end]
        assert edges == sorted(edges)
