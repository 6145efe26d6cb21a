"""The learner, on matters of our own in which a claim may itself deny."""

from __future__ import annotations

import numpy as np
import pytest

from fcbench.schema import Example
from fcbench.stance.graph.learner import shares, stance_of
from fcbench.stats import Floats

THINGS = ("mill", "pier", "ferry", "lift", "bridge", "kiln", "dam", "tower", "canal", "depot", "quay", "barn")
DEEDS = ("burned down", "was sold to a bank", "closed for the winter", "sank in the storm", "was moved to the coast")
CLASSES = ("agree", "disagree", "discuss", "unrelated")


def matter(number: int, part: str) -> tuple[list[Example], list[str]]:
    """The pairs of one matter: two claims, one of which denies it, and three passages, of which one takes no side."""
    thing, deed = THINGS[number % len(THINGS)], DEEDS[number % len(DEEDS)]
    told = f"The {thing} of town {number} {deed}"
    claims = [(told, 1), (f"No, the {thing} of town {number} never {deed}: it is a hoax", -1)]
    passages = [
        (f"{told}. Officials confirmed it on Monday. The {thing} had stood in town {number} for years.", 1),
        (f"It is false that the {thing} {deed}. The story is fake and was debunked in town {number}.", -1),
        (f"It is unclear whether the {thing} {deed}, reports said. Rumours of it reached town {number}.", 0),
    ]
    made, gold = [], []
    for claim, one in claims:
        for place, (passage, other) in enumerate(passages):
            made.append(Example(id=f"{part}{number}-{one}-{place}", claim=claim, evidence=(passage,)))
            gold.append("discuss" if not other else "agree" if one == other else "disagree")
    return made, gold


def matters(first: int, last: int, part: str) -> tuple[list[Example], list[str]]:
    """The pairs of several matters, and as many of claims with passages of the next matter."""
    own = [matter(number, part) for number in range(first, last)]
    made, gold = [one for pairs, _ in own for one in pairs], [label for _, labels in own for label in labels]
    for (pairs, _), (others, _) in zip(own, own[1:] + own[:1], strict=True):
        for one, other in zip(pairs, others, strict=True):
            made.append(Example(id=f"{one.id}-{other.id}", claim=one.claim, evidence=other.evidence))
            gold.append("unrelated")
    return made, gold


@pytest.fixture(scope="module")
def answered() -> tuple[Floats, list[str]]:
    known, gold = matters(0, 30, "k")
    asked, due = matters(30, 38, "a")
    return shares(known, gold, asked, CLASSES, "balanced"), due


def test_a_denial_agrees_with_a_denial_in_matters_that_it_has_not_seen(answered: tuple[Floats, list[str]]) -> None:
    table, due = answered
    given = [CLASSES[place] for place in table.argmax(axis=1)]
    right = {
        label: np.mean([one == label for one, gold in zip(given, due, strict=True) if gold == label])
        for label in CLASSES
    }
    assert min(right.values()) > 0.8, right


def test_answers_are_shares_of_each_class(answered: tuple[Floats, list[str]]) -> None:
    table, due = answered
    assert table.shape == (len(due), len(CLASSES))
    assert table.min() >= 0
    assert np.allclose(table.sum(axis=1), 1)


def test_the_order_of_those_asked_does_not_matter() -> None:
    known, gold = matters(0, 8, "k")
    asked, _ = matters(8, 11, "a")
    one = shares(known, gold, asked, CLASSES, "accuracy")
    other = shares(known, gold, asked[::-1], CLASSES, "accuracy")[::-1]
    assert np.allclose(one, other, atol=0.12)  # ties in rank are broken by place
    assert (one.argmax(axis=1) == other.argmax(axis=1)).mean() > 0.9


def test_labels_of_one_stance_share_its_chance_as_in_training() -> None:
    known, gold = matters(0, 8, "k")
    asked, _ = matters(8, 10, "a")
    half = ["partly supports" if label == "agree" and number % 24 == 0 else label for number, label in enumerate(gold)]
    counts = half.count("partly supports"), half.count("agree")
    classes = ("agree", "disagree", "discuss", "partly supports", "unrelated")
    table = shares(known, half, asked, classes, "accuracy")
    assert 0 < counts[0] < counts[1]
    assert np.allclose(table[:, 3] * counts[1], table[:, 0] * counts[0])


@pytest.mark.parametrize("labels", [("agree", "disagree"), ("agree", "discuss"), ("discuss", "unrelated")])
def test_a_class_that_is_not_there_gets_nothing(labels: tuple[str, ...]) -> None:
    known, gold = matters(0, 6, "k")
    kept = [place for place, label in enumerate(gold) if label in labels]
    asked, _ = matters(6, 8, "a")
    table = shares([known[place] for place in kept], [gold[place] for place in kept], asked, labels, "balanced")
    assert table.shape == (len(asked), 2)
    assert np.allclose(table.sum(axis=1), 1)


def test_two_pairs_are_enough_to_learn_something() -> None:
    known, gold = matter(0, "k")
    table = shares(known[:2], gold[:2], known[2:], ("agree", "disagree"), "balanced")
    assert np.isfinite(table).all()


def test_a_label_is_known_by_what_it_means() -> None:
    assert [stance_of(label) for label in ("Entailment", "not enough info", "half-true", "yes")] == [0, 2, None, None]
