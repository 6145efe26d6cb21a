"""Submissions: the files that public benchmarks take, scored as they do and strictly; one file each.

The folder is the registry.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast, runtime_checkable

from fcbench.dataset import Dataset
from fcbench.plugins import Folder
from fcbench.scoring import Scored


class Submission(Protocol):
    """What a module of this folder offers."""

    METRICS: dict[str, str]
    """The metric families that it uses, with their versions."""
    HEADLINE: tuple[str, ...]
    """The scores that lead a report."""

    def scorers(self) -> dict[str, str]:
        """For each official mode the scorer that it answers like: repository, commit, file."""

    def score(self, path: Path, dataset: Dataset, split: str) -> list[Scored]:
        """A submission's scores against the gold of a split, the official modes first, `strict` last.

        A mode that refuses the submission has no scores, and its notes say why. Raises DataError, with file and line,
        for a file that is not of the format.
        """


@runtime_checkable
class RowByRow(Protocol):
    """A format whose answers are labels of the rows of a config, so that runs can be compared on them."""

    def answers(self, path: Path, dataset: Dataset, split: str) -> dict[str, str]:
        """The label of each row by its id, for a submission that the strict score does not refuse."""


_FOLDER = Folder(__name__, "submission format")
names, summary = _FOLDER.names, _FOLDER.summary


def load(name: str) -> Submission:
    """The submission format of that name; raises DataError with the nearest name where there is none."""
    return cast("Submission", _FOLDER.load(name))
