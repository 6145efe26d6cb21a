"""A comparison of runs for people: a table for the terminal, Markdown with a picture, and what the intervals mean."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from fcbench.compare import UNDEFINED, Apart, Comparison, SliceApart, Width
from fcbench.rendering import template
from fcbench.report import figures
from fcbench.schema import Score

PICTURE = "differences.svg"
COLOURS = {"win": "green", "loss": "red", "tie": "dim", UNDEFINED: "dim"}
NARROW = 1.2  # times: a level whose intervals are wider than this by more is worth a warning


def console(comparison: Comparison) -> Group:
    """The differences, what ties, the slices that moved, and how wide intervals are at each level."""
    title = f"{comparison.dataset}, {comparison.task}, {comparison.split}: {comparison.rows:,} rows in "
    title += f"{comparison.clusters:,} clusters (level {comparison.level})"
    parts: list[Text | Table] = [Text(title, style="bold")]
    parts += [Text(line) for line in left_out(comparison)]
    parts.append(_differences(comparison.differences))
    parts += [Text(f"{figures.title(score)}: {ties(groups)}") for score, groups in comparison.groups.items()]
    moved = [item for item in comparison.slices if item.outcome not in ("tie", UNDEFINED)]
    if moved:
        parts += [Text("slices on which accuracy differs", style="bold"), _slices(moved)]
    lead = comparison.differences[0].score
    parts += [Text(f"{figures.title(lead)} at each level of clusters", style="bold")]
    parts += [_widths([item for item in comparison.widths if item.score == lead])]
    parts += [Text(line) for line in warnings(comparison)]
    return Group(*parts)


def ties(groups: Sequence[Sequence[str]]) -> str:
    """Tie groups on a line, the best first; n/a where the score is undefined for all runs.

    >>> ties([["a", "b"], ["c"]]), ties([])
    ('a = b > c', 'n/a')
    """
    return " > ".join(" = ".join(group) for group in groups) or UNDEFINED


def left_out(comparison: Comparison) -> list[str]:
    """A sentence where runs have rows that others have not, such as runs on a sample."""
    counts = [f"{count:,} of {run}" for run, count in comparison.left_out.items()]
    return [f"Rows that not all of the runs have are left out: {', '.join(counts)}."] if counts else []


def warnings(comparison: Comparison) -> list[str]:
    """What a reader of the intervals has to know: why those over rows are too narrow, and by how much."""
    wide = {
        item.level: item.times_rows
        for item in comparison.widths
        if item.score == comparison.differences[0].score and item.run == comparison.runs[0] and item.times_rows
    }
    level, times = max(wide.items(), key=lambda item: item[1], default=("row", 1.0))
    if times <= NARROW:
        return []
    score = figures.title(comparison.differences[0].score)
    told = (
        f"Rows that share a claim, evidence or topic are right or wrong together, so rows are not so many draws: the "
        f"interval of {score} is {times:.1f} times as wide over clusters of the level {level}."
    )
    return [told]


def _differences(items: Sequence[Apart]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("score", "run", "against"):
        table.add_column(name)
    for name in ("value", "against", "difference (95 % interval)", "p", "p, Holm"):
        table.add_column(name, justify="right")
    table.add_column("")
    for item in items:
        table.add_row(
            figures.title(item.score),
            Text(item.other),
            Text(item.one),
            figures.number(item.score, item.other_value),
            figures.number(item.score, item.one_value),
            figures.with_interval(item.score, apart(item), signed=True),
            figures.p_value(item.p),
            figures.p_value(item.adjusted),
            Text(item.outcome, style=COLOURS[item.outcome]),
        )
    return table


def apart(item: Apart | SliceApart) -> Score:
    """A difference as a score with its interval."""
    return Score(value=item.difference, low=item.low, high=item.high)


def _slices(items: Sequence[SliceApart]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("slice", "run", "against"):
        table.add_column(name)
    for name in ("rows", "difference (95 % interval)", "p, Holm"):
        table.add_column(name, justify="right")
    for item in items:
        rows = f"{item.rows:,}{' (small)' if item.small else ''}"
        difference = figures.with_interval("accuracy", apart(item), signed=True)
        table.add_row(
            Text(item.slice), Text(item.other), Text(item.one), rows, difference, figures.p_value(item.adjusted)
        )
    return table


def _widths(items: Sequence[Width]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("run", "score", "level"):
        table.add_column(name)
    for name in ("clusters", "95 % interval", "times as wide as over rows"):
        table.add_column(name, justify="right")
    for item in items:
        interval = figures.interval(item.score, Score(value=item.value, low=item.low, high=item.high))
        times = figures.UNDEFINED if item.times_rows is None else f"{item.times_rows:.1f}"
        table.add_row(Text(item.run), figures.title(item.score), item.level, f"{item.clusters:,}", interval, times)
    return table


def markdown(comparison: Comparison) -> str:
    """The whole comparison as Markdown."""
    return template("comparison.md.j2").render(
        comparison=comparison,
        figures=figures,
        p_value=figures.p_value,
        apart=apart,
        ties=ties,
        warnings=warnings(comparison),
        left_out=left_out(comparison),
        width_score=lambda item: Score(value=item.value, low=item.low, high=item.high),
        picture=PICTURE,
    )


def picture(comparison: Comparison) -> str:
    """The differences as SVG: a point and its interval for each, and the line where nothing differs."""
    score = comparison.differences[0].score
    items = [item for item in comparison.differences if item.score == score and item.low is not None]
    bounds = [abs(bound) for item in items for bound in (item.low or 0.0, item.high or 0.0)]
    return template("differences.svg.j2").render(
        items=items, most=max(bounds, default=0.0) or 1.0, title=figures.title(score), score=score, figures=figures
    )
