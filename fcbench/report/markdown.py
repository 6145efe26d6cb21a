"""Results as Markdown: a report on one, a leaderboard of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fcbench import files
from fcbench.rendering import template
from fcbench.report import figures, groups
from fcbench.schema import DataError, Result, Slice
from fcbench.slices import SMALL
from fcbench.stats import FEW, RESAMPLES

LEADERBOARD = b"# Results\n\nThe best macro-F1 first"  # how one begins
REPORT, PICTURE = "report.md", "confusion.svg"
RELIABILITY, CURVE = "reliability.svg", "risk-coverage.svg"
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


def leaderboard(results: Sequence[Result]) -> str:
    """Results as a table for each dataset, task and split, the best macro-F1 first."""
    groups: dict[tuple[str, str, str, str, str], list[Result]] = {}
    for result in results:
        pedigree = result.pedigree
        key = (pedigree.dataset, pedigree.task, pedigree.split, pedigree.labels, pedigree.fingerprint)
        groups.setdefault(key, []).append(result)
    ordered = {key: sorted(groups[key], key=_rank) for key in sorted(groups)}
    return template("leaderboard.md.j2").render(groups=ordered, figures=figures)


def refuse_stranger(path: Path) -> None:
    """Raises DataError where a leaderboard would be written over a file that is none."""
    if path.is_file() and not path.read_bytes().startswith(LEADERBOARD):
        raise DataError(f"{path} is in the way and is no leaderboard; choose another place to write to")


def _rank(result: Result) -> tuple[bool, float, str]:
    """The best first; where the score is undefined, last."""
    value = result.scores[figures.lead(result)].value
    return value is None, -(value or 0.0), result.pedigree.model


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
