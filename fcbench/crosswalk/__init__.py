"""Native labels to the common scales: one data file a source, versioned, with the relation of each mapping.

A native label that merges two things maps to several alternatives, none of which is chosen: its `stance`, `state` and
`truth` stay null. A fact-checker's rating maps by the table of its publisher, never by its number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from fcbench import files
from fcbench.schema import TRUTH_LABELS, DataError, EvidenceState, Flag, Model, Stance, check_axes, validate
from fcbench.text import nearest

Relation = Literal["exact", "close", "narrower", "broader"]  # the source's label is ... than the common one


class ToStance(Model):
    """A native evidence label on the common stance scale."""

    stance: Stance
    relation: Relation


class ToVerdict(Model):
    """A native claim label on the two axes of a verdict; all null where it says nothing of either."""

    state: EvidenceState | None = None
    truth: int | None = Field(default=None, ge=0, le=4)
    flags: tuple[Flag, ...] = ()
    relation: Relation

    @model_validator(mode="after")
    def _axes(self) -> Self:
        check_axes(self.state, self.truth)
        return self

    def axes(self) -> dict[str, Any]:
        """What it gives a Verdict: state, truth and flags."""
        return {"state": self.state, "truth": self.truth, "flags": self.flags}


def _several(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Stances = Annotated[tuple[ToStance, ...], BeforeValidator(_several), Field(min_length=1)]
Verdicts = Annotated[tuple[ToVerdict, ...], BeforeValidator(_several), Field(min_length=1)]
UNDECIDED = ToVerdict(relation="broader")


class Crosswalk(Model):
    """The map of one source; a label has one meaning, or the alternatives that it merges."""

    source: str
    version: str
    note: str
    stance: dict[str, Stances] = Field(default={})
    verdict: dict[str, Verdicts] = Field(default={})
    publishers: dict[str, dict[str, Verdicts]] = Field(default={}, description="publisher -> rating text -> verdict")

    def line(self) -> str:
        """The map's name and version, for a pedigree."""
        return f"{self.source}@{self.version}"

    def stance_of(self, label: str) -> Stance | None:
        """The common stance of a native label; None where it merges several."""
        meanings = self.stance[label]
        return meanings[0].stance if len(meanings) == 1 else None

    def verdict_of(self, label: str) -> ToVerdict:
        """The common verdict of a native label; an empty one where it merges several."""
        meanings = self.verdict[label]
        return meanings[0] if len(meanings) == 1 else UNDECIDED

    def choices(self, task: str, labels: Iterable[str] = ()) -> Iterator[tuple[str, dict[str, str | None]]]:
        """Each way to give the merged labels of a task one of their meanings: its name, and label -> common label.

        Where only publishers' tables say what the labels mean, `labels` are the card's, in whatever case it has them.
        """
        merged = self._merged(task, tuple(labels))
        for chosen in itertools.product(*merged.values()) if merged else ():
            ways = list(zip(merged, chosen, strict=True))
            name = ", ".join(f"{' / '.join(spelled)} = {common}" for spelled, common in ways)
            yield name, {label: common for spelled, common in ways for label in spelled}

    def _merged(self, task: str, labels: tuple[str, ...]) -> dict[tuple[str, ...], list[str | None]]:
        """The common labels that each merged label may have, by its spellings: those of one rating mean the same."""
        if task == "stance" or self.verdict:
            maps: Mapping[str, tuple[ToStance, ...] | tuple[ToVerdict, ...]] = (
                self.stance if task == "stance" else self.verdict
            )
            spellings: dict[str, tuple[str, ...]] = {label: (label,) for label in maps}
        else:
            maps = {text: meanings for table in self.publishers.values() for text, meanings in table.items()}
            spellings = {text: tuple(label for label in labels if _folded(label) == text) for text in maps}
        several = [label for label in maps if len(maps[label]) > 1 and spellings[label]]
        return {spellings[label]: [_common(meaning) for meaning in maps[label]] for label in several}

    def rating_of(self, publisher: str, text: str) -> ToVerdict | None:
        """The common verdict of a publisher's rating, case and outer blanks aside; None where no table has it."""
        table: Mapping[str, tuple[ToVerdict, ...]] = self.publishers.get(publisher, {})
        meanings = table.get(_folded(text))
        return None if meanings is None else meanings[0] if len(meanings) == 1 else UNDECIDED


def _folded(text: str) -> str:
    return text.strip().casefold()


def _common(meaning: ToStance | ToVerdict) -> str | None:
    if isinstance(meaning, ToStance):
        return meaning.stance
    return meaning.state if meaning.truth is None else TRUTH_LABELS[meaning.truth]


def names() -> list[str]:
    """The sources that have a map."""
    places: Any = resources.files(__name__)
    return sorted(place.name.removesuffix(".yaml") for place in places.iterdir() if place.name.endswith(".yaml"))


@cache
def load(source: str) -> Crosswalk:
    """The map of a source; raises DataError where there is none."""
    if source not in names():
        raise DataError(f"no crosswalk for {source!r}{nearest(source, names())}")
    content = (resources.files(__name__) / f"{source}.yaml").read_text("utf-8")
    return validate(Crosswalk, files.parse_yaml(content, where=f"{source}.yaml"), where=f"crosswalk {source}")


def of_card(line: str) -> Crosswalk:
    """The map that a card names with its version; raises DataError where another version of it is installed."""
    found = load(line.partition("@")[0])
    if found.line() != line:
        raise DataError(f"the dataset was imported with map {line}, this fcbench has {found.line()}: import it again")
    return found
