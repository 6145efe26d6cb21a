"""Tables to datasets: CSV, TSV, JSON or Parquet, read by a mapping file that says which column is what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from fcbench import files
from fcbench.cells import maybe, one, rows, scalar, texts, there
from fcbench.crosswalk import UNDECIDED, Crosswalk
from fcbench.dataset import EVERYTHING
from fcbench.schema import (
    TRUTH_LABELS,
    VERDICTS,
    Article,
    Card,
    Claim,
    DataError,
    Evidence,
    Model,
    Name,
    Record,
    SourceFile,
    Task,
    TaskCard,
    Verdict,
    validate,
)
from fcbench.text import nearest
from fcbench.upstream import Row, attempt, iso_date, unique

_SPLIT = re.compile(r"\w+")  # what load_dataset takes for the name of a split


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _labels(value: object) -> object:
    """A list of labels as a map without meanings; keys that YAML took for a number or a truth value as text."""
    if isinstance(value, list):
        return {scalar(label): None for label in value}
    return {scalar(label): meaning for label, meaning in value.items()} if isinstance(value, dict) else value or {}


Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$")]  # part of ids and of folders' names
Names = Annotated[tuple[Name, ...], BeforeValidator(_several)]


class Columns(Model):
    """Which column is what: a name, or for JSON the path of a field with dots, such as `review.rating`."""

    claim: Name
    label: Name
    evidence: Names = ()
    id: Name | None = None
    split: Name | None = None
    cluster: Name | None = None
    speaker: Name | None = None
    date: Name | None = None

    def named(self) -> dict[str, str]:
        """Each column that is named, by where the mapping names it."""
        single = {field: value for field, value in self if isinstance(value, str)}
        return single | {f"evidence.{number}": column for number, column in enumerate(self.evidence)}


class TableMap(Model):
    """A mapping file."""

    name: Slug
    title: Name
    task: Task
    licence: Name
    citation: Name
    language: Names
    columns: Columns
    labels: Annotated[dict[Name, Any], BeforeValidator(_labels)] = Field(
        default={}, description="native label -> common label, its meaning, or nothing; none listed: any is taken"
    )
    split: Name = "test"  # of all rows, where no column says it
    version: Name = "1.0.0"
    description: str = ""
    homepage: str = ""
    may_republish: bool = False


@dataclass
class Table:
    """A table as an importer: its card, its splits, and its records or the errors in their place."""

    CARD: Card
    SPLITS: tuple[str, ...]
    rows: tuple[tuple[str, Record | DataError], ...]

    def articles(self, folder: Path, split: str) -> Iterator[Article]:
        """None: a table has passages, not articles."""
        return iter(())

    def records(self, folder: Path, split: str) -> Iterator[Record | DataError]:
        """The records of a split in file order; for a row that cannot be read the error, with file and line."""
        return (row for place, row in self.rows if place == split)


def read(path: Path, mapping: Path) -> Table:
    """The table in `path`, as the mapping file says.

    Raises DataError for a mapping that does not fit: an unknown field, a column that no row has, fewer than two labels.
    """
    told = validate(TableMap, files.read_yaml(mapping), where=str(mapping))
    content = list(rows(path))
    if not content:
        raise DataError(f"{path}: no rows in it")
    _check_columns(told, content, path, mapping)
    places = [attempt(row, partial(_split, told=told)) for row in content]
    splits = tuple(dict.fromkeys(place for place in places if isinstance(place, str))) or (told.split,)
    walk = _crosswalk(told, mapping)
    make = partial(_record, told=told, walk=walk, seen=set())
    found: list[tuple[str, Record | DataError]] = []
    for number, (row, place) in enumerate(zip(content, places, strict=True)):
        if isinstance(place, DataError):
            found.append((splits[0], place))  # where it belongs is not known; it is counted all the same
        else:
            found.append((place, attempt(row, partial(make, number=number))))
    labels = tuple(told.labels) or tuple(sorted({_label(row) for _, row in found if isinstance(row, Record)}))
    if len(labels) < 2:  # as a task card demands
        broken = next((row for _, row in found if isinstance(row, DataError)), None)
        raise broken or DataError(f"{path}: labels seen: {', '.join(labels) or 'none'}; a task has two at least")
    return Table(_card(told, labels, path, mapping, walk), splits, tuple(found))


def _card(told: TableMap, labels: tuple[str, ...], path: Path, mapping: Path, walk: Crosswalk) -> Card:
    return Card(
        name=told.name,
        version=told.version,
        title=told.title,
        description=told.description or told.title,
        language=told.language,
        licence=told.licence,
        may_republish=told.may_republish,
        citation=told.citation,
        homepage=told.homepage,
        tasks=(TaskCard(name=told.task, labels=labels, cluster_by="cluster" if told.columns.cluster else "claim"),),
        obtained=told.homepage or path.name,
        files=(SourceFile(name=path.name.removesuffix(".gz"), sha256=files.sha256(files.read_bytes(path))),),
        provenance=(
            f"Imported unaltered from {path.name}, one record a row, by the mapping file {mapping.name} "
            f"(SHA-256 {files.sha256(files.read_bytes(mapping))})."
        )
        + _undecided(walk),
    )


def _undecided(walk: Crosswalk) -> str:
    """A sentence on the labels with alternatives: the map is the user's own, and a card names published ones only."""
    merged = [label for map_ in (walk.stance, walk.verdict) for label in map_ if len(map_[label]) > 1]
    told = ", ".join(f"`{label}`" for label in merged)
    return f" It gives alternatives, of which none is chosen, for: {told}." if merged else ""


