"""Text in offsets: quotes, paragraphs, sentences and words; offsets in, offsets out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from fcbench.schema import DataError, Span, built

ENGLISH = 0.1  # of all words: the articles of our stories have 0.20 to 0.30, other languages hardly any
AT_ONCE = 25_000  # code points that are parted into sentences together: for marks left open that takes quadratic time
CONTEXT = 24  # code points kept on either side of a span, to find it again in a changed text
BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff"  # U+3000 is the last space

_WORD = re.compile(r"[^\W_]++(?:['’\-][^\W_]++)*+")
_LOOSE = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\n": " "})
_COMMON = frozenset(
    {"the", "of", "and", "to", "that", "was", "were", "for", "it", "with", "by", "not", "has", "had", "said"}
)
_QUOTES = {
    "''": "''",  # of plain text, as typewriters and old news wires have it
    "``": "''",
    '"': '"',
    "“": "”",
    "«": "»",
    "„": "“”",
    "‘": "’",
    "'": "'",
    "»": "«",
    "”": "”",
    "‚": "‘’",
    "‹": "›",
    "›": "‹",  # of German, Swedish and Danish print
}
_SINGLE = "'‘"  # these open only before a word and close only after one: else they are apostrophes
_TURNED = "»”›"  # these close more often than they open: they open only after a space
_MARK = re.compile("|".join(_QUOTES))  # the long ones first; as alternatives, not as a class, they are soonest found
_CLOSING = {
    mark: re.compile(r"(?<!\s)" + (closing if len(mark) > 1 else f"[{closing}]") + (r"(?![^\W_])" * (mark in _SINGLE)))
    for mark, closing in _QUOTES.items()
} | {"«": re.compile("»")}  # in French print a space stands before it
_DOUBLE = ('"', "“")  # careless print opens with one of them and closes with the other's
_LAST = {
    mark: re.compile("|".join(rf"{_CLOSING[way].pattern}\Z" for way in (_DOUBLE if mark in _DOUBLE else (mark,))))
    for mark in _QUOTES
}  # what closes a quotation at its end
_LINE_END = re.compile(r"(?<=[.!?])[\"”’')»]*(?P<gap>[^\S\n]*\n\s*)(?=\S)")
_ABBREVIATION = "Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|St|Jr|Sr|Lt|Col|Capt|Sgt|Rev|Prof|Hon|Co|Corp|Inc|Ltd|No"
_TOKEN = re.compile(
    r"\s?+("  # the space before is cheaper taken along than passed over
    r"[A-Za-z][a-z]*+(?=\s)|"  # most words: the rest would find the same, at twice the cost
    rf"(?=[A-Z])(?:(?:[A-Z]\.){{2,}}|(?:{_ABBREVIATION}|[A-Z])\.(?=\s\w))"
    r"|\w+(?:[.,]\d+)*(?:['’\-]\w+)*(?:(?<=s)['’])?|[^\w\s])"
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
    found = []
    for first, last in _pieces(text, start, len(text) if end is None else end):
        part = text[first:last]
        for boundary in _boundaries()("en", part):
            low, high = trim(part, boundary["start_index"], boundary["end_index"])
            if low < high:
                found.append((first + low, first + high))
    return found


def _pieces(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A text in parts that are short enough, each ending after a full stop, else a blank, where there is one."""
    while stop - start > AT_ONCE:
        ends = [text.rfind(mark, start, start + AT_ONCE) for mark in (". ", " ")]
        cut = next((end + 1 for end in ends if end > start), start + AT_ONCE)
        yield start, cut
        start = cut
    yield start, stop


@cache  # an import costs as much as a short paragraph takes, even where it has been done
def _boundaries() -> Callable[[str, str], list[dict[str, Any]]]:
    from sentencex import get_sentence_boundaries

    return get_sentence_boundaries  # type: ignore[no-any-return]


