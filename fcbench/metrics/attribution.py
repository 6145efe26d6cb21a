"""Precision, recall and F1 of attributions: each role by its spans, and whole attributions one to one.

All is measured in word tokens of the article, so marks and white space never matter, except for `exact` and `strip`
of a role, which compare the offsets of contiguous chunks (a content of two stretches is two chunks):

- `exact`: both offsets equal (strict in Pareti 2015, exact match in CofeNet); `strip`: equal without edge punctuation;
- `overlap`: any shared token; `soft`: the share of a chunk that its partner covers (Johansson and Moschitti 2010);
- `token`: the tokens.

For `overlap` and `soft` a chunk has one partner at most, and tokens count as often as they are given, so that an
answer given twice costs precision.

A whole attribution is matched to at most one other, by the assignment with the greatest sum of content-token F1:
`exact`: the three token sets are equal; `relaxed`: content tokens with an intersection over union of at least 0.5,
and a shared cue token, and a shared source token; `detection`: a shared cue token. Cues or sources absent on both
sides agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from fcbench.schema import Attribution, Span
from fcbench.stats import Floats, ratio
from fcbench.text import trim, word_spans

VERSION = "1"
TASKS = ("attribution",)
ROLES = ("source", "cue", "content")
SPAN_MEASURES = ("exact", "strip", "overlap", "soft", "token")
WHOLE_MEASURES = ("exact", "relaxed", "detection")
HEADLINE = ("relaxed_f1", "exact_f1", "content_token_f1")
IOU = 0.5  # of content tokens, for a relaxed match: the rule of most span benchmarks
EDGE = "\"'“”‘’«»„.,;:!?()[]-–—…"

Range = tuple[int, int]
T = TypeVar("T")

FAMILIES = (*(f"{role}_{measure}" for role in ROLES for measure in SPAN_MEASURES), *WHOLE_MEASURES)
BEST = {f"{family}_{part}": 1.0 for family in FAMILIES for part in ("precision", "recall", "f1")}


class Parts(NamedTuple):
    """The tokens of an attribution by role, as offsets."""

    source: frozenset[Range]
    cue: frozenset[Range]
    content: frozenset[Range]


def applies(labels: tuple[str, ...]) -> bool:
    """Only where there are no labels to choose from: attributions are found, not classified."""
    return not labels


def observe(
    gold: Sequence[Attribution], predicted: Sequence[Attribution] | None, labels: tuple[str, ...] = ()
) -> tuple[float, ...]:
    """One article's numbers: for each family hits of the predicted, the predicted, hits of the gold, the gold.

    None is silence: nothing predicted.

    >>> observe([], None)[:4]
    (0.0, 0.0, 0.0, 0.0)
    """
    answered = predicted or ()
    numbers: list[float] = []
    for role in ROLES:
        numbers += _role_numbers(_chunks(gold, role), _chunks(answered, role))
    numbers += _whole_numbers([parts(one) for one in gold], [parts(one) for one in answered])
    return tuple(float(number) for number in numbers)


def summarise(totals: Floats, labels: tuple[str, ...] = ()) -> dict[str, Floats]:
    """Precision, recall and F1 of each family, from sums of shape (..., families * 4); nan where undefined.

    >>> scores = summarise(np.array([0.0] * 60 + [1, 2, 1, 4] * 3))
    >>> [round(float(scores[f"relaxed_{part}"]), 3) for part in ("precision", "recall", "f1")]
    [0.5, 0.25, 0.333]
    """
    scores: dict[str, Floats] = {}
    for number, family in enumerate(FAMILIES):
        right, answered, found, due = (totals[..., 4 * number + place] for place in range(4))
        precision, recall = ratio(right, answered), ratio(found, due)
        # hits of both sides differ where chunks are cut differently; F1 = 2PR / (P + R), and 0 where one side is empty
        either = np.where(np.nan_to_num(precision) + np.nan_to_num(recall) > 0, precision + recall, 1.0)
        f1 = np.where(answered + due > 0, 2 * np.nan_to_num(precision) * np.nan_to_num(recall) / either, np.nan)
        scores |= {f"{family}_precision": precision, f"{family}_recall": recall, f"{family}_f1": f1}
    return scores


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
    return Parts(*(frozenset(_tokens(spans)) for spans in (*one, attribution.content)))


def _tokens(spans: Iterable[Span]) -> Iterable[Range]:
    """The words within the spans, where they stand in the article."""
    return ((one.start + low, one.start + high) for one in spans for low, high in word_spans(one.exact))


def _chunks(attributions: Sequence[Attribution], role: str) -> list[Span]:
    """The spans of a role in the order of the text; one that several attributions share counts for each."""
    found: list[Span] = []
    for attribution in attributions:
        given = getattr(attribution, role)
        found += given if isinstance(given, tuple) else [given] if given else []
    return sorted(found, key=lambda one: (one.start, one.end))


def _role_numbers(gold: list[Span], predicted: list[Span]) -> list[float]:
    """The four numbers of each span measure."""
    numbers: list[float] = []
    for unwanted in ("", EDGE):
        hits = _common(*([_edges(one, unwanted) for one in side] for side in (predicted, gold)))
        numbers += [hits, len(predicted), hits, len(gold)]
    answered, due = ([frozenset(_tokens([one])) for one in side] for side in (predicted, gold))
    hits = _most(answered, due, lambda one, other: float(bool(one & other)))
    numbers += [hits, len(answered), hits, len(due)]
    numbers += [_most(answered, due, _covered), len(answered), _most(due, answered, _covered), len(due)]
    answered_tokens, due_tokens = ([token for one in side for token in one] for side in (answered, due))
    hits = _common(answered_tokens, due_tokens)
    return [*numbers, hits, len(answered_tokens), hits, len(due_tokens)]


def _common(predicted: list[Range], gold: list[Range]) -> float:
    return float((Counter(predicted) & Counter(gold)).total())


def _edges(one: Span, unwanted: str) -> Range:
    low, high = trim(one.exact, 0, len(one.exact), unwanted) if unwanted else (0, len(one.exact))
    return one.start + low, one.start + high


def _covered(one: frozenset[Range], other: frozenset[Range]) -> float:
    """The share of `one` that the other covers."""
    return len(one & other) / len(one) if one else 0.0


def _most(rows: Sequence[T], columns: Sequence[T], value: Callable[[T, T], float]) -> float:
    """The greatest sum of values where each side is used once, so that a doubled answer costs precision."""
    values = _table(rows, columns, value)
    return float(values[linear_sum_assignment(values, maximize=True)].sum())


def _table(rows: Sequence[T], columns: Sequence[T], value: Callable[[T, T], float]) -> Floats:
    cells = [[value(one, other) for other in columns] for one in rows]
    return np.array(cells, dtype=np.float64).reshape(len(rows), len(columns))


def _whole_numbers(gold: list[Parts], predicted: list[Parts]) -> list[float]:
    """The four numbers of each measure of whole attributions, all on one assignment."""
    values = _table(predicted, gold, _closeness)
    pairs = list(zip(*linear_sum_assignment(values, maximize=True), strict=True))
    numbers: list[float] = []
    for holds in (_equal, _relaxed, _same_cue):
        hits = float(sum(holds(predicted[row], gold[column]) for row, column in pairs))
        numbers += [hits, len(predicted), hits, len(gold)]
    return numbers


def _closeness(one: Parts, other: Parts) -> float:
    """Content-token F1; ties go to the most hits, so that neither order nor side matters.

    The steps are below the least difference between two sums of F1, and each is a thousand times the next.
    """
    shared, both = len(one.content & other.content), len(one.content) + len(other.content)
    f1 = 2 * shared / both if both else 0.0
    return f1 + 1e-6 * _equal(one, other) + 1e-9 * _relaxed(one, other) + 1e-12 * _same_cue(one, other)


def _equal(one: Parts, other: Parts) -> bool:
    return one == other


def _relaxed(one: Parts, other: Parts) -> bool:
    shared, either = len(one.content & other.content), len(one.content | other.content)
    close = shared >= IOU * either
    return close and _same_cue(one, other) and _meets(one.source, other.source)


def _same_cue(one: Parts, other: Parts) -> bool:
    return _meets(one.cue, other.cue)


def _meets(one: frozenset[Range], other: frozenset[Range]) -> bool:
    """Whether two spans share a token, or neither is there."""
    return bool(one & other) or not (one or other)