def _check_columns(told: TableMap, content: list[Row | DataError], path: Path, mapping: Path) -> None:
    """Raises DataError for a column that no row has: a slip of the mapping, not of the data."""
    sound = [row for row in content if isinstance(row, Row)]
    for field, column in told.columns.named().items():
        if sound and not any(there(row.fields, column) for row in sound):
            known = nearest(column, dict.fromkeys(name for row in sound for name in row.fields))
            raise DataError(f"{mapping}: columns.{field}: {path} has no column {column!r}{known}")


# Records


def _split(row: Row, *, told: TableMap) -> str:
    name = one(row, told.columns.split) if told.columns.split else told.split
    if not _SPLIT.fullmatch(name):
        raise row.error(f"split: saw {name!r}; letters, digits and _ are allowed")
    if name == EVERYTHING:
        raise row.error(f"split: saw {name!r}, which stands for all splits; another name is due")
    return name


def _record(row: Row, *, number: int, told: TableMap, walk: Crosswalk, seen: set[str]) -> Record:
    columns = told.columns
    claim, label = one(row, columns.claim), one(row, columns.label)
    if told.labels and label not in told.labels:
        raise row.error(f"{columns.label}: label {label!r} is not one of: {', '.join(told.labels)}")
    passages = [text for column in columns.evidence for text in texts(row, column)]
    if told.task == "stance" and len(passages) != 1:
        raise row.error(f"evidence: saw {len(passages)} texts; a row with a stance has one")
    date = maybe(row, columns.date)
    if date is not None and iso_date(date) is None:
        raise row.error(f"{columns.date}: saw {date!r}; a date as 2024-10-09, 2024-10 or 2024 is due")
    name = unique(seen, row, one(row, columns.id) if columns.id else f"{told.name}/{number:05}")
    return Record(
        id=name,
        claim=Claim(id=name, text=claim, speaker=maybe(row, columns.speaker), said_at=iso_date(date)),
        evidence=tuple(_evidence(text, place, label, name, walk, told) for place, text in enumerate(passages)),
        verdict=_verdict(label, name, walk) if told.task == "verdict" else None,
        cluster=one(row, columns.cluster) if columns.cluster else f"claim/{files.sha256(claim.encode())[:16]}",
        language=told.language[0] if len(told.language) == 1 else None,
        original=json.dumps(row.fields, ensure_ascii=False, default=str),
    )


def _label(record: Record) -> str:
    label = record.verdict.label if record.verdict else record.evidence[0].label
    return label or ""


def _evidence(text: str, place: int, label: str, name: str, walk: Crosswalk, told: TableMap) -> Evidence:
    if told.task == "verdict":
        return Evidence(id=f"{name}/{place}", text=text)
    return Evidence(id=name, text=text, label=label, stance=walk.stance_of(label) if label in walk.stance else None)


def _verdict(label: str, name: str, walk: Crosswalk) -> Verdict:
    found = walk.verdict_of(label) if label in walk.verdict else UNDECIDED
    return Verdict(id=f"{name}/verdict", label=label, state=found.state, truth=found.truth, flags=found.flags)


def _crosswalk(told: TableMap, mapping: Path) -> Crosswalk:
    meanings = {label: _meaning(told.task, value) for label, value in told.labels.items() if value is not None}
    known = {"source": told.name, "version": told.version, "note": mapping.name, told.task: meanings}
    return validate(Crosswalk, known, where=f"{mapping}: labels")


def _meaning(task: Task, value: Any) -> Any:
    """A common label as the meaning that it stands for; a mapping as it is."""
    if isinstance(value, dict):
        return {"relation": "close", **value}
    if task == "stance":
        return {"stance": value, "relation": "close"}
    if value in TRUTH_LABELS:
        return {"state": "sufficient", "truth": TRUTH_LABELS.index(value), "relation": "close"}
    if value in VERDICTS:
        return {"state": value, "relation": "close"}
    return value
