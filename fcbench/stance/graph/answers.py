"""Answers: features of labelled pairs and of pairs to be answered -> the chance of each stance.

First whether a pair has to do with each other, by how it stands among all pairs of its claim and of its passage. Then
the sides of its texts, by random trees of two kinds: by what each text has alone, and by what the texts around it have.
What is learned is learned with the answers: the second kind looks at the pairs to be answered, though never at gold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from fcbench.stance.graph.corpus import Mask, Matrix, Places
from fcbench.stance.graph.pairs import SIMILAR, Features
from fcbench.stance.graph.sides import AGAINST, FOR, OBSERVING, Related, Sides, sides
from fcbench.stats import Floats

# The settings were chosen by rows of held-out topics of FNC-1's training split, and of no test split.
FOLDS = 4  # of topics, for what is said of the texts that are learned from
SEED = 0
COMPARED = (
    0,
    1,
    4,
    7,
)  # of the similar features: cosine, coverage in all and of the lead, the best sentence's likeness
RELATED = {
    "max_iter": 120, "learning_rate": 0.08, "max_leaf_nodes": 8, "min_samples_leaf": 40, "l2_regularization": 5,
    "max_features": 0.3,
}  # fmt: skip
ALONE = {"n_estimators": 60, "min_samples_leaf": 4, "max_features": 0.3}
AROUND = {"n_estimators": 60, "min_samples_leaf": 4, "max_features": 0.15}
BY_TEXT = {"n_estimators": 80, "min_samples_leaf": 5, "max_features": 0.2}
BY_NEIGHBOURS = {"n_estimators": 100, "min_samples_leaf": 20, "max_features": 0.2}
UNLIKELY = 0.02  # below this chance of being related, the stance is not asked for
LIKELY = 0.3  # above it, a pair is a neighbour
KINDS = 3  # of sides, and of stances
UNRELATED = KINDS  # the stance of pairs that have nothing to do with each other


@dataclass(frozen=True)
class Task:
    """All pairs: those learned from with their stances, those to be answered, and the topic of each document.

    A stance is a number of `sides`, or UNRELATED.
    """

    features: Features
    stances: Places  # of all pairs; of those to be answered they are not looked at
    learned: Places
    asked: Places
    claim_topics: Places
    passage_topics: Places

    @property
    def tied(self) -> Mask:
        """Of each pair learned from whether it has to do with each other."""
        found: Mask = self.stances[self.learned] != UNRELATED
        return found

    @property
    def related(self) -> Places:
        """The pairs learned from that have to do with each other."""
        return self.learned[self.tied]


def related(task: Task) -> Floats:
    """The chance of each asked pair to have to do with each other; 1 where all that is learned from has."""
    own = task.tied
    if own.all():
        return np.ones(len(task.asked))
    table = np.hstack(
        [
            task.features.pairs[:, :SIMILAR],
            _among(task.features.pairs, task.features.claim_of),
            _among(task.features.pairs, task.features.passage_of),
        ]
    )
    trees = HistGradientBoostingClassifier(**RELATED, random_state=SEED, early_stopping=False)
    found: Floats = trees.fit(table[task.learned], own).predict_proba(table[task.asked])[:, 1]
    return found


def _among(pairs: Matrix, group: Places) -> Matrix:
    """How each pair stands among all of its group: in deviations, by rank, and as a share of the highest."""
    sizes = np.maximum(np.bincount(group).astype(float), 1)
    starts = np.concatenate([[0], np.cumsum(np.bincount(group))])
    made = []
    for column in COMPARED:
        values = pairs[:, column].astype(float)
        mean = np.bincount(group, values) / sizes
        deviation = np.sqrt(np.maximum(np.bincount(group, values * values) / sizes - mean * mean, 1e-6))
        order = np.lexsort((values, group))
        rank = np.empty(len(values))
        rank[order] = np.arange(len(values)) - starts[group[order]]
        highest = np.full(len(sizes), -1.0)
        np.maximum.at(highest, group, values)
        made += [
            (values - mean[group]) / (deviation[group] + 0.02),
            (rank + 0.5) / sizes[group],
            values / (highest[group] + 1e-3),
        ]
    return np.array(made, np.float32).T


# Sides of texts


@dataclass(frozen=True)
class _Texts:
    """All claims, or all passages: sides, weights and topics, and which are learned from and which asked for."""

    sides: Places
    weights: Floats
    topics: Places
    learned: Mask
    asked: Mask


def _told(texts: _Texts, table: Matrix, settings: dict[str, Any]) -> Floats:
    """The chance of each side for each text: by trees of other topics where it is learned from, else by all."""
    made = np.zeros((len(table), KINDS))
    places = np.flatnonzero(texts.learned & (texts.sides >= 0))
    fold = _folds(texts.topics, places)[texts.topics]

    def chances(known: Places, due: Places) -> Floats:
        trees = ExtraTreesClassifier(**settings, random_state=SEED, n_jobs=1)
        trees.fit(table[known], texts.sides[known], sample_weight=texts.weights[known])
        found = np.zeros((len(due), KINDS))
        found[:, trees.classes_] = trees.predict_proba(table[due])
        return found

    for number in range(FOLDS):
        due, known = np.flatnonzero(texts.learned & (fold == number)), places[fold[places] != number]
        if len(due) and len(known):
            made[due] = chances(known, due)
    due = np.flatnonzero(texts.asked)
    if len(due):
        made[due] = chances(places, due)
    return made


def _folds(topics: Places, places: Places) -> Places:
    """The fold of each topic: of so many topics of like size, one in each fold, by lot."""
    names = np.unique(topics[places])
    sizes = np.bincount(topics[places], minlength=topics.max() + 1)[names]
    ordered = names[np.argsort(-sizes, kind="stable")]
    lot = np.random.RandomState(SEED)
    fold = np.zeros(topics.max() + 1, dtype=np.int64)
    for start in range(0, len(ordered), FOLDS):
        drawn = lot.permutation(FOLDS)
        for topic, number in zip(ordered[start : start + FOLDS], drawn, strict=False):
            fold[topic] = number
    return fold


def _stacked(claims: Floats, passages: Floats) -> list[Floats]:
    """What the sides of claim and passage say of pairs."""
    agree = claims[:, 0] * passages[:, 0] + claims[:, 1] * passages[:, 1]
    disagree = claims[:, 0] * passages[:, 1] + claims[:, 1] * passages[:, 0]
    both = np.column_stack([agree, disagree, 1 - agree - disagree])
    return [claims, passages, both, (claims[:, :1] - claims[:, 1:2]) * (passages[:, :1] - passages[:, 1:2])]


# Stances of pairs


@dataclass(frozen=True)
class Answers:
    """Chances, pairs x stances: of those asked, and of related ones learned from by what other topics tell of them."""

    table: Floats
    held: Floats


def answers(task: Task) -> Answers:
    """The answers to a task that has a related pair to learn from.

    The stances are the mean of both ways of looking; of pairs that are hardly related, how often each stance is.
    """
    chance = related(task)
    learner = _Learner(task, chance)
    ways = [learner.by_text(), learner.by_neighbours()]
    shares = np.bincount(task.stances[task.related], minlength=KINDS) / len(task.related)
    table = np.tile(shares, (len(task.asked), 1))
    table[learner.likely] = np.mean([way.asked for way in ways], axis=0)
    held = np.mean([way.held for way in ways], axis=0)
    return Answers(np.column_stack([table * chance[:, None], 1 - chance]), np.column_stack([held, np.zeros(len(held))]))


def alone(task: Task, classes: int) -> Floats:
    """The chance of each class of each asked pair, by its own features; the task's stances are numbers of classes."""
    trees = ExtraTreesClassifier(**BY_TEXT, random_state=SEED, n_jobs=1)
    trees.fit(task.features.rows(task.learned), task.stances[task.learned])
    made = np.zeros((len(task.asked), classes))
    made[:, trees.classes_] = trees.predict_proba(task.features.rows(task.asked))
    return made


