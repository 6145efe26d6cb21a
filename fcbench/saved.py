"""Saved results: a folder that `fcbench eval` wrote, opened again: the result, and its answers row for row.

What compares results, gates them or verifies them needs no model, no dataset and no network: the rows say all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fcbench import files
from fcbench.clusters import Level
from fcbench.schema import DataError, Result, validate

RESULT, PREDICTIONS = "result.json", "predictions.parquet"
CONTROL_ANSWERS = "controls.parquet"  # the blind baselines' answers, beside the runs of a split
NAMED = 10  # runs in an error, enough to see how their folders are named
COLUMNS = ("id", "gold", "label", "cluster", "claim", "evidence", "topic", "slices")


@dataclass(frozen=True)
class Rows:
    """The answers of a run, row for row: ids, gold, labels, clusters by level, and slices."""

    ids: tuple[str, ...]
    gold: tuple[str, ...]
    answers: tuple[str | None, ...]
    clusters: dict[Level, tuple[str, ...]]
    slices: tuple[tuple[str, ...], ...]

    @cached_property
    def place(self) -> dict[str, int]:
        """The row of each id."""
        return {name: number for number, name in enumerate(self.ids)}

    def take(self, places: Iterable[int]) -> Rows:
        """Some of the rows, in that order."""
        chosen = list(places)

        def of(column: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(column[place] for place in chosen)

        return Rows(
            of(self.ids),
            of(self.gold),
            tuple(self.answers[place] for place in chosen),
            {level: of(column) for level, column in self.clusters.items()},
            tuple(self.slices[place] for place in chosen),
        )


@dataclass(frozen=True)
class Saved:
    """A result, where it lies, and its rows; rows without gold are left out, as they are of every score."""

    folder: Path
    result: Result
    rows: Rows

    @property
    def name(self) -> str:
        """The model, or what else made the answers."""
        return self.result.pedigree.model


def answers_hash(rows: Iterable[tuple[str, str | None, str | None]]) -> str:
    """The SHA-256 of ids, gold and labels, whatever the order of the rows.

    >>> answers_hash([("1", "yes", None), ("2", "no", "no")]) == answers_hash([("2", "no", "no"), ("1", "yes", None)])
    True
    """
    lines = sorted(map(repr, rows))
    return files.sha256("\n".join(lines).encode())


def _instead(folder: Path) -> str:
    """What a folder without a result of its own is: one of results, some of which are named, or a stopped run's."""
    runs = sorted({place.parent for place in folder.rglob(RESULT)})
    if not runs:
        return "no finished run; the same fcbench eval would go on"
    more = f", and {len(runs) - NAMED:,} more" if len(runs) > NAMED else ""
    return f"name the folder of one run; there is: {', '.join(map(str, runs[:NAMED]))}{more}"


def read(path: Path) -> Saved:
    """The result of a folder or of a `result.json`, with the predictions beside it.

    Raises DataError where either is missing or damaged, and where the predictions are not those that were scored.
    """
    if not path.exists():
        raise DataError(f"{path}: no such result; fcbench eval writes a folder with {RESULT}")
    if path.is_file() and path.name != RESULT:
        raise DataError(f"{path}: not a result; name a folder that fcbench eval wrote, or its {RESULT}")
    folder = path if path.is_dir() else path.parent
    where = folder / RESULT
    if not where.is_file():
        raise DataError(f"{folder}: no {RESULT} in it: {_instead(folder)}")
    result = validate(Result, files.read_json(where), where=str(where))
    if not result.labels:
        raise DataError(
            f"{where}: a result of {result.pedigree.model}: attributions are kept without predictions by row, so it "
            "cannot be compared, gated or verified"
        )
    if not (folder / PREDICTIONS).is_file():
        raise DataError(f"{folder / PREDICTIONS}: no such file; it stands beside {RESULT} after fcbench eval")
    table = files.read_parquet(folder / PREDICTIONS)
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise DataError(f"{folder / PREDICTIONS}: no column {missing[0]!r}; evaluate again with this fcbench")
    column = {name: table.column(name).to_pylist() for name in COLUMNS}
    seen = answers_hash(zip(column["id"], column["gold"], column["label"], strict=True))
    if seen != result.answers:
        raise DataError(f"{folder / PREDICTIONS}: not the answers that {RESULT} was computed from")
    levels: dict[Level, str] = {
        "card": "cluster",
        "row": "id",
        "claim": "claim",
        "evidence": "evidence",
        "topic": "topic",
    }
    whole = Rows(
        tuple(column["id"]),
        tuple(column["gold"]),
        tuple(column["label"]),
        {level: tuple(column[name]) for level, name in levels.items()},
        tuple(tuple(given or ()) for given in column["slices"]),
    )
    return Saved(folder, result, whole.take(place for place, gold in enumerate(whole.gold) if gold is not None))
