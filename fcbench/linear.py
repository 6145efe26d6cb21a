"""Logistic regression on TF-IDF of claim and evidence and on their overlap; the blind baselines see a part of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from fcbench import __version__
from fcbench.lexical import shared_words
from fcbench.predictions import from_table
from fcbench.schema import Example, Prediction
from fcbench.text import words

TERMS = 20_000  # the most frequent words and pairs of words; more changed little on training data, and cost time
ITERATIONS = 200
OVERLAP_SCALE = 4.0  # overlap lies in 0..1 and would else be shrunk more than thousands of terms together

View = Callable[[Example], Example]


def everything(training: Sequence[Example]) -> View:
    """A view that hides nothing."""
    return lambda example: example


@dataclass(frozen=True)
class Linear:
    """One vectoriser for both texts, three blocks of features, one linear model, of what `sight` lets it see."""

    labels: tuple[str, ...]
    name: str
    sight: Callable[[Sequence[Example]], View] = everything
    view: View | None = None
    terms: Any = None
    classifier: Any = None
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> Linear:
        """Learns the terms and their weights, on one thread; where no text has a word, the labels' shares."""
        view = self.sight(examples)
        seen = [view(example) for example in examples]
        texts = sorted({example.claim for example in seen} | {_joined(example) for example in seen})
        if not any(words(text) for text in texts):
            return replace(self, view=view, classifier=DummyClassifier().fit(np.zeros((len(gold), 1)), list(gold)))
        terms = _vectoriser(vocabulary=_commonest(texts)).fit(texts)
        classifier = LogisticRegression(max_iter=ITERATIONS)
        with threadpool_limits(1):
            return replace(self, view=view, terms=terms, classifier=classifier.fit(_features(terms, seen), list(gold)))

    def state(self) -> dict[str, Any]:
        """What it has learned: the terms, a line each, with their weights, if there are any; and the classifier.

        A vectoriser as it is would have a file for each of its terms.
        """
        if self.terms is None:
            return {"terms": None, "idf": None, "classifier": self.classifier}
        terms = "\n".join(map(str, self.terms.get_feature_names_out()))
        return {"terms": terms, "idf": self.terms.idf_, "classifier": self.classifier}

    def restored(self, state: dict[str, Any]) -> Linear:
        """The fitted model with that `state()`, and with the view of this one, which has to be the same in training."""
        terms = None
        if state["terms"] is not None:
            terms = _vectoriser(vocabulary=state["terms"].split("\n"))
            terms.idf_ = state["idf"]
        return replace(self, view=self.sight(()), terms=terms, classifier=state["classifier"])

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The most probable label of each."""
        view = self.view or everything(batch)
        seen = [view(example) for example in batch]
        features = np.zeros((len(seen), 1)) if self.terms is None else _features(self.terms, seen)
        with threadpool_limits(1):
            table = self.classifier.predict_proba(features)
        return from_table(batch, self.labels, self.classifier.classes_, table)


def _vectoriser(**options: Any) -> Any:
    return TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), dtype=np.float64, **options)


def _commonest(texts: Sequence[str]) -> list[str]:
    """The most frequent terms, in order; of equally frequent ones the first in the alphabet.

    The vectoriser's own `max_features` takes any of these, by how the machine at hand sorts.
    """
    found = Counter(chain.from_iterable(map(_vectoriser().build_analyzer(), texts)))
    return sorted(sorted(found, key=lambda term: (-found[term], term))[:TERMS])


def _joined(example: Example) -> str:
    return "\n".join(example.evidence)


def _features(terms: Any, examples: Sequence[Example]) -> Any:
    """Claim terms, evidence terms, their cosine and the share of the claim's words: examples x (2 * terms + 2)."""
    claims, evidence = (
        _rows(terms, [of(example) for example in examples]) for of in (lambda item: item.claim, _joined)
    )
    cosine = np.asarray(claims.multiply(evidence).sum(axis=1)).reshape(-1, 1)
    overlap = sparse.csr_matrix(OVERLAP_SCALE * np.hstack([cosine, shared_words(examples)]))
    return sparse.hstack([claims, evidence, overlap], format="csr")


def _rows(terms: Any, texts: list[str]) -> Any:
    distinct = sorted(set(texts))  # a benchmark pairs few texts in many ways
    place = {text: number for number, text in enumerate(distinct)}
    return terms.transform(distinct)[[place[text] for text in texts]]
