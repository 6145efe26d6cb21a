"""Predictions: made of a table of probabilities, and read from files of other programs."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fcbench import files
from fcbench import labels as contract
from fcbench.labels import Names
from fcbench.schema import DataError, Example, Prediction
from fcbench.stats import Floats

PLACES = 4  # decimals of a kept probability: more would differ from machine to machine
SUM_TOLERANCE = 1e-3  # of probabilities that other programs have rounded


def from_table(
    batch: Sequence[Example], labels: tuple[str, ...], classes: Sequence[str], table: Floats
) -> list[Prediction]:
    """Predictions of probabilities, examples x classes; labels that are no class get 0, ties go to the first label."""
    known = list(classes)
    places = [known.index(label) if label in known else None for label in labels]
    made = []
    for example, row in zip(batch, table, strict=True):
        probabilities = tuple(0.0 if place is None else round(float(row[place]), PLACES) for place in places)
        made.append(
            Prediction(
                id=example.id, label=labels[probabilities.index(max(probabilities))], probabilities=probabilities
            )
        )
    return made


def checked(name: str, label: object, labels: tuple[str, ...], *, where: str) -> str | None:
    """A label as given, or None for silence; raises DataError for one that is not listed."""
    if label is None or label == "":
        return None
    if not isinstance(label, str) or label not in labels:
        shown = label if isinstance(label, str) else repr(label)
        raise DataError(
            f"{where}: label {label!r} of {name!r} is not one of: {', '.join(labels)}{contract.near(shown, labels)}"
            f"{contract.numbered(label)}"
        )
    return label


def checked_probabilities(row: object, labels: tuple[str, ...], *, where: str) -> tuple[float, ...] | None:
    """Probabilities in the order of `labels`, from a mapping by label or None; raises DataError where they are none."""
    if row is None:
        return None
    if not isinstance(row, dict) or set(row) - set(labels):
        raise DataError(f"{where}: probabilities: saw {row!r}; a mapping from labels is due: {', '.join(labels)}")
    try:
        made = tuple(float(row.get(label) or 0.0) for label in labels)
    except (TypeError, ValueError):
        raise DataError(f"{where}: probabilities: saw {row!r}; a number for each label is due") from None
    if any(math.isnan(value) or not 0 <= value <= 1 for value in made) or abs(sum(made) - 1) > SUM_TOLERANCE:
        raise DataError(f"{where}: probabilities {made} are not between 0 and 1 with sum 1")
    return made


def told(error: BaseException) -> str:
    """An error's kind and the first line of what it says, for `Prediction.error`."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def refuse_bad(answers: Sequence[Prediction], labels: tuple[str, ...], *, where: str) -> None:
    """Raises DataError, naming the example and the rule, for the first answer that is not one that a model may give."""
    count, listed = len(labels), (*labels, None)
    for answer in answers:
        shares = answer.probabilities
        if answer.label not in listed or (shares is not None and (len(shares) != count or not _are_shares(shares))):
            _refuse(answer, labels, where=where)


def _are_shares(shares: tuple[float, ...]) -> bool:
    return min(shares) >= 0 and abs(sum(shares) - 1) <= SUM_TOLERANCE  # which NaN is not, either


def _refuse(answer: Prediction, labels: tuple[str, ...], *, where: str) -> None:
    checked(answer.id, answer.label, labels, where=where)
    shares = answer.probabilities
    if shares is None:
        return
    if len(shares) != len(labels):
        raise DataError(
            f"{where}: example {answer.id!r}: {len(shares)} probabilities; one for each label, in this order, is due: "
            f"{', '.join(labels)}"
        )
    if not _are_shares(shares):
        raise DataError(f"{where}: example {answer.id!r}: probabilities {shares} are not between 0 and 1 with sum 1")


class Answers(NamedTuple):
    """Predictions by id, and each label of the file that is not the task's, with the task's for it."""

    by_id: dict[str, Prediction]
    matched: dict[str, str]


