"""Marks: attributions -> one label a token, and labels -> chunks.

In: `Passage`s and the `Attribution`s of their article, or labels from anybody. Out: labels, numbers into `LABELS`, one
a token; `Chunk`s; and `Link`s, the chunks of one attribution that stand in one passage.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fcbench.schema import Attribution, Span
from fcbench.speech.sentences import Range
from fcbench.tagging.tokens import Passage

ROLES = ("source", "cue", "content")
OUTSIDE = "O"
LABELS = (OUTSIDE, *(f"{edge}-{role}" for role in ROLES for edge in "BI"))

Labels = NDArray[np.int8]


class Chunk(NamedTuple):
    """Tokens low to high of a passage, all of one role."""

    role: str
    low: int
    high: int


@dataclass(frozen=True)
class Link:
    """The chunks of one attribution in one passage; without a cue where the cue stands in another."""

    source: Chunk | None
    cue: Chunk | None
    contents: tuple[Chunk, ...]

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All of them."""
        return (*(one for one in (self.source, self.cue) if one), *self.contents)


def begins(role: str) -> int:
    """The label of a role's first token; the next number is that of its others.

    >>> LABELS[begins("cue")], LABELS[begins("cue") + 1]
    ('B-cue', 'I-cue')
    """
    return 1 + 2 * ROLES.index(role)


def allowed() -> NDArray[np.bool_]:
    """Which label may follow which, labels x labels: an inner one only its own role's first or inner one."""
    table = np.ones((len(LABELS), len(LABELS)), dtype=np.bool_)
    for role in ROLES:
        first = begins(role)
        table[:, first + 1] = False
        table[first : first + 2, first + 1] = True
    return table


def links(passage: Passage, attributions: Iterable[Attribution]) -> list[Link]:
    """The attributions as chunks of a passage, outer ones first.

    A token has one label: an attribution that would give another one to a token that has one, as one nested in a
    content would, is left out. Several may share a whole chunk.
    """
    found: list[Link] = []
    taken: dict[int, Chunk] = {}
    for attribution in sorted(attributions, key=lambda one: one.nested_in is not None):
        link = _link(passage, attribution)
        if link is None or any(taken.get(place, chunk) != chunk for chunk, place in _places(link.chunks)):
            continue
        taken |= {place: chunk for chunk, place in _places(link.chunks)}
        found.append(link)
    return found


def linked(passage: Passage, source: Range | None, cue: Range | None, content: Iterable[Range]) -> Link | None:
    """The tokens that ranges of offsets touch, as chunks; None where there are none in the passage, or some overlap."""
    parts = sorted({part for place in content if (part := _chunk(passage, "content", place))})
    link = Link(_chunk(passage, "source", source), _chunk(passage, "cue", cue), tuple(parts))
    places = [place for _, place in _places(link.chunks)]
    return link if places and len(set(places)) == len(places) else None


def labels(passage: Passage, links: Iterable[Link]) -> Labels:
    """One label a token, for links that share no token."""
    return labels_of((chunk for link in links for chunk in link.chunks), len(passage.tokens))


def labels_of(chunks: Iterable[Chunk], length: int) -> Labels:
    """One label for each of `length` tokens, for chunks that share no token."""
    found = np.zeros(length, dtype=np.int8)
    for chunk in chunks:
        found[chunk.low : chunk.high] = begins(chunk.role) + 1
        found[chunk.low] = begins(chunk.role)
    return found


def chunks(labels: Sequence[int] | Labels) -> list[Chunk]:
    """The chunks of labels, in order; an inner label after another role, or after none, begins a chunk.

    >>> chunks([0, 1, 2, 4, 3])
    [Chunk(role='source', low=1, high=3), Chunk(role='cue', low=3, high=4), Chunk(role='cue', low=4, high=5)]
    """
    found: list[Chunk] = []
    role, low = -1, 0
    for place, label in enumerate([*(labels.tolist() if isinstance(labels, np.ndarray) else labels), 0]):
        here = (label - 1) // 2  # -1 for outside
        if here == role and label % 2 == 0:
            continue
        if role >= 0:
            found.append(Chunk(ROLES[role], low, place))
        role, low = here, place
    return found


def _places(chunks: Iterable[Chunk]) -> list[tuple[Chunk, int]]:
    return [(chunk, place) for chunk in chunks for place in range(chunk.low, chunk.high)]


def _link(passage: Passage, attribution: Attribution) -> Link | None:
    places = [_range(span) for span in attribution.content]
    return linked(passage, _range(attribution.source), _range(attribution.cue), [place for place in places if place])


def _range(span: Span | None) -> Range | None:
    return (span.start, span.end) if span else None


def _chunk(passage: Passage, role: str, place: Range | None) -> Chunk | None:
    """The tokens that a range touches."""
    if place is None or place[1] <= passage.tokens[0][0] or passage.tokens[-1][1] <= place[0]:
        return None
    low = bisect_right(passage.tokens, place[0], key=lambda token: token[1])
    high = bisect_left(passage.tokens, place[1], key=lambda token: token[0])
    return Chunk(role, low, high) if low < high else None
