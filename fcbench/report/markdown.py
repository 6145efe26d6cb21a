"""Results as Markdown: a report on one, a leaderboard of several."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fcbench import files
from fcbench.report import figures
from fcbench.schema import Result
from fcbench.stats import FEW, RESAMPLES

if TYPE_CHECKING:
    import jinja2

REPORT, PICTURE = "report.md", "confusion.svg"


def write(result: Result, folder: Path) -> Path:
    """Writes `report.md` and its picture into the folder of a result, and gives the report's path."""
    files.write_text(folder / PICTURE, picture(result))
    files.write_text(folder / REPORT, report(result))
    return folder / REPORT


def report(result: Result) -> str:
    """One result as Markdown: scores with intervals beside the blind baselines, classes, confusion, pedigree."""
    return _template("report.md.j2").render(
        result=result,
        picture=PICTURE,
        headline=figures.headline(result),
        support=[sum(row) for row in result.confusion],
    )


def leaderboard(results: Sequence[Result]) -> str:
    """Results as a table for each dataset, task and split, the best macro-F1 first."""
    groups: dict[tuple[str, str, str, str], list[Result]] = {}
    for result in results:
        pedigree = result.pedigree
        groups.setdefault((pedigree.dataset, pedigree.task, pedigree.split, pedigree.fingerprint), []).append(result)
    ordered = {key: sorted(groups[key], key=_rank) for key in sorted(groups)}
    return _template("leaderboard.md.j2").render(groups=ordered)


def _rank(result: Result) -> tuple[float, str]:
    return -(result.scores["macro_f1"].value or 0.0), result.pedigree.model


def picture(result: Result) -> str:
    """The confusion matrix as SVG: counts, shaded by the share of the gold label's rows."""
    columns = [*result.labels, *(["no answer"] if result.silent else [])]
    rows = []
    for label, counts in zip(result.labels, result.confusion, strict=True):
        total = sum(counts)
        shares = [count / total if total else 0.0 for count in counts[: len(columns)]]
        rows.append((label, total, list(zip(counts, shares, strict=False))))
    return _template("confusion.svg.j2").render(columns=columns, rows=rows, pedigree=result.pedigree)


@cache
def _template(name: str) -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fcbench", "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=name.endswith(".svg.j2"),
    )
    environment.filters["cell"] = figures.cell
    environment.globals.update(figures=figures, few=FEW, resamples=RESAMPLES)
    return environment.get_template(name)
