"""Extractors: Article -> Records, one file a kind. The folder is the registry; a target is `KIND[:ARGUMENT]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, cast, runtime_checkable

from fcbench.plugins import Folder
from fcbench.schema import Article, Attribution, Record


class Extractor(Protocol):
    """What finds claims in an article: spans exact, the same every time, and none where there is no text."""

    @property
    def name(self) -> str:
        """The target that makes it again."""

    @property
    def revision(self) -> str:
        """What tells two versions of it apart: a hash of its content, or the version of fcbench."""

    @property
    def training(self) -> str:
        """What it has learned from; 'none' for rules."""

    def extract(self, article: Article) -> list[Record]:
        """The records of an article."""

    def attributions(self, article: Article) -> list[Attribution]:
        """All its attributions, in the order of their cues, those that make no claim among them."""


class Kind(Protocol):
    """What a module of this folder offers."""

    USAGE: str

    def load(self, argument: str) -> Extractor:
        """The extractor of that argument; raises DataError where there is none."""


@runtime_checkable
class TrainableKind(Protocol):
    """A kind whose extractors learn."""

    def train(
        self,
        examples: Sequence[tuple[Article, list[Attribution]]],
        out: Path,
        *,
        training: str,
        seed: int,
        talk: Callable[[str], None],
    ) -> None:
        """Learns from articles with their attributions, and writes the folder `out`, whole or not at all.

        `training` says what the articles are, for `Extractor.training`.
        """


_FOLDER = Folder(__name__, "extractor")
names, summary = _FOLDER.names, _FOLDER.summary


def kind(name: str) -> Kind:
    """The kind of that name; raises DataError with the nearest name where there is none."""
    return cast("Kind", _FOLDER.load(name))


def load(target: str) -> Extractor:
    """The extractor of a target such as `rules` or `tagger:FOLDER`."""
    name, _, argument = target.partition(":")
    return kind(name).load(argument)
