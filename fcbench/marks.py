"""Marks: a paragraph of Markdown -> what of it a reader does not see, or sees as another character, by offsets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_ANY = re.compile(r"[*_`\[<\\&]|(?:^|\n)[^\S\n]*(?:[-+>]|\d{1,3}[.)])")  # without one of these there is no mark
_LINE = re.compile(r"(?:^|(?<=\n))[^\S\n]*(?:>[^\S\n]*)*(?:[-+*][^\S\n]+)?")
_NUMBERED = re.compile(r"[^\S\n]*\d{1,3}[.)][^\S\n]+")
_WORDS = r"[^\[\]]*"
_TARGET = r"\((?:[^()\s]|\([^()\s]*\))*+(?:\s+\"[^\"\n]*\")?\)"
_TAG = r"</?(?P<tag>[A-Za-z][A-Za-z0-9]{0,9})(?:[\s/][^<>]{0,2000}+)?>"  # an address may be long
_REFERENCE = r"&(?:#\d{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"  # the longest name has 31 letters
_HTML = re.compile(rf"{_TAG}|(?P<reference>{_REFERENCE})")
_INLINE = re.compile(
    r"(?P<escape>\\)[!-/:-@\[-`{-~]"
    r"|(?<!`)`(?![`\s])(?P<code>[^`\n]*[^`\s])`(?!`)"
    r"|(?P<note>\[\^[^\s\[\]]{1,100}\])(?P<own>:[^\S\n]*+)?"
    rf"|!?\[(?P<words>{_WORDS})\](?P<target>{_TARGET}|\[(?!\^){_WORDS}\])?"
    r"|<(?P<address>https?://[^<>\s]+)>"
    rf"|{_TAG}"
    rf"|(?P<reference>{_REFERENCE})"
    r"|(?P<run>\*+|_+)"
)
# the elements of HTML: those that stand in a line, and those that break it
_WITHIN = frozenset(
    {"a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del"}
)
_WITHIN |= {"dfn", "em", "embed", "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "link", "map", "mark"}
_WITHIN |= {"meta", "noscript", "object", "output", "param", "picture", "q", "rp", "rt", "ruby", "s", "samp", "script"}
_WITHIN |= {"small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg", "time", "track", "tt", "u"}
_WITHIN |= {"var", "video", "wbr"}
_APART = frozenset({"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup"})
_APART |= {"dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"}
_APART |= {"h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section"}
_APART |= {"summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"}

Range = tuple[int, int]


class _Run(NamedTuple):
    """Stars or underlines in a row, which may open emphasis, close it, or both."""

    mark: str
    start: int
    end: int
    opens: bool
    closes: bool


class Swap(NamedTuple):
    """What a stretch, a character reference or the break of a line, is read as: one character, at its first place."""

    end: int
    shown: str


@dataclass(frozen=True)
class Marks:
    """What a reader does not see, and by its start what is seen as another character; all but its start is cut too."""

    cuts: list[Range] = field(default_factory=list)
    swaps: dict[int, Swap] = field(default_factory=dict)


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph, what its links may refer to, and what is found in it."""

    text: str
    labels: frozenset[str]
    found: Marks
    runs: list[_Run] = field(default_factory=list)


def marks(text: str, start: int, end: int, labels: frozenset[str] = frozenset()) -> Marks:
    """The marks of a paragraph; `labels` are those that the page says the address of."""
    part = text[start:end]
    if not _ANY.search(part):
        return Marks()
    lines = [match.span() for match in _LINE.finditer(part) if match[0]]
    if not lines and (numbered := _NUMBERED.match(part)):
        lines = [numbered.span()]
    paragraph = _Paragraph(part, labels, Marks())
    edges = [0, *(edge for mark in lines for edge in mark), len(part)]
    for low, high in zip(edges[::2], edges[1::2], strict=True):  # the stretches between the marks of lines
        _inline(paragraph, low, high)
    cuts = [*lines, *paragraph.found.cuts, *_emphasis(paragraph.runs)]
    swaps = {start + place: Swap(start + last, shown) for place, (last, shown) in paragraph.found.swaps.items()}
    return Marks([(start + low, start + high) for low, high in cuts], swaps)


