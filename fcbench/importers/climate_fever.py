"""Climate-FEVER: claims about the climate, each with five sentences of Wikipedia and their votes (Diggelmann, 2020)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard, Verdict
from fcbench.upstream import Row, attempt, find, jsonl, unique

SPLITS = ("test",)  # the source has one split, and nothing to train on
FILE = "climate-fever.jsonl"
EVIDENCE_LABELS = ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")
CLAIM_LABELS = (*EVIDENCE_LABELS, "DISPUTED")  # DISPUTED exists only at the level of the claim
SLOTS = 5  # of evidence a claim, and of votes a piece of evidence; unused votes are null
CARD = Card(
    name="climate-fever",
    version="1.0.0",
    title="Climate-FEVER: claims about the climate against Wikipedia",
    description=(
        "Claims found on the web, each with five sentences of Wikipedia that two to five annotators labelled. A "
        "sentence's label is the plurality of its votes, a tie counting as NOT_ENOUGH_INFO; a claim's label follows "
        "from its sentences' labels."
    ),
    language=("en",),
    licence="none stated",
    may_republish=False,
    citation=(
        "T. Diggelmann, J. Boyd-Graber, J. Bulian, M. Ciaramita and M. Leippold, "
        "CLIMATE-FEVER: A Dataset for Verification of Real-World Climate Claims, 2020."
    ),
    homepage="https://www.sustainablefinance.uzh.ch/en/research/climate-fever.html",
    tasks=(
        TaskCard(name="stance", labels=EVIDENCE_LABELS, cluster_by="claim"),
        TaskCard(name="verdict", labels=CLAIM_LABELS, cluster_by="claim"),
    ),
    obtained="https://github.com/tdiggelm/climate-fever-dataset",
    files=manifest.load("climate-fever"),
    provenance="Imported unaltered: ties are not resolved anew, and the votes are kept slot by slot.",
    crosswalk=crosswalk.load("climate-fever").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives sentences, not the pages that they stand on."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The claims, in the order of the file."""
    if split not in SPLITS:
        raise DataError(f"climate-fever has no split {split!r}; it has: {', '.join(SPLITS)}")
    seen: set[str] = set()
    for row in jsonl(find(folder, FILE)):
        yield attempt(row, partial(_record, seen=seen))


def _record(row: Row, *, seen: set[str]) -> Record:
    row.known(("claim_id", "claim", "claim_label", "evidences"))
    label = row.one_of("claim_label", CLAIM_LABELS)
    name = unique(seen, row, f"climate-fever/{row.text('claim_id')}")
    verdict = crosswalk.load("climate-fever").verdict_of(label)
    pieces = row.items("evidences", length=SLOTS)
    return Record(
        id=name,
        claim=Claim(id=name, text=row.text("claim")),
        evidence=tuple(_evidence(piece, f"{name}/{number}") for number, piece in enumerate(pieces)),
        cluster=name,
        verdict=Verdict(
            id=f"{name}/verdict",
            label=label,
            **verdict.axes(),
            issuer="Climate-FEVER",
            issuer_kind="rule",
            evidence_scope="fixed_corpus",
        ),
        original=row.original(),
    )


def _evidence(row: Row, name: str) -> Evidence:
    row.known(("evidence_id", "evidence_label", "article", "evidence", "entropy", "votes"))
    label, votes = row.one_of("evidence_label", EVIDENCE_LABELS), row.fields["votes"]
    allowed = (*EVIDENCE_LABELS, None)
    if not isinstance(votes, list) or len(votes) != SLOTS or any(vote not in allowed for vote in votes):
        raise row.error(f"votes: saw {votes!r}; {SLOTS} are due, each null or one of: {', '.join(EVIDENCE_LABELS)}")
    return Evidence(
        id=name,
        text=row.text("evidence"),
        locator=row.text("evidence_id"),
        label=label,
        votes=tuple(votes),
        stance=crosswalk.load("climate-fever").stance_of(label),
        kind="background",
    )
