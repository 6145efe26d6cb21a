"""Records on a page: the article with what was found marked in it, and the claims beside; one file that needs no other.

The article's text is cut where a mark begins or ends, into pieces in a row: marks may overlap or stand in one another,
the elements never do. A mark is a run of pieces. What the page says is in its HTML; the script moves it and no more.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby, pairwise

from markupsafe import Markup, escape

from fcbench.fidelity import Infidelity, problems
from fcbench.markup import reading
from fcbench.meaning import REFUTING, SUPPORTING
from fcbench.rendering import template
from fcbench.report.statements import Statement, aside, code, figure, odd, shown, statements
from fcbench.schema import Article, Claim, LinkKind, Record, Span, verdict_label
from fcbench.text import paragraphs

AGAINST: tuple[LinkKind, ...] = ("denies", "contradicts", "corrects", "retracts", "disputes", "criticises")
SEGMENTS = dict.fromkeys(("caption", "photo_credit", "related_link", "footer", "metadata"), "aside")
SEGMENTS |= {"headline": "headline", "byline": "byline", "dateline": "byline", "correction": "correction"}
STYLES = ("headline", "byline", "aside", "correction", "content", "source", "cue", "unfaithful", "odd")  # as written
SIGNS = {"supported": "✓", "mostly_supported": "✓", "mixed": "±", "mostly_refuted": "✗", "refuted": "✗"}
SIGNS |= {"conflicting": "⇄", "insufficient": "?", "not_applicable": "–"}
_ODD = re.compile(r"[^\S\n\t ]|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # what `odd` may hold of
# what HTML cannot hold, and what UTF-8 cannot
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that is shown as something: a class of CSS, with a note where there is one."""

    start: int
    end: int
    style: str
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text under the same marks; without a number it has none and is no element."""

    start: int
    end: int
    text: Markup
    number: int | None = None
    style: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A statement of a claim: what is said of it, the runs of its pieces, and where its arrow goes."""

    statement: Statement
    side: str
    aside: str
    runs: tuple[tuple[int, int], ...]
    cue: int | None
    target: int | None


@dataclass(frozen=True)
class Entry:
    """A claim as the page shows it."""

    claim: Claim
    told: str
    verdict: str | None
    sign: str
    flags: tuple[str, ...]
    justification: str | None
    lines: tuple[Line, ...]
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Finding:
    """An infidelity, with the first piece of each of its places."""

    finding: Infidelity
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Link:
    """Where a cue leads: a statement, and how that bears on which claim, if it answers one."""

    statement: str
    tag: str
    side: str


