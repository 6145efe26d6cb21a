"""What pairs are compared by."""

from __future__ import annotations

import numpy as np

from fcbench.stance.graph.corpus import Pair, corpus
from fcbench.stance.graph.pairs import GENERIC, SIMILAR, Features, Known, features

WORDS = ("mill", "pier", "ferry", "lift", "bridge", "kiln", "dam", "tower")
KNOWN = [(f"The {word} burned", f"It is said that the {word} burned. Nobody saw it.") for word in WORDS]


def seen(known: list[Pair], asked: list[Pair]) -> Features:
    """The features where each known pair is a topic of its own."""
    texts = corpus([known, asked])
    learned, count = len(known), len(known) + len(asked)
    mask = np.arange(count) < learned
    return features(texts, Known(mask, mask, np.arange(count), np.arange(count)))


def test_the_passage_that_tells_it_is_more_alike_than_another() -> None:
    found = seen(
        KNOWN, [("Gulls ate the carp", "The carp were eaten by gulls."), ("Gulls ate the carp", "The mill burned.")]
    )
    cosine, covered = found.pairs[-2:, 0], found.pairs[-2:, 1]
    assert cosine[0] > cosine[1] == 0
    assert covered[0] > covered[1] == 0


def test_the_features_of_a_pair_are_its_own_its_texts_and_their_manner() -> None:
    found = seen(KNOWN, [])
    rows = found.rows(np.arange(len(KNOWN)))
    assert rows.shape[1] == sum(
        part.shape[1] for part in (found.pairs, found.passages, found.claims, found.passage_manner, found.claim_manner)
    )
    assert np.array_equal(rows[:, :SIMILAR], found.pairs[:, :SIMILAR])
    assert np.isfinite(rows).all()


def test_manner_is_of_runs_that_many_topics_have() -> None:
    assert np.abs(seen(KNOWN, []).passage_manner).max() > 0
    assert np.abs(seen(KNOWN[: GENERIC - 1], []).passage_manner).max() == 0


def test_what_is_asked_teaches_nothing_of_words() -> None:
    one, other = seen(KNOWN, []), seen(KNOWN, [("Gulls ate the carp", "The mill, the pier and the ferry burned.")] * 3)
    assert np.allclose(one.pairs, other.pairs[: len(KNOWN)], atol=1e-6)
    assert np.allclose(np.abs(one.passage_manner), np.abs(other.passage_manner[: len(KNOWN)]), atol=1e-4)


def test_a_figure_that_the_passage_lacks_is_counted() -> None:
    found = seen(KNOWN, [("It took 40 days", "It took long."), ("It took 40 days", "It took 40 days.")])
    missing = found.pairs[-2:, SIMILAR - 7]
    assert missing.tolist() == [1.0, 0.0]
