"""Mark-up: a Markdown article -> the same as a reader sees it, without marks, and spans carried from one to the other.

The text of an article is the file as stored, and its spans are of that. What is read for claims is `Reading.article`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import accumulate
from typing import TypeVar

from fcbench.blocks import layout
from fcbench.files import sha256
from fcbench.marks import Marks, Range, Swap, marks
from fcbench.schema import Article, Model, Segment, Span, built
from fcbench.text import paragraphs, span

MARKDOWN = "text/markdown"

M = TypeVar("M", bound=Model)
S = TypeVar("S")


@dataclass(frozen=True)
class Reading:
    """An article as it is read, and the article that it was made of; `cuts` are the marks left out, in order.

    `swaps` are by their start what is read as one character; the rest of them is cut.
    """

    article: Article
    source: Article
    cuts: tuple[Range, ...]
    swaps: dict[int, Swap] = field(default_factory=dict)

    def inward(self, value: M) -> M:
        """A value whose spans are of the source, with spans of the article as it is read."""
        return _moved(value, self._in) if self.cuts else value

    def back(self, value: M) -> M:
        """A value whose spans are of the article as it is read, with spans of the source."""
        return _moved(value, self._out) if self.cuts else value

    @property
    def shown(self) -> str:
        """The text of the source with what its swaps are read as at their starts: as long as it."""
        return _swapped(self.source.text or "", self.swaps)

    @cached_property
    def _gone(self) -> tuple[int, ...]:
        """How much is left out before each cut, and in all."""
        return tuple(accumulate((end - start for start, end in self.cuts), initial=0))

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.cuts]

    @cached_property
    def _places(self) -> list[int]:
        """Where each cut is in the article as it is read."""
        return [start - gone for (start, _), gone in zip(self.cuts, self._gone[:-1], strict=True)]

    def place(self, position: int) -> int:
        """Where a place of the source is in the article as it is read; within a mark, where that was."""
        number = bisect_right(self._starts, position)
        return position - self._gone[number] + max(0, self.cuts[number - 1][1] - position if number else 0)

    def _origin(self, position: int) -> int:
        """Where a code point of the article as it is read is in the source."""
        return position + self._gone[bisect_right(self._places, position)]

    def _in(self, found: Span) -> Span:
        start, end = self.place(found.start), self.place(found.end)
        return self._span(found, self.article, start, end)

    def _out(self, found: Span) -> Span:
        last = self._origin(found.end - 1)
        end = self.swaps[last].end if last in self.swaps else last + 1
        return self._span(found, self.source, self._origin(found.start), end)

    def _span(self, found: Span, article: Article, start: int, end: int) -> Span:
        other = found.article_id != article.id or start >= end
        return found if other else span(article.id, article.text or "", start, end)


def reading(article: Article) -> Reading:
    """An article as a reader sees it: of Markdown the text without its marks; any other is read as it is."""
    found = _found(article) if article.media_type == MARKDOWN and article.text else Marks()
    cuts, swaps = _merged(found.cuts), found.swaps
    if not cuts:
        return Reading(article, article, ())
    text = _without(_swapped(article.text or "", swaps), cuts)
    place = Reading(article, article, cuts).place
    segments = [Segment(role=part.role, start=place(part.start), end=place(part.end)) for part in article.segments]
    known = {"text": text, "sha256": sha256(text.encode("utf-8", errors="surrogatepass")), "length": len(text)}
    kept = tuple(part for part in segments if text[part.start : part.end].strip())
    plain = article.model_copy(update={**known, "segments": kept, "media_type": "text/plain"})
    return Reading(plain, article, cuts, swaps)


def read_plain(method: Callable[[S, Article], list[M]]) -> Callable[[S, Article], list[M]]:
    """A method that is shown an article without its marks; the spans of what it finds are of the article as stored."""

    @wraps(method)
    def found(self: S, article: Article) -> list[M]:
        read = reading(article)
        return [read.back(one) for one in method(self, read.article)]

    return found


def unmarked(paragraph: str) -> str:
    """A paragraph of Markdown without its marks.

    >>> unmarked("The **lift** [fell](#) in snake_case, 2 * 3 times")
    'The lift fell in snake_case, 2 * 3 times'
    """
    page = layout(paragraph)
    found = marks(page.seen, 0, len(paragraph), page.labels)
    return _without(_swapped(paragraph, found.swaps), _merged([*page.hidden, *found.cuts]))


def _swapped(text: str, swaps: dict[int, Swap]) -> str:
    """The text with other characters at some places."""
    if not swaps:
        return text
    letters = list(text)
    for place, swap in swaps.items():
        letters[place] = swap.shown
    return "".join(letters)


def _without(text: str, cuts: Iterable[Range]) -> str:
    kept, position = [], 0
    for start, end in cuts:
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])


def _moved(value: M, move: Callable[[Span], Span]) -> M:
    """The value with all its spans moved."""
    made = {name: _in_place(getattr(value, name), move) for name in type(value).model_fields}
    return built(type(value), **made)


def _in_place(value: object, move: Callable[[Span], Span]) -> object:
    if isinstance(value, Span):
        return move(value)
    if isinstance(value, tuple):
        return tuple([_in_place(one, move) for one in value])
    return _moved(value, move) if isinstance(value, Model) else value


# Marks


def _found(article: Article) -> Marks:
    """All that a reader does not see: what is hidden, marks in the segments, and what stands in none of them."""
    page, position = layout(article.text or ""), 0
    found = Marks(list(page.hidden))
    for part in article.segments:
        found.cuts.extend(_gap(page.seen, position, part.start))
        position = part.end
        if part.role != "metadata":
            start, end = _stretched(page.seen, part)
            for low, high in paragraphs(page.seen[start:end]):
                more = marks(page.seen, start + low, start + high, page.labels)
                found.cuts.extend(more.cuts)
                found.swaps.update(more.swaps)
    found.cuts.extend(_gap(page.seen, position, len(page.seen)))
    return found


def _gap(text: str, start: int, end: int) -> Iterator[Range]:
    """What stands between two segments in lines that are not blank, without the ends of the lines."""
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip("\r\n"))
        start += len(line)


def _stretched(text: str, part: Segment) -> Range:
    """A segment with the stars and underlines that its edges left out."""
    start, end = part.start, part.end
    while start and text[start - 1] in "*_":
        start -= 1
    while end < len(text) and text[end] in "*_":
        end += 1
    return start, end


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges in order, those that touch or overlap as one."""
    found: list[Range] = []
    for start, end in sorted(one for one in ranges if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
