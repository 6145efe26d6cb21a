"""FNC-1, Fake News Challenge stage 1: the stance of an article's body towards a headline (Pomerleau and Rao, 2017)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, files, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, Segment, TaskCard
from fcbench.upstream import Row, attempt, delimited, find

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
        "About 72 of 100 pairs are unrelated and were made by shuffling; 402 train and 242 test pairs repeat another. "
        "In train a related pair is discussed unless its headline and its body both take a side, without exception: "
        "labels follow from 3,331 texts, and pairs are no independent witnesses."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation="D. Pomerleau and D. Rao, Fake News Challenge Stage 1 (FNC-1): Stance Detection, 2017.",
    homepage="https://github.com/FakeNewsChallenge/fnc-1",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="article"),),
    obtained="https://github.com/FakeNewsChallenge/fnc-1",
    files=manifest.load("fnc-1"),
    provenance="Imported unaltered, repeated pairs and stray line ends among them; one record a row, in file order.",
    crosswalk=crosswalk.load("fnc-1").line(),
    promises=("evidence",),  # the bodies of the competition were to be new; 10 are not
)


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


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The pairs of a split: the headline is the claim, the whole body its one piece of evidence."""
    bodies = _bodies(folder, split)
    path = find(folder, FILES[split][0])
    for number, row in enumerate(delimited(path, ("Headline", "Body ID", "Stance"))):
        yield attempt(row, partial(_record, name=f"fnc-1/{split}/{number:05}", bodies=bodies))


def _record(row: Row, *, name: str, bodies: dict[str, str]) -> Record:
    label, number = row.one_of("Stance", LABELS), row.text("Body ID")
    if number not in bodies:
        raise row.error(f"Body ID {number!r} is not among the bodies of the split")
    evidence = Evidence(
        id=name,
        text=bodies[number],
        article_id=_article_id(number),
        locator=number,
        stance=crosswalk.load("fnc-1").stance_of(label),
        label=label,
    )
    return Record(
        id=name,
        claim=Claim(id=name, text=row.text("Headline")),
        evidence=(evidence,),
        cluster=_article_id(number),
        original=row.original(),
    )


def _article_id(number: str) -> str:
    return f"fnc-1/body/{number}"


def _bodies(folder: Path, split: str) -> dict[str, str]:
    """The bodies by id; a broken one is raised, since every row that names it would be lost."""
    if split not in SPLITS:
        raise DataError(f"fnc-1 has no split {split!r}; it has: {', '.join(SPLITS)}")
    bodies: dict[str, str] = {}
    for row in delimited(find(folder, FILES[split][1]), ("Body ID", "articleBody")):
        if isinstance(row, DataError):
            raise row
        number, body = row.text("Body ID"), row.text("articleBody")
        if not number.isdigit():
            raise row.error(f"Body ID: saw {number!r}; a number is due")
        if number in bodies:
            raise row.error(f"Body ID {number!r} stands twice")
        bodies[number] = body
    return bodies
