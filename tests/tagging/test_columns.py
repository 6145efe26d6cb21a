"""Columns: what is seen of tokens."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from fcbench.articles import from_text
from fcbench.speech.findings import findings
from fcbench.speech.sentences import sentences
from fcbench.tagging.columns import BUCKETS, WIDTH, Page, columns
from fcbench.tagging.tokens import of_sentences

QUIET = "The mill is shut.\n\n"
TOLD = "Ada Lunde said the mill is shut.\n\n“It rains,” she added."


def seen(text: str, level: int = 0) -> NDArray[np.int32]:
    told = list(sentences(from_text(text, article_id="a")))
    page = Page(of_sentences(told))
    return columns(page, list(findings(told)), np.full((len(page.place), 4), level, dtype=np.int64))


def test_there_is_a_bucket_for_each_token_and_column() -> None:
    table = seen(TOLD)
    assert table.shape == (8 + 8, WIDTH)
    assert (table >= 0).all()
    assert (table < BUCKETS).all()


def test_a_passage_is_seen_alike_wherever_it_stands() -> None:
    behind = seen(QUIET + TOLD)[5:]
    same = (behind == seen(TOLD)).mean(axis=0)
    assert (same[:40] == 1).all()  # of words near by
    assert same.mean() > 0.98  # how far the quotation before is reaches over passages


def test_a_word_is_seen_by_its_neighbours() -> None:
    one, other = seen("Ada Lunde said so."), seen("Ida Lunde said so.")
    differing = [(one[place] != other[place]).sum() for place in range(5)]
    assert differing[0] > differing[1] > differing[4]


def test_figures_are_told_apart_by_their_length_alone() -> None:
    assert (seen("It has 25 mills.") != seen("It has 73 mills.")).sum() < (
        seen("It has 25 mills.") != seen("It has 731 mills.")
    ).sum()


def test_what_the_rules_find_is_seen() -> None:
    told = list(sentences(from_text(TOLD, article_id="a")))
    page = Page(of_sentences(told))
    levels = np.zeros((len(page.place), 4), dtype=np.int64)
    assert (columns(page, list(findings(told)), levels) != columns(page, [], levels)).any()


def test_what_training_says_of_words_is_seen() -> None:
    assert (seen(TOLD, level=5) != seen(TOLD)).any()


@pytest.mark.parametrize("text", ["“", "a_", "é🌉", "“a” “b", "' '", "\u2028x"])
def test_odd_texts_are_seen_too(text: str) -> None:
    assert len(seen(text)) > 0
