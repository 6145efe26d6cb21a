"""The commands that make and check datasets: `build`, `import` and `validate`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fcbench.cli.shared import NO, app, stdout, stoppable, talk

if TYPE_CHECKING:
    from fcbench.downloads import Progress as Transfer
    from fcbench.schema import SourceFile

TABLE = "table"  # the one name of `fcbench import` that is no benchmark


@app.command()
def build(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A folder of stories (with records.yaml) or of bare articles.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The dataset folder to write.")],
    extractor: Annotated[str, typer.Option(help="For articles without annotations.")] = "rules",
) -> None:
    """Make a dataset folder of articles and annotations.

    load_dataset() reads it. Articles without annotations are given to the extractor.

    \b
    Examples:
      fcbench build data/stories -o data
      fcbench build my-articles -o build/mine
    """
    from fcbench.build import build as make

    make(source, out, extractor=extractor, progress=talk)
    _contents(out)


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="See `fcbench list datasets`; or table, for your own.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The dataset folder to write.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="With table: CSV, TSV, JSON, JSON Lines or Parquet.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="The folder of its upstream files; else downloaded.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="With table: a YAML file, which column is what.")
    ] = None,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Put unreadable rows into rejects.jsonl.")] = False,
) -> None:
    """Make a dataset folder of a public benchmark, or of a table.

    A benchmark comes from its own files, its native labels kept; without --from the published ones are downloaded,
    checked, and kept in FCBENCH_CACHE (~/.cache/fcbench). A table comes with a mapping file: docs/importing.md shows
    one. A row that cannot be read is an error with file and line.

    \b
    Examples:
      fcbench import fnc-1 -o build/fnc-1
      fcbench import liar --from ~/liar -o build/liar --keep-going
      fcbench import table claims.csv --map claims.yaml -o build/claims
    """
    if name == TABLE:
        _import_table(file, mapping, source, out, keep_going=keep_going)
    else:
        _import_benchmark(name, source, out, alone=file is None and mapping is None, keep_going=keep_going)
    _contents(out)


def _import_table(file: Path | None, mapping: Path | None, source: Path | None, out: Path, *, keep_going: bool) -> None:
    from fcbench.importing import import_from
    from fcbench.schema import DataError
    from fcbench.table import read

    if file is None or mapping is None or source is not None:
        raise DataError("a table is imported as: fcbench import table FILE --map MAP -o DIR")
    import_from(read(file, mapping), file.parent, out, keep_going=keep_going, progress=talk)


def _import_benchmark(name: str, source: Path | None, out: Path, *, alone: bool, keep_going: bool) -> None:
    from fcbench.importing import import_benchmark, upstream_files
    from fcbench.schema import DataError

    if not alone:
        raise DataError("FILE and --map go with table: fcbench import table FILE --map MAP -o DIR")
    if source is None:
        with stoppable("what was downloaded is"), _transfers() as progress:
            source = upstream_files(name, progress=progress, talk=talk)
    import_benchmark(name, source, out, keep_going=keep_going, progress=talk)


@app.command()
def validate(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A dataset folder, or records as JSON Lines.")],
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", metavar="FILE", help="The articles that the records point into.")
    ] = None,
) -> None:
    """Check schema, spans, references and rules of meaning.

    Every problem is told with its place. Exit code 1 where there is one.

    \b
    Examples:
      fcbench validate data
      fcbench extract page.html --json > records.jsonl
      fcbench validate records.jsonl --articles page.html
    """
    from fcbench.articles import read_articles
    from fcbench.dataset import problems
    from fcbench.schema import DataError

    if articles and path.is_dir():
        raise DataError(f"{path}: a dataset folder has articles of its own; --articles goes with a file of records")
    texts = [article for file in articles or [] for article in read_articles(file)]
    found = problems(path, texts)
    for problem in found:
        typer.echo(problem)
    if found:
        talk(f"{len(found):,} problem{'s' if len(found) > 1 else ''} in {path}")
        raise typer.Exit(NO)
    unseen = "" if path.is_dir() or texts else "; no span was read again, for want of --articles"
    typer.echo(f"{path}: sound{unseen}")


def _contents(folder: Path) -> None:
    from fcbench.dataset import Dataset
    from fcbench.report.console import contents

    dataset = Dataset(folder)
    stdout().print(contents(dataset.card, dataset.counts()))
    talk(f"dataset: {folder}")


@contextmanager
def _transfers() -> Iterator[Transfer]:
    """A bar a file on stderr, on a terminal; elsewhere a line a file."""
    begun: dict[str, Any] = {}
    if not sys.stderr.isatty():

        def line(file: SourceFile, done: int) -> None:
            if file.name not in begun:
                size = "" if file.size is None else f", {file.size:,} bytes"
                talk(f"downloading {file.name}{size}{f', from byte {done:,} on' if done else ''}")
                begun[file.name] = True

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def draw(file: SourceFile, done: int) -> None:
            if file.name not in begun:
                begun[file.name] = bar.add_task(file.name, total=file.size)
            bar.update(begun[file.name], completed=done)

        yield draw
