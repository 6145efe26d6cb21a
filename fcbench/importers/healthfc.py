"""HealthFC: health questions that Medizin Transparent checked, in English and German (Vladika, 2024)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Rating, Record, TaskCard, Verdict
from fcbench.upstream import Row, attempt, delimited, find

SPLITS = ("test",)  # the source has one split, and names it nothing
FILE = "Datensatz.csv"
LABELS = ("0", "1", "2")  # supported, not enough information, refuted, by the source's README
COLUMNS = (
    "en_claim",
    "en_explanation",
    "en_top_sentences",
    "de_claim",
    "de_explanation",
    "de_top_sentences",
    "label",
    "de_verdict",
    "de_title",
    "authors",
    "date",
    "url",
)
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
DATE = re.compile(rf"([0-9]{{1,2}})\. ({'|'.join(MONTHS)}) ([0-9]{{4}})")
CARD = Card(
    name="healthfc",
    version="1.0.0",
    title="HealthFC: medical fact-checks in English and German",
    description=(
        "Health questions (741 of 750 claims are questions) with the sentences of a fact-check that answer them best. "
        "The label is a digit: 0 supported, 1 not enough information, 2 refuted. The fact-check's own verdict is a "
        "German phrase, kept as the rating; several phrases share a label."
    ),
    language=("en",),
    licence="CC BY-NC-ND 4.0",
    may_republish=False,  # an import is a derivative
    citation=(
        "J. Vladika, P. Schneider and F. Matthes, "
        "HealthFC: Verifying Health Claims with Evidence-Based Medical Fact-Checking, 2024."
    ),
    homepage="https://github.com/jvladika/HealthFC",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="fact-check"),),
    obtained="https://github.com/jvladika/HealthFC",
    files=manifest.load("healthfc"),
    provenance=(
        "Imported unaltered; dates are turned into ISO 8601. Claims have no id and are numbered by position, from 0. "
        "The top sentences are one piece of evidence, since the source does not say where one ends. The German texts, "
        "the title and the authors stand in `original`."
    ),
    crosswalk=crosswalk.load("healthfc").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives sentences, not the fact-checks that they stand in."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The claims in English, in the order of the file."""
    if split not in SPLITS:
        raise DataError(f"healthfc has no split {split!r}; it has: {', '.join(SPLITS)}")
    for number, row in enumerate(delimited(find(folder, FILE), COLUMNS)):
        yield attempt(row, partial(_record, name=f"healthfc/{number}"))


def _record(row: Row, *, name: str) -> Record:
    label, day, url = row.one_of("label", LABELS), _day(row), row.text("url")
    verdict = crosswalk.load("healthfc").verdict_of(label)
    evidence = Evidence(id=f"{name}/0", text=row.text("en_top_sentences"), url=url, kind="fact_check", published_at=day)
    return Record(
        id=name,
        claim=Claim(id=name, text=row.text("en_claim")),
        evidence=(evidence,),
        cluster=url,
        language="en",
        verdict=Verdict(
            id=f"{name}/verdict",
            label=label,
            **verdict.axes(),
            rating=Rating(text=row.text("de_verdict")),
            justification=row.maybe("en_explanation"),
            issuer="Medizin Transparent",
            issuer_kind="fact_checker",
            evidence_scope="open_web",
            as_of=day,
        ),
        original=row.original(),
    )


def _day(row: Row) -> str:
    seen = row.text("date")
    found = DATE.fullmatch(seen)
    try:
        day, month, year = found.groups() if found else ()
        return date(int(year), 1 + MONTHS.index(month), int(day)).isoformat()
    except ValueError:  # not that form, or no such day
        raise row.error(f"date: saw {seen!r}; a German day is due, such as 9. Oktober 2020") from None
