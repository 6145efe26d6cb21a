"""Predictions: made of a table of probabilities, and read from files of other programs."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.schema import DataError, Example, Prediction
from fcbench.stats import Floats
from fcbench.text import nearest

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
            f"{where}: label {label!r} of {name!r} is not one of: {', '.join(labels)}{_near(shown, labels)}"
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


def refuse_bad(answer: Prediction, labels: tuple[str, ...], *, where: str) -> None:
    """Raises DataError, naming the example and the rule, where an answer is not one that a model may give."""
    checked(answer.id, answer.label, labels, where=where)
    shares = answer.probabilities
    if shares is None:
        return
    if len(shares) != len(labels):
        raise DataError(
            f"{where}: example {answer.id!r}: {len(shares)} probabilities; one for each label, in this order, is due: "
            f"{', '.join(labels)}"
        )
    if not (min(shares) >= 0 and abs(sum(shares) - 1) <= SUM_TOLERANCE):  # which NaN is not, either
        raise DataError(f"{where}: example {answer.id!r}: probabilities {shares} are not between 0 and 1 with sum 1")


def _near(label: str, labels: tuple[str, ...]) -> str:
    hint = nearest(label, labels)
    return hint.split(" there is:")[0].rstrip() if "did you mean" in hint else ""


def read(path: Path, labels: tuple[str, ...]) -> dict[str, Prediction]:
    """Predictions by id, from CSV, JSON Lines or Parquet with the columns id and label.

    Probabilities are optional: columns `p_LABEL`, or in JSON Lines a mapping `probabilities`. No label is silence.
    Raises DataError with file and line for an id that stands twice, an unlisted label, or a missing column.
    """
    made: dict[str, Prediction] = {}
    for where, row in _rows(path):
        missing = [column for column in ("id", "label") if column not in row]
        if missing:
            raise DataError(f"{where}: no column {missing[0]!r}; it has: {', '.join(map(str, row))}")
        name = "" if row["id"] is None else str(row["id"])
        if not name:
            raise DataError(f"{where}: the id is empty")
        if name in made:
            raise DataError(f"{where}: the id {name!r} stands twice")
        columns = {label: row[f"p_{label}"] for label in labels if row.get(f"p_{label}") not in (None, "")}
        probabilities = row.get("probabilities") or columns or None
        made[name] = Prediction(
            id=name,
            label=checked(name, row["label"], labels, where=where),
            probabilities=checked_probabilities(probabilities, labels, where=where),
        )
    if not made:
        raise DataError(f"{path}: no predictions in it")
    return made


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
