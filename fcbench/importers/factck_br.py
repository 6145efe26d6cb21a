"""FACTCK.BR: published fact-checks in Portuguese, of three publishers with three scales (Moreno and Bressan, 2019)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fcbench import crosswalk, manifest
from fcbench.schema import Article, Card, Claim, DataError, Rating, Record, TaskCard, Verdict
from fcbench.upstream import Row, attempt, delimited, find, iso_date

SPLITS = ("test",)  # the source has one split
FILE = "FACTCKBR.tsv"
COLUMNS = (
    "URL",
    "Author",
    "datePublished",
    "claimReviewed",
    "reviewBody",
    "title",
    "ratingValue",
    "bestRating",
    "alternativeName",
)
PUBLISHERS = ("https:piaui.folha.uol.com.brlupa", "https:apublica.org", "https:www.aosfatos.org")  # slashes lost there
LABELS = (  # as spelled, by frequency; the nineteenth spelling of the source is the empty one, a review without rating
    "Falso",
    "falso",
    "Verdadeiro",
    "Exagerado",
    "Sem contexto",
    "distorcido",
    "Distorcido",
    "Impossível provar",
    "Discutível",
    "Ainda é cedo para dizer",
    "Subestimado",
    "insustentável",
    "Verdadeiro, mas",
    "exagerado",
    "De olho",
    "impreciso",
    "outros",
    "verdadeiro",
)
CARD = Card(
    name="factck-br",
    version="1.0.0",
    title="FACTCK.BR: Brazilian fact-checks",
    description=(
        "Claims that Agência Lupa, Agência Pública (Truco) and Aos Fatos checked, with the rating that each published "
        "on a scale of its own: the same word in two spellings, and numbers that mean nothing across publishers. Four "
        "reviews have no rating, and count as unlabelled. One article checks up to 27 claims. There is no evidence."
    ),
    language=("pt",),
    licence="MIT",
    may_republish=False,  # the licence is the repository's; the texts are their publishers'
    citation="J. Moreno and G. Bressan, FACTCK.BR: A New Dataset to Study Fake News, 2019.",
    homepage="https://github.com/jghm-f/FACTCK.BR",
    tasks=(TaskCard(name="verdict", labels=LABELS, cluster_by="article"),),
    obtained="https://github.com/jghm-f/FACTCK.BR",
    files=manifest.load("factck-br"),
    provenance=(
        "Imported unaltered; one record a row, in file order. Where the claim is blank (13 rows) the review's title "
        "stands for it, which often tells the rating: such records have the tag `claim_from_title`. The literal "
        "'Empty' that Lupa's reviews have for a body is kept."
    ),
    crosswalk=crosswalk.load("factck-br").line(),
)


def articles(folder: Path, split: str) -> Iterator[Article]:
    """None: the source gives no articles."""
    return iter(())


def records(folder: Path, split: str) -> Iterator[Record | DataError]:
    """The reviewed claims, in the order of the file."""
    if split not in SPLITS:
        raise DataError(f"factck-br has no split {split!r}; it has: {', '.join(SPLITS)}")
    for number, row in enumerate(delimited(find(folder, FILE), COLUMNS, delimiter="\t")):
        yield attempt(row, partial(_record, name=f"factck-br/{number:04}"))


def _record(row: Row, *, name: str) -> Record:
    claim = row.text("claimReviewed", empty=True)
    blank = not claim.strip()
    return Record(
        id=name,
        claim=Claim(id=name, text=row.text("title") if blank else claim),
        verdict=_verdict(row, name=f"{name}/verdict"),
        cluster=f"factck-br/{row.text('URL')}",
        tags=("claim_from_title",) if blank else (),
        language="pt",
        original=row.original(),
    )


def _verdict(row: Row, *, name: str) -> Verdict:
    publisher, label = row.one_of("Author", PUBLISHERS), row.maybe("alternativeName")
    meaning = None
    if label is not None:
        row.one_of("alternativeName", LABELS)
        meaning = crosswalk.load("factck-br").rating_of(publisher, label)
        if meaning is None:
            known = crosswalk.load("factck-br").publishers[publisher]
            raise row.error(f"alternativeName: {label!r} is not on the scale of {publisher}: {', '.join(known)}")
    return Verdict(
        id=name,
        state=meaning.state if meaning else None,
        truth=meaning.truth if meaning else None,
        flags=meaning.flags if meaning else (),
        label=label,
        rating=Rating(text=label, value=row.maybe("ratingValue"), best=row.maybe("bestRating")),
        justification=row.maybe("reviewBody"),
        issuer=publisher,
        issuer_kind="fact_checker",
        evidence_scope="open_web",
        as_of=iso_date(row.text("datePublished")),
    )
