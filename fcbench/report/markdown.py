"""Results as Markdown: a report on one, a leaderboard of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fcbench import files
from fcbench.rendering import template
from fcbench.report import figures, groups
from fcbench.schema import Result
from fcbench.stats import FEW, RESAMPLES

REPORT, PICTURE = "report.md", "confusion.svg"


def write(result: Result, folder: Path) -> Path:
    """Writes `report.md` and its picture into the folder of a result, and gives the report's path."""
    if result.labels:
        files.write_text(folder / PICTURE, picture(result))
    files.write_text(folder / REPORT, report(result))
    return folder / REPORT


def report(result: Result) -> str:
    """One result as Markdown: scores with intervals beside the blind baselines, classes, confusion, pedigree."""
    return template("report.md.j2").render(
        figures=figures,
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
