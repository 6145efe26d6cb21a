"""The gate: a run against the recorded answers of another: has it become worse, has it not, or cannot the data tell?

The difference is paired, row by row and over whole clusters. It holds where the interval excludes a drop of more than
is allowed; it is a regression where the drop seen is larger and more than chance; else it is inconclusive. A run that
is empty, errored, limited, or on other data is an error, and never holds.
"""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from fcbench import files, saved
from fcbench.clusters import Level
from fcbench.compare import ACCURACY, Counted, apart_of, counted, headline, shared, statistic
from fcbench.dataset import EVERYTHING
from fcbench.paired import DRAWS, Difference, detectable, difference, holm, rows_needed
from fcbench.saved import PREDICTIONS, RESULT, Saved
from fcbench.schema import DataError, Model
from fcbench.slices import SMALL
from fcbench.stats import FEW, Statistic
from fcbench.text import nearest, slug

Status = Literal["holds", "regression", "inconclusive"]

EXIT: dict[Status, int] = {"holds": 0, "regression": 1, "inconclusive": 3}
ERROR = 2
LEVEL = 0.05  # one-sided: how often a run that is no worse is called a regression, and a worse one let through
MAX_DROP = 0.005  # of a score between 0 and 1: half a point
MAX_SLICE_DROP = 0.05  # of accuracy on a slice: five points, since slices are small and many
FLOORS = "floors"
MARGIN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(pp|%)?\s*")


class Gated(Model):
    """One score of a run against the recorded one."""

    score: str
    recorded: float | None
    now: float | None
    difference: float | None
    low: float | None
    p: float | None
    allowed: float
    detectable: float | None
    rows_needed: int | None
    status: Status


class SliceDrop(Model):
    """A slice on which accuracy fell by more than is allowed, and by more than chance."""

    slice: str
    rows: int
    difference: float
    p: float


class Gate(Model):
    """What the gate says of one run, and on what."""

    result: str
    against: str
    model: str
    dataset: str
    split: str
    task: str
    level: str
    rows: int
    clusters: int
    changed: int
    scores: tuple[Gated, ...]
    slices: tuple[SliceDrop, ...]
    status: Status
    reason: str


def margin(text: str) -> float:
    """An allowed drop as a share of a score's scale; raises DataError for what is no such drop.

    >>> margin("0.5pp"), margin("0.01")
    (0.005, 0.01)
    """
    found = MARGIN.fullmatch(text)
    value = float(found[1]) / (100 if found[2] else 1) if found else math.nan
    if not 0 <= value < 1:
        raise DataError(f"a drop of {text!r}; allowed: percentage points such as 0.5pp, or a share such as 0.005")
    return value


def find(baseline: Path, result: Saved) -> Saved:
    """The recorded answers of a baseline for the same dataset, task, split and labels.

    Raises DataError where there are none, or several.
    """
    places = sorted(baseline.rglob(RESULT)) if baseline.is_dir() else []
    fitting = [run for run in map(saved.read, places) if _about(run) == _about(result)]
    if len(fitting) == 1:
        return fitting[0]
    what = ", ".join(_about(result))
    if fitting:
        raise DataError(f"{baseline}: {len(fitting)} records of {what}; name the folder of one")
    hint = "record this run with --update"
    raise DataError(f"{baseline}: no record of {what}; {hint}")


def _about(run: Saved) -> tuple[str, ...]:
    pedigree = run.result.pedigree
    return pedigree.dataset, pedigree.task, pedigree.split, pedigree.labels


def refuse_unfit(run: Saved) -> None:
    """Raises DataError for a run that no gate may let through: empty, errored, or on a sample."""
    result = run.result
    if not run.rows.ids:
        raise DataError(f"{run.folder}: no row with gold: there is nothing to hold")
    if result.errors:
        raise DataError(f"{run.folder}: the model raised on {result.errors:,} of {result.n:,} rows; mend that first")
    if result.pedigree.limit is not None:
        raise DataError(f"{run.folder}: a sample of {result.pedigree.limit:,} rows; a gate takes the whole split")


