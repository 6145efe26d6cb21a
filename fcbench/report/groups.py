"""The scores of an extractor by what they measure: tables for a report, rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, get_args

from fcbench.report import figures
from fcbench.schema import LinkKind, Result, SourceRole

ROLES = ("source", "cue", "content")
MEASURES = ("exact", "strip", "overlap", "soft", "token")
KINDS: tuple[str, ...] = get_args(LinkKind)
PARTS = ("precision", "recall", "f1")
AGREEMENT = ("gold", "precision", "recall", "F1")
WHOLE = {
    "exact": "all of it exact",
    "relaxed": "relaxed",
    "detection": "cue found",
    "speech": "relaxed, speech cues",
    "other": "relaxed, other cues",
}
CHAINS = {
    "chain_exact": "whole chain",
    "chain_link": "links after the narrator",
    **{f"chain_{role}": role.replace("_", " ") for role in get_args(SourceRole)},
    "matched_chain_link": "links, of those paired",
    "origin": "pairs of one origin",
    "matched_origin": "pairs of one origin, of those paired",
}
PAIRED = {
    "matched_chain_accuracy": "whole chain",
    "act_accuracy": "act",
    "directness_accuracy": "directness",
    "anonymity_accuracy": "anonymity",
}
CLAIMS = {"claim": "claim", "evidence": "evidence", "link": "link", "flag": "flag, of claims found"}
JUDGED = {
    "stance_accuracy": "stance, of evidence found",
    "evidence_act_accuracy": "act, of evidence found",
    "verdict_recall": "verdict, of all claims",
    "verdict_accuracy": "verdict, of claims found",
    "annotated_verdict_accuracy": "verdict, of claims found that lie wholly in their article",
}


class Group(NamedTuple):
    """A table of scores; without rows where the gold says nothing of them."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


def groups(result: Result) -> list[Group]:
    """The tables of a result of an extractor; none for a result with labels."""
    if result.labels:
        return []
    spans = {f"{role}_{measure}": f"{role}, {measure}" for role in ROLES for measure in MEASURES}
    links = {f"link_{kind}": kind.replace("_", " ") for kind in KINDS}
    return [
        Group("Whole attributions", ("measure", *AGREEMENT), _agreement(result, WHOLE)),
        Group("Spans by role", ("role, measure", *AGREEMENT[1:]), _agreement(result, spans, counted=False)),
        Group("Chains and origins", ("what", *AGREEMENT), _agreement(result, CHAINS)),
        Group("Of the attributions that are paired", ("same", "cases", "share"), _shares(result, PAIRED)),
        Group("Claims, evidence and links", ("what", *AGREEMENT), _agreement(result, CLAIMS)),
        Group("Links by kind", ("kind", *AGREEMENT), _agreement(result, links)),
        Group("Stances and verdicts", ("same", "cases", "share"), _shares(result, JUDGED)),
    ]


def _agreement(result: Result, families: dict[str, str], *, counted: bool = True) -> list[tuple[str, ...]]:
    """A row a family that the result has; none where all are undefined."""
    rows = []
    for family, title in families.items():
        names = [f"{family}_{part}" for part in PARTS]
        if all(name in result.scores for name in names):
            shown = [figures.with_interval(name, result.scores[name]) for name in names]
            rows.append((title, *([_count(result, family)] if counted else []), *shown))
    return rows if _any(result, (f"{family}_f1" for family in families)) else []


def _shares(result: Result, names: dict[str, str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (title, _count(result, name), figures.with_interval(name, result.scores[name]))
        for name, title in names.items()
        if name in result.scores
    ]
    return rows if _any(result, iter(names)) else []


def _any(result: Result, names: Iterator[str]) -> bool:
    """Whether any of these scores is defined."""
    return any(name in result.scores and result.scores[name].value is not None for name in names)


def _count(result: Result, name: str) -> str:
    """How many there are of it; nothing where that is not counted."""
    count = result.scores.get(f"{name}_count")
    return "" if count is None or count.value is None else f"{count.value:,.0f}"
