"""Flips for people: a table for the terminal, and Markdown."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group
from rich.table import Table
from rich.text import Text

from fcbench import files
from fcbench.flips import ACTS, BARE, TURNED, WORDINGS, Flipped, Flips, Rate
from fcbench.rendering import template
from fcbench.report import figures
from fcbench.stats import FEW, RESAMPLES

REPORT = "report.md"
HEADLINE = "deny, interested"


def console(result: Flips) -> Group:
    """The rates by act and interest, and the denial-flip rate in a sentence."""
    table = Table(box=None, pad_edge=False)
    table.add_column("added" if TURNED in result.rates else "passage")
    for name in result.rates:
        table.add_column(name, justify="right", overflow="fold")
    for group in by_interest(result):
        table.add_row(group, *(shown(of_group.get(group)) for of_group in result.rates.values()))
    pedigree = result.pedigree
    title = (
        f"{pedigree.model} on {pedigree.dataset}, {pedigree.task}: {pedigree.n:,} examples of {result.records} claims"
    )
    return Group(Text(title, style="bold"), table, Text(sentence(result)))


def sentence(result: Flips) -> str:
    """The measure that leads, in words."""
    if TURNED in result.rates:
        return f"Denial-flip rate, of bare denials by an interested party: {shown(result.rates[TURNED].get(HEADLINE))}."
    right = result.rates["right"]
    told = [f"{act} {shown(right.get(act))}" for act in ("deny", "decline")]
    return f"Right on passages in which somebody denies or declines to comment: {', '.join(told)}."


def trained_on(result: Flips) -> str:
    """How many examples are about stories that the model was shown before, as an evaluation says it of rows."""
    return f"{result.trained_on:,} of {result.pedigree.n:,} examples share their story with the training split"


def by_interest(result: Flips) -> list[str]:
    """What rates are of, in order: the bare assertion, and acts by interest."""
    sides = [f"{act}, {side}" for act in ACTS for side in ("interested", "disinterested")]
    return _known(result, [BARE, *sides])


def by_wording(result: Flips) -> list[str]:
    """The same by the wording of the passage."""
    return _known(result, [f"{act}, wording {number}" for act in ACTS for number in range(1, len(WORDINGS) + 1)])


def _known(result: Flips, groups: list[str]) -> list[str]:
    return [group for group in groups if any(group in of_group for of_group in result.rates.values())]


def shown(rate: Rate | None) -> str:
    """A rate with its interval and of how many."""
    if rate is None:
        return ""
    return f"{figures.with_interval('accuracy', rate.share)} of {rate.n:,}"


def write(done: Flipped) -> Path:
    """Writes `report.md` beside the figures, and gives its path."""
    files.write_text(done.folder / REPORT, markdown(done.result))
    return done.folder / REPORT


def markdown(result: Flips) -> str:
    """The whole measurement as Markdown, with the wordings."""
    return template("flips.md.j2").render(
        result=result,
        tables={"by interest": by_interest(result), "by wording": by_wording(result)},
        shown=shown,
        sentence=sentence(result),
        trained_on=trained_on(result) if result.trained_on else "",
        wordings=WORDINGS,
        acts=ACTS,
        few=FEW,
        resamples=RESAMPLES,
    )
