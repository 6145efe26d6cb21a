"""Gists: the words of a content -> its stems and figures, by which two contents are told to be the same.

In: text. Out: `Gist`s, whether two tell the same, and an `Index` of many.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from fcbench.speech.lexicon import LEXICON
from fcbench.text import words

STEM = 5  # letters that tell word stems apart: "spoke" and "spoken" meet
LEAST = 3  # stems and figures that two contents must share; fewer meet by chance
SHARED = 0.6  # of the shorter content
SHARED_WITH_FIGURE = 0.4  # a shared figure says more than a shared word
KEPT = 4096  # stems of those words met last

_NUMBERS = {word: str(value) for value, word in enumerate(LEXICON.numbers)}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_ASIDE = re.compile(rf"\s[—–-]\s|, (?:{'|'.join(LEXICON.concessions)})\b")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|e?s)$")


@lru_cache(KEPT)
def stem(word: str) -> str:
    """What a word has in common with its other forms.

    >>> stem("boats"), stem("pumped"), stem("spoke"), stem("spoken"), stem("doses")
    ('boat', 'pump', 'spok', 'spok', 'dos')
    """
    return _ENDING.sub("", word.removesuffix("'s"))[:STEM].rstrip("e")


@dataclass(frozen=True)
class Gist:
    """The stems of the content words, and the figures, number words among them."""

    stems: frozenset[str]
    figures: frozenset[str]

    @property
    def size(self) -> int:
        """How many stems and figures there are."""
        return len(self.stems) + len(self.figures)


def gist(text: str) -> Gist:
    """What a content comes down to, without a concession or an aside at its end."""
    main = _ASIDE.split(text.replace("’", "'"), maxsplit=1)[0].replace("the two ", "")
    said = words(_THOUSANDS.sub("", main) if "," in main else main)
    figures = {_NUMBERS.get(word, word) for word in said if word in _NUMBERS or word[0].isdigit()}
    stems = {stem(word) for word in said if len(word) > 2 and word not in LEXICON.empty}
    return Gist(frozenset(stem for stem in stems if not stem[0].isdigit() and stem not in _NUMBERS), frozenset(figures))


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


class Index:
    """The gists told so far, each with the number of its claim, by level, stem and figure.

    It grows: to compare each content with all before it is quadratic.
    """

    def __init__(self) -> None:
        self._exact: dict[tuple[bool, Gist], int] = {}
        self._filed: dict[tuple[bool, int, bool], dict[str, dict[int, list[Gist]]]] = {}
        self._count = Counter[str]()

    def add(self, number: int, told: Gist, *, checkable: bool) -> None:
        """Files a gist under a claim."""
        self._exact[checkable, told] = max(number, self._exact.get((checkable, told), number))
        filed = self._filed.setdefault((checkable, told.size, bool(told.figures)), defaultdict(dict))
        for feature in told.stems | told.figures:
            self._count[feature] += 1
            filed[feature].setdefault(number, []).append(told)

    def newest(self, told: Gist, *, checkable: bool, least: int = LEAST) -> int | None:
        """The highest number of a claim of this level that is told the same; None where there is none."""
        best = self._exact.get((checkable, told), -1) if told.size else -1
        known = [feature for feature in told.stems | told.figures if feature in self._count]
        rarest = sorted(known, key=lambda feature: (self._count[feature], feature)) if len(known) >= least else []
        for (of_level, size, figured), filed in self._filed.items():
            if of_level is not checkable or not rarest:
                continue
            for feature in self._telling(told, rarest, (size, figured), least):
                for number, gists in reversed(filed.get(feature, {}).items()):
                    if number > best and any(same(one, told, least) for one in gists):
                        best = number
        return best if best >= 0 else None

    def _telling(self, told: Gist, rarest: list[str], kind: tuple[int, bool], least: int) -> list[str]:
        """The fewest features of which any gist of that size that tells the same has one.

        It shares `least` features, so one at least among all but the `least - 1` commonest; and a figure, if both have.
        """
        size, figured = kind
        both = figured and bool(told.figures)
        least = max(least, math.ceil(_needed(both) * min(size, told.size)))
        rare = rarest[: max(0, len(rarest) - least + 1)]
        if not both:
            return rare
        return min((rare, list(told.figures)), key=lambda way: sum(self._count[feature] for feature in way))
