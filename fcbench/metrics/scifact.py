"""SciFact: abstracts and rationale sentences found and labelled (Wadden et al., 2020), all shares from 0 to 1.

There are two official scorers. `compat-leaderboard` counts the first max(3, shortest gold rationale) sentences of an
abstract, `compat-paper` the first 3, and only the gold of claims that were answered: there, leaving a claim out raises
recall. In both an undefined precision, recall or F1 is 0, and a repeated sentence costs precision.

`strict` cuts as the leaderboard does, counts repeated sentences once, expects each gold sentence once even where
rationales overlap (on which both official scorers may raise), and leaves undefined what is undefined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fcbench.stats import Floats, ratio

VERSION = "1"
LEADERBOARD, PAPER, STRICT = "compat-leaderboard", "compat-paper", "strict"
SCORERS = {
    LEADERBOARD: "allenai/scifact-evaluator@66feffc evaluator/eval.py",
    PAPER: "allenai/scifact@68b98a5 verisci/evaluate/lib/metrics.py",
}
SCORER = SCORERS[LEADERBOARD]
TASKS = ("scifact",)
MODES = (LEADERBOARD, PAPER, STRICT)
FAMILIES = ("abstract_label_only", "abstract_rationalized", "sentence_selection", "sentence_label")
HEADLINE = tuple(f"{family}_f1" for family in FAMILIES)
BEST = {f"{family}_{part}": 1.0 for family in FAMILIES for part in ("precision", "recall", "f1")}
LABELS = ("SUPPORT", "CONTRADICT")
TOP = 3  # sentences of an abstract that count: SciFact task definition


@dataclass(frozen=True)
class Abstract:
    """Gold: what an abstract says of the claim, and alternative rationales, each enough."""

    label: str
    rationales: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Finding:
    """What is answered of an abstract: a label, and sentences, the most important first."""

    label: str
    sentences: tuple[int, ...]


def applies(labels: tuple[str, ...]) -> bool:
    """Never by labels alone: it needs rationales, which `fcbench score --as scifact` reads."""
    return False


def observe(
    gold: Mapping[str, Abstract],
    predicted: Mapping[str, Finding] | None,
    labels: tuple[str, ...] = (),
    *,
    mode: str = STRICT,
) -> tuple[float, ...]:
    """One claim's counts: abstracts due, found, right, rationalized; sentences due, found, selected, labelled.

    Gold and answers are by the abstract's id; None is silence.

    >>> gold = {"11": Abstract("SUPPORT", ((0, 1), (11,)))}
    >>> observe(gold, {"11": Finding("SUPPORT", (1, 11, 13)), "16": Finding("CONTRADICT", ())})
    (1.0, 2.0, 1.0, 1.0, 3.0, 3.0, 1.0, 1.0)
    """
    if predicted is None and mode == PAPER:
        return (0.0,) * 8
    counts = np.zeros(8)
    counts[0] = len(gold)
    counts[4] = sum(_due(abstract, mode) for abstract in gold.values())
    for name, finding in (predicted or {}).items():
        sentences = finding.sentences if mode != STRICT else tuple(dict.fromkeys(finding.sentences))
        counts[1] += 1
        counts[5] += len(sentences)
        if name in gold:
            right = finding.label == gold[name].label
            selected = _selected(gold[name], set(sentences))
            counts[2] += right
            counts[3] += right and _rationalized(gold[name], sentences, mode)
            counts[6] += selected
            counts[7] += right * selected
    return tuple(float(count) for count in counts)


def _due(abstract: Abstract, mode: str) -> int:
    listed = [sentence for rationale in abstract.rationales for sentence in rationale]
    return len(set(listed)) if mode == STRICT else len(listed)


def _rationalized(abstract: Abstract, sentences: tuple[int, ...], mode: str) -> bool:
    shortest = min(map(len, abstract.rationales), default=0)
    first = set(sentences[: TOP if mode == PAPER else max(TOP, shortest)])
    return any(first.issuperset(rationale) for rationale in abstract.rationales)


def _selected(abstract: Abstract, sentences: set[int]) -> int:
    """The sentences of rationales that are found whole; there is no cut here, for what is too much costs precision."""
    whole = [rationale for rationale in abstract.rationales if sentences.issuperset(rationale)]
    return len({sentence for rationale in whole for sentence in rationale})


def summarise(totals: Floats, labels: tuple[str, ...] = (), *, mode: str = STRICT) -> dict[str, Floats]:
    """Precision, recall and F1 of the four families, micro over sums of shape (..., 8).

    >>> found = summarise(np.array([2.0, 2, 1, 1, 4, 5, 1, 1]))
    >>> float(found["abstract_label_only_f1"]), round(float(found["sentence_selection_f1"]), 4)
    (0.5, 0.2222)
    """
    made: dict[str, Floats] = {}
    for number, family in enumerate(FAMILIES):
        due, found = (totals[..., place + 4 * (number > 1)] for place in (0, 1))
        right = totals[..., (2, 3, 6, 7)[number]]
        values = {"precision": ratio(right, found), "recall": ratio(right, due), "f1": ratio(2 * right, due + found)}
        for part, value in values.items():
            made[f"{family}_{part}"] = value if mode == STRICT else np.nan_to_num(value)
    return made


def refusal(gold: Mapping[str, Abstract], predicted: Mapping[str, Finding]) -> str | None:
    """Why the official scorers raise on this claim, or None.

    >>> refusal({}, {"9": Finding("NOT_ENOUGH_INFO", ())})
    "label 'NOT_ENOUGH_INFO' of abstract 9 is not one of: SUPPORT, CONTRADICT"
    """
    for name, finding in predicted.items():
        if finding.label not in LABELS:
            return f"label {finding.label!r} of abstract {name} is not one of: {', '.join(LABELS)}"
        rationales = gold[name].rationales if name in gold else ()
        for sentence in finding.sentences:
            if sum(sentence in rationale for rationale in rationales) > 1:
                return f"sentence {sentence} of abstract {name} is in two gold rationales"
    return None
