"""The public data as imported, read once a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from fcbench import importers
from fcbench.dataset import Part


@pytest.fixture(scope="session")
def imported(upstream: Callable[[str], Path]) -> Callable[[str, str], Part]:
    """The articles and records of a split of a benchmark, by its name."""

    @cache
    def read(name: str, split: str) -> Part:
        importer, folder = importers.load(name), upstream(name)
        return Part(tuple(importer.articles(folder, split)), tuple(importer.records(folder, split)))

    return read
