"""Words as stance-graph reads them: tokens, their stems, and the cue groups of cues.yaml that each belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from fcbench import files
from fcbench.schema import Model, validate

FILE = "cues.yaml"
KNOWN = 200_000  # words whose stem is kept
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*|\?|\"")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z\"'(@#])|\n+")
_PLAIN = str.maketrans("’‘“”«»–—", '\'\'""""--')
_ENDINGS = ("ingly", "edly", "ing", "ed", "ly", "er", "ment", "ation", "ion")
_LEAST = 4  # letters that an ending leaves


class Group(Model):
    """A way of standing to what is told, and the words that show it."""

    why: str
    words: str


@dataclass(frozen=True)
class Cues:
    """The cue groups by name."""

    groups: dict[str, Group]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The groups, in the order of the file."""
        return tuple(self.groups)

    @cached_property
    def _ways(self) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
        listed = [group.words.split() for group in self.groups.values()]
        return tuple(
            (frozenset(word for word in words if word[-1] != "*"), tuple(one[:-1] for one in words if one[-1] == "*"))
            for words in listed
        )

    def of(self, word: str) -> list[bool]:
        """For each group whether the word is in it.

        >>> [name for name, there in zip(CUES.names, CUES.of("denied"), strict=True) if there]
        ['refute']
        """
        return [word in whole or word.startswith(starts) for whole, starts in self._ways]


def _read() -> Cues:
    content = (resources.files("fcbench.stance.graph") / FILE).read_text("utf-8")
    found = files.parse_yaml(content, where=FILE)
    return Cues({name: validate(Group, group, where=f"{FILE}: {name}") for name, group in found.items()})


CUES = _read()
STOP_WORDS = frozenset(ENGLISH_STOP_WORDS)


def tokens(text: str) -> list[str]:
    """The words, figures, question marks and quotation marks of a text, in lower case.

    >>> tokens('Is it "so"? 1,200 say it’s.')
    ['is', 'it', '"', 'so', '"', '?', '1,200', 'say', "it's"]
    """
    return _TOKEN.findall(text.translate(_PLAIN).lower())


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text."""
    return [part for part in _SENTENCE.split(text) if part and part.strip()]


def is_figure(word: str) -> bool:
    """Whether a token is a number."""
    return word[0].isdigit()


@lru_cache(KNOWN)
def stem(word: str) -> str:
    """What a word is compared by: stop words as they are, figures without the point behind, else without endings.

    >>> [stem(word) for word in ("robberies", "stopping", "denied", "the", "1,200.")]
    ['robber', 'stop', 'deni', 'the', '1,200']
    """
    if word in STOP_WORDS:
        return word
    if is_figure(word):
        return word.strip(",.")
    word = word.removesuffix("'s")
    if len(word) <= _LEAST - 1 or not word[0].isalpha():
        return word
    return _bare(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _LEAST:
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _bare(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _LEAST), "")
    word = word.removesuffix(ending)
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > _LEAST and word[-1] in "ey" else word
