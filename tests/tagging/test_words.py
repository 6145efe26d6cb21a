"""Words: what training articles say of each."""

from __future__ import annotations

import numpy as np

from fcbench.tagging.marks import LABELS
from fcbench.tagging.words import QUESTIONS, Words

TOLD = ["Ada", "said", "it", "rains"]
MARKED = np.array([LABELS.index(label) for label in ("B-source", "B-cue", "B-content", "I-content")], dtype=np.int8)


def test_a_word_has_a_level_for_each_question_and_none_where_it_was_never_seen() -> None:
    levels = Words.of([(TOLD, MARKED)] * 9).levels(["Said", "it", "Ada", "mill"])
    cue, source, before, first = range(len(QUESTIONS))
    assert levels[0, cue] > levels[1, cue]
    assert levels[2, source] > levels[0, source]
    assert levels[0, before] > levels[1, before]
    assert levels[1, first] > levels[0, first]
    assert (levels[3] == 0).all()
    assert (levels[:3] > 0).all()


def test_an_article_is_not_told_of_itself() -> None:
    own, others = (TOLD, MARKED), (["Ada", "sang"], np.zeros(2, dtype=np.int8))
    words = Words.of([own, others])
    assert words.levels(TOLD, without=Words.of([own])).tolist() == Words.of([others]).levels(TOLD).tolist()


def test_no_words_have_no_levels() -> None:
    assert Words.of([]).levels([]).shape == (0, len(QUESTIONS))
