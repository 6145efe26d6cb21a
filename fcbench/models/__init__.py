"""Models: one file a kind. The folder is the registry; a target is `KIND` or `KIND:ARGUMENT`.

Another package adds a kind with an entry point of the group `fcbench.models`. A kind that offers `restore` can be kept:
`fcbench train KIND` writes what `state()` of its fitted model gives, and `KIND:FOLDER` is that model again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

from fcbench import labels as contract
from fcbench import stored
from fcbench.estimators import PLAIN, Options, merged
from fcbench.plugins import Folder
from fcbench.predictions import told
from fcbench.schema import DataError, Example, Prediction
from fcbench.stored import Manifest
from fcbench.text import nearest


class Model(Protocol):
    """What makes predictions: it is shown examples, never gold.

    One whose answers depend on what else is asked says so with `whole = True`: it is asked for all examples at once.
    """

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


@runtime_checkable
class Keepable(Protocol):
    """A fitted model that `fcbench train` can keep on disk."""

    def state(self) -> dict[str, Any]:
        """All that it has learned: values of JSON, NumPy, SciPy and scikit-learn, by name."""


class Kind(Protocol):
    """What a module of this folder offers.

    One that takes options names them in `OPTIONS`, and its `load` has a third parameter, `options`. One whose fitted
    models can be kept offers `restore`; its arguments are folders, but for those that it names in `ARGUMENTS`. One that
    is for a single task names it, as `TASK = "verdict"`; it is taken where nobody says another.
    """

    USAGE: str

    def load(self, argument: str, labels: tuple[str, ...]) -> Model:
        """The model of that argument, to choose among `labels`; raises DataError where there is none."""


@runtime_checkable
class KeepingKind(Protocol):
    """A kind whose fitted models can be kept."""

    def restore(self, state: dict[str, Any], labels: tuple[str, ...]) -> Model:
        """The fitted model with that `state()`; `labels` are those that it was trained to choose among."""


@dataclass(frozen=True)
class Kept:
    """A model that was trained and kept; it has learned, and does not learn again."""

    name: str
    revision: str
    manifest: Manifest
    labels: tuple[str, ...]
    model: Model
    own: Mapping[str, str]

    @property
    def training(self) -> str:
        """What it has learned from."""
        return self.manifest.training()

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """What the model says, in the labels of the task at hand."""
        found = self.model.predict(batch)
        return found if self.manifest.labels == self.labels else [self._translated(answer) for answer in found]

    def _translated(self, answer: Prediction) -> Prediction:
        if answer.probabilities is not None:
            return merged(answer.id, answer.probabilities, self.labels, self.own)
        label = None if answer.label is None else contract.voiced(self.own[answer.label])
        return Prediction(id=answer.id, label=label, error=answer.error)


_FOLDER = Folder(__name__, "model", ("USAGE", "load"))
names, summary, problems = _FOLDER.names, _FOLDER.summary, _FOLDER.problems


def kind(name: str) -> Kind:
    """The kind of that name; raises DataError with the nearest name where there is none."""
    return cast("Kind", _FOLDER.load(name))


def arguments(name: str) -> tuple[str, ...]:
    """The arguments that a kind knows by name."""
    return tuple(getattr(kind(name), "ARGUMENTS", ()))


def parted(target: str) -> tuple[str, str]:
    """The kind and the argument of a target; raises DataError for what is no text, such as a function.

    >>> parted("python:mine:answer"), parted("tfidf")
    (('python', 'mine:answer'), ('tfidf', ''))
    """
    if not isinstance(target, str):
        ways = "such as 'tfidf', or 'python:module:attribute' for code of yours"
        raise DataError(f"a target is text, {ways}; saw {type(target).__name__}")
    name, _, argument = target.partition(":")
    return name, argument


def task_of(target: str) -> str | None:
    """The task that the kind of a target is for; None where it is for any, and where there is no such kind."""
    name, _ = parted(target)
    return getattr(kind(name), "TASK", None) if name in names() else None


def kept_task(target: str) -> str | None:
    """The task that a kept model has learned; None where the target names no kept model.

    Raises DataError where the model's manifest is none.
    """
    name, argument = parted(target)
    manifest = stored.manifest_of(Path(argument)) if name in names() and _keeps(name, argument) else None
    return manifest.task if manifest else None


def _keeps(name: str, argument: str) -> bool:
    """Whether an argument of a kind is the folder of a model that was kept."""
    return isinstance(kind(name), KeepingKind) and argument not in ("", *arguments(name))


def load(target: str, labels: tuple[str, ...], options: Options = PLAIN) -> Model:
    """The model of a target such as `tfidf`, `tfidf:FOLDER`, `python:module:attribute` or `predictions:FILE`.

    Raises DataError where there is none, for labels that do not fit, and for an option that its kind does not take.
    """
    name, argument = parted(target)
    chosen = kind(name)
    keeps = _keeps(name, argument)
    takes: tuple[str, ...] = ("label_map",) if keeps else getattr(chosen, "OPTIONS", ())
    foreign = [option for option in options.said() if option not in takes]
    if foreign:
        flag = f"--{foreign[0].replace('_', '-')}" if foreign[0] != "probe" else "--no-probe"
        raise DataError(f"model {target!r} takes no {flag}")
    if keeps:
        return _restored(target, labels, options)
    made: Any = chosen
    return cast("Model", made.load(argument, labels, options) if takes else made.load(argument, labels))


def _restored(target: str, labels: tuple[str, ...], options: Options) -> Kept:
    name, argument = parted(target)
    folder = Path(argument)
    if (known := arguments(name)) and not folder.exists():
        way = f"fcbench train {name} DATASET -o {argument} makes a folder"
        raise DataError(f"model {target!r}: no such folder, nor a name that it knows{nearest(argument, known)}; {way}")
    manifest, state, revision = stored.read(folder, kind=name)
    own = contract.matched(manifest.labels, labels, where=target, given=options.label_map)
    try:
        model = cast("KeepingKind", kind(name)).restore(state, manifest.labels)
    except DataError as error:
        raise DataError(f"{target}: {error}") from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:  # a file may hold anything
        raise DataError(f"{target}: does not hold what a {name} has learned: {told(error)}") from None
    return Kept(f"{name}:{folder.name}", revision + options.line(), manifest, labels, model, own)
