"""FEVER: JSON Lines of id, predicted_label and predicted_evidence, a list of [page, line]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fcbench.dataset import Dataset
from fcbench.evidence_sets import COMPAT, STRICT, Answer, Item, Proof
from fcbench.metrics import fever
from fcbench.schema import DataError, Record
from fcbench.scoring import Scored, place_of, points, tally, with_intervals
from fcbench.upstream import Row, jsonl

METRICS = {"fever": fever.VERSION}
HEADLINE = fever.HEADLINE


@dataclass(frozen=True)
class Line:
    """A line of a submission; `carried` is the gold that it brings along, `cites` whether it has the field."""

    where: str
    id: str | None
    answer: Answer
    cites: bool
    carried: Proof | None


@dataclass(frozen=True)
class Gold:
    """A claim's id as the benchmark has it, its proof and its cluster."""

    id: str
    proof: Proof
    cluster: str


def scorers() -> dict[str, str]:
    """The official scorer."""
    return {COMPAT: fever.SCORER}


def score(path: Path, dataset: Dataset, split: str) -> list[Scored]:
    """The official and the strict scores of a submission."""
    lines, golds = read(path), gold(dataset, split)
    return [_compat(lines, golds), _strict(lines, golds)]


# Reading


def read(path: Path) -> list[Line]:
    """The lines of a submission; raises DataError, with file and line, where one is not of the format."""
    lines = []
    for row in jsonl(path):
        if isinstance(row, DataError):
            raise row
        lines.append(_line(row, place_of(row.where, path)))
    return lines


def _line(row: Row, where: str) -> Line:
    name = row.fields.get("id")
    return Line(
        where=where,
        id=None if name is None else str(name),
        answer=Answer(row.text("predicted_label"), _items(row, "predicted_evidence", row.fields)),
        cites="predicted_evidence" in row.fields,
        carried=_carried(row) if {"label", "evidence"} <= row.fields.keys() else None,
    )


def _items(row: Row, field: str, fields: dict[str, Any]) -> tuple[Item, ...]:
    value = fields.get(field, [])
    if not isinstance(value, list):
        raise row.error(f"{field}: saw {value!r}; a list of [page, line] is due")
    return tuple(_item(piece) for piece in value)


def _item(piece: Any) -> Item:
    """A piece as it stands, if it is a list of plain values; else one that is no sentence."""
    plain = isinstance(piece, list) and all(part is None or isinstance(part, str | int | float) for part in piece)
    return tuple(piece) if plain else (repr(piece),)


def _carried(row: Row) -> Proof:
    """The gold in a line, in FEVER's own form: sets of [annotation, evidence, page, line]."""
    sets = row.fields["evidence"]
    if not isinstance(sets, list) or not all(isinstance(one, list) for one in sets):
        raise row.error("evidence: a list of sets is due, each a list of [annotation, evidence, page, line]")
    for piece in (piece for one in sets for piece in one):
        if not isinstance(piece, list) or len(piece) != 4:
            raise row.error(f"evidence: saw {piece!r}; [annotation, evidence, page, line] is due")
    return Proof(row.text("label"), tuple(tuple(_item(piece[2:]) for piece in one) for one in sets))


def gold(dataset: Dataset, split: str) -> list[Gold]:
    """The gold of a split, in file order; raises DataError where it has none."""
    made = [_gold(record) for record in dataset.records(split)]
    if not made:
        raise DataError(f"{dataset.folder}: split {split!r} has no claims")
    return made


def _gold(record: Record) -> Gold:
    verdict = record.verdict
    if verdict is None or verdict.label is None:
        raise DataError(f"{record.id}: no label: the split has no gold to score against")
    places = {piece.id: _place(record.id, piece.locator) for piece in record.evidence}
    sets = tuple(tuple(places[member] for member in one.members) for one in verdict.sets)
    return Gold(record.id.rpartition("/")[2], Proof(verdict.label, sets), record.cluster)


def _place(name: str, locator: str | None) -> Item:
    page, _, line = (locator or "").rpartition(":")
    if not page or not line.isdecimal():
        raise DataError(f"{name}: locator {locator!r}; page:line is due")
    return page, int(line)


# Scoring


