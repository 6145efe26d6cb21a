"""Marks: a paragraph of Markdown -> what of it a reader does not see, by offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_ANY = re.compile(r"[*_`\[<\\]|(?:^|\n)[^\S\n]*(?:[-+>]|\d{1,3}[.)])")  # without one of these there is no mark
_LINE = re.compile(r"(?:^|(?<=\n))[^\S\n]*(?:>[^\S\n]*)*(?:[-+*][^\S\n]+)?")
_NUMBERED = re.compile(r"[^\S\n]*\d{1,3}[.)][^\S\n]+")
_WORDS = r"[^\[\]]*"
_TARGET = r"\((?:[^()\s]|\([^()\s]*\))*+(?:\s+\"[^\"\n]*\")?\)"
_INLINE = re.compile(
    r"(?P<escape>\\)[!-/:-@\[-`{-~]"
    r"|(?<!`)`(?![`\s])(?P<code>[^`\n]*[^`\s])`(?!`)"
    rf"|!?\[(?P<words>{_WORDS})\]{_TARGET}"
    r"|<(?P<address>https?://[^>\s]+)>"
    r"|(?P<run>\*+|_+)"
)

Range = tuple[int, int]


class _Run(NamedTuple):
    """Stars or underlines in a row, which may open emphasis, close it, or both."""

    mark: str
    start: int
    end: int
    opens: bool
    closes: bool


def marks(text: str, start: int, end: int) -> list[Range]:
    """The marks of a paragraph."""
    part = text[start:end]
    if not _ANY.search(part):
        return []
    found = [match.span() for match in _LINE.finditer(part) if match[0]]
    if not found and (numbered := _NUMBERED.match(part)):
        found = [numbered.span()]
    runs: list[_Run] = []
    edges = [0, *(edge for mark in found for edge in mark), len(part)]
    for low, high in zip(edges[::2], edges[1::2], strict=True):  # the stretches between the marks of lines
        found += _inline(part, low, high, runs)
    return [(start + low, start + high) for low, high in [*found, *_emphasis(runs)]]


def _inline(text: str, start: int, end: int, runs: list[_Run]) -> list[Range]:
    """The marks of escapes, code, links and addresses; stars and underlines are added to `runs`."""
    found: list[Range] = []
    for match in _INLINE.finditer(text, start, end):
        low, high = match.span()
        if match["run"]:
            runs.append(_run(text, low, high))
        elif match["escape"]:
            found.append((low, low + 1))
        else:
            inner = next(name for name in ("code", "words", "address") if match[name] is not None)
            found += [(low, match.start(inner)), (match.end(inner), high)]
            if inner == "words":
                found += _inline(text, *match.span(inner), runs)
    return found


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
