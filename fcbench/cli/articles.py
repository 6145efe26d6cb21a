"""The command that reads articles: `extract`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fcbench.cli.shared import NO, app, put, stdout, talk

if TYPE_CHECKING:
    from fcbench.schema import Article, Record

    Extracted = tuple[Article, list[Record]]


@app.command()
def extract(
    articles: Annotated[list[Path], typer.Argument(metavar="ARTICLE...", help="Markdown, text, HTML or JSON Lines.")],
    extractor: Annotated[str, typer.Option(help="See `fcbench list extractors`.")] = "rules",
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page: the articles marked, the claims beside."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Where the headline says more than the body; exits with 1 if anywhere.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON Lines, for a program.")] = False,
) -> None:
    """Find claims: who says them, on whose word, who denies.

    Each claim has its verdict, and below it who says what of it. In brackets stand offsets in the text, in parentheses
    the cue and what the speaker does.

    \b
    Examples:
      fcbench extract article.md
      fcbench extract article.md --html article.html
      fcbench extract article.md --check
      fcbench extract page.html --json > records.jsonl
    """
    from fcbench import extract as extractors
    from fcbench.articles import read_articles
    from fcbench.schema import DataError

    if html is not None and (check or as_json):
        raise DataError("--html goes with neither --check nor --json: a page shows records and findings alike")
    chosen = extractors.load(extractor)
    read = _foreign((article, chosen.extract(article)) for path in articles for article in read_articles(path))
    with _accounted(chosen):
        if html is not None:
            _page(html, articles, read)
        elif check:
            _check(read, as_json=as_json)
        else:
            _records(read, as_json=as_json)


def _foreign(read: Iterator[Extracted]) -> Iterator[Extracted]:
    """The same; says on stderr where nothing was found in a text that does not look English."""
    from fcbench.report.statements import shown
    from fcbench.text import looks_english

    for article, records in read:
        if not records and not looks_english(article.text or ""):
            talk(f"{shown(article.id)}: no claim found; extraction reads English only")
        yield article, records


@contextmanager
def _accounted(asked: object) -> Iterator[None]:
    """Says on stderr, at the end, what it has cost where something keeps an account of what a server answers."""
    try:
        yield
    finally:
        account = getattr(asked, "account", None)
        if account is not None:
            talk(account.line())


def _records(read: Iterator[Extracted], *, as_json: bool) -> None:
    from fcbench.report.tree import tree

    for article, records in read:
        if as_json:
            for record in records:
                put(record.model_dump_json())
        else:
            stdout().print(tree(article, records))


def _page(out: Path, articles: list[Path], read: Iterator[Extracted]) -> None:
    from fcbench import files
    from fcbench.report.page import page
    from fcbench.schema import DataError

    if out.resolve() in [path.resolve() for path in articles]:
        raise DataError(f"{out}: an article would be written over; name another file for the page")
    text = page(read)
    if out == files.STDIN:  # a dash is a standard stream
        put(text, end="")
    else:
        files.write_text(out, text)
        talk(f"page: {out}")


def _check(read: Iterator[Extracted], *, as_json: bool) -> None:
    from fcbench.fidelity import problems
    from fcbench.report.statements import shown

    count = articles = 0
    for article, records in read:
        articles += 1
        for problem in problems(article, records):
            if as_json:
                put(problem.model_dump_json())
            else:
                typer.echo(shown(f"{article.id}: {problem.line()}"))
            count += 1
    if count:
        raise typer.Exit(NO)
    talk(f"{articles:,} article{'s' * (articles != 1)}: nothing found")
