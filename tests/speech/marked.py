"""Sentences with a mark where the verb stands."""

from __future__ import annotations

from fcbench.articles import from_text
from fcbench.speech.sentences import Range, Sentence, sentences


def parted(text: str) -> tuple[Sentence, int]:
    """The sentence without the mark `|`, and the token that the mark stands before."""
    (sentence,) = sentences(from_text(text.replace("|", ""), article_id="a"))
    offset = text.index("|")
    return sentence, next(place for place, (start, _) in enumerate(sentence.tokens) if start >= offset)


def exact(sentence: Sentence, place: Range | None) -> str | None:
    """The text of tokens; None for none."""
    return sentence.exact(*place) if place else None
