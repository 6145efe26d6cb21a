"""Comparison: results on the same rows -> their differences, with intervals and p values over clusters.

Two scores on one split are paired: what matters is where the answers differ. So differences are resampled and
randomised in pairs, whole clusters at a time, and runs whose data, split, labels or mode differ are refused.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from fcbench import metrics
from fcbench.clusters import LEVELS, Level
from fcbench.paired import DRAWS, Difference, difference, holm, mcnemar
from fcbench.saved import Saved
from fcbench.schema import DataError, Model
from fcbench.slices import SMALL
from fcbench.stats import FEW, Floats, Ints, Statistic, kinds, percentile_interval, ratio, resampled

UNDEFINED = "n/a"
SIGNIFICANT = 0.05  # the usual level, after Holm's adjustment
SAME = ("dataset", "version", "fingerprint", "split", "task", "labels", "metrics")  # of the pedigree
ACCURACY = "accuracy"  # what slices are compared by: macro-F1 on a slice would depend on which labels it has


Progress = Callable[[int, int], None]


class Apart(Model):
    """One score of two runs: other minus one."""

    score: str
    one: str
    other: str
    one_value: float | None
    other_value: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None
    outcome: str


class SliceApart(Model):
    """Accuracy of two runs on one slice: other minus one."""

    slice: str
    one: str
    other: str
    rows: int
    small: bool
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    adjusted: float | None
    outcome: str


class Width(Model):
    """How wide the interval of a score is at a level of clusters, and how many times as wide as over rows."""

    run: str
    score: str
    level: str
    clusters: int
    value: float | None
    low: float | None
    high: float | None
    times_rows: float | None


class Pair(Model):
    """The rows on which two runs differ: right by one alone, by the other alone, and McNemar's exact p value."""

    one: str
    other: str
    only_one: int
    only_other: int
    p: float


class Comparison(Model):
    """Runs on the same rows, set against each other."""

    dataset: str
    split: str
    task: str
    level: str
    clusters: int
    rows: int
    left_out: dict[str, int]
    resamples: int
    seed: int
    runs: tuple[str, ...]
    values: dict[str, dict[str, float | None]]
    differences: tuple[Apart, ...]
    slices: tuple[SliceApart, ...]
    widths: tuple[Width, ...]
    pairs: tuple[Pair, ...]
    groups: dict[str, tuple[tuple[str, ...], ...]]


class Counted(NamedTuple):
    """The sums of two runs, cluster for cluster; equal pairs of sums stand together, with their count."""

    one: Floats
    other: Floats
    copies: Ints


class Drawing(NamedTuple):
    """How differences are drawn, and what is called when a pair of runs is done."""

    level: Level
    seed: int
    resamples: int
    done: Callable[[], None]


