"""Segments: a page of Markdown or plain text -> its blocks, each with the part that it plays, by offsets.

In: a `Layout`. Out: `Segment`s in the order of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from fcbench.blocks import Layout
from fcbench.parts import OPENING, SHORT, beneath, names_author, role_of, undecorated
from fcbench.schema import Segment, SegmentRole
from fcbench.text import paragraphs, trim

_HEADING = re.compile(r"#{1,6}(?:[^\S\n]+|(?=\n|$))")
_UNDERLINED = re.compile(r"(?P<title>[^\n]+)\n(?:=+|-+)[^\S\n]*(?:\n|$)")
_ITEM = re.compile(r"(?:^|\n)(?=[^\S\n]*(?:[-+*]|\d{1,3}[.)])[^\S\n])")
_ELEMENT = re.compile(
    r"<h(?P<level>[1-6])(?:\s[^<>]{0,500})?>(?P<title>(?:(?!</?h[1-6])[^\n]){1,1000}?)</h(?P=level)\s*>", re.I
)
_TAGS = "h[1-6]|p|div|section|article|header|footer|blockquote|[ou]l|li|figure|figcaption"
# where in a paragraph another block begins: a heading, or an element of HTML that is one
_INNER_BLOCK = re.compile(rf"\n(?=#{{1,6}}[^\S\n]|[^\S\n]*</?(?:{_TAGS})[\s>])", re.I)
_RULE = re.compile(r"[-*_=\s]+")


def segments_of(page: Layout, *, plain: bool, title: list[tuple[int, int]] | None = None) -> tuple[Segment, ...]:
    """The segments of a page; `title` is where its front matter states the headline."""
    return _signed(page.seen, tuple(_segments(page, plain=plain, title=title)))


def _segments(page: Layout, *, plain: bool, title: list[tuple[int, int]] | None) -> Iterator[Segment]:
    """The blocks of a page with their roles; what follows an 'Original url' belongs to the footer.

    The title of front matter is the headline of a page that does not begin with one. The article does not speak in
    code and tables.
    """
    text = page.seen
    if page.start:
        first = trim(text, page.start, len(text))[0]
        bare = not (_HEADING.match(text, first) or _ELEMENT.match(text, first))
        yield from _of_matter(page.start, title[0] if title and bare else None)
    has_headline = in_footer = False
    before: SegmentRole = "metadata"
    for start, end, silent in _stretches(page):
        if silent:
            yield Segment(role="metadata", start=start, end=end)
            continue
        for first, last, role in _blocks(text, start, end, plain=plain, first=not has_headline):
            has_headline = has_headline or role in ("headline", "body")
            role = "footer" if in_footer else beneath(before, role, undecorated(text[first:last][:OPENING]))
            before = role
            in_footer = in_footer or (role == "footer" and text[first:last].lower().startswith("original url"))
            yield Segment(role=role, start=first, end=last)


def _stretches(page: Layout) -> Iterator[tuple[int, int, bool]]:
    """The paragraphs of a page and, told by True, where it is silent."""
    position = page.start
    for start, end in (*page.silent, (len(page.seen), len(page.seen))):
        for low, high in paragraphs(page.seen[position:start]):
            yield position + low, position + high, False
        if start < end:
            yield start, end, True
        position = end


def _signed(text: str, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments, where a name alone beneath the headline is the byline if there is no other.

    It is emphasised: bare, a place or a title may stand there.
    """
    roles = [segment.role for segment in segments]
    at = roles.index("headline") + 1 if "headline" in roles else len(roles)
    if "byline" in roles or roles[at : at + 1] != ["body"]:
        return segments
    signed = segments[at]
    emphasised = text[max(0, signed.start - 1) : signed.start] in ("*", "_")
    if not emphasised or not names_author(text[signed.start : signed.end]):
        return segments
    return (*segments[:at], signed.model_copy(update={"role": "byline"}), *segments[at + 1 :])


def _of_matter(end: int, title: tuple[int, int] | None) -> Iterator[Segment]:
    """The segments of front matter: metadata, with the headline in it where there is one."""
    start = 0
    if title:
        yield Segment(role="metadata", start=0, end=title[0])
        yield Segment(role="headline", start=title[0], end=title[1])
        start = title[1]
    yield Segment(role="metadata", start=start, end=end)


def _blocks(text: str, start: int, end: int, *, plain: bool, first: bool) -> Iterator[tuple[int, int, SegmentRole]]:
    """A paragraph as one block, or headings and the blocks between them, with no blank line at either."""
    while start < end:
        while not plain and (heading := _heading(text, start, end)):
            low, high, rest = heading
            if low < high:
                yield low, high, "headline"
            start, _ = trim(text, rest, end)
        inner = None if plain else _INNER_BLOCK.search(text, start, end)
        yield from _block(text, *trim(text, start, inner.start() if inner else end), plain=plain, first=first)
        start, first = inner.end() if inner else end, False


def _block(text: str, start: int, end: int, *, plain: bool, first: bool) -> Iterator[tuple[int, int, SegmentRole]]:
    """A block without headings: one segment, or of a list of what is told one for each item."""
    block = text[start:end]
    if not block or _RULE.fullmatch(block):
        return
    if plain and first and len(block) <= 2 * SHORT and "\n" not in block and block[-1] not in ".!?":
        yield start, end, "headline"
        return
    decorated = not plain and block[0] in "*_" and block[-1] in "*_"
    low, high = trim(text, start, end, unwanted="*_") if decorated else (start, end)
    role = role_of(undecorated(block[:OPENING]), decorated=block)
    items = [] if plain or role != "body" else [match.end() for match in _ITEM.finditer(block)]
    if not items or items[0]:
        yield low, high, role
        return
    for item, after in pairwise([*items, len(block)]):
        yield *trim(text, start + item, start + after), role


def _heading(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Offsets of the words of a heading, and where what follows it begins; None where there is none."""
    if marks := _HEADING.match(text, start, end):
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        return *trim(text, marks.end(), line_end, unwanted="#*_"), line_end
    if element := _ELEMENT.match(text, start, end):
        return *trim(text, *element.span("title"), unwanted="*_"), element.end()
    title = _UNDERLINED.match(text, start, end)
    if title and not _RULE.fullmatch(title["title"]):
        return *trim(text, start, title.end("title"), unwanted="*_"), title.end()
    return None
