"""LIAR: short political statements with PolitiFact's rating in six grades, and no evidence (Wang, 2017)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Record, TaskCard, Verdict
from fcbench.upstream import Row, attempt, delimited, find, unique

FILES = {"train": "train.tsv", "validation": "valid.tsv", "test": "test.tsv"}
SPLITS = tuple(FILES)
LABELS = ("pants-fire", "false", "barely-true", "half-true", "mostly-true", "true")  # from worst to best
COLUMNS = (  # the file has no header; names and order are its README's
    "id",
    "label",
    "statement",
    "subject",
    "speaker",
    "job_title",
    "state_info",
    "party_affiliation",
    "barely_true_counts",
    "false_counts",
    "half_true_counts",
    "mostly_true_counts",
    "pants_on_fire_counts",
    "context",
)
CARD = Card(
    name="liar",
    version="1.0.0",
    title="LIAR: short political statements in six grades of truth",
    description=(
        "Statements with PolitiFact's rating, the speaker and the occasion, and no evidence. The source counts how "
        "often each speaker was rated what, and counts the statement itself: these counts leak the label, and stand in "
        "`original` only, where no model is shown them. The grade `barely-true` is PolitiFact's Mostly False."
    ),
    language=("en",),
    licence="its README: “research purposes only”; the original sources keep their copyright",
    may_republish=False,
    citation=("W. Y. Wang, 'Liar, Liar Pants on Fire': A New Benchmark Dataset for Fake News Detection, 2017."),
    homepage="https://aclanthology.org/P17-2067/",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="speaker"),),
    obtained="https://github.com/thiagorainmaker77/liar_dataset",
    files=manifest.load("liar"),
    provenance=(
        "Imported unaltered and without quoting: a quote mark is a character like any other. Control characters and "
        "outer spaces are kept. Subjects are the tags; job title, state, party and the counts stand in `original`. "
        "24 statements stand more than once, 6 of them with different labels."
    ),
    crosswalk=crosswalk.load("liar").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source has statements alone."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The statements of a split, in the order of the file."""
    if split not in FILES:
        raise DataError(f"liar has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for row in delimited(find(folder, FILES[split]), COLUMNS, delimiter="\t", quoted=False, header=False):
        yield attempt(row, partial(_record, seen=seen))


def _record(row: Row, *, seen: set[str]) -> Record:
    label = row.one_of("label", LABELS)
    text, speaker, subject = row.text("statement"), row.text("speaker"), row.text("subject", empty=True)
    verdict = crosswalk.load("liar").verdict_of(label)
    name = unique(seen, row, f"liar/{row.text('id')}")
    return Record(
        id=name,
        claim=Claim(id=name, text=text, speaker=speaker, medium=row.maybe("context")),
        cluster=f"liar/speaker/{speaker}",
        tags=tuple(part for part in subject.split(",") if part),
        language="en",
        verdict=Verdict(
            id=f"{name}/verdict",
            label=label,
            **verdict.axes(),
            issuer="PolitiFact",
            issuer_kind="fact_checker",
            evidence_scope="open_web",
        ),
        original=row.original(),
    )
