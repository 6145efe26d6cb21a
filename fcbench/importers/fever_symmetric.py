"""FEVER-Symmetric: claims against one sentence each, contrasted so that claims alone say nothing (Schuster, 2019)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard
from fcbench.upstream import Row, attempt, find, jsonl, unique

FILES = {  # split -> version, and its file
    "generated": ("v0.1", "symmetric_v0.1/fever_symmetric_generated.jsonl"),
    "validation": ("v0.2", "symmetric_v0.2/fever_symmetric_dev.jsonl"),
    "test": ("v0.2", "symmetric_v0.2/fever_symmetric_test.jsonl"),
}
SPLITS = tuple(FILES)
LABELS = ("SUPPORTS", "REFUTES")
FIELDS = {
    "v0.1": ("id", "label", "claim", "evidence_sentence"),
    "v0.2": ("id", "claim", "evidence", "sentence1", "sentence2", "gold_label", "label", "evid"),
}
MADE = re.compile(r"([0-9]+?)(?:000000[2-4])?")  # a pair made from a pair of FEVER: its id, and which of the three
CARD = Card(
    name="fever-symmetric",
    version="1.0.0",
    title="FEVER-Symmetric: claims against one sentence, in contrasting fours",
    description=(
        "For a claim of FEVER and its sentence, three more pairs were made: each claim stands with a sentence that "
        "supports it and with one that refutes it. The split generated is v0.1, the pairs made alone; validation and "
        "test are the halves of v0.2, which has FEVER's own pairs, too. Pairs of v0.1 are in v0.2 again."
    ),
    language=("en",),
    licence="CC BY-SA 3.0; material from Wikipedia under Wikipedia's terms",
    may_republish=True,
    citation=(
        "T. Schuster, D. Shah, Y. J. S. Yeo, D. Filizzola, E. Santus and R. Barzilay, "
        "Towards Debiasing Fact Verification Models, 2019."
    ),
    homepage="https://github.com/TalSchuster/FeverSymmetric",
    tasks=(TaskCard(name="stance", labels=LABELS, cluster_by="claim"),),
    obtained="https://github.com/TalSchuster/FeverSymmetric",
    files=manifest.load("fever-symmetric"),
    provenance=(
        "Imported unaltered, tokenised as it is. The pairs that derive from one claim of FEVER share a cluster, in "
        "whatever split they are."
    ),
    crosswalk=crosswalk.load("fever-symmetric").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives sentences, not the pages that they stand on."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The pairs of a split, in the order of the file: the sentence is the claim's one piece of evidence."""
    if split not in SPLITS:
        raise DataError(f"fever-symmetric has no split {split!r}; it has: {', '.join(SPLITS)}")
    version, name = FILES[split]
    seen: set[str] = set()
    for row in jsonl(find(folder, name)):
        yield attempt(row, partial(_record, seen=seen, version=version))


def _record(row: Row, *, seen: set[str], version: str) -> Record:
    row.known(FIELDS[version])
    number, label, text = row.text("id"), row.one_of("label", LABELS), row.text("claim")
    made = MADE.fullmatch(number)
    if made is None:
        raise row.wrong("id", number, "a number of FEVER, or one with 0000002 to 0000004 behind it,")
    sentence = row.text("evidence_sentence") if version == "v0.1" else _sentence(row, text, label)
    name = unique(seen, row, f"fever-symmetric/{version}/{number}")
    evidence = Evidence(id=name, text=sentence, label=label, stance=crosswalk.load("fever-symmetric").stance_of(label))
    return Record(
        id=name,
        claim=Claim(id=name, text=text),
        evidence=(evidence,),
        cluster=f"fever-symmetric/{made[1]}",
        language="en",
        original=row.original(),
    )


def _sentence(row: Row, claim: str, label: str) -> str:
    """The sentence of a row of v0.2, which says everything twice; raises DataError where the two differ."""
    sentence, scored = row.text("evidence"), row.fields["evid"]
    for field, due in (("sentence1", sentence), ("sentence2", claim), ("gold_label", label)):
        if row.text(field) != due:
            raise row.wrong(field, row.text(field), f"the same as in its twin, {due!r},")
    single = isinstance(scored, list) and len(scored) == 1 and isinstance(scored[0], list) and len(scored[0]) > 0
    if not single or scored[0][0] != sentence:
        raise row.wrong("evid", scored, "the sentence of the field evidence, with its score,")
    return sentence
