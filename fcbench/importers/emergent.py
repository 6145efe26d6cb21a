"""Emergent: the stance of news headlines towards rumours (Ferreira and Vlachos, 2016)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard
from fcbench.upstream import Row, attempt, delimited, find, unique

FILES = {"train": "url-versions-2015-06-14-clean-train.csv", "test": "url-versions-2015-06-14-clean-test.csv"}
SPLITS = tuple(FILES)
LABELS = ("for", "against", "observing")  # the order of the published confusion matrix
COLUMNS = ("", "claimHeadline", "articleHeadline", "articleHeadlineStance", "articleId", "claimId")
CARD = Card(
    name="emergent",
    version="1.0.0",
    title="Emergent: stance of headlines towards rumours",
    description=(
        "Pairs of a rumour and the headline of an article that reports it, which is for it, against it, or only "
        "observes it. There are no articles here, no dates, and not what was found to be true. More than half of the "
        "headlines of FNC-1 are headlines of Emergent: the two are not independent. 40 pairs repeat another's texts."
    ),
    language=("en",),
    licence="MIT, of the repository that holds the files; the dataset's authors state none",
    may_republish=False,
    citation="W. Ferreira and A. Vlachos, Emergent: a novel data-set for stance classification, 2016.",
    homepage="https://github.com/willferreira/mscproject",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="claim"),),
    obtained="https://github.com/thanhan/fc-aaai18",
    files=manifest.load("emergent"),
    provenance=(
        "Imported unaltered from the files of the two splits, which together are the source's clean file. The crowd's "
        "stances (mturk) are not imported: their labels and grades are others than the gold ones."
    ),
    crosswalk=crosswalk.load("emergent").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives headlines without their articles."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The pairs of a split, in the order of the file: the headline is the one piece of evidence."""
    if split not in FILES:
        raise DataError(f"emergent has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for row in delimited(find(folder, FILES[split]), COLUMNS):
        yield attempt(row, partial(_record, seen=seen))


def _record(row: Row, *, seen: set[str]) -> Record:
    label, headline = row.one_of("articleHeadlineStance", LABELS), row.text("articleHeadline")
    claim = Claim(id=f"emergent/claim/{row.text('claimId')}", text=row.text("claimHeadline"))
    name = unique(seen, row, f"emergent/{row.text('articleId')}")
    stance = crosswalk.load("emergent").stance_of(label)
    return Record(
        id=name,
        claim=claim,
        evidence=(Evidence(id=name, text=headline, label=label, stance=stance),),
        cluster=claim.id,
        language="en",
        original=row.original(),
    )
