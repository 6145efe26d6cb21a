"""VitaminC: claims against one sentence each, before and after a revision of Wikipedia (Schuster, 2021)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard
from fcbench.upstream import Row, attempt, find, jsonl, unique

TRAIN = tuple(f"train_{number}.jsonl" for number in range(5))  # five draws of 60 rows, none in two of them
FILES = {"train": TRAIN, "test": ("test.jsonl",)}
SPLITS = tuple(FILES)
LABELS = ("supports", "refutes", "not enough info")  # as the sample spells them; the publication has capitals
PUBLISHED = ("case_id", "wiki_revision_id", "page", "revision_type", "FEVER_id", "big_bench_canary")
CARD = Card(
    name="vitaminc",
    version="1.0.0",
    title="VitaminC: claims against one sentence of a changing Wikipedia (a sample)",
    description=(
        "Claims, each with one sentence from before or after a revision of Wikipedia that changed a fact, or from one "
        "made up. The files are a small sample: five draws of 60 training rows and 100 test rows, converted to four "
        "fields. Rows in the format of the publication are read, too."
    ),
    language=("en",),
    licence="CC BY-SA 3.0; material from Wikipedia under Wikipedia's terms",
    may_republish=True,
    citation=(
        "T. Schuster, A. Fisch and R. Barzilay, "
        "Get Your Vitamin C! Robust Fact Verification with Contrastive Evidence, 2021."
    ),
    homepage="https://github.com/TalSchuster/VitaminC",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="revision"),),
    obtained="https://github.com/INK-USC/Lifelong-ICL",
    files=manifest.load("vitaminc"),
    provenance=(
        "Imported unaltered, tokenised as it is; each training row has its file as a tag. Labels in capitals, as the "
        "publication has them, are taken for the sample's; the row as it stood is kept beside."
    ),
    crosswalk=crosswalk.load("vitaminc").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives sentences, not the pages that they stand on."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The pairs of a split, file by file: the sentence is the claim's one piece of evidence."""
    if split not in SPLITS:
        raise DataError(f"vitaminc has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for name in FILES[split]:
        for row in jsonl(find(folder, name)):
            yield attempt(row, partial(_record, seen=seen, tag=name.removesuffix(".jsonl")))


def _record(row: Row, *, seen: set[str], tag: str) -> Record:
    """The record of a row of the sample, or of the publication, which names its id otherwise and has more fields."""
    published = "unique_id" in row.fields
    key = "unique_id" if published else "id"
    row.known((key, "claim", "evidence", "label"), PUBLISHED if published else ())
    label = row.one_of("label", (*LABELS, *(label.upper() for label in LABELS))).lower()
    case, mark, number = row.text(key).rpartition("_")
    if not case or not number.isdigit():
        raise row.wrong(key, row.text(key), "a revision's id, _ and a number,")
    name = unique(seen, row, f"vitaminc/{case}{mark}{number}")
    kind = row.maybe("revision_type")
    evidence = Evidence(
        id=name,
        text=row.text("evidence"),
        locator=row.maybe("page"),
        label=label,
        stance=crosswalk.load("vitaminc").stance_of(label),
    )
    return Record(
        id=name,
        claim=Claim(id=name, text=row.text("claim")),
        evidence=(evidence,),
        cluster=f"vitaminc/case/{case}",
        tags=(tag, kind) if kind else (tag,),
        language="en",
        original=row.original(),
    )
