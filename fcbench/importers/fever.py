"""FEVER: claims against Wikipedia, with alternative sets of sentences that decide them (Thorne, 2018)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fcbench import crosswalk, files, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, EvidenceSet, Record, TaskCard, Verdict
from fcbench.upstream import Row, attempt, find, jsonl, unique

FILES = {"validation": "paper_dev.jsonl", "test": "shared_task_test.jsonl"}
SPLITS = tuple(FILES)
LABELS = ("SUPPORTS", "REFUTES", "NOT ENOUGH INFO")  # spaces: other benchmarks have underscores
UNDECIDED = "NOT ENOUGH INFO"
PIECE = 4  # an annotation's number, a sentence's, the page, and the line on it
CARD = Card(
    name="fever",
    version="1.0.0",
    title="FEVER: claims against Wikipedia",
    description=(
        "Claims written from sentences of Wikipedia, some altered, and labelled against its pages of 2017. A claim is "
        "decided by any one of its sets of sentences, if complete; the sentences are named by page and line, and their "
        "text is in the FEVER dump of Wikipedia alone. The split validation is the paper's development set; the split "
        "test is the shared task's, which has no labels."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation=(
        "J. Thorne, A. Vlachos, C. Christodoulopoulos and A. Mittal, "
        "FEVER: a Large-scale Dataset for Fact Extraction and VERification, 2018."
    ),
    homepage="https://fever.ai/dataset/fever.html",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="claim"),),
    obtained="https://fever.ai/dataset/fever.html",
    files=manifest.load("fever"),
    provenance=(
        "Imported unaltered: page names as they stand, not normalised, and repeated sets as often as they are given. "
        "Claims with the same text, some with other labels, share a cluster."
    ),
    crosswalk=crosswalk.load("fever").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source names sentences of Wikipedia, and has no text of them."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The claims of a split, in the order of the file; those of `test` have no verdict."""
    if split not in SPLITS:
        raise DataError(f"fever has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for row in jsonl(find(folder, FILES[split])):
        yield attempt(row, partial(_record, seen=seen, labelled=split != "test"))


def _record(row: Row, *, seen: set[str], labelled: bool) -> Record:
    row.known(("id", "verifiable", "label", "claim", "evidence") if labelled else ("id", "claim"))
    name = unique(seen, row, f"fever/{row.number('id')}")
    text = row.text("claim")
    evidence, verdict = _judgement(row, name) if labelled else ((), None)
    return Record(
        id=name,
        claim=Claim(id=name, text=text),
        evidence=evidence,
        verdict=verdict,
        cluster=f"fever/claim/{files.sha256(text.encode())[:16]}",
        language="en",
        original=row.original(),
    )


def _judgement(row: Row, name: str) -> tuple[tuple[Evidence, ...], Verdict]:
    """One piece of evidence a sentence, however many sets it is in, and the verdict with the sets."""
    label = row.one_of("label", LABELS)
    row.one_of("verifiable", ("VERIFIABLE", "NOT VERIFIABLE"))
    groups = row.fields["evidence"]
    if not isinstance(groups, list):
        raise row.wrong("evidence", groups, "a list of sets")
    sets = [_set(row, f"evidence.{number}", group, label) for number, group in enumerate(groups)]
    ids: dict[str, str] = {}
    for _, places in sets:
        for place in places:
            ids.setdefault(place, f"{name}/{len(ids)}")
    meaning = crosswalk.load("fever").verdict_of(label)
    verdict = Verdict(
        id=f"{name}/verdict",
        label=label,
        **meaning.axes(),
        sets=tuple(
            EvidenceSet(id=annotation, members=tuple(ids[place] for place in places))
            for annotation, places in sets
            if places  # a set of nothing would always be complete
        ),
        issuer="FEVER",
        evidence_scope="fixed_corpus",
    )
    return tuple(Evidence(id=ids[place], text=None, locator=place) for place in ids), verdict


def _set(row: Row, field: str, group: Any, label: str) -> tuple[str, tuple[str, ...]]:
    """An annotation's number and its places, each `page:line`; no places where there is not enough information."""
    if not isinstance(group, list) or not group:
        raise row.wrong(field, group, "a list of pieces")
    places = []
    for number, piece in enumerate(group):
        if not isinstance(piece, list) or len(piece) != PIECE or type(piece[0]) is not int:
            raise row.wrong(f"{field}.{number}", piece, "[annotation, sentence, page, line]")
        page, line = piece[2:]
        if label == UNDECIDED:
            if (page, line) != (None, None):
                raise row.wrong(f"{field}.{number}", piece, f"null for page and line of {label}")
        elif piece[0] != group[0][0]:
            raise row.wrong(f"{field}.{number}", piece, f"the annotation {group[0][0]} of the whole set")
        elif not isinstance(page, str) or not page or type(line) is not int or line < 0:
            raise row.wrong(f"{field}.{number}", piece, f"a page and a line from 0 for {label}")
        else:
            places.append(f"{page}:{line}")
    return str(group[0][0]), tuple(places)
