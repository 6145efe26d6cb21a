"""Windows: passages -> an article as one row of word pieces, and the stretches of it that an encoder reads at once.

In: `Passage`s and a tokenizer. Out: `Stream`s and ranges of their pieces. Neighbouring passages are read together,
since who speaks in one is often named in the one before; and a passage too long for an encoder is read in parts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fcbench.speech.sentences import Range
from fcbench.tagging.tokens import Passage
from fcbench.text import quotations

STATES = 2  # of a piece: outside quotation marks, within

Ints = NDArray[np.int64]
Cut = Callable[[str], tuple[list[int], list[Range]]]


@dataclass(frozen=True)
class Stream:
    """An article as word pieces, its passages parted by separators.

    `first` is the place of the first piece of each token, the tokens of all passages in order; `lengths` are the tokens
    of each passage.
    """

    pieces: Ints
    quoted: Ints
    first: Ints
    lengths: tuple[int, ...]


class Reach(NamedTuple):
    """Pieces low to high are read together; what is found for `start` to `end` is kept."""

    low: int
    high: int
    start: int
    end: int


def stream(passages: Sequence[Passage], cut: Cut, separator: Sequence[int]) -> Stream:
    """The passages of an article in a row; `cut` gives the pieces of a text with their offsets."""
    pieces: list[int] = []
    quoted: list[int] = []
    first: list[int] = []
    for passage in passages:
        start, end = passage.range(0, len(passage.tokens))
        ids, ranges = cut(passage.text[start:end])
        begun = len(pieces)
        pieces += [*ids, *separator]
        inside = quotations(passage.text, start, end)
        quoted += [_within(start + low, inside) for low, _ in ranges] + [0] * len(separator)
        ends = [start + high for _, high in ranges]
        # a token of which the tokenizer keeps nothing, such as a soft hyphen, is seen in the next piece, or the last
        last = len(pieces) - 1
        first += [min(last, begun + bisect_right(ends, low)) for low, _ in passage.tokens]
    lengths = tuple(len(passage.tokens) for passage in passages)
    return Stream(_ints(pieces), _ints(quoted), _ints(first), lengths)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _within(place: int, marks: Sequence[Range]) -> int:
    return int(any(low <= place < high for low, high in marks))


def reaches(length: int, room: int, margin: int) -> list[Reach]:
    """What is read of a row of `length` pieces, `room` at a time: each is kept from where it is not near an edge.

    >>> reaches(10, 6, 1)
    [Reach(low=0, high=6, start=0, end=5), Reach(low=4, high=10, start=5, end=10)]
    """
    step = room - 2 * margin
    lows = [*range(0, max(0, length - room), step), max(0, length - room)]
    middles = [(low + room + after) // 2 for low, after in pairwise(lows)]
    starts, ends = [0, *middles], [*middles, length]
    return [
        Reach(low, min(low + room, length), start, end)
        for low, start, end in zip(lows, starts, ends, strict=True)
        if start < end
    ]


def blocks(length: int, room: int, offset: int) -> list[Range]:
    """A row of `length` pieces cut after `offset` and then every `room` pieces.

    >>> blocks(10, 4, 3)
    [(0, 3), (3, 7), (7, 10)]
    """
    edges = [0, *range(offset, length, room), length]
    return [(low, high) for low, high in pairwise(edges) if low < high]
