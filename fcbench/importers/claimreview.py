"""ClaimReview: published fact-checks in four of the shapes in which schema.org's markup is met."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fcbench import crosswalk, files, manifest
from fcbench.crosswalk import UNDECIDED, ToVerdict
from fcbench.jsonld import blocks, first, name_of, things
from fcbench.schema import Article, Card, Claim, DataError, Rating, Record, Verdict
from fcbench.upstream import Row, attempt, find, iso_date, json_array, linked, listing, parse_json

SPLITS = ("jsonld", "pages", "datacommons", "google")  # one a shape
JSONLD, PAGES = "jsonld/", "pages/"
LINES = (
    "datacommons/fctchk_politifact_wapo/fact_checks_20190605.txt",
    "datacommons/weekly_standard/fact_checks_20190605.txt",
)
FEED_ITEM = "datacommons/data_commons_raw.json"
ANSWERS, ANSWER = "google_factcheck_api/claim_reviews.json", "google_factcheck_api/google_fact_check_raw.json"
MAX_TEXT = 100_000  # characters of one field: the longest rating known is an article of 3,372
MAX_PAGE = 16 << 20  # characters of HTML: the longest page known has 210,000
CARD = Card(
    name="claimreview",
    version="1.0.0",
    title="ClaimReview: fact-checks as their publishers mark them up",
    description=(
        "Claims that fact-checkers of many countries reviewed, with the rating as each published it: JSON-LD taken "
        "from pages, whole pages, lines of Data Commons, and answers of Google's Fact Check Tools API. Ratings are "
        "free text in nine languages, up to whole articles, so that there is no label set and no task."
    ),
    language=("ar", "bn", "de", "en", "es", "fr", "hi", "my", "pt", "ur", "zh"),
    licence=(
        "mixed: jsonld and pages MIT (the pages remain their publishers'), datacommons CC BY-NC 4.0, google none stated"
    ),
    may_republish=False,
    citation="schema.org, ClaimReview, https://schema.org/ClaimReview; the reviews are their publishers'.",
    homepage="https://schema.org/ClaimReview",
    tasks=(),
    obtained=(
        "https://github.com/meedan/fetch (spec/fixtures), https://github.com/huggingface/datasets "
        "(datasets/datacommons_factcheck), https://github.com/Ghassan-Dib/Arabic-Fact-Checking"
    ),
    files=manifest.load("claimreview"),
    provenance=(
        "One record a review, unaltered: repeated reviews and HTML entities stay. Dates are cut to the day, and null "
        "where they are not ISO 8601; `original` has them as they were. A page without a ClaimReview gives no record. "
        "Left out: the publishers' own APIs (publisher_api) and the CSV samples of ClaimsKG (claimskg_samples)."
    ),
    crosswalk=crosswalk.load("claimreview").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: a review names its page, and the pages are more than text."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The reviews of one shape, file by file in the order of their names."""
    if split not in SPLITS:
        raise DataError(f"claimreview has no split {split!r}; it has: {', '.join(SPLITS)}")
    if split == "google":
        yield from _google(folder)
        return
    rows = {"jsonld": _jsonld, "pages": _pages, "datacommons": _datacommons}[split](folder)
    for name, row in rows:
        yield attempt(row, partial(_review, name=f"claimreview/{split}/{name}"))


# The shapes


Named = tuple[str, Row | DataError]


def _jsonld(folder: Path) -> Iterator[Named]:
    for name in listing(folder / JSONLD):
        path = find(folder / JSONLD, name)
        yield from _due(files.read_json(path), where=str(path), name=Path(name).stem)


def _pages(folder: Path) -> Iterator[Named]:
    for name in listing(folder / PAGES):
        path = find(folder / PAGES, name)
        page = Row(str(path), {"page": None, **_object(files.read_json(path), where=str(path))}).text("page")
        if len(page) > MAX_PAGE:
            yield Path(name).stem, DataError(f"{path}: page: {len(page):,} characters; {MAX_PAGE:,} are allowed")
            continue
        if "</html" not in page.lower():  # what is cut off might have held a review
            yield Path(name).stem, DataError(f"{path}: page: no </html> in it: cut off, or no page")
            continue
        for number, block in enumerate(blocks(page)):
            if "ClaimReview" in block:
                where = f"{path}: block {number}"
                yield from _parsed(block, where=where, name=f"{Path(name).stem}/{number}", strict=False)


def _datacommons(folder: Path) -> Iterator[Named]:
    for name in LINES:
        path = find(folder, name)
        text = files.read_text(path)
        if not text.strip():
            raise DataError(f"{path}: the file is empty")
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                where, label = f"{path}:{number}", f"{Path(name).parent.name}/{number}"
                found = blocks(line)
                if len(found) == 1:
                    yield from _parsed(found[0], where=where, name=label)
                else:
                    yield label, DataError(f"{where}: saw {line[:40]!r}; one script element of type ld+json is due")
    path = find(folder, FEED_ITEM)
    yield from _due(files.read_json(path), where=str(path), name="feed")


def _google(folder: Path) -> Iterator[Record | DataError]:
    path = find(folder, ANSWER)
    single = Row(str(path), _object(files.read_json(path), where=str(path)))
    answers = [*json_array(find(folder, ANSWERS)), single]
    clusters = linked(_keys(answer) for answer in answers if isinstance(answer, Row))
    for number, answer in enumerate(answers):
        yield from _answer(answer, f"claimreview/google/{number:04}", clusters)


def _keys(answer: Row) -> list[str]:
    """What tells that two answers are not independent: a review's page, or the words of the claim."""
    reviews = answer.fields.get("claimReview")
    urls = [review.get("url") for review in reviews if isinstance(review, dict)] if isinstance(reviews, list) else []
    return [key for key in (*urls, answer.fields.get("text")) if isinstance(key, str)]


