"""Small heads of published files, and copies of them that are broken in one place each, whatever the format."""

from __future__ import annotations

import copy
import csv
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from fcbench import files, upstream
from fcbench.importers import Importer
from fcbench.jsonld import blocks
from fcbench.schema import DataError, Record
from fcbench.upstream import Row

ROWS = 12  # of a file: enough for every damage to have neighbours
FILES = 2  # of a folder
READERS = ("jsonl", "json_array", "delimited")  # of fcbench.upstream: what an importer calls tells a file's format
NONSENSE = ("[]", "42", "null")
STRAY = b"\xe9"  # an e with an acute accent in Latin-1, and no UTF-8

Rows = Iterator[Row | DataError]
Walked = tuple[tuple[str | int, ...], object]


@dataclass(frozen=True)
class Head:
    """The first rows of a file as text, and how it is written."""

    kind: str  # a reader's name; else `object` (JSON), `scripts` (HTML, one a line), `brat` or `text`
    rows: tuple[str, ...]
    quoted: bool = False
    header: bool = False
    delimiter: str = ","
    joined: bool = False  # its rows are no records, but named by others: a broken one ends the import

    def content(self, rows: tuple[str, ...] | None = None) -> bytes:
        """The file as bytes, with these rows or its own."""
        kept = self.rows if rows is None else rows
        if self.kind == "json_array":
            return ("[\n" + ",\n".join(kept) + "\n]\n").encode()
        return (
            "".join(kept).encode() if self.kind in ("object", "text") else "".join(f"{row}\n" for row in kept).encode()
        )

    def place(self, number: int) -> str:
        """How a message names the row of that number, from 0, behind the path; nothing where a file is one thing."""
        if self.kind in ("object", "text"):
            return ""
        if self.kind == "json_array":
            return f": item {number + 1}"
        if self.kind == "delimited":  # the line where the row ends
            return f":{len(_lines(''.join(f'{row}{chr(10)}' for row in self.rows[: number + 1])))}"
        return f":{number + 1}"

    def fields(self, row: str) -> Any:
        """A row taken apart: cells, a JSON value, or the columns of a standoff line."""
        if self.kind == "delimited":
            quoting: Any = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
            return next(csv.reader(_lines(row), delimiter=self.delimiter, quoting=quoting))
        if self.kind == "scripts":
            row = blocks(row)[0]
        return row.split("\t") if self.kind == "brat" else json.loads(row)

    def row(self, fields: Any) -> str:
        """The opposite of `fields`."""
        if self.kind == "brat":
            return "\t".join(fields)
        if self.kind != "delimited":
            text = json.dumps(fields, ensure_ascii=False)
            return f'<script type="application/ld+json">{text}</script>' if self.kind == "scripts" else text
        if not self.quoted:
            return self.delimiter.join(fields)
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=self.delimiter, lineterminator="").writerow(fields)
        return written.getvalue()


@dataclass(frozen=True)
class Damage:
    """A broken file: what was done, its bytes, and what is to be said of it."""

    kind: str
    content: bytes
    detail: str = ""
    places: tuple[str, ...] = ("",)  # one of which follows the path in the message
    whole: bool = False  # what follows is doubtful, and an import that keeps going may stop, too
    more: int = 0  # rows than before

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}".rstrip()


# Heads


@dataclass
class Traced:
    """A file as an importer reads it: by which reader, with which options, and the rows that were taken."""

    reader: str
    options: dict[str, Any]
    rows: list[Row | DataError]
    joined: bool = True  # its rows are no records of their own, but named by others


def heads(importer: Importer, source: Path) -> dict[str, Head]:
    """The head of every file of an importer's card, by its name; those of a folder by folder and name.

    Rows that are no records (bodies, abstracts) are kept where a kept row or file names them.
    """
    traced = _trace(importer, source)
    names = _names(importer, source)
    plain = {name: files.read_text(upstream.find(source, name)) for name in names}
    found = {name: traced.get(str(upstream.find(source, name))) for name in names}
    keys = {Path(name).stem for name in names}
    for trace in found.values():
        if trace is not None and not trace.joined:
            keys |= {str(value) for row in trace.rows[:ROWS] for _, value in walk(_fields(row))}
    return {name: _head(name, plain[name], found[name], keys) for name in names}


def _names(importer: Importer, source: Path) -> list[str]:
    found = []
    for file in importer.CARD.files:
        inner = upstream.listing(source / file.name)[:FILES] if file.name.endswith("/") else [""]
        found += [f"{file.name}{name}" for name in inner]
    return found


