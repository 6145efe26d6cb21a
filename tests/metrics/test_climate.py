"""Climate-FEVER's own rules, on every row of it, and the scores of sentences and claims."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from fcbench.metrics import climate
from fcbench.stats import Floats

Claim = tuple[Sequence[str], Sequence[str | None] | None]


def totals(claims: Sequence[Claim]) -> Floats:
    sums: Floats = np.array([climate.observe(gold, answer) for gold, answer in claims]).sum(axis=0)
    return sums


def scores(claims: Sequence[Claim]) -> dict[str, float]:
    return {name: float(value) for name, value in climate.summarise(totals(claims)).items()}


@pytest.fixture(scope="session")
def rows(upstream: Callable[[str], Path]) -> list[dict[str, Any]]:
    """The claims as published."""
    text = upstream("climate-fever/climate-fever.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_rule_for_sentences_has_no_exception(rows: list[dict[str, Any]]) -> None:
    pieces = [piece for row in rows for piece in row["evidences"]]
    assert len(pieces) == 7675
    assert [piece for piece in pieces if climate.evidence_label(piece["votes"]) != piece["evidence_label"]] == []


def test_the_rule_for_claims_has_no_exception(rows: list[dict[str, Any]]) -> None:
    assert len(rows) == 1535
    for row in rows:
        assert climate.claim_label([piece["evidence_label"] for piece in row["evidences"]]) == row["claim_label"]


def test_the_entropy_of_the_votes_is_as_published(rows: list[dict[str, Any]]) -> None:
    for piece in (piece for row in rows for piece in row["evidences"]):
        assert climate.entropy(piece["votes"]) == pytest.approx(piece["entropy"], abs=1e-6)


def test_a_tie_that_does_not_hold_not_enough_info_is_still_that() -> None:
    assert climate.evidence_label(["SUPPORTS", "REFUTES", None]) == "NOT_ENOUGH_INFO"
    assert (
        climate.evidence_label(["SUPPORTS", "SUPPORTS", "REFUTES", "REFUTES", "NOT_ENOUGH_INFO"]) == "NOT_ENOUGH_INFO"
    )


def test_the_names_say_whether_disputed_claims_are_scored() -> None:
    claims: list[Claim] = [(["SUPPORTS", "REFUTES"], ["SUPPORTS", None]), (["REFUTES"], ["REFUTES"])]
    found = scores(claims)
    assert (found["claim_accuracy_of_4"], found["claim_accuracy_of_3"]) == (0.5, 1.0)
    assert found["claim_macro_f1_of_3"] == 1.0


def test_the_scores_of_no_claims_are_undefined() -> None:
    assert all(math.isnan(float(value)) for value in climate.summarise(np.zeros(32)).values())


labels = st.sampled_from(climate.SENTENCE_LABELS)
claims = st.lists(
    st.lists(st.tuples(labels, st.none() | labels), min_size=1, max_size=5).map(
        lambda pairs: ([gold for gold, _ in pairs], [answer for _, answer in pairs])
    ),
    min_size=1,
    max_size=6,
)


@given(claims)
def test_macro_f1_of_four_classes_is_scikit_learns_over_the_labels_of_gold(drawn: list[Claim]) -> None:
    gold = [climate.claim_label(one) for one, _ in drawn]
    answers = [climate.claim_label(list(found or ())) if any(found or ()) else "silence" for _, found in drawn]
    official = f1_score(gold, answers, labels=sorted(set(gold)), average="macro", zero_division=0)
    assert scores(drawn)["claim_macro_f1_of_4"] == pytest.approx(official)


@given(claims, st.integers(0, 6))
def test_the_sums_of_two_halves_equal_the_whole(drawn: list[Claim], cut: int) -> None:
    halves = sum((totals(half) for half in (drawn[:cut], drawn[cut:]) if half), np.zeros(32))
    assert np.array_equal(halves, totals(drawn))


@given(claims)
def test_perfect_answers_give_the_best(drawn: list[Claim]) -> None:
    found = scores([(gold, gold) for gold, _ in drawn])
    assert {name for name, value in found.items() if value != climate.BEST[name]} <= {
        name
        for name, value in found.items()
        if math.isnan(value)  # no claim of three classes
    }


@given(claims)
def test_a_claim_without_answers_is_never_right(drawn: list[Claim]) -> None:
    before, after = scores(drawn), scores([(drawn[0][0], None), *drawn[1:]])
    for name in ("evidence_accuracy", "claim_accuracy_of_4"):
        assert after[name] <= before[name]
