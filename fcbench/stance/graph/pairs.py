"""What pairs are compared by: likeness of claim and passage, cues where they meet, and the manner of each alone.

Weights of words and dimensions of manner are learned from documents of training pairs alone; a word weighs by how many
topics have it, so that what one topic repeats does not count as common.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

from fcbench.stance.graph.corpus import Corpus, Mask, Matrix, Places
from fcbench.stance.graph.words import CUES
from fcbench.stats import Floats

COMMON = 3  # topics: a word of fewer weighs no more
GENERIC = 6  # topics that have a run of words, at least: those of fewer tell the topic, and not the manner
CLAIM_MANNER, PASSAGE_MANNER = 10, 20  # dimensions
NEWS, LEAD = 3, 8  # sentences that give the news, and until which a report is about its headline
MATCHED, LEAST = 0.5, 0.05  # a sentence is matched with so much of the likeness of the best, and so much at all
BEST = 4  # sentences whose likeness is given
SIMILAR = 28  # features that tell whether a pair has to do with each other; the rest are cues where they meet
SEED = 0
_TINY = 1e-6
_GROUPS = len(CUES.names)
_REFUTE, _DOUBT, _HEDGE = (CUES.names.index(name) for name in ("refute", "doubt", "hedge"))


@dataclass(frozen=True)
class Known:
    """Which documents may be learned from, and the topic of each document."""

    claims: Mask
    passages: Mask
    claim_topics: Places
    passage_topics: Places


@dataclass(frozen=True)
class Features:
    """Of each pair how alike it is and its cues; of each passage and claim what it has alone, and its manner."""

    pairs: Matrix
    passages: Matrix
    claims: Matrix
    passage_manner: Matrix
    claim_manner: Matrix
    claim_of: Places
    passage_of: Places

    def rows(self, places: Places) -> Matrix:
        """All features of these pairs."""
        claim, passage = self.claim_of[places], self.passage_of[places]
        alone = [self.passages[passage], self.claims[claim], self.passage_manner[passage], self.claim_manner[claim]]
        return np.hstack([self.pairs[places], *alone]).astype(np.float32)

    @property
    def of_claims(self) -> Matrix:
        """All that each claim has alone."""
        return np.hstack([self.claims, self.claim_manner]).astype(np.float32)

    @property
    def of_passages(self) -> Matrix:
        """All that each passage has alone."""
        return np.hstack([self.passages, self.passage_manner]).astype(np.float32)


def features(texts: Corpus, known: Known) -> Features:
    """The features of all pairs of a corpus."""
    rare, rarest = _rarity(texts, known)
    return Features(
        pairs=_pairs(texts, rare, rarest),
        passages=_passages(texts),
        claims=_claims(texts),
        passage_manner=_manner(texts.passage_runs, known.passages, known.passage_topics, PASSAGE_MANNER),
        claim_manner=_manner(texts.claim_runs, known.claims, known.claim_topics, CLAIM_MANNER),
        claim_of=texts.claim_of,
        passage_of=texts.passage_of,
    )


def _rarity(texts: Corpus, known: Known) -> tuple[Matrix, Mask]:
    """The weight of each stem by the topics that have it, and which are rare."""
    topics = np.concatenate([known.claim_topics[known.claims], known.passage_topics[known.passages]])
    documents = sp.vstack(
        [texts.claim_stems[np.flatnonzero(known.claims)], texts.passage_stems[np.flatnonzero(known.passages)]]
    )
    spread, count = _spread(documents.tocsr(), topics)
    weights = np.log((count + 1) / np.maximum(spread, COMMON)).astype(np.float32)
    weights[texts.stop] = 0
    return np.maximum(weights, 0), (spread <= COMMON) & ~texts.stop


def _spread(documents: Any, topics: Places) -> tuple[Floats, int]:
    """How many topics have each column, and how many topics there are."""
    names, own = np.unique(topics, return_inverse=True)
    by_topic = sp.csr_matrix((np.ones(len(own), np.float32), (own, np.arange(len(own)))), shape=(len(names), len(own)))
    return np.asarray(((by_topic @ documents) > 0).sum(axis=0)).ravel(), len(names)


def _manner(runs: Any, learned: Mask, topics: Places, dimensions: int) -> Matrix:
    """Where each document stands among ways of writing: the main dimensions of runs of words that many topics have."""
    places = np.flatnonzero(learned)
    spread, count = _spread(runs[places], topics[places])
    generic = np.flatnonzero(spread >= GENERIC)
    made = np.zeros((runs.shape[0], dimensions), dtype=np.float32)
    dimensions = min(dimensions, len(generic) - 1, len(places) - 1)
    if dimensions < 1:
        return made
    table = runs[:, generic].copy()
    table.data = 1 + np.log(table.data)
    table = table @ sp.diags((np.log(count / spread[generic]) + 0.3).astype(np.float32))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel()) + _TINY
    table = sp.diags(1 / lengths) @ table
    _, own = np.unique(topics[places], return_inverse=True)
    weights = sp.diags(1 / np.sqrt(np.bincount(own)[own]))
    _, _, axes = randomized_svd((weights @ table[places]).tocsr(), dimensions, random_state=SEED, n_iter=3)
    made[:, :dimensions] = np.asarray(table @ axes.T.astype(np.float32))
    return made


def _scaled(counts: Any, weights: Matrix) -> Any:
    """Documents as directions: logarithms of counts, weighted, each of length 1."""
    table = counts.copy().astype(np.float32)
    table.data = 1 + np.log(table.data)
    table = (table @ sp.diags(weights)).tocsr()
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel()) + _TINY
    return (sp.diags((1 / lengths).astype(np.float32)) @ table).tocsr()


# Pairs


@dataclass(frozen=True)
class _Claims:
    """The claims as they are compared with passages."""

    shares: Any  # claims x stems: what share of the claim's weight each has
    directions: Any
    figures: Any  # 1 where it is a figure of the claim
    rare: Any
    figure_counts: Floats
    rare_counts: Floats
    runs: list[tuple[list[tuple[int, ...]], list[tuple[int, ...]]]]  # of two and of three stems


def _read_claims(texts: Corpus, weights: Matrix, rarest: Mask) -> _Claims:
    there = texts.claim_stems.copy()
    there.data[:] = 1
    shares = (there @ sp.diags(weights)).tocsr()
    sums = np.asarray(shares.sum(axis=1)).ravel() + _TINY
    figures = (there @ sp.diags(texts.figures.astype(np.float32))).tocsr()
    rare = (there @ sp.diags(rarest.astype(np.float32))).tocsr()
    stems = [[int(texts.stem_of[word]) for word in words] for words in texts.claim_words]
    return _Claims(
        shares=(sp.diags((1 / sums).astype(np.float32)) @ shares).tocsr(),
        directions=_scaled(texts.claim_stems, weights),
        figures=figures,
        rare=rare,
        figure_counts=np.asarray(figures.sum(axis=1)).ravel(),
        rare_counts=np.asarray(rare.sum(axis=1)).ravel(),
        runs=[(list(_run(one, 2)), list(_run(one, 3))) for one in stems],
    )


def _run(stems: list[int], length: int) -> Iterator[tuple[int, ...]]:
    return zip(*(stems[start:] for start in range(length)), strict=False)


def _pairs(texts: Corpus, weights: Matrix, rarest: Mask) -> Matrix:
    """The features of all pairs, passage by passage."""
    claims = _read_claims(texts, weights, rarest)
    sentences, passages = _scaled(texts.sentence_stems, weights), _scaled(texts.passage_stems, weights)
    order = np.argsort(texts.passage_of, kind="stable")
    starts = np.searchsorted(texts.passage_of[order], np.arange(texts.passages + 1))
    made = np.zeros((len(texts.claim_of), SIMILAR + 3 * _GROUPS), dtype=np.float32)
    for number, (first, last) in enumerate(pairwise(starts)):
        rows = order[first:last]
        if len(rows):
            low, high = int(texts.begins[number]), int(texts.begins[number + 1])
            whole = passages[number]
            made[rows] = _beside(texts, claims, texts.claim_of[rows], sentences[low:high], whole, (low, high))
    return made


def _beside(texts: Corpus, claims: _Claims, asked: Places, told: Any, whole: Any, span: tuple[int, int]) -> Matrix:
    """The features of claims beside one passage, whose sentences are these."""
    columns = np.unique(told.indices)
    shares, directions = claims.shares[asked][:, columns].toarray(), claims.directions[asked][:, columns].toarray()
    lines = told[:, columns].toarray()
    holds = (lines > 0).astype(np.float32)
    likeness, covered = directions @ lines.T, shares @ holds.T
    count, each = len(lines), np.arange(len(asked))
    best = np.argmax(likeness + 1e-3 * covered, axis=1)
    ranked = np.sort(likeness, axis=1)[:, ::-1]
    top = np.zeros((len(asked), BEST), dtype=np.float32)
    top[:, : min(BEST, count)] = ranked[:, :BEST]
    weighed = likeness**2 + _TINY
    weighed /= weighed.sum(axis=1, keepdims=True)
    matched = (likeness >= MATCHED * ranked[:, :1]) & (likeness > LEAST)
    figures = claims.figure_counts[asked] - claims.figures[asked][:, columns].toarray().sum(axis=1)
    rare = claims.rare_counts[asked] - claims.rare[asked][:, columns].toarray().sum(axis=1)
    similar = [
        directions @ whole[:, columns].toarray().ravel(),
        shares.sum(axis=1),
        covered[:, 0],
        shares @ holds[:NEWS].max(axis=0),
        shares @ holds[:LEAD].max(axis=0),
        covered[each, best],
        covered.max(axis=1),
        top,
        likeness[:, 0],
        likeness[:, -1],
        likeness.mean(axis=1),
        likeness[:, :NEWS].max(axis=1),
        best / count,
        best == 0,
        best,
        _shared_runs(texts, [claims.runs[one] for one in asked], span),
        figures,
        figures > 0,
        rare,
        rare / (claims.rare_counts[asked] + 1),
        claims.rare_counts[asked],
        matched.mean(axis=1),
        (weighed * (np.arange(count) / max(count - 1, 1))).sum(axis=1),
    ]
    cues = texts.sentence_cues[slice(*span)]
    window = cues[best] + 0.5 * cues[np.maximum(best - 1, 0)] + 0.5 * cues[np.minimum(best + 1, count - 1)]
    of_matched = matched.astype(np.float32) @ cues / (matched.sum(axis=1)[:, None] + 1)
    return np.column_stack([*similar, weighed @ cues, window, of_matched]).astype(np.float32)


def _shared_runs(texts: Corpus, claims: list[tuple[Any, Any]], span: tuple[int, int]) -> Floats:
    """What share of each claim's runs of two and of three stems the passage has, and of two its news."""
    low, high = span
    whole, news = (
        [int(texts.stem_of[word]) for words in texts.sentence_words[low:end] for word in words]
        for end in (high, min(low + NEWS, high))
    )
    twos, threes, first = set(_run(whole, 2)), set(_run(whole, 3)), set(_run(news, 2))
    return np.array([[_share(two, twos), _share(three, threes), _share(two, first)] for two, three in claims])


