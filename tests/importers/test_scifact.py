"""SciFact as published: stances of abstracts, rationales with exact spans, no verdict on a claim."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import scifact
from fcbench.schema import DataError, Evidence, Record

Imported = Callable[[str, str], Part]
Read = Callable[..., list[Record]]
Sound = Callable[[Iterator[Record | DataError]], list[Record]]

# ../shared/datasets/README.md, as published by allenai/scifact
CLAIMS = {
    "train": {"SUPPORT": 332, "CONTRADICT": 173, "NOT_ENOUGH_INFO": 304},
    "validation": {"SUPPORT": 124, "CONTRADICT": 64, "NOT_ENOUGH_INFO": 112},
}
PAIRS = {
    "train": {"SUPPORT": 370, "CONTRADICT": 194, "NOT_ENOUGH_INFO": 355},
    "validation": {"SUPPORT": 138, "CONTRADICT": 71, "NOT_ENOUGH_INFO": 130},
}
UNLABELLED = 300
ABSTRACTS, SENTENCES, STRUCTURED, TRAILING = 5_183, 45_952, 977, 3_707
SEVERAL = 77  # train claims that cite more than one abstract
CLUSTERS = 572  # connected components of the abstracts that claims of train and validation cite

# split, row, id, labels, length and hash of the claim
ROWS = [
    ("train", 0, "0", ["NOT_ENOUGH_INFO"], 53, "1884ec5d13c5"),
    ("train", 9, "15", ["NOT_ENOUGH_INFO"], 86, "283713365c43"),
    ("train", 808, "1407", ["NOT_ENOUGH_INFO", "NOT_ENOUGH_INFO"], 38, "338f7fbc57f3"),
    ("validation", 0, "1", ["NOT_ENOUGH_INFO"], 53, "1f2fcc021564"),
    ("validation", 9, "51", ["CONTRADICT"], 66, "18765520c12f"),
    ("validation", 299, "1395", ["NOT_ENOUGH_INFO"], 151, "3001b50e7914"),
    ("test", 0, "7", [], 101, "c37f5f290f2b"),
    ("test", 9, "65", [], 43, "c06f891d4295"),
    ("test", 299, "1408", [], 40, "32686b93fe21"),
]


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


def pieces(part: Part) -> list[Evidence]:
    return [piece for record in part.records for piece in record.evidence]


@pytest.mark.parametrize("split", PAIRS)
def test_each_label_of_a_cited_abstract_is_as_frequent_as_published(imported: Imported, split: str) -> None:
    assert Counter(piece.label for piece in pieces(imported("scifact", split))) == PAIRS[split]


@pytest.mark.parametrize("split", CLAIMS)
def test_as_many_claims_as_published_have_evidence_of_each_kind(imported: Imported, split: str) -> None:
    found = [{piece.label for piece in record.evidence} for record in imported("scifact", split).records]
    assert Counter(min(labels - {"NOT_ENOUGH_INFO"} or labels, key=str) for labels in found if labels) == CLAIMS[split]


def test_the_test_split_has_claims_alone(imported: Imported) -> None:
    found = imported("scifact", "test").records
    assert (len(found), {record.evidence for record in found}) == (UNLABELLED, {()})


@pytest.mark.parametrize(("split", "row", "number", "labels", "length", "claim"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported, split: str, row: int, number: str, labels: list[str], length: int, claim: str
) -> None:
    record = imported("scifact", split).records[row]
    assert (record.id, [piece.label for piece in record.evidence]) == (f"scifact/{number}", labels)
    assert (len(record.claim.text), sign(record.claim.text)) == (length, claim)


@pytest.mark.parametrize("split", scifact.SPLITS)
def test_every_split_has_the_whole_corpus(imported: Imported, split: str) -> None:
    articles = imported("scifact", split).articles
    assert len(articles) == ABSTRACTS
    assert sum(segment.role == "body" for article in articles for segment in article.segments) == SENTENCES
    assert sum(article.tags == ("structured",) for article in articles) == STRUCTURED


def test_the_segments_are_the_title_and_the_sentences_with_their_trailing_blanks(
    imported: Imported, published: Callable[[str], Path]
) -> None:
    import gzip

    lines = gzip.decompress((published("scifact") / "corpus.jsonl.gz").read_bytes()).decode().splitlines()
    trailing = 0
    for article, line in zip(imported("scifact", "test").articles, lines, strict=True):
        given = json.loads(line)
        text = article.text or ""
        found = [text[segment.start : segment.end] for segment in article.segments]
        assert (article.id, found) == (f"scifact/abstract/{given['doc_id']}", [given["title"], *given["abstract"]])
        trailing += sum(sentence != sentence.rstrip() for sentence in found[1:])
    assert trailing == TRAILING


@pytest.mark.parametrize("split", PAIRS)
def test_the_rationales_are_those_of_the_file_with_the_sentences_as_spans(imported: Imported, split: str) -> None:
    part = imported("scifact", split)
    articles = {article.id: article for article in part.articles}
    for record in part.records:
        given = json.loads(record.original or "")["evidence"]
        for piece in record.evidence:
            found = [{"sentences": list(part.sentences), "label": part.label} for part in piece.rationales]
            assert found == given.get(piece.locator, [])
            body = articles[str(piece.article_id)].segments[1:]
            for part_ in piece.rationales:
                assert [(span.start, span.end) for span in part_.spans] == [
                    (body[number].start, body[number].end) for number in part_.sentences
                ]


@pytest.mark.parametrize("split", PAIRS)
def test_each_cited_abstract_is_one_piece_of_evidence(imported: Imported, split: str) -> None:
    twice = 0
    for record in imported("scifact", split).records:
        cited = json.loads(record.original or "")["cited_doc_ids"]
        assert [piece.locator for piece in record.evidence] == [str(number) for number in dict.fromkeys(cited)]
        twice += len(set(cited)) < len(cited)
    assert twice == (split == "validation")  # one claim of the file lists an abstract twice


def test_as_many_claims_as_published_cite_several_abstracts(imported: Imported) -> None:
    assert sum(len(record.evidence) > 1 for record in imported("scifact", "train").records) == SEVERAL


def test_no_cited_abstract_is_of_two_clusters_in_either_split(imported: Imported) -> None:
    clusters: dict[str | None, set[str]] = {}
    for record in (record for split in PAIRS for record in imported("scifact", split).records):
        for piece in record.evidence:
            clusters.setdefault(piece.article_id, set()).add(record.cluster)
    assert {len(found) for found in clusters.values()} == {1}
    assert len(set[str]().union(*clusters.values())) == CLUSTERS


def test_no_claim_has_a_verdict(imported: Imported) -> None:
    assert {record.verdict for split in scifact.SPLITS for record in imported("scifact", split).records} == {None}


# Small files

DOCUMENT: dict[str, Any] = {
    "doc_id": 4,
    "title": "Of tides",
    "abstract": ["Tides 🌊 rise. ", "They fall.\n", "So it goes."],
    "structured": False,
}
CLAIM: dict[str, Any] = {
    "id": 1,
    "claim": "Tides rise and fall.",
    "evidence": {"4": [{"sentences": [0, 1], "label": "SUPPORT"}, {"sentences": [2], "label": "SUPPORT"}]},
    "cited_doc_ids": [5, 4],
}
CORPUS = (DOCUMENT, *({**DOCUMENT, "doc_id": number, "structured": True} for number in (5, 7)))
OTHERS = ({**CLAIM, "id": 8, "cited_doc_ids": [4, 7]},)  # of validation


def written(folder: Path, *rows: dict[str, Any], corpus: tuple[dict[str, Any], ...] = CORPUS) -> Path:
    """A folder with a corpus and training claims."""
    for name, content in (("corpus.jsonl", corpus), ("claims_train.jsonl", rows), ("claims_dev.jsonl", OTHERS)):
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in content))
    return folder


@pytest.fixture
def read(tmp_path: Path, sound: Sound) -> Read:
    """The records of a training split of these rows, or the first error in it."""
    return lambda *rows, **options: sound(scifact.records(written(tmp_path, *rows, **options), "train"))


def test_a_sound_row_reads(read: Read) -> None:
    (record,) = read(CLAIM)
    silent, telling = record.evidence
    assert (silent.id, silent.label, silent.stance, silent.rationales) == (
        "scifact/1/5",
        "NOT_ENOUGH_INFO",
        "neutral",
        (),
    )
    assert (telling.id, telling.label, telling.stance) == ("scifact/1/4", "SUPPORT", "supports")
    assert telling.text == "Of tides\nTides 🌊 rise. \nThey fall.\n\nSo it goes."
    assert [[span.exact for span in found.spans] for found in telling.rationales] == [
        ["Tides 🌊 rise. ", "They fall.\n"],
        ["So it goes."],
    ]


def test_claims_whose_abstracts_are_linked_also_by_the_other_split_are_of_one_cluster(read: Read) -> None:
    alone = {**CLAIM, "evidence": {}}
    found = read(CLAIM, {**alone, "id": 2, "cited_doc_ids": [7]}, {**alone, "id": 3, "cited_doc_ids": [4]})
    assert [record.cluster for record in found] == ["scifact/abstract/5"] * 3


def test_an_article_is_the_title_and_the_sentences(tmp_path: Path) -> None:
    first, second, _ = scifact.articles(written(tmp_path, CLAIM), "train")
    assert [(part.role, part.start, part.end) for part in first.segments] == [
        ("headline", 0, 8),
        ("body", 9, 23),
        ("body", 24, 35),
        ("body", 36, 47),
    ]
    assert (first.headline, first.tags, second.tags) == ("Of tides", (), ("structured",))
    assert not first.rights.text_released


def rationale(**changes: Any) -> dict[str, Any]:
    return {**CLAIM, "id": 2, "evidence": {"4": [{"sentences": [0], "label": "SUPPORT", **changes}]}}


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "doubled id": (CLAIM, "the id 'scifact/1' stands twice"),
    "text for an id": ({**CLAIM, "id": "2"}, "id: saw '2'; a whole number is due"),
    "unknown field": ({**CLAIM, "id": 2, "doc_ids": []}, "unknown field 'doc_ids'; due are: id, claim, evidence"),
    "nothing cited": ({**CLAIM, "id": 2, "cited_doc_ids": []}, r"cited_doc_ids: saw \[\]; a list of numbers"),
    "texts cited": ({**CLAIM, "id": 2, "cited_doc_ids": ["4"]}, r"cited_doc_ids: saw \['4'\]; a list of numbers"),
    "not in the corpus": ({**CLAIM, "id": 2, "cited_doc_ids": [4, 6]}, "cited_doc_ids: 6 is not in corpus.jsonl"),
    "evidence not cited": ({**CLAIM, "id": 2, "cited_doc_ids": [5]}, "evidence: saw .*; a mapping from abstracts of"),
    "evidence that is a list": ({**CLAIM, "id": 2, "evidence": []}, r"evidence: saw \[\]; a mapping from abstracts of"),
    "no rationale": ({**CLAIM, "id": 2, "evidence": {"4": []}}, r"evidence: 4: saw \[\]; one label for all"),
    "refutes": (rationale(label="REFUTES"), r"evidence: 4\.0: label: 'REFUTES' is not one of: SUPPORT, CONTRADICT"),
    "no sentence": (rationale(sentences=[]), r"evidence: 4\.0: sentences: saw \[\]; a list of numbers of sentences"),
    "past the end": (
        rationale(sentences=[0, 3]),
        r"evidence: 4\.0: sentences: saw \[0, 3\]; a list of numbers from 0 to 2",
    ),
    "before the first": (rationale(sentences=[-1]), r"sentences: saw \[-1\]; a list of numbers from 0 to 2"),
    "text for a sentence": (rationale(sentences=["0"]), r"sentences: saw \['0'\]; a list of numbers of sentences"),
    "labels that differ": (
        {**CLAIM, "id": 2, "evidence": {"4": [{"sentences": [0], "label": name} for name in scifact.GIVEN]}},
        r"evidence: 4: saw \['CONTRADICT', 'SUPPORT'\]; one label for all rationales",
    ),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_claim_is_an_error_with_file_and_line(read: Read, row: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=rf"claims_train\.jsonl:2: .*{message}"):
        read(CLAIM, row)


BROKEN_CORPUS: dict[str, tuple[dict[str, Any], str]] = {
    "doubled": (DOCUMENT, "doc_id 4 stands twice"),
    "no title": ({**DOCUMENT, "doc_id": 6, "title": ""}, "title: saw ''; a text is due"),
    "one text": ({**DOCUMENT, "doc_id": 6, "abstract": "Tides rise."}, "abstract: saw 'Tides rise.'; a list of"),
    "empty sentence": ({**DOCUMENT, "doc_id": 6, "abstract": [""]}, r"abstract: saw \[''\]; a list of sentences"),
    "number for structured": ({**DOCUMENT, "doc_id": 6, "structured": 1}, "structured: saw 1; true or false is due"),
    "text for an id": ({**DOCUMENT, "doc_id": "6"}, "doc_id: saw '6'; a whole number is due"),
}


@pytest.mark.parametrize(("row", "message"), BROKEN_CORPUS.values(), ids=BROKEN_CORPUS)
def test_a_broken_abstract_is_raised_with_file_and_line(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    folder = written(tmp_path, CLAIM, corpus=(*CORPUS, row))
    with pytest.raises(DataError, match=rf"corpus\.jsonl:4: {message}"):
        list(scifact.records(folder, "train"))
