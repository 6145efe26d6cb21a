"""Figures as text: a score with its interval, a count, a gain; what is undefined is n/a, never 0."""

from __future__ import annotations

from fcbench.schema import Result, Score

UNDEFINED = "n/a"
NAMES = {
    "macro_f1": "macro-F1",
    "fnc_score": "FNC score",
    "fnc_points": "FNC points",
    "mcc": "MCC",
    "relaxed_f1": "relaxed F1",
    "exact_f1": "exact F1",
    "detection_f1": "detection F1",
}
HEADLINE = ("fnc_score", "macro_f1", "accuracy", "mcc", "relaxed_f1", "exact_f1", "detection_f1")
PERCENT = ("fnc_score", "fnc_points")  # on a scale to 100 and above: two decimals say as much as four of a share


def title(name: str) -> str:
    """The name of a score as people write it.

    >>> title("macro_f1"), title("accuracy")
    ('macro-F1', 'accuracy')
    """
    return NAMES.get(name, name)


def lead(result: Result) -> str:
    """The name of the score that results are ranked by.

    It is macro-F1, which sees every class alike, or what stands in its place where there are no classes.
    """
    return "macro_f1" if "macro_f1" in result.scores else headline(result)[0]


def number(name: str, value: float | None, *, signed: bool = False, places: int = 3) -> str:
    """A value of the score `name`; `places` are the decimals of a share.

    >>> number("macro_f1", 0.57795), number("fnc_score", 82.0213, signed=True), number("mcc", None)
    ('0.578', '+82.02', 'n/a')
    """
    if value is None:
        return UNDEFINED
    return f"{value:{'+' if signed else ''}.{2 if name in PERCENT else places}f}"


def interval(name: str, score: Score, *, signed: bool = False) -> str:
    """The bounds of a score.

    >>> interval("macro_f1", Score(value=0.5, low=0.4, high=0.6))
    '0.400 to 0.600'
    """
    if score.low is None or score.high is None:
        return UNDEFINED
    return f"{number(name, score.low, signed=signed)} to {number(name, score.high, signed=signed)}"


def with_interval(name: str, score: Score, *, signed: bool = False) -> str:
    """A value and, where it has them, its bounds.

    >>> with_interval("accuracy", Score(value=0.1, low=0.05, high=0.2), signed=True)
    '+0.100 (+0.050 to +0.200)'
    """
    value = number(name, score.value, signed=signed)
    return value if score.low is None else f"{value} ({interval(name, score, signed=signed)})"


def headline(result: Result) -> list[str]:
    """The names of the scores that lead a report: those that the blind baselines are compared by."""
    first = next(iter(result.controls.values()), {})
    return [name for name in HEADLINE if name in (first or result.scores)]
