"""Emergent as published: two splits that together are the clean file, stances and no truth."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import emergent
from fcbench.schema import DataError, Record

Imported = Callable[[str, str], Part]

COUNTS = {  # ../shared/datasets/README.md, as published by willferreira/mscproject
    "train": {"for": 992, "observing": 775, "against": 304},
    "test": {"for": 246, "observing": 187, "against": 91},
}
CLAIMS = {"train": 240, "test": 60}
REPEATS = 40

# split, row, articleId, label, length and hash of the rumour, length and hash of the headline
ROWS = [
    ("train", 0, "116a3920-c41c-11e4-883c-a7fa7a3c5066", "observing", 48, "3a047c21cdb2", 90, "5e07e8a611f8"),
    ("train", 9, "8c230a20-c2a0-11e4-8747-5b024dd6dd6c", "observing", 65, "14f3a5bf13c8", 96, "0efe05ab43a4"),
    ("train", 2_070, "5cd224f0-93bf-11e4-b6bf-fdc8b7e3bcff", "for", 94, "b06d397eab07", 43, "f44488da9afc"),
    ("test", 0, "d77bd060-68e6-11e4-b528-9d5aa2d2e8e7", "for", 62, "b983abf90368", 55, "e78f2a3bae57"),
    ("test", 9, "e16ea890-68e6-11e4-b528-9d5aa2d2e8e7", "observing", 62, "b983abf90368", 97, "36f1e8c27429"),
    ("test", 523, "df820780-9bee-11e4-bf59-1bb8b99952ce", "for", 41, "174f775a7ad3", 68, "88d0f8eda474"),
]


def sign(text: str | None) -> tuple[int, str]:
    return len(text or ""), sha256((text or "").encode())[:12]


def everything(imported: Imported) -> list[Record]:
    return [record for split in emergent.SPLITS for record in imported("emergent", split).records]


@pytest.mark.parametrize("split", emergent.SPLITS)
def test_each_label_has_as_many_pairs_as_published(imported: Imported, split: str) -> None:
    assert Counter(record.evidence[0].label for record in imported("emergent", split).records) == COUNTS[split]


@pytest.mark.parametrize(("split", "row", "number", "label", "length", "claim", "headline", "text"), ROWS)
def test_the_first_tenth_and_last_pairs_are_those_of_the_file(
    imported: Imported, split: str, row: int, number: str, label: str, length: int, claim: str, headline: int, text: str
) -> None:
    record = imported("emergent", split).records[row]
    assert (record.id, record.evidence[0].label) == (f"emergent/{number}", label)
    assert sign(record.claim.text) == (length, claim)
    assert sign(record.evidence[0].text) == (headline, text)


def test_the_clean_file_is_the_splits_together(imported: Imported, upstream: Callable[[str], Path]) -> None:
    with upstream("emergent/url-versions-2015-06-14-clean.csv").open(encoding="utf-8", newline="") as stream:
        clean = list(csv.DictReader(stream, strict=True))
    given = [json.loads(record.original or "") for record in everything(imported)]
    assert len(clean) == 2_595
    assert sorted(given, key=lambda row: str(row["articleId"])) == sorted(clean, key=lambda row: row["articleId"])


def test_a_rumour_is_a_cluster_and_in_one_split_alone(imported: Imported) -> None:
    train, test = ({record.cluster for record in imported("emergent", split).records} for split in emergent.SPLITS)
    assert {"train": len(train), "test": len(test)} == CLAIMS
    assert not train & test


def test_repeated_texts_are_kept_as_pairs_of_their_own(imported: Imported) -> None:
    records = everything(imported)
    assert len(records) - len({(record.claim.text, record.evidence[0].text) for record in records}) == REPEATS


def test_labels_mean_their_stance_and_nothing_is_said_of_truth(imported: Imported) -> None:
    records = everything(imported)
    pairs = {(record.evidence[0].label, record.evidence[0].stance) for record in records}
    assert pairs == {("for", "supports"), ("against", "refutes"), ("observing", "neutral")}
    assert {record.verdict for record in records} == {None}


def test_the_card_says_that_the_crowds_stances_are_left_out() -> None:
    assert "mturk" in emergent.CARD.provenance


# Small files

HEADER = ",claimHeadline,articleHeadline,articleHeadlineStance,articleId,claimId\n"
ROW = '0,The bridge is open,"Bridge open, mayor says",observing,a7,c1\n'


def read(folder: Path, content: str) -> list[Record | DataError]:
    (folder / "url-versions-2015-06-14-clean-train.csv").write_bytes(content.encode())
    return list(emergent.records(folder, "train"))


def test_a_sound_row_reads(tmp_path: Path) -> None:
    (record,) = read(tmp_path, HEADER + ROW)
    assert isinstance(record, Record)
    assert (record.id, record.claim.id, record.cluster) == ("emergent/a7", "emergent/claim/c1", "emergent/claim/c1")
    assert record.evidence[0].text == "Bridge open, mayor says"


BROKEN = {
    "unknown label": (
        ROW.replace("a7", "a8").replace("observing", "Observing"),
        "articleHeadlineStance: 'Observing' is",
    ),
    "empty headline": ("1,A,,for,a8,c1\n", "articleHeadline: saw ''; a text is due"),
    "no claim": ("1,A,B,for,a8,\n", "claimId: saw ''; a text is due"),
    "doubled id": (ROW, "the id 'emergent/a7' stands twice"),
    "field too few": ("1,A,B,for,a8\n", "5 fields; due are 6: , claimHeadline"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line_and_the_others_are_read(
    tmp_path: Path, row: str, message: str
) -> None:
    first, error, last = read(tmp_path, HEADER + ROW + row + ROW.replace("a7", "a9"))
    assert isinstance(error, DataError)
    assert re.search(rf"clean-train\.csv:3: {re.escape(message)}", str(error))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
