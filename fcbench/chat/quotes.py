"""Quotes: where the exact words of an answer stand in the parts of an article that speak; never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fcbench.chat.answer import Pointer
from fcbench.schema import Article, DataError
from fcbench.speech.sentences import SPOKEN, Range, Sentence, sentences
from fcbench.text import locate, occurrences

SHOWN = 80  # code points of a quote, in a message


def spoken(article: Article) -> tuple[Range, ...]:
    """The offsets of the segments in which an article speaks."""
    return tuple((part.start, part.end) for part in article.segments if part.role in SPOKEN and part.start < part.end)


def spoken_text(article: Article) -> str:
    """The segments in which an article speaks, parted by blank lines."""
    return "\n\n".join((article.text or "")[start:end] for start, end in spoken(article))


@dataclass(frozen=True)
class Quotes:
    """An article to find quotes in."""

    text: str
    segments: tuple[Range, ...]
    sentences: tuple[Sentence, ...]

    def find(self, pointer: Pointer, inside: Range | None = None) -> Range | str:
        """The one place of a quote, which is looked for in `inside` first; else what is wrong with it, in words."""
        if pointer.within is None:
            return self._only(pointer.quote, inside)
        around = self._only(pointer.within, inside)
        if isinstance(around, str):
            return f"within: {around}"
        places = self._places(pointer.quote, [around])
        if len(places) == 1:
            return places[0]
        seen = "not in" if not places else f"{len(places)} times in"
        return f"the quote {_shown(pointer.quote)} is {seen} {_shown(pointer.within)}; it is to stand there once"

    def has(self, words: str) -> bool:
        """Whether these words stand anywhere in the article."""
        return bool(self._places(words, self.segments))

    def near(self, place: Range, other: Range) -> bool:
        """Whether two stretches stand in one paragraph or in neighbours, as 'she said:' and a quotation under it do."""
        rows = [
            number for number, (low, high) in enumerate(self.segments) for at in (place, other) if low <= at[0] < high
        ]
        return max(rows) - min(rows) <= 1

    def whole(self, place: Range) -> Range:
        """The sentences that a stretch touches, from the first's start to the last's end."""
        touched = [one for one in self.sentences if one.start < place[1] and place[0] < one.end]
        if not touched:
            return place
        return min(place[0], touched[0].start), max(place[1], touched[-1].end)

    def _only(self, quote: str, inside: Range | None) -> Range | str:
        for regions in ([inside] if inside else []), self.segments:
            places = self._places(quote, regions)
            if len(places) == 1:
                return places[0]
            if places:
                advice = "give a longer stretch around it as within"
                return f"the quote {_shown(quote)} stands {len(places)} times; {advice}"
        return self._missing(quote)

    def _places(self, quote: str, regions: Iterable[Range]) -> list[Range]:
        """Where a quote stands as words of their own: 'he' is not in 'the'."""
        if not quote.strip():
            return []
        return [
            (start + at, start + at + len(quote))
            for start, end in regions
            for at in occurrences(self.text[start:end], quote)
            if not self._cuts(start + at) and not self._cuts(start + at + len(quote))
        ]

    def _cuts(self, place: int) -> bool:
        """Whether a boundary here would cut a word."""
        return self.text[max(0, place - 1) : place].isalnum() and self.text[place : place + 1].isalnum()

    def _missing(self, quote: str) -> str:
        """Why a quote is nowhere to be found, with the nearest that is there where only its marks differ."""
        if not quote.strip():
            return "the quote is empty"
        for start, end in self.segments:
            try:
                locate(self.text[start:end], quote, 1)
            except DataError as error:
                if "; it has " in str(error):
                    return str(error)
        return f"the quote {_shown(quote)} is not in the article, in one paragraph and as whole words"


def quotes(article: Article) -> Quotes:
    """An article, ready to find quotes in."""
    return Quotes(article.text or "", spoken(article), tuple(sentences(article)))


def _shown(quote: str) -> str:
    return repr(quote if len(quote) <= SHOWN else f"{quote[: SHOWN - 1]}…")
