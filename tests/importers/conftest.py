"""The public data as imported, read once a session, and the records of a file or the first error in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from fcbench import importers
from fcbench.dataset import Part
from fcbench.schema import DataError, Record

Sound = Callable[[Iterator[Record | DataError]], list[Record]]


@pytest.fixture(scope="session")
def sound() -> Sound:
    """All that an importer reads, as records; raises the first error among them."""

    def records(items: Iterator[Record | DataError]) -> list[Record]:
        found = []
        for item in items:
            if isinstance(item, DataError):
                raise item
            found.append(item)
        return found

    return records


@pytest.fixture(scope="session")
def published(upstream: Callable[[str], Path]) -> Callable[[str], Path]:
    """The folder of a benchmark's public files, by its name; `-` stands for a dot there, too."""

    def find(name: str) -> Path:
        spellings = [path.name for path in upstream(".").iterdir() if path.name.replace(".", "-") == name]
        return upstream(spellings[0] if spellings else name)

    return find


@pytest.fixture(scope="session")
def imported(published: Callable[[str], Path], sound: Sound) -> Callable[[str, str], Part]:
    """The articles and records of a split of a benchmark, by its name; raises the first error among its rows."""

    @cache
    def read(name: str, split: str) -> Part:
        importer, folder = importers.load(name), published(name)
        return Part(tuple(importer.articles(folder, split)), tuple(sound(importer.records(folder, split))))

    return read
