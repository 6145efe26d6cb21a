"""SciFact: JSON Lines of id and evidence, a mapping from abstracts to sentences and a label."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fcbench.dataset import Dataset
from fcbench.metrics import scifact
from fcbench.metrics.scifact import LABELS, LEADERBOARD, PAPER, STRICT, Abstract, Finding
from fcbench.schema import DataError, Evidence, Record
from fcbench.scoring import Scored, place_of, points, tally, with_intervals
from fcbench.upstream import Row, jsonl

METRICS = {"scifact": scifact.VERSION}
HEADLINE = scifact.HEADLINE


@dataclass(frozen=True)
class Line:
    """A line of a submission: a claim's id, and what is found in abstracts, by their ids."""

    where: str
    id: str
    findings: dict[str, Finding]


@dataclass(frozen=True)
class Gold:
    """A claim's id as the benchmark has it, its abstracts that have evidence, and its cluster."""

    id: str
    abstracts: dict[str, Abstract]
    cluster: str


def scorers() -> dict[str, str]:
    """The official scorers: the leaderboard's, and the paper's."""
    return scifact.SCORERS


def score(path: Path, dataset: Dataset, split: str) -> list[Scored]:
    """The scores of a submission as the leaderboard and the paper's code give them, and strictly."""
    lines, golds = read(path), gold(dataset, split)
    return [_leaderboard(lines, golds), _paper(lines, golds), _strict(lines, golds)]


# Reading


def read(path: Path) -> list[Line]:
    """The lines of a submission; raises DataError, with file and line, where one is not of the format."""
    lines = []
    for row in jsonl(path):
        if isinstance(row, DataError):
            raise row
        evidence = row.fields.get("evidence")
        if not isinstance(evidence, dict):
            raise row.error(f"evidence: saw {evidence!r}; a mapping from abstracts to sentences and label is due")
        findings = {name: _finding(row, name, found) for name, found in evidence.items()}
        lines.append(Line(place_of(row.where, path), str(row.number("id")), findings))
    return lines


def _finding(row: Row, name: str, found: object) -> Finding:
    inner = Row(f"{row.where}: evidence.{name}", found if isinstance(found, dict) else {})
    sentences = inner.fields.get("sentences")
    if not isinstance(sentences, list) or any(type(sentence) is not int for sentence in sentences):
        raise inner.error(f"sentences: saw {sentences!r}; a list of numbers of sentences is due")
    return Finding(inner.text("label"), tuple(sentences))


def gold(dataset: Dataset, split: str) -> list[Gold]:
    """The gold of a split, in file order; raises DataError where it has none."""
    golds = [_gold(record) for record in dataset.records(split)]
    if not any(one.abstracts for one in golds):
        raise DataError(f"{dataset.folder}: split {split!r} has no rationales: there is no gold to score against")
    return golds


def _gold(record: Record) -> Gold:
    pieces = [piece for piece in record.evidence if piece.rationales]
    abstracts = {str(piece.locator): _abstract(piece) for piece in pieces}
    return Gold(record.id.rpartition("/")[2], abstracts, record.cluster)


def _abstract(piece: Evidence) -> Abstract:
    labels = {rationale.label or piece.label for rationale in piece.rationales}
    (label,) = labels if len(labels) == 1 else (None,)
    if label not in LABELS:
        raise DataError(f"evidence {piece.id}: labels {labels!r}; one of {', '.join(LABELS)} is due for all rationales")
    return Abstract(label, tuple(rationale.sentences for rationale in piece.rationales))


# Scoring


def _leaderboard(lines: list[Line], golds: list[Gold]) -> Scored:
    expected = [one.id for one in golds]
    refused = []
    if [line.id for line in lines] != expected:
        refused = [f"{len(lines):,} rows do not have the ids of the {len(golds):,} claims in the same order"]
    refused = refused or _raised([(line, one) for line, one in zip(lines, golds, strict=True)])
    if refused:
        return Scored(LEADERBOARD, {}, tuple(f"the official scorer raises: {reason}" for reason in refused))
    numbers = [
        scifact.observe(one.abstracts, line.findings, mode=LEADERBOARD) for line, one in zip(lines, golds, strict=True)
    ]
    notes = tally(_repeated(lines), "rows have a sentence twice, which costs precision there")
    return Scored(
        LEADERBOARD, points(numbers, partial(scifact.summarise, mode=LEADERBOARD), scifact.BEST), tuple(notes)
    )


def _paper(lines: list[Line], golds: list[Gold]) -> Scored:
    """Gold counts for the claims that are answered, as often as they are answered."""
    by_id = {one.id: one for one in golds}
    refused = tally([f"{line.where} ({line.id})" for line in lines if line.id not in by_id], "rows of unknown claims")
    refused = refused or _raised([(line, by_id[line.id]) for line in lines])
    if refused:
        return Scored(PAPER, {}, tuple(f"the official scorer raises: {reason}" for reason in refused))
    numbers = [scifact.observe(by_id[line.id].abstracts, line.findings, mode=PAPER) for line in lines]
    answered = {line.id for line in lines}
    notes = [
        *tally([one.id for one in golds if one.id not in answered], "claims have no row, and their gold is left out"),
        *tally(_twice(lines), "rows have an id that stands twice, and count each time"),
        *tally(_repeated(lines), "rows have a sentence twice, which costs precision there"),
    ]
    return Scored(PAPER, points(numbers, partial(scifact.summarise, mode=PAPER), scifact.BEST), tuple(notes))


def _raised(pairs: list[tuple[Line, Gold]]) -> list[str]:
    found = [(line, scifact.refusal(one.abstracts, line.findings)) for line, one in pairs]
    return tally([f"{line.where} ({reason})" for line, reason in found if reason], "rows that it does not take")


def _twice(lines: list[Line]) -> list[str]:
    counts = Counter(line.id for line in lines)
    return [f"{line.where} ({line.id})" for line in lines if counts[line.id] > 1]


def _repeated(lines: list[Line]) -> list[str]:
    return [
        line.where
        for line in lines
        if any(len(set(found.sentences)) < len(found.sentences) for found in line.findings.values())
    ]


def _strict(lines: list[Line], golds: list[Gold]) -> Scored:
    known = {one.id for one in golds}
    unlisted = [
        f"{line.where} ({found.label!r})"
        for line in lines
        for found in line.findings.values()
        if found.label not in LABELS
    ]
    refused = [
        *tally([f"{line.where} ({line.id})" for line in lines if line.id not in known], "rows of unknown claims"),
        *tally(_twice(lines), "rows have an id that stands twice"),
        *tally(unlisted, f"abstracts have a label that is not one of {', '.join(LABELS)}"),
    ]
    if refused:
        return Scored(STRICT, {}, tuple(f"refused: {reason}" for reason in refused))
    by_id = {line.id: line.findings for line in lines}
    numbers = [scifact.observe(one.abstracts, by_id.get(one.id)) for one in golds]
    notes = [
        *tally([one.id for one in golds if one.id not in by_id], "claims have no row: nothing found, all gold due"),
        *tally(_repeated(lines), "rows have a sentence twice; it counts once"),
    ]
    clusters = [one.cluster for one in golds]
    return Scored(STRICT, with_intervals(numbers, clusters, scifact.summarise, scifact.BEST), tuple(notes))
