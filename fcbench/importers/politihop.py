"""PolitiHop: claims with the sentences of PolitiFact's article that together settle them (Ostrowski, 2020)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from fcbench import crosswalk, files, manifest, text
from fcbench.schema import (
    Article,
    Card,
    Claim,
    DataError,
    Evidence,
    EvidenceSet,
    Rating,
    Record,
    Segment,
    TaskCard,
    Verdict,
)
from fcbench.upstream import Row, attempt, delimited, find, unique

FILES = {"train": "politihop_train.tsv", "validation": "politihop_valid.tsv", "test": "politihop_test.tsv"}
SPLITS = tuple(FILES)
LABELS = ("false", "half-true", "true")
RATINGS = ("pants-fire", "false", "barely-true", "half-true", "mostly-true", "true")  # PolitiFact's, as spelled here
COLUMNS = (
    "article_id",
    "statement",
    "author",
    "ruling",
    "url_sentences",
    "relevant_text_url_sentences",
    "politifact_label",
    "annotated_evidence",
    "annotated_label",
    "urls",
    "annotated_urls",
)
SPEAKER = "Speaker: "  # every author begins with it
CARD = Card(
    name="politihop",
    version="1.0.0",
    title="PolitiHop: political claims with chains of evidence sentences",
    description=(
        "Claims with all sentences of the article in which PolitiFact checked them. The chains, any one of which is "
        "enough for the label, are the verdict's evidence sets; the other sentences are the haystack. The label is the "
        "annotators', in three grades; PolitiFact's rating in six stands beside it, and neither follows from the other."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation=(
        "W. Ostrowski, A. Arora, P. Atanasova and I. Augenstein, Multi-Hop Fact Checking of Political Claims, 2020."
    ),
    homepage="https://github.com/copenlu/politihop",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="article"),),
    obtained="https://github.com/copenlu/politihop",
    files=manifest.load("politihop"),
    provenance=(
        "Imported unaltered. An article is its sentences, one a line. In train and validation a row is a chain: a "
        "claim with several stands in as many rows, under ids of its own. 9 claims and their articles are in two "
        "splits. One sentence id of test (43 of 35 sentences) is past its article's end: it is evidence without a text."
    ),
    crosswalk=crosswalk.load("politihop").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """The articles of the rows that can be read."""
    return (read[0] for read in _read(folder, split) if not isinstance(read, DataError))


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The rows of a split, in the order of the file."""
    return (read if isinstance(read, DataError) else read[1] for read in _read(folder, split))


def _read(folder: Path, split: str) -> Iterator[tuple[Article, Record] | DataError]:
    if split not in FILES:
        raise DataError(f"politihop has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for row in delimited(find(folder, FILES[split]), COLUMNS, delimiter="\t"):
        yield attempt(row, partial(_row, seen=seen))


def _row(row: Row, *, seen: set[str]) -> tuple[Article, Record]:
    label, rating = row.one_of("annotated_label", LABELS), row.one_of("politifact_label", RATINGS)
    sentences, chains = _sentences(row), _chains(row)
    name = unique(seen, row, f"politihop/{row.text('article_id')}")
    article = _article(row, sentences)
    verdict = crosswalk.load("politihop").verdict_of(label)
    record = Record(
        id=name,
        claim=Claim(id=name, text=row.text("statement"), speaker=row.text("author").removeprefix(SPEAKER)),
        evidence=(*_evidence(article, sentences, name), *_missing(chains, len(sentences), name)),
        cluster=article.cluster or article.id,
        language="en",
        verdict=Verdict(
            id=f"{name}/verdict",
            label=label,
            **verdict.axes(),
            rating=Rating(text=rating),
            sets=tuple(
                EvidenceSet(id=key, members=tuple(f"{name}/{number}" for number in members))
                for key, members in chains.items()
            ),
            issuer="PolitiHop",
            evidence_scope="these_articles",
        ),
        original=row.original(),
    )
    return article, record


def _article(row: Row, sentences: list[str]) -> Article:
    content = "\n".join(sentences)
    checksum = files.sha256(content.encode())
    return Article(
        id=f"politihop/article/{row.text('article_id')}",
        text=content,
        sha256=checksum,
        length=len(content),
        media_type="text/plain",
        segments=(Segment(role="body", start=0, end=len(content)),),
        publisher="PolitiFact",
        language="en",
        cluster=f"politihop/text/{checksum[:16]}",  # one article stands under several ids
    )


def _evidence(article: Article, sentences: list[str], name: str) -> Iterator[Evidence]:
    start = 0
    for number, sentence in enumerate(sentences):
        yield Evidence(
            id=f"{name}/{number}",
            text=sentence,
            span=text.span(article.id, article.text or "", start, start + len(sentence)),
            article_id=article.id,
            locator=str(number),
            kind="fact_check",
        )
        start += len(sentence) + 1


def _missing(chains: dict[str, list[int]], length: int, name: str) -> Iterator[Evidence]:
    """A reference without a text for each sentence that a chain names and the article does not have."""
    past = [number for number in chain(*chains.values()) if number >= length]
    for number in dict.fromkeys(past):
        yield Evidence(id=f"{name}/{number}", text=None, locator=str(number))


def _sentences(row: Row) -> list[str]:
    sentences = _cell(row, "ruling")
    if not isinstance(sentences, list) or not sentences or not all(isinstance(one, str) and one for one in sentences):
        raise row.error("ruling: a JSON list of sentences is due, none of them empty")
    return sentences


def _chains(row: Row) -> dict[str, list[int]]:
    """The sentence numbers of each chain; the source writes some of them two or three to a string."""
    found = _cell(row, "annotated_evidence")
    if not isinstance(found, dict) or not found:
        raise row.error(f"annotated_evidence: saw {found!r}; a mapping from chains to sentence ids is due")
    return {key: _numbers(row, key, ids) for key, ids in found.items()}


def _numbers(row: Row, key: str, ids: Any) -> list[int]:
    parts = [part.strip() for one in ids for part in str(one).split(",")] if isinstance(ids, list) else []
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        raise row.error(f"annotated_evidence.{key}: saw {ids!r}; a list of sentence ids from 0 is due")
    return [int(part) for part in parts]


def _cell(row: Row, field: str) -> Any:
    try:
        value = json.loads(row.text(field))
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (ValueError, RecursionError) as error:
        raise row.error(f"{field}: not JSON: {error}") from None
    return value
