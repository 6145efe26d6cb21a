"""FNC-1, Fake News Challenge stage 1: the stance of an article's body towards a headline (Pomerleau and Rao, 2017)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from fcbench import crosswalk, files
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, Segment, SourceFile, TaskCard

SPLITS = ("train", "test")
FILES = {
    "train": ("train_stances.csv", "train_bodies.csv"),
    "test": ("competition_test_stances.csv", "competition_test_bodies.csv"),
}
LABELS = ("agree", "disagree", "discuss", "unrelated")  # the official scorer's order
CARD = Card(
    name="fnc-1",
    version="1.0.0",
    title="FNC-1: stance of news articles towards headlines",
    description=(
        "Pairs of a headline and an article's body, which agrees with it, disagrees, discusses it, or is unrelated. "
        "About 72 of 100 pairs are unrelated and were made by shuffling; 402 train and 242 test pairs repeat another."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation="D. Pomerleau and D. Rao, Fake News Challenge Stage 1 (FNC-1): Stance Detection, 2017.",
    homepage="https://github.com/FakeNewsChallenge/fnc-1",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="article"),),
    obtained="https://github.com/FakeNewsChallenge/fnc-1",
    files=(
        SourceFile(
            name="competition_test_bodies.csv",
            sha256="60c9eeb15b904764d2e6512eaea31c6edf148206867284a281e11c29c9919046",
        ),
        SourceFile(
            name="competition_test_stances.csv",
            sha256="39d5c2572e61d2f65116fdd20183aeff533abaf26134078966c337e6a8ec3329",
        ),
        SourceFile(name="train_bodies.csv", sha256="f1960cf7aa6972a9308aedbd3b393ab773893604d7d323378b75f66112f0c27a"),
        SourceFile(name="train_stances.csv", sha256="89d2e76db8ddb3a68d9dc7e572bc84c3cba7fb61827b3ee10925885245d7d167"),
    ),
    provenance="Imported unaltered, repeated pairs and stray line ends among them; one record a row, in file order.",
    crosswalk=crosswalk.load("fnc-1").line(),
)
csv.field_size_limit(1 << 24)  # the longest body has 27,579 characters; a lost quote mark swallows a file


def articles(folder: Path, split: str) -> Iterator[Article]:
    """The bodies of a split."""
    for number, body in _bodies(folder, split).items():
        yield Article(
            id=_article_id(number),
            text=body,
            sha256=files.sha256(body.encode()),
            length=len(body),
            media_type="text/plain",
            segments=(Segment(role="body", start=0, end=len(body)),),
            language="en",
            cluster=_article_id(number),
        )


def records(folder: Path, split: str) -> Iterator[Record]:
    """The pairs of a split: the headline is the claim, the whole body its one piece of evidence."""
    bodies, stances = _bodies(folder, split), crosswalk.load("fnc-1").stance
    path = _find(folder, FILES[split][0])
    for row, (line, (headline, number, label)) in enumerate(_rows(path, ("Headline", "Body ID", "Stance"))):
        if label not in LABELS:
            raise DataError(f"{path}:{line}: label {label!r} is not one of: {', '.join(LABELS)}")
        if number not in bodies:
            raise DataError(f"{path}:{line}: Body ID {number!r} is not in {FILES[split][1]}")
        if not headline:
            raise DataError(f"{path}:{line}: the headline is empty")
        name = f"fnc-1/{split}/{row:05}"
        evidence = Evidence(
            id=name,
            text=bodies[number],
            article_id=_article_id(number),
            locator=number,
            stance=stances[label].stance,
            label=label,
        )
        yield Record(id=name, claim=Claim(id=name, text=headline), evidence=(evidence,), cluster=_article_id(number))


def _article_id(number: str) -> str:
    return f"fnc-1/body/{number}"


def _bodies(folder: Path, split: str) -> dict[str, str]:
    if split not in SPLITS:
        raise DataError(f"fnc-1 has no split {split!r}; it has: {', '.join(SPLITS)}")
    path = _find(folder, FILES[split][1])
    bodies: dict[str, str] = {}
    for line, (number, body) in _rows(path, ("Body ID", "articleBody")):
        if number in bodies:
            raise DataError(f"{path}:{line}: Body ID {number!r} stands twice")
        if not number.isdigit() or not body:
            raise DataError(
                f"{path}:{line}: saw Body ID {number!r} and a body of {len(body)} characters; "
                "a number and a text are due"
            )
        bodies[number] = body
    return bodies


def _find(folder: Path, name: str) -> Path:
    packed = folder / f"{name}.gz"
    return packed if packed.is_file() else folder / name


def _rows(path: Path, header: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Line numbers, from 1, where each row ends, and the fields."""
    text = files.read_text(path)
    if not text:
        raise DataError(f"{path}: the file is empty; due is the header {','.join(header)!r}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, row in enumerate(reader):
            if number == 0 and tuple(row) != header:
                raise DataError(f"{path}:1: header {','.join(row)!r}; due is {','.join(header)!r}")
            if len(row) != len(header):
                raise DataError(
                    f"{path}:{reader.line_num}: {len(row)} fields; due are {len(header)}: {', '.join(header)}"
                )
            if number:
                yield reader.line_num, row
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not CSV: {error}") from None
