"""Sentences: an article -> the sentences in which it speaks, each as tokens, a whole quotation being one of them.

In: `Article`. Out: `Sentence`s in the order of the text. From here on, ranges of offsets are half-open and count the
code points of the article's text; `low`, `high`, `at` and `place` count the tokens of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fcbench.schema import Article
from fcbench.text import paragraphs, quotations, tokens, whole_sentences

Range = tuple[int, int]

OPENING = "\"“«„‘'`»”‚‹›"  # the last characters of the marks that open a quotation
CLOSING = "\"”»“’'‘«›‹"  # the first of those that close one
SPOKEN = ("headline", "body", "correction")  # the segments in which an article speaks; the rest is nobody's evidence
LONGEST_SENTENCE = 200  # tokens; the longest that anybody writes has half of that: beyond it stand lists
LONGEST_TITLE = 30  # code points of a title in quotation marks; longer quotations are speech
QUOTE = '"'  # the word that stands for a whole quotation
_CLOCK = re.compile(
    r"\d{1,2}(?::\d{2}|\.\d{2}(?= ?[ap]\.?m))(?: ?[ap](?:m\b|\.m\.))?(?: (?:GMT|UTC|BST|CES?T|E[DS]?T))?"
    r"[:,.]? (?:[–—-] )?(?=[^\W\d]|[\"“])"
)
_OPENED = frozenset(OPENING)  # looked up by the thousand
_CLOSED = frozenset(("", "\n", "\r", *CLOSING))  # a quotation may be left open at the end of its line


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article; `words` are its tokens in lower case, with straight apostrophes."""

    text: str
    start: int
    end: int
    paragraph: int
    headline: bool
    tokens: tuple[Range, ...]
    words: tuple[str, ...]

    def word(self, place: int) -> str:
        """The token in lower case; empty beyond the sentence."""
        try:  # nearly always within: asked more often than anything else
            return self.words[place] if place >= 0 else ""
        except IndexError:
            return ""

    def capital(self, place: int) -> bool:
        """Whether the token begins with a capital letter."""
        return 0 <= place < len(self.words) and self.text[self.tokens[place][0]].isupper()

    def range(self, low: int, high: int) -> Range:
        """The offsets of tokens low to high."""
        return self.tokens[low][0], self.tokens[high - 1][1]

    def exact(self, low: int, high: int) -> str:
        """The text of tokens low to high."""
        return self.text[slice(*self.range(low, high))]


def sentences(article: Article) -> list[Sentence]:
    """The sentences of the segments in which the article speaks; none where it has no text.

    Each step is done for the whole article before the next: the processor then has at hand what the step needs.
    """
    text = article.text or ""
    blocks = [
        (segment, _behind_clock(text, segment.start + low, segment.start + high), segment.start + high)
        for segment in article.segments
        if segment.role in SPOKEN
        for low, high in paragraphs(text[segment.start : segment.end])
    ]
    marks = [quotations(text, start, end) for _, start, end in blocks]
    parts = [whole_sentences(text, start, end, quoted) for (_, start, end), quoted in zip(blocks, marks, strict=True)]
    places = [
        (number, segment.role == "headline", part, inside)
        for number, ((segment, _, _), whole, quoted) in enumerate(zip(blocks, parts, marks, strict=True), start=1)
        for part, inside in _with_quotations(whole, quoted)
    ]
    found = [tokens(text, *part, inside) for _, _, part, inside in places]
    plain = _plain(text)
    said = [_words(plain, ranges, inside) for ranges, (_, _, _, inside) in zip(found, places, strict=True)]
    return [
        Sentence(text, ranges[0][0], ranges[-1][1], number, headline, tuple(ranges), tuple(words))
        for (number, headline, _, _), whole, all_said in zip(places, found, said, strict=True)
        for ranges, words in _parts(text, whole, all_said)
    ]


def _behind_clock(text: str, start: int, end: int) -> int:
    """Where a paragraph begins behind the time of day that a live report puts before it: '16:10 The dam held.'"""
    stamp = _CLOCK.match(text, start, end) if text[start].isdigit() else None
    return stamp.end() if stamp else start


def _with_quotations(whole: list[Range], marks: list[Range]) -> Iterator[tuple[Range, list[Range]]]:
    """The sentences of one paragraph, each with the quotations in it."""
    at = 0
    for start, end in whole:
        begin = at
        while at < len(marks) and marks[at][0] < end:
            at += 1
        yield (start, end), marks[begin:at]


def _parts(text: str, found: list[Range], said: list[str]) -> list[tuple[list[Range], list[str]]]:
    """Where one sentence is two: 'X said in Ode. "We left."' with an abbreviation before the full stop; or too long.

    One beyond all measure is cut, so that the time stays linear.
    """
    if len(said) < LONGEST_SENTENCE and "." not in said[:-1]:
        return [(found, said)]  # nearly always
    cuts = [0]
    for place, word in enumerate(said):
        start, end = found[place]
        turns = word == QUOTE and place > cuts[-1] and said[place - 1] == "." and _is_speech(text[start:end])
        turns |= (
            place - cuts[-1] > 1 and said[place - 2 : place] == ["may", "."] and text[start].isupper()
        )  # no abbreviation
        if turns or place - cuts[-1] >= LONGEST_SENTENCE:
            cuts.append(place)
    return [(found[low:high], said[low:high]) for low, high in pairwise([*cuts, len(said)])]


def _is_speech(quotation: str) -> bool:
    """Whether a quotation is a sentence, and no title after an abbreviation."""
    return len(quotation) > LONGEST_TITLE or quotation[-2:-1] in (*",.!?",)


def _plain(text: str) -> str:
    """The text in lower case, with straight apostrophes, and as long as it was: in lower case 'İ' would be two."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join([small if len(small := letter.lower()) == 1 else letter for letter in text])
    return lower.replace("’", "'")


def _words(plain: str, found: list[Range], quoted: list[Range]) -> list[str]:
    """The tokens of a plain text; a whole quotation is one word."""
    if not quoted:
        return [plain[low:high] for low, high in found]
    whole = set(quoted)
    return [QUOTE if item in whole else plain[slice(*item)] for item in found]


def direct(part: Range, text: str) -> bool:
    """Whether a stretch of the text stands wholly within quotation marks."""
    start, end = part
    return text[max(0, start - 1) : start] in _OPENED and text[end : end + 1] in _CLOSED
