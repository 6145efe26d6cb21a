"""AVeriTeC: claims that fact-checkers met, with the questions and answers that settle them (Schlichtkrull, 2023)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard, Verdict
from fcbench.upstream import Row, attempt, find, json_array

SPLITS = ("validation",)  # the source calls it dev; its train could not be had, and its test has no labels
FILE = "dev.json"
LABELS = ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking")
ANSWERS = ("Extractive", "Abstractive", "Boolean", "Unanswerable")
FIELDS = (
    "claim",
    "required_reannotation",
    "label",
    "justification",
    "claim_date",
    "speaker",
    "original_claim_url",
    "fact_checking_article",
    "reporting_source",
    "location_ISO_code",
    "claim_types",
    "fact_checking_strategies",
    "questions",
)
DATE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")  # day first, without zeros before
CARD = Card(
    name="averitec",
    version="1.0.0",
    title="AVeriTeC: real-world claims with questions and answers from the web",
    description=(
        "Claims of 2020 that fact-checkers have checked, each with questions, and to each question one or more answers "
        "from the web. A piece of evidence is an answer; no single one has a stance, the verdict is about the claim. "
        "An unanswerable question has as its answer the words that say so."
    ),
    language=("en",),
    licence="CC BY-NC 4.0",
    may_republish=False,  # the licence allows it to those only who do it without commercial purpose
    citation=(
        "M. Schlichtkrull, Z. Guo and A. Vlachos, "
        "AVeriTeC: A Dataset for Real-world Claim Verification with Evidence from the Web, 2023."
    ),
    homepage="https://github.com/MichSchli/AVeriTeC",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="fact-checking article"),),
    obtained="https://github.com/MichSchli/AVeriTeC",
    files=manifest.load("averitec"),
    provenance=(
        "Imported unaltered. Claims have no id: they are numbered by position from 0, as the official scorer does. "
        "Boolean answers are followed by their explanation, joined as the official scorer joins them. Null, empty and "
        "missing speakers and places are one in the fields of a claim, and kept apart in `original`."
    ),
    crosswalk=crosswalk.load("averitec").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives answers, not the pages that they were found on."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The claims, in the order of the file."""
    if split not in SPLITS:
        raise DataError(f"averitec has no split {split!r}; it has: {', '.join(SPLITS)}")
    for number, row in enumerate(json_array(find(folder, FILE))):
        yield attempt(row, partial(_record, name=f"averitec/{split}/{number}"))


def _record(row: Row, *, name: str) -> Record:
    row.known(FIELDS, ("cached_original_claim_url",))
    label = row.one_of("label", LABELS)
    verdict = crosswalk.load("averitec").verdict_of(label)
    return Record(
        id=name,
        claim=Claim(
            id=name,
            text=row.text("claim"),
            speaker=row.maybe("speaker"),
            said_at=_said_at(row),
            medium=row.maybe("reporting_source"),
        ),
        evidence=tuple(_evidence(row, name)),
        cluster=row.text("fact_checking_article"),
        tags=(*_texts(row, "claim_types"), *_texts(row, "fact_checking_strategies")),
        language="en",
        verdict=Verdict(
            id=f"{name}/verdict",
            label=label,
            **verdict.axes(),
            justification=row.maybe("justification"),
            issuer="AVeriTeC",
            evidence_scope="open_web",
        ),
        original=row.original(),
    )


def _evidence(row: Row, name: str) -> Iterator[Evidence]:
    for question, asked in enumerate(row.items("questions")):
        answers = asked.known(("question", "answers")).items("answers")
        if not answers:
            raise asked.error("answers: saw none; one is due, of type Unanswerable where there is none")
        for number, answer in enumerate(answers):
            answer.known(
                ("answer", "answer_type", "source_url", "source_medium"), ("boolean_explanation", "cached_source_url")
            )
            yield Evidence(
                id=f"{name}/{question}/{number}",
                text=_answer(answer),
                question=asked.text("question"),
                url=answer.maybe("source_url"),
                locator=f"question {question}, answer {number}",
            )


def _answer(row: Row) -> str:
    answer, kind = row.text("answer"), row.one_of("answer_type", ANSWERS)
    return f"{answer}. {row.text('boolean_explanation')}" if kind == "Boolean" else answer


def _said_at(row: Row) -> str | None:
    seen = row.maybe("claim_date")
    if seen is None:
        return None
    found = DATE.fullmatch(seen)
    try:
        day, month, year = map(int, found.groups() if found else ())
        return date(year, month, day).isoformat()
    except ValueError:  # not that form, or no such day
        raise row.error(f"claim_date: saw {seen!r}; a day is due, such as 9-10-2020 for 9 October") from None


def _texts(row: Row, field: str) -> list[str]:
    values = row.fields[field]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise row.error(f"{field}: saw {values!r}; a list of texts is due")
    return values