def read(path: Path, labels: tuple[str, ...], given: Mapping[str, str] | None = None) -> Answers:
    """Answers from CSV, JSON Lines or Parquet with the columns id and label.

    Probabilities are optional: columns `p_LABEL`, or in JSON Lines a mapping `probabilities`. No label is silence.
    Labels are matched by meaning; what `given`, a label map, says goes first.
    Raises DataError with file and line for an id that stands twice, a label without a match, or a missing column.
    """
    rows = _by_id(path, Names(labels, given or {}))
    seen: dict[str, str] = {}
    for row in rows.values():
        for name in (*([row.label] if isinstance(row.label, str) else []), *_keys(row.shares)):
            seen.setdefault(name, row.where)
    names = Names(labels, contract.said(tuple(seen), labels, given or {}, where=str(path)))
    own = contract.answered(seen, names)
    made = {name: _prediction(name, row, names) for name, row in rows.items()}
    return Answers(made, {name: label for name, label in own.items() if name != label})


class _Row(NamedTuple):
    """A row of a file: its place, its label, and the probabilities that it has, as they stand there."""

    where: str
    label: object
    shares: object


def _by_id(path: Path, names: Names) -> dict[str, _Row]:
    """The rows of a file by their ids; columns of probabilities are those whose label is known."""
    made: dict[str, _Row] = {}
    for where, row in _rows(path):
        missing = [column for column in ("id", "label") if column not in row]
        if missing:
            raise DataError(f"{where}: no column {missing[0]!r}; it has: {', '.join(map(str, row))}")
        name = "" if row["id"] is None else str(row["id"])
        if not name:
            raise DataError(f"{where}: the id is empty")
        if name in made:
            raise DataError(f"{where}: the id {name!r} stands twice")
        own = {column: column.removeprefix("p_") for column in row if column.startswith("p_")}
        columns = {
            label: row[column]
            for column, label in own.items()
            if row[column] not in (None, "") and contract.meant(label, names) is not None
        }
        label = str(row["label"]) if type(row["label"]) is int else row["label"]  # a number is its digits, as for ids
        made[name] = _Row(where, None if label == "" else label, row.get("probabilities") or columns or None)
    if not made:
        raise DataError(f"{path}: no predictions in it")
    return made


def _keys(shares: object) -> list[str]:
    return [key for key in shares if isinstance(key, str)] if isinstance(shares, dict) else []


def _prediction(name: str, row: _Row, names: Names) -> Prediction:
    label = row.label
    if isinstance(label, str):
        label = contract.voiced(contract.meant(label, names) or label)
    return Prediction(
        id=name, label=checked(name, label, names.due, where=row.where), probabilities=_shares(row, names)
    )


def _shares(row: _Row, names: Names) -> tuple[float, ...] | None:
    """The probabilities of a row in the order of the task's labels; those of names that mean one are added up.

    None where some are of no answer: the others do not add up to one.
    """
    own = contract.spelled(_keys(row.shares), names, where=row.where)
    shares = checked_probabilities(row.shares, tuple(own) or names.due, where=row.where)
    if shares is None or not own:
        return shares
    if contract.SILENCE in own.values():
        return None
    pairs = list(zip(own.values(), shares, strict=True))
    return tuple(sum((share for meant, share in pairs if meant == label), 0.0) for label in names.due)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = "jsonl" if path == files.STDIN else path.name.removesuffix(".gz").rpartition(".")[2].lower()
    if kind == "jsonl":
        yield from ((f"{path}:{number}", row) for number, row in files.read_jsonl(path))
    elif kind == "parquet":
        rows = files.read_parquet(path).to_pylist()
        yield from ((f"{path}: row {number}", row) for number, row in enumerate(rows, start=1))
    elif kind in ("csv", "tsv"):
        reader = csv.DictReader(
            io.StringIO(files.read_text(path).removeprefix("\ufeff"), newline=""),
            delimiter="\t" if kind == "tsv" else ",",
            strict=True,
        )
        try:
            twice = [name for name, count in Counter(reader.fieldnames or ()).items() if count > 1]
            if twice:
                raise DataError(f"{path}:1: the column {twice[0]!r} stands twice")
            for row in reader:
                if None in row or None in row.values():
                    raise DataError(
                        f"{path}:{reader.line_num}: not {len(reader.fieldnames or ())} fields, as the header has"
                    )
                yield f"{path}:{reader.line_num}", row
        except csv.Error as error:
            line = reader.reader.line_num  # the DictReader's own is still that of the row before
            raise DataError(f"{path}:{line}: not CSV: {error}") from None
    else:
        raise DataError(f"{path}: no reader for predictions in {kind!r}; they can be: csv, tsv, jsonl, parquet")
