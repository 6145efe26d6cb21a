"""Page: an article -> its headline and the sentences of its body, those that tell the headline's story among them.

In: `Article`. Out: a `Page` of `Passage`s, and `Infidelity`, one place where the two part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fcbench.fidelity.figures import Figure, figures_of
from fcbench.fidelity.quoting import quoted
from fcbench.schema import Article, Model, Name, Span
from fcbench.speech.gists import gist, stem
from fcbench.text import span, whole_sentences, word_spans, words

Kind = Literal["hedge", "bound", "number", "negation", "date", "quotation", "no_evidence"]
SPOKEN = ("body", "correction")  # the segments that a headline is held against
SHARED = 3  # stems that a sentence of the body shares with the headline, as two contents do that tell the same
SHARE = 0.3  # of the headline's stems: three words of a long headline meet by chance


class Infidelity(Model):
    """One place where the headline parts from the body, or a record from its article."""

    article_id: Name
    kind: Kind
    headline: Span | None = None
    body: Span | None = None
    message: str

    def line(self) -> str:
        """The finding on one line, with its offsets."""
        places = [
            f"{name} {at.start}:{at.end}" for name, at in (("headline", self.headline), ("body", self.body)) if at
        ]
        return f"{self.kind.replace('_', ' ')} [{', '.join(places) or 'no place'}]: {self.message}"


@dataclass(frozen=True)
class Word:
    """A word with its offsets in the article and its stem."""

    text: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        """What it has in common with its other forms."""
        return stem(self.text)


@dataclass(frozen=True)
class Passage:
    """A stretch of the article, taken apart once."""

    article: Article
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        """Its own text."""
        return (self.article.text or "")[self.start : self.end]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order, in lower case."""
        whole = self.article.text or ""
        spans = word_spans(whole, self.start, self.end)
        return tuple(Word(whole[low:high].lower().replace("’", "'"), low, high) for low, high in spans)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return gist(self.text).stems

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures in order."""
        return tuple(figures_of(self.text, self.start))

    def span(self, start: int, end: int) -> Span:
        """The span of these offsets of the article."""
        return span(self.article.id, self.article.text or "", start, end)


@dataclass(frozen=True)
class Page:
    """A headline, and the sentences of the body."""

    headline: Passage
    body: list[Passage]

    @cached_property
    def tellings(self) -> list[Passage]:
        """The sentences of the body that tell the headline's story."""
        least = max(SHARED, SHARE * len(self.headline.stems))
        return [one for one in self.body if len(self._shared(one)) >= least]

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where the tellings begin."""
        return frozenset(one.start for one in self.tellings)

    def _shared(self, passage: Passage) -> frozenset[str]:
        figures = {str(figure.value) for figure in passage.figures} & {str(one.value) for one in self.headline.figures}
        return (passage.stems & self.headline.stems) | figures


def parting(kind: Kind, headline: Span, body: Span | None, message: str) -> Infidelity:
    """The finding that headline and body part there."""
    return Infidelity(article_id=headline.article_id, kind=kind, headline=headline, body=body, message=message)


def cited(passage: Passage, word: Word) -> str:
    """A word as it stands in the article, in quotation marks."""
    return quoted((passage.article.text or "")[word.start : word.end])


def page_of(article: Article) -> Page | None:
    """The page of an article; None without a headline in its text."""
    title = _headline(article)
    if title is None:
        return None
    return Page(Passage(article, *title), [Passage(article, low, high) for low, high in _body(article, title[1])])


def _headline(article: Article) -> tuple[int, int] | None:
    """Where the first headline stands; where no segment is one, the title that the text begins with."""
    text = article.text or ""
    for segment in article.segments:
        if segment.role == "headline":
            return segment.start, segment.end
    title = words(article.headline or "")
    begun = word_spans(text[: 4 * len(article.headline or "")])[: len(title)]
    if title and [text[low:high].lower() for low, high in begun] == title:
        return begun[0][0], begun[-1][1] + (text[begun[-1][1] : begun[-1][1] + 1] in ("?", '"', "”", "’"))
    return None


def _body(article: Article, after: int) -> Iterator[tuple[int, int]]:
    """The sentences in which the article speaks, behind its headline."""
    text = article.text or ""
    for segment in article.segments:
        if segment.role in SPOKEN and segment.end > after:
            for low, high in whole_sentences(text, max(segment.start, after), segment.end):
                yield from ((low, high),) if any(mark.isalnum() for mark in text[low:high]) else ()
