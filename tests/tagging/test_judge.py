"""The judge: which links are kept."""

from __future__ import annotations

import numpy as np
import pytest

from fcbench.articles import from_text
from fcbench.speech.findings import findings
from fcbench.tagging.judge import Candidate, Judge, Scene, learn, like, odds_of
from fcbench.tagging.marks import LABELS, Chunk, Link
from fcbench.tagging.tokens import Passage, passages

SAID = Link(Chunk("source", 0, 1), Chunk("cue", 1, 2), (Chunk("content", 2, 4),))
LONGER = Link(Chunk("source", 0, 1), Chunk("cue", 1, 2), (Chunk("content", 2, 8),))
APART = Link(Chunk("source", 0, 1), Chunk("cue", 5, 6), (Chunk("content", 6, 8),))


def passage() -> Passage:
    (found,) = passages(from_text("Liv said it rains and added it snows.", article_id="a"))
    return found


def test_the_likeliest_are_kept_and_share_no_tokens_but_their_sources() -> None:
    judge = Judge({}, least=0.3)
    assert judge.kept([(APART, 0.5), (LONGER, 0.6), (SAID, 0.9)]) == [SAID, APART]
    assert judge.kept([(APART, 0.5), (LONGER, 0.95), (SAID, 0.9)]) == [LONGER]


def test_what_is_less_likely_than_the_least_is_left_out() -> None:
    assert Judge({}, least=0.6).kept([(APART, 0.5), (SAID, 0.9)]) == [SAID]


@pytest.mark.parametrize(
    ("link", "right"),
    [
        (Link(SAID.source, SAID.cue, (Chunk("content", 2, 3),)), True),  # half of the content
        (LONGER, False),  # three times the content
        (Link(None, SAID.cue, SAID.contents), False),
        (Link(SAID.source, Chunk("cue", 4, 5), SAID.contents), False),
    ],
)
def test_a_link_is_right_by_the_relaxed_measure(link: Link, right: bool) -> None:
    assert like(link, SAID) is right


def test_two_without_source_agree() -> None:
    assert like(Link(None, SAID.cue, SAID.contents), Link(None, SAID.cue, SAID.contents))


def test_it_learns_what_right_links_have() -> None:
    judge = Judge(learn([{"bias": 1.0, "good": 1.0}, {"bias": 1.0}] * 20, [True, False] * 20), 0.5)
    assert judge.probability({"bias": 1.0, "good": 1.0}) > 0.5 > judge.probability({"bias": 1.0})


def test_where_all_are_alike_all_or_none_are_kept() -> None:
    assert Judge(learn([{"bias": 1.0}], [True]), 0.5).probability({"bias": 1.0}) > 0.5
    assert Judge(learn([{"bias": 1.0}], [False]), 0.5).probability({"bias": 1.0}) < 0.5
    assert Judge(learn([], []), 0.5).probability({"bias": 1.0}) < 0.5


def test_a_candidate_is_seen_by_its_odds_its_order_and_the_rules() -> None:
    here = passage()
    probabilities = np.full((len(here.tokens), len(LABELS)), 0.01, dtype=np.float32)
    for place, label in ((0, "B-source"), (1, "B-cue"), (2, "B-content"), (3, "I-content"), (4, "O")):
        probabilities[place, LABELS.index(label)] = 0.94
    seen = Scene(here, odds_of(probabilities), list(findings(here.sentences))).sights(Candidate(SAID, (0, 2)))
    assert seen["ways 02"] == seen["order suc"] == seen["cue said"] == seen["cue is assert"] == seen["rule"] == 1.0
    assert seen["cue first"] == pytest.approx(np.log(0.94 / 0.06), abs=0.01)
    assert seen["content least"] > 2
    assert seen["content last"] > 2
    assert "no source" not in seen


def test_what_is_seen_of_a_candidate_does_not_depend_on_those_before() -> None:
    here = passage()
    table = (np.random.default_rng(0).random((len(here.tokens), len(LABELS))) / len(LABELS)).astype(np.float32)

    def scene() -> Scene:
        return Scene(here, odds_of(table), [])

    one, candidates = scene(), [Candidate(link, (0,)) for link in (SAID, LONGER, APART, SAID)]
    assert [one.sights(other) for other in candidates] == [scene().sights(other) for other in candidates]
