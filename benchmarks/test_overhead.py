"""What the harness costs beside a model: CPU time a row, next to a plain loop over the same rows; `make speed`.

The model here answers from a list, so that what is left is ours: batches, checks, and answers written as they come.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fcbench import calibration, models
from fcbench import evaluate as evaluation
from fcbench.dataset import Dataset, Part, save
from fcbench.evaluate import evaluate
from fcbench.predict import Job, predict
from fcbench.schema import Card, Claim, Evidence, Example, Prediction, Record, TaskCard

ROWS = 25_000
BOUND = 25e-6  # seconds of CPU a row over a plain loop: 25,000 rows then cost half a second
LABELS = ("no", "yes", "maybe")
JOB = Job("ready", "stance", "test")
CARD = Card(
    name="made", version="1.0.0", title="Made", description="Made for a test.", language=("en",), licence="CC0 1.0",
    may_republish=True, citation="None.", homepage="https://example.org", obtained="here",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="place"),),
)  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """Says the same of each, with probabilities."""

    name: str = "ready"
    revision: str = "1"

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        return [Prediction(id=example.id, label="yes", probabilities=(0.1, 0.7, 0.2)) for example in batch]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """As many rows as a benchmark has, with passages of 60 words."""
    folder = tmp_path_factory.mktemp("data") / "made"
    records = []
    for number in range(ROWS):
        name = f"row-{number:05}"
        piece = Evidence(id=name, text=f"Piece {number // 25}. " + "word " * 60, label=LABELS[number % 3])
        claim = Claim(id=name, text=f"Claim {number}")
        records.append(Record(id=name, claim=claim, evidence=(piece,), cluster=f"place {number // 25}"))
    save(folder, CARD, {"test": Part((), tuple(records))})
    return Dataset(folder)


def cpu(call: Any) -> float:
    """Seconds of CPU of the best of five calls: others use the machine, too."""
    took = []
    for number in range(5):
        started = time.process_time()
        call(number)
        took.append(time.process_time() - started)
    return min(took)


def test_predicting_costs_little_more_than_a_plain_loop(benchmark: Any, data: Dataset, tmp_path: Path) -> None:
    rows, model = data.labelled("stance", "test"), Ready()

    def ours(number: int) -> None:
        predict(
            data, JOB, model, rows, folder=tmp_path / str(number), key=str(number), progress=lambda done, total: None
        )

    loop = cpu(lambda number: [model.predict([example])[0].label for example in rows.examples])
    took = benchmark.pedantic(lambda: cpu(ours) - loop, rounds=1)
    print(f"\npredict: {took / ROWS * 1e6:.1f} µs of CPU a row over a plain loop's {loop / ROWS * 1e6:.1f}")  # noqa: T201
    assert took / ROWS < BOUND


def test_a_whole_run_without_intervals_and_controls_stays_within_the_bound(
    benchmark: Any, data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Ready()
    monkeypatch.setattr(models, "load", lambda target, labels, *options: model)
    for module in (evaluation, calibration):
        monkeypatch.setattr(module, "FEW", ROWS)  # intervals are a fixed cost, and scoring has its own benchmark

    def ours(number: int) -> None:
        evaluate(data, JOB, out=tmp_path / str(number), blind={})

    examples = data.labelled("stance", "test").examples
    loop = cpu(lambda number: [model.predict([example])[0].label for example in examples])
    took = benchmark.pedantic(lambda: cpu(ours) - loop, rounds=1)
    told = f"{took / ROWS * 1e6:.1f} µs of CPU a row over a plain loop's {loop / ROWS * 1e6:.1f}"
    print(f"\neval, from rows read to files written: {told}")  # noqa: T201
    assert took / ROWS < BOUND
