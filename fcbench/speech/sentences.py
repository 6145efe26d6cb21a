"""Sentences: an article -> the sentences in which it speaks, each as tokens, a whole quotation being one of them.

In: `Article`. Out: `Sentence`s in the order of the text. From here on, ranges of offsets are half-open and count the
code points of the article's text; `low`, `high`, `at` and `place` count the tokens of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fcbench.schema import Article
from fcbench.text import paragraphs, quotations, tokens, whole_sentences

Range = tuple[int, int]

SPOKEN = ("headline", "body", "correction")  # the segments in which an article speaks; the rest is nobody's evidence
QUOTE = '"'  # the word that stands for a whole quotation


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
        return self.words[place] if 0 <= place < len(self.words) else ""

    def capital(self, place: int) -> bool:
        """Whether the token begins with a capital letter."""
        return 0 <= place < len(self.words) and self.text[self.tokens[place][0]].isupper()

    def range(self, low: int, high: int) -> Range:
        """The offsets of tokens low to high."""
        return self.tokens[low][0], self.tokens[high - 1][1]

    def exact(self, low: int, high: int) -> str:
        """The text of tokens low to high."""
        return self.text[slice(*self.range(low, high))]


def sentences(article: Article) -> Iterator[Sentence]:
    """The sentences of the segments in which the article speaks; none where it has no text."""
    text, number = article.text or "", 0
    for segment in article.segments:
        if segment.role not in SPOKEN:
            continue
        for low, high in paragraphs(text[segment.start : segment.end]):
            number += 1
            for start, end in whole_sentences(text, segment.start + low, segment.start + high):
                found = tuple(tokens(text, start, end))
                quoted = set(quotations(text, start, end))
                said = tuple(QUOTE if item in quoted else text[slice(*item)].lower() for item in found)
                headline = segment.role == "headline"
                yield Sentence(text, start, end, number, headline, found, tuple(w.replace("’", "'") for w in said))


def direct(part: Range, text: str) -> bool:
    """Whether a stretch of the text stands wholly within quotation marks."""
    start, end = part
    return text[max(0, start - 1) : start] in (*"\"“«„‘'",) and text[end : end + 1] in ("", *"\"”»“’'")
