"""Passages: paragraphs as tokens with offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fcbench.articles import from_text
from fcbench.schema import DataError
from fcbench.speech.sentences import sentences
from fcbench.tagging.tokens import Passage, passages


def words(passage: Passage) -> list[str]:
    return [passage.exact(place, place + 1) for place in range(len(passage.tokens))]


def test_a_paragraph_is_a_passage_whose_tokens_go_into_quotations() -> None:
    first, second = passages(from_text("Ada Lunde left.\n\n“It rains,” she said.", article_id="a"))
    assert words(first) == ["Ada", "Lunde", "left", "."]
    assert words(second) == ["“", "It", "rains", ",", "”", "she", "said", "."]


def test_what_an_apostrophe_hangs_on_is_a_token_and_figures_and_initials_stay_whole() -> None:
    (passage,) = passages(from_text("The U.S. mill's 1,200.5 tons didn’t sell", article_id="a"))
    assert words(passage) == ["The", "U.S.", "mill", "'s", "1,200.5", "tons", "didn", "’t", "sell"]


def test_a_token_knows_its_sentence() -> None:
    (passage,) = passages(from_text("Ada Lunde left. The mill closed.", article_id="a"))
    assert [passage.sentence(place).start for place in (0, 3, 4, 7)] == [0, 0, 16, 16]


def test_no_text_no_passages() -> None:
    assert passages(from_text("It rains.", article_id="a").model_copy(update={"text": None})) == []


@given(st.text())
def test_tokens_ascend_within_their_passage_and_its_sentences(text: str) -> None:
    try:
        article = from_text(text, article_id="a")
    except DataError:
        return  # no article
    told = list(sentences(article))
    found = passages(article)
    assert [one for passage in found for one in passage.sentences if one not in told] == []
    places = [place for passage in found for token in passage.tokens for place in token]
    assert places == sorted(places)
    for passage in found:
        for place, (low, high) in enumerate(passage.tokens):
            assert low < high
            assert passage.sentence(place).start <= low
