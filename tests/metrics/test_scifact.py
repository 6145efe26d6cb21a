"""SciFact: every vector of both official scorers, the evaluator's fixture, and what `strict` does otherwise."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.metrics import scifact
from fcbench.metrics.scifact import LEADERBOARD, PAPER, Abstract, Finding
from fcbench.stats import Floats

Find = Callable[[str], Path]
Claim = tuple[Mapping[str, Abstract], Mapping[str, Finding] | None]
RAISED = {
    "nei_may_not_be_predicted": "label 'NOT_ENOUGH_INFO'",
    "overlapping_gold_rationales": "sentence 1 of abstract 9 is in two gold rationales",
    "order_of_ids_must_match": None,  # of the whole file: tests/submissions/test_scifact.py
}


def totals(claims: Sequence[Claim], mode: str = "strict") -> Floats:
    sums: Floats = np.array([scifact.observe(gold, found, mode=mode) for gold, found in claims]).sum(axis=0)
    return sums


def scores(claims: Sequence[Claim], mode: str = "strict") -> dict[str, float]:
    return {name: float(value) for name, value in scifact.summarise(totals(claims, mode), mode=mode).items()}


def gold_of(row: dict[str, Any]) -> dict[str, Abstract]:
    return {
        name: Abstract(rationales[0]["label"], tuple(tuple(one["sentences"]) for one in rationales))
        for name, rationales in row["evidence"].items()
    }


def found_of(row: dict[str, Any]) -> dict[str, Finding]:
    return {name: Finding(found["label"], tuple(found["sentences"])) for name, found in row["evidence"].items()}


def claims_of(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return [(gold_of(one), found_of(other)) for one, other in zip(gold, found, strict=True)]


@pytest.fixture(scope="session")
def vectors(upstream: Find) -> dict[str, Any]:
    """What the official scorers answered."""
    found: dict[str, Any] = json.loads(upstream("../metric_vectors.json").read_text("utf-8"))
    return found


def test_every_vector_of_the_leaderboard_is_reproduced(vectors: dict[str, Any]) -> None:
    cases = vectors["scifact_leaderboard"]
    assert len(cases) >= 10
    for name, case in cases.items():
        claims = claims_of(case["gold"], case["pred"])
        refused = [scifact.refusal(*claim) for claim in claims]
        if "result" in case:
            assert scores(claims, LEADERBOARD) == pytest.approx(case["result"], abs=1e-12), name
            assert not any(refused), name
        else:
            assert name in RAISED, f"{name} raises: say what is given instead"
            assert refused == [None] or str(RAISED[name]) in str(refused[0])


def test_every_vector_of_the_paper_is_reproduced(vectors: dict[str, Any]) -> None:
    assert set(vectors["scifact_paper"]) == {"gold_longer_than_three"}
    official = vectors["scifact_paper"]["gold_longer_than_three"]
    case = vectors["scifact_leaderboard"]["gold_longer_than_three"]
    found = scores(claims_of(case["gold"], case["pred"]), PAPER)
    assert found.pop("abstract_rationalized_f1") == official["abstract_rationalized_f1"]
    assert {found[name] for name in found if name.endswith("_f1")} == {official["others_f1"]}


def test_the_evaluators_fixture_gets_its_twelve_values(upstream: Find) -> None:
    folder = upstream("scifact/evaluator-fixture")
    golds, found = (
        [json.loads(line) for line in (folder / f"{name}_small.jsonl").read_text("utf-8").splitlines()]
        for name in ("gold", "predictions")
    )
    expected = json.loads((folder / "expected_metrics_small.json").read_text("utf-8"))
    assert len(expected) == 12
    assert scores(claims_of(golds, found), LEADERBOARD) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("name", "published"), [("fever_sci", 0.6313), ("covidfact", 0.7852), ("scifact", 1.0)])
def test_multivers_gets_its_abstract_label_only_f1(upstream: Find, name: str, published: float) -> None:
    golds, found = (
        [json.loads(line) for line in upstream(f"scifact/{path}").read_text("utf-8").splitlines()]
        for path in ("claims_dev.jsonl", f"predictions/multivers/{name}_scifact_dev.jsonl")
    )
    for row in found:
        row["evidence"] = {
            abstract: {**answer, "label": answer["label"].replace("REFUTE", "CONTRADICT")}
            for abstract, answer in row["evidence"].items()
            if answer["label"] != "NEI"
        }
    assert round(scores(claims_of(golds, found), LEADERBOARD)["abstract_label_only_f1"], 4) == published


GOLD = {"11": Abstract("SUPPORT", ((0, 1), (11,)))}


def test_the_papers_scorer_expects_nothing_of_a_claim_without_an_answer() -> None:
    answered: Claim = (GOLD, {"11": Finding("SUPPORT", (11,))})
    assert scores([answered, (GOLD, None)], PAPER)["abstract_label_only_recall"] == 1.0
    assert scores([answered, (GOLD, None)])["abstract_label_only_recall"] == 0.5


def test_strict_counts_a_repeated_sentence_once() -> None:
    claim: Claim = (GOLD, {"11": Finding("SUPPORT", (11, 11, 11))})
    assert scores([claim], LEADERBOARD)["sentence_selection_precision"] == pytest.approx(1 / 3)
    assert scores([claim])["sentence_selection_precision"] == 1.0


def test_strict_cuts_where_the_leaderboard_cuts_and_the_paper_does_not() -> None:
    claim: Claim = ({"9": Abstract("SUPPORT", ((0, 1, 2, 3),))}, {"9": Finding("SUPPORT", (0, 1, 2, 3))})
    assert [scores([claim], mode)["abstract_rationalized_f1"] for mode in scifact.MODES] == [1.0, 0.0, 1.0]


def test_strict_expects_a_sentence_of_two_rationales_once() -> None:
    claim: Claim = ({"9": Abstract("SUPPORT", ((0, 1), (1, 2)))}, {"9": Finding("SUPPORT", (0, 1, 2))})
    assert scores([claim])["sentence_label_f1"] == 1.0


def test_what_is_undefined_is_0_officially_and_undefined_strictly() -> None:
    assert scores([(GOLD, {})], LEADERBOARD)["abstract_label_only_precision"] == 0.0
    assert math.isnan(scores([(GOLD, {})])["abstract_label_only_precision"])
    assert scores([(GOLD, {})])["abstract_label_only_f1"] == 0.0
    assert math.isnan(scores([({}, {})])["abstract_label_only_f1"])


labels = st.sampled_from(scifact.LABELS)
sentences = st.lists(st.integers(0, 5), min_size=1, max_size=5)
rationales = st.lists(sentences.map(lambda one: tuple(dict.fromkeys(one))), min_size=1, max_size=2).map(tuple)
abstracts = st.builds(Abstract, labels, rationales)
golds = st.dictionaries(st.sampled_from("123"), abstracts, max_size=2)
findings = st.dictionaries(st.sampled_from("123"), st.builds(Finding, labels, sentences.map(tuple)), max_size=3)
claims = st.lists(st.tuples(golds, st.none() | findings), min_size=1, max_size=6)


@given(claims, st.sampled_from(scifact.MODES), st.integers(0, 6))
def test_the_sums_of_two_halves_equal_the_whole(drawn: list[Claim], mode: str, cut: int) -> None:
    halves = sum((totals(half, mode) for half in (drawn[:cut], drawn[cut:]) if half), np.zeros(8))
    assert halves == pytest.approx(totals(drawn, mode))


@given(claims)
def test_the_order_of_claims_does_not_matter(drawn: list[Claim]) -> None:
    assert scores(drawn[::-1]) == pytest.approx(scores(drawn), nan_ok=True)


@given(st.lists(st.dictionaries(st.sampled_from("123"), abstracts, min_size=1, max_size=2), min_size=1, max_size=6))
def test_perfect_answers_give_the_best(drawn: list[dict[str, Abstract]]) -> None:
    shown: list[Claim] = []
    for gold in drawn:
        every = {name: sorted({part for one in abstract.rationales for part in one}) for name, abstract in gold.items()}
        first = {
            name: tuple(dict.fromkeys([*min(gold[name].rationales, key=len), *every[name]])) for name in gold
        }  # the shortest rationale leads, so that the cut leaves it whole
        shown.append((gold, {name: Finding(gold[name].label, first[name]) for name in gold}))
    assert scores(shown) == scifact.BEST


@given(claims)
def test_silence_finds_no_more(drawn: list[Claim]) -> None:
    silent: list[Claim] = [(drawn[0][0], None), *drawn[1:]]
    before, after = scores(drawn), scores(silent)
    for name in before:
        if name.endswith("_recall") and not math.isnan(before[name]):
            assert after[name] <= before[name]


def test_silence_is_worth_as_much_as_finding_nothing() -> None:
    assert scifact.observe(GOLD, None) == scifact.observe(GOLD, {})
