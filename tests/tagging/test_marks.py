"""Marks: attributions to labels, and labels to chunks."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fcbench.articles import from_text
from fcbench.schema import Attribution, Source
from fcbench.tagging.marks import LABELS, Chunk, Link, allowed, begins, chunks, labels, labels_of, links
from fcbench.tagging.tokens import Passage, passages
from fcbench.text import locate, span

TEXT = "“It rains,” Ada Lunde said, “and the mill is shut.” Odd Moe thinks so."


def attribution(
    source: str | None, cue: str | None, *content: str, text: str = TEXT, outer: bool = False
) -> Attribution:
    found = {name: span("a", text, *locate(text, name)) for name in (source, cue, *content) if name}
    return Attribution(
        id=cue or "none",
        source=found[source] if source else None,
        cue=found[cue] if cue else None,
        content=tuple(found[part] for part in content),
        chain=(Source(entity="The Courier", role="narrator"),),
        directness=None,
        act=None,
        origin_id="o",
        nested_in="another" if outer else None,
    )


def passage(text: str = TEXT) -> Passage:
    (found,) = passages(from_text(text, article_id="a"))
    return found


def shown(place: Passage, link: Link) -> list[tuple[str, str]]:
    return [(chunk.role, place.exact(chunk.low, chunk.high)) for chunk in link.chunks]


def test_an_attribution_gives_its_first_tokens_b_and_the_others_i() -> None:
    here = passage()
    marked = labels(here, links(here, [attribution("Ada Lunde", "said", "It rains", "and the mill is shut")]))
    seen = [(here.exact(place, place + 1), LABELS[label]) for place, label in enumerate(marked) if label]
    assert seen == [
        ("It", "B-content"),
        ("rains", "I-content"),
        ("Ada", "B-source"),
        ("Lunde", "I-source"),
        ("said", "B-cue"),
        *zip(("and", "the", "mill", "is", "shut"), ("B-content", *["I-content"] * 4), strict=True),
    ]


def test_one_nested_in_another_is_left_out_and_whole_chunks_may_be_shared() -> None:
    here = passage()
    outer = attribution("Ada Lunde", "said", "and the mill is shut")
    inner = attribution("the mill", "is", "shut", outer=True)
    shared = attribution("Ada Lunde", "thinks", "so")
    assert links(here, [inner, outer, shared]) == links(here, [outer, shared])
    assert len(links(here, [outer, shared])) == 2


def test_what_stands_in_another_passage_is_not_in_the_link() -> None:
    text = "Ada Lunde spoke.\n\nThe mill is shut."
    first, second = passages(from_text(text, article_id="a"))
    found = [attribution("Ada Lunde", "spoke", "The mill is shut", text=text)]
    assert [shown(first, link) for link in links(first, found)] == [[("source", "Ada Lunde"), ("cue", "spoke")]]
    assert [shown(second, link) for link in links(second, found)] == [[("content", "The mill is shut")]]


def test_a_span_that_ends_within_a_token_takes_all_of_it() -> None:
    here = passage()
    (link,) = links(here, [attribution(None, "sai", "rain")])
    assert shown(here, link) == [("cue", "said"), ("content", "rains")]


def test_only_its_own_role_may_go_before_an_inner_label() -> None:
    table = allowed()
    inner = begins("cue") + 1
    assert [LABELS[before] for before in range(len(LABELS)) if table[before, inner]] == ["B-cue", "I-cue"]
    assert table[:, 0].all()


@given(st.lists(st.integers(0, len(LABELS) - 1), max_size=30))
def test_chunks_cover_what_is_labelled_and_come_back_as_they_were(given: list[int]) -> None:
    found = chunks(given)
    assert {place for chunk in found for place in range(chunk.low, chunk.high)} == {
        place for place, label in enumerate(given) if label
    }
    assert chunks(labels_of(found, len(given))) == found


@given(st.data())
def test_chunks_come_back_from_their_labels(data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, 20), min_size=2)))
    roles = st.sampled_from(["", "source", "cue", "content"])
    drawn = [Chunk(data.draw(roles), low, high) for low, high in pairwise(cuts)]
    due = [chunk for chunk in drawn if chunk.role]
    assert chunks(labels_of(due, 20)) == due
