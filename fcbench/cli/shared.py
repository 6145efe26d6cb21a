"""What the commands share: the program itself, its exit codes, and how it prints, talks and stops."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from fcbench.predict import Progress

DATASET = Path("data")
REPORTS = Path("reports")
WIDTH = 132  # columns where no terminal says how wide it is
NO = 1
BAD_INPUT = 2
INTERNAL = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells count
UNREAD = 141  # 128 + SIGPIPE

app = typer.Typer(
    name="fcbench",
    help="""A fact-checking dataset and evaluation harness: who said it, on whose word, who denies it, and what is
    established.

    \b
    Start here:
      fcbench extract article.md              claims, chains and denials of one article
      fcbench build data/stories -o data      articles and annotations -> dataset
      fcbench eval tfidf data                 a model on the dataset, with a report
      fcbench import fnc-1 -o build/fnc-1     a public benchmark, downloaded and checked
    """,
    epilog="""\b
    Exit codes:
      0    good
      1    no: a problem, a broken promise, a figure that does not come out, a regression
      2    the input cannot be used
      3    of check: inconclusive, the data cannot tell
      70   an error of fcbench itself: please report it
      130  stopped by Ctrl-C
      141  whoever read the output has gone, as in fcbench list | head -1

    `fcbench COMMAND --help` gives examples.""",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from fcbench import __version__

        typer.echo(f"fcbench {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and exit.")
    ] = False,
) -> None: ...


@contextmanager
def stoppable(kept: str = "the answers so far are") -> Iterator[None]:
    """Ctrl-C says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        talk(f"\nstopped; {kept} kept, and the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar on stderr, on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        number = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(number, completed=done, total=total)


def stdout() -> Console:
    """Where tables and trees are printed: as wide as the terminal, or as one would be where there is none."""
    from rich.console import Console

    return Console(emoji=False, width=None if sys.stdout.isatty() else WIDTH)


def put(text: str, *, end: str = "\n") -> None:
    """Prints what is read by a program or kept as a file, in UTF-8 whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(text + end, nl=False)


def talk(line: str) -> None:
    """Prints a line on stderr, which no program reads."""
    typer.echo(line, err=True)
