"""Upstream files row by row: each row with its place, and an error as a value where it cannot be read.

An importer gives `Record | DataError`, row for row, so that whoever asked to go on gets the rest, and the counts add
up. What makes all later rows doubtful (a quotation that never ends, another header) is raised.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from fcbench import files
from fcbench.schema import DataError

T = TypeVar("T")

csv.field_size_limit(1 << 24)  # the longest field of a known benchmark has 130,000 characters; a lost quote mark a file


@dataclass(frozen=True)
class Row:
    """One row of an upstream file."""

    where: str
    fields: dict[str, Any]

    def error(self, reason: str) -> DataError:
        """The error to raise about this row."""
        return DataError(f"{self.where}: {reason}")

    def text(self, field: str, *, empty: bool = False) -> str:
        """A field that is text; raises DataError where it is missing, not text, or empty without leave."""
        value = self.fields.get(field)
        if not isinstance(value, str) or not (value or empty):
            seen = "nothing" if field not in self.fields else repr(value)
            raise self.error(f"{field}: saw {_short(seen)}; a text is due")
        return value

    def maybe(self, field: str) -> str | None:
        """A field that is text, or None where it is missing, null or empty; raises DataError for anything else."""
        value = self.fields.get(field)
        if value is not None and not isinstance(value, str):
            raise self.error(f"{field}: saw {_short(repr(value))}; a text or null is due")
        return value or None

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        """A field that is one of `allowed`, as it stands; raises DataError for any other."""
        value = self.text(field)
        if value not in allowed:
            raise self.error(f"{field}: {value!r} is not one of: {', '.join(allowed)}")
        return value

    def items(self, field: str, *, length: int | None = None) -> list[Row]:
        """A field that is a list of mappings, each as a row of its own; raises DataError for anything else."""
        value = self.fields.get(field)
        if not isinstance(value, list) or (length is not None and len(value) != length):
            seen = f"{len(value)} items" if isinstance(value, list) else _short(repr(value))
            raise self.error(f"{field}: saw {seen}; a list{f' of {length}' if length is not None else ''} is due")
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                raise self.error(f"{field}.{number}: saw {_short(repr(item))}; a mapping is due")
        return [Row(f"{self.where}: {field}.{number}", item) for number, item in enumerate(value)]

    def known(self, required: Sequence[str], optional: Sequence[str] = ()) -> Row:
        """The row itself; raises DataError for a field that is missing, or that nobody knows."""
        for field in required:
            if field not in self.fields:
                raise self.error(f"field {field!r} is missing")
        for field in self.fields:
            if field not in required and field not in optional:
                raise self.error(f"unknown field {field!r}; due are: {', '.join((*required, *optional))}")
        return self

    def original(self) -> str:
        """The row as JSON, fields in the order of the file."""
        return json.dumps(self.fields, ensure_ascii=False)


def _short(seen: str) -> str:
    return seen if len(seen) <= 80 else seen[:77] + "..."


def find(folder: Path, name: str) -> Path:
    """The file of that name, or the same packed with gzip."""
    packed = folder / f"{name}.gz"
    return packed if packed.is_file() else folder / name


def attempt(row: Row | DataError, make: Callable[[Row], T]) -> T | DataError:
    """What `make` gives of a row, or the error that it raises, or the error that the row is."""
    if isinstance(row, DataError):
        return row
    try:
        return make(row)
    except DataError as error:
        return error


def unique(seen: set[str], row: Row, name: str) -> str:
    """The id `name`, noted in `seen`; raises DataError where it was there before."""
    if name in seen:
        raise row.error(f"the id {name!r} stands twice")
    seen.add(name)
    return name


def jsonl(path: Path) -> Iterator[Row | DataError]:
    """The objects of a JSON Lines file; a line that is none is an error with its number."""
    empty = True
    for number, line in enumerate(files.read_text(path).removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        empty = False
        where = f"{path}:{number}"
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            yield DataError(f"{where}: not JSON: {error}")
            continue
        yield (
            Row(where, value)
            if isinstance(value, dict)
            else DataError(f"{where}: saw {type(value).__name__}; an object is due")
        )
    if empty:
        raise DataError(f"{path}: the file is empty")


def json_array(path: Path) -> Iterator[Row | DataError]:
    """The objects of a file that is one JSON array; places are numbers of items, from 1."""
    value = files.read_json(path)
    if not isinstance(value, list) or not value:
        raise DataError(f"{path}: a JSON array of objects is due")
    for number, item in enumerate(value, start=1):
        where = f"{path}: item {number}"
        yield (
            Row(where, item)
            if isinstance(item, dict)
            else DataError(f"{where}: saw {type(item).__name__}; an object is due")
        )


def delimited(
    path: Path, columns: Sequence[str], *, delimiter: str = ",", quoted: bool = True, header: bool = True
) -> Iterator[Row | DataError]:
    """The rows of a CSV or TSV file as mappings from `columns`, in their order; places are lines where a row ends.

    `quoted=False` takes quote marks as they stand. Raises DataError for another header, or a file that is not CSV.
    """
    text = files.read_text(path).removeprefix("\ufeff")
    if not text:
        raise DataError(f"{path}: the file is empty; due are the columns {', '.join(columns)}")
    quoting: Any = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=quoted)
    try:
        for number, cells in enumerate(reader):
            where = f"{path}:{reader.line_num}"
            if header and number == 0:
                if cells != list(columns):
                    raise DataError(f"{path}:1: header {','.join(cells)!r}; due is {','.join(columns)!r}")
            elif len(cells) != len(columns):
                yield DataError(f"{where}: {len(cells)} fields; due are {len(columns)}: {', '.join(columns)}")
            else:
                yield Row(where, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not CSV: {error}") from None
