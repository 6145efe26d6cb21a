"""Near-duplicates: which texts of one list nearly repeat a text of another, exactly and without comparing all pairs.

Texts are compared by Jaccard similarity of their pairs of adjacent words. Two sets as similar as that must share one
of their rarest members, so only texts that do are compared (prefix filtering: Chaudhuri, Ganti and Kaushik 2006;
Bayardo, Ma and Srikant 2007). Unlike with MinHash nothing is missed, and there is nothing to seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from fcbench.stats import Ints
from fcbench.text import words

# a sentence of ten words of which one is another keeps 7 of 11 pairs of words, 0.64; with two others, 5 of 13, 0.38
NEAR = Fraction(3, 5)
_LAST = 32  # bits of a word's number; a pair of words is one number of 64 bits
_ALONE = (1 << 31) - 1  # stands for the second word where there is none


class Near(NamedTuple):
    """A text of the one list, a text of the other, and how similar they are."""

    one: int
    other: int
    similarity: float


def shingled(texts: Sequence[str]) -> list[Ints]:
    """The pairs of adjacent words of each text, as numbers, the rarest among all texts first; empty without words.

    A text of one word has that word.

    >>> one, other = shingled(["The tide is late", "the TIDE is late!"])
    >>> similarity(one, other)
    1.0
    """
    vocabulary: dict[str, int] = {}
    coded = [_pairs([vocabulary.setdefault(word, len(vocabulary)) for word in words(text)]) for text in texts]
    if not coded:
        return []
    values, places, counts = np.unique(np.concatenate(coded), return_inverse=True, return_counts=True)
    rank = np.empty(len(values), dtype=np.int64)
    rank[np.lexsort((values, counts))] = np.arange(len(values))
    ends = np.cumsum([len(pairs) for pairs in coded])[:-1]
    return [np.sort(part) for part in np.split(rank[places], ends)]


def _pairs(numbers: list[int]) -> Ints:
    if len(numbers) == 1:
        numbers = [*numbers, _ALONE]
    found = np.array(numbers, dtype=np.int64)
    return np.unique((found[:-1] << _LAST) | found[1:])


def similarity(one: Ints, other: Ints) -> float:
    """The Jaccard similarity of two texts of one call of `shingled`; 0 where one has no words."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    either = len(one) + len(other) - shared
    return shared / either if either else 0.0


def alike(one: str, other: str) -> bool:
    """Whether two texts are near-duplicates.

    >>> alike("The bridge at Lome will be shut to lorries in May", "The bridge at Lome will be shut to lorries in June")
    True
    """
    first, second = shingled([one, other])
    return any(True for _ in near({0: first}, {0: second}))


def near(one: Mapping[int, Ints], other: Mapping[int, Ints], least: Fraction = NEAR) -> Iterator[Near]:
    """Every pair of texts at least so similar, one of each mapping; all are of one call of `shingled`.

    Memory is for the rarest shingles of `one`; pairs come as they are found, those of one text of `other` together.
    """
    having: dict[int, list[int]] = {}
    for number, shingles in one.items():
        for shingle in shingles[: _telling(len(shingles), least)].tolist():
            having.setdefault(shingle, []).append(number)
    for number, shingles in other.items():
        size = len(shingles)
        met = {name for shingle in shingles[: _telling(size, least)].tolist() for name in having.get(shingle, ())}
        for name in sorted(met):
            small, large = sorted((size, len(one[name])))
            if small < least * large:
                continue
            shared = len(np.intersect1d(one[name], shingles, assume_unique=True))
            if shared >= least * (small + large - shared):
                yield Near(name, number, shared / (small + large - shared))


def _telling(size: int, least: Fraction) -> int:
    """How many of the rarest shingles are enough: a text that has none of them cannot be so similar."""
    due = -(-size * least.numerator // least.denominator)  # the least overlap, rounded up without floats
    return size - due + 1 if size else 0
