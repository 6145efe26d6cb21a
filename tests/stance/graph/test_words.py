"""Words as stance-graph reads them."""

from __future__ import annotations

import pytest

from fcbench.stance.graph.words import CUES, is_figure, sentences, stem, tokens


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Did it fall?", ["did", "it", "fall", "?"]),
        ("“It’s 1,200.5,” she said", ['"', "it's", "1,200.5,", '"', "she", "said"]),
        ("", []),
    ],
)
def test_a_text_is_words_figures_and_marks(text: str, read: list[str]) -> None:
    assert tokens(text) == read


@pytest.mark.parametrize(
    ("words", "root"),
    [
        (["claims", "claimed", "claiming", "claim", "claim's"], "claim"),
        (["mills", "mill"], "mill"),
        (["stories", "story"], "stor"),
        (["bosses", "boss"], "boss"),
        (["the", "was"], None),
        (["1,200.", "1,200"], "1,200"),
    ],
)
def test_forms_of_a_word_have_one_stem(words: list[str], root: str | None) -> None:
    assert [stem(word) for word in words] == [root or word for word in words]


def test_sentences_end_at_marks_and_lines() -> None:
    assert sentences('It fell. "So what?" He left.\n\nNobody came') == [
        "It fell.",
        '"So what?',
        "He left.",
        "Nobody came",
    ]


def test_every_group_has_a_reason_and_its_words_are_found_by_it() -> None:
    for number, (name, group) in enumerate(CUES.groups.items()):
        assert group.why.endswith("."), name
        assert all(CUES.of(word.rstrip("*"))[number] for word in group.words.split()), name


def test_a_star_stands_for_all_that_begin_so_and_a_whole_word_for_itself() -> None:
    refute = CUES.names.index("refute")
    assert [CUES.of(word)[refute] for word in ("debunking", "lies", "liest", "debun")] == [True, True, False, False]


def test_a_figure_begins_with_a_digit() -> None:
    assert [is_figure(word) for word in ("40", "4th", "forty")] == [True, True, False]
