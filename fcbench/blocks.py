"""Blocks: a page of Markdown -> what of it no reader sees, and where the article does not speak, by offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fcbench.marks import Range, label

LONGEST_MATTER = 20_000  # code points of front matter; the longest in use has a tenth of that
_MATTER = re.compile(r"\ufeff?---[^\S\n]*\n(?P<stated>.*?)\n---[^\S\n]*(?:\n|$)", re.DOTALL)
_OPENING = re.compile(r"<(?:!--|(?P<element>script|style)(?=[\s>]))", re.IGNORECASE)
_CLOSING = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s{0,9}>", re.IGNORECASE),
    "style": re.compile(r"</style\s{0,9}>", re.IGNORECASE),
}
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}+(?=[^`\n]*$)|~{3,}+)[^\S\n]*(?P<told>\S)?", re.MULTILINE)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)(?P<label>[^\[\]\n]{1,999})\]:[^\S\n]*+(?=\S*[/#@]|\S*\w\.\w)\S++"
    r"(?:[^\S\n]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[^\S\n]*+$",
    re.MULTILINE,
)  # an address has one of these signs: '[Holm]: No.' is said


class Layout(NamedTuple):
    """What a page of Markdown is made of, behind its front matter, which ends at `start`."""

    start: int
    seen: str  # the page with blanks for what is hidden, as long as it
    hidden: tuple[Range, ...]  # comments, scripts and styles of HTML, and the addresses that links refer to
    silent: tuple[Range, ...]  # fenced code and tables, in whole lines
    labels: frozenset[str]  # what links may refer to


class _Fence(NamedTuple):
    start: int
    end: int
    mark: str
    bare: bool  # nothing stands behind it: it may close


def matter(text: str) -> re.Match[str] | None:
    """The YAML at the head of a page, `stated` in it; None where there is none."""
    return _MATTER.match(text, 0, LONGEST_MATTER)


def layout(text: str) -> Layout:
    """The layout of a page of Markdown."""
    head = matter(text)
    start = head.end() if head else 0
    fences = list(_fences(text, start)) if "```" in text or "~~~" in text else []
    comments = list(_comments(text, start, fences)) if "<" in text else []
    seen = _blanked(text, comments)
    fences = [one for one in fences if _holding(comments, one[0]) is None]
    spoken = _blanked(seen, fences)
    defined = list(_DEFINITION.finditer(spoken, start)) if "]:" in spoken else []
    addresses = [match.span() for match in defined]
    tables = list(_tables(_blanked(spoken, addresses), start)) if "|" in spoken else []
    hidden, silent = sorted(comments + addresses), sorted(fences + tables)
    labels = frozenset(label(match["label"]) for match in defined)
    return Layout(start, _blanked(seen, addresses), tuple(hidden), tuple(silent), labels)


def _blanked(text: str, hidden: Sequence[Range]) -> str:
    """The text with blanks at some places."""
    kept, position = [], 0
    for start, end in hidden:
        kept += [text[position:start], " " * (end - start)]
        position = end
    return "".join([*kept, text[position:]]) if kept else text


def _holding(ranges: Sequence[Range], place: int) -> Range | None:
    """Which of ranges, in order and apart, a place is in."""
    number = bisect_right(ranges, place, key=lambda one: one[0]) - 1
    return ranges[number] if number >= 0 and place < ranges[number][1] else None


def _comments(text: str, start: int, fences: Sequence[Range]) -> Iterator[Range]:
    """Comments, scripts and styles, with what they hold; one that is not closed is none."""
    unclosed = set[str]()
    while match := _OPENING.search(text, start):
        start = match.end()
        element = (match["element"] or "").lower()
        if fence := _holding(fences, match.start()):
            start = fence[1]
        elif element not in unclosed and (close := _CLOSING[element].search(text, start)):
            start = close.end()
            yield match.start(), start
        else:
            unclosed.add(element)  # nor is any further on


def _fences(text: str, start: int) -> Iterator[Range]:
    """Fenced code with its fences; one that is not closed is none: a stray mark shall not silence all that follows."""
    lines = [
        _Fence(match.start(), match.end("fence"), match["fence"], not match["told"])
        for match in _FENCE.finditer(text, start)
    ]
    longest, closed = {"`": 0, "~": 0}, list[bool]()
    for line in reversed(lines):  # whether a fence as long comes later
        closed.append(longest[line.mark[0]] >= len(line.mark))
        if line.bare:
            longest[line.mark[0]] = max(longest[line.mark[0]], len(line.mark))
    opened: _Fence | None = None
    for line, closes in zip(lines, reversed(closed), strict=True):
        if opened is None:
            opened = line if closes else None
        elif line.bare and line.mark.startswith(opened.mark):
            yield opened.start, line.end
            opened = None


def _tables(text: str, start: int) -> Iterator[Range]:
    """Tables: a row, the line beneath that parts it from the others, and the rows after it."""
    above: Range | None = None
    table: Range | None = None
    for low, high in _lines(text, start):
        row = "|" in text[low:high]
        if table and row:
            table = table[0], high
        elif table:
            yield table
            table = None
        elif above and row and _parts(text[low:high]):
            table = above[0], high
        above = (low, high) if row else None
    if table:
        yield table


def _parts(line: str) -> bool:
    """Whether a line parts the head of a table from its rows."""
    return "-" in line and not line.strip("|:- \t\r")


def _lines(text: str, start: int) -> Iterator[Range]:
    """The lines, without their ends."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
