"""What an audit reads of a dataset: its records and articles without their words, each text a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fcbench.dataset import Dataset

COLUMNS = ["id", "cluster", "claim", "evidence", "verdict"]
_ARCHIVE = re.compile(r"^https?://web\.archive\.org/web/[0-9a-z_*]+/(?=\S)")
BATCH = 1_000  # records turned into Python values at a time: a text that stands in many is then held once


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence; texts are numbers of the pool, `verbatim` is its article or the text letter for letter."""

    id: str
    text: int | None
    verbatim: str
    label: str | None
    votes: tuple[str, ...]
    holder: str | None
    kind: str | None
    url: str | None
    origin: str | None
    published_at: str | None
    article: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A record: its claim, its verdict and its evidence; `verbatim` is the claim letter for letter."""

    id: str
    cluster: str
    claim: int
    verbatim: int
    speaker: str | None
    said_at: str | None
    label: str | None
    issuer: str | None
    justification: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An article without its text, which is a number of the pool."""

    id: str
    text: int | None
    publisher: str | None
    published_at: str | None


@dataclass(frozen=True)
class Part:
    """The entries and pages of a split."""

    name: str
    entries: list[Entry]
    pages: dict[str, Page]


@dataclass
class Pool:
    """Every text once, white space and case aside; its number is its place in `texts`."""

    texts: list[str] = field(default_factory=list)
    _raw: dict[str, tuple[int, int]] = field(default_factory=dict)
    _folded: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of a text, the same for texts that differ in white space and case only."""
        return self.numbers(text)[0]

    def numbers(self, text: str) -> tuple[int, int]:
        """The number of a text, and one that it shares only with the same text letter for letter."""
        if text not in self._raw:
            folded = fold(text)
            if folded not in self._folded:
                self._folded[folded] = len(self.texts)
                self.texts.append(folded)
            self._raw[text] = self._folded[folded], len(self._raw)
        return self._raw[text]


@dataclass(frozen=True)
class Contents:
    """A dataset's splits in order, and the texts that they are made of."""

    parts: list[Part]
    pool: Pool


def fold(text: str) -> str:
    """A text with every run of white space as one space, none around it, and no case.

    >>> fold(" Two  Words\\n")
    'two words'
    """
    return " ".join(text.split()).casefold()


def host(url: str | None) -> str | None:
    """The host of an address, `www.` aside, of an archived page that of the page; None where there is none.

    >>> host("https://www.example.org/page"), host("no address")
    ('example.org', None)
    """
    try:
        name = urlsplit(live(url) or "").hostname
    except ValueError:  # what a source calls an address may be anything
        return None
    return name.removeprefix("www.") if name else None


def live(url: str | None) -> str | None:
    """The address of a page that a web archive holds; any other address as it is.

    >>> live("https://web.archive.org/web/20240102030405/https://example.org/page")
    'https://example.org/page'
    """
    return _ARCHIVE.sub("", url) if url else url


def read(dataset: Dataset) -> Contents:
    """The contents of a dataset, split by split; raises DataError for a file that the card was not written with."""
    pool = Pool()
    parts = [
        Part(split, list(_entries(dataset, split, pool)), dict(_pages(dataset, split, pool)))
        for split in dataset.splits()
    ]
    return Contents(parts, pool)


def _rows(dataset: Dataset, config: str, split: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    if f"{config}/{split}.parquet" not in dataset.card.parquet:
        return
    for batch in dataset.table(config, split, columns).to_batches(max_chunksize=BATCH):
        yield from batch.to_pylist()


def _pages(dataset: Dataset, split: str, pool: Pool) -> Iterator[tuple[str, Page]]:
    for row in _rows(dataset, "articles", split, ["id", "text", "publisher", "url", "published_at"]):
        text = None if row["text"] is None else pool.number(row["text"])
        yield row["id"], Page(row["id"], text, row["publisher"] or host(row["url"]), row["published_at"])


def _entries(dataset: Dataset, split: str, pool: Pool) -> Iterator[Entry]:
    labels = _verdicts(dataset, split)
    for row in _rows(dataset, "records", split, COLUMNS):
        verdict = row["verdict"] or {}
        claim, verbatim = pool.numbers(row["claim"]["text"])
        yield Entry(
            id=row["id"],
            cluster=row["cluster"],
            claim=claim,
            verbatim=verbatim,
            speaker=row["claim"]["speaker"],
            said_at=row["claim"]["said_at"],
            label=labels.get(row["id"]),
            issuer=verdict.get("issuer"),
            justification=verdict.get("justification"),
            pieces=tuple(_piece(piece, pool) for piece in row["evidence"] or ()),
        )


def _verdicts(dataset: Dataset, split: str) -> dict[str, str]:
    """The native verdict label of each record that has one."""
    if not any(task.name == "verdict" for task in dataset.card.tasks):
        return {}
    names = dataset.card.task("verdict").labels
    rows = _rows(dataset, "verdict", split, ["id", "label"])
    return {row["id"]: names[row["label"]] for row in rows if row["label"] is not None}


def _piece(row: dict[str, Any], pool: Pool) -> Piece:
    text, verbatim = (None, None) if row["text"] is None else pool.numbers(row["text"])
    return Piece(
        id=row["id"],
        text=text,
        verbatim=row["article_id"] or f"text {verbatim}",
        label=row["label"] or row["stance"],
        votes=tuple(vote for vote in row["votes"] or () if vote is not None),
        holder=row["holder"],
        kind=row["kind"],
        url=row["url"],
        origin=row["origin_id"],
        published_at=row["published_at"],
        article=row["article_id"],
    )
