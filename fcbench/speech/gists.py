"""Gists: the words of a content -> its stems and figures, by which two contents are told to be the same.

In: text. Out: `Gist`s, whether two tell the same, and an `Index` of many.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

from fcbench.speech.lexicon import LEXICON
from fcbench.text import words

STEM = 5  # letters that tell word stems apart: "spoke" and "spoken" meet
LEAST = 3  # stems and figures that two contents must share; fewer meet by chance
SHARED = 0.6  # of the shorter content
SHARED_WITH_FIGURE = 0.4  # a shared figure says more than a shared word
KEPT = 16384  # stems of those words met last: an article has some that few others have
CONTENTS = 512  # kept of those met last: all of an article, each of which is asked about again and again

_NUMBERS = {word: str(value) for value, word in enumerate(LEXICON.numbers)}
_THOUSANDS = re.compile(r",(?=\d)(?<=\d,)")
_ASIDE = re.compile(rf"\s[—–-]\s|, (?:{'|'.join(LEXICON.concessions)})\b")
_MAY_BE_ASIDE = re.compile("[,—–-]")  # found far sooner than the pattern above
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w'-]+")  # but at the beginning of a sentence
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|e?s)$")


@lru_cache(KEPT)
def stem(word: str) -> str:
    """What a word has in common with its other forms.

    >>> stem("boats"), stem("pumped"), stem("spoke"), stem("spoken"), stem("doses")
    ('boat', 'pump', 'spok', 'spok', 'dos')
    """
    return _ENDING.sub("", word.removesuffix("'s"))[:STEM].rstrip("e")


@lru_cache(CONTENTS)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a content, in lower case, with straight apostrophes."""
    return frozenset(words(text.replace("’", "'")))


class Gist(NamedTuple):
    """The stems of the content words, and the figures, number words among them."""

    stems: frozenset[str]
    figures: frozenset[str]

    @property
    def size(self) -> int:
        """How many stems and figures there are."""
        return len(self.stems) + len(self.figures)


@lru_cache(CONTENTS)
def gist(text: str) -> Gist:
    """What a content comes down to, without a concession or an aside at its end."""
    main = text.replace("’", "'")
    if _MAY_BE_ASIDE.search(main):
        main = _ASIDE.split(main, maxsplit=1)[0]
    main = main.replace("the two ", "")
    said = vocabulary(_THOUSANDS.sub("", main) if "," in main else main)
    return Gist(frozenset(map(_content_stem, said - LEXICON.empty)) - {""}, frozenset(map(_figure, said)) - {""})


def stems_of_names(text: str) -> frozenset[str]:
    """The stems of names, by their capital letters: that two speak of one place does not make it one matter."""
    return gist(" ".join(_NAME.findall(text))).stems


@lru_cache(KEPT)
def _figure(word: str) -> str:
    """A number in digits; none for another word."""
    return _NUMBERS.get(word) or (word if word[0].isdigit() else "")


@lru_cache(KEPT)
def _content_stem(word: str) -> str:
    """The stem of a word that is not empty; none for a short word, and for a figure."""
    if len(word) <= 2:
        return ""
    found = stem(word)
    return "" if found[:1].isdigit() or found in _NUMBERS else found


def same(one: Gist, other: Gist, least: int = LEAST) -> bool:
    """Whether two gists tell the same: enough content words shared, `least` at least, and no figure against another."""
    if one == other:
        return one.size > 0
    figures = one.figures & other.figures
    if one.figures and other.figures and not figures:
        return False
    shared = len(one.stems & other.stems) + len(figures)
    return shared >= least and shared >= _needed(bool(figures)) * min(one.size, other.size)


def _needed(figure: bool) -> float:
    return SHARED_WITH_FIGURE if figure else SHARED


_Filed = dict[str, list[tuple[int, Gist]]]  # by feature; the number is that of the claim


class Index:
    """The gists told so far, each with the number of its claim, by level, stem and figure.

    It grows: to compare each content with all before it is quadratic.
    """

    def __init__(self) -> None:
        self._exact: dict[tuple[bool, Gist], int] = {}
        self._known: dict[bool, set[str]] = {True: set(), False: set()}
        self._filed: dict[bool, dict[tuple[int, bool], _Filed]] = {True: {}, False: {}}

    def add(self, number: int, told: Gist, *, checkable: bool) -> None:
        """Files a gist under a claim."""
        if self._exact.get((checkable, told), -1) >= number:
            return
        self._exact[checkable, told] = number
        features, entry = told.stems | told.figures, (number, told)
        self._known[checkable] |= features
        filed = self._filed[checkable].setdefault((len(features), bool(told.figures)), defaultdict(list))
        for feature in features:
            filed[feature].append(entry)

    def newest(self, told: Gist, *, checkable: bool, least: int = LEAST) -> int | None:
        """The highest number of a claim of this level that is told the same; None where there is none."""
        size, figures = told.size, told.figures
        best = self._exact.get((checkable, told), -1) if size else -1
        known = (told.stems | figures) & self._known[checkable]
        kinds = self._filed[checkable] if len(known) >= least else {}
        for (other, figured), filed in kinds.items():
            shared = known & filed.keys()
            if len(shared) < least:
                continue  # nearly always
            both = figured and bool(figures)
            needed = max(least, math.ceil(_needed(both) * min(other, size)))
            for feature in _telling(shared, filed, needed, figures if both else None):
                for number, one in reversed(filed[feature]):
                    if number > best and same(one, told, least):
                        best = number
        return best if best >= 0 else None


def _telling(shared: Set[str], filed: _Filed, least: int, figures: Set[str] | None) -> list[str]:
    """The fewest features of which any of the filed gists that tells the same has one.

    It shares `least` features, so one at least among all but the `least - 1` commonest; and a figure, if both have.
    """
    rarest = sorted(shared, key=lambda feature: len(filed[feature]))
    rare = rarest[: max(0, len(rarest) - least + 1)]
    if figures is None:
        return rare
    return min((rare, list(figures & filed.keys())), key=lambda way: sum(len(filed[feature]) for feature in way))
