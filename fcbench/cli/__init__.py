"""The command line: each command parses, calls one function and prints; a module for each kind of them.

Results go to stdout, talk to stderr. Exit codes: 0 good, 1 no, 2 cannot say (bad input), 3 inconclusive (`check`),
70 an error of ours, 130 stopped by Ctrl-C, 141 whoever read the output has gone.
"""

from __future__ import annotations

import io
import sys
from typing import NoReturn

import typer

from fcbench.cli.shared import BAD_INPUT, INTERNAL, UNREAD, app, talk

# `fcbench --help` lists the commands in this order. What they need is imported in each: the help answers at once.
# isort: off
from fcbench.cli import articles, datasets, running, judging, showing  # noqa: F401
# isort: on

ISSUES = "https://github.com/fcbench/fcbench/issues"


def main() -> None:
    """Runs the command line; bad input is told in a few lines and exits with 2."""
    _keep_printing()
    try:
        app()
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # typer and rich both make it a 1, which is a "no"
            sys.exit(UNREAD)
        raise
    except Exception as error:
        from fcbench.schema import DataError

        if not isinstance(error, DataError | OSError):
            _broken(error)
        typer.echo(f"error: {error}", err=True)
        sys.exit(BAD_INPUT)


def _keep_printing() -> None:
    """What a terminal's encoding does not have is printed as `?`, and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a caller may have put something else there
            stream.reconfigure(errors="replace")


def _broken(error: Exception) -> NoReturn:
    """Shows where fcbench itself went wrong, for a report, and exits with a code of its own."""
    import traceback

    traceback.print_exception(error)
    talk(f"internal error: {type(error).__name__}; please report it, with the lines above: {ISSUES}")
    sys.exit(INTERNAL)
