"""Answers that cite evidence, against alternative sets of it: what the scorers of FEVER and FEVEROUS have in common.

A claim is proved by any one whole set. Precision and recall are means over claims and ignore the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fcbench.stats import Floats, ratio

COMPAT, STRICT = "compat", "strict"
Item = tuple[object, ...]  # such as (page, line)


@dataclass(frozen=True)
class Proof:
    """Gold: a label, and alternative sets of evidence, of which any whole one is enough."""

    label: str
    sets: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True)
class Answer:
    """What is answered: a label, and the evidence for it, the most important first."""

    label: str
    items: tuple[Item, ...]


def numbers(
    gold: Proof, label: str | None, items: Sequence[Item], *, proves: bool = True, mode: str = STRICT
) -> tuple[float, ...]:
    """One claim's numbers: claims, right and proved, right, precision, recall, claims that evidence is due for.

    `proves` is False where the label needs no evidence. Labels are compared in upper case.
    """
    right = label is not None and label.upper() == gold.label.upper()
    if not proves:
        return 1.0, float(right), float(right), 0.0, 0.0, 0.0
    official = mode == COMPAT
    given = set(items)
    whole = any(given.issuperset(one) for one in gold.sets if one or official)  # there an empty set is always whole
    known = {item for one in gold.sets for item in one if None not in item}
    hits = sum(item in known for item in items)
    precision = hits / len(items) if items else float(official and label is not None)
    recall = float(whole or (official and not gold.sets))
    due = float(official or any(gold.sets))
    return 1.0, float(right and whole), float(right), due * precision, due * recall, due


def scores(totals: Floats, name: str, *, mode: str = STRICT) -> dict[str, Floats]:
    """The five scores of sums of shape (..., 6), all shares from 0 to 1; `name` is that of the first.

    The official scorers give precision 1 and recall 0 where no claim is due evidence, and raise ZeroDivisionError for
    the F1 of P = R = 0: that is nan here in `compat`. In `strict` all three are undefined where nothing is due, and
    the F1 of P = R = 0 is 0, the limit of the harmonic mean.
    """
    claims, proved, right, found, covered, due = (totals[..., place] for place in range(6))
    precision, recall = ratio(found, due), ratio(covered, due)
    if mode == COMPAT:
        precision, recall = np.where(due > 0, precision, 1.0), np.where(due > 0, recall, 0.0)
    f1 = ratio(2 * precision * recall, precision + recall)
    if mode == STRICT:
        f1 = np.where((due > 0) & np.isnan(f1), 0.0, f1)
    return {
        name: ratio(proved, claims),
        "label_accuracy": ratio(right, claims),
        "evidence_precision": precision,
        "evidence_recall": recall,
        "evidence_f1": f1,
    }