def _object(value: object, *, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{where}: saw {type(value).__name__}; an object is due")
    return value


def _parsed(text: str, *, where: str, name: str, strict: bool = True) -> Iterator[Named]:
    try:
        value = parse_json(text, where=where, strict=strict)
    except DataError as error:
        yield name, error
        return
    yield from _due(value, where=where, name=name)


def _due(value: object, *, where: str, name: str) -> Iterator[Named]:
    """The reviews in a value that is to hold one at least; numbered where it holds more."""
    found = things(value, "ClaimReview")
    if not found:
        yield name, DataError(f"{where}: no object of type ClaimReview in it")
    for number, review in enumerate(found):
        place, label = (f"{where}: review {number}", f"{name}/{number}") if len(found) > 1 else (where, name)
        yield label, Row(place, review)


# One review


def _review(row: Row, *, name: str) -> Record:
    """A schema.org ClaimReview as a record."""
    rating = Row(f"{row.where}: reviewRating", first(row.fields.get("reviewRating")))
    claim = Row(f"{row.where}: itemReviewed", first(row.fields.get("itemReviewed")))
    issuer, url = name_of(row.fields.get("author")), row.maybe("url")
    return _bounded(
        row,
        Record(
            id=name,
            claim=Claim(
                id=name,
                text=_claim(row),
                speaker=name_of(claim.fields.get("author")),
                said_at=_date(claim, "datePublished"),
            ),
            verdict=_verdict(
                Rating(
                    text=rating.maybe("alternateName"),
                    value=_number(rating, "ratingValue"),
                    best=_number(rating, "bestRating"),
                    worst=_number(rating, "worstRating"),
                ),
                name=name,
                issuer=issuer,
                scales=(issuer, name_of(row.fields.get("publisher"))),
                as_of=_date(row, "datePublished"),
                justification=row.maybe("reviewBody"),
            ),
            cluster=f"claimreview/{url}" if url else name,
            language=row.maybe("inLanguage"),
            original=row.original(),
        ),
    )


def _answer(row: Row | DataError, name: str, clusters: dict[str, str]) -> Iterator[Record | DataError]:
    """A claim as Google's API answers it: a record for each of its reviews, all in one cluster."""
    pairs = attempt(row, _pairs)
    if isinstance(pairs, DataError):
        yield pairs
        return
    for number, (claim, review) in enumerate(pairs):
        cluster = f"claimreview/{clusters[_keys(claim)[0]]}"
        yield attempt(review, partial(_answered, claim=claim, cluster=cluster, name=f"{name}/{number}"))


def _pairs(claim: Row) -> list[tuple[Row, Row]]:
    claim.text("text")  # the claim is of all of them
    reviews = claim.items("claimReview")
    if not reviews:
        raise claim.error("claimReview: saw 0 items; one at least is due")
    return [(claim, review) for review in reviews]


def _answered(row: Row, *, claim: Row, cluster: str, name: str) -> Record:
    publisher = Row(f"{row.where}: publisher", first(row.fields.get("publisher")))
    issuer = publisher.maybe("site") or publisher.maybe("name")  # some answers name a publisher by its site alone
    return _bounded(
        row,
        Record(
            id=name,
            claim=Claim(
                id=name, text=claim.text("text"), speaker=claim.maybe("claimant"), said_at=_date(claim, "claimDate")
            ),
            verdict=_verdict(
                Rating(text=row.maybe("textualRating")),
                name=name,
                issuer=issuer,
                scales=(issuer,),
                as_of=_date(row, "reviewDate"),
            ),
            cluster=cluster,
            language=row.maybe("languageCode"),
            original=claim.original(),  # with all its reviews: the last number of the id says which
        ),
    )


def _verdict(
    rating: Rating,
    *,
    name: str,
    issuer: str | None,
    scales: tuple[str | None, ...],
    as_of: str | None,
    justification: str | None = None,
) -> Verdict:
    meaning = _meaning(rating.text, scales)
    return Verdict(
        id=f"{name}/verdict",
        **meaning.axes(),
        label=rating.text,
        rating=rating,
        justification=justification,
        issuer=issuer,
        issuer_kind="fact_checker",
        evidence_scope="open_web",
        as_of=as_of,
    )


def _meaning(label: str | None, scales: tuple[str | None, ...]) -> ToVerdict:
    """What a rating means on the first scale that has it; nothing where none has."""
    found = (crosswalk.load("claimreview").rating_of(scale, label) for scale in scales if scale and label)
    return next((meaning for meaning in found if meaning is not None), UNDECIDED)


def _claim(row: Row) -> str:
    """The claim as it stands; of an array, which some write, its texts a line each."""
    value = row.fields.get("claimReviewed")
    if isinstance(value, list) and value and all(isinstance(text, str) and text for text in value):
        return "\n".join(value)
    return row.text("claimReviewed")


def _number(row: Row, field: str) -> str | None:
    value = row.fields.get(field)
    return str(value) if isinstance(value, int | float) else row.maybe(field)


def _date(row: Row, field: str) -> str | None:
    value = row.fields.get(field)
    return iso_date(value) if isinstance(value, str) else None


def _bounded(row: Row, record: Record) -> Record:
    verdict = record.verdict
    texts = {"claim": record.claim.text, "speaker": record.claim.speaker}
    if verdict is not None:
        texts |= {"rating": verdict.label, "review": verdict.justification, "author": verdict.issuer}
    for field, text in texts.items():
        if text is not None and len(text) > MAX_TEXT:
            raise row.error(f"{field}: {len(text):,} characters; {MAX_TEXT:,} are allowed")
    return record
