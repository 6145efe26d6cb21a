"""Climate-FEVER: claims about the climate, each with five sentences of Wikipedia and their votes (Diggelmann, 2020)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fcbench import crosswalk, files
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, SourceFile, TaskCard, Verdict

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
    files=(SourceFile(name=FILE, sha256="8a4b9032d861be482ffb49dddfd283ffa6089e654f1e968040011882c5eb6e0b"),),
    provenance="Imported unaltered: ties are not resolved anew, and the votes are kept slot by slot.",
    crosswalk=crosswalk.load("climate-fever").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives sentences, not the pages that they stand on."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record]:
    """The claims, in the order of the file."""
    if split not in SPLITS:
        raise DataError(f"climate-fever has no split {split!r}; it has: {', '.join(SPLITS)}")
    path = folder / f"{FILE}.gz" if (folder / f"{FILE}.gz").is_file() else folder / FILE
    seen: set[str] = set()
    for line, row in files.read_jsonl(path):
        where = f"{path}:{line}"
        _expect(row, ("claim_id", "claim", "claim_label", "evidences"), where)
        _expect_text(row, "claim_id", where)
        if row["claim_id"] in seen:
            raise DataError(f"{where}: claim_id {row['claim_id']!r} stands twice")
        seen.add(row["claim_id"])
        yield _record(row, where)


def _record(row: dict[str, Any], where: str) -> Record:
    name, label, pieces = f"climate-fever/{row['claim_id']}", row["claim_label"], row["evidences"]
    if label not in CLAIM_LABELS:
        raise DataError(f"{where}: claim_label {label!r} is not one of: {', '.join(CLAIM_LABELS)}")
    _expect_text(row, "claim", where)
    if not isinstance(pieces, list) or len(pieces) != SLOTS:
        raise DataError(
            f"{where}: evidences: saw {len(pieces) if isinstance(pieces, list) else pieces!r}; a list of {SLOTS} is due"
        )
    verdict = crosswalk.load("climate-fever").verdict[label]
    evidence = tuple(
        _evidence(piece, f"{name}/{number}", f"{where}: evidence {number}") for number, piece in enumerate(pieces)
    )
    return Record(
        id=name,
        claim=Claim(id=name, text=row["claim"]),
        evidence=evidence,
        cluster=name,
        verdict=Verdict(
            id=f"{name}/verdict",
            label=label,
            state=verdict.state,
            truth=verdict.truth,
            flags=verdict.flags,
            issuer="Climate-FEVER",
            issuer_kind="rule",
            evidence_scope="fixed_corpus",
        ),
    )


def _evidence(piece: Any, name: str, where: str) -> Evidence:
    _expect(piece, ("evidence_id", "evidence_label", "article", "evidence", "entropy", "votes"), where)
    label, votes = piece["evidence_label"], piece["votes"]
    if label not in EVIDENCE_LABELS:
        raise DataError(f"{where}: evidence_label {label!r} is not one of: {', '.join(EVIDENCE_LABELS)}")
    if (
        not isinstance(votes, list)
        or len(votes) != SLOTS
        or any(vote not in (*EVIDENCE_LABELS, None) for vote in votes)
    ):
        raise DataError(
            f"{where}: votes: saw {votes!r}; {SLOTS} are due, each null or one of: {', '.join(EVIDENCE_LABELS)}"
        )
    _expect_text(piece, "evidence", where)
    _expect_text(piece, "evidence_id", where)
    return Evidence(
        id=name,
        text=piece["evidence"],
        locator=piece["evidence_id"],
        label=label,
        votes=tuple(votes),
        stance=crosswalk.load("climate-fever").stance[label].stance,
        kind="background",
    )


def _expect(row: Any, fields: tuple[str, ...], where: str) -> None:
    if not isinstance(row, dict):
        raise DataError(f"{where}: saw {row!r}; a mapping is due")
    for field in (*fields, *row):
        if field not in row:
            raise DataError(f"{where}: field {field!r} is missing")
        if field not in fields:
            raise DataError(f"{where}: unknown field {field!r}; due are: {', '.join(fields)}")


def _expect_text(row: dict[str, Any], field: str, where: str) -> None:
    if not isinstance(row[field], str) or not row[field]:
        raise DataError(f"{where}: {field}: saw {row[field]!r}; a text is due")
