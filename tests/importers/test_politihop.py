"""PolitiHop as published: every sentence of the article, chains as sets, and two labels that stay apart."""

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
from fcbench.importers import politihop
from fcbench.schema import Article, DataError, Record, Verdict

Imported = Callable[[str, str], Part]

COUNTS = {  # ../shared/datasets/README.md, as published by copenlu/politihop
    "train": {"false": 386, "half-true": 127, "true": 79},
    "validation": {"false": 98, "half-true": 22, "true": 21},
    "test": {"false": 150, "half-true": 29, "true": 21},
}
JOINED = {"train": 66, "validation": 16, "test": 120}  # sentence ids of which several stand in one string
CHAINS = {"train": {1}, "validation": {1}, "test": set(range(2, 10))}  # a row

# split, row, id, label, PolitiFact's, length and hash of the claim, sentences, length and hash of the last one
ROWS = [
    ("train", 0, "178691", "half-true", "half-true", 123, "641004a717d4", 25, 133, "8617990ba3e3"),
    ("train", 9, "175613", "half-true", "half-true", 88, "2ab1d7a3b959", 34, 14, "4fcf99190941"),
    ("train", 591, "178173", "false", "barely-true", 185, "c288b9957e4c", 32, 122, "af36ff500239"),
    ("validation", 0, "178921", "false", "pants-fire", 55, "1772e503a79d", 25, 98, "25c184155089"),
    ("validation", 9, "178431", "false", "false", 101, "4b2dac44a2a3", 14, 59, "7bd82a70b4b7"),
    ("validation", 140, "175452", "half-true", "mostly-true", 150, "f9f0945b1749", 47, 233, "8222d9a55381"),
    ("test", 0, "17953", "false", "pants-fire", 85, "2ea3f8582eb5", 16, 72, "889a96387f38"),
    ("test", 9, "17794", "half-true", "half-true", 52, "9a750c2f2d9f", 25, 159, "5f20af2b690e"),
    ("test", 199, "17387", "false", "false", 118, "6507561d97be", 35, 111, "65538ee2e230"),
]
each_split = pytest.mark.parametrize("split", politihop.SPLITS)


def verdict(record: Record) -> Verdict:
    assert record.verdict is not None
    return record.verdict


def sign(text: str | None) -> tuple[int, str]:
    return len(text or ""), sha256((text or "").encode())[:12]


def cell(record: Record, field: str) -> Any:
    return json.loads(json.loads(record.original or "")[field])


def rating(record: Record) -> str | None:
    found = verdict(record).rating
    return found.text if found else None


@each_split
def test_each_label_has_as_many_rows_as_published(imported: Imported, split: str) -> None:
    assert Counter(verdict(record).label for record in imported("politihop", split).records) == COUNTS[split]


@pytest.mark.parametrize(
    ("split", "row", "number", "label", "graded", "length", "claim", "count", "last", "text"), ROWS
)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported,
    split: str,
    row: int,
    number: str,
    label: str,
    graded: str,
    length: int,
    claim: str,
    count: int,
    last: int,
    text: str,
) -> None:
    record = imported("politihop", split).records[row]
    assert (record.id, verdict(record).label, rating(record)) == (f"politihop/{number}", label, graded)
    assert sign(record.claim.text) == (length, claim)
    assert (len(record.evidence), sign(record.evidence[-1].text)) == (count, (last, text))


@each_split
def test_every_sentence_of_the_article_is_evidence_and_exactly_where_its_span_says(
    imported: Imported, split: str
) -> None:
    part = imported("politihop", split)
    for article, record in zip(part.articles, part.records, strict=True):
        sentences = cell(record, "ruling")
        pieces = [piece for piece in record.evidence if piece.text is not None]
        assert [piece.text for piece in pieces] == sentences
        assert article.text == "\n".join(sentences)
        for piece in pieces:
            assert piece.span is not None
            assert piece.span.article_id == piece.article_id == article.id
            assert article.text[piece.span.start : piece.span.end] == piece.span.exact == piece.text


@each_split
def test_sets_are_the_chains_in_the_files_order_with_joined_ids_split(imported: Imported, split: str) -> None:
    joined = 0
    for record in imported("politihop", split).records:
        chains = cell(record, "annotated_evidence")
        joined += sum("," in one for ids in chains.values() for one in ids)
        assert [group.id for group in verdict(record).sets] == list(chains)
        for group, ids in zip(verdict(record).sets, chains.values(), strict=True):
            assert [name.removeprefix(f"{record.id}/") for name in group.members] == re.findall("[0-9]+", " ".join(ids))
    assert joined == JOINED[split]


@each_split
def test_a_row_has_as_many_chains_as_published(imported: Imported, split: str) -> None:
    assert {len(verdict(record).sets) for record in imported("politihop", split).records} == CHAINS[split]


@each_split
def test_every_member_of_a_chain_is_evidence_of_its_record(imported: Imported, split: str) -> None:
    for record in imported("politihop", split).records:
        members = {name for group in verdict(record).sets for name in group.members}
        assert members <= {piece.id for piece in record.evidence}


def test_the_one_sentence_past_the_end_of_its_article_is_evidence_without_text_or_span(imported: Imported) -> None:
    found = [
        (split, piece.locator, len(record.evidence) - 1, piece.span, piece.article_id)
        for split in politihop.SPLITS
        for record in imported("politihop", split).records
        for piece in record.evidence
        if piece.text is None
    ]
    assert found == [("test", "43", 35, None, None)]


