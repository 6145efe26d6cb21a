"""Results as Markdown: a report on one, a leaderboard of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fcbench import files
from fcbench.rendering import template
from fcbench.report import figures, groups
from fcbench.schema import DataError, Result, Slice
from fcbench.slices import SMALL
from fcbench.stats import FEW, RESAMPLES

LEADERBOARD = b"# Results\n\nThe best macro-F1 first"  # how one begins
REPORT, PICTURE = "report.md", "confusion.svg"
RELIABILITY, CURVE = "reliability.svg", "risk-coverage.svg"
APART = ("revision", "training", "seed", "metrics", "fcbench")  # of a pedigree: what two runs of a model may differ in
SHOWN = 60  # slices: where there are more, such as years or publishers, the small ones would fill pages
TOPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the axis of wrong answers: four even steps to each


def write(result: Result, folder: Path) -> Path:
    """Writes `report.md` and its pictures into the folder of a result, and gives the report's path."""
    if result.labels:
        files.write_text(folder / PICTURE, picture(result))
    if result.calibration:
        files.write_text(folder / RELIABILITY, reliability(result))
        files.write_text(folder / CURVE, risk_coverage(result))
    files.write_text(folder / REPORT, report(result))
    return folder / REPORT


def report(result: Result) -> str:
    """One result as Markdown: scores beside the blind baselines, slices, classes, calibration, pedigree."""
    shown = _shown(result)
    return template("report.md.j2").render(
        figures=figures,
        slices=shown,
        hidden=len(result.slices) - len(shown),
        small=SMALL,
        reliability=RELIABILITY,
        curve=CURVE,
        few=FEW,
        resamples=RESAMPLES,
        result=result,
        picture=PICTURE,
        headline=figures.headline(result),
        groups=groups.groups(result),
        support=[sum(row) for row in result.confusion],
    )


class Line(NamedTuple):
    """A result in a leaderboard, and what it is called there."""

    title: str
    result: Result


def leaderboard(results: Sequence[Result], *, folders: Sequence[Path] = ()) -> str:
    """Results as a table for each dataset, task and split, the best macro-F1 first, those on a sample last.

    `folders` are where the results lie: they tell two apart that are alike in all else.
    """
    groups: dict[tuple[str, str, str, str, str], list[tuple[Result, Path | None]]] = {}
    places: Sequence[Path | None] = folders or [None] * len(results)
    for result, folder in zip(results, places, strict=True):
        pedigree = result.pedigree
        key = (pedigree.dataset, pedigree.task, pedigree.split, pedigree.labels, pedigree.fingerprint)
        groups.setdefault(key, []).append((result, folder))
    ordered = {key: _lines(groups[key]) for key in sorted(groups)}
    return template("leaderboard.md.j2").render(groups=ordered, figures=figures)


def _lines(placed: Sequence[tuple[Result, Path | None]]) -> list[Line]:
    """The lines of one table, in order; what models of one name differ in stands behind it."""
    alike: dict[tuple[str, int | None], list[tuple[Result, Path | None]]] = {}
    for result, folder in placed:
        alike.setdefault((result.pedigree.model, result.pedigree.limit), []).append((result, folder))
    lines = []
    for (model, limit), several in alike.items():
        sampled = [] if limit is None else [f"a sample of {limit:,}"]
        for (result, _), apart in zip(several, _apart(several), strict=True):
            told = ", ".join([*sampled, *apart])
            lines.append(Line(f"{model} ({told})" if told else model, result))
    return sorted(lines, key=_rank)


def _apart(alike: Sequence[tuple[Result, Path | None]]) -> list[list[str]]:
    """What tells each of some results of one model from the others; where the pedigree does not, the folder."""
    pedigrees = [result.pedigree.model_dump() for result, _ in alike]
    told: list[list[str]] = [[] for _ in alike]
    for field in APART:
        values = [str(pedigree[field]) for pedigree in pedigrees]
        short = [value[:8] for value in values]
        if len(set(values)) > 1:
            kept = short if len(set(short)) == len(set(values)) else values
            told = [[*parts, f"{field} {value}"] for parts, value in zip(told, kept, strict=True)]
    seen = [tuple(parts) for parts in told]
    return [
        [*parts, f"in {folder}"] if folder is not None and seen.count(tuple(parts)) > 1 else parts
        for parts, (_, folder) in zip(told, alike, strict=True)
    ]


def refuse_stranger(path: Path) -> None:
    """Raises DataError where a leaderboard would be written over a file that is none."""
    if path.is_file() and not path.read_bytes().startswith(LEADERBOARD):
        raise DataError(f"{path} is in the way and is no leaderboard; choose another place to write to")


def _rank(line: Line) -> tuple[bool, bool, float, str]:
    """The best first; where the score is undefined, last; and samples, whatever they score, below whole splits."""
    pedigree, value = line.result.pedigree, line.result.scores[figures.lead(line.result)].value
    return pedigree.limit is not None, value is None, -(value or 0.0), line.title


def picture(result: Result) -> str:
    """The confusion matrix as SVG: counts, shaded by the share of the gold label's rows."""
    columns = [*result.labels, *(["no answer"] if result.silent else [])]
    rows = []
    for label, counts in zip(result.labels, result.confusion, strict=True):
        total = sum(counts)
        shares = [count / total if total else 0.0 for count in counts[: len(columns)]]
        rows.append((label, total, list(zip(counts, shares, strict=False))))
    return template("confusion.svg.j2").render(columns=columns, rows=rows, pedigree=result.pedigree)


def _shown(result: Result) -> dict[str, Slice]:
    """The slices for the table: all, or where there are very many, those with enough rows."""
    many = len(result.slices) > SHOWN
    return {name: found for name, found in sorted(result.slices.items()) if found.n >= SMALL or not many}


def reliability(result: Result) -> str:
    """The reliability diagram as SVG: for each bin of confidence how often the model was right, and its rows."""
    found = result.calibration
    bins = found.bins if found else ()
    most = max((item.n for item in bins), default=1)
    return template("reliability.svg.j2").render(bins=bins, most=most, pedigree=result.pedigree)


def risk_coverage(result: Result) -> str:
    """The risk-coverage curve as SVG: the share of wrong answers among the surest rows, however many one keeps."""
    found = result.calibration
    points = found.curve if found else ()
    highest = max((point.risk for point in points), default=0.0)
    top = next(top for top in TOPS if highest <= top)
    return template("risk_coverage.svg.j2").render(points=points, top_risk=top, pedigree=result.pedigree)
