"""Turns: the paragraphs of a transcript, 'Holm: We left.', each as what its speaker says, and what that answers."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from fcbench.speech.contents import EDGES, stretch
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import QUOTE, Range, Sentence

LONGEST_NAME = 5  # tokens before a colon: more are a sentence
AFTER_REPLY = EDGES | {"", "!", "-"}
_OPENING = re.compile(r"^[^:\n]{1,200}:", re.MULTILINE)  # of a line; the name of no speaker is longer


def turn_of(turn: Finding | None, sentence: Sentence) -> Finding | None:
    """What is said in a turn of a transcript, up to and with this sentence; None where it is no part of one."""
    named = _spoken(sentence)
    if named:
        cue = sentence.range(named[1], named[1] + 1)
        prompt = _question(turn) if turn else None
        turn = Finding(sentence, sentence.range(*named), cue, (), "assert", prompt=prompt)
    elif turn is None or turn.sentence.paragraph != sentence.paragraph:
        return None
    low = named[1] + 1 if named else 0
    if turn.prompt and not turn.content and _replies(sentence, low):
        low += 1
    more = stretch(sentence, low, len(sentence.words))
    return turn._replace(content=_joined(sentence.text, turn.content, more)) if more else turn


def claims(turn: Finding) -> bool:
    """Whether a turn says something, and does not end in a question."""
    return bool(turn.content) and _question(turn) is None


def _question(turn: Finding) -> str | None:
    """The words of a turn that ends in a question; None for another."""
    if not turn.content:
        return None
    text, (start, _), (_, end) = turn.sentence.text, turn.content[0], turn.content[-1]
    asked = text[start : end + (text[end : end + 1] == "?")]
    return asked if asked.endswith("?") else None


def _spoken(sentence: Sentence) -> Range | None:
    """The tokens of the name with which a turn of a transcript begins: 'Holm: We left.'; None for another sentence.

    It is one where the text has such a paragraph beside it: a heading is seldom said twice.
    """
    high = 0
    while sentence.capital(high) and high < LONGEST_NAME:
        high += 1
    if not high or sentence.word(high) != ":" or sentence.word(high + 1) in ("", QUOTE):
        return None
    opened = sentence.text[sentence.start : sentence.tokens[high][1]]
    begins = sentence.text[max(0, sentence.start - 1) : sentence.start] in ("", "\n")
    return (0, high) if begins and _openings(sentence.text)[opened] > 1 else None


@lru_cache(1)
def _openings(text: str) -> Counter[str]:
    """How many lines of a text begin with each of the beginnings that end in a colon."""
    return Counter(_OPENING.findall(text))


def _replies(sentence: Sentence, place: int) -> bool:
    """Whether a bare "yes" or "no" stands here, and no "No. 10"."""
    word, next_ = sentence.word(place), sentence.word(place + 1)
    ended = next_ in AFTER_REPLY or (word.endswith(".") and not next_.isdecimal())
    return ended and word.rstrip(".") in LEXICON.replies


def _joined(text: str, content: tuple[Range, ...], more: Range) -> tuple[Range, ...]:
    """The content with what its speaker says next, in one piece with it where no more than a full stop parts them."""
    if not content or text[content[-1][1] : more[0]].strip() not in EDGES:
        return (*content, more)
    return (*content[:-1], (content[-1][0], more[1]))
