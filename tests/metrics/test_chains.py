"""Scores of chains, acts and origins: worked by hand, and the laws that hold for any."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.metrics import chains as scorer
from fcbench.schema import Attribution, Source
from fcbench.text import span, word_spans

TEXT = (
    "The ferry is late, Ann Roe told the Gull, and the Gull says Bo denied it. "
    "The pier is closed, Cy Vane wrote. Nobody swims there now, a warden said."
)
WORDS = word_spans(TEXT)
FERRY, PIER, SWIMS = (0, 4), (16, 20), (23, 27)  # by words: The ferry is late | The pier is closed | Nobody swims ...
NARRATOR = ("narrator", "The Post")
GULL, ROE, VANE = ("relay", "The Gull"), ("origin", "Ann Roe"), ("origin", "Cy Vane")
Link = tuple[str, str]


def made(
    content: tuple[int, int], *links: Link, act: str | None = "assert", origin: str = "o", name: str = "i"
) -> Attribution:
    """An attribution of whole words of TEXT, through these links after the narrator."""
    low, high = WORDS[content[0]][0], WORDS[content[1] - 1][1]
    chain = tuple(Source.model_validate({"role": role, "entity": entity}) for role, entity in (NARRATOR, *links))
    return Attribution.model_validate(
        {
            "id": name,
            "content": (span("a", TEXT, low, high),),
            "chain": chain,
            "directness": "indirect",
            "anonymity": "named",
            "act": act,
            "origin_id": origin,
        }
    )


def everything(gold: Sequence[Attribution], predicted: Sequence[Attribution] | None) -> dict[str, float]:
    totals = np.array(scorer.observe(gold, predicted))
    return {name: float(value) for name, value in scorer.summarise(totals).items()}


def scores(gold: Sequence[Attribution], predicted: Sequence[Attribution] | None) -> dict[str, float]:
    """What is scored, without the counts."""
    return {name: value for name, value in everything(gold, predicted).items() if not name.endswith("_count")}


def triple(found: dict[str, float], family: str) -> list[float]:
    return [round(found[f"{family}_{part}"], 4) for part in ("precision", "recall", "f1")]


GOLD = [made(FERRY, GULL, ROE, origin="r"), made(PIER, VANE, origin="v"), made(SWIMS, VANE, origin="v")]


# By hand


def test_a_perfect_answer_has_every_score_1_that_is_defined() -> None:
    found = scores(GOLD, GOLD)
    assert found.keys() == scorer.BEST.keys()
    undefined = {name for name, value in found.items() if math.isnan(value)}
    assert undefined == {
        f"chain_{role}_{part}" for role in ("venue", "on_behalf_of") for part in ("precision", "recall", "f1")
    }
    assert {found[name] for name in found.keys() - undefined} == {1.0}


def test_a_chain_without_its_relay_has_the_origin_right() -> None:
    found = scores([GOLD[0]], [made(FERRY, ROE)])
    assert triple(found, "chain_exact") == [0, 0, 0]
    assert triple(found, "chain_link") == [1, 0.5, 0.6667]
    assert triple(found, "chain_origin") == [1, 1, 1]
    assert triple(found, "chain_narrator") == [1, 1, 1]
    assert (found["chain_relay_recall"], found["chain_relay_f1"]) == (0, 0)


def test_the_narrator_is_no_link() -> None:
    assert scores([made(FERRY, ROE)], [made(FERRY, VANE)])["chain_link_f1"] == 0


def test_what_is_not_paired_is_missing_and_spurious() -> None:
    found = everything(GOLD, [GOLD[0], made((27, 30), VANE)])
    assert triple(found, "chain_exact") == [0.5, 0.3333, 0.4]
    assert triple(found, "chain_link") == [0.6667, 0.5, 0.5714]
    assert triple(found, "matched_chain_link") == [1, 1, 1]
    assert found["matched_chain_accuracy_count"] == 1
    assert (found["chain_exact_count"], found["chain_link_count"], found["chain_relay_count"]) == (3, 4, 1)


def test_links_in_another_order_are_not_both_right() -> None:
    venue = ("venue", "a fair")
    found = scores([made(FERRY, GULL, venue, ROE)], [made(FERRY, venue, GULL, ROE)])
    assert triple(found, "chain_link") == [0.6667, 0.6667, 0.6667]
    assert triple(found, "chain_relay") == [1, 1, 1]


def test_a_link_in_another_role_is_wrong() -> None:
    assert scores([made(FERRY, ROE)], [made(FERRY, ("relay", "Ann Roe"))])["chain_link_f1"] == 0


def test_less_than_half_the_words_is_no_pair() -> None:
    assert scores([GOLD[0]], [made((0, 1), GULL, ROE)])["chain_link_f1"] == 0
    assert scores([GOLD[0]], [made((0, 2), GULL, ROE)])["chain_link_f1"] == 1


def test_of_one_content_told_by_two_each_finds_its_own() -> None:
    gold = [made(FERRY, ROE, name="1"), made(FERRY, VANE, name="2")]
    assert scores(gold, [made(FERRY, VANE, name="1"), made(FERRY, ROE, name="2")])["chain_exact_f1"] == 1


def test_the_order_of_answers_that_fit_alike_does_not_matter() -> None:
    gold = [made(FERRY, ROE, origin="x", name="1"), made(PIER, ROE, origin="x", name="2")]
    answers = [
        made(FERRY, ROE, origin="b", name="4"),
        made(FERRY, ROE, origin="a", name="3"),
        made(PIER, ROE, origin="a", name="5"),
    ]
    assert {scorer.observe(gold, order) for order in permutations(answers)} == {scorer.observe(gold, answers)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The Gull", "the  gull", True),
        ("Mr. Vane", "Vane", True),
        ("a warden", "the warden", True),
        ("The", "the", True),
        ("Ann O’Roe", "Ann O'Roe", True),
        ("Ann Roe", "Roe", False),
        ("Gull", "Gulls", False),
    ],
)
def test_entities_are_compared_without_case_articles_and_titles(one: str, other: str, same: bool) -> None:
    assert (scorer.entity(one) == scorer.entity(other)) == same


def test_acts_are_compared_over_what_is_paired_and_said() -> None:
    gold = [made(FERRY, ROE), made(PIER, VANE, act="deny"), made(SWIMS, VANE, act=None)]
    found = everything(gold, [made(FERRY, ROE), made(PIER, VANE), made(SWIMS, VANE)])
    assert (found["act_accuracy"], found["act_accuracy_count"]) == (0.5, 2)
    assert (found["directness_accuracy"], found["anonymity_accuracy"]) == (1, 1)


def test_origins_are_counted_by_pairs() -> None:
    gold = [made(FERRY, ROE, origin="x"), made(PIER, ROE, origin="x"), made(SWIMS, ROE, origin="x")]
    split = [made(FERRY, ROE, origin="1"), made(PIER, ROE, origin="1"), made(SWIMS, ROE, origin="2")]
    assert triple(scores(gold, split), "origin") == [1, 0.3333, 0.5]
    assert triple(scores(gold, split[:2]), "origin") == [1, 0.3333, 0.5]
    assert triple(scores(gold, split[:2]), "matched_origin") == [1, 1, 1]


def test_where_the_gold_does_not_say_how_words_were_told_all_is_undefined() -> None:
    bare = [one.model_copy(update={"directness": None}) for one in GOLD]
    assert all(math.isnan(value) for value in scores(bare, GOLD).values())


def test_own_words_of_the_narrator_are_a_chain_without_links() -> None:
    own = made(FERRY).model_copy(update={"directness": "own_voice"})
    found = scores([own], [own])
    assert found["chain_exact_f1"] == 1
    assert math.isnan(found["chain_link_f1"])


def test_silence_finds_no_chain() -> None:
    found = scores(GOLD, None)
    assert (found["chain_link_recall"], found["chain_link_f1"]) == (0, 0)
    assert math.isnan(found["act_accuracy"])


# Laws

links = st.lists(st.sampled_from([GULL, ROE, VANE, ("venue", "a fair")]), max_size=3)
ranges = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 5)).map(
    lambda pair: (pair[0], min(len(WORDS), pair[0] + pair[1]))
)
attributions = st.builds(
    lambda content, chain, act, origin: made(content, *chain, act=act, origin=origin),
    ranges,
    links,
    st.sampled_from(["assert", "deny"]),
    st.sampled_from("xyz"),
)
articles = st.lists(attributions, max_size=6, unique_by=lambda one: one.content)


@given(gold=articles.filter(bool))
def test_perfect_answers_have_the_best_score(gold: list[Attribution]) -> None:
    found = scores(gold, gold)
    assert all(value == 1 or math.isnan(value) for value in found.values())
    assert found["chain_exact_f1"] == 1


@given(gold=articles, predicted=articles, seed=st.integers(0, 9))
def test_the_order_of_attributions_does_not_matter(
    gold: list[Attribution], predicted: list[Attribution], seed: int
) -> None:
    mixed = random.Random(seed)  # noqa: S311 - no secret
    shuffled = scorer.observe(mixed.sample(gold, len(gold)), mixed.sample(predicted, len(predicted)))
    assert shuffled == scorer.observe(gold, predicted)


@given(first=st.tuples(articles, articles), second=st.tuples(articles, articles))
def test_the_sums_of_two_halves_equal_the_whole(
    first: tuple[list[Attribution], list[Attribution]], second: tuple[list[Attribution], list[Attribution]]
) -> None:
    rows = np.array([scorer.observe(*first), scorer.observe(*second)])
    together, apart = scorer.summarise(rows.sum(axis=0)), scorer.summarise(np.stack([rows.sum(axis=0), rows[0]]))
    assert all(np.array_equal(apart[name][0], value, equal_nan=True) for name, value in together.items())


@given(gold=articles, predicted=articles)
def test_silence_never_helps(gold: list[Attribution], predicted: list[Attribution]) -> None:
    spoken, silent = scores(gold, predicted), scores(gold, None)
    for family in scorer.COUNTED:
        for part in ("recall", "f1"):
            value = silent[f"{family}_{part}"]
            assert math.isnan(value) or value <= spoken[f"{family}_{part}"]


@given(gold=articles.filter(bool), number=st.integers(0, 5))
def test_losing_a_right_answer_never_raises_recall(gold: list[Attribution], number: int) -> None:
    fewer = [one for place, one in enumerate(gold) if place != number % len(gold)]
    whole, less = scores(gold, gold), scores(gold, fewer)
    for family in scorer.COUNTED:
        recall = less[f"{family}_recall"]
        assert math.isnan(recall) or recall <= whole[f"{family}_recall"]


@given(gold=articles.filter(bool), number=st.integers(0, 5))
def test_an_answer_given_twice_costs_precision(gold: list[Attribution], number: int) -> None:
    doubled = scores(gold, [*gold, gold[number % len(gold)]])
    assert doubled["chain_exact_precision"] < 1
    assert doubled["chain_exact_recall"] == 1


@given(gold=articles, predicted=articles)
def test_scores_lie_between_0_and_1(gold: list[Attribution], predicted: list[Attribution]) -> None:
    assert all(math.isnan(value) or 0 <= value <= 1 + 1e-9 for value in scores(gold, predicted).values())


@given(one=links, other=links)
def test_links_in_common_are_at_most_those_of_the_shorter_chain(one: list[Link], other: list[Link]) -> None:
    shared = scorer.in_common(one, other)
    assert shared == scorer.in_common(other, one)
    assert shared <= min(len(one), len(other))
    assert scorer.in_common(one, one) == len(one)
