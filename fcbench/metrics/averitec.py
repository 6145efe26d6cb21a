"""AVeriTeC, 2024: label right and evidence near enough, by Hungarian METEOR (Schlichtkrull et al., 2023), 0 to 1.

Each gold string (question, answer) is paired with at most one of the first ten predicted ones, so that the sum of
METEOR is greatest; the sum over the number of gold strings is the utility. `averitec@0.25` is the share of claims whose
label is right and whose utility is above 0.25. METEOR is NLTK's, with exact and stem matches but without WordNet's
synonyms, and on words not cut into sentences first, for neither's data can be had from a package registry: take every
figure that rests on it as a lower bound of the official one. The gate does not see a negation: read it beside the
label's scores.

`strict` counts a repeated string once and takes macro-F1 over the labels that have gold rows; the official one is over
all four, with 0 for one that is nowhere. Not given: `evaluate_averitec_veracity_by_type`, which averages the utility,
not accuracy, whatever its name. Needs the extra `averitec`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from fcbench.schema import DataError
from fcbench.stats import Floats, ratio

VERSION = "1"
SCORER = "MichSchli/AVeriTeC@7c62d1e eval.py"
TASKS = ("averitec",)
COMPAT, STRICT = "compat", "strict"
MODES = (COMPAT, STRICT)
LABELS = ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking")
LEVELS = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5)  # the official scorer's reporting levels; its leaderboard takes 0.25
HEADLINE = ("averitec@0.25", "accuracy", "macro_f1")
BEST = {f"averitec@{level}": 1.0 for level in LEVELS} | {"accuracy": 1.0, "macro_f1": 1.0, "f1": 1.0}
TOP = 10  # predicted strings that count: AVeriTeC task definition
WIDTH = len(LABELS) + 1


@dataclass(frozen=True)
class Case:
    """A claim's label, its evidence as strings to compare, and why; in gold or as answered."""

    label: str
    evidence: tuple[str, ...]
    questions: tuple[str, ...] | None = None  # None: the evidence stands in for them
    justification: str | None = None  # None: the evidence stands in for it


def applies(labels: tuple[str, ...]) -> bool:
    """Never by labels alone: it needs questions and answers, which `fcbench score --as averitec` reads."""
    return False


def observe(
    gold: Case, predicted: Case | None, labels: tuple[str, ...] = (), *, mode: str = STRICT
) -> tuple[float, ...]:
    """One claim's numbers: 1, utility of evidence, of questions, METEOR of the justification, then by level and label.

    For each level whether label and evidence pass, then the justification where the evidence passes; at the end the
    confusion, 4 x 5, whose last column is silence or a label that there is not. Raises DataError where nltk is absent.

    >>> gold = Case("Refuted", ("Where was it first told? In a satire.",))
    >>> numbers = observe(gold, Case("Refuted", ("Where was it first told? In a satire.",)))
    >>> round(numbers[1], 3), numbers[4:10]
    (1.0, (1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    """
    confusion = np.zeros((len(LABELS), WIDTH))
    known = predicted is not None and predicted.label in LABELS
    column = LABELS.index(predicted.label) if predicted is not None and known else len(LABELS)
    confusion[LABELS.index(gold.label), column] = 1.0
    if predicted is None:
        return (1.0, *(0.0,) * (3 + 2 * len(LEVELS)), *confusion.ravel().tolist())
    evidence = _kept(predicted.evidence, mode)
    found = utility(evidence, gold.evidence)
    asked = gold.evidence if gold.questions is None else gold.questions
    of_questions = utility(evidence if predicted.questions is None else _kept(predicted.questions, mode), asked)
    why = " ".join(evidence) if predicted.justification is None else predicted.justification
    of_why = 0.0 if gold.justification is None else meteor(why, gold.justification)
    passes = [found > level for level in LEVELS]
    right = [float(one and predicted.label == gold.label) for one in passes]
    return (1.0, found, of_questions, of_why, *right, *(one * of_why for one in passes), *confusion.ravel().tolist())


def _kept(strings: tuple[str, ...], mode: str) -> tuple[str, ...]:
    return (strings if mode == COMPAT else tuple(dict.fromkeys(strings)))[:TOP]


