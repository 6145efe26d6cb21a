"""FEVER as published: alternative sets kept, page names not normalised, and a test split without gold."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import fever
from fcbench.schema import DataError, Record, Verdict

Imported = Callable[[str, str], Part]
Read = Callable[..., list[Record]]
Sound = Callable[[Iterator[Record | DataError]], list[Record]]

COUNTS = {"SUPPORTS": 3_333, "REFUTES": 3_333, "NOT ENOUGH INFO": 3_333}  # ../shared/datasets/README.md, as all below
UNLABELLED = 19_998
TWO_OR_MORE = 623  # claims that need two or more sentences in every set
REPEATED = 941  # claims with one set more than once
SAME_TEXT, OTHER_LABEL = 206, 32  # claim texts that occur more than once, and of these with different labels
NOT_NFC = 13  # page names

# split, row, id, label, length and hash of the claim, pieces and sets, hash of the first place
ROWS = [
    ("validation", 0, "91198", "NOT ENOUGH INFO", 108, "4a9a688ee060", 0, 0, None),
    ("validation", 9, "108281", "REFUTES", 36, "f98125c15c5b", 1, 1, "a346df67f57e"),
    ("validation", 9_998, "75591", "NOT ENOUGH INFO", 37, "bb4bee1e8450", 0, 0, None),
    ("test", 0, "89296", None, 41, "5278d36eeff2", 0, 0, None),
    ("test", 9, "95552", None, 39, "93e002069bf1", 0, 0, None),
    ("test", 19_997, "51709", None, 53, "67d32b114458", 0, 0, None),
]


@pytest.fixture
def records(imported: Imported) -> tuple[Record, ...]:
    """The real claims that have labels."""
    return imported("fever", "validation").records


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


def verdict(record: Record) -> Verdict:
    assert record.verdict is not None
    return record.verdict


def test_each_label_is_as_frequent_as_published(records: tuple[Record, ...]) -> None:
    assert Counter(verdict(record).label for record in records) == COUNTS


def test_the_shared_task_has_as_many_claims_as_published_and_no_gold(imported: Imported) -> None:
    found = imported("fever", "test").records
    assert len(found) == UNLABELLED
    assert {(record.verdict, record.evidence) for record in found} == {(None, ())}


@pytest.mark.parametrize(("split", "row", "number", "label", "length", "claim", "pieces", "sets", "place"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported,
    split: str,
    row: int,
    number: str,
    label: str | None,
    length: int,
    claim: str,
    pieces: int,
    sets: int,
    place: str | None,
) -> None:
    record = imported("fever", split).records[row]
    assert record.id == f"fever/{number}"
    assert (record.verdict.label if record.verdict else None) == label
    assert (len(record.claim.text), sign(record.claim.text)) == (length, claim)
    assert (len(record.evidence), len(record.verdict.sets) if record.verdict else 0) == (pieces, sets)
    assert [sign(str(piece.locator)) for piece in record.evidence][:1] == ([place] if place else [])


def test_the_sets_are_those_of_the_file_with_their_annotations(records: tuple[Record, ...]) -> None:
    for record in records:
        given = json.loads(record.original or "")["evidence"]
        due = [(str(group[0][0]), [f"{piece[2]}:{piece[3]}" for piece in group]) for group in given if group[0][2]]
        places = {piece.id: piece.locator for piece in record.evidence}
        assert [(found.id, [places[name] for name in found.members]) for found in verdict(record).sets] == due


def test_each_sentence_is_one_piece_of_evidence_however_many_sets_it_is_in(records: tuple[Record, ...]) -> None:
    for record in records:
        places = [piece.locator for piece in record.evidence]
        assert len(set(places)) == len(places)
        assert {name for found in verdict(record).sets for name in found.members} == {
            piece.id for piece in record.evidence
        }


def test_sentences_have_no_text_and_no_stance_of_their_own(records: tuple[Record, ...]) -> None:
    assert {(piece.text, piece.stance, piece.label) for record in records for piece in record.evidence} == {
        (None, None, None)
    }


def test_not_enough_info_has_no_evidence_and_no_set(records: tuple[Record, ...]) -> None:
    for record in records:
        assert bool(record.evidence) == bool(verdict(record).sets) == (verdict(record).label != "NOT ENOUGH INFO")


def test_as_many_claims_as_published_need_several_sentences_in_every_set(records: tuple[Record, ...]) -> None:
    sizes = [[len(found.members) for found in verdict(record).sets] for record in records]
    assert sum(bool(of_claim) and min(of_claim) > 1 for of_claim in sizes) == TWO_OR_MORE


def test_as_many_claims_as_published_have_a_set_more_than_once(records: tuple[Record, ...]) -> None:
    sets = [[frozenset(found.members) for found in verdict(record).sets] for record in records]
    assert sum(len(set(of_claim)) < len(of_claim) for of_claim in sets) == REPEATED


def test_page_names_are_not_normalised(records: tuple[Record, ...]) -> None:
    pages = {str(piece.locator).rpartition(":")[0] for record in records for piece in record.evidence}
    assert sum(unicodedata.normalize("NFC", page) != page for page in pages) == NOT_NFC


def test_claims_with_the_same_text_share_a_cluster_whatever_their_labels(records: tuple[Record, ...]) -> None:
    texts: dict[str, set[str]] = {}
    labels: dict[str, set[str | None]] = {}
    for record in records:
        texts.setdefault(record.cluster, set()).add(record.claim.text)
        labels.setdefault(record.cluster, set()).add(verdict(record).label)
    assert {len(found) for found in texts.values()} == {1}
    assert sum(count > 1 for count in Counter(record.cluster for record in records).values()) == SAME_TEXT
    assert sum(len(found) > 1 for found in labels.values()) == OTHER_LABEL


def test_a_verdict_is_against_a_closed_corpus(records: tuple[Record, ...]) -> None:
    assert {verdict(record).evidence_scope for record in records} == {"fixed_corpus"}


# Small files

NEI: dict[str, Any] = {
    "id": 1,
    "verifiable": "NOT VERIFIABLE",
    "label": "NOT ENOUGH INFO",
    "claim": "The harbour of Orvik is deep.",
    "evidence": [[[5, None, None, None], [6, None, None, None]]],
}
SETS = [[[7, 70, "Orvik", 2], [7, 71, "Harbour_-LRB-sea-RRB-", 0]], [[8, 80, "Orvik", 2]], [[8, 80, "Orvik", 2]]]
TRUE: dict[str, Any] = {
    "id": 2,
    "verifiable": "VERIFIABLE",
    "label": "SUPPORTS",
    "claim": "Orvik has a harbour.",
    "evidence": SETS,
}


def written(folder: Path, *rows: dict[str, Any], name: str = "paper_dev.jsonl") -> Path:
    """A folder with a file of these rows."""
    (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


@pytest.fixture
def read(tmp_path: Path, sound: Sound) -> Read:
    """The records of a file of these rows, or the first error in it."""
    return lambda *rows: sound(fever.records(written(tmp_path, *rows), "validation"))


def test_a_sound_row_reads(read: Read) -> None:
    nothing, record = read(NEI, TRUE)
    assert (nothing.evidence, verdict(nothing).state, verdict(nothing).truth) == ((), "insufficient", None)
    assert [(piece.id, piece.locator) for piece in record.evidence] == [
        ("fever/2/0", "Orvik:2"),
        ("fever/2/1", "Harbour_-LRB-sea-RRB-:0"),
    ]
    assert [(found.id, found.members) for found in verdict(record).sets] == [
        ("7", ("fever/2/0", "fever/2/1")),
        ("8", ("fever/2/0",)),
        ("8", ("fever/2/0",)),
    ]
    assert (verdict(record).label, verdict(record).truth) == ("SUPPORTS", 4)


def test_a_claim_without_sets_has_a_verdict_and_no_evidence(read: Read) -> None:
    (record,) = read({**TRUE, "evidence": []})
    assert (record.evidence, verdict(record).sets, verdict(record).truth) == ((), (), 4)


def test_a_claim_of_the_test_split_with_a_label_is_an_error(tmp_path: Path) -> None:
    folder = written(tmp_path, {"id": 1, "claim": "A."}, {**TRUE}, name="shared_task_test.jsonl")
    first, second = fever.records(folder, "test")
    assert isinstance(first, Record)
    assert isinstance(second, DataError)
    assert "shared_task_test.jsonl:2: unknown field 'verifiable'; due are: id, claim" in str(second)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "doubled id": (NEI, "the id 'fever/1' stands twice"),
    "text for an id": ({**TRUE, "id": "2"}, "id: saw '2'; a whole number is due"),
    "no label": ({key: value for key, value in TRUE.items() if key != "label"}, "field 'label' is missing"),
    "underscores": ({**TRUE, "label": "NOT_ENOUGH_INFO"}, "label: 'NOT_ENOUGH_INFO' is not one of: SUPPORTS, REFUTES"),
    "unknown verifiable": ({**TRUE, "verifiable": "YES"}, "verifiable: 'YES' is not one of: VERIFIABLE"),
    "empty claim": ({**TRUE, "claim": ""}, "claim: saw ''; a text is due"),
    "evidence that is no list": ({**TRUE, "evidence": None}, "evidence: saw None; a list of sets is due"),
    "empty set": ({**TRUE, "evidence": [[]]}, r"evidence\.0: saw \[\]; a list of pieces is due"),
    "flat evidence": ({**TRUE, "evidence": SETS[1]}, r"evidence\.0\.0: saw 8; \[annotation, sentence, page, line\]"),
    "three parts": ({**TRUE, "evidence": [[[7, 70, "Orvik"]]]}, r"evidence\.0\.0: saw \[7, 70, 'Orvik'\]"),
    "null for a page": (
        {**TRUE, "evidence": [[[7, 70, None, 2]]]},
        r"evidence\.0\.0: saw .*; a page and a line from 0",
    ),
    "null for a line": ({**TRUE, "evidence": [[[7, 70, "Orvik", None]]]}, "a page and a line from 0 for SUPPORTS"),
    "line before the first": ({**TRUE, "evidence": [[[7, 70, "Orvik", -1]]]}, "a page and a line from 0 for SUPPORTS"),
    "no line number": ({**TRUE, "evidence": [[[7, 70, "Orvik", True]]]}, "a page and a line from 0 for SUPPORTS"),
    "two annotations": ({**TRUE, "evidence": [[SETS[0][0], SETS[1][0]]]}, r"evidence\.0\.1: .*; the annotation 7 of"),
    "page for no info": ({**NEI, "id": 3, "evidence": SETS}, "null for page and line of NOT ENOUGH INFO"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line(read: Read, row: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=rf"paper_dev\.jsonl:2: .*{message}"):
        read(NEI, row)
