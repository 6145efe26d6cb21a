"""Dates: the words around a cue -> the day on which something was said, counted from when the article came out.

In: a `Sentence`, the stretches of it that tell when nothing was said, and the article's date. Out: an ISO date or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import Range, Sentence

_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"([12]?\d|3[01])(?:st|nd|rd|th)?")
_DATED = frozenset((*LEXICON.weekdays, *LEXICON.months, "today", "tonight", "yesterday"))
_DAYS = {"today": 0, "tonight": 0, "yesterday": 1}  # days before the article


def said_at(sentence: Sentence, cue: Range, told: Sequence[Range], published: str | None) -> str | None:
    """The day that stands nearest to the cue and outside what is told; None where there is none.

    A weekday is the last one before the article or its own day; a day and month without a year, the last such day.
    """
    if _DATED.isdisjoint(sentence.words):
        return None  # nearly always
    today = _whole(published)
    found: list[tuple[int, str]] = []
    for place, day in _days(sentence, today):
        start, end = sentence.tokens[place]
        if not any(low <= start and end <= high for low, high in told):
            found.append((abs(start - cue[0]), day))
    return min(found)[1] if found else None


def _whole(published: str | None) -> date | None:
    """The article's day, where a whole day is known and is one."""
    try:
        return date.fromisoformat(published) if published and len(published) == 10 else None
    except ValueError:
        return None


def _days(sentence: Sentence, today: date | None) -> Iterator[tuple[int, str]]:
    """Every place where a day is named, with the day."""
    for place in [place for place, word in enumerate(sentence.words) if word in _DATED]:
        word = sentence.words[place]
        if word in LEXICON.weekdays or word in _DAYS:
            if today and (day := _relative(sentence, place, today)):
                yield place, day.isoformat()
        elif sentence.capital(place) and (day := _of_month(sentence, place, today)):
            yield place, day.isoformat()


def _relative(sentence: Sentence, place: int, today: date) -> date | None:
    """The day of 'Monday', 'last Monday', 'today' and 'yesterday'; None for 'next Monday', which is to come."""
    word, before = sentence.word(place), sentence.word(place - 1)
    if before in ("next", "by", "until", "every"):
        return None
    if word in _DAYS:
        return today - timedelta(days=_DAYS[word])
    back = (today.weekday() - LEXICON.weekdays.index(word)) % 7
    return today - timedelta(days=7 if back == 0 and before == "last" else back)


def _of_month(sentence: Sentence, place: int, today: date | None) -> date | None:
    """The day of 'October 9', '9 October' and 'October 9, 2024'."""
    month = LEXICON.months.index(sentence.word(place)) % 12 + 1
    after, before = _DAY.fullmatch(sentence.word(place + 1)), _DAY.fullmatch(sentence.word(place - 1))
    day = after or before
    at = place + (2 if after else 1)
    year = _YEAR.fullmatch(sentence.word(at + (sentence.word(at) == ",")))
    if day is None or not (year or today):
        return None
    return _last(int(day[1]), month, int(year[0]) if year else None, today)


def _last(day: int, month: int, year: int | None, today: date | None) -> date | None:
    """That day of that year, or else the last one before the article; None for a day that is in no calendar."""
    try:
        if year or today is None:
            return date(year or 1, month, day) if year else None
        found = date(today.year, month, day)
        return found if found <= today else date(today.year - 1, month, day)
    except ValueError:
        return None