def compare(
    runs: Sequence[Saved],
    *,
    level: Level = "card",
    seed: int = 0,
    resamples: int = DRAWS,
    names: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> Comparison:
    """Every pair of runs on the rows that all of them answer; p values are adjusted together, by Holm.

    `names` tell runs of one model apart; `left_out` counts, for each run, the rows that others do not have. Raises
    DataError for fewer than two runs, for one that is given twice, and for runs that cannot be compared.
    """
    whole, runs = runs, shared(runs)
    titles = tuple(names) or _titles(runs)
    by = dict(zip(titles, runs, strict=True))
    drawing = Drawing(level, seed, resamples, _counting(2 * math.comb(len(runs), 2), progress))
    apart = _headlines(by, drawing)
    adjusted = holm([found.p for *_, found in apart])
    values = {title: point_values(run) for title, run in by.items()}
    differences = [_apart(values, item, p) for item, p in zip(apart, adjusted, strict=True)]
    first = runs[0]
    pedigree = first.result.pedigree
    return Comparison(
        dataset=pedigree.dataset,
        split=pedigree.split,
        task=pedigree.task,
        level=level,
        clusters=len(set(first.rows.clusters[level])),
        rows=len(first.rows.ids),
        left_out=_left_out(titles, whole, runs),
        resamples=resamples,
        seed=seed,
        runs=titles,
        values={title: {name: _defined(value) for name, value in found.items()} for title, found in values.items()},
        differences=tuple(differences),
        slices=tuple(_sliced(by, drawing)),
        widths=tuple(itertools.chain.from_iterable(_widths(title, run, seed, resamples) for title, run in by.items())),
        pairs=tuple(_pair(one, by[one], other, by[other]) for one, other in itertools.combinations(titles, 2)),
        groups={score: _groups(score, titles, values, differences) for score in headline(first)},
    )


def _counting(total: int, progress: Progress) -> Callable[[], None]:
    steps = itertools.count(1)
    return lambda: progress(next(steps), total)


# Which rows


def _left_out(titles: Sequence[str], whole: Sequence[Saved], paired: Sequence[Saved]) -> dict[str, int]:
    counts = (len(one.rows.ids) - len(other.rows.ids) for one, other in zip(whole, paired, strict=True))
    return {title: count for title, count in zip(titles, counts, strict=True) if count}


def shared(runs: Sequence[Saved]) -> list[Saved]:
    """The runs on the rows that all of them have, in one order; raises DataError where they cannot be paired."""
    if len(runs) < 2:
        raise DataError(f"{len(runs)} result: a comparison takes two or more")
    first = runs[0]
    for other in runs[1:]:
        for name in SAME:
            mine, theirs = getattr(first.result.pedigree, name), getattr(other.result.pedigree, name)
            if mine != theirs:
                raise DataError(
                    f"{first.folder} and {other.folder} cannot be compared: {name} is {mine!r} and {theirs!r}"
                )
    common = set.intersection(*(set(run.rows.ids) for run in runs))
    ids = sorted(common)
    if not ids:
        raise DataError(f"{first.folder} and the others have no row in common")
    paired = [Saved(run.folder, run.result, run.rows.take(run.rows.place[name] for name in ids)) for run in runs]
    for run in paired[1:]:
        if run.rows.gold != paired[0].rows.gold:
            raise DataError(f"{run.folder}: other gold labels than {first.folder}, of what is said to be one dataset")
    return paired


def _titles(runs: Sequence[Saved]) -> tuple[str, ...]:
    """The runs' models; where two are of one model, the folders too. Raises DataError where two are one result."""
    folders = [run.folder.resolve() for run in runs]
    if twice := next((run for run, folder in zip(runs, folders, strict=True) if folders.count(folder) > 1), None):
        raise DataError(f"{twice.folder}: the same result is given twice; a comparison takes two or more")
    names = [run.name for run in runs]
    return tuple(
        name if names.count(name) == 1 else f"{name} ({run.folder})" for name, run in zip(names, runs, strict=True)
    )


# Scores


def headline(run: Saved) -> list[str]:
    """The scores that lead a report on these labels."""
    return list(
        dict.fromkeys(name for metric in metrics.for_labels(run.result.labels).values() for name in metric.HEADLINE)
    )


def statistic(run: Saved, score: str) -> Statistic:
    """The score as a function of totals of confusion counts, labels x (labels + 1) of them."""
    labels = run.result.labels
    if score == ACCURACY:  # of hundreds of slices: to compute all other scores beside it takes most of the time
        return partial(_accuracy, len(labels))
    for metric in metrics.for_labels(labels).values():
        of_cell = np.array([metric.observe(gold, given, labels) for gold in labels for given in (*labels, None)])
        if score in metric.summarise(of_cell.sum(axis=0), labels):
            return partial(_value, metric, of_cell, labels, score)
    raise DataError(f"{run.folder}: no score {score!r} for the labels {', '.join(labels)}")


def _accuracy(labels: int, totals: Floats) -> Floats:
    """The share of the diagonal of confusion counts, labels x (labels + 1) of them."""
    return ratio(totals[..., :: labels + 2].sum(axis=-1), totals.sum(axis=-1))


def _value(metric: Any, of_cell: Floats, labels: tuple[str, ...], score: str, totals: Floats) -> Floats:
    values: Floats = metric.summarise(totals @ of_cell, labels)[score]
    return values


def cells(run: Saved) -> Ints:
    """For each row the number of its cell in the confusion matrix, silence being the last column."""
    labels = run.result.labels
    place: dict[str | None, int] = {label: number for number, label in enumerate(labels)}
    place[None] = len(labels)
    width = len(labels) + 1
    pairs = zip(run.rows.gold, run.rows.answers, strict=True)
    return np.array([place[gold] * width + place[answer] for gold, answer in pairs], dtype=np.int64)


def counted(one: Saved, other: Saved, level: Level) -> Counted:
    """Both runs' confusion counts by cluster, clusters with equal pairs of counts taken together."""
    width = len(one.result.labels) * (len(one.result.labels) + 1)
    mine, theirs = cells(one), cells(other)
    if level == "row":
        codes, copies = np.unique(mine * width + theirs, return_counts=True)
        eye = np.eye(width)
        return Counted(eye[codes // width], eye[codes % width], copies.astype(np.int64))
    names, cluster = np.unique(np.array(one.rows.clusters[level]), return_inverse=True)
    sums = [
        np.bincount(cluster * width + cell, minlength=len(names) * width).reshape(len(names), width).astype(np.float64)
        for cell in (mine, theirs)
    ]
    both, copies = kinds(np.hstack(sums))
    return Counted(both[:, :width], both[:, width:], copies)


def apart_of(one: Saved, other: Saved, score: str, *, level: Level, seed: int, resamples: int = DRAWS) -> Difference:
    """Other minus one in one score, over clusters of a level; of too few there is a p value, but no interval."""
    sums = counted(one, other, level)
    found = difference(sums.one, sums.other, statistic(one, score), copies=sums.copies, resamples=resamples, seed=seed)
    return found if int(sums.copies.sum()) >= FEW else replace(found, low=math.nan, high=math.nan)


def point_values(run: Saved) -> dict[str, float]:
    """The leading scores of a run on its rows."""
    width = len(run.result.labels) * (len(run.result.labels) + 1)
    totals = np.bincount(cells(run), minlength=width).astype(np.float64)
    return {score: float(statistic(run, score)(totals)) for score in headline(run)}


# What is told


def outcome(found: Difference, adjusted: float) -> str:
    """`win`, `tie` or `loss` of the other run: a difference counts once its adjusted p value is below 0.05.

    An undefined difference is none of them.
    """
    if math.isnan(adjusted):
        return UNDEFINED
    if adjusted >= SIGNIFICANT:
        return "tie"
    return "win" if found.value > 0 else "loss"


def _apart(values: dict[str, dict[str, float]], item: tuple[str, str, str, Difference], adjusted: float) -> Apart:
    score, one, other, found = item
    return Apart(
        score=score,
        one=one,
        other=other,
        one_value=_defined(values[one][score]),
        other_value=_defined(values[other][score]),
        adjusted=_defined(adjusted),
        outcome=outcome(found, adjusted),
        **_numbers(found),
    )


def _numbers(found: Difference) -> dict[str, float | None]:
    return {
        "difference": _defined(found.value),
        "low": _defined(found.low),
        "high": _defined(found.high),
        "p": _defined(found.p),
    }


def _headlines(by: dict[str, Saved], drawing: Drawing) -> list[tuple[str, str, str, Difference]]:
    """The differences of each pair of runs in the leading scores."""
    level, seed, resamples, done = drawing
    made = []
    for one, other in itertools.combinations(by, 2):
        for score in headline(by[one]):
            apart = apart_of(by[one], by[other], score, level=level, seed=seed, resamples=resamples)
            made.append((score, one, other, apart))
        done()
    return made


def _sliced(by: dict[str, Saved], drawing: Drawing) -> list[SliceApart]:
    """Accuracy on every slice, for each pair of runs; the p values of a pair are adjusted together."""
    level, seed, resamples, done = drawing
    rows = next(iter(by.values())).rows.slices
    counts = Counter(name for row in rows for name in set(row))
    names = sorted(name for name, count in counts.items() if count < len(rows))  # the whole is no slice of itself
    made = []
    for one, other in itertools.combinations(by, 2):
        found = []
        for name in names:
            places = [place for place, row in enumerate(by[one].rows.slices) if name in row]
            mine, theirs = (Saved(run.folder, run.result, run.rows.take(places)) for run in (by[one], by[other]))
            apart = apart_of(mine, theirs, ACCURACY, level=level, seed=seed, resamples=resamples)
            found.append((name, len(places), apart))
        adjusted = holm([item.p for _, _, item in found])
        made += [
            SliceApart(
                slice=name,
                one=one,
                other=other,
                rows=rows,
                small=rows < SMALL,
                adjusted=_defined(p),
                outcome=outcome(item, p),
                **_numbers(item),
            )
            for (name, rows, item), p in zip(found, adjusted, strict=True)
        ]
        done()
    return made


def _widths(title: str, run: Saved, seed: int, resamples: int) -> list[Width]:
    """A run's intervals at every level: how much too sure one is who takes rows for independent."""
    made = []
    for score in headline(run):
        over_rows: float | None = None
        for level in sorted(LEVELS, key=lambda name: name != "row"):
            sums = counted(run, run, level)
            drawn = statistic(run, score)(resampled(sums.one, copies=sums.copies, resamples=resamples, seed=seed))
            clusters = int(sums.copies.sum())
            low, high = percentile_interval(drawn, clusters=clusters) if clusters >= FEW else (math.nan, math.nan)
            width = high - low
            over_rows = width if level == "row" else over_rows
            total = sums.copies @ sums.one
            made.append(
                Width(
                    run=title,
                    score=score,
                    level=level,
                    clusters=clusters,
                    value=_defined(float(statistic(run, score)(total))),
                    low=_defined(low),
                    high=_defined(high),
                    times_rows=_defined(width / over_rows) if over_rows else None,
                )
            )
    return made


def _pair(one: str, mine: Saved, other: str, theirs: Saved) -> Pair:
    right = [
        [answer == gold for answer, gold in zip(run.rows.answers, run.rows.gold, strict=True)] for run in (mine, theirs)
    ]
    only = [sum(a and not b for a, b in zip(*sides, strict=True)) for sides in (right, right[::-1])]
    return Pair(one=one, other=other, only_one=only[0], only_other=only[1], p=mcnemar(*only))


def _groups(
    score: str, titles: Sequence[str], values: dict[str, dict[str, float]], differences: Sequence[Apart]
) -> tuple[tuple[str, ...], ...]:
    """Tie groups, the best first: with a group's best run go all that cannot be told apart from it.

    A run whose score is undefined is in none.
    """
    told_apart = {
        frozenset((item.one, item.other)) for item in differences if item.score == score and item.outcome != "tie"
    }
    known = [title for title in titles if not math.isnan(values[title][score])]
    due = sorted(known, key=lambda title: (-values[title][score], title))
    groups: list[tuple[str, ...]] = []
    while due:
        best, *rest = due
        tied = [title for title in rest if frozenset((best, title)) not in told_apart]
        groups.append((best, *tied))
        due = [title for title in rest if title not in tied]
    return tuple(groups)


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value
