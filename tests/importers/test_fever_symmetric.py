"""FEVER-Symmetric as published: two schemas, contrasting pairs in one cluster, and errors with their place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import fever_symmetric
from fcbench.schema import DataError, Record

Imported = Callable[[str, str], Part]
Read = Callable[..., list[Record]]
Sound = Callable[[Iterator[Record | DataError]], list[Record]]

COUNTS = {  # ../shared/datasets/README.md, as published by TalSchuster/FeverSymmetric
    "generated": {"SUPPORTS": 379, "REFUTES": 338},
    "validation": {"SUPPORTS": 354, "REFUTES": 354},
    "test": {"SUPPORTS": 356, "REFUTES": 356},
}
FOURS = {"generated": (239, 3), "validation": (177, 4), "test": (178, 4)}  # claims of FEVER, and pairs of each

# split, row, id, label, length and hash of the claim, length and hash of the sentence
ROWS = [
    ("generated", 0, "v0.1/1118970000002", "SUPPORTS", 52, "778c12dc78ec", 195, "93f2b855f0c8"),
    ("generated", 9, "v0.1/1082810000002", "SUPPORTS", 37, "87a80ecc5854", 97, "ef76ef3a5c47"),
    ("generated", 716, "v0.1/1390370000004", "SUPPORTS", 35, "2f2c57dbc498", 63, "4e9e584a1f26"),
    ("validation", 0, "v0.2/54253", "REFUTES", 55, "eed188d0eb59", 75, "0794a43e0938"),
    ("validation", 9, "v0.2/79771", "SUPPORTS", 67, "19415c9f35a2", 93, "b6bd72f39ebb"),
    ("validation", 707, "v0.2/880400000004", "REFUTES", 41, "0af54a5e00a7", 35, "04ae6dcb5944"),
    ("test", 0, "v0.2/7208", "SUPPORTS", 29, "6f841dc772df", 111, "9cba8fb1f831"),
    ("test", 9, "v0.2/216599", "REFUTES", 60, "25e83fa147ce", 121, "9e786f654d0a"),
    ("test", 711, "v0.2/495990000004", "REFUTES", 50, "4eba1d95f138", 152, "b2f4aded2adc"),
]


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


@pytest.mark.parametrize("split", fever_symmetric.SPLITS)
def test_each_label_has_as_many_rows_as_published(imported: Imported, split: str) -> None:
    found = Counter(record.evidence[0].label for record in imported("fever-symmetric", split).records)
    assert found == COUNTS[split]


@pytest.mark.parametrize(("split", "row", "name", "label", "length", "claim", "text_length", "text"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported,
    split: str,
    row: int,
    name: str,
    label: str,
    length: int,
    claim: str,
    text_length: int,
    text: str,
) -> None:
    record = imported("fever-symmetric", split).records[row]
    (piece,) = record.evidence
    assert piece.text is not None
    assert (record.id, piece.id, piece.label) == (f"fever-symmetric/{name}",) * 2 + (label,)
    assert (len(record.claim.text), sign(record.claim.text)) == (length, claim)
    assert (len(piece.text), sign(piece.text)) == (text_length, text)


@pytest.mark.parametrize("split", fever_symmetric.SPLITS)
def test_the_pairs_made_of_one_claim_of_fever_share_a_cluster(imported: Imported, split: str) -> None:
    claims, pairs = FOURS[split]
    clusters = Counter(record.cluster for record in imported("fever-symmetric", split).records)
    assert (len(clusters), set(clusters.values())) == (claims, {pairs})


def test_a_pair_of_the_first_version_shares_its_cluster_with_the_second(imported: Imported) -> None:
    old, *new = (
        {record.cluster for record in imported("fever-symmetric", split).records} for split in fever_symmetric.SPLITS
    )
    assert old == (new[0] | new[1]) & old
    assert [len(old & found) for found in new] == [118, 121]
    assert not new[0] & new[1]


def test_no_claim_has_a_verdict(imported: Imported) -> None:
    parts = [imported("fever-symmetric", split) for split in fever_symmetric.SPLITS]
    assert {record.verdict for part in parts for record in part.records} == {None}


# Small files

OLD = {"id": "410000002", "label": "SUPPORTS", "claim": "Seas rise .", "evidence_sentence": "The sea rises ."}
NEW: dict[str, Any] = {
    "id": "41",
    "claim": "Seas rise .",
    "evidence": "The sea falls .",
    "sentence1": "The sea falls .",
    "sentence2": "Seas rise .",
    "gold_label": "REFUTES",
    "label": "REFUTES",
    "evid": [["The sea falls .", 1.0]],
}


@pytest.fixture
def read(tmp_path: Path, sound: Sound) -> Read:
    """The records of a split of these rows, or the first error in it."""

    def records(split: str, *rows: dict[str, Any]) -> list[Record]:
        path = tmp_path / fever_symmetric.FILES[split][1]
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        return sound(fever_symmetric.records(tmp_path, split))

    return records


def test_both_schemas_read_alike(read: Read) -> None:
    (old,), (new,) = read("generated", {**OLD, "id": "410000002"}), read("test", NEW)
    assert (old.claim.text, old.evidence[0].text, old.evidence[0].stance) == (
        "Seas rise .",
        "The sea rises .",
        "supports",
    )
    assert (new.claim.text, new.evidence[0].text, new.evidence[0].stance) == (
        "Seas rise .",
        "The sea falls .",
        "refutes",
    )
    assert (old.id, new.id) == ("fever-symmetric/v0.1/410000002", "fever-symmetric/v0.2/41")


@pytest.mark.parametrize(
    ("number", "cluster"),
    [("41", "41"), ("410000002", "41"), ("410000000002", "41000"), ("410000000004", "41000"), ("4100000002", "410")],
)
def test_the_claim_of_fever_is_what_stands_before_the_six_noughts_and_the_digit(
    read: Read, number: str, cluster: str
) -> None:
    (record,) = read("test", {**NEW, "id": number})
    assert record.cluster == f"fever-symmetric/{cluster}"


BROKEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "doubled id": ("generated", OLD, "the id 'fever-symmetric/v0.1/410000002' stands twice"),
    "number for an id": ("generated", {**OLD, "id": 41}, "id: saw 41; a text is due"),
    "no number": ("generated", {**OLD, "id": "x"}, "id: saw 'x'; a number of FEVER"),
    "the other schema": ("generated", NEW, "field 'evidence_sentence' is missing"),
    "a third label": ("generated", {**OLD, "label": "NOT ENOUGH INFO"}, "label: 'NOT ENOUGH INFO' is not one of: SUPP"),
    "another sentence": ("test", {**NEW, "sentence1": "No ."}, "sentence1: saw 'No .'; the same as in its twin"),
    "another claim": ("test", {**NEW, "sentence2": "No ."}, "sentence2: saw 'No .'; the same as in its twin"),
    "another label": ("test", {**NEW, "gold_label": "SUPPORTS"}, "gold_label: saw 'SUPPORTS'; the same as in its twin"),
    "another evid": ("test", {**NEW, "evid": [["No .", 1.0]]}, r"evid: saw \[\['No .', 1.0\]\]; the sentence of"),
    "two evid": ("test", {**NEW, "evid": [["a"], ["b"]]}, "evid: saw"),
    "null for evid": ("test", {**NEW, "evid": None}, "evid: saw None"),
}


@pytest.mark.parametrize(("split", "row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line(read: Read, split: str, row: dict[str, Any], message: str) -> None:
    good = OLD if split == "generated" else {**NEW, "id": "7"}
    with pytest.raises(DataError, match=rf"fever_symmetric_[a-z]+\.jsonl:2: {message}"):
        read(split, good, row)
