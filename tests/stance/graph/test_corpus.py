"""Texts as matrices."""

from __future__ import annotations

import numpy as np

from fcbench.stance.graph.corpus import LAST, SENTENCES, corpus
from fcbench.stance.graph.words import CUES

MILL, GULL = (
    ("Mill denies fire", "The mill burned down. Gulls came to the pier."),
    ("Gulls came", "Gulls came to the pier."),
)


def test_a_text_of_two_pairs_is_one_document_and_one_of_two_parts_two() -> None:
    made = corpus([[MILL, (MILL[0], GULL[1])], [MILL]])
    assert made.claim_of.tolist() == [0, 0, 1]
    assert made.passage_of.tolist() == [0, 1, 2]
    assert made.claims == [MILL[0]] * 2


def test_counts_are_of_stems_and_a_passage_is_its_sentences() -> None:
    made = corpus([[MILL, GULL]])
    assert made.begins.tolist() == [0, 2, 3]
    whole = made.passage_stems[0].toarray()
    assert np.array_equal(whole[0], made.sentence_stems[0:2].toarray().sum(axis=0))
    assert made.claim_cues[0, CUES.names.index("refute")] == 1
    assert made.sentence_stems.sum() == sum(map(len, made.sentence_words))


def test_a_passage_without_words_is_a_sentence_without_words() -> None:
    made = corpus([[("", ""), ("It fell", "…")]])
    assert made.sentence_words == [[], []]
    assert made.passages == 2


def test_a_fragment_belongs_to_the_sentence_before_it() -> None:
    made = corpus([[("It fell", "Of course. The mill had long been closed.")]])
    assert made.begins.tolist() == [0, 1]


def test_of_a_long_passage_the_beginning_and_the_end_are_read() -> None:
    passage = "\n".join(f"Sentence number n{'x' * number} is told" for number in range(1, 101))
    made = corpus([[("It fell", passage)]])
    assert made.begins.tolist() == [0, SENTENCES]
    assert len({tuple(words) for words in made.sentence_words}) == SENTENCES
    whole = corpus([[("It fell", line)] for line in passage.split("\n")[-LAST:]])
    assert made.sentence_stems[-LAST:].sum() == whole.sentence_stems.sum()