class _Way(NamedTuple):
    """The stances by one way of looking: of likely pairs that are asked, and of related ones by other topics."""

    asked: Floats
    held: Floats


class _Learner:
    def __init__(self, task: Task, chance: Floats) -> None:
        self.task, self.chance = task, chance
        own = task.features
        pairs = Related(own.claim_of[task.related], own.passage_of[task.related], task.stances[task.related])
        known = sides(pairs, own.claims, own.passages, (task.claim_topics, task.passage_topics))
        self.claims = self._texts(known.claims, known.claim_weights, task.claim_topics, own.claim_of)
        self.passages = self._texts(known.passages, known.passage_weights, task.passage_topics, own.passage_of)
        self.codes = _codes(known, pairs)
        sizes = np.bincount(task.passage_topics[pairs.passages], minlength=task.passage_topics.max() + 1)
        weights = sizes[task.passage_topics[pairs.passages]] ** -0.5
        self.weights = weights / weights.mean()
        self.likely = np.flatnonzero(chance > UNLIKELY)

    def _texts(self, side: Places, weights: Floats, topics: Places, of: Places) -> _Texts:
        learned, asked = (
            np.bincount(of[places], minlength=len(topics)) > 0 for places in (self.task.learned, self.task.asked)
        )
        return _Texts(side, weights, topics, learned, asked)

    def by_text(self) -> _Way:
        """The stances by what each text has alone, and by the pair."""
        own = self.task.features
        claims, passages = _told(self.claims, own.of_claims, ALONE), _told(self.passages, own.of_passages, ALONE)

        def rows(places: Places) -> Matrix:
            stacked = _stacked(claims[own.claim_of[places]], passages[own.passage_of[places]])
            return np.hstack([own.rows(places), *stacked]).astype(np.float32)

        return self._way(rows, claims, passages, BY_TEXT, SEED)

    def by_neighbours(self) -> _Way:
        """The stances by the texts that each text is related to, and by those two steps away."""
        own = self.task.features
        passages_of, claims_of = self._neighbours()
        beside_passages = claims_of @ own.claims
        beside_claims = passages_of @ own.passages
        by_claim = _means(self._strength(), own.claim_of, len(own.claims))
        by_passage = _means(self._strength(), own.passage_of, len(own.passages))
        claims = _told(
            self.claims,
            _table(own.of_claims, passages_of @ beside_passages, beside_claims, by_claim @ own.pairs[:, :SIMILAR]),
            AROUND,
        )
        passages = _told(
            self.passages,
            _table(own.of_passages, by_passage @ own.pairs, beside_passages, claims_of @ beside_claims),
            AROUND,
        )
        near_claims, near_passages = passages_of @ passages, claims_of @ claims
        far_claims, far_passages = passages_of @ near_passages, claims_of @ near_claims  # two steps away

        def rows(places: Places) -> Matrix:
            claim, passage = own.claim_of[places], own.passage_of[places]
            around = [near_claims[claim], near_passages[passage], far_passages[passage], far_claims[claim]]
            return np.hstack([*_stacked(claims[claim], passages[passage]), *around]).astype(np.float32)

        return self._way(rows, claims, passages, BY_NEIGHBOURS, SEED + 1)

    def _way(
        self, rows: Callable[[Places], Matrix], claims: Floats, passages: Floats, settings: dict[str, Any], seed: int
    ) -> _Way:
        """What the features of pairs and the sides of their texts tell."""
        own, related = self.task.features, self.task.related
        held = _stacked(claims[own.claim_of[related]], passages[own.passage_of[related]])[2]
        due = self.task.asked[self.likely]
        return _Way(self._pairs(rows(related), rows(due), settings, seed) if len(due) else held[:0], held)

    def _pairs(self, known: Matrix, due: Matrix, settings: dict[str, Any], seed: int) -> Floats:
        """The chances of stances, learned as nine: the side of the claim by that of the passage."""
        trees = ExtraTreesClassifier(**settings, random_state=seed, n_jobs=1)
        trees.fit(known, self.codes, sample_weight=self.weights)
        found = np.zeros((len(due), KINDS * KINDS))
        found[:, trees.classes_] = trees.predict_proba(due)
        agree = found[:, FOR * KINDS + FOR] + found[:, AGAINST * KINDS + AGAINST]
        disagree = found[:, FOR * KINDS + AGAINST] + found[:, AGAINST * KINDS + FOR]
        return np.column_stack([agree, disagree, 1 - agree - disagree])

    def _strength(self) -> Floats:
        """How surely each pair is of neighbours."""
        task = self.task
        made = np.zeros(len(task.stances))
        made[task.learned] = task.tied
        made[task.asked] = np.where(self.chance > LIKELY, self.chance, 0)
        return made

    def _neighbours(self) -> tuple[Any, Any]:
        """Claims x passages and passages x claims, each row of sum 1; a pair that comes twice counts once."""
        own, strength = self.task.features, self._strength()
        claims, passages = len(own.claims), len(own.passages)
        places = np.concatenate([self.task.learned, self.task.asked])
        _, first = np.unique(own.claim_of[places] * passages + own.passage_of[places], return_index=True)
        places = places[first]
        ties = sp.csr_matrix(
            (strength[places], (own.claim_of[places], own.passage_of[places])), shape=(claims, passages)
        )
        ties.eliminate_zeros()
        return _of_sum_one(ties), _of_sum_one(ties.T.tocsr())


def _codes(known: Sides, pairs: Related) -> Places:
    """Which of the nine each related pair is."""
    claims, passages = known.claims[pairs.claims].copy(), known.passages[pairs.passages].copy()
    claims[claims < 0] = OBSERVING
    passages[passages < 0] = OBSERVING
    found: Places = claims * KINDS + passages
    return found


def _table(*parts: Any) -> Matrix:
    return np.hstack(parts).astype(np.float32)


def _means(strength: Floats, of: Places, count: int) -> Any:
    """Texts x pairs: each row the mean of a text's pairs, by their strength."""
    return _of_sum_one(sp.csr_matrix((strength, (of, np.arange(len(of)))), shape=(count, len(of))))


def _of_sum_one(table: Any) -> Any:
    sums = np.maximum(np.asarray(table.sum(axis=1)).ravel(), 1e-9)
    return (sp.diags(1 / sums) @ table).tocsr()