def words(text: str) -> list[str]:
    """The words of `text` in order, lower case, without punctuation."""
    if text.isascii():  # elsewhere a letter may have two in lower case
        return _WORD.findall(text.lower())
    return [word.lower() for word in _WORD.findall(text)]


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
    found, position, unclosed = [], start, set[str]()
    while match := _MARK.search(text, position, stop):
        place, mark = match.start(), match[0]
        position = match.end()
        if mark in unclosed or not _opens(text, match.span(), start, stop):
            continue
        close = _closed(text, mark, position, stop)
        if close is None and mark in _SINGLE + _TURNED:
            unclosed.add(mark)  # what nothing closes from here on, nothing closes further on
            continue
        position = close.end() if close else stop
        found.append((place, position))
    return found


def _closed(text: str, mark: str, position: int, stop: int) -> re.Match[str] | None:
    """Where a quotation ends; careless print opens with one double mark and closes with another."""
    close = _CLOSING[mark].search(text, position, stop)
    if mark == "“" and close is None:
        return _CLOSING['"'].search(text, position, stop)
    if mark == '"':
        curly = _CLOSING["“"].search(text, position, close.start() if close else stop)
        return curly if curly and text.find("“", position, curly.start()) < 0 else close
    return close


def _opens(text: str, mark: tuple[int, int], start: int, stop: int) -> bool:
    position, end = mark
    after = text[end] if end < stop else ""
    before = text[position - 1] if position > start else " "
    if text[position] in _TURNED and not (before.isspace() or before in "([—–-"):
        return False
    spaced = after.isspace() and not (text[position] == "«" and before.isspace())
    return bool(after) and not spaced and not (before.isalnum() and text[position] in _SINGLE + '"')


def looks_english(text: str) -> bool:
    """Whether a text has as many of the commonest English words as English has.

    >>> looks_english("The mayor of Orvik denied it."), looks_english("Der Bürgermeister hat es bestritten.")
    (True, False)
    """
    found = words(text)
    return sum(word in _COMMON for word in found) >= ENGLISH * len(found)


def within(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of what a quotation says, without its marks; one left open has no mark at its end.

    >>> within("„so be it“", 0, 10)
    (1, 9)
    """
    match = _MARK.match(text, start)
    if match is None:
        return start, end
    closed = _LAST[match[0]].search(text, max(match.end(), end - 2), end)
    return match.end(), closed.start() if closed else end


def whole_sentences(
    text: str, start: int, end: int, marks: list[tuple[int, int]] | None = None
) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text[start:end]`, none of which ends inside a quotation or goes on in lower case.

    `marks` are the quotations there, where the caller has them.
    """
    marks = quotations(text, start, end) if marks is None else marks
    starts = [first for first, _ in marks]
    parts, found = sentences(text, start, end), list[tuple[int, int]]()
    if len(parts) == 1 and text.find("\n", start, end) < 0:
        return parts  # so are most paragraphs
    for low, high in _lines(text, parts):
        before = bisect_left(starts, low) - 1
        inside = before >= 0 and low < marks[before][1]
        if found and (inside or text[low].islower() or text[low] in ",;"):
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _lines(text: str, parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences, parted where a line ends with the end of one: not all text has blank lines between paragraphs."""
    for low, high in parts:
        if text.find("\n", low, high) < 0:
            yield low, high
            continue
        for match in _LINE_END.finditer(text, low, high):
            yield low, match.start("gap")
            low = match.end()
        yield low, high


def tokens(text: str, start: int, end: int, marks: list[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """Offsets of the words and marks of `text[start:end]`, a quotation being one token.

    `marks` are the quotations there, where the caller has them.

    >>> tokens("Ms. Li's “so be it”, she said", 0, 29)
    [(0, 3), (4, 8), (9, 19), (19, 20), (21, 24), (25, 29)]
    """
    found, position = [], start
    for low, high in quotations(text, start, end) if marks is None else marks:
        found += [match.span(1) for match in _TOKEN.finditer(text, position, low)]
        found.append((low, high))
        position = high
    return found + [match.span(1) for match in _TOKEN.finditer(text, position, end)]


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
    if not (article_id and 0 <= start < end <= len(text)):
        return Span(article_id=article_id, start=start, end=end, exact=text[start:end])  # which says what is wrong
    return built(
        Span,
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
