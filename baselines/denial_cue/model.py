"""A denying word in the evidence means that it refutes; enough shared words without one, that it supports.

What fcbench is there to tell apart from reading: a denial is a stance, but not a verdict, and not every negative
sentence denies the claim at hand. Run it as `fcbench eval python:baselines.denial_cue.model:stance data`.
"""

from __future__ import annotations

import re

from fcbench.schema import Example
from fcbench.text import words

SHARED = 0.25  # of the claim's words: below it the passage is taken to be about something else; set by hand, not tuned
DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:e|es|ed)|false|untrue|no|not|never|n't)\b",
    re.IGNORECASE,
)


def stance(examples: list[Example]) -> list[str]:
    """A label of fcbench's stance scale for each example."""
    return [_stance(example) for example in examples]


def _stance(example: Example) -> str:
    evidence = " ".join(example.evidence)
    claim = set(words(example.claim))
    if len(claim & set(words(evidence))) < SHARED * len(claim):
        return "unrelated"
    return "refutes" if DENYING.search(evidence) else "supports"
