"""How much of a claim's wording the evidence shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from fcbench.schema import Example
from fcbench.stats import Floats
from fcbench.text import words


def shared_words(examples: Sequence[Example]) -> Floats:
    """For each example the largest share of the claim's content words that a piece of evidence has: examples x 1."""
    kept: dict[str, frozenset[str]] = {}

    def content(text: str) -> frozenset[str]:
        if text not in kept:
            kept[text] = frozenset(words(text)) - ENGLISH_STOP_WORDS
        return kept[text]

    def share(example: Example) -> float:
        claim = content(example.claim)
        return max((len(claim & content(piece)) for piece in example.evidence), default=0) / max(1, len(claim))

    return np.array([[share(example)] for example in examples])
