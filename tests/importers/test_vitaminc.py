"""VitaminC: the sample as it is, and rows in the format of the publication."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import vitaminc
from fcbench.schema import DataError, Record

Imported = Callable[[str, str], Part]
Read = Callable[..., list[Record]]
Sound = Callable[[Iterator[Record | DataError]], list[Record]]

COUNTS = {  # ../shared/datasets/README.md: the five draws of train have 20 of each label
    "train": {"supports": 100, "refutes": 100, "not enough info": 100},
    "test": {"supports": 54, "refutes": 34, "not enough info": 12},
}

# split, row, id, label, length and hash of the claim, length and hash of the sentence
ROWS = [
    ("train", 0, "5ec5598ac9e77c000842bc74_2", "refutes", 46, "cab248251b74", 192, "5ec169d70ae8"),
    ("train", 9, "5ebe6f2fc9e77c0008407ea7_3", "refutes", 54, "7ad7781bd0d4", 142, "0b27dba95986"),
    ("train", 299, "5ee39416c9e77c0008ccdb40_2", "supports", 106, "6bb43ea81899", 170, "30bff72c01e0"),
    ("test", 0, "5ee393b7c9e77c0008ccc7ec_2", "not enough info", 67, "3b000a04aacb", 77, "e133e4213fca"),
    ("test", 9, "5ed50881c9e77c000848ec07_3", "supports", 45, "156bb37c7557", 165, "3f26f6228fdf"),
    ("test", 99, "5ed50882c9e77c000848f96d_1", "supports", 27, "d4f090b6af59", 101, "ce5e72f1f01e"),
]


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


@pytest.mark.parametrize("split", vitaminc.SPLITS)
def test_each_label_has_as_many_rows_as_published(imported: Imported, split: str) -> None:
    assert Counter(record.evidence[0].label for record in imported("vitaminc", split).records) == COUNTS[split]


@pytest.mark.parametrize("number", range(5))
def test_each_training_row_says_which_draw_it_is_of(imported: Imported, number: int) -> None:
    rows = [record for record in imported("vitaminc", "train").records if record.tags == (f"train_{number}",)]
    assert Counter(record.evidence[0].label for record in rows) == dict.fromkeys(vitaminc.LABELS, 20)


@pytest.mark.parametrize(("split", "row", "number", "label", "length", "claim", "text_length", "text"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported,
    split: str,
    row: int,
    number: str,
    label: str,
    length: int,
    claim: str,
    text_length: int,
    text: str,
) -> None:
    record = imported("vitaminc", split).records[row]
    (piece,) = record.evidence
    assert piece.text is not None
    assert (record.id, piece.label) == (f"vitaminc/{number}", label)
    assert record.cluster == f"vitaminc/case/{number.partition('_')[0]}"
    assert (len(record.claim.text), sign(record.claim.text)) == (length, claim)
    assert (len(piece.text), sign(piece.text)) == (text_length, text)


def test_no_claim_has_a_verdict(imported: Imported) -> None:
    assert {record.verdict for split in vitaminc.SPLITS for record in imported("vitaminc", split).records} == {None}


# Small files

ROW = {"id": "a1_1", "claim": "Orvik has 300 boats .", "evidence": "Orvik has 310 boats .", "label": "supports"}
PUBLISHED: dict[str, Any] = {
    "unique_id": "b2_4",
    "case_id": "b2",
    "wiki_revision_id": "900",
    "label": "NOT ENOUGH INFO",
    "claim": "Orvik is old .",
    "evidence": "Orvik has 310 boats .",
    "page": "Orvik",
    "revision_type": "real",
    "FEVER_id": "",
}


@pytest.fixture
def read(tmp_path: Path, sound: Sound) -> Read:
    """The records of a test split of these rows, or the first error in it."""

    def records(*rows: dict[str, Any]) -> list[Record]:
        (tmp_path / "test.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        return sound(vitaminc.records(tmp_path, "test"))

    return records


def test_a_row_of_the_sample_reads(read: Read) -> None:
    (record,) = read(ROW)
    assert (record.id, record.cluster, record.tags) == ("vitaminc/a1_1", "vitaminc/case/a1", ("test",))
    assert (record.evidence[0].stance, record.evidence[0].locator) == ("supports", None)


def test_a_row_of_the_publication_reads_and_keeps_its_page_and_kind_and_spelling(read: Read) -> None:
    (record,) = read(PUBLISHED)
    (piece,) = record.evidence
    assert (record.id, record.cluster, record.tags) == ("vitaminc/b2_4", "vitaminc/case/b2", ("test", "real"))
    assert (piece.label, piece.stance, piece.locator) == ("not enough info", "neutral", "Orvik")
    assert json.loads(record.original or "") == PUBLISHED


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "doubled id": (ROW, "the id 'vitaminc/a1_1' stands twice"),
    "half capitals": ({**ROW, "label": "Supports"}, "label: 'Supports' is not one of: supports, refutes, not enough"),
    "underscores": ({**ROW, "label": "NOT_ENOUGH_INFO"}, "label: 'NOT_ENOUGH_INFO' is not one of"),
    "id without number": ({**ROW, "id": "a1"}, "id: saw 'a1'; a revision's id, _ and a number, is due"),
    "published fields in a row of the sample": ({**ROW, "page": "Orvik"}, "unknown field 'page'; due are: id, claim"),
    "unknown field of the publication": ({**PUBLISHED, "split": "dev"}, "unknown field 'split'; due are: unique_id"),
    "no evidence": ({**ROW, "id": "a1_2", "evidence": ""}, "evidence: saw ''; a text is due"),
    "no claim": ({**ROW, "id": "a1_2", "claim": None}, "claim: saw None; a text is due"),
    "number for a page": ({**PUBLISHED, "page": 7}, "page: saw 7; a text or null is due"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line(read: Read, row: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=rf"test\.jsonl:2: {message}"):
        read(ROW, row)
