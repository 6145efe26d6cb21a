"""Somebody's callable or scikit-learn style estimator as a model: what it is given, and what it may answer.

A callable is given a list of examples, an estimator a DataFrame with the columns `claim` and `evidence` (its pieces
joined by line ends). What it raises on is silence with the error beside it; what it answers against the rules is an
error that names the model, the example and the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from fcbench import labels as contract
from fcbench.labels import SILENCE, Names
from fcbench.predictions import PLACES, checked, checked_probabilities, told
from fcbench.schema import DataError, Example, Prediction

GIVEN = (
    "it is given a DataFrame with the columns claim and evidence; a text vectoriser has to be told which: put it into "
    "a ColumnTransformer, or choose one column first"
)
Ask = Callable[[list[Example]], Sequence[Any]]


@dataclass(frozen=True)
class Options:
    """What somebody says of a model besides its target."""

    label_map: Mapping[str, str] = field(default_factory=dict)
    premise: Literal["evidence", "claim"] = "evidence"
    trust_remote_code: bool = False
    probe: bool = True

    def said(self) -> list[str]:
        """The options that are not as they are by themselves."""
        return [item.name for item in fields(self) if getattr(self, item.name) != getattr(Options(), item.name)]

    def line(self) -> str:
        """What of them changes answers, to stand behind a revision; empty where nothing does."""
        pairs = [f"{name}={label}" for name, label in self.label_map.items()]
        return "".join(f" {item}" for item in [*pairs, *(["premise=claim"] if self.premise == "claim" else [])])


PLAIN = Options()


@dataclass(frozen=True)
class Callables:
    """A model that answers by calling somebody's function."""

    name: str
    revision: str
    names: Names
    function: Ask

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """An answer for each; an example that the function raises on is silence with the error beside it."""
        return answered(self.name, batch, self.function, self.names)


@dataclass(frozen=True)
class Estimator:
    """A scikit-learn style estimator."""

    name: str
    revision: str
    names: Names
    estimator: Any

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """What the estimator says of each; an example that it raises on is silence with the error beside it."""
        return answered(self.name, batch, self._answers, self.names, given=GIVEN)

    def _answers(self, batch: list[Example]) -> Sequence[Any]:
        if not hasattr(self.estimator, "predict_proba"):
            return [str(answer) for answer in self.estimator.predict(frame(batch))]
        classes = [str(label) for label in self.estimator.classes_]
        rows = list(self.estimator.predict_proba(frame(batch)))
        if any(len(row) != len(classes) for row in rows):
            raise ValueError(f"predict_proba gives {len(rows[0])} columns for {len(classes)} classes")
        return [{label: round(float(share), PLACES) for label, share in zip(classes, row, strict=True)} for row in rows]


@dataclass(frozen=True)
class Unfitted(Estimator):
    """An estimator that learns from the training rows."""

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Estimator:
        """A fitted copy."""
        from sklearn.base import clone

        try:
            fitted = clone(self.estimator, safe=False).fit(frame(examples), list(gold))
        except Exception as error:  # somebody's code may raise anything
            raise DataError(f"{self.name}: fit fails: {told(error)}; {GIVEN}") from None
        if not hasattr(fitted, "predict"):
            raise DataError(f"{self.name}: fit gave {type(fitted).__name__}; the fitted model, with predict, is due")
        return Estimator(self.name, self.revision, self.names, fitted)


def answered(name: str, batch: Sequence[Example], ask: Ask, names: Names, *, given: str = "") -> list[Prediction]:
    """What a model says of each example, in the task's labels: one bad input spoils one answer.

    `ask` gives for each example a label, a mapping from labels to probabilities, None for silence, or an exception for
    silence with that error. Raises DataError for a wrong number of answers, with what the model is `given`, for a label
    that is not declared or that cannot be matched, and for probabilities that are none.
    """
    try:
        answers = list(ask(list(batch)))
    except (Exception, SystemExit) as error:  # somebody's code may raise anything
        if len(batch) == 1:
            return [Prediction(id=batch[0].id, label=None, error=told(error))]
        middle = len(batch) // 2  # of 512 examples with one bad one, 20 more calls instead of 512
        parts = batch[:middle], batch[middle:]
        return [found for part in parts for found in answered(name, part, ask, names, given=given)]
    if len(answers) != len(batch):
        counts = f"answers: {len(answers)}, examples: {len(batch)}, the first of them {batch[0].id!r}"
        raise DataError(f"{name}: {counts}{given and f'; {given}'}")
    return [_prediction(name, example, answer, names) for example, answer in zip(batch, answers, strict=True)]


def _prediction(name: str, example: Example, answer: Any, names: Names) -> Prediction:
    where = f"{name}: example {example.id!r}"
    if isinstance(answer, Exception):
        return Prediction(id=example.id, label=None, error=told(answer))
    if isinstance(answer, dict):
        return _shares(example.id, answer, names, where=where)
    if names.declared:
        label = checked(example.id, answer, tuple(names.own), where=name)
        return Prediction(id=example.id, label=contract.voiced(names.own[label]) if label else None)
    if isinstance(answer, str) and answer:
        answer = contract.voiced(contract.answered({answer: where}, names)[answer])
    return Prediction(id=example.id, label=checked(example.id, answer, names.due, where=name))


def _shares(name: str, answer: dict[Any, Any], names: Names, *, where: str) -> Prediction:
    """The answer of a mapping from a model's own labels to probabilities."""
    readable = not names.declared and all(isinstance(key, str) for key in answer)
    own = contract.spelled(tuple(answer), names, where=where) if readable else names.own
    shares = checked_probabilities(answer, tuple(own) or names.due, where=where) or ()
    return merged(name, shares, names.due, own) if own else _most_probable(name, shares, names.due)


def merged(name: str, shares: Sequence[float], labels: tuple[str, ...], own: Mapping[str, str]) -> Prediction:
    """The answer of probabilities in the order of a model's own labels, added up to the task's.

    Where some of them are no answer, silence may be the most probable, and probabilities of the task's labels alone
    would not add up to one: there are none then.
    """
    pairs = list(zip(own.values(), shares, strict=True))
    due = (*labels, SILENCE) if SILENCE in own.values() else labels
    sums = tuple(round(sum(share for meant, share in pairs if meant == label), PLACES) for label in due)
    answer = _most_probable(name, sums, due)
    return answer if due == labels else Prediction(id=name, label=contract.voiced(str(answer.label)))


def _most_probable(name: str, shares: tuple[float, ...], labels: tuple[str, ...]) -> Prediction:
    return Prediction(id=name, label=labels[shares.index(max(shares))], probabilities=shares)


def frame(examples: Sequence[Example]) -> Any:
    """The DataFrame that an estimator is given: the columns claim and evidence."""
    import pandas as pd

    return pd.DataFrame(
        {
            "claim": [example.claim for example in examples],
            "evidence": ["\n".join(example.evidence) for example in examples],
        }
    )
