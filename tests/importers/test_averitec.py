"""AVeriTeC as published: numbered by position, answers with their questions, and the merged label left open."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench import crosswalk
from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import averitec
from fcbench.schema import DataError, Evidence, Record

Imported = Callable[[str, str], Part]

# ../shared/datasets/README.md, as published by MichSchli/AVeriTeC
LABELS = {"Refuted": 305, "Supported": 122, "Conflicting Evidence/Cherrypicking": 38, "Not Enough Evidence": 35}
ANSWERS = 1_399
UNANSWERABLE = 39
WITH_LINE_ENDS = 211
ABSENT = {"speaker": (110, 8), "reporting_source": (88, 2)}  # null, empty

# position, label, day, length and hash of the claim, answers, length and hash of the last answer
ROWS = [
    (0, "Refuted", "2020-10-31", 81, "114a906e1174", 2, 181, "f2c131390178"),
    (9, "Not Enough Evidence", "2020-10-30", 279, "50014320e5b9", 2, 25, "8721ca021e90"),
    (499, "Refuted", "2020-08-26", 82, "74d33a90a547", 4, 129, "c771e3e2fc7a"),
]


@pytest.fixture
def records(imported: Imported) -> tuple[Record, ...]:
    """The real records."""
    return imported("averitec", "validation").records


@pytest.fixture
def pieces(records: tuple[Record, ...]) -> list[Evidence]:
    """All their evidence."""
    return [piece for record in records for piece in record.evidence]


@pytest.fixture
def answers(upstream: Callable[[str], Path]) -> list[dict[str, Any]]:
    """The answers as the file has them, in its order."""
    rows = json.loads(upstream("averitec/dev.json").read_text("utf-8"))
    return [answer for row in rows for question in row["questions"] for answer in question["answers"]]


def sign(text: str | None) -> tuple[int, str]:
    return len(text or ""), sha256((text or "").encode())[:12]


def test_each_label_is_as_frequent_as_published(records: tuple[Record, ...]) -> None:
    assert Counter(record.verdict.label for record in records if record.verdict) == LABELS


@pytest.mark.parametrize(("row", "label", "day", "length", "claim", "count", "last", "text"), ROWS)
def test_the_first_tenth_and_last_claims_are_those_of_the_file(
    records: tuple[Record, ...],
    row: int,
    label: str,
    day: str,
    length: int,
    claim: str,
    count: int,
    last: int,
    text: str,
) -> None:
    record = records[row]
    assert record.verdict is not None
    assert (record.id, record.verdict.label, record.claim.said_at) == (f"averitec/validation/{row}", label, day)
    assert sign(record.claim.text) == (length, claim)
    assert (len(record.evidence), sign(record.evidence[-1].text)) == (count, (last, text))


def test_there_is_a_piece_of_evidence_for_each_answer(pieces: list[Evidence], answers: list[dict[str, Any]]) -> None:
    assert len(pieces) == len(answers) == ANSWERS
    assert all((piece.text or "").startswith(answer["answer"]) for piece, answer in zip(pieces, answers, strict=True))


def test_boolean_answers_are_joined_to_their_explanation_as_the_official_scorer_joins_them(
    pieces: list[Evidence], answers: list[dict[str, Any]]
) -> None:
    joined = [
        (piece.text, f"{answer['answer']}. {answer['boolean_explanation']}")
        for piece, answer in zip(pieces, answers, strict=True)
        if answer["answer_type"] == "Boolean"
    ]
    assert len(joined) == 292
    assert [seen for seen, due in joined if seen != due] == []


def test_no_other_answer_is_changed(pieces: list[Evidence], answers: list[dict[str, Any]]) -> None:
    pairs = [pair for pair in zip(pieces, answers, strict=True) if pair[1]["answer_type"] != "Boolean"]
    assert [piece.id for piece, answer in pairs if piece.text != answer["answer"]] == []


def test_unanswerable_questions_have_the_answers_own_words_and_no_source(pieces: list[Evidence]) -> None:
    without = [piece for piece in pieces if piece.url is None]
    assert len(without) == UNANSWERABLE
    assert {sign(piece.text) for piece in without} == {(25, "8721ca021e90")}


def test_line_ends_in_answers_are_kept(answers: list[dict[str, Any]], pieces: list[Evidence]) -> None:
    pairs = list(zip(pieces, answers, strict=True))
    assert sum("\n" in answer["answer"] for _, answer in pairs) == WITH_LINE_ENDS
    assert all((piece.text or "").count("\n") >= answer["answer"].count("\n") for piece, answer in pairs)


def test_no_answer_has_a_stance(pieces: list[Evidence]) -> None:
    assert {(piece.stance, piece.label) for piece in pieces} == {(None, None)}


def test_claims_that_stand_more_than_once_are_kept_and_share_a_cluster(records: tuple[Record, ...]) -> None:
    counts = Counter(record.claim.text for record in records)
    repeated = [record for record in records if counts[record.claim.text] > 1]
    assert (len(repeated), len({record.claim.text for record in repeated})) == (15, 6)
    assert len({(record.claim.text, record.cluster) for record in repeated}) == 6


@pytest.mark.parametrize("field", ABSENT)
def test_null_and_empty_are_one_in_the_claim_and_two_in_the_original(records: tuple[Record, ...], field: str) -> None:
    values = [json.loads(record.original or "")[field] for record in records]
    assert (values.count(None), values.count("")) == ABSENT[field]
    given = [record.claim.speaker if field == "speaker" else record.claim.medium for record in records]
    assert given == [value or None for value in values]


def test_a_missing_key_is_missing_in_the_original(records: tuple[Record, ...]) -> None:
    rows = [json.loads(record.original or "") for record in records]
    assert sum("cached_original_claim_url" not in row for row in rows) == 4


def test_every_day_is_of_2020_and_none_has_day_and_month_exchanged(records: tuple[Record, ...]) -> None:
    days = [record.claim.said_at or "" for record in records]
    given = [json.loads(record.original or "")["claim_date"].split("-") for record in records]
    assert {day[:4] for day in days} == {"2020"}
    assert [[int(part) for part in day.split("-")] for day in days] == [
        [int(year), int(month), int(number)] for number, month, year in given
    ]


def test_the_merged_label_stays_a_set_of_two_and_neither_is_chosen(records: tuple[Record, ...]) -> None:
    label = "Conflicting Evidence/Cherrypicking"
    meanings = {(one.state, one.truth, one.flags) for one in crosswalk.load("averitec").verdict[label]}
    assert meanings == {("conflicting", None, ()), ("sufficient", 3, ("misleading_selection",))}
    verdicts = [record.verdict for record in records if record.verdict and record.verdict.label == label]
    assert {(verdict.state, verdict.truth, verdict.flags) for verdict in verdicts} == {(None, None, ())}


def test_claim_types_are_tags(records: tuple[Record, ...]) -> None:
    assert sum("Quote Verification" in record.tags for record in records) == 69  # 13.8 % of 500, REFERENCE.md


# Small files

ANSWER: dict[str, Any] = {
    "answer": "Yes",
    "answer_type": "Boolean",
    "boolean_explanation": "The toll was lifted in May.",
    "source_url": "https://example.org/toll",
    "source_medium": "Web text",
}
ASKED: dict[str, Any] = {"question": "Is the bridge free?", "answers": [ANSWER]}
CLAIM: dict[str, Any] = {
    "claim": "Crossing the bridge costs nothing",
    "required_reannotation": False,
    "label": "Supported",
    "justification": "There is no toll.",
    "claim_date": "3-9-2021",
    "speaker": "",
    "original_claim_url": None,
    "fact_checking_article": "https://example.org/check",
    "reporting_source": None,
    "location_ISO_code": None,
    "claim_types": ["Event/Property Claim"],
    "fact_checking_strategies": [],
    "questions": [ASKED],
}


def read(folder: Path, *rows: Any) -> list[Record | DataError]:
    (folder / "dev.json").write_text(json.dumps(rows))
    return list(averitec.records(folder, "validation"))


def with_answer(**changes: Any) -> dict[str, Any]:
    return {**CLAIM, "questions": [{**ASKED, "answers": [ANSWER, {**ANSWER, **changes}]}]}


def without(row: dict[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != field}


def test_a_sound_row_reads(tmp_path: Path) -> None:
    (record,) = read(tmp_path, CLAIM)
    assert isinstance(record, Record)
    piece, verdict = record.evidence[0], record.verdict
    assert (record.claim.said_at, record.claim.speaker) == ("2021-09-03", None)
    assert (piece.id, piece.question) == ("averitec/validation/0/0/0", "Is the bridge free?")
    assert (piece.text, piece.url) == ("Yes. The toll was lifted in May.", "https://example.org/toll")
    assert verdict is not None
    assert (verdict.state, verdict.truth, verdict.justification) == ("sufficient", 4, "There is no toll.")


BROKEN: dict[str, tuple[Any, str]] = {
    "not an object": ("x", "item 2: saw str; an object is due"),
    "missing field": (without(CLAIM, "speaker"), "item 2: field 'speaker' is missing"),
    "unknown field": ({**CLAIM, "id": 1}, "item 2: unknown field 'id'; due are: claim"),
    "unknown label": ({**CLAIM, "label": "supported"}, "item 2: label: 'supported' is not one of: Supported, Refuted"),
    "month first": ({**CLAIM, "claim_date": "9-30-2020"}, "item 2: claim_date: saw '9-30-2020'; a day is due"),
    "ISO date": ({**CLAIM, "claim_date": "2020-10-09"}, "item 2: claim_date: saw '2020-10-09'; a day is due"),
    "number for a speaker": ({**CLAIM, "speaker": 7}, "item 2: speaker: saw 7; a text or null is due"),
    "tags that are no list": ({**CLAIM, "claim_types": "x"}, "item 2: claim_types: saw 'x'; a list of texts is due"),
    "no answers": (
        {**CLAIM, "questions": [{**ASKED, "answers": []}]},
        "item 2: questions.0: answers: saw none; one is due",
    ),
    "answer of another type": (
        with_answer(answer_type="Maybe"),
        "questions.0: answers.1: answer_type: 'Maybe' is not one of: Extractive",
    ),
    "no explanation": (
        with_answer(boolean_explanation=None),
        "answers.1: boolean_explanation: saw None; a text is due",
    ),
    "empty answer": (with_answer(answer=""), "answers.1: answer: saw ''; a text is due"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_its_place_and_the_next_keeps_its_number(
    tmp_path: Path, row: Any, message: str
) -> None:
    first, error, last = read(tmp_path, CLAIM, row, CLAIM)
    assert isinstance(error, DataError)
    assert re.search(rf"dev\.json: .*{re.escape(message)}", str(error))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert last.id == "averitec/validation/2"
