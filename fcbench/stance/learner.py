"""Examples and gold -> what answers: words, topics, features, trees and a decision, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from threadpoolctl import threadpool_limits

from fcbench.schema import Example
from fcbench.stance.decision import Decision, decision
from fcbench.stance.meanings import apart
from fcbench.stance.pairs import NAMES, SIMILAR, features
from fcbench.stance.reading import ClaimText, Passage, Tools, read_claim, read_passage, tools
from fcbench.stance.stacking import Matrix, Rows, Shape, Stack, fitted, held_out
from fcbench.stance.topics import topics
from fcbench.stats import Floats

KEPT = 2_048  # texts that are kept as read: a benchmark pairs few texts in many ways
LARGEST = 0.5  # of the rows in one topic: then the claims are the topics

Text = tuple[str, tuple[str, ...]]


class Reader:
    """Reads claims and passages, and remembers the last ones."""

    def __init__(self, known: Tools) -> None:
        self.claim = lru_cache(KEPT)(lambda text: read_claim(text, known))
        self.passage = lru_cache(KEPT)(lambda pieces: read_passage(pieces, known))

    def features(self, pairs: Sequence[Text]) -> Matrix:
        """The features of pairs, row for row; pairs of one passage are taken together."""
        made = np.empty((len(pairs), len(NAMES)), dtype=np.float32)
        by_passage: dict[tuple[str, ...], list[int]] = {}
        for number, (_, evidence) in enumerate(pairs):
            by_passage.setdefault(evidence, []).append(number)
        for evidence, places in by_passage.items():
            read: list[tuple[ClaimText, Passage]] = [
                (self.claim(pairs[place][0]), self.passage(evidence)) for place in places
            ]
            made[places] = features(read)
        return made


Sight = Callable[[Reader], Callable[[Sequence[Text]], Matrix]]


def pairwise(reader: Reader) -> Callable[[Sequence[Text]], Matrix]:
    """A sight of all evidence of a row as one passage."""
    return reader.features


@dataclass(frozen=True)
class Learned:
    """What answers: the shares of worth of each class."""

    classes: tuple[str, ...]
    known: Tools = field(repr=False)
    sight: Sight
    stack: Stack = field(repr=False)
    decision: Decision

    @cached_property
    def see(self) -> Callable[[Sequence[Text]], Matrix]:
        """The features of rows, as they are seen."""
        return self.sight(Reader(self.known))

    def shares(self, batch: Sequence[Example]) -> Floats:
        """Examples x classes."""
        if not batch:
            return np.zeros((0, len(self.classes)))
        with threadpool_limits(1):
            seen = self.see([(example.claim, example.evidence) for example in batch])
            return self.decision.shares(self.stack.table(seen))


def learn(examples: Sequence[Example], gold: Sequence[str], objective: str, sight: Sight = pairwise) -> Learned:
    """What answers, from training rows in any order; `sight` says what is seen of a row."""
    ordered = sorted(((example.claim, example.evidence), label) for example, label in zip(examples, gold, strict=True))
    pairs = [pair for pair, _ in ordered]
    classes = tuple(sorted(set(gold)))
    lone = apart(classes)
    codes = np.array([classes.index(label) for _, label in ordered])
    claims, passages = _topics(pairs, [label != lone for _, label in ordered])
    with threadpool_limits(1):
        known = tools(
            {claim: topic for (claim, _), topic in zip(pairs, claims, strict=True)},
            {"\n".join(evidence): topic for (_, evidence), topic in zip(pairs, passages, strict=True)},
        )
        rows = Rows(sight(Reader(known))(pairs), codes, np.array(claims), np.array(passages))
        place = None if lone is None else classes.index(lone)
        shape = Shape(len(classes), place, SIMILAR)
        held = held_out(rows, shape)
        chosen = decision(objective, classes, held, shape.apart)
        return Learned(classes, known, sight, fitted(rows, shape), chosen)


def _topics(pairs: Sequence[Text], tied: Sequence[bool]) -> tuple[list[int], list[int]]:
    """The topics of the claim and of the evidence of each pair."""
    keys = [(claim, "\n".join(evidence)) for claim, evidence in pairs]
    by_claim, by_evidence = topics(keys, tied)
    claims, passages = [by_claim[claim] for claim, _ in keys], [by_evidence[evidence] for _, evidence in keys]
    own = np.bincount([topic for topic, tie in zip(claims, tied, strict=True) if tie] or [0])
    if own.max() > LARGEST * own.sum():
        alone = {claim: number for number, claim in enumerate(dict.fromkeys(claim for claim, _ in keys))}
        claims = passages = [alone[claim] for claim, _ in keys]
    return claims, passages
