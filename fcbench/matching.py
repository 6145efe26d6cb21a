"""Two annotations of one article side by side: words by role, who is paired with whom, and scores from counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from fcbench.schema import Attribution, Span
from fcbench.stats import Floats, ratio
from fcbench.text import word_spans

IOU = 0.5  # of tokens, for two stretches to be the same: the rule of most span benchmarks
SIDES = 4  # numbers of a family: hits of the predicted, the predicted, hits of the gold, the gold

Range = tuple[int, int]
Words = frozenset[Range]  # tokens, as offsets into the article
T = TypeVar("T")


class Parts(NamedTuple):
    """The tokens of an attribution by role, as offsets."""

    source: Words
    cue: Words
    content: Words


def parts(attribution: Attribution) -> Parts:
    """The tokens of an attribution by role, as offsets into the article.

    >>> cue = Span(article_id="a", start=3, end=7, exact="said")
    >>> content = Span(article_id="a", start=8, end=14, exact="so it.")
    >>> narrator = {"entity": "n", "role": "narrator"}
    >>> found = Attribution(
    ...     id="1", cue=cue, content=(content,), chain=(narrator,), directness="indirect", act="assert", origin_id="o"
    ... )
    >>> sorted(parts(found).content)
    [(8, 10), (11, 13)]
    """
    one = [[attribution.source] if attribution.source else [], [attribution.cue] if attribution.cue else []]
    return Parts(*(frozenset(tokens(spans)) for spans in (*one, attribution.content)))


def tokens(spans: Iterable[Span]) -> Iterable[Range]:
    """The words within the spans, where they stand in the article."""
    return ((one.start + low, one.start + high) for one in spans for low, high in word_spans(one.exact))


# Alike


def f1(one: Words, other: Words) -> float:
    """The F1 of two sets of tokens; 0 where both are empty.

    >>> f1(frozenset({(0, 1), (2, 3)}), frozenset({(2, 3), (4, 5)}))
    0.5
    """
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def close(one: Words, other: Words) -> bool:
    """Whether the tokens have an intersection over union of at least 0.5; so have two empty sets."""
    return len(one & other) >= IOU * len(one | other)


def meets(one: Words, other: Words) -> bool:
    """Whether two spans share a token, or neither is there."""
    return bool(one & other) or not (one or other)


def same_content(one: Parts, other: Parts) -> bool:
    """Whether the same words are attributed, to whomever; without any, whether the cues share a token."""
    if not one.content and not other.content:
        return bool(one.cue & other.cue)
    return close(one.content, other.content)


# Pairs


def assigned(rows: Sequence[T], columns: Sequence[T], value: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """Pairs of a row's and a column's number with the greatest sum of values, each used at most once.

    >>> assigned([3, 5], [5, 9], lambda one, other: float(one == other))
    [(0, 1), (1, 0)]
    """
    chosen = linear_sum_assignment(table(rows, columns, value), maximize=True)
    return [(int(row), int(column)) for row, column in zip(*chosen, strict=True)]


def table(rows: Sequence[T], columns: Sequence[T], value: Callable[[T, T], float]) -> Floats:
    """The value of each row with each column."""
    cells = [[value(one, other) for other in columns] for one in rows]
    return np.array(cells, dtype=np.float64).reshape(len(rows), len(columns))


# Scores


def agreement(totals: Floats, families: Sequence[str]) -> dict[str, Floats]:
    """Precision, recall and F1 of each family, from sums of shape (..., families * 4); nan where undefined.

    >>> scores = agreement(np.array([1.0, 2, 1, 4]), ["claim"])
    >>> [round(float(scores[f"claim_{part}"]), 3) for part in ("precision", "recall", "f1")]
    [0.5, 0.25, 0.333]
    """
    scores: dict[str, Floats] = {}
    for number, family in enumerate(families):
        right, answered, found, due = (totals[..., SIDES * number + place] for place in range(SIDES))
        precision, recall = ratio(right, answered), ratio(found, due)
        # hits of both sides differ where chunks are cut differently; F1 = 2PR / (P + R), and 0 where one side is empty
        either = np.where(np.nan_to_num(precision) + np.nan_to_num(recall) > 0, precision + recall, 1.0)
        mean = np.where(answered + due > 0, 2 * np.nan_to_num(precision) * np.nan_to_num(recall) / either, np.nan)
        scores |= {f"{family}_precision": precision, f"{family}_recall": recall, f"{family}_f1": mean}
    return scores


def due(totals: Floats, families: Sequence[str], counted: Sequence[str]) -> dict[str, Floats]:
    """How many the gold has of each counted family, as `FAMILY_count`."""
    return {f"{name}_count": totals[..., SIDES * families.index(name) + SIDES - 1] for name in counted}


def shares(totals: Floats, names: Sequence[str]) -> dict[str, Floats]:
    """Hits by cases of each name, from sums of shape (..., names * 2), and as `NAME_count` the cases.

    >>> {name: float(value) for name, value in shares(np.array([3.0, 4]), ["act_accuracy"]).items()}
    {'act_accuracy': 0.75, 'act_accuracy_count': 4.0}
    """
    scores: dict[str, Floats] = {}
    for number, name in enumerate(names):
        right, cases = totals[..., 2 * number], totals[..., 2 * number + 1]
        scores |= {name: ratio(right, cases), f"{name}_count": cases}
    return scores


def best(families: Iterable[str], names: Iterable[str] = ()) -> dict[str, float]:
    """The best value of every score that `agreement` and `shares` give; counts have none."""
    agreed = (f"{family}_{part}" for family in families for part in ("precision", "recall", "f1"))
    return dict.fromkeys((*agreed, *names), 1.0)
