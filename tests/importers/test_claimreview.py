"""ClaimReview in four shapes: all found, none improved, and nothing of a page trusted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fcbench import crosswalk
from fcbench.dataset import Dataset, Part, check, problems, save
from fcbench.importers import claimreview
from fcbench.schema import DataError, Record, Verdict

Read = Callable[[str], list[Record]]

# ../shared/datasets/README.md: jsonld as in spec/fixtures of meedan/fetch, and so on
COUNTS = {"jsonld": 34, "pages": 13, "datacommons": 3 + 3 + 1, "google": 1_776 + 1}
LANGUAGES = {"ar": 1_736, "en": 39, "my": 1, "ur": 1}
MISBAR = {"misleading": 823, "fake": 146, "مضلل": 2}

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://example.org/1",
    "datePublished": "2024-05-01 10:00",
    "claimReviewed": "The bridge &quot;opened&quot;.",
    "author": {"@type": "Organization", "name": "PolitiFact"},
    "itemReviewed": {"@type": "Claim", "author": {"name": "Ann Lind"}, "datePublished": "2024-04-30T08:00:00+0200"},
    "reviewRating": {"ratingValue": 2, "bestRating": "6", "worstRating": "", "alternateName": "Half True"},
}
ANSWER: dict[str, Any] = {
    "text": "The pool is shut.",
    "claimant": "example.org",
    "claimDate": "2024-04-30T08:00:00Z",
    "claimReview": [
        {
            "publisher": {"name": "Vishvas", "site": "vishvasnews.com"},
            "url": "https://example.org/2",
            "title": "No.",
            "reviewDate": "2024-05-02T00:00:00Z",
            "textualRating": "False",
            "languageCode": "en",
        },
        {"publisher": {"site": "example.net"}, "url": "https://example.net/3", "textualRating": "Oh dear"},
    ],
}


@pytest.fixture(scope="module")
def real(upstream: Callable[[str], Path]) -> Read:
    """The real records of a split."""

    @cache
    def read(split: str) -> list[Record]:
        return sound(claimreview.records(upstream("claimreview"), split))

    return read


def sound(items: Any) -> list[Record]:
    found = []
    for item in items:
        assert isinstance(item, Record), item
        found.append(item)
    return found


def verdicts(records: list[Record]) -> list[Verdict]:
    return [record.verdict for record in records if record.verdict]


def written(folder: Path, **contents: str) -> Path:
    """A folder with one small file a shape, some of them replaced."""
    review = json.dumps(REVIEW)
    page = f'<html><script type="application/ld+json">{review}</script></html>'
    line = f'<script type="application/ld+json">{review}</script>\n'
    every = {
        "jsonld/one.jsonld": contents.get("jsonld", review),
        "pages/one.json": contents.get("pages", json.dumps({"url": "https://example.org/1", "page": page})),
        claimreview.LINES[0]: contents.get("lines", line),
        claimreview.LINES[1]: line,
        claimreview.FEED_ITEM: json.dumps({"@type": "DataFeedItem", "item": [REVIEW]}),
        claimreview.ANSWERS: contents.get("answers", json.dumps([ANSWER])),
        claimreview.ANSWER: json.dumps(ANSWER),
    }
    for name, content in every.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def paged(block: str) -> str:
    return json.dumps({"url": "u", "page": f'<script type="application/ld+json">{block}</script></html>'})


def only(folder: Path, review: dict[str, Any]) -> Record:
    (record,) = sound(claimreview.records(written(folder, jsonld=json.dumps(review)), "jsonld"))
    return record


@pytest.mark.parametrize("split", claimreview.SPLITS)
def test_there_are_as_many_reviews_of_each_shape_as_published(real: Read, split: str) -> None:
    records = real(split)
    assert len(records) == COUNTS[split]
    assert len({record.id for record in records}) == len(records)


@pytest.mark.parametrize("split", claimreview.SPLITS)
def test_the_dataset_would_be_sound(real: Read, split: str) -> None:
    assert list(check(claimreview.CARD, Part((), tuple(real(split))))) == []


def test_thirteen_pages_say_what_their_extracted_markup_says(real: Read) -> None:
    extracted = {record.original: record for record in real("jsonld")}
    for record in real("pages"):
        twin = extracted[record.original]
        assert (twin.claim.text, twin.cluster) == (record.claim.text, record.cluster)


def test_numbers_of_ratings_are_text_or_missing_as_published(real: Read) -> None:
    rows = [json.loads(record.original or "")["reviewRating"] for record in real("jsonld")]
    kinds = Counter(
        "absent" if "ratingValue" not in row else "empty" if row["ratingValue"] == "" else type(row["ratingValue"])
        for row in rows
    )
    assert kinds == {str: 23, int: 3, "empty": 3, "absent": 5}
    ratings = [verdict.rating for verdict in verdicts(real("jsonld"))]
    assert sum(rating is not None and rating.value is not None for rating in ratings) == 23 + 3


def test_dates_are_cut_to_the_day_or_missing_where_they_are(real: Read) -> None:
    dates = [verdict.as_of for verdict in verdicts(real("jsonld"))]
    assert sum(date is None for date in dates) == 2
    assert {len(date) for date in dates if date} == {10}
    assert sum(record.claim.said_at is None for record in real("jsonld")) == 3
    assert sum(record.claim.speaker is None for record in real("jsonld")) == 3 + 1  # one author has no name


def test_a_claim_in_an_array_and_one_with_entities_stay_as_they_are(real: Read) -> None:
    (quint,) = [record for record in real("jsonld") if record.id.endswith("/the_quint")]
    assert json.loads(quint.original or "")["claimReviewed"] == [quint.claim.text]
    assert sum("&#039;" in record.claim.text for record in real("jsonld")) == 1


def test_the_longest_rating_of_the_markup_is_a_sentence_and_of_google_an_article(real: Read) -> None:
    longest = {split: max(len(verdict.label or "") for verdict in verdicts(real(split))) for split in COUNTS}
    assert (longest["jsonld"], longest["google"]) == (164, 3_372)


def test_repeated_answers_are_kept_each_with_its_own_id_in_one_cluster(real: Read) -> None:
    answers = {record.id.split("/")[2]: record.original for record in real("google")[:-1]}
    assert (len(answers), len(answers) - len(set(answers.values()))) == (1_762, 428)


def test_answers_with_a_page_or_a_claim_in_common_share_a_cluster(real: Read) -> None:
    clusters: dict[str, set[str]] = {}
    for record in real("google"):
        answer = json.loads(record.original or "")
        for key in (record.claim.text, *(review["url"] for review in answer["claimReview"])):
            clusters.setdefault(key, set()).add(record.cluster)
    assert {len(found) for found in clusters.values()} == {1}


def test_the_answers_have_languages_and_ratings_as_published(real: Read) -> None:
    assert Counter(record.language for record in real("google")) == LANGUAGES
    misbar = Counter(verdict.label for verdict in verdicts(real("google")) if verdict.issuer == "misbar.com")
    assert {label: misbar[label] for label in MISBAR} == MISBAR


def test_a_headline_that_stands_for_a_rating_means_nothing(real: Read) -> None:
    odd = [verdict for verdict in verdicts(real("datacommons")) if verdict.label == "Will military drills end?"]
    assert [(verdict.issuer, verdict.state, verdict.truth) for verdict in odd] == [("PolitiFact", None, None)]


def test_a_review_reads_field_by_field(tmp_path: Path) -> None:
    record = only(tmp_path, REVIEW)
    verdict = record.verdict
    assert verdict is not None
    assert verdict.rating is not None
    assert (record.claim.text, record.claim.speaker, record.claim.said_at) == (
        "The bridge &quot;opened&quot;.",
        "Ann Lind",
        "2024-04-30",
    )
    assert (verdict.label, verdict.truth, verdict.issuer, verdict.as_of) == ("Half True", 2, "PolitiFact", "2024-05-01")
    assert (verdict.rating.value, verdict.rating.best, verdict.rating.worst) == ("2", "6", None)
    assert (record.cluster, json.loads(record.original or "")) == ("claimreview/https://example.org/1", REVIEW)


@pytest.mark.parametrize("date", ["1 May 2024", "2024-13-01", "", None, 20240501])
def test_a_date_that_is_not_iso_is_null_and_kept_in_the_row(tmp_path: Path, date: object) -> None:
    record = only(tmp_path, {**REVIEW, "datePublished": date})
    assert record.verdict is not None
    assert record.verdict.as_of is None
    assert json.loads(record.original or "")["datePublished"] == date


def test_the_number_of_a_rating_alone_means_nothing(tmp_path: Path) -> None:
    record = only(tmp_path, {**REVIEW, "reviewRating": {"ratingValue": 1, "bestRating": 5}})
    assert record.verdict is not None
    assert (record.verdict.label, record.verdict.state, record.verdict.truth) == (None, None, None)


def test_a_word_means_nothing_on_the_scale_of_a_publisher_that_is_not_known(tmp_path: Path) -> None:
    record = only(tmp_path, {**REVIEW, "author": {"name": "The Orvik Post"}})
    assert record.verdict is not None
    assert (record.verdict.label, record.verdict.state) == ("Half True", None)


def test_each_review_of_an_answer_is_a_record_in_the_cluster_of_the_first(tmp_path: Path) -> None:
    first, second, *_ = sound(claimreview.records(written(tmp_path), "google"))
    assert (first.id, second.id) == ("claimreview/google/0000/0", "claimreview/google/0000/1")
    assert first.cluster == second.cluster == "claimreview/https://example.org/2"
    assert [verdict.truth for verdict in verdicts([first, second])] == [0, None]
    assert [verdict.issuer for verdict in verdicts([first, second])] == ["vishvasnews.com", "example.net"]
    assert json.loads(second.original or "") == ANSWER


def test_a_page_without_a_review_gives_no_record(tmp_path: Path) -> None:
    folder = written(tmp_path, pages=paged('{"@type": "NewsArticle"}'))
    assert list(claimreview.records(folder, "pages")) == []


def test_line_ends_within_the_strings_of_a_page_are_forgiven(tmp_path: Path) -> None:
    block = json.dumps(REVIEW).replace("The bridge", "The\nbridge")
    (record,) = sound(claimreview.records(written(tmp_path, pages=paged(block)), "pages"))
    assert record.claim.text.startswith("The\nbridge")


BROKEN = {
    "a file without a review": (
        "jsonld",
        "jsonld",
        '{"@type": "Person"}',
        r"one\.jsonld: no object of type ClaimReview",
    ),
    "no claim": ("jsonld", "jsonld", '{"@type": "ClaimReview"}', r"one\.jsonld: claimReviewed: saw nothing"),
    "an empty claim": ("jsonld", "jsonld", '{"@type": "ClaimReview", "claimReviewed": []}', r"claimReviewed: saw \[\]"),
    "a claim that never ends": (
        "jsonld",
        "jsonld",
        json.dumps({**REVIEW, "claimReviewed": "x" * 100_001}),
        r"claim: 100,001 characters; 100,000 are allowed",
    ),
    "a rating that is no text": (
        "jsonld",
        "jsonld",
        json.dumps({**REVIEW, "reviewRating": {"alternateName": 5}}),
        r"reviewRating: alternateName: saw 5; a text or null",
    ),
    "a broken block": ("pages", "pages", paged('{"@type": "ClaimReview"'), r"one\.json: block 0: not JSON"),
    "half a character": (
        "pages",
        "pages",
        paged(json.dumps(REVIEW).replace("bridge", "\\ud800")),
        r"block 0: \\ud800 stands alone",
    ),
    "a line without a script": ("datacommons", "lines", "{}\n", r"fact_checks_20190605\.txt:1: saw '\{\}'; one script"),
    "a line with two scripts": (
        "datacommons",
        "lines",
        f'<script type="application/ld+json">{json.dumps(REVIEW)}</script>' * 2,
        r"fact_checks_20190605\.txt:1: saw .*; one script element of type ld\+json is due",
    ),
    "an answer without reviews": ("google", "answers", '[{"text": "A."}]', r"item 1: claimReview: saw None; a list"),
    "an answer with no review": (
        "google",
        "answers",
        '[{"text": "A.", "claimReview": []}]',
        r"claimReview: saw 0 items",
    ),
    "an answer that is none": ("google", "answers", "[7]", r"claim_reviews\.json: item 1: saw int; an object is due"),
}


@pytest.mark.parametrize(("split", "place", "content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_review_that_cannot_be_read_is_an_error_in_its_place(
    tmp_path: Path, split: str, place: str, content: str, message: str
) -> None:
    folder = written(tmp_path, **{place: content})
    (error,) = [item for item in claimreview.records(folder, split) if isinstance(item, DataError)]
    with pytest.raises(DataError, match=message):
        raise error


def test_a_file_that_is_not_json_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"one\.jsonld:1: not JSON"):
        list(claimreview.records(written(tmp_path, jsonld="<html>"), "jsonld"))


def test_a_dataset_without_a_task_is_saved_sound_and_read_again(tmp_path: Path) -> None:
    folder = written(tmp_path / "in")
    parts = {split: Part((), tuple(sound(claimreview.records(folder, split)))) for split in claimreview.SPLITS}
    save(tmp_path / "out", claimreview.CARD, parts)
    assert problems(tmp_path / "out") == []
    made = Dataset(tmp_path / "out")
    assert made.counts() == {"records": {"datacommons": 3, "google": 4, "jsonld": 1, "pages": 1}}
    assert tuple(made.records("google")) == parts["google"].records


def test_every_scale_is_written_as_ratings_are_compared() -> None:
    for publisher, scale in crosswalk.load("claimreview").publishers.items():
        assert all(label == label.strip().casefold() for label in scale), publisher
