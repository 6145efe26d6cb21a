"""Words cut to their stems, so that two forms of one word are one term."""

from __future__ import annotations

import re
from functools import lru_cache

from fcbench.text import words

KEPT = 1 << 16  # words whose stems are remembered: more than a language is told with
SHORT = 3  # letters that a stem keeps at the least

_DOUBLED = re.compile(r"([bdfgmnprt])\1$")
_VOWEL = re.compile(r"[aeiouy]")


def stems(text: str) -> list[str]:
    """The stems of the words of `text`, in order; a contracted `not` is a stem of its own.

    >>> stems("She denied it; they weren't denying the stories.")
    ['she', 'deny', 'it', 'they', 'were', "n't", 'deny', 'the', 'story']
    """
    found: list[str] = []
    for word in words(text):
        found += _parts(word)
    return found


@lru_cache(KEPT)
def _parts(word: str) -> tuple[str, ...]:
    word = word.replace("’", "'")
    if word.endswith("n't") and len(word) > len("n't"):
        return {"can't": "can", "won't": "will"}.get(word, word[:-3]), "n't"
    return (_stem(word.removesuffix("'s").removesuffix("'")),)


def _stem(word: str) -> str:
    """A word without a regular ending. Irregular forms stay: they are few, and lists of words give them apart."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss")):
        if word.endswith(ending) and len(word) > SHORT + len(ending) - 1:
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > SHORT:
        word = word.removesuffix("s")
        word = word.removesuffix("e") if word.endswith(("xe", "she", "che", "zze")) else word
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= SHORT and _VOWEL.search(base):
            return _DOUBLED.sub(r"\1", base).removesuffix("e")
    return word.removesuffix("e") if len(word) > SHORT + 1 else word