def _share(runs: list[tuple[int, ...]], known: set[tuple[int, ...]]) -> float:
    return sum(run in known for run in runs) / (len(runs) + 1)


# Each alone


def _passages(texts: Corpus) -> Matrix:
    """Of each passage its cues by place, and its lengths."""
    made = np.zeros((texts.passages, 4 * _GROUPS + 7), dtype=np.float32)
    sizes = np.array([len(words) for words in texts.sentence_words], dtype=np.float32)
    for number, (low, high) in enumerate(pairwise(texts.begins.tolist())):
        cues, length = texts.sentence_cues[low:high], sizes[low:high].sum() + 1
        lengths = [np.log(length), high - low, cues[0, _REFUTE], cues[0, _DOUBT], cues[0, _HEDGE]]
        by_place = [
            cues.sum(axis=0) / length * 100,
            cues[:NEWS].sum(axis=0),
            cues[-NEWS:].sum(axis=0),
            (cues > 0).mean(axis=0),
        ]
        made[number] = np.concatenate([*by_place, lengths, [length / (high - low), sizes[low]]])
    return made


def _claims(texts: Corpus) -> Matrix:
    """Of each claim its cues, its length, and how it is written."""
    there = texts.claim_stems.copy()
    there.data[:] = 1
    figures = np.asarray(there @ texts.figures.astype(np.float32)).ravel()
    written = [
        [
            np.log1p(len(words)),
            count,
            sum(letter.isupper() for letter in text) / (len(text) + 1),
            text.count("'") + text.count("‘"),
            ":" in text,
            text.lower().startswith(("no,", "no ")),
            "?" in text,
        ]
        for text, words, count in zip(texts.claims, texts.claim_words, figures, strict=True)
    ]
    return np.hstack([texts.claim_cues, np.array(written, dtype=np.float32)])
