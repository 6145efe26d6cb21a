"""A finding: who says what in a sentence, as offsets, before anybody is named; and the pattern that finds one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from fcbench.schema import Act, Factivity
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import Range, Sentence, direct

_NO_PLURAL = LEXICON.peoples | LEXICON.prepositions | LEXICON.determiners | {"perhaps"}  # words in s
_SHORT = re.compile(rf"(?:{'|'.join(sorted(LEXICON.pronouns))})(?=['’])")
MARKS = frozenset('"“”„«»')


class Finding(NamedTuple):
    """Source, cue and content of one attribution, as offsets; `relay` hands it on, `cited` is whose it is.

    `venue` is before whom it was said, where that is the subject: 'the court heard'. It is `moot` where nobody tells
    that they said it, or where they claim nothing: 'whether the mill said that', 'denied bail'.
    """

    sentence: Sentence
    source: Range | None
    cue: Range
    content: tuple[Range, ...]
    act: Act
    factivity: Factivity = "neutral"
    mind: bool = False
    past: str | None = None
    relay: Range | None = None
    relay_cue: str | None = None
    noun: bool = False
    prompt: str | None = None
    cited: Range | None = None
    moot: bool = False
    venue: Range | None = None

    @property
    def speaker(self) -> str:
        """The words of the source; empty where there are none. Of a pronoun and its verb, the pronoun.

        A plural that begins a sentence is without its capital: 'beekeepers in the valley'.
        """
        source = self.sentence.text[slice(*self.source)] if self.source else ""
        first, *rest = source.split() or [""]
        if not rest and (short := _SHORT.match(first.lower())):
            return short[0]  # 'She's leaving, and says'
        if first[-1:] != "s" or not (first.isalpha() and first[0].isupper()):
            return source  # nearly always
        begins = self.source is not None and self.source[0] == self.sentence.start
        if not begins or first.lower() in _NO_PLURAL or any(part[0].isupper() for part in rest):
            return source
        return source[0].lower() + source[1:] if self._is_noun(first, rest) else source

    def _is_noun(self, first: str, rest: list[str]) -> bool:
        """Whether a word in s that begins a sentence is a noun, and no name: by its verb, what follows, or the text."""
        text = self.sentence.text
        cue = text[slice(*self.cue)]
        verb = LEXICON.forms.get(cue.lower())
        several = verb is not None and cue == verb.parts[0]  # 'Growers deny', but 'Reuters reports'
        described = bool(rest) and (rest[0] in LEXICON.prepositions or rest[0] == "who")
        small = several or described or f" {first.lower()}" in text
        return small and not re.search(rf"[a-z,] {re.escape(first)}\b", text)

    @property
    def quoted(self) -> bool:
        """Whether some of the content stands within quotation marks."""
        return any(direct(part, self.sentence.text) for part in self.content)

    @property
    def trailing(self) -> bool:
        """Whether the cue is a participle: ', adding'."""
        return self.sentence.text[slice(*self.cue)].lower() in LEXICON.participles

    @property
    def marked(self) -> bool:
        """Whether there is a quotation in the content, be it only of some words."""
        text = self.sentence.text
        return self.quoted or any(set(text[low:high]) & MARKS for low, high in self.content)


Pattern = Callable[[Sentence, int, list[Finding]], Finding | None]  # at one place, beside the findings before it
