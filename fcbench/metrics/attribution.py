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
sides agree. `speech` and `other` are the relaxed measure over attributions whose cue is, or is not, one of speech by
`speech_cues.yaml`: recall over the gold ones, precision over the predicted ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import TypeVar

from fcbench import files
from fcbench.matching import Parts, Range, Words, agreement, assigned, best, close, due, f1, meets, parts, tokens
from fcbench.schema import Attribution, Model, Span, validate
from fcbench.stats import Floats
from fcbench.text import trim, words

VERSION = "2"
TASKS = ("attribution",)
ROLES = ("source", "cue", "content")
SPAN_MEASURES = ("exact", "strip", "overlap", "soft", "token")
WHOLE_MEASURES = ("exact", "relaxed", "detection")
HEADLINE = ("relaxed_f1", "speech_recall", "exact_f1", "content_exact_f1", "detection_f1")
GROUPS = ("speech", "other")  # of cues
EDGE = "\"'“”‘’«»„.,;:!?()[]-–—…"

T = TypeVar("T")

FAMILIES = (*(f"{role}_{measure}" for role in ROLES for measure in SPAN_MEASURES), *WHOLE_MEASURES, *GROUPS)
COUNTED = ("relaxed", *GROUPS)
BEST = best(FAMILIES)


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
    numbers += _whole_numbers(gold, answered)
    return tuple(float(number) for number in numbers)


def summarise(totals: Floats, labels: tuple[str, ...] = ()) -> dict[str, Floats]:
    """Precision, recall and F1 of each family, from sums of shape (..., families * 4); nan where undefined.

    >>> import numpy as np
    >>> scores = summarise(np.array([0.0] * 60 + [1, 2, 1, 4] * 5))
    >>> [round(float(scores[f"relaxed_{part}"]), 3) for part in ("precision", "recall", "f1")]
    [0.5, 0.25, 0.333]
    """
    return agreement(totals, FAMILIES) | due(totals, FAMILIES, COUNTED)


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
    answers, wanted = ([frozenset(tokens([one])) for one in side] for side in (predicted, gold))
    hits = _most(answers, wanted, lambda one, other: float(not one.isdisjoint(other)))
    numbers += [hits, len(answers), hits, len(wanted)]
    numbers += [_most(answers, wanted, _covered), len(answers), _most(wanted, answers, _covered), len(wanted)]
    answered_tokens, wanted_tokens = ([token for one in side for token in one] for side in (answers, wanted))
    hits = _common(answered_tokens, wanted_tokens)
    return [*numbers, hits, len(answered_tokens), hits, len(wanted_tokens)]


def _common(predicted: list[Range], gold: list[Range]) -> float:
    return float((Counter(predicted) & Counter(gold)).total())


def _edges(one: Span, unwanted: str) -> Range:
    low, high = trim(one.exact, 0, len(one.exact), unwanted) if unwanted else (0, len(one.exact))
    return one.start + low, one.start + high


def _covered(one: Words, other: Words) -> float:
    """The share of `one` that the other covers."""
    return len(one & other) / len(one) if one else 0.0


def _most(rows: Sequence[T], columns: Sequence[T], value: Callable[[T, T], float]) -> float:
    """The greatest sum of values where each side is used once, so that a doubled answer costs precision."""
    return sum(value(rows[row], columns[column]) for row, column in assigned(rows, columns, value))


# Whole attributions


def _whole_numbers(gold: Sequence[Attribution], predicted: Sequence[Attribution]) -> list[float]:
    """The four numbers of each measure of whole attributions, all on one assignment."""
    wanted, answered = [parts(one) for one in gold], [parts(one) for one in predicted]
    pairs = assigned(answered, wanted, _closeness)
    numbers: list[float] = []
    for holds in (_equal, _relaxed, _same_cue):
        hits = float(sum(holds(answered[row], wanted[column]) for row, column in pairs))
        numbers += [hits, len(predicted), hits, len(gold)]
    relaxed = [(row, column) for row, column in pairs if _relaxed(answered[row], wanted[column])]
    spoken, told = [speech(one) for one in predicted], [speech(one) for one in gold]
    for group in (True, False):
        right = sum(spoken[row] == group for row, _ in relaxed)
        found = sum(told[column] == group for _, column in relaxed)
        numbers += [right, spoken.count(group), found, told.count(group)]
    return numbers


def _closeness(one: Parts, other: Parts) -> float:
    """Content-token F1; ties go to the most hits, so that neither order nor side matters.

    The steps are below the least difference between two sums of F1, and each is a thousand times the next.
    """
    if one.content.isdisjoint(other.content) and one.cue.isdisjoint(other.cue) and one.cue | other.cue:
        return 0.0  # nothing in common: most pairs, and the rest need not be asked
    ties = 1e-6 * _equal(one, other) + 1e-9 * _relaxed(one, other) + 1e-12 * _same_cue(one, other)
    return f1(one.content, other.content) + ties


def _equal(one: Parts, other: Parts) -> bool:
    return one == other


def _relaxed(one: Parts, other: Parts) -> bool:
    return close(one.content, other.content) and _same_cue(one, other) and meets(one.source, other.source)


def _same_cue(one: Parts, other: Parts) -> bool:
    return meets(one.cue, other.cue)


# Speech


class Cues(Model):
    """What `speech_cues.yaml` holds; it says there what each group is for."""

    version: int
    verbs: dict[str, tuple[str, ...]]
    phrases: tuple[str, ...]


def speech(attribution: Attribution) -> bool:
    """Whether the cue is one of speech, by the metric's own list; without a cue it is not.

    >>> cue = Span(article_id="a", start=0, end=8, exact="has said")
    >>> said = Attribution(
    ...     id="1", cue=cue, chain=({"entity": "n", "role": "narrator"},), directness=None, act=None, origin_id="o"
    ... )
    >>> speech(said), speech(said.model_copy(update={"cue": None}))
    (True, False)
    """
    return attribution.cue is not None and _spoken(attribution.cue.exact)


@cache
def _spoken(cue: str) -> bool:
    found = words(cue.replace("’", "'"))
    line = f" {' '.join(found)} "
    return not speech_forms().isdisjoint(found) or any(f" {phrase} " in line for phrase in speech_cues().phrases)


@cache
def speech_cues() -> Cues:
    """The words and phrases of speech, read once."""
    content = (resources.files("fcbench.metrics") / "speech_cues.yaml").read_text("utf-8")
    return validate(Cues, files.parse_yaml(content, where="speech_cues.yaml"), where="speech_cues.yaml")


@cache
def speech_forms() -> frozenset[str]:
    """Every form of every verb of speech."""
    return frozenset(form for forms in speech_cues().verbs.values() for form in forms)
