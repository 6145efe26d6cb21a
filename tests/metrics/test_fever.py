"""The FEVER score: every vector of the official scorer, its own predictions, and what `strict` does otherwise."""

from __future__ import annotations

import gzip
import itertools
import json
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.evidence_sets import Answer, Proof
from fcbench.metrics import fever
from fcbench.stats import Floats

Find = Callable[[str], Path]
Claim = tuple[Proof, Answer | None]
ORDER = ("fever_score", "label_accuracy", "evidence_precision", "evidence_recall", "evidence_f1")
RAISED = ("zero_division_when_p_and_r_are_0", "line_must_be_int")
GOLD = Proof("SUPPORTS", ((("A", 0), ("B", 1)), (("C", 2),)))


def totals(claims: Sequence[Claim], mode: str = "strict") -> Floats:
    sums: Floats = np.array([fever.observe(gold, answer, mode=mode) for gold, answer in claims]).sum(axis=0)
    return sums


def scores(claims: Sequence[Claim], mode: str = "strict") -> list[float]:
    found = fever.summarise(totals(claims, mode), mode=mode)
    return [float(found[name]) for name in ORDER]


def claim_of(row: dict[str, Any]) -> tuple[Proof, Answer]:
    sets = tuple(tuple((piece[2], piece[3]) for piece in one) for one in row["evidence"])
    return Proof(row["label"], sets), Answer(row["predicted_label"], tuple(map(tuple, row["predicted_evidence"])))


@pytest.fixture(scope="session")
def vectors(upstream: Find) -> dict[str, Any]:
    """What the official scorer answered."""
    found: dict[str, Any] = json.loads(upstream("../metric_vectors.json").read_text("utf-8"))["fever"]
    return found


@pytest.fixture(scope="session")
def real(upstream: Find) -> list[tuple[Proof, Answer]]:
    """The scorer's own predictions, joined with the paper's development set line by line."""
    gold, answers = (
        [json.loads(line) for line in gzip.decompress(upstream(f"fever/{name}").read_bytes()).splitlines()]
        for name in ("paper_dev.jsonl.gz", "predictions/fever-scorer/predictions.jsonl.gz")
    )
    return [claim_of(one | other) for one, other in zip(gold, answers, strict=True)]


def test_every_vector_is_reproduced(vectors: dict[str, Any]) -> None:
    assert len(vectors) >= 16
    for name, case in vectors.items():
        claims = [claim_of(row) for row in case["instances"]]
        if "result" in case:
            assert scores(claims, "compat") == pytest.approx(case["result"], abs=1e-12), name
            assert [fever.refusal(*claim) for claim in claims] == [None] * len(claims), name
        else:
            assert name in RAISED, f"{name} raises: say what is given instead"


def test_the_f1_that_the_official_scorer_divides_by_zero_for_is_undefined(vectors: dict[str, Any]) -> None:
    case = vectors["zero_division_when_p_and_r_are_0"]
    assert case["raises"] == "ZeroDivisionError"
    *others, f1 = scores([claim_of(row) for row in case["instances"]], "compat")
    assert others == [0.0, 1.0, 0.0, 0.0]
    assert math.isnan(f1)
    assert scores([claim_of(row) for row in case["instances"]]) == [*others, 0.0]


def test_a_line_that_is_no_number_is_refused_as_the_official_scorer_refuses_it(vectors: dict[str, Any]) -> None:
    case = vectors["line_must_be_int"]
    assert case["raises"] == "AssertionError"
    assert "('C', '2') is not a page and a line" in str(fever.refusal(*claim_of(case["instances"][0])))


def test_the_official_scorer_looks_at_the_form_of_evidence_only_where_the_label_is_right() -> None:
    assert fever.refusal(GOLD, Answer("REFUTES", (("C", "2"),))) is None
    assert fever.refusal(GOLD, Answer("supports", (("C",),))) is not None


def test_the_scorers_own_predictions_get_its_own_figures(real: list[tuple[Proof, Answer]]) -> None:
    published = [0.3257325733, 0.5208520852, 0.1043804380, 0.4422442244, 0.1688970478]
    assert len(real) == 9999
    assert scores(real, "compat") == pytest.approx(published, abs=1e-9)


