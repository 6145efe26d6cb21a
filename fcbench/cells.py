"""Cells of any table: the rows of CSV, TSV, JSON and Parquet, and what stands in a column or at a path."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.schema import DataError
from fcbench.upstream import Row, delimited, json_array, jsonl

KINDS = ("csv", "tsv", "jsonl", "json", "parquet")


def rows(path: Path) -> Iterator[Row | DataError]:
    """The rows of a file of one of `KINDS`, packed or not, each with its place, or the error in its place.

    Raises DataError for a file of another kind, or one that cannot be read as a whole.
    """
    kind = path.name.removesuffix(".gz").rpartition(".")[2].lower()
    readers: dict[str, Callable[[Path], Iterator[Row | DataError]]] = {
        "csv": partial(_delimited, delimiter=","),
        "tsv": partial(_delimited, delimiter="\t"),
        "jsonl": jsonl,
        "json": json_array,
        "parquet": _parquet,
    }
    if kind not in readers:
        raise DataError(f"{path}: no reader for tables in {kind!r}; they can be: {', '.join(KINDS)}")
    return readers[kind](path)


def _delimited(path: Path, *, delimiter: str) -> Iterator[Row | DataError]:
    text = files.read_text(path).removeprefix("\ufeff")
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise DataError(f"{path}:1: not CSV: {error}") from None
    doubled = [column for column in header if header.count(column) > 1]
    if doubled:
        raise DataError(f"{path}:1: the column {doubled[0]!r} stands twice")
    return delimited(path, header, delimiter=delimiter)


def _parquet(path: Path) -> Iterator[Row | DataError]:
    for number, row in enumerate(files.read_parquet(path).to_pylist(), start=1):
        yield Row(f"{path}: row {number}", row)


def _at(value: object, path: str) -> Iterator[object]:
    """What stands at a path: of a list, for each of its items; a column whose name has dots comes first."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif isinstance(value, dict):
        if path in value:
            yield value[path]
            return
        for cut in range(len(path) - 1, 0, -1):
            if path[cut] == "." and path[:cut] in value:
                yield from _at(value[path[:cut]], path[cut + 1 :])
                return


def there(fields: dict[str, Any], path: str) -> bool:
    """Whether a row has anything at a path, be it null."""
    return any(True for _ in _at(fields, path))


def scalar(value: object) -> str | None:
    """A value of a cell as text, as JSON and YAML write it; None for null, and for what is no single value."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str) else None


def texts(row: Row, path: str) -> list[str]:
    """The texts at a path, null and empty ones left out; raises DataError for what is neither."""
    found: list[str] = []
    due = list(_at(row.fields, path))[::-1]
    while due:
        value = due.pop()
        text = scalar(value)
        if isinstance(value, list):
            due += reversed(value)
        elif text is None and value is not None:
            raise row.error(f"{path}: saw {type(value).__name__}; a text is due")
        elif text:
            found.append(text)
    return found


def one(row: Row, path: str) -> str:
    """The one text at a path; raises DataError where there is none, or more."""
    found = texts(row, path)
    if len(found) != 1:
        raise row.error(f"{path}: saw {f'{len(found)} texts' if found else 'nothing'}; one text is due")
    return found[0]


def maybe(row: Row, path: str | None) -> str | None:
    """The one text at a path; None where there is none, or no path; raises DataError where there are more."""
    return one(row, path) if path is not None and texts(row, path) else None