def _compat(lines: list[Line], golds: list[Gold]) -> Scored:
    """Bug for bug: gold in a line goes before ours; where a line has none, lines align with ours by position."""
    blind = [line for line in lines if line.carried is None]
    refused = tally([line.where for line in lines if not line.cites], "rows without predicted_evidence")
    if blind and len(lines) != len(golds):
        refused.append(f"{len(lines):,} rows for {len(golds):,} claims")
    if not refused:
        proofs = [line.carried or golds[place].proof for place, line in enumerate(lines)]
        reasons = [fever.refusal(proof, line.answer) for proof, line in zip(proofs, lines, strict=True)]
        broken = [f"{line.where} ({reason})" for line, reason in zip(lines, reasons, strict=True) if reason]
        refused = tally(broken, "rows with evidence that is not [page, line]")
    if refused:
        return Scored(COMPAT, {}, tuple(f"the official scorer raises: {reason}" for reason in refused))
    numbers = [fever.observe(proof, line.answer, mode=COMPAT) for proof, line in zip(proofs, lines, strict=True)]
    scores = points(numbers, partial(fever.summarise, mode=COMPAT), fever.BEST)
    return Scored(COMPAT, scores, tuple(_remarks(lines, golds, proofs, undefined=scores["evidence_f1"].value is None)))


def _remarks(lines: list[Line], golds: list[Gold], proofs: list[Proof], *, undefined: bool) -> list[str]:
    """What the official scorer does without saying so."""
    own = [line.where for line in lines if line.carried is not None]
    pairs = zip(lines, golds, strict=False)  # lines that all carry gold may be more or fewer
    moved = [line.where for line, one in pairs if line.carried is None and line.id is not None and line.id != one.id]
    due = [line.where for line, proof in zip(lines, proofs, strict=True) if _bare(proof, line.answer)]
    return [
        *tally(own, "rows carry gold of their own, which the official scorer takes in place of the dataset's"),
        *tally(moved, "rows have another id than the claim at their position, which is all that counts there"),
        *tally(due, "rows cite nothing where evidence is due, and get precision 1 for it"),
        *(["F1 of precision 0 and recall 0 is undefined; the official scorer raises ZeroDivisionError"] * undefined),
    ]


def _bare(proof: Proof, answer: Answer | None) -> bool:
    """Whether an answer cites nothing where evidence is due."""
    return answer is not None and not answer.items and proof.label.upper() != fever.NEI


def _strict(lines: list[Line], golds: list[Gold]) -> Scored:
    refused = _refused(lines, {one.id for one in golds})
    if refused:
        return Scored(STRICT, {}, tuple(f"refused: {reason}" for reason in refused))
    by_id = {line.id: line.answer for line in lines}
    numbers = [fever.observe(one.proof, by_id.get(one.id)) for one in golds]
    scores = with_intervals(numbers, [one.cluster for one in golds], fever.summarise, fever.BEST)
    bare = [one.id for one in golds if _bare(one.proof, by_id.get(one.id))]
    repeated = [line.where for line in lines if len(set(line.answer.items)) < len(line.answer.items)]
    return Scored(
        STRICT,
        scores,
        (
            *tally([one.id for one in golds if one.id not in by_id], "claims have no row and count as wrong"),
            *tally([line.where for line in lines if line.carried], "rows carry gold, which was refused: ours counts"),
            *tally(repeated, "rows cite a sentence twice; it counts once"),
            *tally(bare, "claims are answered without the evidence that is due, and get precision 0 for it"),
        ),
    )


def _refused(lines: Sequence[Line], known: set[str]) -> list[str]:
    """Why the strict mode refuses a submission; nothing where it does not."""
    counts = Counter(line.id for line in lines)
    strange = [f"{line.where} ({line.id})" for line in lines if line.id is not None and line.id not in known]
    twice = [f"{line.where} ({line.id})" for line in lines if line.id is not None and counts[line.id] > 1]
    unlisted = [
        f"{line.where} ({line.answer.label!r})" for line in lines if line.answer.label.upper() not in fever.LABELS
    ]
    broken = [f"{line.where} ({reason})" for line in lines if (reason := fever.malformed(line.answer.items))]
    return [
        *tally([line.where for line in lines if line.id is None], "rows have no id"),
        *tally(strange, "rows have an id that is not of the split"),
        *tally(twice, "rows have an id that stands twice"),
        *tally(unlisted, f"rows have a label that is not one of {', '.join(fever.LABELS)}"),
        *tally(broken, "rows have evidence that is not [page, line]"),
    ]