def _trace(importer: Any, source: Path) -> dict[str, Traced]:
    """The files that an importer reads by rows. Once a first record is there, no file is read beyond its head."""
    traced: dict[str, Traced] = {}
    begun: list[bool] = []

    def note(reader: str, path: Path, *args: Any, **options: Any) -> Rows:
        trace, known = Traced(reader, options, []), traced.get(str(path))
        if known is None or known.joined:  # else its rows are records, and it is read again for what links them
            traced[str(path)] = trace
        for row in getattr(upstream, reader)(path, *args, **options):
            if begun and len(trace.rows) == ROWS:
                return
            trace.rows.append(row)
            yield row

    readers = {reader: partial(note, reader) for reader in READERS if hasattr(importer, reader)}
    with mock.patch.dict(importer.__dict__, readers):
        for split in importer.SPLITS if readers else ():
            begun.clear()
            for item in importer.records(source, split):
                begun.append(True)
                original = item.original if isinstance(item, Record) else None
                for trace in traced.values():
                    trace.joined &= original not in {_original(row) for row in trace.rows[:ROWS]}
    return traced


def _original(row: Row | DataError) -> str:
    return row.original() if isinstance(row, Row) else str(row)


def _fields(row: Row | DataError) -> dict[str, Any]:
    return row.fields if isinstance(row, Row) else {}


def _head(name: str, text: str, trace: Traced | None, keys: set[str]) -> Head:
    if trace is None:
        return _untraced(name, text)
    kept = list(range(len(trace.rows)))[:ROWS]
    if trace.joined:
        named = [number for number, row in enumerate(trace.rows) if keys & {str(part) for part in _scalars(row)}]
        kept = sorted({*kept, *named})
    if trace.reader == "json_array":
        return Head("json_array", tuple(json.dumps(_fields(trace.rows[number]), ensure_ascii=False) for number in kept))
    if trace.reader == "jsonl":
        lines = [line for line in text.split("\n") if line.strip()]
        return Head("jsonl", tuple(lines[number] for number in kept), joined=trace.joined)
    options = {"delimiter": ",", "quoted": True, "header": True, **trace.options}
    rows, first = _delimited(text, options), int(options["header"])
    return Head(
        trace.reader, (*rows[:first], *(rows[first + number] for number in kept)), joined=trace.joined, **options
    )


def _scalars(row: Row | DataError) -> Iterator[object]:
    return (value for _, value in walk(_fields(row)) if isinstance(value, str | int) and not isinstance(value, bool))


def _untraced(name: str, text: str) -> Head:
    try:
        json.loads(text)
    except ValueError:
        lines = tuple(line for line in text.split("\n") if line)
        if name.endswith(".ann"):
            return Head("brat", lines)
        return Head("scripts", lines) if all(line.startswith("<script") for line in lines) else Head("text", (text,))
    return Head("object", (text,))


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def _delimited(text: str, options: dict[str, Any]) -> list[str]:
    """The rows of a file with header, as they stand."""
    lines = _lines(text)
    quoting: Any = csv.QUOTE_MINIMAL if options["quoted"] else csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=options["delimiter"], quoting=quoting)
    ends = [0, *(reader.line_num for _ in reader)]
    return ["".join(lines[low:high]).removesuffix("\n") for low, high in itertools.pairwise(ends)]


def walk(value: object, path: tuple[str | int, ...] = ()) -> Iterator[Walked]:
    """Every value that is no list or mapping, with the keys and numbers that lead to it."""
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        yield path, value
    for key, part in pairs:
        yield from walk(part, (*path, key))


# Damages


def damages(head: Head, labels: set[str]) -> Iterator[Damage]:
    """Every damage that the format can have, in one row of the file or in all of it."""
    yield from (*_cut(head), *_labels(head, labels), *_swapped(head, labels), *_extra(head), *_missing(head))
    yield from (*_repeated(head), *_nonsense(head), *_characters(head))


def _target(head: Head) -> int:
    """The number of a row that has neighbours; of rows that others name, one of the last, which are surely named."""
    if head.joined:
        return len(head.rows) - 2
    return min(1 + int(head.header), len(head.rows) - 1) if head.kind != "brat" else 0


def _with(head: Head, number: int, row: str) -> bytes:
    return head.content((*head.rows[:number], row, *head.rows[number + 1 :]))


def _changed(head: Head, kind: str, detail: str, number: int, fields: Any) -> Damage:
    row = head.row(fields)
    places = (replace(head, rows=(*head.rows[:number], row)).place(number),)  # a row may now end in an earlier line
    return Damage(kind, _with(head, number, row), detail, places)


