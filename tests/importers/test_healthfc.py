"""HealthFC as published: digits as labels, German verdicts beside them, and German dates read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import healthfc
from fcbench.schema import DataError, Record, Verdict

Imported = Callable[[str, str], Part]

# ../shared/datasets/README.md, as published by jvladika/HealthFC
LABELS = {"0": 202, "1": 423, "2": 125}
PHRASES = 55
QUESTIONS = 741
WITHOUT_EXPLANATION = 9
REPEATED_URLS = 102

# row, label, day, length and hash of the claim, length and hash of the evidence
ROWS = [
    (0, "0", "2022-12-05", 85, "f762cccafade", 249, "a20d72a0be2c"),
    (9, "0", "2022-10-04", 129, "5d52bf2b5193", 312, "0ee4b37c0b1f"),
    (749, "0", "2015-07-15", 68, "097d58db6d46", 673, "006bd83a2ef9"),
]


@pytest.fixture
def records(imported: Imported) -> tuple[Record, ...]:
    """The real records."""
    return imported("healthfc", "test").records


def sign(text: str | None) -> tuple[int, str]:
    return len(text or ""), sha256((text or "").encode())[:12]


def verdict(record: Record) -> Verdict:
    assert record.verdict is not None
    return record.verdict


def phrase(record: Record) -> str:
    rating = verdict(record).rating
    assert rating is not None
    return str(rating.text)


def test_each_label_is_as_frequent_as_published(records: tuple[Record, ...]) -> None:
    assert Counter(verdict(record).label for record in records) == LABELS


@pytest.mark.parametrize(("row", "label", "day", "length", "claim", "evidence", "text"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    records: tuple[Record, ...], row: int, label: str, day: str, length: int, claim: str, evidence: int, text: str
) -> None:
    record = records[row]
    assert (record.id, verdict(record).label, verdict(record).as_of) == (f"healthfc/{row}", label, day)
    assert sign(record.claim.text) == (length, claim)
    assert [sign(piece.text) for piece in record.evidence] == [(evidence, text)]


def test_the_first_column_is_read_past_the_byte_order_mark(records: tuple[Record, ...]) -> None:
    assert next(iter(json.loads(records[0].original or ""))) == "en_claim"


def test_the_common_scale_follows_the_names_of_the_digits(records: tuple[Record, ...]) -> None:
    found = {(verdict(record).label, verdict(record).state, verdict(record).truth) for record in records}
    assert found == {("0", "sufficient", 4), ("1", "insufficient", None), ("2", "sufficient", 0)}


def test_german_verdicts_are_kept_as_spelled_and_each_has_one_label(records: tuple[Record, ...]) -> None:
    pairs = Counter((phrase(record), verdict(record).label) for record in records)
    assert len({text for text, _ in pairs}) == len(pairs) == PHRASES
    assert sum(count for (text, _), count in pairs.items() if "wissenschaflich" in text) == 176  # sic


def test_claims_are_kept_as_questions(records: tuple[Record, ...]) -> None:
    assert sum(record.claim.text.endswith("?") for record in records) == QUESTIONS


def test_an_empty_explanation_is_no_justification(records: tuple[Record, ...]) -> None:
    assert sum(verdict(record).justification is None for record in records) == WITHOUT_EXPLANATION


def test_rows_of_one_fact_check_share_a_cluster(records: tuple[Record, ...]) -> None:
    assert len(records) - len({record.cluster for record in records}) == REPEATED_URLS
    assert all(record.cluster == record.evidence[0].url for record in records)


def test_the_german_texts_stand_in_the_original_and_the_record_is_english(records: tuple[Record, ...]) -> None:
    originals = [json.loads(record.original or "") for record in records]
    assert all(row["de_claim"] and row["de_title"] for row in originals)
    assert {record.language for record in records} == {"en"}
    assert [record.claim.text for record in records] == [row["en_claim"] for row in originals]


def test_every_date_is_the_one_of_the_file(records: tuple[Record, ...]) -> None:
    for record in records:
        day, _, rest = json.loads(record.original or "")["date"].partition(".")
        assert str(verdict(record).as_of).endswith(f"-{int(day):02}")
        assert rest.endswith(str(verdict(record).as_of)[:4])


# Small files

HEADER = ",".join(healthfc.COLUMNS) + "\r\n"
CELLS = {
    "en_claim": "Does tea help sleep?",
    "en_explanation": "",
    "en_top_sentences": "Ten of ten slept well.",
    "de_claim": "Hilft Tee?",
    "de_explanation": "",
    "de_top_sentences": "Zehn schliefen.",
    "label": "2",
    "de_verdict": "eher nein",
    "de_title": "Tee",
    "authors": "A",
    "date": "9. März 2020",
    "url": "https://example.org/tee",
}


def read(folder: Path, *lines: str) -> list[Record | DataError]:
    (folder / "Datensatz.csv").write_bytes(b"\xef\xbb\xbf" + (HEADER + "".join(lines)).encode())
    return list(healthfc.records(folder, "test"))


def line(**cells: str) -> str:
    return ",".join({**CELLS, **cells}.values()) + "\r\n"


def test_a_sound_row_reads(tmp_path: Path) -> None:
    (record,) = read(tmp_path, line())
    assert isinstance(record, Record)
    piece = record.evidence[0]
    assert (phrase(record), verdict(record).truth, verdict(record).as_of) == ("eher nein", 0, "2020-03-09")
    assert (piece.text, piece.published_at, piece.kind) == ("Ten of ten slept well.", "2020-03-09", "fact_check")


def test_every_month_is_known(tmp_path: Path) -> None:
    found = read(tmp_path, *(line(date=f"1. {month} 2021") for month in healthfc.MONTHS))
    days = [verdict(record).as_of for record in found if isinstance(record, Record)]
    assert days == [f"2021-{number:02}-01" for number in range(1, 13)]


BROKEN = {
    "unknown label": ({"label": "3"}, "label: '3' is not one of: 0, 1, 2"),
    "English month": ({"date": "9. March 2020"}, "date: saw '9. March 2020'; a German day is due"),
    "no such day": ({"date": "31. Juni 2020"}, "date: saw '31. Juni 2020'; a German day is due"),
    "no verdict": ({"de_verdict": ""}, "de_verdict: saw ''; a text is due"),
    "no evidence": ({"en_top_sentences": ""}, "en_top_sentences: saw ''; a text is due"),
    "no address": ({"url": ""}, "url: saw ''; a text is due"),
    "field too many": ({"authors": "A,B"}, "13 fields; due are 12: en_claim"),
}


@pytest.mark.parametrize(("cells", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line_and_the_next_keeps_its_number(
    tmp_path: Path, cells: dict[str, str], message: str
) -> None:
    first, error, last = read(tmp_path, line(), line(**cells), line())
    assert isinstance(error, DataError)
    assert re.search(rf"Datensatz\.csv:3: {re.escape(message)}", str(error))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert last.id == "healthfc/2"