def without_html(block: str) -> str:
    """A block without tags, and with the characters that its references stand for; offsets do not survive.

    >>> without_html("<p>Port&nbsp;&amp; sea, 2<3</p>").split()
    ['Port', '&', 'sea,', '2<3']
    """
    return _HTML.sub(_replaced, block) if "<" in block or "&" in block else block


def label(words: str) -> str:
    """What links may refer to, as its writings are compared: white space and capitals do not matter."""
    return " ".join(words.split()).casefold()


def _inline(paragraph: _Paragraph, start: int, end: int) -> None:
    """Adds to what is found in a stretch of a paragraph, and its stars and underlines."""
    for match in _INLINE.finditer(paragraph.text, start, end):
        low, high = match.span()
        if match["run"]:
            paragraph.runs.append(_run(paragraph.text, low, high))
        elif match["escape"]:
            paragraph.found.cuts.append((low, low + 1))
        elif match["note"]:
            own = low == start or paragraph.text[low - 1] == "\n"  # the note itself, not what refers to it
            paragraph.found.cuts.append((low, high if own else match.end("note")))
        elif match["words"] is not None:
            _link(paragraph, match)
        elif match["tag"] or match["reference"]:
            _html(paragraph, match, edge=_edge(paragraph.text, low, high, (start, end)))
        else:
            inner = "address" if match["address"] else "code"
            paragraph.found.cuts.extend([(low, match.start(inner)), (match.end(inner), high)])


def _link(paragraph: _Paragraph, match: re.Match[str]) -> None:
    """Adds what surrounds the words of a link; brackets that are none stay, and what stands in them is looked at."""
    if match["target"] or (paragraph.labels and label(match["words"]) in paragraph.labels):
        paragraph.found.cuts.extend([(match.start(), match.start("words")), (match.end("words"), match.end())])
    _inline(paragraph, *match.span("words"))


def _html(paragraph: _Paragraph, match: re.Match[str], *, edge: bool) -> None:
    """Adds a tag or a character reference."""
    (low, high), shown = match.span(), _shown(match)
    if shown is None:
        return
    if shown and not (edge and match["tag"]):
        paragraph.found.swaps[low] = Swap(high, shown)
        low += 1
    paragraph.found.cuts.append((low, high))


def _edge(text: str, low: int, high: int, stretch: Range) -> bool:
    """Whether a line begins or ends there."""
    return low == stretch[0] or high == stretch[1] or text[low - 1] == "\n" or text[high] in "\r\n"


def _shown(match: re.Match[str]) -> str | None:
    """What a tag or a character reference is seen as: nothing, or one character; None where it stays as it is."""
    if tag := match["tag"]:
        return " " if tag.lower() in _APART else "" if tag.lower() in _WITHIN else None
    character = html.unescape(match["reference"])
    if len(character) != 1:
        return None
    return " " if len(f"a{character}a".splitlines()) > 1 else character  # in HTML the end of a line is a space


def _replaced(match: re.Match[str]) -> str:
    shown = _shown(match)
    return match[0] if shown is None else shown


def _run(text: str, start: int, end: int) -> _Run:
    """Stars or underlines with what they may do by what stands beside them, as CommonMark has it."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    left = not after.isspace() and (after.isalnum() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or not after.isalnum())
    within = text[start] == "_"  # which is no mark within a word
    opens = left and not (within and before.isalnum())
    return _Run(text[start], start, end, opens, right and not (within and after.isalnum()))


def _emphasis(runs: Iterable[_Run]) -> Iterator[Range]:
    """The stars and underlines that open and close emphasis, each pair of the same length."""
    opened: dict[str, list[Range]] = {"*": [], "_": []}
    for mark, start, end, opens, closes in runs:
        waiting = opened[mark]
        while closes and start < end and waiting:
            first, last = waiting.pop()
            width = min(last - first, end - start)
            yield from ((last - width, last), (start, start + width))
            start += width
            if first < last - width:
                waiting.append((first, last - width))
        if opens and start < end:
            waiting.append((start, end))