def check(
    run: Saved,
    recorded: Saved,
    *,
    max_drop: float = MAX_DROP,
    max_slice_drop: float = MAX_SLICE_DROP,
    scores: Sequence[str] = (),
    level: Level = "card",
    seed: int = 0,
) -> Gate:
    """What the data say of a run against the recorded one.

    Raises DataError for runs that cannot be paired row for row, or that no gate may let through.
    """
    for one in (recorded, run):
        refuse_unfit(one)
    old, new = shared([recorded, run])
    if len(new.rows.ids) != len(run.rows.ids) or len(old.rows.ids) != len(recorded.rows.ids):
        raise DataError(f"{run.folder}: not the rows that were recorded in {recorded.folder}")
    changed = sum(a != b for a, b in zip(old.rows.answers, new.rows.answers, strict=True))
    names = named(new, scores)
    gated = _gated(old, new, names, max_drop, level=level, seed=seed)
    drops = _slices(old, new, max_slice_drop, level=level, seed=seed) if changed else []
    status: Status = "regression" if drops or any(one.status == "regression" for one in gated) else "holds"
    if status == "holds" and any(one.status == "inconclusive" for one in gated):
        status = "inconclusive"
    pedigree = run.result.pedigree
    return Gate(
        result=str(run.folder),
        against=str(recorded.folder),
        model=run.name,
        dataset=pedigree.dataset,
        split=pedigree.split,
        task=pedigree.task,
        level=level,
        rows=len(new.rows.ids),
        clusters=len(set(new.rows.clusters[level])),
        changed=changed,
        scores=tuple(gated),
        slices=tuple(drops),
        status=status,
        reason="every answer is the recorded one" if not changed else _reason(status, gated, drops, new, level),
    )


def named(run: Saved, scores: Sequence[str]) -> list[str]:
    """The keys of the scores that somebody named, as in `result.json` or as printed; of none the one that leads.

    Raises DataError, with the nearest, for one that the run does not have.
    """
    known = {_plain(key): key for key in run.result.scores}
    for name in scores:
        if _plain(name) not in known:
            raise DataError(f"{run.folder}: no score {name!r}{nearest(_plain(name), run.result.scores)}")
    return [known[_plain(name)] for name in scores] or headline(run)[:1]


def _plain(name: str) -> str:
    """A score's name without what parts its key and the name that is printed: `macro-F1` and `macro_f1` are one."""
    return name.casefold().replace("-", "_").replace(" ", "_")


class Decision(NamedTuple):
    """What is said of one score: the difference, the p value of a drop adjusted for all scores, and the status."""

    found: Difference
    p: float
    status: Status


def decide(
    sums: Counted, statistics: Sequence[Statistic], allowed: Sequence[float], *, seed: int = 0, resamples: int = DRAWS
) -> list[Decision]:
    """The rule of the gate, for each score of the recorded run (`sums.one`) and the new one.

    It holds where the difference's one-sided 95 % bound is no lower than the drop allowed. It is a regression where
    the drop seen is larger than that, and its one-sided p value, after Holm over the scores, below 0.05. Else, and
    where clusters are too few to say anything, it is inconclusive.
    """
    few = int(sums.copies.sum()) < FEW
    options: dict[str, Any] = {"copies": sums.copies, "resamples": resamples, "seed": seed}
    apart = [difference(sums.one, sums.other, statistic, **options) for statistic in statistics]
    adjusted = holm([_one_sided(found) for found in apart])
    made = []
    for found, p, drop in zip(apart, adjusted, allowed, strict=True):
        status: Status = "inconclusive"
        if found.least >= -drop and not few:
            status = "holds"
        elif found.value < -drop and p < LEVEL and not few:
            status = "regression"
        made.append(Decision(found, p, status))
    return made


def _one_sided(found: Difference) -> float:
    """The p value of a drop: randomisation is symmetric, so half of the two-sided one."""
    return found.p / 2 if found.value < 0 else 1.0


def _gated(old: Saved, new: Saved, names: Sequence[str], max_drop: float, *, level: Level, seed: int) -> list[Gated]:
    """Each score; the same answers hold, however few they are."""
    sums = counted(old, new, level)
    allowed = [max_drop * (old.result.scores[name].best or 1.0) for name in names]
    decisions = decide(sums, [statistic(old, name) for name in names], allowed, seed=seed)
    if old.rows.answers == new.rows.answers:
        decisions = [one._replace(status="holds") for one in decisions]
    return [
        _told(old, sums, name, drop, decision) for name, drop, decision in zip(names, allowed, decisions, strict=True)
    ]


def _told(old: Saved, sums: Counted, name: str, allowed: float, decision: Decision) -> Gated:
    """A decision with the figures behind it."""
    found, p, status = decision
    value = statistic(old, name)
    enough = 0
    if status == "inconclusive" and allowed and found.error > 0:
        enough = rows_needed(found.error, len(old.rows.ids), allowed, level=LEVEL, sides=1)
    return Gated(
        score=name,
        recorded=_defined(float(value(sums.copies @ sums.one))),
        now=_defined(float(value(sums.copies @ sums.other))),
        difference=_defined(found.value),
        low=_defined(found.least),
        p=_defined(p),
        allowed=allowed,
        detectable=_defined(detectable(found.error, level=LEVEL, sides=1)),
        rows_needed=enough or None,
        status=status,
    )


