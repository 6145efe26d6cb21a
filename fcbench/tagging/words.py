"""Words: what training articles say of each word: how often it is in a cue, in a source, and at the edge of a content.

In: words with their labels, article by article. Out: for each word a level a question, 0 where it was never seen. In
training an article is left out of the counts that it is seen with: else each rare word would know its own label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fcbench.tagging.marks import Labels, begins

QUESTIONS = ("in a cue", "in a source", "before a content", "first of a content")
LEVELS = (0.01, 0.04, 0.15, 0.4, 0.7)  # shares of yes between which words are told apart: rarely, now and then, mostly
PRIOR = 1.0  # added to the times that a word was seen, as a no: a word seen once is not sure

Whole = NDArray[np.int64]

_NEVER = np.zeros(1 + len(QUESTIONS), dtype=np.int64)


@dataclass(frozen=True)
class Words:
    """For each word how often it was seen, and how often the answer to each of QUESTIONS was yes."""

    counts: Mapping[str, Whole]

    @classmethod
    def of(cls, articles: Iterable[tuple[Sequence[str], Labels]]) -> Words:
        """The counts of articles, their words as they stand."""
        counts: dict[str, Whole] = {}
        for words, labels in articles:
            for word, row in zip(words, _answers(labels), strict=True):
                lower = word.lower()
                counts[lower] = counts.get(lower, _NEVER) + row
        return cls(counts)

    def levels(self, words: Sequence[str], without: Words | None = None) -> Whole:
        """Levels, words x QUESTIONS; `without` are counts to take off first."""
        lower = [word.lower() for word in words]
        if without is None:
            return self._levels[[self._places.get(word, -1) for word in lower]]
        found = {word: number for number, word in enumerate(dict.fromkeys(lower))}
        counts = _table(self.counts.get(word, _NEVER) - without.counts.get(word, _NEVER) for word in found)
        return _levels(counts)[[found[word] for word in lower]]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Where in `_levels` each word is; one that was never seen is the last there."""
        return {word: place for place, word in enumerate(self.counts)}

    @cached_property
    def _levels(self) -> Whole:
        return _levels(_table([*self.counts.values(), _NEVER]))


def _table(counts: Iterable[Whole]) -> Whole:
    return np.array(list(counts), dtype=np.int64).reshape(-1, len(_NEVER))


def _levels(counts: Whole) -> Whole:
    """The levels of words, words x QUESTIONS, by their counts."""
    seen = counts[:, :1]
    return np.where(seen > 0, 1 + np.searchsorted(LEVELS, counts[:, 1:] / (seen + PRIOR)), 0)


def _answers(labels: Labels) -> Whole:
    """Of each token 1, and then 1 or 0 for each of QUESTIONS."""
    cue, source, content = (begins(role) for role in ("cue", "source", "content"))
    first = labels == content
    before = np.append(first[1:], False)[: len(first)]
    within = (np.isin(labels, (role, role + 1)) for role in (cue, source))
    return np.stack([np.ones(len(labels), dtype=np.bool_), *within, before, first], axis=1).astype(np.int64)
