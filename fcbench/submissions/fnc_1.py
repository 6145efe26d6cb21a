"""FNC-1: CSV of Headline, Body ID and Stance, row for row as the competition's file has them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fcbench.dataset import Dataset
from fcbench.metrics import classification, fnc
from fcbench.schema import DataError
from fcbench.scoring import Scored, place_of, points, tally, with_intervals
from fcbench.stats import Floats
from fcbench.upstream import Row, delimited

COMPAT, STRICT = "compat", "strict"
METRICS = {"fnc": fnc.VERSION, "classification": classification.VERSION}
HEADLINE = ("fnc_score", "macro_f1", "accuracy")  # never the FNC score without macro-F1: it does not see `disagree`
SCORER = "FakeNewsChallenge/fnc-1@29d473a scorer.py"
LABELS = ("agree", "disagree", "discuss", "unrelated")  # the official scorer's order
COLUMNS = ("Headline", "Body ID", "Stance")
BEST = fnc.BEST | classification.BEST

Pair = tuple[str, str]  # headline and body


@dataclass(frozen=True)
class Line:
    """A row of a submission, or of gold, where `where` is the record and `cluster` its article."""

    where: str
    pair: Pair
    stance: str
    cluster: str = ""


def scorers() -> dict[str, str]:
    """The official scorer, which gives the points; macro-F1 stands beside them and is not its own."""
    return {COMPAT: SCORER}


def score(path: Path, dataset: Dataset, split: str) -> list[Scored]:
    """The official and the strict scores of a submission."""
    lines, golds = read(path), gold(dataset, split)
    return [_compat(lines, golds), _strict(lines, golds)]


def answers(path: Path, dataset: Dataset, split: str) -> dict[str, str]:
    """The label of each row of the config stance by its id, for a submission that the strict score does not refuse."""
    of_pair = {line.pair: line.stance for line in read(path)}
    of_record = {one.where: of_pair[one.pair] for one in gold(dataset, split) if one.pair in of_pair}
    table = dataset.table("stance", split, ["id", "record_id"])
    rows = zip(*(table.column(name).to_pylist() for name in ("id", "record_id")), strict=True)
    return {name: of_record[record] for name, record in rows if record in of_record}


# Reading


def read(path: Path) -> list[Line]:
    """The rows of a submission; raises DataError, with file and line, where one is not of the format."""
    lines = []
    for row in delimited(path, COLUMNS):
        if isinstance(row, DataError):
            raise row
        lines.append(_line(row, place_of(row.where, path)))
    if not lines:
        raise DataError(f"{path}: no answers in it")
    return lines


def _line(row: Row, where: str, cluster: str = "") -> Line:
    headline = row.text("Headline", empty=True).replace("\r\n", "\n")  # the official scorer reads in text mode
    return Line(where, (headline, row.text("Body ID", empty=True)), row.text("Stance", empty=True), cluster)


def gold(dataset: Dataset, split: str) -> list[Line]:
    """The gold of a split, in file order, from the rows as published that the records keep.

    Raises DataError where it has none.
    """
    table = dataset.table("records", split, ["id", "cluster", "original"])
    made = []
    for name, cluster, original in zip(*(table.column(place).to_pylist() for place in range(3)), strict=True):
        fields = {} if original is None else json.loads(original)
        if not set(COLUMNS) <= fields.keys():
            raise DataError(f"{dataset.folder}: {name}: no row with {', '.join(COLUMNS)} is kept: not FNC-1?")
        made.append(_line(Row(name, fields), name, cluster))
    if not made:
        raise DataError(f"{dataset.folder}: split {split!r} has no pairs")
    return made


# Scoring


@cache
def _numbers(right: str, answer: str | None) -> tuple[float, ...]:
    return *fnc.observe(right, answer, LABELS), *classification.observe(right, answer, LABELS)


def _summarise(totals: Floats) -> dict[str, Floats]:
    of_labels = classification.summarise(totals[..., 2:], LABELS)
    return fnc.summarise(totals[..., :2], LABELS) | of_labels


def _compat(lines: list[Line], golds: list[Line]) -> Scored:
    """Row by row: the first row that is another raises there; rows that are missing or too many are not seen."""
    refused = next((_raised(line, one) for line, one in zip(lines, golds, strict=False) if _raised(line, one)), None)
    if refused:
        return Scored(COMPAT, {}, (f"the official scorer raises: {refused}",))
    answers: list[str | None] = [line.stance for line in lines[: len(golds)]]
    answers += [None] * (len(golds) - len(answers))
    numbers = [_numbers(one.stance, answer) for one, answer in zip(golds, answers, strict=True)]
    notes = ["macro-F1 and all by label is not the official scorer's; it gives the points"]
    if len(lines) != len(golds):
        notes.append(f"{len(lines):,} rows for {len(golds):,} pairs: the official scorer does not say so")
    return Scored(COMPAT, points(numbers, _summarise, BEST), tuple(notes))


def _raised(line: Line, one: Line) -> str | None:
    if line.pair != one.pair:
        return f"{line.where} is {line.pair!r}, where {one.pair!r} is due"
    return None if line.stance in LABELS else f"{line.where} has the stance {line.stance!r}"


def _strict(lines: list[Line], golds: list[Line]) -> Scored:
    """By pair, in any order; a pair that gold repeats counts once."""
    refused = _refused(lines, golds)
    if refused:
        return Scored(STRICT, {}, tuple(f"refused: {reason}" for reason in refused))
    answers = {line.pair: line.stance for line in lines}
    once = list({one.pair: one for one in golds}.values())
    numbers = [_numbers(one.stance, answers.get(one.pair)) for one in once]
    notes = tally([one.where for one in once if one.pair not in answers], "pairs have no row and count as wrong")
    if len(once) < len(golds):
        notes.append(f"{len(golds) - len(once):,} pairs repeat another; each counts once")
    return Scored(STRICT, with_intervals(numbers, [one.cluster for one in once], _summarise, BEST), tuple(notes))


def _refused(lines: Sequence[Line], golds: Sequence[Line]) -> list[str]:
    due = Counter(one.pair for one in golds)
    rows: dict[Pair, list[Line]] = defaultdict(list)
    for line in lines:
        rows[line.pair].append(line)
    twice = [given[-1].where for pair, given in rows.items() if len(given) > due[pair] > 0 or len(_stances(given)) > 1]
    return [
        *tally([line.where for line in lines if line.pair not in due], "rows are of pairs that are not of the split"),
        *tally(twice, "pairs are answered more often than they stand in gold, or in two ways"),
        *tally(
            [f"{line.where} ({line.stance!r})" for line in lines if line.stance not in LABELS],
            f"rows have a stance that is not one of {', '.join(LABELS)}",
        ),
    ]


def _stances(lines: Sequence[Line]) -> set[str]:
    return {line.stance for line in lines}