def _cut(head: Head) -> Iterator[Damage]:
    if head.kind in ("json_array", "object", "text"):
        text = head.content().decode()
        yield Damage("cut", text[: len(text) // 2].encode(), whole=True)
        yield Damage("cut", text.rstrip()[:-1].encode(), "at the end", whole=True)
        fields: Any = head.fields(text) if head.kind == "object" else None
        for field, page in fields.items() if isinstance(fields, dict) else ():
            if isinstance(page, str) and "<script" in page:
                yield _changed(head, "cut", "in the page", 0, {**fields, field: page[: len(page) // 2]})
        return
    last = len(head.rows) - 1
    for number, detail in ((_target(head), ""), (last, "at the end")):
        row = head.rows[number][: len(head.rows[number]) // 2]
        open_quote = head.quoted and row.count('"') % 2 == 1  # it takes in what follows
        content = _with(head, number, row)
        places = ("",) if open_quote else (head.place(number),)
        yield Damage("cut", content[:-1] if number == last else content, detail, places, whole=open_quote)


def _labels(head: Head, labels: set[str]) -> Iterator[Damage]:
    """A letter of a label altered, once for every field in which labels stand."""
    seen = set()
    for number, path, value in _labelled(head, labels):
        field = ".".join("*" if isinstance(part, int) and head.kind != "delimited" else str(part) for part in path)
        if field not in seen:
            seen.add(field)
            middle = len(value) // 2
            fields = _put(head.fields(head.rows[number]), path, f"{value[:middle]}x{value[middle + 1 :]}")
            yield _changed(head, "label", field, number, fields)


def _labelled(head: Head, labels: set[str]) -> Iterator[tuple[int, tuple[str | int, ...], str]]:
    for number in range(int(head.header), len(head.rows)) if head.kind not in ("brat", "text") else ():
        for path, value in walk(head.fields(head.rows[number])):
            if isinstance(value, str) and value in labels:
                yield number, path, value


def _put(fields: Any, path: tuple[str | int, ...], value: object) -> Any:
    made = copy.deepcopy(fields)
    place = made
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return made


def _swapped(head: Head, labels: set[str]) -> Iterator[Damage]:
    """Two fields in each other's place: the first label's and another, or the first two."""
    if head.header:
        bare = head.rows[0].removeprefix("\ufeff")
        first, second, *rest = head.fields(bare)
        row = head.rows[0][: len(head.rows[0]) - len(bare)] + head.row([second, first, *rest])
        yield Damage("swapped", _with(head, 0, row), "in the header", (":1",), whole=True)
    number, path, _ = next(_labelled(head, labels), (_target(head), (), ""))
    fields: Any = head.fields(head.rows[number]) if head.kind != "text" else None
    keys = list(fields) if isinstance(fields, dict) else list(range(len(fields or ())))
    one: Any = path[0] if path else next(iter(keys), None)
    for other in keys:
        if fields[one] != fields[other] and not isinstance(fields[one], dict | list):
            yield _changed(
                head, "swapped", "in a row", number, _put(_put(fields, (one,), fields[other]), (other,), fields[one])
            )
            return


def _extra(head: Head) -> Iterator[Damage]:
    number = _target(head)
    if head.kind == "text":
        yield Damage("extra", head.content(("x" + head.rows[0],)))
        return
    fields = head.fields(head.rows[number])
    if isinstance(fields, dict):
        yield _changed(head, "extra", "", number, {**fields, "extra": "extra"})
    elif head.kind in ("delimited", "brat"):
        yield _changed(head, "extra", "", number, [*fields, "extra"])
    if head.kind == "brat":
        number = next(number for number, row in enumerate(head.rows) if row.startswith("E"))
        fields = head.fields(head.rows[number])
        yield _changed(head, "extra", "role", number, [fields[0], f"{fields[1]} {fields[1].split(' ')[0]}"])


def _missing(head: Head) -> Iterator[Damage]:
    number = _target(head)
    fields = head.fields(head.rows[number]) if head.kind != "text" else ()
    if isinstance(fields, dict):
        for key in fields:
            yield _changed(head, "missing", key, number, {name: fields[name] for name in fields if name != key})
    elif head.kind in ("delimited", "brat"):
        yield _changed(head, "missing", "", number, fields[:-1])


def _repeated(head: Head) -> Iterator[Damage]:
    for number in {_target(head), len(head.rows) - 1} if head.kind not in ("object", "text") else ():
        row = head.rows[number]
        more = int(head.kind != "brat" or row.startswith("E"))
        place = replace(head, rows=(*head.rows, row)).place(len(head.rows))
        yield Damage("repeated", head.content((*head.rows, row)), f"row {number}", (place,), more=more)


def _nonsense(head: Head) -> Iterator[Damage]:
    for row in NONSENSE if head.kind != "text" else ():
        if head.kind == "object":
            yield Damage("nonsense", row.encode(), row, whole=True)
        else:  # in a standoff a line that is none belongs to the mark before it
            place = replace(head, rows=(*head.rows, row)).place(len(head.rows))
            places = (place, head.place(len(head.rows) - 1)) if head.kind == "brat" else (place,)
            yield Damage("nonsense", head.content((*head.rows, row)), row, places, more=int(head.kind != "brat"))


def _characters(head: Head) -> Iterator[Damage]:
    content, number = head.content(), _target(head)
    yield Damage("bytes", content[: len(content) // 2] + STRAY + content[len(content) // 2 :], whole=True)
    yield Damage("empty", b"", whole=True)
    whole = head.kind in ("json_array", "object")
    if head.kind == "delimited":
        cells = head.fields(head.rows[number])
        longest = max(range(len(cells)), key=lambda cell: len(cells[cell]))
        row = head.row(_put(cells, (longest,), _nul(cells[longest])))
    else:
        row = _nul(head.rows[number])
    yield Damage("NUL", _with(head, number, row), "", ("",) if whole else (head.place(number),), whole=whole)


def _nul(text: str) -> str:
    return f"{text[: len(text) // 2]}\0{text[len(text) // 2 :]}"
