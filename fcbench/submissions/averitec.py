"""AVeriTeC: a JSON array of labels with questions and answers, in file order, or the FEVER-8 task's CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fcbench.dataset import Dataset
from fcbench.metrics import averitec
from fcbench.metrics.averitec import COMPAT, LABELS, STRICT, Case
from fcbench.schema import DataError, Record, Score
from fcbench.scoring import Scored, place_of, points, tally, with_intervals
from fcbench.upstream import Row, delimited, json_array

METRICS = {"averitec": averitec.VERSION}
HEADLINE = averitec.HEADLINE
COLUMNS = ("id", "claim", "evi", "label", "split")  # of FEVER-8, the shared task of 2025
LOWER_BOUND = "METEOR is without WordNet's synonyms: what rests on it is a lower bound of the official number"


@dataclass(frozen=True)
class Line:
    """An answer; `id` is the claim's position in the split, where the row gives one."""

    where: str
    id: str | None
    claim: str | None
    case: Case


@dataclass(frozen=True)
class Gold:
    """A claim's text, its case and its cluster."""

    claim: str
    case: Case
    cluster: str


def scorers() -> dict[str, str]:
    """The official scorer and ours, each with what METEOR is here."""
    return {COMPAT: f"{averitec.SCORER}; {averitec.pedigree()}", STRICT: f"fcbench; {averitec.pedigree()}"}


def score(path: Path, dataset: Dataset, split: str) -> list[Scored]:
    """The official and the strict scores of a submission."""
    lines, golds = read(path), gold(dataset, split)
    return [_compat(lines, golds), _strict(lines, golds)]


# Reading


def read(path: Path) -> list[Line]:
    """The answers of a submission; raises DataError, with the place, where one is not of a known format."""
    csv = path.name.removesuffix(".gz").endswith(".csv")
    lines = []
    for row in delimited(path, COLUMNS) if csv else json_array(path):
        if isinstance(row, DataError):
            raise row
        where = place_of(row.where, path)
        lines.append(_of_csv(row, where) if csv else _of_json(row, where))
    if not lines:
        raise DataError(f"{path}: no answers in it")
    return lines


def _of_csv(row: Row, where: str) -> Line:
    """A row whose cell `evi` has pairs, each followed by two tabs and two line ends; within a pair by one."""
    evidence = tuple(
        " ".join(part for part in pair.split("\t\t\n") if part)
        for pair in row.text("evi", empty=True).split("\t\t\n\n")
        if pair.strip()
    )
    return Line(where, row.text("id"), row.text("claim"), Case(row.text("label"), evidence))


def _of_json(row: Row, where: str) -> Line:
    """An answer as the official scorer takes it: label, questions, string_evidence; or with pred_label and evidence."""
    label = row.text("label" if "label" in row.fields else "pred_label")
    asked = row.items("questions") if "questions" in row.fields else []
    plain = row.fields.get("string_evidence", [])
    if not isinstance(plain, list) or not all(isinstance(one, str) for one in plain):
        raise row.error("string_evidence: a list of texts is due")
    pairs = row.items("evidence") if "evidence" in row.fields and not asked else []
    strings = [string for question in asked for string in _strings(question)]
    strings += [*plain, *(f"{_said(pair, 'question')} {_said(pair, 'answer')}" for pair in pairs)]
    case = Case(
        label,
        tuple(strings),
        tuple(question.text("question", empty=True) for question in (asked or pairs)) if asked or pairs else None,
        row.maybe("justification"),
    )
    name = row.fields.get("claim_id", row.fields.get("id"))
    return Line(where, None if name is None else str(name), row.maybe("claim"), case)


def _said(row: Row, field: str) -> str:
    return row.text(field, empty=True)


def _strings(question: Row) -> Iterator[str]:
    """A question with each of its answers, joined as the official scorer joins them."""
    text, given = _said(question, "question"), question.fields.get("answers")
    answers = given if isinstance(given, list) else [given]
    for place, answer in enumerate(answers):
        inner = Row(f"{question.where}.answers.{place}", answer if isinstance(answer, dict) else {})
        boolean = inner.fields.get("answer_type") == "Boolean"
        yield f"{text} {_said(inner, 'answer')}" + (f". {_said(inner, 'boolean_explanation')}" if boolean else "")
    if not answers:
        yield f"{text} No answer could be found."


