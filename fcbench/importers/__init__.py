"""Importers: public benchmarks in their upstream files -> articles and records, one file each.

The folder is the registry.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from fcbench.schema import Article, Card, DataError, Record
from fcbench.text import nearest


class Importer(Protocol):
    """What a module of this folder offers."""

    CARD: Card
    SPLITS: tuple[str, ...]

    def articles(self, folder: Path, split: str) -> Iterator[Article]:
        """The articles that the records of a split point to; none where the source has no articles."""

    def records(self, folder: Path, split: str) -> Iterator[Record]:
        """The records of a split in file order; raises DataError with file and line for a row it cannot read."""


def names() -> list[str]:
    """The benchmarks, by name."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Importer:
    """The importer of that name; raises DataError with the nearest name where there is none."""
    if name not in names():
        raise DataError(f"no importer {name!r}{nearest(name, names())}")
    return cast(Importer, importlib.import_module(f"{__name__}.{name.replace('-', '_')}"))
