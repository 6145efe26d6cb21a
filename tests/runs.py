"""Runs made in memory: gold and answers -> what `fcbench eval` would have written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fcbench.clusters import LEVELS, Level
from fcbench.dataset import Labelled
from fcbench.evaluate import score
from fcbench.saved import Rows, Saved
from fcbench.schema import Example, Pedigree, Prediction

LABELS = ("yes", "no", "perhaps")


def run(
    gold: Sequence[str],
    answers: Sequence[str | None],
    *,
    name: str = "model",
    clusters: Sequence[str] | None = None,
    slices: Sequence[tuple[str, ...]] = (),
    **pedigree: object,
) -> Saved:
    """A run with these answers; each row is a cluster of its own unless `clusters` says otherwise."""
    ids = tuple(f"{number:05}" for number in range(len(gold)))
    own = tuple(clusters or ids)
    known = {
        "dataset": "made", "version": "1.0.0", "fingerprint": "f" * 16, "split": "test", "task": "stance",
        "model": name, "revision": "1", "training": "none", "metrics": "classification@1", "n": len(gold), "seed": 0,
        "fcbench": "0",
    }  # fmt: skip
    rows = Labelled([Example(id=one, claim="c", evidence=("e",)) for one in ids], list(gold), list(own))
    predictions = [Prediction(id=one, label=answer) for one, answer in zip(ids, answers, strict=True)]
    made = Pedigree.model_validate(known | pedigree)
    result = score(made, LABELS, rows, predictions, controls={}, cluster_by="row")
    levels: dict[Level, tuple[str, ...]] = {level: ids if level == "row" else own for level in LEVELS}
    of_rows = tuple(slices) or tuple((f"label={label}",) for label in gold)
    return Saved(Path(name), result, Rows(ids, tuple(gold), tuple(answers), levels, of_rows))


def drawn(rows: int, seed: int, *, accuracy: float = 0.8) -> tuple[list[str], list[str]]:
    """Gold of three skewed labels, and answers that are right that often, else any label."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, rows, p=[0.6, 0.3, 0.1])
    other = (gold + generator.integers(1, 3, rows)) % 3
    answers = np.where(generator.random(rows) < accuracy, gold, other)
    return [LABELS[number] for number in gold], [LABELS[number] for number in answers]


def spoiled(answers: Sequence[str], gold: Sequence[str], share: float, seed: int) -> list[str]:
    """The answers with so large a share of them made wrong."""
    generator = np.random.default_rng(seed)
    wrong = generator.random(len(answers)) < share
    other = [LABELS[(LABELS.index(label) + 1) % 3] for label in gold]
    return [bad if spoil else answer for answer, bad, spoil in zip(answers, other, wrong, strict=True)]


def churned(answers: Sequence[str], gold: Sequence[str], share: float, seed: int) -> list[str]:
    """The answers with so large a share of rows answered anew, as often right as before: no change but in the rows."""
    generator = np.random.default_rng(seed)
    accuracy = float(np.mean([answer == right for answer, right in zip(answers, gold, strict=True)]))
    made = []
    for answer, right in zip(answers, gold, strict=True):
        if generator.random() >= share:
            made.append(answer)
        elif generator.random() < accuracy:
            made.append(right)
        else:
            made.append(LABELS[(LABELS.index(right) + int(generator.integers(1, 3))) % 3])
    return made
