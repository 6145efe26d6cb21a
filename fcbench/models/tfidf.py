"""Logistic regression on TF-IDF of claim and evidence and on their overlap: the plain supervised baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from fcbench import __version__
from fcbench.lexical import shared_words
from fcbench.predictions import from_table
from fcbench.schema import DataError, Example, Prediction

USAGE = "tfidf"
TERMS = 20_000  # the most frequent words and pairs of words; more changed little on training data, and cost time
ITERATIONS = 200
OVERLAP_SCALE = 4.0  # overlap lies in 0..1 and would else be shrunk more than thousands of terms together


@dataclass(frozen=True)
class TfIdf:
    """One vectoriser for both texts, three blocks of features, one linear model."""

    labels: tuple[str, ...]
    terms: Any = None
    classifier: Any = None
    name: str = "tfidf"
    revision: str = __version__

    def fit(self, examples: Sequence[Example], gold: Sequence[str]) -> TfIdf:
        """Learns the terms and their weights, on one thread."""
        texts = sorted({example.claim for example in examples} | {_joined(example) for example in examples})
        terms = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), max_features=TERMS, dtype=np.float64).fit(texts)
        classifier = LogisticRegression(max_iter=ITERATIONS)
        with threadpool_limits(1):
            return replace(self, terms=terms, classifier=classifier.fit(_features(terms, examples), list(gold)))

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """The most probable label of each."""
        with threadpool_limits(1):
            table = self.classifier.predict_proba(_features(self.terms, batch))
        return from_table(batch, self.labels, self.classifier.classes_, table)


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


def load(argument: str, labels: tuple[str, ...]) -> TfIdf:
    """The model, not yet fitted."""
    if argument:
        raise DataError(f"model 'tfidf' takes no argument; saw {argument!r}")
    return TfIdf(labels)