def test_the_first_hundred_get_the_figures_of_its_own_test(real: list[tuple[Proof, Answer]]) -> None:
    published = [0.26, 0.48, 0.0918918919, 0.3783783784, 0.1478720099]
    assert scores(real[:100], "compat") == pytest.approx(published, abs=1e-9)


def test_strict_counts_a_repeated_sentence_once_and_before_the_cut() -> None:
    answer = Answer("SUPPORTS", (*((("x", 1),) * 5), ("C", 2)))
    assert scores([(GOLD, answer)], "compat")[:3] == [0.0, 1.0, 0.0]
    assert scores([(GOLD, answer)])[:3] == [1.0, 1.0, 0.5]


def test_strict_does_not_reward_leaving_evidence_out() -> None:
    answer = Answer("SUPPORTS", ())
    assert scores([(GOLD, answer)], "compat")[2] == 1.0
    assert scores([(GOLD, answer)])[2] == 0.0


def test_strict_leaves_precision_and_recall_undefined_where_no_claim_is_due_evidence() -> None:
    claims = [(Proof(fever.NEI, ()), Answer(fever.NEI, ()))]
    assert scores(claims, "compat")[2:] == [1.0, 0.0, 0.0]
    assert all(math.isnan(value) for value in scores(claims)[2:])


def test_strict_takes_no_empty_set_for_a_proof() -> None:
    claim = (Proof("SUPPORTS", ((),)), Answer("SUPPORTS", (("C", 2),)))
    assert scores([claim], "compat")[0] == 1.0
    assert scores([claim])[0] == 0.0


def test_the_scores_of_no_claims_are_undefined() -> None:
    assert all(math.isnan(float(value)) for value in fever.summarise(np.zeros(6)).values())


items = st.tuples(st.sampled_from("ABC"), st.integers(0, 2))
sets = st.lists(st.lists(items, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
proofs = st.builds(Proof, st.sampled_from(fever.LABELS), sets)
answers = st.builds(Answer, st.sampled_from(fever.LABELS), st.lists(items, max_size=7).map(tuple))
claims = st.lists(st.tuples(proofs, st.none() | answers), min_size=1, max_size=8)


@given(claims, st.sampled_from(fever.MODES), st.integers(0, 8))
def test_the_sums_of_two_halves_equal_the_whole(drawn: list[Claim], mode: str, cut: int) -> None:
    halves = sum((totals(half, mode) for half in (drawn[:cut], drawn[cut:]) if half), np.zeros(6))
    assert halves == pytest.approx(totals(drawn, mode))


@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(drawn: list[Claim], chance: Any) -> None:
    mixed = list(drawn)
    chance.shuffle(mixed)
    assert scores(mixed) == pytest.approx(scores(drawn), nan_ok=True)


@given(st.lists(proofs, min_size=1, max_size=8))
def test_perfect_answers_give_the_best(drawn: list[Proof]) -> None:
    shown = [(proof, Answer(proof.label.lower(), proof.sets[0])) for proof in drawn]
    for name, value in zip(ORDER, scores(shown), strict=True):
        assert value == fever.BEST[name] or math.isnan(value)
    assert scores(shown)[:2] == [1.0, 1.0]


@given(claims)
def test_silence_never_helps(drawn: list[Claim]) -> None:
    for place in range(len(drawn)):
        silent = [*drawn[:place], (drawn[place][0], None), *drawn[place + 1 :]]
        for before, after in zip(scores(drawn), scores(silent), strict=True):
            assert math.isnan(before) or after <= before + 1e-12


def test_scores_are_computed_for_many_sums_at_once() -> None:
    many = np.stack([totals([(GOLD, None)]), totals([(GOLD, Answer("SUPPORTS", (("C", 2),)))])])
    assert fever.summarise(many)["fever_score"].tolist() == [0.0, 1.0]
    assert fever.summarise(many, mode="compat")["evidence_recall"].tolist() == [0.0, 1.0]


def test_it_is_never_chosen_by_labels_alone() -> None:
    assert not any(fever.applies(labels) for labels in itertools.permutations(fever.LABELS))
    assert not fever.applies(())


def test_the_formula_of_a_mode_can_be_fixed() -> None:
    compat = partial(fever.summarise, mode="compat")
    assert float(compat(np.array([1.0, 1, 1, 0, 0, 0]))["evidence_precision"]) == 1.0
