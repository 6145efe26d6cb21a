"""HealthVer as published: pairs with a stance and no verdict, spaces and repeated pairs kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import healthver
from fcbench.schema import DataError, Record

Imported = Callable[[str, str], Part]

# ../shared/datasets/README.md, as published by sarrouti/HealthVer
LABELS = {"Neutral": 993, "Supports": 533, "Refutes": 391}
CLAIMS, PASSAGES, TOPICS = 230, 475, 58
REPEATS = 198
PADDED = 312
LABELS_OF_A_CLAIM = {1: 115, 2: 75, 3: 40}

# row, id, label, topic, length and hash of the claim, length and hash of the passage
ROWS = [
    (0, "224", "Neutral", "topic 1", 40, "8e9ae155688f", 66, "5ccd76264cbd"),
    (9, "14065", "Neutral", "topic 5", 145, "10f4f4de0b36", 388, "f8952e28b684"),
    (1_916, "2184", "Supports", "topic 10", 54, "6a820054a373", 82, "484936525a36"),
]


@pytest.fixture
def records(imported: Imported) -> tuple[Record, ...]:
    """The real records."""
    return imported("healthver", "validation").records


def sign(text: str | None) -> tuple[int, str]:
    return len(text or ""), sha256((text or "").encode())[:12]


def texts(record: Record) -> tuple[str, str]:
    return record.claim.text, record.evidence[0].text or ""


def test_each_label_has_as_many_pairs_as_published(records: tuple[Record, ...]) -> None:
    assert Counter(record.evidence[0].label for record in records) == LABELS


def test_there_are_as_many_claims_passages_and_topics_as_published(records: tuple[Record, ...]) -> None:
    claims, passages = (set(column) for column in zip(*map(texts, records), strict=True))
    assert (len(claims), len(passages), len({record.tags for record in records})) == (CLAIMS, PASSAGES, TOPICS)


@pytest.mark.parametrize(("row", "number", "label", "topic", "length", "claim", "passage", "text"), ROWS)
def test_the_first_tenth_and_last_pairs_are_those_of_the_file(
    records: tuple[Record, ...],
    row: int,
    number: str,
    label: str,
    topic: str,
    length: int,
    claim: str,
    passage: int,
    text: str,
) -> None:
    record = records[row]
    assert (record.id, record.evidence[0].label, record.tags) == (f"healthver/validation/{number}", label, (topic,))
    assert sign(record.claim.text) == (length, claim)
    assert sign(record.evidence[0].text) == (passage, text)


def test_spaces_around_texts_are_kept(records: tuple[Record, ...]) -> None:
    assert sum(any(text != text.strip() for text in texts(record)) for record in records) == PADDED


def test_repeated_pairs_are_kept_with_the_label_that_they_have(records: tuple[Record, ...]) -> None:
    pairs = {texts(record) for record in records}
    assert len(records) - len(pairs) == REPEATS
    assert len({(texts(record), record.evidence[0].label) for record in records}) == len(pairs)


def test_a_claim_is_a_cluster_and_has_up_to_three_labels_and_no_verdict(records: tuple[Record, ...]) -> None:
    found: dict[str, set[str | None]] = {}
    for record in records:
        found.setdefault(record.cluster, set()).add(record.evidence[0].label)
    assert Counter(len(labels) for labels in found.values()) == LABELS_OF_A_CLAIM
    assert len({(record.cluster, record.claim.text) for record in records}) == len(found)
    assert {record.verdict for record in records} == {None}


def test_labels_mean_their_stance(records: tuple[Record, ...]) -> None:
    pairs = {(record.evidence[0].label, record.evidence[0].stance) for record in records}
    assert pairs == {("Supports", "supports"), ("Refutes", "refutes"), ("Neutral", "neutral")}


# Small files

HEADER = "id,evidence,claim,label,topic_ip,question\n"
ROW = "7,Ten of ten slept well. , Tea helps sleep,Supports,3,does tea help?\n"


def read(folder: Path, content: str) -> list[Record | DataError]:
    (folder / "healthver_dev.csv").write_bytes(content.encode())
    return list(healthver.records(folder, "validation"))


def test_a_sound_row_reads(tmp_path: Path) -> None:
    (record,) = read(tmp_path, HEADER + ROW)
    assert isinstance(record, Record)
    assert texts(record) == (" Tea helps sleep", "Ten of ten slept well. ")
    assert record.original is not None
    assert "does tea help?" in record.original


BROKEN = {
    "unknown label": (ROW.replace("7,", "8,").replace("Supports", "SUPPORTS"), "label: 'SUPPORTS' is not one of: Sup"),
    "empty claim": (ROW.replace("7,", "8,").replace(" Tea helps sleep", ""), "claim: saw ''; a text is due"),
    "empty passage": ("8,,A,Supports,3,q\n", "evidence: saw ''; a text is due"),
    "doubled id": (ROW, "the id 'healthver/validation/7' stands twice"),
    "field too few": ("8,A,B,Supports,3\n", "5 fields; due are 6: id, evidence, claim"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line_and_the_others_are_read(
    tmp_path: Path, row: str, message: str
) -> None:
    first, error, last = read(tmp_path, HEADER + ROW + row + ROW.replace("7,", "9,"))
    assert isinstance(error, DataError)
    assert re.search(rf"healthver_dev\.csv:3: {re.escape(message)}", str(error))
    assert isinstance(first, Record)
    assert isinstance(last, Record)


def test_another_header_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"healthver_dev\.csv:1: header 'id,claim'; due is 'id,evidence,claim"):
        read(tmp_path, "id,claim\n7,A\n")