def gold(dataset: Dataset, split: str) -> list[Gold]:
    """The gold of a split, in file order; raises DataError where it has none."""
    made = [_gold(record) for record in dataset.records(split)]
    if not made:
        raise DataError(f"{dataset.folder}: split {split!r} has no claims")
    return made


def _gold(record: Record) -> Gold:
    verdict = record.verdict
    if verdict is None or verdict.label not in LABELS or not record.evidence:
        raise DataError(f"{record.id}: no label of AVeriTeC, or no evidence: there is no gold to score against")
    strings = tuple(f"{piece.question} {piece.text}" for piece in record.evidence)
    asked = {piece.id.rpartition("/")[0]: str(piece.question) for piece in record.evidence}  # answers share a question
    case = Case(verdict.label, strings, tuple(asked.values()), verdict.justification or "")
    return Gold(record.claim.text, case, record.cluster)


# Scoring


def _compat(lines: list[Line], golds: list[Gold]) -> Scored:
    """By position, as far as both go; F1 is scikit-learn's, which raises where one is longer."""
    numbers = [averitec.observe(one.case, line.case, mode=COMPAT) for line, one in zip(lines, golds, strict=False)]
    scores = points(numbers, partial(averitec.summarise, mode=COMPAT), averitec.BEST)
    notes = [LOWER_BOUND]
    if len(lines) != len(golds):
        scores |= {name: Score(value=None) for name in scores if "f1" in name}
        notes.append(f"{len(lines):,} rows for {len(golds):,} claims: scored as far as both go, and F1 raises there")
    notes += tally(_unlisted(lines), "rows have a label that there is not, and count as wrong")
    return Scored(COMPAT, scores, tuple(notes))


def _strict(lines: list[Line], golds: list[Gold]) -> Scored:
    """By id where rows have one, else by position; where a row has the claim's text, it must be that claim's."""
    refused = _refused(lines, golds)
    if refused:
        return Scored(STRICT, {}, tuple(f"refused: {reason}" for reason in refused))
    by_id = {_id(line, place): line.case for place, line in enumerate(lines)}
    cases = [by_id.get(str(place)) for place in range(len(golds))]
    numbers = [averitec.observe(one.case, case) for one, case in zip(golds, cases, strict=True)]
    silent = [f"claim {place}" for place, case in enumerate(cases) if case is None]
    notes = [LOWER_BOUND, *tally(silent, "claims have no row and count as wrong")]
    notes += tally([line.where for line in lines if line.id is None], "rows have no id and were taken by position")
    notes += tally([line.where for line in lines if _repeats(line.case)], "rows have a string twice; it counts once")
    clusters = [one.cluster for one in golds]
    return Scored(STRICT, with_intervals(numbers, clusters, averitec.summarise, averitec.BEST), tuple(notes))


def _id(line: Line, place: int) -> str:
    return str(place) if line.id is None else line.id


def _repeats(case: Case) -> bool:
    return len(set(case.evidence)) < len(case.evidence)


def _unlisted(lines: list[Line]) -> list[str]:
    return [f"{line.where} ({line.case.label!r})" for line in lines if line.case.label not in LABELS]


def _refused(lines: list[Line], golds: list[Gold]) -> list[str]:
    texts: dict[str, Any] = {str(place): one.claim for place, one in enumerate(golds)}
    ids = [_id(line, place) for place, line in enumerate(lines)]
    counts, named = Counter(ids), list(zip(ids, lines, strict=True))
    strange = [f"{line.where} ({name})" for name, line in named if name not in texts]
    other = [line.where for name, line in named if line.claim is not None and line.claim != texts.get(name, line.claim)]
    return [
        *tally(strange, f"rows have an id that is not from 0 to {len(golds) - 1}"),
        *tally([f"{line.where} ({name})" for name, line in named if counts[name] > 1], "rows have an id twice"),
        *tally(other, "rows have the text of another claim than that of their id"),
        *tally(_unlisted(lines), f"rows have a label that is not one of {', '.join(LABELS)}"),
    ]
