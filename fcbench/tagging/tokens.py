"""Tokens: an article -> its passages, each a paragraph as words and marks with their offsets.

In: `Article`. Out: `Passage`s in the order of the text, of the segments in which the article speaks. Offsets count the
article's text; `low`, `high` and `place` count the tokens of a passage.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from fcbench.schema import Article
from fcbench.speech.sentences import Range, Sentence, sentences

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|\w+(?:[.,]\d+)*|(?<=\w)['’]\w+|[^\w\s]")


@dataclass(frozen=True)
class Passage:
    """A paragraph of an article; `tokens` are all its words and marks, those of quotations among them."""

    text: str
    sentences: tuple[Sentence, ...]
    tokens: tuple[Range, ...]

    def range(self, low: int, high: int) -> Range:
        """The offsets of tokens low to high."""
        return self.tokens[low][0], self.tokens[high - 1][1]

    def exact(self, low: int, high: int) -> str:
        """The text of tokens low to high."""
        return self.text[slice(*self.range(low, high))]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The tokens in lower case, with straight apostrophes."""
        return tuple([word.lower().replace("’", "'") for word in self.exacts])

    @cached_property
    def exacts(self) -> tuple[str, ...]:
        """The tokens as they stand."""
        return tuple([self.text[low:high] for low, high in self.tokens])

    def sentence(self, place: int) -> Sentence:
        """The sentence in which a token begins."""
        return self.sentences[max(0, bisect_right(self._starts, self.tokens[place][0]) - 1)]

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.sentences]


def passages(article: Article) -> list[Passage]:
    """The passages of an article; none where it has no text."""
    return of_sentences(sentences(article))


def of_sentences(told: Iterable[Sentence]) -> list[Passage]:
    """The passages of sentences that have been read already."""
    found = []
    for _, group in groupby(told, key=lambda one: one.paragraph):
        members = tuple(group)
        text, start, end = members[0].text, members[0].start, members[-1].end
        ranges = tuple([match.span() for match in _TOKEN.finditer(text, start, end)])
        if ranges:
            found.append(Passage(text, members, ranges))
    return found