def _slices(old: Saved, new: Saved, max_drop: float, *, level: Level, seed: int) -> list[SliceDrop]:
    """The slices, not small ones, on which accuracy fell by more than is allowed and more than chance, after Holm."""
    found = []
    for name in sorted({name for row in old.rows.slices for name in row}):
        places = [place for place, row in enumerate(old.rows.slices) if name in row]
        clusters = {old.rows.clusters[level][place] for place in places}
        if len(places) < SMALL or len(clusters) < FEW or len(places) == len(old.rows.ids):
            continue  # the whole is no slice of itself, and is held to the scores
        mine, theirs = (Saved(run.folder, run.result, run.rows.take(places)) for run in (old, new))
        apart = apart_of(mine, theirs, ACCURACY, level=level, seed=seed)
        found.append((name, len(places), apart))
    adjusted = holm([_one_sided(apart) for _, _, apart in found])
    return [
        SliceDrop(slice=name, rows=rows, difference=apart.value, p=p)
        for (name, rows, apart), p in zip(found, adjusted, strict=True)
        if apart.value < -max_drop and p < LEVEL
    ]


def _reason(status: Status, gated: Sequence[Gated], drops: Sequence[SliceDrop], run: Saved, level: Level) -> str:
    """The status in a sentence that says what to do."""
    if status == "regression":
        whole = [f"{one.score} fell by {-(one.difference or 0):.4f}" for one in gated if one.status == "regression"]
        worst = [f"accuracy on {one.slice} fell by {-one.difference:.3f}" for one in drops]
        return "; ".join([*whole, *worst])
    if status == "inconclusive":
        clusters = len(set(run.rows.clusters[level]))
        if clusters < FEW:
            return _too_few(run, level, clusters)
        return _open(next(one for one in gated if one.status == "inconclusive"))
    return "a drop of more than is allowed is excluded"


def _too_few(run: Saved, level: Level, clusters: int) -> str:
    """That clusters are too few, and where there are more."""
    ways = [] if run.result.pedigree.split == EVERYTHING else ["--split all"]
    if level != "claim" and len(set(run.rows.clusters["claim"])) >= FEW:
        ways.append("--by claim")
    more = f": {', or '.join(ways)}" if ways else ""
    noun = ("cluster" if clusters == 1 else "clusters") + ("" if level == "card" else f" by {level}")
    return f"only {clusters} {noun}, {FEW} are needed{more}"


def _open(one: Gated) -> str:
    """What drop can be told of a score that is neither shown to hold nor to have fallen."""
    if one.detectable is None:
        return f"{one.score} is undefined on these rows, or on nearly all draws of them"
    more = f"; about {one.rows_needed:,} rows like these would do" if one.rows_needed else ""
    least = f"the least that can is {one.detectable:.4f}"
    return f"a drop of {one.allowed:g} in {one.score} cannot be told here, {least}{more}"


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value


# Records


def place(baseline: Path, run: Saved) -> Path:
    """Where the record of a run lies in the folder of a baseline."""
    return baseline / FLOORS / slug(run.result.pedigree.dataset) / run.folder.parent.name


def update(baseline: Path, run: Saved, *, accept_lower: bool = False, scores: Sequence[str] = ()) -> Path:
    """Records a run as what later ones are held to: its result and its answers, together or not at all.

    Raises DataError where a score would be lowered and that is not accepted, for a run that no gate may let through,
    and where nothing can be written.
    """
    refuse_unfit(run)
    folder, names = place(baseline, run), named(run, scores)
    files.refuse_unwritable(folder / RESULT)
    if (folder / RESULT).is_file() and not accept_lower:
        old = saved.read(folder).result
        for name in names:
            before = old.scores[name].value if name in old.scores else None
            now = run.result.scores[name].value
            if before is not None and (now is None or now < before):
                fallen = "undefined" if now is None else f"{now:.4f}"
                raise DataError(
                    f"{folder}: {name} would fall from {before:.4f} to {fallen}; --accept-lower records it all the same"
                )
    fresh, stale = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    for leftover in (fresh, stale):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in (PREDICTIONS, RESULT):
        (fresh / name).write_bytes(files.read_bytes(run.folder / name))
    if folder.is_dir():
        folder.replace(stale)
    fresh.replace(folder)
    shutil.rmtree(stale, ignore_errors=True)
    return folder


def worst(gates: Sequence[Gate]) -> int:
    """The exit code of several gates: a regression before what cannot be told, before what holds.

    >>> worst([])
    2
    """
    if not gates:
        return ERROR
    order: tuple[Status, ...] = ("regression", "inconclusive", "holds")
    return EXIT[next(status for status in order if any(gate.status == status for gate in gates))]