def test_the_two_labels_are_not_a_function_of_each_other(imported: Imported) -> None:
    pairs = Counter((rating(record), verdict(record).label) for record in imported("politihop", "train").records)
    assert (pairs["barely-true", "false"], pairs["barely-true", "half-true"]) == (83, 28)


def test_ratings_are_known_to_the_table_of_their_publisher() -> None:
    found = [crosswalk.load("politihop").rating_of("PolitiFact", name) for name in politihop.RATINGS]
    assert [one.truth if one else None for one in found] == [0, 0, 1, 2, 3, 4]


@each_split
def test_speakers_are_named_without_the_word_speaker(imported: Imported, split: str) -> None:
    names = [str(record.claim.speaker) for record in imported("politihop", split).records]
    assert [name for name in names if name.startswith("Speaker") or name != name.strip()] == []


def test_the_chains_of_one_claim_are_rows_of_their_own_in_one_cluster(imported: Imported) -> None:
    records = imported("politihop", "train").records
    assert len({record.claim.text for record in records}) == len({record.cluster for record in records}) == 238


# Small files

CELLS = {
    "article_id": "71",
    "statement": "The bridge is free",
    "author": "Speaker: A mayor",
    "ruling": json.dumps(["There was a toll.\t", 'It was "lifted".', "Cars cross — free."]),
    "url_sentences": "[1]",
    "relevant_text_url_sentences": "[]",
    "politifact_label": "mostly-true",
    "annotated_evidence": json.dumps({"1": ["0, 2"], "0": ["1", "7"]}),
    "annotated_label": "true",
    "urls": "[]",
    "annotated_urls": "{}",
}


def line(**cells: str) -> str:
    return "\t".join('"' + value.replace('"', '""') + '"' for value in {**CELLS, **cells}.values()) + "\n"


def written(folder: Path, *lines: str) -> Path:
    (folder / "politihop_train.tsv").write_text("\t".join(CELLS) + "\n" + "".join(lines), encoding="utf-8")
    return folder


def read(folder: Path, *lines: str) -> list[Record | DataError]:
    return list(politihop.records(written(folder, *lines), "train"))


def test_a_sound_row_reads(tmp_path: Path) -> None:
    (record,) = read(tmp_path, line())
    assert isinstance(record, Record)
    first, second = verdict(record).sets
    assert (first.id, first.members) == ("1", ("politihop/71/0", "politihop/71/2"))
    assert (second.id, second.members) == ("0", ("politihop/71/1", "politihop/71/7"))
    assert [piece.text for piece in record.evidence] == [
        "There was a toll.\t",
        'It was "lifted".',
        "Cars cross — free.",
        None,
    ]
    assert (record.claim.speaker, verdict(record).truth, rating(record)) == ("A mayor", 4, "mostly-true")


def test_the_article_is_politifacts_and_the_verdict_the_annotators(tmp_path: Path) -> None:
    (record,) = read(tmp_path, line())
    (article,) = politihop.articles(tmp_path, "train")
    assert isinstance(record, Record)
    assert (article.publisher, record.evidence[0].kind) == ("PolitiFact", "fact_check")
    assert (verdict(record).issuer, verdict(record).issuer_kind) == ("PolitiHop", "annotator")


BROKEN = {
    "unknown label": ({"annotated_label": "mostly-true"}, "annotated_label: 'mostly-true' is not one of: false"),
    "unknown rating": ({"politifact_label": "Mostly True"}, "politifact_label: 'Mostly True' is not one of"),
    "ruling that is not JSON": ({"ruling": "["}, "ruling: not JSON: Expecting value"),
    "half a character": ({"ruling": '["\\ud83d"]'}, "ruling: not JSON: 'utf-8' codec"),
    "ruling that is no list": ({"ruling": '"A."'}, "ruling: a JSON list of sentences is due"),
    "empty sentence": ({"ruling": '["A.", ""]'}, "ruling: a JSON list of sentences is due, none of them empty"),
    "no chains": ({"annotated_evidence": "{}"}, "annotated_evidence: saw {}; a mapping from chains"),
    "empty chain": ({"annotated_evidence": '{"1": []}'}, "annotated_evidence.1: saw []; a list of sentence ids"),
    "word for an id": ({"annotated_evidence": '{"1": ["x"]}'}, "annotated_evidence.1: saw ['x']; a list of sentence"),
    "doubled id": ({"article_id": "71"}, "the id 'politihop/71' stands twice"),
}


@pytest.mark.parametrize(("cells", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line_and_has_no_article(
    tmp_path: Path, cells: dict[str, str], message: str
) -> None:
    lines = (line(), line(**{"article_id": "72", **cells}), line(article_id="73"))
    first, error, last = read(tmp_path, *lines)
    assert isinstance(error, DataError)
    assert re.search(rf"politihop_train\.tsv:3: {re.escape(message)}", str(error))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    found: list[Article] = list(politihop.articles(tmp_path, "train"))
    assert [article.id for article in found] == ["politihop/article/71", "politihop/article/73"]


def test_another_header_is_refused_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "politihop_train.tsv").write_text("article_id\tstatement\n71\tA\n")
    with pytest.raises(DataError, match=r"politihop_train\.tsv:1: header"):
        list(politihop.records(tmp_path, "train"))
