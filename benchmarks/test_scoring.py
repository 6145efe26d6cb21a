"""How long scoring takes, as ratios to a scikit-learn loop over the same rows: `make speed`.

The rows are made here, as many as FNC-1's test set has, over as many bodies. Ratios travel between machines, seconds do
not; the one bound in seconds is that of the command line, which a person waits for.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

from fcbench import dataset, importers
from fcbench.dataset import Part
from fcbench.schema import Claim, Record
from fcbench.stats import RESAMPLES
from fcbench.submissions import fnc_1

PAIRS, BODIES = 25_413, 904  # of the competition's test set
SHARES = (0.075, 0.027, 0.176, 0.722)  # agree, disagree, discuss, unrelated, as there
LOOPS = 5  # resamples that the loop is timed for; it would take minutes for all
CPU_BOUND = 2.0  # seconds, of the whole command

Rows = tuple[list[fnc_1.Line], list[fnc_1.Line]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Answers, nine of ten right, and gold."""
    generator = np.random.default_rng(0)
    gold = generator.choice(fnc_1.LABELS, PAIRS, p=SHARES)
    wrong = generator.choice(fnc_1.LABELS, PAIRS, p=SHARES)
    answers = np.where(generator.random(PAIRS) < 0.9, gold, wrong)
    bodies = generator.integers(0, BODIES, PAIRS)
    pairs = [(f"Headline {place}", str(body)) for place, body in enumerate(bodies)]
    return (
        [fnc_1.Line(f"line {place}", pair, str(answers[place])) for place, pair in enumerate(pairs)],
        [fnc_1.Line(f"row {place}", pair, str(gold[place]), pair[1]) for place, pair in enumerate(pairs)],
    )


def by_hand(gold: Any, answers: Any) -> tuple[float, float]:
    """Accuracy and macro-F1 once, as a loop over resamples would compute them."""
    return accuracy_score(gold, answers), f1_score(gold, answers, labels=list(fnc_1.LABELS), average="macro")


def seconds(call: Callable[[], object]) -> float:
    """CPU time of the best of three calls."""
    took = []
    for _ in range(3):
        started = time.process_time()
        call()
        took.append(time.process_time() - started)
    return min(took)


def loop(rows: Rows) -> None:
    """Resamples bodies with scikit-learn's metrics, a few times."""
    answers, gold = (np.array([line.stance for line in side]) for side in rows)
    bodies = np.array([int(line.pair[1]) for line in rows[1]])
    places = [np.flatnonzero(bodies == body) for body in range(BODIES)]
    generator = np.random.default_rng(0)
    for _ in range(LOOPS):
        drawn = np.concatenate([places[body] for body in generator.integers(0, BODIES, BODIES)])
        by_hand(gold[drawn], answers[drawn])


def test_both_modes_with_intervals_take_a_small_part_of_a_scikit_learn_loop(benchmark: Any, rows: Rows) -> None:
    def ours() -> None:
        fnc_1._compat(*rows)
        fnc_1._strict(*rows)

    theirs = seconds(lambda: loop(rows)) * RESAMPLES / LOOPS
    ratio = seconds(ours) / theirs
    benchmark.extra_info["ratio to a scikit-learn loop"] = ratio
    benchmark.pedantic(ours, rounds=3)
    print(f"\nall scores, both modes, {RESAMPLES:,} resamples: {ratio:.4f} of a scikit-learn loop")  # noqa: T201
    assert ratio < 0.05


def test_one_mode_without_intervals_is_no_slower_than_a_few_scikit_learn_calls(benchmark: Any, rows: Rows) -> None:
    answers, gold = ([line.stance for line in side] for side in rows)
    ratio = seconds(lambda: fnc_1._compat(*rows)) / seconds(lambda: by_hand(gold, answers))
    benchmark.extra_info["ratio to two scikit-learn calls"] = ratio
    benchmark.pedantic(fnc_1._compat, args=rows, rounds=3)
    print(f"\nall scores of the official mode: {ratio:.2f} of scikit-learn's accuracy and macro-F1")  # noqa: T201
    assert ratio < 5


def test_the_command_line_takes_less_than_two_seconds_of_cpu(rows: Rows, tmp_path: Path) -> None:
    records = []
    for place, line in enumerate(rows[1]):
        original = dict(zip(fnc_1.COLUMNS, (*line.pair, line.stance), strict=True))
        claim = Claim(id=f"fnc-1/test/{place:05}", text=line.pair[0])
        records.append(Record(id=claim.id, claim=claim, cluster=line.cluster, original=json.dumps(original)))
    dataset.save(tmp_path / "fnc-1", importers.load("fnc-1").CARD, {"test": Part((), tuple(records))})
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([fnc_1.COLUMNS, *((*line.pair, line.stance) for line in rows[0])])
    words = ["score", tmp_path / "answers.csv", tmp_path / "fnc-1", "--as", "fnc-1", "-o", tmp_path / "reports"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "fcbench", *map(str, words)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(f"\nfcbench score --as fnc-1: {took:.2f} s of CPU for {PAIRS:,} rows")  # noqa: T201
    assert took < CPU_BOUND
