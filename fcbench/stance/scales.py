"""What a training set tells of words without its labels' help: how many topics have them, and what they go with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from fcbench.stance.stems import stems
from fcbench.stats import Floats

FLOOR = 3  # topics: rarer terms weigh as much as these, for in another topic's texts they would be common again
GENERIC = 6  # topics that an n-gram has to be in before it tells of manner and not of matter
LONGEST = 2  # stems of an n-gram
SEED = 0  # of the decomposition


@dataclass(frozen=True)
class Rarity:
    """The weight of each stem: the logarithm of topics in all to topics that have it, with a floor."""

    weights: Mapping[str, float]
    highest: float

    def of(self, stem: str) -> float:
        """The weight of a stem; one that was never met weighs as much as the rarest."""
        return self.weights.get(stem, self.highest)


def rarity(texts: Mapping[str, int]) -> Rarity:
    """The weights from texts and their topics."""
    met = _topics_of((topic, stems(text)) for text, topic in texts.items())
    count = len(set(texts.values()))
    return Rarity({stem: _weight(count, number) for stem, number in sorted(met.items())}, _weight(count, 0))


def _weight(count: int, met: int) -> float:
    return math.log((count + FLOOR) / max(FLOOR, met))


def _topics_of(found: Iterable[tuple[int, Iterable[Any]]]) -> Counter[Any]:
    """In how many topics each thing is."""
    by_topic: dict[int, dict[Any, None]] = {}
    for topic, things in found:
        by_topic.setdefault(topic, {}).update(dict.fromkeys(things))
    return Counter(thing for things in by_topic.values() for thing in things)


@dataclass(frozen=True)
class Manner:
    """A text's place in the few dimensions along which n-grams of many topics vary."""

    places: Mapping[str, int]
    weights: Floats
    axes: Floats  # n-grams x dimensions

    def of(self, terms: Sequence[str]) -> Floats:
        """The place of a text with these stems."""
        counts = Counter(self.places[gram] for gram in ngrams(terms) if gram in self.places)
        where = np.array(sorted(counts), dtype=np.int64)
        values = (1 + np.log([counts[place] for place in where])) * self.weights[where]
        length = float(np.sqrt((values**2).sum())) or 1.0
        made: Floats = (values / length) @ self.axes[where]
        return made


def manner(texts: Mapping[str, int], dimensions: int) -> Manner:
    """The dimensions of texts with their topics; of n-grams that enough topics have, and of their weights alone."""
    read = {text: stems(text) for text in texts}
    met = _topics_of((topic, ngrams(read[text])) for text, topic in texts.items())
    places = {gram: number for number, gram in enumerate(sorted(g for g, count in met.items() if count >= GENERIC))}
    count = len(set(texts.values()))
    weights = np.array([_weight(count, met[gram]) for gram in places])
    plain = Manner(places, weights, np.zeros((len(places), dimensions)))
    if min(len(places), len(texts)) <= dimensions:
        return plain
    rows = sparse.vstack([_row(plain, read[text]) for text in texts], format="csr")
    fitted = TruncatedSVD(dimensions, random_state=SEED, n_iter=4).fit(rows)
    return Manner(places, weights, np.ascontiguousarray(fitted.components_.T))


def _row(plain: Manner, terms: Sequence[str]) -> Any:
    counts = Counter(plain.places[gram] for gram in ngrams(terms) if gram in plain.places)
    where = np.array(sorted(counts), dtype=np.int64)
    values = (1 + np.log([counts[place] for place in where])) * plain.weights[where]
    length = float(np.sqrt((values**2).sum())) or 1.0
    return sparse.csr_matrix((values / length, where, [0, len(where)]), shape=(1, len(plain.places)))


def ngrams(terms: Sequence[str]) -> list[str]:
    """The n-grams of stems, in order of length."""
    return [
        " ".join(terms[start : start + length])
        for length in range(1, LONGEST + 1)
        for start in range(len(terms) - length + 1)
    ]
