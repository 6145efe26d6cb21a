from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.schema import DataError
from fcbench.text import (
    BLANK,
    CONTEXT,
    locate,
    nearest,
    occurrences,
    paragraphs,
    sentences,
    span,
    trim,
    word_spans,
    words,
)

texts = st.text(st.characters(exclude_categories=["Cs"]))  # all of Unicode but lone surrogates, non-BMP among it
prose = st.lists(st.sampled_from(["Grey.", "He said", "“No!”", "Dr. Aas", "𝔘lf", "🌊", "\n", "\n\n", " ", "\r\n"])).map(
    "".join
)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(texts.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def uncovered(text: str, parts: list[tuple[int, int]]) -> str:
    kept = [*text]
    for start, end in parts:
        kept[start:end] = [""] * (end - start)
    return "".join(kept)


def in_order(parts: list[tuple[int, int]], text: str) -> bool:
    edges = [edge for part in parts for edge in part]
    return edges == sorted(edges) and all(0 <= start < end <= len(text) for start, end in parts)


# Spans and quotes


@given(stretches())
def test_a_span_holds_exactly_what_stands_there(stretch: tuple[str, int, int]) -> None:
    text, start, end = stretch
    made = span("a", text, start, end)
    assert text[made.start : made.end] == made.exact


@given(stretches())
def test_a_span_knows_what_stands_around_it(stretch: tuple[str, int, int]) -> None:
    text, start, end = stretch
    made = span("a", text, start, end)
    assert made.prefix + made.exact + made.suffix == text[max(0, start - CONTEXT) : end + CONTEXT]


def test_what_stands_around_a_span_is_a_little_of_the_text() -> None:
    made = span("a", "abc" + "d" * 60, 2, 3)
    assert (made.prefix, made.suffix) == ("ab", "d" * CONTEXT)


def test_positions_count_code_points_beyond_the_basic_plane() -> None:
    assert locate("🌊🌊 grey", "grey") == (3, 7)


@given(stretches())
def test_a_quote_is_found_where_it_was_taken(stretch: tuple[str, int, int]) -> None:
    text, start, end = stretch
    places = occurrences(text, text[start:end])
    assert locate(text, text[start:end], places.index(start) + 1) == (start, end)


def test_occurrences_may_overlap() -> None:
    assert occurrences("ananas", "ana") == [0, 2]


@given(texts, texts.filter(bool))
def test_every_occurrence_is_the_quote_and_none_is_missed(text: str, quote: str) -> None:
    expected = [place for place in range(len(text)) if text.startswith(quote, place)]
    assert occurrences(text, quote) == expected


def test_a_quote_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DataError, match=r"'green' is not in the text$"):
        locate("The river ran grey.", "green")


def test_an_empty_quote_is_an_error() -> None:
    with pytest.raises(DataError, match="empty"):
        locate("The river ran grey.", "")


def test_a_quote_that_stands_twice_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(DataError, match="stands 2 times; say occurrence: 1 to 2"):
        locate("he said that he said", "said")


def test_the_occurrence_chooses_between_two() -> None:
    assert locate("he said that he said", "said", 2) == (16, 20)


@pytest.mark.parametrize("occurrence", [0, 3, -1])
def test_an_occurrence_that_is_not_there_is_an_error(occurrence: int) -> None:
    with pytest.raises(DataError, match=f"occurrence {occurrence} .* stands 2 times"):
        locate("he said that he said", "said", occurrence)


def test_the_error_shows_the_quote_as_the_text_has_it() -> None:
    with pytest.raises(DataError, match="it has '“Grey,”'"):
        locate("İ İ İ “Grey,” he said", '"grey,"')


# Paragraphs


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert list(paragraphs("one\ntwo\n\n \t\n three \n")) == [(0, 7), (13, 18)]


def test_paragraphs_do_not_mind_carriage_returns() -> None:
    text = "one\r\n\r\ntwo\r\n"
    assert [text[start:end] for start, end in paragraphs(text)] == ["one", "two"]


@given(texts | prose)
def test_paragraphs_are_in_order_and_apart(text: str) -> None:
    assert in_order(list(paragraphs(text)), text)


@given(texts | prose)
def test_paragraphs_cover_all_that_is_not_blank(text: str) -> None:
    assert uncovered(text, list(paragraphs(text))).strip(BLANK) == ""


@given(texts | prose | st.text(BLANK + "a"))
def test_paragraphs_begin_and_end_with_something(text: str) -> None:
    edges = [text[place] for start, end in paragraphs(text) for place in (start, end - 1)]
    assert not any(edge in BLANK for edge in edges)


# Sentences


def test_sentences_have_exact_offsets_beyond_the_basic_plane() -> None:
    text = "🌊 The river ran grey. 𝔘lf Brask said it did not."
    assert [text[start:end] for start, end in sentences(text)] == [
        "🌊 The river ran grey.",
        "𝔘lf Brask said it did not.",
    ]


def test_sentences_of_a_paragraph_without_end_are_those_of_a_short_one() -> None:
    sentence = "The river ran grey, said Dr. Holm. "
    found = sentences(sentence * 2_000)
    assert found == [(35 * number, 35 * number + 34) for number in range(2_000)]


def test_a_long_paragraph_without_full_stops_is_parted_between_words() -> None:
    text = "grey " * 12_000
    found = sentences(text)
    assert in_order(found, text)
    assert " ".join(text[low:high] for low, high in found) == text.strip()


def test_a_word_longer_than_is_parted_at_once_is_read_whole_if_in_pieces() -> None:
    assert "".join("x" * (high - low) for low, high in sentences("x" * 60_000)) == "x" * 60_000


def test_sentences_of_a_part_count_from_the_start_of_the_text() -> None:
    text = "Headline here. The river ran grey. It did not."
    assert [text[start:end] for start, end in sentences(text, 15, 34)] == ["The river ran grey."]


@given(texts | prose)
def test_sentences_are_in_order_and_apart(text: str) -> None:
    assert in_order(sentences(text), text)


@given(texts | prose)
def test_sentences_cover_all_that_is_not_space(text: str) -> None:
    assert uncovered(text, sentences(text)).strip() == ""


@given(texts | prose)
def test_sentences_begin_and_end_with_something(text: str) -> None:
    assert all(text[start:end] == text[start:end].strip() for start, end in sentences(text))


# Trimming and words


def test_trimming_moves_past_space_and_what_is_unwanted() -> None:
    assert trim(" **grey** ", 0, 10, unwanted="*") == (3, 7)


def test_trimming_nothing_but_space_leaves_nothing() -> None:
    start, end = trim("   ", 0, 3)
    assert start == end


@given(stretches())
def test_trimming_agrees_with_strip(stretch: tuple[str, int, int]) -> None:
    text, start, end = stretch
    low, high = trim(text, start, end)
    assert text[low:high] == text[start:end].strip()


def test_words_are_lower_case_and_keep_inner_marks() -> None:
    assert words("Brask-Nolte's “night” pump_1!") == ["brask-nolte's", "night", "pump", "1"]


@given(texts)
def test_words_and_their_spans_agree(text: str) -> None:
    assert [text[start:end].lower() for start, end in word_spans(text)] == words(text)


def test_the_nearest_name_is_offered_with_all_of_them() -> None:
    assert nearest("stanse", ["stance", "verdict"]) == "; did you mean 'stance'? there is: stance, verdict"


def test_without_a_near_name_all_are_listed() -> None:
    assert nearest("xyz", ["stance", "verdict"]) == "; there is: stance, verdict"
