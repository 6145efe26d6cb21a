"""Climate-FEVER: sentences' and claims' labels by the source's own rules (Diggelmann et al., 2020), shares from 0 to 1.

A sentence's label is the plurality of its votes, and NOT_ENOUGH_INFO where the top is tied. A claim's label follows
from its sentences' labels: DISPUTED where there are both SUPPORTS and REFUTES, else whichever occurs, else
NOT_ENOUGH_INFO. Answers are labels of sentences; a claim's answer is made of them by the same rule. There is no
official scorer, and papers differ in the classes scored: the names say whether DISPUTED is among them (`of_4`) or
claims with that gold are left out (`of_3`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from fcbench.stats import Floats, ratio

VERSION = "1"
SCORER = "tdiggelm/climate-fever-dataset@03de61617b (data; there is no official scorer)"
TASKS = ("climate",)
MODES = ("strict",)
SENTENCE_LABELS = ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")
CLAIM_LABELS = (*SENTENCE_LABELS, "DISPUTED")
HEADLINE = ("claim_macro_f1_of_4", "claim_macro_f1_of_3", "evidence_macro_f1")
BEST = dict.fromkeys(
    (
        "evidence_accuracy",
        "evidence_macro_f1",
        "claim_accuracy_of_4",
        "claim_macro_f1_of_4",
        "claim_accuracy_of_3",
        "claim_macro_f1_of_3",
    ),
    1.0,
)


def applies(labels: tuple[str, ...]) -> bool:
    """Never by labels alone: a claim's label is made of those of its sentences."""
    return False


def evidence_label(votes: Sequence[str | None]) -> str:
    """The label that votes give a sentence; unused slots are None, any tie at the top is NOT_ENOUGH_INFO.

    >>> evidence_label(["SUPPORTS", "REFUTES", "SUPPORTS", None, None]), evidence_label(["SUPPORTS", "REFUTES"])
    ('SUPPORTS', 'NOT_ENOUGH_INFO')
    """
    counts = Counter(vote for vote in votes if vote is not None).most_common(2)
    if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
        return "NOT_ENOUGH_INFO"
    return counts[0][0]


def claim_label(sentences: Sequence[str | None]) -> str:
    """The label that those of its sentences give a claim.

    >>> claim_label(["SUPPORTS", "REFUTES"]), claim_label(["REFUTES", None]), claim_label([])
    ('DISPUTED', 'REFUTES', 'NOT_ENOUGH_INFO')
    """
    sides = [label for label in ("SUPPORTS", "REFUTES") if label in sentences]
    return "DISPUTED" if len(sides) == 2 else sides[0] if sides else "NOT_ENOUGH_INFO"


def entropy(votes: Sequence[str | None]) -> float:
    """The entropy of the votes, in nats, as the source gives it beside them.

    >>> round(entropy(["SUPPORTS", "REFUTES", None]), 4)
    0.6931
    """
    counts = Counter(vote for vote in votes if vote is not None)
    shares = [count / counts.total() for count in counts.values()]
    return -sum(share * math.log(share) for share in shares) + 0.0


def observe(
    gold: Sequence[str], predicted: Sequence[str | None] | None, labels: tuple[str, ...] = ()
) -> tuple[float, ...]:
    """One claim's confusion: its sentences, 3 x 4, then itself, 4 x 5; rows are gold, the last column is silence.

    Labels are of the claim's sentences, in order; None is silence. A claim without any answer is silent itself.

    >>> sum(observe(["SUPPORTS", "REFUTES"], ["SUPPORTS", None]))
    3.0
    """
    answers = [None] * len(gold) if predicted is None else list(predicted)
    sentences, claims = np.zeros((3, 4)), np.zeros((4, 5))
    for right, answer in zip(gold, answers, strict=True):
        sentences[SENTENCE_LABELS.index(right), _column(answer, SENTENCE_LABELS)] += 1
    answered = claim_label(answers) if any(answer is not None for answer in answers) else None
    claims[CLAIM_LABELS.index(claim_label(gold)), _column(answered, CLAIM_LABELS)] += 1
    return tuple(np.concatenate([sentences.ravel(), claims.ravel()]).tolist())


def _column(answer: str | None, labels: tuple[str, ...]) -> int:
    return len(labels) if answer is None else labels.index(answer)


def summarise(totals: Floats, labels: tuple[str, ...] = ()) -> dict[str, Floats]:
    """Accuracy and macro-F1 of sentences and of claims, from sums of shape (..., 32).

    Macro-F1 is the mean over the labels that have gold rows.

    >>> found = summarise(np.array(observe(["SUPPORTS", "REFUTES"], ["SUPPORTS", None])))
    >>> float(found["evidence_accuracy"]), float(found["claim_accuracy_of_4"])
    (0.5, 0.0)
    """
    sentences = totals[..., :12].reshape(*totals.shape[:-1], 3, 4)
    claims = totals[..., 12:].reshape(*totals.shape[:-1], 4, 5)
    made: dict[str, Floats] = {}
    for name, end, matrix in (("evidence", "", sentences), ("claim", "_of_4", claims), ("claim", "_of_3", claims)):
        kept = matrix[..., :3, :] if end == "_of_3" else matrix
        hits, support = np.diagonal(kept, axis1=-2, axis2=-1), kept.sum(axis=-1)
        answered = kept.sum(axis=-2)[..., : hits.shape[-1]]
        f1 = np.where(support > 0, ratio(2 * hits, support + answered), 0.0)
        made[f"{name}_accuracy{end}"] = ratio(hits.sum(axis=-1), support.sum(axis=-1))
        made[f"{name}_macro_f1{end}"] = ratio(f1.sum(axis=-1), (support > 0).sum(axis=-1).astype(float))
    return made
