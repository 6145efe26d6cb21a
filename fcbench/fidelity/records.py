"""Records: records against their article -> where they quote what it has not, or rest on what states nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fcbench.fidelity.page import Infidelity
from fcbench.fidelity.quoting import LEAST_WORDS, MARKS, loose, quoted
from fcbench.schema import Article, Record, Segment, Span
from fcbench.text import quotations, words

SILENT = ("byline", "dateline", "caption", "photo_credit", "related_link", "footer", "metadata")  # nobody's evidence


def altered(article: Article, record: Record) -> Iterator[Infidelity]:
    """Spans of a record that are not the article's words."""
    text = article.text or ""
    for name, place in _spans(record):
        if place.article_id == article.id and text[place.start : place.end] != place.exact:
            seen = f"{record.id}: {name} {place.start}:{place.end} quotes {quoted(place.exact)}"
            message = f"{seen}; the article has {quoted(text[place.start : place.end])} there"
            yield Infidelity(article_id=article.id, kind="quotation", message=message)


def misquoted(article: Article, records: Sequence[Record]) -> Iterator[Infidelity]:
    """Quotations in the wording of a claim that the article has not."""
    whole = None
    for record in records:
        if any(place.article_id != article.id for _, place in _spans(record)):
            continue  # what is quoted may stand in another article of the story
        said = [" ".join(part.exact for part in one.content) for one in record.attributions]
        for low, high in quotations(record.claim.text):
            told = record.claim.text[low:high]
            if len(words(told)) < LEAST_WORDS or any(loose(told) in loose(one) for one in said):
                continue
            whole = loose(article.text or "") if whole is None else whole
            if loose(told) not in whole:
                seen = f"{record.id}: the claim quotes {quoted(told.strip(MARKS))}"
                message = f"{seen}; the article has no such words"
                yield Infidelity(article_id=article.id, kind="quotation", message=message)


def _spans(record: Record) -> Iterator[tuple[str, Span]]:
    """The spans of a record that quote, each with what it is."""
    for place in record.claim.mentions:
        yield "mention", place
    for attribution in record.attributions:
        for part in attribution.content:
            yield f"attribution {attribution.id}: content", part
    for piece in record.evidence:
        if piece.span:
            yield f"evidence {piece.id}", piece.span


def no_evidence(article: Article, record: Record) -> Iterator[Infidelity]:
    """Evidence that lies in a caption, a related link, or another part of the page that states nothing."""
    silent = [segment for segment in article.segments if segment.role in SILENT]
    for piece in record.evidence:
        place = piece.span
        if place is None or place.article_id != article.id:
            continue
        if segment := next((one for one in silent if _within(place, one)), None):
            yield Infidelity(
                article_id=article.id,
                kind="no_evidence",
                body=place,
                message=f"{record.id}: evidence {piece.id} lies in the {segment.role.replace('_', ' ')}; "
                "it states nothing of its own",
            )


def _within(place: Span, segment: Segment) -> bool:
    return segment.start <= place.start and place.end <= segment.end
