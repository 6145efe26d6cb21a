"""Importers: public benchmarks in their upstream files -> articles and records, one file each.

The folder is the registry.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from fcbench.plugins import Folder
from fcbench.schema import Article, Card, DataError, Record


class Importer(Protocol):
    """What a module of this folder offers."""

    CARD: Card
    SPLITS: tuple[str, ...]

    def articles(self, folder: Path, split: str) -> Iterator[Article]:
        """The articles that the records of a split point to; none where the source has no articles."""

    def records(self, folder: Path, split: str) -> Iterator[Record | DataError]:
        """The records of a split in file order; for a row that cannot be read the error, with file and line.

        Raises DataError where the file as a whole cannot be read, or the split is none.
        """


_FOLDER = Folder(__name__, "importer")
names, summary, problems = _FOLDER.names, _FOLDER.summary, _FOLDER.problems


def load(name: str) -> Importer:
    """The importer of that name; raises DataError with the nearest name where there is none."""
    return cast("Importer", _FOLDER.load(name))
