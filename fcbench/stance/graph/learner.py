"""The learner: labelled pairs and pairs to be answered -> what each class is worth for each pair asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from threadpoolctl import threadpool_limits

from fcbench.labels import meaning
from fcbench.schema import Example
from fcbench.stance.decision import Decision, decision
from fcbench.stance.graph.answers import UNRELATED, Task, alone, answers
from fcbench.stance.graph.corpus import Corpus, Mask, Pair, Places, corpus
from fcbench.stance.graph.pairs import Known, features
from fcbench.stance.graph.sides import AGREES, DISAGREES, DISCUSSES
from fcbench.stance.stacking import Held
from fcbench.stats import Floats

APART = 0.7  # what the class apart weighs; chosen as the settings of answers were
STANCES = {
    "supports": AGREES,
    "partly_supports": AGREES,
    "refutes": DISAGREES,
    "partly_refutes": DISAGREES,
    "neutral": DISCUSSES,
    "unrelated": UNRELATED,
}  # by what a label means; labels of one stance share its chance as they do in training


def stance_of(label: str) -> int | None:
    """The stance that a label means; None for one that is no side, nor the lack of one."""
    return STANCES.get(meaning(label) or "")


def shares(
    known: Sequence[Example], gold: Sequence[str], asked: Sequence[Example], classes: tuple[str, ...], objective: str
) -> Floats:
    """Asked examples x classes: shares of worth under the objective. Which tree sees what follows from the order.

    Where a label is no stance, or nothing is related, each pair is taken alone, and worth is probability.
    """
    parts = [[(one.claim, "\n".join(one.evidence)) for one in part] for part in (known, asked)]
    codes = np.array([classes.index(label) for label in gold])
    meant = [stance_of(label) for label in classes]
    if None in meant or set(meant) == {UNRELATED}:
        with threadpool_limits(1):
            return alone(_task(parts, codes, np.zeros(len(codes), dtype=bool)), len(classes))
    kinds = np.array(meant, dtype=np.int64)
    with threadpool_limits(1):
        found = answers(_task(parts, kinds[codes], kinds[codes] != UNRELATED))
    spread = _spread(kinds, np.bincount(codes, minlength=len(classes)))
    related = codes[kinds[codes] != UNRELATED]
    held = Held(_shared(found.held @ spread), related, np.ones(len(related)))
    return _decided(objective, classes, kinds, held).shares(_shared(found.table @ spread))


def _task(parts: Sequence[Sequence[Pair]], stances: Places, tied: Mask) -> Task:
    """The task of learning the stances of the first part for the second; a tied pair is of one topic."""
    texts = corpus(parts)
    learned, asked = np.arange(len(stances)), np.arange(len(stances), len(texts.claim_of))
    found = np.concatenate([stances, np.full(len(asked), UNRELATED)])
    claims, passages = _topics(texts, np.concatenate([tied, np.zeros(len(asked), dtype=bool)]))
    known = Known(_has(texts.claim_of[learned], claims), _has(texts.passage_of[learned], passages), claims, passages)
    return Task(features(texts, known), found, learned, asked, claims, passages)


def _spread(kinds: Places, counts: Places) -> Floats:
    """Stances x classes: how the chance of a stance is shared among the classes that mean it."""
    made = np.zeros((UNRELATED + 1, len(kinds)))
    made[kinds, np.arange(len(kinds))] = counts
    found: Floats = made / np.maximum(made.sum(axis=1, keepdims=True), 1)
    return found


def _shared(table: Floats) -> Floats:
    """Rows of sum 1; a row of nothing is shared equally."""
    table = np.where(table.sum(axis=1, keepdims=True) > 0, np.maximum(table, 0), 1.0)
    made: Floats = table / table.sum(axis=1, keepdims=True)
    return made


def _decided(objective: str, classes: tuple[str, ...], kinds: Places, held: Held) -> Decision:
    """The decision for an objective; weights of stances are chosen by texts of held-out topics."""
    chosen = decision(objective, classes, held if len(held.codes) else None, None)
    if objective != "balanced":
        return Decision(1.0, chosen.worth)
    weights = np.diag(chosen.worth).copy()
    weights[kinds == UNRELATED] = APART * _most_frequent(weights, held)
    return Decision(1.0, np.diag(weights))


def _most_frequent(weights: Floats, held: Held) -> float:
    """The weight of the most frequent class of related pairs."""
    return float(weights[np.bincount(held.codes, minlength=len(weights)).argmax()]) if len(held.codes) else 1.0


def _has(places: Places, documents: Places) -> Mask:
    found = np.zeros(len(documents), dtype=bool)
    found[places] = True
    return found


def _topics(texts: Corpus, tied: Mask) -> tuple[Places, Places]:
    """The topic of each claim and of each passage: what related pairs tie together."""
    claims, passages = len(texts.claims), texts.passages
    ends = texts.claim_of[tied], claims + texts.passage_of[tied]
    ties = sp.coo_matrix((np.ones(int(tied.sum())), ends), shape=(claims + passages, claims + passages))
    _, topic = connected_components(ties, directed=False)
    return topic[:claims].astype(np.int64), topic[claims:].astype(np.int64)
