"""Upstream files row by row: each row with its place, and an error as a value where it cannot be read.

An importer gives `Record | DataError`, row for row, so that whoever asked to go on gets the rest, and the counts add
up. What makes all later rows doubtful (a quotation that never ends, another header) is raised.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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

    def wrong(self, field: str, seen: object, due: str) -> DataError:
        """The error to raise where a field, or a part of one, is not what is due."""
        return self.error(f"{field}: saw {_short(repr(seen))}; {due} is due")

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

    def number(self, field: str) -> int:
        """A field that is a whole number; raises DataError for anything else."""
        value = self.fields.get(field)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(field, value, "a whole number")
        return value

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


def listing(folder: Path) -> list[str]:
    """The names of a folder's files as published, without `.gz`, sorted; raises DataError where it has none."""
    if not folder.is_dir():
        raise DataError(f"{folder}: no such file or folder")
    names = sorted(path.name.removesuffix(".gz") for path in folder.iterdir() if path.name[0] != "." and path.is_file())
    if not names:
        raise DataError(f"{folder}: no such file: the folder is empty")
    return names


def checksum(folder: Path, name: str) -> str:
    """The SHA-256 of the content of a published file, packed or not.

    Of a folder, whose name ends in `/`: of the lines `<SHA-256 of the content>  <name>` of its files, sorted by name.
    """
    if not name.endswith("/"):
        return files.sha256(files.read_bytes(find(folder, name)))
    lines = [f"{checksum(folder / name, inner)}  {inner}\n" for inner in listing(folder / name)]
    return files.sha256("".join(lines).encode())


_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?", re.DOTALL)
_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")


def iso_date(text: str | None) -> str | None:
    """The date of an ISO 8601 date or time, whatever follows the day; None for any other text, and for no day at all.

    >>> [iso_date(text) for text in ("2020-06-24 00:03", "2021-07", "24 June 2020", "2021-02-30")]
    ['2020-06-24', '2021-07', None, None]
    """
    if text is None or _MONTH.fullmatch(text):
        return text
    found = _DAY.fullmatch(text)
    try:
        return datetime.date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None


def attempt(row: Row | DataError, make: Callable[[Row], T]) -> T | DataError:
    """What `make` gives of a row, or the error that it raises, or the error that the row is."""
    if isinstance(row, DataError):
        return row
    try:
        return make(row)
    except DataError as error:
        return error


def linked(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """For each key the first of all keys that it is linked to, by groups that have a key in common.

    >>> linked([("a", "b"), ("c",), ("d", "b")])
    {'a': 'a', 'b': 'a', 'c': 'c', 'd': 'a'}
    """
    names: dict[str, int] = {}
    parents: list[int] = []

    def root(key: str) -> int:
        place = names.setdefault(key, len(names))
        if place == len(parents):
            parents.append(place)
        while parents[place] != place:
            parents[place] = place = parents[parents[place]]
        return place

    for group in groups:
        roots = [root(key) for key in group]
        for place in roots:
            parents[place] = min(roots)
    keys = list(names)
    return {key: keys[root(key)] for key in keys}


def unique(seen: set[str], row: Row, name: str) -> str:
    """The id `name`, noted in `seen`; raises DataError where it was there before."""
    if name in seen:
        raise row.error(f"the id {name!r} stands twice")
    seen.add(name)
    return name


def parse_json(text: str, *, where: str, strict: bool = True) -> Any:
    """The value of JSON text; `strict=False` lets line ends stand in strings, as some pages have them.

    Raises DataError where it is not JSON, or holds half a surrogate pair, which no file can hold.
    """
    try:
        value = json.loads(text, strict=strict)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = ord(error.object[error.start])
        raise DataError(f"{where}: \\u{half:04x} stands alone: half a surrogate pair, no character") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not JSON: {error}") from None
    return value


def jsonl(path: Path) -> Iterator[Row | DataError]:
    """The objects of a JSON Lines file; a line that is none is an error with its number."""
    empty = True
    for number, line in enumerate(files.read_text(path).removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        empty = False
        where = f"{path}:{number}"
        try:
            value = parse_json(line, where=where)
        except DataError as error:
            yield error
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
