"""Error rates by simulation: what is drawn is what it says, and what is demanded of the gate holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from docs import error_rates
from docs.error_rates import CHURN, Design, cells, chances, drawn, judged, long_run, macro_f1, planted, said
from fcbench.check import MAX_DROP, check
from fcbench.compare import Counted
from tests.runs import run

SURE = 0.999  # of the binomial
SEEDS = 40  # a part of the hundred that docs/error-rates.md shows


def told(design: Design, seeds: int = SEEDS) -> list[str]:
    return [judged(drawn(design, seed), seed).status for seed in range(seeds)]


# What is drawn


def test_the_chances_of_all_kinds_of_rows_add_up() -> None:
    assert chances(CHURN, 0.02).sum() == pytest.approx(1)
    assert chances(0.0, 0.0).sum(axis=0).trace() == pytest.approx(1), "without churn both runs answer alike"


def test_a_planted_drop_is_as_large_as_it_says_in_the_long_run() -> None:
    design = Design(4_000_000, spoiled=planted(0.015))
    one, other, copies = drawn(design, 1)
    assert float(macro_f1(copies @ one) - macro_f1(copies @ other)) == pytest.approx(0.015, abs=0.001)
    assert long_run(CHURN, 0.0) == pytest.approx(0.0, abs=1e-12)


def test_rows_of_clusters_are_of_each_kind_as_often_as_rows_on_their_own() -> None:
    for alike in (True, False):
        design = Design(2000, size=5, churn=0.3, spoiled=0.1, alike=alike)
        pairs = [drawn(design, seed, as_rows=True) for seed in range(200)]
        for side, of_kind in enumerate(cells()):
            seen = np.sum([pair.copies @ pair[side] for pair in pairs], axis=0) / 400_000
            due = chances(0.3, 0.1).ravel() @ of_kind
            assert seen == pytest.approx(due, abs=0.006)  # 4 standard errors of 80,000 clusters
        assert drawn(design, 1).copies.sum() == 400


def test_the_rule_that_is_simulated_is_the_one_of_the_gate() -> None:
    sums = drawn(Design(3000, spoiled=planted(0.015)), 3)
    gold, answers = [], []
    for cell, other, copies in zip(*(part.argmax(axis=1) for part in sums[:2]), sums.copies, strict=True):
        gold += [error_rates.LABELS[cell // 4]] * copies
        answers += [(error_rates.LABELS[cell % 4], error_rates.LABELS[other % 4])] * copies
    recorded, new = (run(gold, [pair[side] for pair in answers]) for side in (0, 1))
    gate = check(new, recorded, max_drop=MAX_DROP, max_slice_drop=0.99)
    decision = judged(sums, 0, resamples=10_000)
    assert gate.status == decision.status == "regression"
    assert gate.scores[0].difference == pytest.approx(decision.found.value)
    assert gate.scores[0].low == pytest.approx(decision.found.least, abs=0.0005), "the draws are others, no more"
    assert gate.scores[0].p == pytest.approx(decision.p, abs=0.001)


def test_mcnemar_counts_the_rows_that_one_run_alone_gets_right() -> None:
    one, other = cells()
    assert error_rates.by_mcnemar(Counted(one, other, np.where((one[:, 0] == 1) & (other[:, 1] == 1), 9, 0)))
    assert not error_rates.by_mcnemar(Counted(one, other, np.ones(27, dtype=np.int64)))


# What is demanded


@pytest.mark.parametrize("churn", [0.0, 0.02, CHURN])
def test_a_planted_drop_of_a_point_and_a_half_fails_the_gate_in_nineteen_of_twenty_seeds(churn: float) -> None:
    assert told(Design(5000, churn, planted(0.015, churn))).count("regression") >= 0.95 * SEEDS


@pytest.mark.parametrize("churn", [0.02, CHURN])
def test_no_change_seldom_fails_the_gate(churn: float) -> None:
    failed = told(Design(5000, churn), 100).count("regression")
    assert failed <= binom.ppf(SURE, 100, 0.05)


@pytest.mark.parametrize("drop", [0.0, 0.015])
def test_of_two_hundred_rows_the_gate_mostly_cannot_tell(drop: float) -> None:
    seen = told(Design(200, spoiled=planted(drop)))
    assert seen.count("inconclusive") > SEEDS / 2
    assert seen.count("holds") <= binom.ppf(SURE, SEEDS, 0.1)


def test_a_drop_as_large_as_three_times_what_is_allowed_is_let_through_in_less_than_one_of_twenty() -> None:
    assert told(Design(200, spoiled=planted(0.015)), 200).count("holds") <= binom.ppf(SURE, 200, 0.05)


# Clusters


def test_over_clusters_a_test_errs_as_often_as_it_says_and_over_rows_far_more_often() -> None:
    design = Design(2000, size=10)
    right, wrong = (said(design, 150, as_rows=as_rows) for as_rows in (False, True))
    for test in ("randomisation", "paired bootstrap"):
        assert right[test] * 150 <= binom.ppf(SURE, 150, 0.05)
        assert wrong[test] > 0.3


def test_of_a_dozen_clusters_an_expanded_interval_errs_less_often_than_plain_percentiles() -> None:
    few = Design(360, churn=1.0, size=30, alike=False)
    assert said(few, 200)["paired bootstrap"] < error_rates.plain_percentiles(few, 200)
