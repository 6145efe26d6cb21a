"""The FEVEROUS score: every vector of the official scorer, and what `strict` does otherwise."""

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

from fcbench.evidence_sets import Answer, Proof
from fcbench.metrics import feverous
from fcbench.stats import Floats

Claim = tuple[Proof, Answer | None]
ORDER = ("feverous_score", "label_accuracy", "evidence_precision", "evidence_recall", "evidence_f1")
LABELS = ("SUPPORTS", "REFUTES", "NOT ENOUGH INFO")
GOLD = Proof("SUPPORTS", ((("P", "sentence", "1"), ("P", "cell", "0_1_1")),))


def totals(claims: Sequence[Claim], mode: str = "strict") -> Floats:
    sums: Floats = np.array([feverous.observe(gold, answer, mode=mode) for gold, answer in claims]).sum(axis=0)
    return sums


def scores(claims: Sequence[Claim], mode: str = "strict") -> list[float]:
    found = feverous.summarise(totals(claims, mode), mode=mode)
    return [float(found[name]) for name in ORDER]


def claim_of(row: dict[str, Any]) -> tuple[Proof, Answer]:
    sets = tuple(tuple(map(tuple, one)) for one in row["evidence"])
    return Proof(row["label"], sets), Answer(row["predicted_label"], tuple(map(tuple, row["predicted_evidence"])))


@pytest.fixture(scope="session")
def vectors(upstream: Callable[[str], Path]) -> dict[str, Any]:
    """What the official scorer answered."""
    found: dict[str, Any] = json.loads(upstream("../metric_vectors.json").read_text("utf-8"))["feverous"]
    return found


def test_every_vector_is_reproduced(vectors: dict[str, Any]) -> None:
    assert len(vectors) >= 4
    for name, case in vectors.items():
        claims = [claim_of(row) for row in case["instances"]]
        refused = [feverous.refusal(*claim) for claim in claims]
        if "result" in case:
            assert [0.0 if math.isnan(value) else value for value in scores(claims, "compat")] == pytest.approx(
                case["result"], abs=1e-12
            ), name
            assert not any(refused), name
        else:
            assert name == "position_is_a_string", f"{name} raises: say what is given instead"
            assert "all str" in str(refused[0])


def test_sentences_and_parts_of_tables_are_cut_apart() -> None:
    cells = tuple(("q", "cell", str(number)) for number in range(25))
    fits = Answer("SUPPORTS", (*cells[:24], *GOLD.sets[0]))
    assert scores([(GOLD, fits)])[0] == 1.0
    assert scores([(GOLD, Answer("SUPPORTS", (*cells, *GOLD.sets[0])))])[0] == 0.0


def test_the_answer_is_not_cut_in_place() -> None:
    answer = Answer("SUPPORTS", tuple(("q", "sentence", str(number)) for number in range(9)))
    first = feverous.observe(GOLD, answer, mode="compat")
    assert len(answer.items) == 9
    assert feverous.observe(GOLD, answer, mode="compat") == first


def test_not_enough_info_needs_its_evidence() -> None:
    gold = Proof("NOT ENOUGH INFO", GOLD.sets)
    assert scores([(gold, Answer("NOT ENOUGH INFO", ()))])[:2] == [0.0, 1.0]
    assert scores([(gold, Answer("NOT ENOUGH INFO", GOLD.sets[0]))])[0] == 1.0


def test_strict_counts_a_repeated_part_once() -> None:
    answer = Answer("SUPPORTS", (*GOLD.sets[0], *GOLD.sets[0], ("q", "sentence", "2")))
    assert scores([(GOLD, answer)], "compat")[2] == 4 / 5
    assert scores([(GOLD, answer)])[2] == 2 / 3


kinds = st.sampled_from(("sentence", "cell", "item", "header_cell"))
items = st.tuples(st.sampled_from("PQ"), kinds, st.sampled_from("012"))
sets = st.lists(st.lists(items, min_size=1, max_size=3).map(tuple), min_size=1, max_size=2).map(tuple)
proofs = st.builds(Proof, st.sampled_from(LABELS), sets)
answers = st.builds(Answer, st.sampled_from(LABELS), st.lists(items, max_size=9).map(tuple))
claims = st.lists(st.tuples(proofs, st.none() | answers), min_size=1, max_size=6)


@given(claims, st.sampled_from(feverous.MODES), st.integers(0, 6))
def test_the_sums_of_two_halves_equal_the_whole(drawn: list[Claim], mode: str, cut: int) -> None:
    halves = sum((totals(half, mode) for half in (drawn[:cut], drawn[cut:]) if half), np.zeros(6))
    assert halves == pytest.approx(totals(drawn, mode))


@given(st.lists(proofs, min_size=1, max_size=6))
def test_perfect_answers_give_the_best(drawn: list[Proof]) -> None:
    assert scores([(proof, Answer(proof.label, proof.sets[0])) for proof in drawn]) == [1.0] * 5


@given(claims)
def test_silence_never_helps(drawn: list[Claim]) -> None:
    for place in range(len(drawn)):
        silent = [*drawn[:place], (drawn[place][0], None), *drawn[place + 1 :]]
        assert all(after <= before + 1e-12 for before, after in zip(scores(drawn), scores(silent), strict=True))
