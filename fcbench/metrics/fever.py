"""The FEVER score, label accuracy and evidence precision, recall and F1 (Thorne et al., 2018), all shares from 0 to 1.

`compat` is the official scorer: NOT ENOUGH INFO needs no evidence and is left out of precision and recall; the first
five sentences count, repeated ones among them; no sentence at all is precision 1. `strict` counts repeated sentences
once, before the cut, and gives no sentence precision 0: else leaving evidence out would pay.
"""

from __future__ import annotations

from fcbench.evidence_sets import COMPAT, STRICT, Answer, Item, Proof, numbers, scores
from fcbench.stats import Floats

VERSION = "1"
SCORER = "sheffieldnlp/fever-scorer@4801615 src/fever/scorer.py"
TASKS = ("fever",)
MODES = (COMPAT, STRICT)
HEADLINE = ("fever_score", "label_accuracy", "evidence_f1")
BEST = dict.fromkeys(("fever_score", "label_accuracy", "evidence_precision", "evidence_recall", "evidence_f1"), 1.0)
NEI = "NOT ENOUGH INFO"
LABELS = ("SUPPORTS", "REFUTES", NEI)
TOP = 5  # sentences that count: FEVER task definition


def applies(labels: tuple[str, ...]) -> bool:
    """Never by labels alone: it needs sets of evidence, which `fcbench score --as fever` reads."""
    return False


def observe(
    gold: Proof, predicted: Answer | None, labels: tuple[str, ...] = (), *, mode: str = STRICT
) -> tuple[float, ...]:
    """One claim's numbers: claims, proved, right, precision, recall, claims that evidence is due for.

    Items are (page, line). None is silence.

    >>> gold = Proof("REFUTES", ((("page1", 1), ("page2", 2)),))
    >>> observe(gold, Answer("REFUTES", (("page1", 1),)))
    (1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
    """
    label, items = (None, ()) if predicted is None else (predicted.label, predicted.items)
    return numbers(gold, label, _kept(items, mode), proves=gold.label.upper() != NEI, mode=mode)


def _kept(items: tuple[Item, ...], mode: str) -> tuple[Item, ...]:
    return (items if mode == COMPAT else tuple(dict.fromkeys(items)))[:TOP]


def summarise(totals: Floats, labels: tuple[str, ...] = (), *, mode: str = STRICT) -> dict[str, Floats]:
    """The five scores of sums of shape (..., 6); see `fcbench.evidence_sets.scores` for what is undefined.

    >>> import numpy as np
    >>> found = summarise(np.array([2.0, 1, 2, 5 / 3, 1, 2]))
    >>> float(found["fever_score"]), round(float(found["evidence_f1"]), 3)
    (0.5, 0.625)
    """
    return scores(totals, "fever_score", mode=mode)


def refusal(gold: Proof, predicted: Answer) -> str | None:
    """Why the official scorer raises on this claim, or None: it looks at the evidence only where the label is right.

    >>> refusal(Proof("SUPPORTS", ()), Answer("SUPPORTS", (("page1", "1"),)))
    "evidence ('page1', '1') is not a page and a line as str and int"
    """
    if predicted.label.upper() != gold.label.upper():
        return None
    return malformed(predicted.items)


def malformed(items: tuple[Item, ...]) -> str | None:
    """What is wrong with the first item that is not a page and a line, or None."""
    for item in items:
        if len(item) != 2 or not isinstance(item[0], str) or not isinstance(item[1], int):
            return f"evidence {item!r} is not a page and a line as str and int"
    return None
