"""The linker: which chunks belong together."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.schema import DataError
from fcbench.tagging import linker
from fcbench.tagging.linker import Linker
from fcbench.tagging.marks import Chunk, Link
from fcbench.tagging.tokens import Passage, passages

NAMES = ("Ada", "Ida", "Odd", "Vera", "Nils")


def passage(text: str) -> Passage:
    (found,) = passages(from_text(text, article_id="a"))
    return found


def taught() -> Linker:
    """One that has seen 'X said A and Y said B', and 'A, X said' after something that X did."""
    examples = []
    for name in NAMES:
        here = passage(f"{name} said it rains and Moe thinks it snows.")
        one = Link(Chunk("source", 0, 1), Chunk("cue", 1, 2), (Chunk("content", 2, 4),))
        two = Link(Chunk("source", 5, 6), Chunk("cue", 6, 7), (Chunk("content", 7, 9),))
        examples.append((here, [*one.chunks, *two.chunks], [one, two]))
        here = passage(f"It rains, {name} said, and it was said that Moe left.")
        one = Link(Chunk("source", 3, 4), Chunk("cue", 4, 5), (Chunk("content", 0, 2),))
        two = Link(None, Chunk("cue", 8, 9), (Chunk("content", 9, 12),))
        examples.append((here, [*one.chunks, *two.chunks], [one, two]))
    return linker.train(examples)


def test_each_content_goes_to_its_cue_and_each_cue_takes_its_source() -> None:
    chunks = [Chunk(*one) for one in (("source", 0, 1), ("cue", 1, 2), ("content", 2, 4))]
    more = [Chunk(*one) for one in (("source", 5, 6), ("cue", 6, 7), ("content", 7, 9))]
    found = taught().link(passage("Liv said it rains and Per thinks it snows."), [*more, *chunks])
    assert [list(link.chunks) for link in found] == [chunks, more]


def test_a_cue_may_have_no_source() -> None:
    chunks = [Chunk("source", 3, 4), Chunk("cue", 4, 5), Chunk("content", 0, 2), Chunk("cue", 8, 9)]
    found = taught().link(
        passage("It rains, Liv said, and it was said that Per left."), [*chunks, Chunk("content", 9, 12)]
    )
    assert [link.source for link in found] == [Chunk("source", 3, 4), None]


def test_a_cue_without_content_and_a_content_without_cue_are_no_link() -> None:
    here = passage("Liv said it rains.")
    assert taught().link(here, [Chunk("source", 0, 1), Chunk("cue", 1, 2)]) == []
    assert taught().link(here, [Chunk("content", 2, 4)]) == []


def test_nearer_is_what_has_fewer_words_between() -> None:
    chunks = [Chunk("source", 0, 1), Chunk("cue", 1, 2), Chunk("source", 2, 3), Chunk("content", 3, 5)]
    nearest, farther = (Linker({f"near {side}{rank}": 1.0 for side in "<>"}, {}) for rank in (0, 1))
    here = passage("Liv said Per it rains.")
    assert [one.link(here, chunks)[0].source for one in (nearest, farther)] == [chunks[0], None]


def test_the_same_examples_give_the_same_weights() -> None:
    assert taught() == taught()


def test_without_a_link_there_is_nothing_to_learn() -> None:
    with pytest.raises(DataError, match="no cue with a content"):
        linker.train([(passage("It rains."), [], [])])


@pytest.mark.parametrize(
    ("text", "cue", "act", "mind", "past"),
    [
        ("Liv said it rains.", (1, 2), "assert", False, "said"),
        ("Liv denied it.", (1, 2), "deny", False, "denied"),
        ("Liv thinks it rains.", (1, 2), "assert", True, "thought"),
        ("Liv didn’t say it rains.", (1, 4), "decline", False, "said"),
        ("Liv is adamant it rains.", (1, 3), "assert", False, None),
    ],
)
def test_a_finding_has_what_the_lexicon_knows_of_its_cue(
    text: str, cue: tuple[int, int], act: str, mind: bool, past: str | None
) -> None:
    here = passage(text)
    (found,) = linker.findings(
        here, [Link(Chunk("source", 0, 1), Chunk("cue", *cue), (Chunk("content", cue[1], cue[1] + 1),))]
    )
    assert (found.act, found.mind, found.past) == (act, mind, past)
    assert found.sentence is here.sentences[0]
    assert here.text[slice(*found.cue)] == here.exact(*cue)


def test_a_link_without_cue_or_content_is_no_finding() -> None:
    here = passage("Liv said it rains.")
    assert list(linker.findings(here, [Link(None, None, (Chunk("content", 2, 4),))])) == []
    assert list(linker.findings(here, [Link(None, Chunk("cue", 1, 2), ())])) == []
