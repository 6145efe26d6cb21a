"""The FEVEROUS score, label accuracy and evidence precision, recall and F1 (Aly et al., 2021), shares from 0 to 1.

As FEVER with items (page, type, position), all strings, except that NOT ENOUGH INFO does need its evidence and counts
in precision and recall, and that five sentences and 25 parts of tables are kept, each cut apart. The official scorer
cuts the caller's own list; here nothing is changed, so that the same call twice gives the same answer twice.
"""

from __future__ import annotations

from fcbench.evidence_sets import COMPAT, STRICT, Answer, Item, Proof, numbers, scores
from fcbench.stats import Floats

VERSION = "1"
SCORER = "Raldir/FEVEROUS@32b68ce src/feverous/evaluation/feverous_scorer.py"
TASKS = ("feverous",)
MODES = (COMPAT, STRICT)
HEADLINE = ("feverous_score", "label_accuracy", "evidence_f1")
BEST = dict.fromkeys(("feverous_score", "label_accuracy", "evidence_precision", "evidence_recall", "evidence_f1"), 1.0)
TABLE_PARTS = ("cell", "item", "table_caption", "header_cell")  # all else is cut with the sentences
TOP_SENTENCES, TOP_TABLE_PARTS = 5, 25  # FEVEROUS task definition


def applies(labels: tuple[str, ...]) -> bool:
    """Never by labels alone: it needs sets of evidence."""
    return False


def observe(
    gold: Proof, predicted: Answer | None, labels: tuple[str, ...] = (), *, mode: str = STRICT
) -> tuple[float, ...]:
    """One claim's numbers: claims, proved, right, precision, recall, claims that evidence is due for.

    >>> gold = Proof("NOT ENOUGH INFO", ((("page", "sentence", "1"),),))
    >>> observe(gold, Answer("NOT ENOUGH INFO", ()))
    (1.0, 0.0, 1.0, 0.0, 0.0, 1.0)
    """
    label, items = (None, ()) if predicted is None else (predicted.label, predicted.items)
    return numbers(gold, label, _kept(items, mode), mode=mode)


def _kept(items: tuple[Item, ...], mode: str) -> tuple[Item, ...]:
    room = {True: TOP_TABLE_PARTS, False: TOP_SENTENCES}
    kept = []
    for item in items if mode == COMPAT else dict.fromkeys(items):
        of_table = item[1] in TABLE_PARTS
        if room[of_table]:
            room[of_table] -= 1
            kept.append(item)
    return tuple(kept)


def summarise(totals: Floats, labels: tuple[str, ...] = (), *, mode: str = STRICT) -> dict[str, Floats]:
    """The five scores of sums of shape (..., 6); see `fcbench.evidence_sets.scores` for what is undefined.

    >>> import numpy as np
    >>> float(summarise(np.array([2.0, 1, 2, 1, 1, 2]))["feverous_score"])
    0.5
    """
    return scores(totals, "feverous_score", mode=mode)


def refusal(gold: Proof, predicted: Answer) -> str | None:
    """Why the official scorer raises on this claim, or None: it looks at the evidence only where the label is right.

    >>> refusal(Proof("SUPPORTS", ()), Answer("SUPPORTS", (("page", "sentence", 1),)))
    "evidence ('page', 'sentence', 1) is not a page, a type and a position, all str"
    """
    if predicted.label.upper() != gold.label.upper():
        return None
    for item in predicted.items:
        if len(item) != 3 or not all(isinstance(part, str) for part in item):
            return f"evidence {item!r} is not a page, a type and a position, all str"
    return None
