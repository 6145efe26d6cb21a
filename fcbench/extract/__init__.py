"""Extractors: Article -> Records, one file each. The folder is the registry."""

from __future__ import annotations

from typing import Protocol, cast

from fcbench.plugins import Folder
from fcbench.schema import Article, Record


class Extractor(Protocol):
    """What a module of this folder offers."""

    def extract(self, article: Article) -> list[Record]:
        """The records of an article: spans exact, the same every time, and none where there is no text."""


_FOLDER = Folder(__name__, "extractor")
names, summary = _FOLDER.names, _FOLDER.summary


def load(name: str) -> Extractor:
    """The extractor of that name; raises DataError with the nearest name where there is none."""
    return cast("Extractor", _FOLDER.load(name))
