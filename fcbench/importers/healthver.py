"""HealthVer: the stance of passages of scientific papers towards claims about COVID-19 (Sarrouti, 2021)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, files, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard
from fcbench.upstream import Row, attempt, delimited, find, unique

SPLITS = ("validation",)  # the source calls it dev; its train could not be had
FILE = "healthver_dev.csv"
LABELS = ("Supports", "Refutes", "Neutral")
CARD = Card(
    name="healthver",
    version="1.0.0",
    title="HealthVer: scientific passages for and against health claims",
    description=(
        "Pairs of a claim about COVID-19, taken from answers to a question, and a passage of a scientific paper that "
        "supports it, refutes it, or is neutral. One claim may have all three labels, with other passages: it has no "
        "verdict. 198 pairs repeat another under another id or topic."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation=(
        "M. Sarrouti, A. Ben Abacha, Y. Mrabet and D. Demner-Fushman, "
        "Evidence-based Fact-Checking of Health-related Claims, 2021."
    ),
    homepage="https://github.com/sarrouti/HealthVer",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="claim"),),
    obtained="https://github.com/sarrouti/HealthVer",
    files=manifest.load("healthver"),
    provenance=(
        "Imported unaltered, repeated pairs and the spaces around texts among them. The topic is a tag; its question "
        "stands in `original`. No claim is in the source's test split, too, but most of that split's passages are here."
    ),
    crosswalk=crosswalk.load("healthver").line(),
    promises=("claim",),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives passages, without saying of which paper."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The pairs, in the order of the file."""
    if split not in SPLITS:
        raise DataError(f"healthver has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for row in delimited(find(folder, FILE), ("id", "evidence", "claim", "label", "topic_ip", "question")):
        yield attempt(row, partial(_record, seen=seen))


def _record(row: Row, *, seen: set[str]) -> Record:
    label, claim, evidence = row.one_of("label", LABELS), row.text("claim"), row.text("evidence")
    topic = row.maybe("topic_ip")
    name = unique(seen, row, f"healthver/validation/{row.text('id')}")
    stance = crosswalk.load("healthver").stance_of(label)
    return Record(
        id=name,
        claim=Claim(id=name, text=claim),
        evidence=(Evidence(id=name, text=evidence, label=label, stance=stance),),
        cluster=f"healthver/claim/{files.sha256(claim.encode())[:16]}",  # the source has no id for it
        tags=(f"topic {topic}",) if topic else (),
        language="en",
        original=row.original(),
    )
