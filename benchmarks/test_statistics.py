"""How long intervals and paired tests take, beside a scikit-learn loop and scipy.stats on the same rows: `make speed`.

The rows are as many as FNC-1's test set has, of four labels as there. What loops would take is told from a few rounds
of them. The bounds in CPU seconds and memory are what a person may wait for, with room for a slower machine.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats as scipys
from sklearn.metrics import f1_score

from fcbench.clusters import LEVELS
from fcbench.compare import counted, statistic
from fcbench.paired import randomisation
from fcbench.saved import Rows, Saved
from fcbench.stats import percentile_interval, resampled
from tests.runs import run

ROWS, CLUSTERS, RESAMPLES = 25_000, 900, 10_000
LABELS = ("agree", "disagree", "discuss", "unrelated")
SHARES = (0.075, 0.027, 0.176, 0.722)
ROUNDS = 10  # of a loop, told for 10,000
CPU_BOUND, CLUSTER_BOUND = 0.2, 2.0  # seconds
MEMORY_BOUND = 100 * 10**6  # bytes
LEAST_RATIO = 300

Names = NDArray[np.str_]


@pytest.fixture(scope="module")
def answers() -> tuple[Names, Names, Names]:
    """Gold, and the answers of two systems that are right on nine of ten rows and differ on one of thirty."""
    generator = np.random.default_rng(0)
    gold, wrong, anew = (generator.choice(LABELS, ROWS, p=SHARES) for _ in range(3))
    one = np.where(generator.random(ROWS) < 0.9, gold, wrong)
    return gold, one, np.where(generator.random(ROWS) < 0.03, anew, one)


@pytest.fixture(scope="module")
def runs(answers: tuple[Names, Names, Names]) -> tuple[Saved, Saved]:
    """The same as saved runs, in 900 clusters."""
    gold, *given = answers
    few = run(["yes", "no"], ["yes", "no"])
    result = few.result.model_copy(update={"labels": LABELS})
    ids = tuple(f"{number:05}" for number in range(ROWS))
    of_rows = tuple(f"c{number % CLUSTERS}" for number in range(ROWS))
    levels = {level: ids if level == "row" else of_rows for level in LEVELS}
    made = [Rows(ids, tuple(gold.tolist()), tuple(one.tolist()), levels, ((),) * ROWS) for one in given]
    return Saved(Path("one"), result, made[0]), Saved(Path("other"), result, made[1])


def seconds(call: Callable[[], object], *, times: int = 3) -> float:
    """CPU time of the best of some calls."""
    took = []
    for _ in range(times):
        started = time.process_time()
        call()
        took.append(time.process_time() - started)
    return min(took)


def ours(runs: tuple[Saved, Saved], level: Any = "row") -> tuple[tuple[float, float], float]:
    """The interval of one run's macro-F1, and the p value of the two, from their rows."""
    value = statistic(runs[0], "macro_f1")
    sums = counted(*runs, level)
    interval = percentile_interval(value(resampled(sums.one, copies=sums.copies, resamples=RESAMPLES)))
    return interval, randomisation(sums.one, sums.other, value, copies=sums.copies, resamples=RESAMPLES)


def by_loop(answers: tuple[Names, Names, Names]) -> None:
    """The same with scikit-learn, for a few resamples and exchanges."""
    gold, one, other = answers
    generator = np.random.default_rng(0)
    for _ in range(ROUNDS):
        rows = generator.integers(0, ROWS, ROWS)
        f1_score(gold[rows], one[rows], average="macro")
        swap = generator.random(ROWS) < 0.5
        f1_score(gold, np.where(swap, other, one), average="macro")
        f1_score(gold, np.where(swap, one, other), average="macro")


def by_scipy(answers: tuple[Names, Names, Names]) -> None:
    """The same with scipy.stats, on numbers and with a macro-F1 by numpy: as quick as it gets there."""
    gold, one, other = (np.searchsorted(LABELS, names) for names in answers)

    def macro_f1(right: Any, given: Any) -> float:
        table = np.bincount(right * len(LABELS) + given, minlength=len(LABELS) ** 2).reshape(len(LABELS), -1)
        return float((2 * np.diag(table) / (table.sum(0) + table.sum(1))).mean())

    scipys.bootstrap(
        (gold, one), macro_f1, n_resamples=ROUNDS, paired=True, vectorized=False, method="percentile"
    )  # fmt: skip
    scipys.permutation_test(
        (one, other),
        lambda a, b: macro_f1(gold, b) - macro_f1(gold, a),
        permutation_type="samples",
        n_resamples=ROUNDS,
        vectorized=False,
    )


def test_an_interval_and_a_paired_test_take_a_fifth_of_a_second(
    benchmark: Any, runs: tuple[Saved, Saved], answers: tuple[Names, Names, Names]
) -> None:
    took = seconds(lambda: ours(runs), times=5)
    loop = seconds(lambda: by_loop(answers), times=1) * RESAMPLES / ROUNDS
    scipy = seconds(lambda: by_scipy(answers), times=1) * RESAMPLES / ROUNDS
    benchmark.extra_info |= {"scikit-learn loop, times": loop / took, "scipy.stats, times": scipy / took}
    benchmark.pedantic(ours, args=(runs,), rounds=3)
    print(  # noqa: T201
        f"\n{ROWS:,} rows, {RESAMPLES:,} resamples and as many exchanges: {took:.3f} s of CPU; a scikit-learn loop "
        f"takes {loop / took:,.0f} times as long, scipy.stats {scipy / took:,.0f} times"
    )
    assert took <= CPU_BOUND
    assert loop / took >= LEAST_RATIO


def test_they_take_a_hundred_megabytes_at_most(runs: tuple[Saved, Saved]) -> None:
    tracemalloc.start()
    ours(runs)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\nat most {peak / 10**6:.0f} MB beside the rows")  # noqa: T201
    assert peak <= MEMORY_BOUND


def test_resampling_whole_clusters_takes_two_seconds_at_most(benchmark: Any, runs: tuple[Saved, Saved]) -> None:
    took = seconds(lambda: ours(runs, "card"))
    benchmark.pedantic(ours, args=(runs, "card"), rounds=1)
    print(f"\n{CLUSTERS} clusters, {RESAMPLES:,} resamples and as many exchanges: {took:.2f} s of CPU")  # noqa: T201
    assert took <= CLUSTER_BOUND


def test_the_interval_is_the_one_of_the_loop(runs: tuple[Saved, Saved], answers: tuple[Names, Names, Names]) -> None:
    gold, one, _ = answers
    (low, high), _ = ours(runs)
    assert low < f1_score(gold, one, average="macro") < high
