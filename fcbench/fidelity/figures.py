"""Figures: a text -> the figures in it, each with what it counts and how it is bounded, by offsets of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fcbench.speech.gists import stem
from fcbench.speech.lexicon import LEXICON, Relation

BEFORE = 40  # code points before a figure that its bound stands in; the longest, "no fewer than the", has 17
_FIGURE = re.compile(
    r"(?<![\w.,:/#’'-])(?P<money>(?:US)?[$€£])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<close>[kmb]\b|bn\b)?"
    r"|\b(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
_SCALE = re.compile(r"[\s-]?(hundred|thousand|million|billion|trillion|bn|m)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|percentage\b)", re.IGNORECASE)
_UNIT = re.compile(r"[\s-]+([^\W\d_]+)(?:[\s-]+([^\W\d_]+))?")
_NO_FIGURE = re.compile(r"(?:st|nd|rd|th|s)\b|[:/]\d|[-–]\d|\s?[ap]\.?m\b", re.IGNORECASE)
MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH_BEFORE = re.compile(rf"\b(?:{MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)\s$|\bno\.\s?$", re.I)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
# "over" and "under" are prepositions too: "over three years"
_BOUNDS = {how: [way for way in ways if way not in ("over", "under")] for how, ways in LEXICON.bounds.items()}
_BOUNDED = {
    how: re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, ways))})\s+(?:the\s+)?$", re.IGNORECASE)
    for how, ways in _BOUNDS.items()
}
_ANY_BOUND = re.compile(r"\b(?:over|under|a record|nearly|almost|roughly|some|about|around)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A figure with what it counts and how it is bounded."""

    value: float
    units: frozenset[str]
    bound: Relation | None
    start: int
    end: int


def figures_of(text: str, offset: int) -> Iterator[Figure]:
    """The figures of a text that count or measure: no year, day, hour, score, ordinal or number of a list.

    `offset` is where the text stands in its article.
    """
    for match in _FIGURE.finditer(text):
        end = match.end()
        before = text[max(0, match.start() - BEFORE) : match.start()]
        digits = match["digits"]
        bare = digits and not match["money"] and not match["close"]
        if bare and (_YEAR.fullmatch(digits) or _NO_FIGURE.match(text, end) or _MONTH_BEFORE.search(before)):
            continue
        value = float(digits.replace(",", "")) if digits else float(LEXICON.numbers.index(match["word"].lower()))
        value *= _SCALES.get((match["close"] or "").lower(), 1)
        if scale := _SCALE.match(text, end):
            value, end = value * _SCALES[scale[1].lower()], scale.end()
        units, end = _units(text, end, money=match["money"] is not None)
        bound = next((how for how, pattern in _BOUNDED.items() if pattern.search(before)), None)
        if bound is None and (_ANY_BOUND.search(before) or text[match.end() : match.end() + 1] == "+"):
            bound = "about"
        yield Figure(value, units, bound, offset + match.start(), offset + end)


def _units(text: str, end: int, *, money: bool) -> tuple[frozenset[str], int]:
    """What a figure counts, as stems, and where the figure ends, with its sign of percent."""
    if percent := _PERCENT.match(text, end):
        return frozenset({"%"}), percent.end()
    if money:
        return frozenset({"$"}), end
    found = _UNIT.match(text, end)
    after = [word for word in found.groups() if word] if found else []
    return frozenset(stem(word.lower()) for word in after if word.lower() not in LEXICON.empty and len(word) > 2), end


def bound_start(text: str, least: int, figure: Figure) -> int:
    """Where in the article's text the bound of a figure begins, at `least` or later; else where the figure does."""
    low = max(least, figure.start - BEFORE)
    pattern = _BOUNDED[figure.bound] if figure.bound else None
    found = pattern.search(text[low : figure.start]) if pattern else None
    return low + found.start() if found else figure.start
