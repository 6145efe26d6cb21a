"""Dataset folders to score submissions against: public ones as imported, and small ones of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from fcbench import dataset, importers
from fcbench.dataset import Dataset, Part
from fcbench.schema import Article, DataError, Record


def rows(found: Sequence[Record | DataError]) -> tuple[Record, ...]:
    assert not [row for row in found if isinstance(row, DataError)]
    return tuple(row for row in found if isinstance(row, Record))


@pytest.fixture(scope="session")
def imported(
    upstream: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Dataset]:
    """One split of a public benchmark as a dataset folder; FNC-1 without its bodies, which no scorer looks at."""

    @cache
    def make(name: str, split: str) -> Dataset:
        importer, source = importers.load(name), upstream(name)
        records = rows(list(importer.records(source, split)))
        articles: tuple[Article, ...] = ()
        if name == "fnc-1":
            records = tuple(record.model_copy(update={"evidence": ()}) for record in records)
        else:
            articles = tuple(importer.articles(source, split))
        folder = tmp_path_factory.mktemp(name) / name
        dataset.save(folder, importer.CARD, {split: Part(articles, records)})
        return Dataset(folder)

    return make


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Dataset]:
    """A dataset folder of a few records, with the card of a public benchmark."""

    def make(name: str, *records: Record) -> Dataset:
        dataset.save(tmp_path / name, importers.load(name).CARD, {"test": Part((), records)})
        return Dataset(tmp_path / name)

    return make