@dataclass(frozen=True)
class Section:
    """An article as the page shows it: paragraphs of pieces and what lies between them, claims and findings."""

    article: Article
    title: str
    told: str
    blocks: tuple[tuple[bool, tuple[Piece, ...]], ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    links: dict[int, Link]


def page(read: Iterable[tuple[Article, Sequence[Record]]]) -> str:
    """A page of HTML with the articles and their records, a section each; the same for the same input."""
    sections = [_section(article, records) for article, records in read]
    style, script = _asset("page.css"), _asset("page.js")
    html = template("page.html.j2").render(
        sections=sections,
        shown=shown,
        title=sections[0].title if sections else "No article",
        style=Markup(style),  # noqa: S704 -- our own file
        script=Markup(script),  # noqa: S704 -- our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return _UNWRITABLE.sub("\ufffd", html)


def _asset(name: str) -> str:
    return (resources.files("fcbench") / "templates" / name).read_text("utf-8")


def _hash(content: str) -> str:
    """The hash by which a Content-Security-Policy lets an element in."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _title(article: Article) -> str:
    return shown(article.headline or article.id)


def _section(article: Article, records: Sequence[Record]) -> Section:
    found = problems(article, records)
    read = reading(article)
    marks = [mark for mark in _marks(article, records, found, read.shown) if mark.start < mark.end]
    blocks = tuple(_blocks(read.shown, marks, read.cuts))
    runs = _Runs(article.id, [piece for _, pieces in blocks for piece in pieces if piece.number is not None])
    entries = tuple(_entry(record, runs) for record in records)
    told = [part for part in (article.publisher, article.byline, article.published_at, article.url) if part]
    return Section(
        article=article,
        title=_title(article),
        told=" · ".join(told),
        blocks=blocks,
        entries=entries,
        findings=tuple(_finding(one, runs) for one in found),
        links=_links(entries),
    )


# The text in pieces


def _marks(article: Article, records: Sequence[Record], found: Sequence[Infidelity], text: str) -> Iterator[Mark]:
    """All that is shown in the text as it is seen, each once; spans of other articles are not."""
    for segment in article.segments:
        if style := SEGMENTS.get(segment.role):
            note = f"{segment.role.replace('_', ' ')}: no evidence" if style == "aside" else ""
            yield Mark(segment.start, min(segment.end, len(text)), style, note)
    spans = [(role, place) for record in records for role, place in _spans(record)]
    spans += [("unfaithful", place) for one in found for place in (one.headline, one.body) if place]
    for role, place in dict.fromkeys((role, (place.article_id, place.start, place.end)) for role, place in spans):
        if place[0] == article.id:
            yield Mark(place[1], min(place[2], len(text)), role)
    for match in _ODD.finditer(text):
        if odd(match[0]) and match[0] != "\r":  # which is white space in HTML
            yield Mark(match.start(), match.end(), "odd", code(match[0]))


def _spans(record: Record) -> Iterator[tuple[str, Span]]:
    """The spans of a record, each with the part it plays."""
    for statement in statements(record):
        yield from _parts(statement)
    yield from (("content", place) for place in record.claim.mentions)


def _parts(statement: Statement) -> Iterator[tuple[str, Span]]:
    told = statement.attribution
    if told is None:
        yield from [("content", statement.place)] if statement.place else []
        return
    yield from (("content", part) for part in told.content)
    yield from (("source", place) for place in (told.source,) if place)
    yield from (("cue", place) for place in (told.cue,) if place)


def _blocks(
    text: str, marks: Sequence[Mark], hidden: Sequence[tuple[int, int]]
) -> Iterator[tuple[bool, tuple[Piece, ...]]]:
    """The paragraphs, and what lies between them, in pieces that are numbered through; what is `hidden` is in none."""
    pieces = _pieces(text, marks, [*paragraphs(text)], hidden)
    for paragraph, held in groupby(pieces, key=lambda one: one[0]):
        seen = tuple(piece for _, piece in held if piece.text)
        if seen:
            yield paragraph >= 0, seen


def _pieces(
    text: str, marks: Sequence[Mark], lines: Sequence[tuple[int, int]], hidden: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, Piece]]:
    """Each piece with the number of its paragraph; a blank stretch has a number below 0, and no elements."""
    begin, end = defaultdict[int, list[Mark]](list), defaultdict[int, list[Mark]](list)
    for mark in marks:
        begin[mark.start].append(mark)
        end[mark.end].append(mark)
    bounds = {place: number for number, line in enumerate(lines) for place in line}
    first = {low: number for number, (low, _) in enumerate(lines)}
    within = dict(hidden)
    cuts = sorted({0, len(text), *begin, *end, *bounds, *(edge for one in hidden for edge in one)})
    active, notes, number, paragraph, unseen = Counter[str](), Counter[str](), 0, -1, 0
    for low, high in pairwise(cuts):
        if low in bounds:
            paragraph = first.get(low, -2 - bounds[low])
        for mark, by in [*((one, -1) for one in end[low]), *((one, 1) for one in begin[low])]:
            active[mark.style] += by
            notes[mark.note] += by
        unseen = max(unseen, within.get(low, 0))
        shown = paragraph >= 0 and high > unseen
        style = " ".join(name for name in STYLES if active[name] > 0) if shown else ""
        note = next((name for name, count in notes.items() if name and count > 0), "") if style else ""
        written = _escaped(text[low:high]) if high > unseen else Markup("")
        yield paragraph, Piece(low, high, written, number if style else None, style, note)
        number += bool(style)


def _escaped(text: str) -> Markup:
    """The text as HTML; a carriage return is named, since a parser makes a line feed of it."""
    return escape(text).replace("\r", Markup("&#13;"))


class _Runs:
    """Where spans lie among the numbered pieces of one article."""

    def __init__(self, article_id: str, pieces: Sequence[Piece]) -> None:
        self._article_id = article_id
        self._starts = [piece.start for piece in pieces]
        self._ends = [piece.end for piece in pieces]

    def of(self, place: Span | None) -> tuple[int, int] | None:
        """The first and the last piece of a span; None where it has none in this article."""
        if place is None or place.article_id != self._article_id:
            return None
        first, last = bisect_left(self._starts, place.start), bisect_right(self._ends, place.end) - 1
        return (first, last) if first <= last else None

    def first(self, place: Span | None) -> int | None:
        """The first piece of a span."""
        run = self.of(place)
        return run[0] if run else None

    def all(self, places: Iterable[Span]) -> tuple[tuple[int, int], ...]:
        """The runs of all these spans, those that touch made one."""
        merged: list[tuple[int, int]] = []
        for low, high in sorted(run for place in places if (run := self.of(place))):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return tuple(merged)


# Claims


def _entry(record: Record, runs: _Runs) -> Entry:
    claim, verdict = record.claim, record.verdict
    told = [] if claim.level == "content" else [claim.level.replace("_", " ")]
    told += [] if claim.checkable else ["not checkable"]
    told += [f"hedged by “{claim.modality}”"] if claim.modality else []
    told += [words] if (words := figure(claim)) else []
    label = (verdict_label(verdict) or verdict.label or "none") if verdict else None
    said = statements(record)
    return Entry(
        claim=claim,
        told=", ".join(told),
        verdict=label.replace("_", " ") if label else None,
        sign=SIGNS.get(label or "", ""),
        flags=tuple(flag.replace("_", " ") for flag in verdict.flags) if verdict else (),
        justification=verdict.justification if verdict else None,
        lines=tuple(_line(one, said, record, runs) for one in said),
        runs=runs.all(place for _, place in _spans(record)),
    )


def _line(statement: Statement, said: Sequence[Statement], record: Record, runs: _Runs) -> Line:
    told = statement.attribution
    anchor = (told.cue or (told.content[0] if told.content else None)) if told else statement.place
    return Line(
        statement=statement,
        side=_side(statement),
        aside=aside(statement, record),
        runs=runs.all(place for _, place in _parts(statement)),
        cue=runs.first(anchor),
        target=_target(statement, said, record, runs) if statement.link else None,
    )


def _side(statement: Statement) -> str:
    stance = statement.evidence.stance if statement.evidence else None
    if stance in SUPPORTING:
        return "pro"
    return "against" if statement.link in AGAINST or stance in REFUTING else "neither"


def _target(statement: Statement, said: Sequence[Statement], record: Record, runs: _Runs) -> int | None:
    """The first piece of what a statement answers: the words of the first that makes the claim, else a mention."""
    for one in said:
        makes = one.link is None and one.evidence is not None and one.evidence.stance in SUPPORTING
        if makes and one is not statement and (found := runs.of(_words(one))):
            return found[0]
    own = statement.attribution.content if statement.attribution else ()
    for place in record.claim.mentions:
        if (found := runs.of(place)) and place not in own:
            return found[0]
    return None


def _words(statement: Statement) -> Span | None:
    told = statement.attribution
    return told.content[0] if told and told.content else statement.place


def _links(entries: Sequence[Entry]) -> dict[int, Link]:
    """For each cue, by its first piece, the statement that it leads to: of several the first that answers something."""
    found: dict[int, Link] = {}
    for number, entry in enumerate(entries, start=1):
        for place, line in enumerate(entry.lines, start=1):
            if line.cue is None:
                continue
            tag = f"{line.statement.bearing} {number}" if line.target is not None else ""
            if line.cue not in found or (tag and not found[line.cue].tag):
                found[line.cue] = Link(f"{number}-{place}", tag, line.side)
    return found


def _finding(one: Infidelity, runs: _Runs) -> Finding:
    places = (("headline", runs.first(one.headline)), ("body", runs.first(one.body)))
    return Finding(one, tuple((name, number) for name, number in places if number is not None))
