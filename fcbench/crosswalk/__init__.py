"""Native labels to the common scales: one data file a source, versioned, with the relation of each mapping."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from fcbench import files
from fcbench.schema import DataError, EvidenceState, Flag, Model, Stance, validate

Relation = Literal["exact", "close", "narrower", "broader"]  # the source's label is ... than the common one


class ToStance(Model):
    """A native evidence label on the common stance scale."""

    stance: Stance
    relation: Relation


class ToVerdict(Model):
    """A native claim label on the two axes of a verdict."""

    state: EvidenceState
    truth: int | None = None
    flags: tuple[Flag, ...] = ()
    relation: Relation


class Crosswalk(Model):
    """The map of one source."""

    source: str
    version: str
    note: str
    stance: dict[str, ToStance] = Field(default={})
    verdict: dict[str, ToVerdict] = Field(default={})

    def line(self) -> str:
        """The map's name and version, for a pedigree."""
        return f"{self.source}@{self.version}"


@cache
def load(source: str) -> Crosswalk:
    """The map of a source; raises DataError where there is none."""
    place = resources.files(__name__) / f"{source}.yaml"
    if not place.is_file():
        raise DataError(f"no crosswalk for {source!r}")
    return validate(
        Crosswalk, files.parse_yaml(place.read_text("utf-8"), where=f"{source}.yaml"), where=f"crosswalk {source}"
    )