def summarise(totals: Floats, labels: tuple[str, ...] = (), *, mode: str = STRICT) -> dict[str, Floats]:
    """Scores of sums of shape (..., 36); utilities and justification are means over claims.

    >>> numbers = np.zeros(36)
    >>> numbers[[0, 1, 6, 16 + 6]] = 2, 1, 1, 2
    >>> found = summarise(numbers)
    >>> float(found["averitec@0.25"]), float(found["question_answer_utility"]), float(found["accuracy"])
    (0.5, 0.5, 1.0)
    """
    claims, end = totals[..., 0], 4 + len(LEVELS)
    matrix = totals[..., end + len(LEVELS) :].reshape(*totals.shape[:-1], len(LABELS), WIDTH)
    hits, support = np.diagonal(matrix, axis1=-2, axis2=-1), matrix.sum(axis=-1)
    f1 = ratio(2 * hits, support + matrix[..., : len(LABELS)].sum(axis=-2))
    scored = np.full_like(support, 1.0) if mode == COMPAT else (support > 0).astype(float)
    made = {f"averitec@{level}": ratio(totals[..., 4 + place], claims) for place, level in enumerate(LEVELS)}
    made["accuracy"] = ratio(hits.sum(axis=-1), claims)
    made["macro_f1"] = np.where(
        claims > 0, ratio((scored * np.nan_to_num(f1)).sum(axis=-1), scored.sum(axis=-1)), np.nan
    )
    made |= {f"f1[{label}]": f1[..., place] for place, label in enumerate(LABELS)}
    made["question_answer_utility"] = ratio(totals[..., 1], claims)
    made["question_utility"] = ratio(totals[..., 2], claims)
    made["justification_meteor"] = ratio(totals[..., 3], claims)
    return made | {
        f"justification@{level}": ratio(totals[..., end + place], claims) for place, level in enumerate(LEVELS)
    }


def utility(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """The greatest sum of METEOR over pairs that use each string once, over the number of gold strings.

    >>> round(utility(["What is it? A hoax."], ["What is it? A hoax.", "Who says so? Nobody."]), 3)
    0.499
    """
    from scipy.optimize import linear_sum_assignment

    values = np.array([[meteor(one, other) for other in gold] for one in predicted]).reshape(len(predicted), len(gold))
    return float(values[linear_sum_assignment(values, maximize=True)].sum()) / len(gold)


@lru_cache(1 << 17)
def meteor(predicted: str, gold: str) -> float:
    """NLTK's METEOR of a string against a reference, by exact and stem matches alone, from 0 to 1; not symmetric.

    >>> round(meteor("the cats sat", "the cat sat down"), 3), round(meteor("the cat sat down", "the cats sat"), 3)
    (0.755, 0.95)
    """
    score, tokens, stemmer = _nltk()
    return float(score(tokens(gold), tokens(predicted), stemmer=stemmer, wordnet=NoSynonyms()))


class NoSynonyms:
    """Stands in for WordNet: it knows no word."""

    def synsets(self, word: str) -> tuple[()]:
        """No synonyms."""
        return ()


@dataclass(frozen=True)
class Stemmer:
    """Stems words, each once."""

    stem: Callable[[str], str]


@cache
def _nltk() -> tuple[Callable[..., float], Callable[[str], list[str]], Stemmer]:
    """NLTK's METEOR, its tokens of a text, and Porter's stems; raises DataError where it is not installed."""
    try:
        from nltk.stem.porter import PorterStemmer
        from nltk.tokenize.destructive import NLTKWordTokenizer
        from nltk.translate.meteor_score import single_meteor_score
    except ImportError:
        raise DataError(
            "AVeriTeC's METEOR needs nltk, which is not installed: pip install 'fcbench[averitec]'"
        ) from None
    stem = lru_cache(1 << 17)(PorterStemmer().stem)
    return single_meteor_score, lru_cache(1 << 12)(NLTKWordTokenizer().tokenize), Stemmer(stem)


def pedigree() -> str:
    """What METEOR is here, on a line, for the pedigree of every figure that rests on it.

    >>> pedigree().endswith("without WordNet and sentence splitting: a lower bound")
    True
    """
    _nltk()
    import nltk

    return f"METEOR of nltk {nltk.__version__} without WordNet and sentence splitting: a lower bound"
