"""Models: one file a kind. The folder is the registry; a target is `KIND` or `KIND:ARGUMENT`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast, runtime_checkable

from fcbench.plugins import Folder
from fcbench.schema import Example, Prediction


class Model(Protocol):
    """What makes predictions: it is shown examples, never gold."""

    @property
    def name(self) -> str:
        """The target that makes it again."""

    @property
    def revision(self) -> str:
        """What tells two versions of it apart: a hash of its content, or the version of fcbench."""

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """An answer for each example, in order."""


@runtime_checkable
class Trainable(Protocol):
    """A model that has to learn before it can predict."""

    @property
    def name(self) -> str:
        """The target that makes it again."""

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Model:
        """A model that has learned from these; the one it is called on stays as it was."""


class Kind(Protocol):
    """What a module of this folder offers."""

    USAGE: str

    def load(self, argument: str, labels: tuple[str, ...]) -> Model:
        """The model of that argument, to choose among `labels`; raises DataError where there is none."""


_FOLDER = Folder(__name__, "model")
names, summary = _FOLDER.names, _FOLDER.summary


def kind(name: str) -> Kind:
    """The kind of that name; raises DataError with the nearest name where there is none."""
    return cast("Kind", _FOLDER.load(name))


def load(target: str, labels: tuple[str, ...]) -> Model:
    """The model of a target such as `tfidf`, `python:module:attribute` or `predictions:FILE`."""
    name, _, argument = target.partition(":")
    return kind(name).load(argument, labels)
