"""Climate-FEVER as published: three levels kept apart, votes slot by slot, and errors with their place."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import climate_fever
from fcbench.schema import DataError, Evidence, Record

Imported = Callable[[str, str], Part]
Read = Callable[..., list[Record]]
Sound = Callable[[Iterator[Record | DataError]], list[Record]]

# ../shared/datasets/README.md, as published by tdiggelm/climate-fever-dataset
CLAIMS = {"SUPPORTS": 654, "NOT_ENOUGH_INFO": 474, "REFUTES": 253, "DISPUTED": 154}
PIECES = {"NOT_ENOUGH_INFO": 4_930, "SUPPORTS": 1_943, "REFUTES": 802}
VOTES = {"NOT_ENOUGH_INFO": 8_225, "SUPPORTS": 6_485, "REFUTES": 3_776}
TIES = 2_501

# row, claim_id, label, length and hash of the claim, label, length and hash of its last sentence
ROWS = [
    (0, "0", "SUPPORTS", 55, "b94f4a693910", "NOT_ENOUGH_INFO", 47, "52cb41fe7ac3"),
    (9, "21", "REFUTES", 73, "6e0d3c688054", "NOT_ENOUGH_INFO", 92, "15e132a9de85"),
    (1_534, "3134", "SUPPORTS", 100, "c8b35994131c", "SUPPORTS", 132, "2b47b8fcafd9"),
]


@pytest.fixture
def records(imported: Imported) -> tuple[Record, ...]:
    """The real records."""
    return imported("climate-fever", "test").records


@pytest.fixture
def pieces(records: tuple[Record, ...]) -> list[Evidence]:
    """All their evidence."""
    return [piece for record in records for piece in record.evidence]


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


def plurality(votes: tuple[str | None, ...]) -> str:
    counts = Counter(vote for vote in votes if vote is not None)
    top = [label for label, count in counts.items() if count == max(counts.values())]
    return top[0] if len(top) == 1 else "NOT_ENOUGH_INFO"


def label_by_rule(labels: set[str | None]) -> str:
    if labels >= {"SUPPORTS", "REFUTES"}:
        return "DISPUTED"
    return next((label for label in ("SUPPORTS", "REFUTES") if label in labels), "NOT_ENOUGH_INFO")


def test_each_claim_label_is_as_frequent_as_published(records: tuple[Record, ...]) -> None:
    assert Counter(record.verdict.label for record in records if record.verdict) == CLAIMS


def test_each_evidence_label_is_as_frequent_as_published(pieces: list[Evidence]) -> None:
    assert Counter(piece.label for piece in pieces) == PIECES


def test_each_vote_is_as_frequent_as_published(pieces: list[Evidence]) -> None:
    assert Counter(vote for piece in pieces for vote in piece.votes if vote is not None) == VOTES


@pytest.mark.parametrize(("row", "number", "label", "length", "claim", "last", "last_length", "text"), ROWS)
def test_the_first_tenth_and_last_claims_are_those_of_the_file(
    records: tuple[Record, ...],
    row: int,
    number: str,
    label: str,
    length: int,
    claim: str,
    last: str,
    last_length: int,
    text: str,
) -> None:
    record, piece = records[row], records[row].evidence[4]
    assert (record.id, piece.id) == (f"climate-fever/{number}", f"climate-fever/{number}/4")
    assert record.verdict is not None
    assert (record.verdict.label, piece.label) == (label, last)
    assert (len(record.claim.text), sign(record.claim.text)) == (length, claim)
    assert piece.text is not None
    assert (len(piece.text), sign(piece.text)) == (last_length, text)


def test_every_claim_has_five_pieces_of_evidence_and_each_five_slots_of_votes(records: tuple[Record, ...]) -> None:
    assert {len(record.evidence) for record in records} == {5}
    assert {len(piece.votes) for record in records for piece in record.evidence} == {5}


def test_votes_are_kept_slot_by_slot_unused_ones_in_their_places(
    upstream: Callable[[str], Path], pieces: list[Evidence]
) -> None:
    lines = upstream("climate-fever/climate-fever.jsonl").read_text("utf-8").splitlines()
    given = [tuple(piece["votes"]) for line in lines for piece in json.loads(line)["evidences"]]
    assert [piece.votes for piece in pieces] == given
    assert sum(votes[0] is None for votes in given) == 905  # a packed list would have none


def test_the_label_of_evidence_is_its_votes_plurality_and_ties_are_not_resolved_anew(pieces: list[Evidence]) -> None:
    assert [piece.id for piece in pieces if plurality(piece.votes) != piece.label] == []


def test_there_are_as_many_tied_votes_as_published(pieces: list[Evidence]) -> None:
    counts = [Counter(vote for vote in piece.votes if vote).most_common(2) for piece in pieces]
    assert sum(len(top) == 2 and top[0][1] == top[1][1] for top in counts) == TIES


def test_the_label_of_a_claim_follows_from_its_evidence_without_exception(records: tuple[Record, ...]) -> None:
    exceptions = [
        record.id
        for record in records
        if record.verdict is None or record.verdict.label != label_by_rule({piece.label for piece in record.evidence})
    ]
    assert exceptions == []


def test_disputed_is_a_label_of_claims_and_never_of_evidence(
    records: tuple[Record, ...], pieces: list[Evidence]
) -> None:
    card = climate_fever.CARD
    assert set(card.task("verdict").labels) - set(card.task("stance").labels) == {"DISPUTED"}
    assert any(record.verdict and record.verdict.label == "DISPUTED" for record in records)
    assert all(piece.label != "DISPUTED" for piece in pieces)


def test_stance_comes_from_the_evidence_and_not_from_the_claim(records: tuple[Record, ...]) -> None:
    disputed = [record for record in records if record.verdict and record.verdict.label == "DISPUTED"]
    assert all({"supports", "refutes"} <= {piece.stance for piece in record.evidence} for record in disputed)
    assert {record.verdict.state for record in disputed if record.verdict} == {"conflicting"}


def test_claims_are_not_stripped(records: tuple[Record, ...]) -> None:
    assert sum(record.claim.text != record.claim.text.strip() for record in records) == 2
    assert sum(record.claim.text.startswith('"') for record in records) == 58


def test_the_title_of_a_page_is_not_lost_for_it_stands_in_the_locator(
    upstream: Callable[[str], Path], pieces: list[Evidence]
) -> None:
    lines = upstream("climate-fever/climate-fever.jsonl").read_text("utf-8").splitlines()
    titles = [piece["article"] for line in lines for piece in json.loads(line)["evidences"]]
    assert [(piece.locator or "").rpartition(":")[0] for piece in pieces] == titles


# Small files

PIECE: dict[str, Any] = {
    "evidence_id": "Sea:1",
    "evidence_label": "SUPPORTS",
    "article": "Sea",
    "evidence": "The sea rises.",
    "entropy": 0.0,
    "votes": [None, "SUPPORTS", "SUPPORTS", None, None],
}
CLAIM: dict[str, Any] = {"claim_id": "1", "claim": "Seas rise", "claim_label": "SUPPORTS", "evidences": [PIECE] * 5}


def written(folder: Path, *rows: dict[str, Any] | str) -> Path:
    """A folder with a file of these rows."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "climate-fever.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return folder


