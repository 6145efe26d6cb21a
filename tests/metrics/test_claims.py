"""Scores of claims, links and verdicts: worked by hand, and the laws that hold for any."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.metrics import claims as scorer
from fcbench.metrics import for_task
from fcbench.schema import Attribution, Claim, Evidence, Record, Source, Span, Verdict
from fcbench.text import span, word_spans

TEXT = (
    "The weir was opened at night, says Ola Brandt. The water board denies that. Brandt says it again on the radio. "
    "The eels are gone, writes a fisher, and a biologist doubts it. Rain fell in May."
)
WORDS = word_spans(TEXT)
OPENED, DENIED, AGAIN = (0, 6), (9, 14), (14, 20)  # The weir was opened at night | The water board denies that | ...
EELS, DOUBTS, RAIN = (21, 25), (28, 33), (33, 37)
Range = tuple[int, int]


def place(words: Range) -> Span:
    return span("a", TEXT, WORDS[words[0]][0], WORDS[words[1] - 1][1])


def piece(words: Range, stance: str = "supports", act: str = "assert", origin: str = "o", **more: Any) -> Evidence:
    found = place(words)
    fields = {
        "id": more.pop("name", f"e{words}"),
        "text": found.exact,
        "span": found,
        "article_id": "a",
        "stance": stance,
        "act": act,
    }
    return Evidence.model_validate({**fields, "origin_id": origin, **more})


def verdict(label: str, *flags: str, by: str = "annotator") -> Verdict:
    axes = {"supported": ("sufficient", 4), "refuted": ("sufficient", 0)}.get(label, (label, None))
    return Verdict.model_validate({"id": "v", "state": axes[0], "truth": axes[1], "flags": flags, "issuer_kind": by})


def record(
    *mentions: Range,
    evidence: Sequence[Evidence] = (),
    attributions: Sequence[Attribution] = (),
    judged: Verdict | None = None,
    name: str = "r",
) -> Record:
    spans = tuple(map(place, mentions))
    return Record(
        id=name,
        claim=Claim(id="c", text="A claim", mentions=spans),
        evidence=tuple(evidence),
        attributions=tuple(attributions),
        verdict=judged,
        cluster="s",
    )


def attribution(content: Range, name: str = "t") -> Attribution:
    chain = (Source(entity="Post", role="narrator"), Source(entity="Ola Brandt", role="origin"))
    return Attribution(
        id=name, content=(place(content),), chain=chain, directness="indirect", act="assert", origin_id="o"
    )


def everything(gold: Sequence[Record], predicted: Sequence[Record] | None) -> dict[str, float]:
    totals = np.array(scorer.observe(gold, predicted))
    return {name: float(value) for name, value in scorer.summarise(totals).items()}


def scores(gold: Sequence[Record], predicted: Sequence[Record] | None) -> dict[str, float]:
    """What is scored, without the counts."""
    return {name: value for name, value in everything(gold, predicted).items() if not name.endswith("_count")}


def triple(found: dict[str, float], family: str) -> list[float]:
    return [round(found[f"{family}_{part}"], 4) for part in ("precision", "recall", "f1")]


SAID, DENIAL = piece(OPENED, origin="b"), piece(DENIED, "refutes", "deny", "w")
REPEAT, DOUBT = piece(AGAIN, origin="b"), piece(DOUBTS, "refutes", "question", "d")
WEIR = record(OPENED, evidence=(SAID, DENIAL, REPEAT), judged=verdict("insufficient", "disputed"))
GONE = record(EELS, evidence=(piece(EELS, origin="f"), DOUBT), judged=verdict("supported"))


# By hand


def test_a_perfect_answer_has_every_score_1_that_is_defined() -> None:
    found = scores([WEIR, GONE], [WEIR, GONE])
    assert found.keys() == scorer.BEST.keys()
    defined = {name: value for name, value in found.items() if not math.isnan(value)}
    assert set(defined.values()) == {1.0}
    assert {"link_denies_f1", "link_repeats_f1", "link_disputes_f1", "verdict_recall", "flag_f1"} <= defined.keys()


def test_the_family_is_found_by_its_task() -> None:
    assert list(for_task("claims")) == ["claims"]
    assert scorer.applies(())
    assert not scorer.applies(("yes", "no"))


def test_one_claim_of_two_found_beside_a_false_one() -> None:
    found = everything([WEIR, GONE], [WEIR, record(RAIN, evidence=(piece(RAIN),))])
    assert triple(found, "claim") == [0.5, 0.5, 0.5]
    assert triple(found, "evidence") == [0.75, 0.6, 0.6667]
    assert triple(found, "link") == [1, 0.6667, 0.8]  # the doubt about the eels is missing
    assert (found["claim_count"], found["link_count"], found["link_denies_count"]) == (2, 3, 1)
    assert (found["verdict_recall"], found["verdict_accuracy"]) == (0.5, 1)


def test_a_claim_is_found_by_half_the_words_of_one_mention() -> None:
    twice = record(OPENED, AGAIN, evidence=(SAID,))
    assert scores([twice], [record((0, 3))])["claim_recall"] == 1
    assert scores([twice], [record((0, 2))])["claim_recall"] == 0


def test_without_mentions_the_attributions_say_where_a_claim_is() -> None:
    bare = record(attributions=(attribution(OPENED),))
    assert scores([WEIR], [bare])["claim_f1"] == 1
    assert scores([bare], [record(evidence=(SAID,))])["claim_f1"] == 1


def test_what_has_no_place_in_the_article_is_left_out() -> None:
    nowhere = record(evidence=(SAID.model_copy(update={"span": None}),))
    assert all(math.isnan(value) for value in scores([nowhere], [nowhere]).values())


def test_a_denial_taken_for_a_repetition_is_no_link_and_one_stance_wrong() -> None:
    wrong = record(OPENED, evidence=(SAID, piece(DENIED, origin="b")), judged=verdict("insufficient"))
    found = everything([WEIR], [wrong])
    assert triple(found, "link") == [0, 0, 0]
    assert (found["stance_accuracy"], found["evidence_act_accuracy"]) == (0.5, 0.5)
    assert found["stance_accuracy_count"] == 2
    assert found["evidence_recall"] == pytest.approx(2 / 3)


def test_links_to_a_claim_that_is_not_found_are_spurious() -> None:
    elsewhere = record(RAIN, evidence=(SAID, DENIAL))
    assert triple(scores([WEIR], [elsewhere]), "link_denies") == [0, 0, 0]


def test_evidence_is_paired_by_the_words_that_are_attributed() -> None:
    told = piece((9, 20), "refutes", "deny", attribution_id="t")  # two sentences as its text, the denial attributed
    gold = record(
        OPENED, evidence=(piece(DENIED, "refutes", "deny", attribution_id="t"),), attributions=(attribution(DENIED),)
    )
    same = record(OPENED, evidence=(told,), attributions=(attribution(DENIED),))
    other = record(OPENED, evidence=(told,), attributions=(attribution(AGAIN),))
    assert scores([gold], [same])["link_denies_f1"] == 1
    assert scores([gold], [other])["link_denies_f1"] == 0


def test_a_verdict_counts_where_it_is_due_and_by_whom_it_is() -> None:
    ruled = record(EELS, judged=verdict("refuted", by="rule"))
    found = everything([WEIR, ruled], [WEIR, record(EELS, judged=verdict("supported"))])
    assert (found["verdict_accuracy"], found["verdict_accuracy_count"]) == (0.5, 2)
    assert (found["annotated_verdict_accuracy"], found["annotated_verdict_accuracy_count"]) == (1, 1)


@pytest.mark.parametrize("label", [None, "Pants on fire"])
def test_a_gold_verdict_without_a_state_is_undefined(label: str | None) -> None:
    bare = record(OPENED, evidence=(SAID,), judged=Verdict(id="v", label=label) if label else None)
    found = scores([bare], [WEIR])
    assert all(math.isnan(found[name]) for name in ("verdict_recall", "verdict_accuracy", "flag_f1"))
    assert found["claim_f1"] == 1


def test_no_verdict_is_a_wrong_verdict() -> None:
    found = scores([WEIR], [record(OPENED)])
    assert (found["verdict_recall"], found["verdict_accuracy"], found["flag_f1"]) == (0, 0, 0)


def test_flags_are_counted_one_by_one() -> None:
    gold = record(OPENED, judged=verdict("insufficient", "disputed", "pending"))
    answer = record(OPENED, judged=verdict("insufficient", "disputed", "satire", "outdated"))
    assert triple(scores([gold], [answer]), "flag") == [0.3333, 0.5, 0.4]


def test_of_two_claims_in_one_place_each_finds_its_own() -> None:
    gold = [record(OPENED, judged=verdict(label), name=label) for label in ("supported", "refuted")]
    found = [record(OPENED, judged=one.verdict, name=name) for one, name in zip(gold, "ba", strict=True)]
    assert scores(gold, found)["verdict_recall"] == 1
    found = [record(OPENED, judged=one.verdict, name=name) for one, name in zip(gold, "ab", strict=True)]
    assert scores(gold, found)["verdict_recall"] == 1


def test_of_two_pieces_in_one_place_each_finds_its_own() -> None:
    two = [piece(DENIED, "refutes", "deny", name="1"), piece(DENIED, name="2")]
    found = scores([record(OPENED, evidence=two)], [record(OPENED, evidence=two[::-1])])
    assert (found["stance_accuracy"], found["link_denies_f1"]) == (1, 1)


def test_the_order_of_answers_that_fit_alike_does_not_matter() -> None:
    gold = [record(OPENED, judged=verdict("supported", "disputed"))]
    answers = [
        record(OPENED, judged=verdict("supported"), name="2"),
        record(OPENED, judged=verdict("refuted", "disputed"), name="1"),
    ]
    assert scorer.observe(gold, answers) == scorer.observe(gold, answers[::-1])


def test_silence_finds_no_claim() -> None:
    found = scores([WEIR], None)
    assert (found["claim_f1"], found["link_f1"], found["verdict_recall"]) == (0, 0, 0)
    assert math.isnan(found["verdict_accuracy"])


# Laws

ranges = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 6)).map(
    lambda pair: (pair[0], min(len(WORDS), pair[0] + pair[1]))
)
pieces = st.builds(
    piece,
    ranges,
    st.sampled_from(["supports", "refutes", "neutral"]),
    st.sampled_from(["assert", "deny", "confirm", "decline"]),
    st.sampled_from("xy"),
)
verdicts = st.none() | st.builds(
    lambda label, flags: verdict(label, *flags),
    st.sampled_from(["supported", "refuted", "insufficient"]),
    st.lists(st.sampled_from(["disputed", "pending"]), unique=True),
)
records = st.builds(
    lambda mentions, evidence, judged: record(*mentions, evidence=evidence, judged=judged),
    st.lists(ranges, min_size=1, max_size=3),
    st.lists(pieces, max_size=4, unique_by=lambda one: one.id),
    verdicts,
)
articles = st.lists(records, max_size=5)


@given(gold=articles.filter(bool))
def test_perfect_answers_have_the_best_score(gold: list[Record]) -> None:
    found = scores(gold, gold)
    assert all(value == 1 or math.isnan(value) for value in found.values())
    assert found["claim_f1"] == 1


@given(gold=articles, predicted=articles, seed=st.integers(0, 9))
def test_the_order_of_records_does_not_matter(gold: list[Record], predicted: list[Record], seed: int) -> None:
    mixed = random.Random(seed)  # noqa: S311 - no secret
    shuffled = scorer.observe(mixed.sample(gold, len(gold)), mixed.sample(predicted, len(predicted)))
    assert shuffled == scorer.observe(gold, predicted)


@given(first=st.tuples(articles, articles), second=st.tuples(articles, articles))
def test_the_sums_of_two_halves_equal_the_whole(
    first: tuple[list[Record], list[Record]], second: tuple[list[Record], list[Record]]
) -> None:
    rows = np.array([scorer.observe(*first), scorer.observe(*second)])
    together, apart = scorer.summarise(rows.sum(axis=0)), scorer.summarise(np.stack([rows.sum(axis=0), rows[0]]))
    assert all(np.array_equal(apart[name][0], value, equal_nan=True) for name, value in together.items())


@given(gold=articles, predicted=articles)
def test_silence_never_helps(gold: list[Record], predicted: list[Record]) -> None:
    spoken, silent = scores(gold, predicted), scores(gold, None)
    families = [family for family in scorer.FAMILIES if family != "flag"]
    for name in ("verdict_recall", *(f"{family}_{part}" for family in families for part in ("recall", "f1"))):
        assert math.isnan(silent[name]) or silent[name] <= spoken[name]


@given(gold=articles.filter(bool), number=st.integers(0, 4))
def test_losing_a_right_answer_never_raises_recall(gold: list[Record], number: int) -> None:
    fewer = [one for place, one in enumerate(gold) if place != number % len(gold)]
    whole, less = scores(gold, gold), scores(gold, fewer)
    families = [family for family in scorer.FAMILIES if family != "flag"]
    for name in ("verdict_recall", *(f"{family}_recall" for family in families)):
        assert math.isnan(less[name]) or less[name] <= whole[name]


@given(gold=articles.filter(bool), number=st.integers(0, 4))
def test_an_answer_given_twice_costs_precision(gold: list[Record], number: int) -> None:
    doubled = scores(gold, [*gold, gold[number % len(gold)]])
    assert doubled["claim_precision"] < 1
    assert doubled["claim_recall"] == 1


@given(gold=articles, predicted=articles)
def test_links_of_all_kinds_are_the_links(gold: list[Record], predicted: list[Record]) -> None:
    totals = scorer.observe(gold, predicted)
    numbers = {family: totals[4 * place : 4 * place + 4] for place, family in enumerate(scorer.FAMILIES)}
    kinds = [sum(column) for column in zip(*(numbers[f"link_{kind}"] for kind in scorer.KINDS), strict=True)]
    assert kinds == list(numbers["link"])


@given(gold=articles, predicted=articles)
def test_scores_lie_between_0_and_1(gold: list[Record], predicted: list[Record]) -> None:
    assert all(math.isnan(value) or 0 <= value <= 1 for value in scores(gold, predicted).values())
