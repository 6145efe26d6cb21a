"""A finding: who says what in a sentence, as offsets, before anybody is named; and the pattern that finds one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fcbench.schema import Act, Factivity
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import Range, Sentence, direct

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
