"""What a label means, by the label contract and the label maps: no dataset is asked for."""

from __future__ import annotations

from functools import cache

from fcbench import crosswalk
from fcbench.labels import meaning
from fcbench.schema import TRUTH_LABELS, VERDICTS, EvidenceState

APART = "unrelated"  # the stance of evidence that has nothing to do with the claim

_STATES: dict[str, EvidenceState] = {
    "conflicting": "conflicting",
    "insufficient": "insufficient",
    "not_applicable": "not_applicable",
}
Axes = tuple[EvidenceState | None, int | None]


def apart(labels: tuple[str, ...]) -> str | None:
    """The one label that means unrelated; None where there is none, or more than one.

    >>> apart(("agree", "disagree", "discuss", "unrelated")), apart(("SUPPORTS", "REFUTES"))
    ('unrelated', None)
    """
    found = [label for label in labels if meaning(label) == APART]
    return found[0] if len(found) == 1 else None


@cache
def verdict_meanings() -> dict[str, Axes | None]:
    """The state and truth of every verdict label that a map has, in lower case; None where maps disagree."""
    found: dict[str, Axes | None] = {
        label: ("sufficient", TRUTH_LABELS.index(label)) if label in TRUTH_LABELS else (_STATES[label], None)
        for label in VERDICTS
    }
    for name in crosswalk.names():
        source = crosswalk.load(name)
        for label in source.verdict:
            told = source.verdict_of(label)
            axes = (told.state, told.truth)
            if found.setdefault(label.lower(), axes) != axes:
                found[label.lower()] = None
    return found


def nearest_verdict(state: EvidenceState | None, truth: int | None, labels: tuple[str, ...]) -> str | None:
    """The label that means these axes, or the nearest truth, or that the evidence is not enough; None where none does.

    >>> nearest_verdict("sufficient", 3, ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO"))
    'SUPPORTS'
    """
    known = [(label, verdict_meanings().get(label.lower())) for label in labels]
    ways = [(label, axes) for label, axes in known if axes is not None and axes[0] is not None]
    if truth is not None:
        near = [(abs(truth - axes[1]), label) for label, axes in ways if axes[1] is not None]
        return min(near)[1] if near else None
    for wanted in (state, "insufficient"):
        for label, axes in ways:
            if axes[0] == wanted:
                return label
    return None