@pytest.fixture
def read(tmp_path: Path, sound: Sound) -> Read:
    """The records of a file of these rows, or the first error in it."""
    return lambda *rows: sound(climate_fever.records(written(tmp_path, *rows), "test"))


def with_piece(**changes: Any) -> dict[str, Any]:
    """The second row of a file, the third piece of its evidence changed."""
    return {**CLAIM, "claim_id": "2", "evidences": [PIECE, PIECE, {**PIECE, **changes}, PIECE, PIECE]}


def without(row: dict[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != field}


def test_a_sound_row_reads(read: Read) -> None:
    (record,) = read(CLAIM)
    assert record.evidence[0].votes == (None, "SUPPORTS", "SUPPORTS", None, None)
    assert (record.evidence[0].locator, record.evidence[0].kind) == ("Sea:1", "background")


def test_a_broken_row_is_given_as_an_error_and_the_rows_around_it_are_read(tmp_path: Path) -> None:
    folder = written(tmp_path, "{", CLAIM, {**CLAIM, "claim_id": "2", "claim_label": "?"}, {**CLAIM, "claim_id": "3"})
    found = list(climate_fever.records(folder, "test"))
    assert [item.id if isinstance(item, Record) else "error" for item in found] == [
        "error",
        "climate-fever/1",
        "error",
        "climate-fever/3",
    ]


def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path, read: Read) -> None:
    plain = read(CLAIM)
    path = tmp_path / "climate-fever.jsonl"
    path.with_name("climate-fever.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert list(climate_fever.records(tmp_path, "test")) == plain


BROKEN: dict[str, tuple[dict[str, Any] | str, str]] = {
    "not JSON": ('{"claim_id": ', "not JSON"),
    "not an object": ("[]", "saw list; an object is due"),
    "doubled id": (CLAIM, "the id 'climate-fever/1' stands twice"),
    "missing field": (without(CLAIM, "claim_label"), "field 'claim_label' is missing"),
    "unknown field": ({**CLAIM, "date": "2020"}, "unknown field 'date'; due are: claim_id"),
    "unknown claim label": (
        {**CLAIM, "claim_id": "2", "claim_label": "SUPORTS"},
        "claim_label: 'SUPORTS' is not one of",
    ),
    "number for an id": ({**CLAIM, "claim_id": 2}, "claim_id: saw 2; a text is due"),
    "list for an id": ({**CLAIM, "claim_id": []}, r"claim_id: saw \[\]; a text is due"),
    "empty claim": ({**CLAIM, "claim_id": "2", "claim": ""}, "claim: saw ''; a text is due"),
    "four pieces": ({**CLAIM, "claim_id": "2", "evidences": [PIECE] * 4}, "evidences: saw 4 items; a list of 5 is due"),
    "evidence that is no list": ({**CLAIM, "claim_id": "2", "evidences": None}, "evidences: saw None"),
    "evidence that is no object": (
        {**CLAIM, "claim_id": "2", "evidences": ["x"] * 5},
        r"evidences\.0: saw 'x'; a mapping is due",
    ),
    "disputed evidence": (
        with_piece(evidence_label="DISPUTED"),
        r"evidences\.2: evidence_label: 'DISPUTED' is not one",
    ),
    "four votes": (with_piece(votes=["SUPPORTS"] * 4), r"evidences\.2: votes: saw .*; 5 are due"),
    "unknown vote": (with_piece(votes=["YES", None, None, None, None]), r"evidences\.2: votes: saw .*'YES'"),
    "evidence without text": (with_piece(evidence=None), r"evidences\.2: evidence: saw None; a text is due"),
    "number for a locator": (with_piece(evidence_id=7), r"evidences\.2: evidence_id: saw 7; a text is due"),
    "evidence without votes": (
        {**CLAIM, "claim_id": "2", "evidences": [without(PIECE, "votes")] * 5},
        r"evidences\.0: field 'votes' is missing",
    ),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line(read: Read, row: dict[str, Any] | str, message: str) -> None:
    with pytest.raises(DataError, match=rf"climate-fever\.jsonl:2: {message}"):
        read(CLAIM, row)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"climate-fever\.jsonl: no such file"):
        list(climate_fever.records(tmp_path, "test"))
