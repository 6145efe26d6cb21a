"""The commands that show what there is: `report`, `bench`, `list` and `schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fcbench.cli.shared import REPORTS, app, put, stdout, stoppable, talk

BASELINES = Path("baselines")


@app.command()
def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help="result.json files, or folders of them.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write it there, not to stdout.")
    ] = None,
) -> None:
    """Set results side by side, in Markdown.

    A table for each dataset, task and split.

    \b
    Examples:
      fcbench report reports
      fcbench report reports/fnc-1/*/tfidf -o comparison.md
    """
    from fcbench import files
    from fcbench.evaluate import find_results
    from fcbench.report.markdown import leaderboard, refuse_stranger

    if out is not None:
        refuse_stranger(out)
    found = {folder: result for path in results for folder, result in find_results(path).items()}
    text = leaderboard(list(found.values()), folders=list(found))
    if out is None:
        put(text, end="")
    else:
        files.write_text(out, text)
        talk(f"wrote {out}")


@app.command()
def bench(
    baselines: Annotated[
        Path, typer.Argument(metavar="BASELINES", help="A folder with a folder a baseline.")
    ] = BASELINES,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the reports go.")] = REPORTS,
) -> None:
    """Evaluate all baselines and write a leaderboard.

    Each baseline on every dataset that it names. A dataset that is not there is passed over, and said.

    \b
    Example:
      fcbench bench baselines -o reports
    """
    from fcbench.bench import bench as run
    from fcbench.report.console import overview

    with stoppable():
        results = run(baselines, out, talk=talk)
    stdout().print(overview(results))
    talk(f"reports in {out}")


@app.command("list")
def list_(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help="models, datasets, metrics, submissions, extractors; else all."),
    ] = None,
) -> None:
    """List models, datasets, metrics, extractors.

    \b
    Example:
      fcbench list models
    """
    from fcbench.schema import DataError
    from fcbench.text import nearest

    kinds = {"models": "models", "datasets": "importers", "metrics": "metrics"}
    kinds |= {"submissions": "submissions", "extractors": "extract"}
    if kind is not None and kind not in kinds:
        raise DataError(f"no list of {kind!r}{nearest(kind, kinds)}")
    for title in kinds if kind is None else [kind]:
        if kind is None:
            typer.echo(f"{title}:")
        found, problems = _plugins(kinds[title])
        for name, line in found:
            typer.echo(f"{'  ' if kind is None else ''}{name:<18} {line}")
        for problem in problems:
            talk(problem)


def _plugins(package: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The plug-ins with a line on each, and what is wrong with those of other packages."""
    import importlib

    front: Any = importlib.import_module(f"fcbench.{package}")
    found = [(name, front.summary(name)) for name in front.names()]
    return found, front.problems() if hasattr(front, "problems") else []


@app.command()
def schema(
    noun: Annotated[
        str, typer.Argument(metavar="[NOUN]", help="Record, Article, Prediction, Result, Card, Row or VerdictRow.")
    ] = "Record",
) -> None:
    """Print the JSON Schema of a noun.

    \b
    Example:
      fcbench schema Record > record.schema.json
    """
    import json

    from fcbench.schema import NOUNS, DataError, json_schema
    from fcbench.text import nearest

    if noun not in NOUNS:
        raise DataError(f"no noun {noun!r}{nearest(noun, NOUNS)}")
    put(json.dumps(json_schema(noun), indent=2, ensure_ascii=False))
