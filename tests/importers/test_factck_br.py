"""FACTCK.BR as published: ratings as spelled, scales by publisher, blank claims told by their tag."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fcbench import crosswalk
from fcbench.dataset import Part, check
from fcbench.files import sha256
from fcbench.importers import factck_br
from fcbench.schema import DataError, Record, Verdict

# ../shared/datasets/README.md and REFERENCE.md, fact 8, as published by jghm-f/FACTCK.BR
ROWS = 1_313
PUBLISHERS = {"https:piaui.folha.uol.com.brlupa": 528, "https:apublica.org": 415, "https:www.aosfatos.org": 370}
FREQUENT = {
    "Falso": 615,
    "falso": 328,
    "Verdadeiro": 119,
    "Exagerado": 87,
    "Sem contexto": 42,
    "distorcido": 29,
    "Distorcido": 25,
    "Impossível provar": 20,
}
SPELLINGS = 19  # the empty one among them
FOUR_OF_SIX = {"Falso": 469, "Verdadeiro": 34, "Exagerado": 12, "Ainda é cedo para dizer": 6}

# length and hash of the claim
FIRST = (88, "52436d8b6816")
LAST = (96, "39cee7e64287")

COLUMNS = "\t".join(factck_br.COLUMNS)
ROW = (
    "https://example.org/1\thttps:www.aosfatos.org\t2019-07-22\tA ponte abriu.\tNão abriu.\t"
    "Ponte segue fechada\t1\t5\tfalso"
)


@pytest.fixture(scope="module")
def records(upstream: Callable[[str], Path]) -> list[Record]:
    """The real records."""
    return sound(factck_br.records(upstream("factck.br"), "test"))


def sound(items: Iterator[Record | DataError]) -> list[Record]:
    found = []
    for item in items:
        assert isinstance(item, Record), item
        found.append(item)
    return found


def verdicts(records: list[Record]) -> list[Verdict]:
    return [record.verdict for record in records if record.verdict]


def rated(records: list[Record], value: str, best: str) -> list[Verdict]:
    ratings = [(verdict, verdict.rating) for verdict in verdicts(records)]
    return [verdict for verdict, rating in ratings if rating and (rating.value, rating.best) == (value, best)]


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


def read(folder: Path, *rows: str) -> list[Record | DataError]:
    (folder / factck_br.FILE).write_text("\n".join((COLUMNS, *rows)) + "\n", "utf-8")
    return list(factck_br.records(folder, "test"))


def only(folder: Path, row: str) -> Record:
    (record,) = read(folder, row)
    assert isinstance(record, Record), record
    return record


def test_there_are_as_many_rows_and_publishers_as_published(records: list[Record]) -> None:
    assert len(records) == ROWS
    assert Counter(verdict.issuer for verdict in verdicts(records)) == PUBLISHERS


def test_each_spelling_of_a_rating_is_as_frequent_as_published(records: list[Record]) -> None:
    found = Counter(verdict.label for verdict in verdicts(records))
    assert {label: found[label] for label in FREQUENT} == FREQUENT
    assert len(found) == SPELLINGS
    assert {label for label in found if label} == set(factck_br.LABELS)


def test_four_reviews_without_a_rating_are_unlabelled(records: list[Record]) -> None:
    blank = [verdict for verdict in verdicts(records) if verdict.label is None]
    assert [(verdict.state, verdict.truth, verdict.rating and verdict.rating.best) for verdict in blank] == [
        (None, None, "8")
    ] * 4


def test_one_number_stands_for_every_rating_of_lupa(records: list[Record]) -> None:
    found = Counter(verdict.label for verdict in rated(records, "4", "6"))
    assert {label: found[label] for label in FOUR_OF_SIX} == FOUR_OF_SIX


def test_a_number_above_the_best_is_kept(records: list[Record]) -> None:
    (odd,) = rated(records, "6", "5")
    assert (odd.label, odd.truth) == ("verdadeiro", 4)


def test_the_truth_follows_the_words_and_never_the_number(records: list[Record]) -> None:
    for verdict in verdicts(records):
        if verdict.label and verdict.label.casefold() == "falso":
            assert verdict.truth == 0
        if verdict.label and verdict.label.casefold() == "verdadeiro":
            assert verdict.truth == 4


def test_blank_claims_have_the_title_instead_and_say_so(records: list[Record]) -> None:
    tagged = [record for record in records if "claim_from_title" in record.tags]
    assert len(tagged) == 13
    for record in tagged:
        row = json.loads(record.original or "")
        assert (row["claimReviewed"], row["title"]) == ("", record.claim.text)


def test_claims_of_one_page_share_a_cluster(records: list[Record]) -> None:
    sizes = Counter(record.cluster for record in records)
    assert (len(sizes), max(sizes.values())) == (984, 27)


def test_dates_are_cut_to_the_day_and_kept_whole_in_the_row(records: list[Record]) -> None:
    assert all(verdict.as_of and len(verdict.as_of) == 10 for verdict in verdicts(records))
    assert Counter(len(json.loads(record.original or "")["datePublished"]) for record in records) == {10: 785, 19: 528}


def test_entities_outer_blanks_and_empty_bodies_stay_as_they_are(records: list[Record]) -> None:
    assert sum("&#39;" in record.claim.text for record in records) == 8
    assert sum(record.claim.text != record.claim.text.strip() for record in records) == 18
    assert Counter(verdict.justification in (None, "Empty") for verdict in verdicts(records))[True] == 528 + 12


def test_the_first_and_last_rows_are_those_of_the_file(records: list[Record]) -> None:
    first, last = records[0], records[-1]
    assert (len(first.claim.text), sign(first.claim.text)) == FIRST
    assert (len(last.claim.text), sign(last.claim.text)) == LAST
    assert (first.id, last.id) == ("factck-br/0000", "factck-br/1312")


def test_the_dataset_would_be_sound(records: list[Record]) -> None:
    assert list(check(factck_br.CARD, Part((), tuple(records)))) == []


def test_every_label_is_on_the_scale_of_some_publisher_and_no_scale_has_more() -> None:
    scales = crosswalk.load("factck-br").publishers
    assert set(scales) == set(PUBLISHERS)
    assert {label.casefold() for label in factck_br.LABELS} == {label for scale in scales.values() for label in scale}


def test_a_word_means_something_only_on_the_scale_of_its_publisher() -> None:
    walk = crosswalk.load("factck-br")
    assert walk.rating_of("https:www.aosfatos.org", "Falso") == walk.rating_of("https:apublica.org", "falso")
    assert walk.rating_of("https:www.aosfatos.org", "Sem contexto") is None


def test_a_debatable_claim_is_left_open() -> None:
    found = crosswalk.load("factck-br").rating_of("https:apublica.org", "Discutível")
    assert found is not None
    assert (found.state, found.truth) == (None, None)


def test_a_row_reads_field_by_field(tmp_path: Path) -> None:
    record = only(tmp_path, ROW)
    verdict = record.verdict
    assert verdict is not None
    assert verdict.rating is not None
    assert (record.claim.text, record.cluster, record.tags) == ("A ponte abriu.", "factck-br/https://example.org/1", ())
    assert (verdict.label, verdict.truth, verdict.justification) == ("falso", 0, "Não abriu.")
    assert (verdict.rating.value, verdict.rating.best, verdict.as_of) == ("1", "5", "2019-07-22")


BROKEN = {
    "unknown rating": (ROW.replace("falso", "fake"), r"FACTCKBR\.tsv:2: alternativeName: 'fake' is not one of: Falso"),
    "rating of another scale": (
        ROW.replace("falso", "Sem contexto"),
        r"'Sem contexto' is not on the scale of https:www",
    ),
    "unknown publisher": (ROW.replace("aosfatos", "nowhere"), r"FACTCKBR\.tsv:2: Author: 'https:www\.nowhere\.org'"),
    "no claim and no title": (
        ROW.replace("A ponte abriu.", "").replace("Ponte segue fechada", ""),
        r"FACTCKBR\.tsv:2: title: saw ''; a text is due",
    ),
    "a field too few": (ROW.replace("\t1\t5", "\t1"), r"FACTCKBR\.tsv:2: 8 fields; due are 9"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_row_that_cannot_be_read_is_an_error_and_the_others_are_read(tmp_path: Path, row: str, message: str) -> None:
    error, record = read(tmp_path, row, ROW)
    assert isinstance(record, Record)
    with pytest.raises(DataError, match=message):
        raise error if isinstance(error, DataError) else AssertionError(error)


def test_another_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / factck_br.FILE).write_text(f"URL\tClaim\n{ROW}\n", "utf-8")
    with pytest.raises(DataError, match=r"FACTCKBR\.tsv:1: header"):
        list(factck_br.records(tmp_path, "test"))
