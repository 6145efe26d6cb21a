"""Text in offsets: quotes, paragraphs, sentences and words; offsets in, offsets out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fcbench.schema import DataError, Span

CONTEXT = 24  # code points kept on either side of a span, to find it again in a changed text
BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff"  # U+3000 is the last space

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_LOOSE = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\n": " "})
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“”", "‘": "’", "'": "'"}
_SINGLE = "'‘"  # these open only before a word and close only after one: else they are apostrophes
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|St)\.|\w+(?:[.,]\d+)*(?:['’\-]\w+)*(?:(?<=s)['’])?|[^\w\s]"
)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the blocks between blank lines, without the white space around them."""
    start: int | None = None
    end = position = 0
    for line in text.splitlines(keepends=True):
        content = line.strip(BLANK)
        if content:
            first = position + line.index(content)
            start = first if start is None else start
            end = first + len(content)
        elif start is not None:
            yield start, end
            start = None
        position += len(line)
    if start is not None:
        yield start, end


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text[start:end]`, without the white space around them."""
    from sentencex import get_sentence_boundaries

    part = text[start:end]
    found = []
    for boundary in get_sentence_boundaries("en", part):
        low, high = trim(part, boundary["start_index"], boundary["end_index"])
        if low < high:
            found.append((start + low, start + high))
    return found


def words(text: str) -> list[str]:
    """The words of `text` in order, lower case, without punctuation."""
    return [match.group().lower() for match in _WORD.finditer(text)]


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the words of `text[start:end]`."""
    stop = len(text) if end is None else end
    return [match.span() for match in _WORD.finditer(text, start, stop)]


def quotations(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the quotations of `text[start:end]` with their marks; one left open runs to the end, as print has it.

    Quotations within a quotation are part of it.

    >>> quotations("He said “no” and 'don't'.")
    [(8, 12), (17, 24)]
    """
    stop = len(text) if end is None else end
    found, position, apostrophes = [], start, set[str]()
    while position < stop:
        mark = text[position]
        closing = None if mark in apostrophes else _QUOTES.get(mark)
        if closing is None or not _opens(text, position, start, stop):
            position += 1
            continue
        close = _close(text, position, stop, closing)
        if close is None and mark in _SINGLE:
            apostrophes.add(mark)  # what nothing closes from here on, nothing closes further on
            position += 1
            continue
        found.append((position, stop if close is None else close + 1))
        position = found[-1][1]
    return found


def _opens(text: str, position: int, start: int, stop: int) -> bool:
    after = text[position + 1 : position + 2] if position + 1 < stop else ""
    before = text[position - 1] if position > start else " "
    return bool(after) and not after.isspace() and not (before.isalnum() and text[position] in _SINGLE + '"')


def _close(text: str, position: int, stop: int, closing: str) -> int | None:
    for place in range(position + 1, stop):
        if text[place] not in closing or text[place - 1].isspace():
            continue
        followed = place + 1 < stop and text[place + 1].isalnum()
        if not (followed and text[position] in _SINGLE):
            return place
    return None


def whole_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text[start:end]`, none of which ends inside a quotation or goes on in lower case."""
    marks = quotations(text, start, end)
    found: list[tuple[int, int]] = []
    for low, high in sentences(text, start, end):
        inside = any(first < low < last for first, last in marks)
        if found and (inside or text[low].islower() or text[low] in ",;"):
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def tokens(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the words and marks of `text[start:end]`, a quotation being one token.

    >>> tokens("Ms. Li's “so be it”, she said", 0, 29)
    [(0, 3), (4, 8), (9, 19), (19, 20), (21, 24), (25, 29)]
    """
    found, position = [], start
    for low, high in [*quotations(text, start, end), (end, end)]:
        found += [match.span() for match in _TOKEN.finditer(text, position, low)]
        if low < high:
            found.append((low, high))
        position = high
    return found


def trim(text: str, start: int, end: int, unwanted: str = "") -> tuple[int, int]:
    """The offsets moved inwards past white space and the characters of `unwanted`."""
    while start < end and (text[start].isspace() or text[start] in unwanted):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in unwanted):
        end -= 1
    return start, end


def occurrences(text: str, quote: str) -> list[int]:
    """Where `quote` starts in `text`, overlapping places among them."""
    found, position = [], text.find(quote)
    while position >= 0:
        found.append(position)
        position = text.find(quote, position + 1)
    return found


def locate(text: str, quote: str, occurrence: int | None = None) -> tuple[int, int]:
    """Offsets of an exact quote; `occurrence`, from 1, chooses where it stands more than once.

    Raises DataError where the quote is not there, is empty, or is ambiguous.
    """
    if not quote:
        raise DataError("the quote is empty")
    places = occurrences(text, quote)
    if not places:
        raise DataError(f"the quote {quote!r} is not in the text{_hint(text, quote)}")
    if occurrence is None and len(places) > 1:
        raise DataError(f"the quote {quote!r} stands {len(places)} times; say occurrence: 1 to {len(places)}")
    number = 1 if occurrence is None else occurrence
    if not 1 <= number <= len(places):
        raise DataError(f"occurrence {number} of the quote {quote!r}: it stands {len(places)} times")
    return places[number - 1], places[number - 1] + len(quote)


def _hint(text: str, quote: str) -> str:
    found = re.search(re.escape(quote.translate(_LOOSE)), text.translate(_LOOSE), re.IGNORECASE)
    if not found:
        return ""
    return f"; it has {text[found.start() : found.end()]!r} (quote marks, dashes, case or line ends differ)"


def span(article_id: str, text: str, start: int, end: int) -> Span:
    """The span of `text[start:end]`, with what stands around it."""
    return Span(
        article_id=article_id,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint to end an error with: the nearest known name if one is near, and all of them."""
    import difflib

    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    return (f"; did you mean {near[0]!r}?" if near else ";") + f" there is: {', '.join(names)}"


def slug(name: str) -> str:
    """A name as a file or folder may have it.

    >>> slug("python:models.py:make")
    'python-models.py-make'
    """
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")
