"""Extractors: Article -> Records, one file each. The folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Protocol, cast

from fcbench.schema import Article, DataError, Record


class Extractor(Protocol):
    """What a module of this folder offers."""

    def extract(self, article: Article) -> list[Record]:
        """The records of an article: spans exact, the same every time, and none where there is no text."""


def names() -> list[str]:
    """The extractors, by name."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Extractor:
    """The extractor of that name; raises DataError where there is none."""
    if name not in names():
        raise DataError(f"no extractor {name!r}; there is: {', '.join(names())}")
    return cast(Extractor, importlib.import_module(f"{__name__}.{name}"))
