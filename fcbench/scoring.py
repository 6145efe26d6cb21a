"""A submission's scores in one mode of counting, from sums over items, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fcbench.schema import DataError, Score
from fcbench.stats import FEW, Floats, percentile_interval, resampled

STRICT = "strict"
SHOWN = 3  # places named in a note

Summarise = Callable[[Floats], dict[str, Floats]]


class Scored(NamedTuple):
    """The scores in one mode; none where the mode refuses the submission, and the notes say why."""

    mode: str
    scores: dict[str, Score]
    notes: tuple[str, ...]


def points(numbers: Sequence[Sequence[float]], summarise: Summarise, best: dict[str, float]) -> dict[str, Score]:
    """Scores of the sums over items, without intervals: as official scorers give them.

    Raises DataError where there is no item.
    """
    _something(numbers)
    return _scores(summarise(np.array(numbers, dtype=np.float64).sum(axis=0)), {}, best)


def with_intervals(
    numbers: Sequence[Sequence[float]],
    clusters: Sequence[str],
    summarise: Summarise,
    best: dict[str, float],
    *,
    seed: int = 0,
) -> dict[str, Score]:
    """Scores of the sums over items with 95 % intervals over clusters; fewer than ten clusters give no interval.

    Raises DataError where there is no item.
    """
    _something(numbers)
    names = sorted(set(clusters))
    place = {name: number for number, name in enumerate(names)}
    sums = np.zeros((len(names), len(numbers[0])))
    np.add.at(sums, [place[cluster] for cluster in clusters], np.array(numbers, dtype=np.float64))
    kinds, copies = np.unique(sums, axis=0, return_counts=True)
    drawn = summarise(resampled(kinds, copies=copies, seed=seed)) if len(names) >= FEW else {}
    return _scores(summarise(sums.sum(axis=0)), drawn, best)


def _something(numbers: Sequence[Sequence[float]]) -> None:
    if not numbers:
        raise DataError("there is nothing to score: neither an answer nor gold")


def _scores(values: dict[str, Floats], drawn: dict[str, Floats], best: dict[str, float]) -> dict[str, Score]:
    made = {}
    for name, value in values.items():
        low, high = percentile_interval(drawn[name]) if name in drawn else (np.nan, np.nan)
        made[name] = Score(
            value=_defined(value), low=_defined(low), high=_defined(high), best=best.get(name.partition("[")[0])
        )
    return made


def _defined(value: float | Floats) -> float | None:
    return None if np.isnan(value) else float(value)


def place_of(where: str, path: Path) -> str:
    """A place in a file without the file's folder: what is said of a submission is the same wherever it lies.

    >>> place_of("/home/me/answers.jsonl:2", Path("/home/me/answers.jsonl"))
    'answers.jsonl:2'
    """
    return where.removeprefix(f"{path.parent}/")


def tally(places: Sequence[str], text: str) -> list[str]:
    """A note with a count and the first places, or none where there is no place.

    >>> tally(["answers.jsonl:2"], "rows have no id"), tally([], "rows have no id")
    (['1 rows have no id: answers.jsonl:2'], [])
    """
    if not places:
        return []
    more = f" and {len(places) - SHOWN:,} more" if len(places) > SHOWN else ""
    return [f"{len(places):,} {text}: {', '.join(places[:SHOWN])}{more}"]
