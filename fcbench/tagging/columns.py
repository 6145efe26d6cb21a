"""Columns: passages -> what is seen of each token, as numbers: one row a token, one column a kind of sight.

In: the `Passage`s of one article, what the rules find in it, and what the training data say of its words. Out: bucket
numbers, tokens x columns. A sight ("the word before is 'said'") is a hash of its column and its values, so no list of
sights is kept; all tokens of an article are seen at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import QUOTE, Range
from fcbench.tagging.marks import begins
from fcbench.tagging.tokens import Passage

BUCKETS = 1 << 24  # for the 5 million sights of a corpus of 800 articles: few share one
GAP = 4  # empty rows before, between and after passages: one more than the farthest word that is looked at
WIDTH = 132  # columns, for whoever keeps weights of them: of another number, they mean something else
FAR = 60  # tokens; beyond it one distance is like another
SURE = 3  # the level of a word, in `words.LEVELS`, from which it is taken for a cue when cues near by are sought
_PRIMES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
_STEPS = np.array([0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 40, FAR])  # distances that are told apart

Number = TypeVar("Number", bound=np.generic)
Column = NDArray[np.uint64]
Whole = NDArray[np.int64]

_CLASSES = (  # of the lexicon; the first that has a word gives its class, the order goes from the few to the many
    *("negations", "auxiliaries", "pronouns", "determiners", "indefinites", "days", "conjunctions", "interrogatives"),
    *("prepositions", "adverbs", "relays", "honorifics", "roles", "institutions", "documents", "addressees", "objects"),
)


@dataclass(frozen=True)
class Page:
    """The tokens of an article's passages one after another, with GAP empty rows around each passage.

    `place` is the row of each token, passage by passage; `token` has the offsets of each row, empty ones twice the end
    of the token before.
    """

    passages: Sequence[Passage]

    @cached_property
    def lengths(self) -> Whole:
        """Tokens of each passage."""
        return np.array([len(passage.tokens) for passage in self.passages], dtype=np.int64)

    @cached_property
    def rows(self) -> int:
        """All rows, empty ones too."""
        return int(self.lengths.sum()) + GAP * (len(self.passages) + 1)

    @cached_property
    def place(self) -> Whole:
        """The row of each token."""
        number = np.repeat(np.arange(len(self.passages)), self.lengths)
        return np.arange(len(number)) + GAP * (number + 1)

    @cached_property
    def words(self) -> list[str]:
        """The tokens as they stand, without the empty rows."""
        return [word for one in self.passages for word in one.exacts]

    @cached_property
    def starts(self) -> Whole:
        """The first offset of each token."""
        return np.array([low for one in self.passages for low, _ in one.tokens], dtype=np.int64)

    def spread(self, values: Whole, empty: int = 0) -> Whole:
        """Values of the tokens at their rows."""
        found = np.full((self.rows, *values.shape[1:]), empty, dtype=np.int64)
        found[self.place] = values
        return found

    def within(self, ranges: Iterable[Range]) -> tuple[Whole, Whole]:
        """The first token, and the one after the last, that begin within each range of offsets."""
        bounds = np.array(list(ranges), dtype=np.int64).reshape(-1, 2)
        low, high = (np.searchsorted(self.starts, bounds[:, side]) for side in (0, 1))
        return low, high


def columns(page: Page, told: Sequence[Finding], levels: Whole) -> NDArray[np.int32]:
    """Bucket numbers, tokens x columns; `told` is what the rules find, `levels` what `words` says of each token."""
    seen = _Seen.of(page, levels)
    found = _words(seen) + _levels(seen) + _sentence(seen) + _quotes(page, seen) + _near(seen) + _told(page, told, seen)
    table = np.stack(found)[:, page.place]
    table += np.arange(len(found), dtype=np.uint64)[:, None] * _PRIMES[3]
    table ^= table >> np.uint64(31)
    table *= _PRIMES[0]
    table ^= table >> np.uint64(33)
    return (table & np.uint64(BUCKETS - 1)).astype(np.int32).T


@dataclass(frozen=True)
class _Seen:
    """What the columns are made of, one value a row; 0 stands for nothing there."""

    word: Whole
    shape: Whole
    prefix: Whole
    suffix2: Whole
    suffix3: Whole
    kind: Whole
    level: Whole
    sentence: Whole

    @classmethod
    def of(cls, page: Page, levels: Whole) -> _Seen:
        """All of a page."""
        number = {word: place for place, word in enumerate(dict.fromkeys(page.words))}
        looks = np.array([_looks(word) for word in number], dtype=np.int64).reshape(-1, 6)
        table = page.spread(looks[[number[word] for word in page.words]])
        starts = np.array([one.start for passage in page.passages for one in passage.sentences], dtype=np.int64)
        sentence = page.spread(np.searchsorted(starts, page.starts, side="right"))
        word, shape, prefix, suffix2, suffix3, kind = table.T
        return cls(word, shape, prefix, suffix2, suffix3, kind, page.spread(levels), sentence)


@lru_cache(maxsize=1 << 16)  # the words of some hundred articles
def _looks(word: str) -> tuple[int, int, int, int, int, int]:
    """What is seen of a word by itself: hashes of it, its first and last letters, its shape and its class."""
    lower = word.lower().replace("’", "'")
    plain = lower if not lower[0].isdigit() else "".join("0" if sign.isdigit() else sign for sign in lower)
    cut = (plain, lower[:3], lower[-2:], lower[-3:])
    whole, prefix, suffix2, suffix3 = (zlib.crc32(part.encode("utf-8", "surrogatepass")) for part in cut)
    return whole, _shape(word), prefix, suffix2, suffix3, _kind(lower)


def _shape(word: str) -> int:
    """Lower case, capitalised, capitals, one capital, mixed, number, a mark: 1 to 7."""
    if not word[0].isalnum():
        return 7
    if any(sign.isdigit() for sign in word):
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 3 + (len(word) == 1)
    return 2 if word[0].isupper() else 5


_ACTS = ("assert", "deny", "confirm", "retract", "question", "decline", "characterise", "criticise", "commit")


def _kind(lower: str) -> int:
    """The class of a word: of verbs by act and form, of others by the lexicon's groups; 0 for others."""
    verb = LEXICON.forms.get(lower)
    if verb:
        act = _ACTS.index(verb.act) if verb.act in _ACTS else len(_ACTS)
        return 100 + 40 * verb.mind + 4 * act + min(verb.forms.split().index(lower), 3)
    return next((number for number, name in enumerate(_CLASSES, start=1) if lower in getattr(LEXICON, name)), 0)


# What columns are made with


def _at(values: NDArray[Number], step: int) -> NDArray[Number]:
    """The values `step` rows further on; the page's ends are empty, so rolling over them does no harm."""
    return np.concatenate((values[step:], values[:step]))  # as np.roll does, in a third of its time


def _mix(*values: Whole) -> Column:
    """One number of several, in order."""
    first, *rest = (value.view(np.uint64) for value in values)
    total = first + np.uint64(1)
    for number, value in enumerate(rest, start=1):
        mixed = total >> np.uint64(29)
        mixed ^= total
        mixed *= _PRIMES[number % 3]
        mixed += value
        mixed += np.uint64(1)
        total = mixed
    return total


def _steps(distance: Whole) -> Whole:
    """Distances as those that are told apart."""
    return np.searchsorted(_STEPS, np.clip(distance, 0, FAR), side="right")


def _words(seen: _Seen) -> list[Column]:
    word, shape, kind = seen.word, seen.shape, seen.kind
    near = {step: _at(word, step) for step in range(-3, 4)}
    shapes = {step: _at(shape, step) for step in range(-2, 3)}
    kinds = {step: _at(kind, step) for step in range(-2, 3)}
    return [
        *(_mix(near[step]) for step in range(-3, 4)),
        *(_mix(near[step], near[step + 1]) for step in range(-2, 2)),
        *(_mix(near[step], near[step + 1], near[step + 2]) for step in (-2, -1, 0)),
        *(_mix(shapes[step]) for step in (-1, 0, 1)),
        _mix(*shapes.values()),
        _mix(shapes[-1], shape, near[0]),
        _mix(near[-1], shape, shapes[1]),
        _mix(seen.prefix),
        _mix(seen.suffix2, shape),
        _mix(seen.suffix3),
        _mix(_at(seen.suffix3, -1)),
        _mix(_at(seen.suffix3, 1)),
        _mix(_at(seen.suffix2, -1), seen.suffix2, _at(seen.suffix2, 1)),
        *(_mix(kinds[step]) for step in range(-2, 3)),
        _mix(kinds[-1], kind, kinds[1]),
        _mix(kinds[-2], kinds[-1], kind),
        _mix(kind, kinds[1], kinds[2]),
        _mix(kinds[-1], shapes[-1], kind, shape),
        _mix(kind, shape, kinds[1], shapes[1]),
    ]


def _levels(seen: _Seen) -> list[Column]:
    found = []
    for role in range(seen.level.shape[1]):
        level = seen.level[:, role]
        near = {step: _at(level, step) for step in range(-3, 4)}
        found += [
            *(_mix(near[step]) for step in range(-3 if role == 0 else -2, 4 if role == 0 else 3)),
            _mix(near[-1], level, near[1]),
            _mix(level, near[1], near[2], near[3]),
            _mix(near[-3], near[-2], near[-1], level),
        ]
    both = seen.level[:, 0] * 16 + seen.level[:, 1]
    return [*found, _mix(_at(both, -1), both, _at(both, 1)), _mix(both, seen.shape), _mix(both, seen.suffix2)]


def _sentence(seen: _Seen) -> list[Column]:
    row = np.arange(len(seen.word))
    new = seen.sentence != _at(seen.sentence, -1)
    first = np.maximum.accumulate(np.where(new, row, 0))
    last = np.minimum.accumulate(np.where(_at(new, 1), row, len(row) - 1)[::-1])[::-1]
    left, right = _steps(row - first), _steps(last - row)
    mark = np.isin(seen.shape, [7])
    before = np.maximum.accumulate(np.where(_at(mark, -1) | new, row, 0))  # where the clause begins
    after = np.minimum.accumulate(np.where(mark | _at(new, 1), row, len(row) - 1)[::-1])[::-1]
    clause, stop = seen.word[before], seen.word[after]
    return [
        _mix(left),
        _mix(right),
        _mix(np.minimum(left, 3), seen.word),
        _mix(np.minimum(right, 3), seen.word),
        _mix(seen.word[first], np.minimum(left, 4)),
        _mix(seen.word[first], seen.kind),
        _mix(clause, _at(seen.word, 1)[before]),
        _mix(seen.word[before - 1], clause, _steps(row - before)),
        _mix(seen.word[before - 1], seen.kind[before], _at(seen.kind, 1)[before]),
        _mix(stop, _at(seen.word, 1)[after], _steps(after - row)),
        _mix(stop, _at(seen.kind, 1)[after], _at(seen.kind, 2)[after]),
        _mix(stop, _at(seen.level[:, 0], 1)[after], _at(seen.level[:, 0], 2)[after], _at(seen.shape, 1)[after]),
        _mix(seen.word[last - 1], seen.word[last - 2] * 0 + seen.kind[last - 1], np.minimum(right, 4)),
        _mix(seen.level[last - 1, 0], seen.level[last - 2, 0], seen.level[last - 3, 0], np.minimum(left, 2)),
    ]


def _quotes(page: Page, seen: _Seen) -> list[Column]:
    """What stands around the quotation that a token is in, and how far its marks are."""
    quotes = [
        token
        for passage in page.passages
        for one in passage.sentences
        for token, word in zip(one.tokens, one.words, strict=True)
        if word == QUOTE
    ]
    low, high = (page.place[side] for side in _kept(*page.within(quotes)))
    row = np.arange(page.rows)
    first, last = np.full(page.rows, -1), np.full(page.rows, -1)
    for start, end in zip(low, high, strict=True):
        first[start : end + 1], last[start : end + 1] = start, end
    inside = first >= 0
    edge = np.where(inside, 1 + (row == first) + 2 * (row == last), 0)
    before, before2 = (np.where(inside, seen.word[first - step], 0) for step in (1, 2))
    after, after2 = (np.where(inside, seen.word[np.minimum(last + step, page.rows - 1)], 0) for step in (1, 2))
    levels = seen.level[:, 0]
    left, right = (np.where(inside, levels[np.minimum(place, page.rows - 1)], 0) for place in (first - 1, last + 2))
    length = np.where(inside, _steps(last - first), 0)
    opened, closed = np.cumsum(edge == 2), np.cumsum(_at(edge, -1) >= 3)
    since = row - np.maximum.accumulate(np.where(edge >= 3, row, 0))
    until = np.minimum.accumulate(np.where(edge == 2, row, page.rows)[::-1])[::-1] - row
    trio = [_at(edge, -1), edge, _at(edge, 1)]
    return [
        _mix(*trio),
        _mix(*trio, seen.word),
        _mix(edge, _at(seen.word, -1)),
        _mix(edge, _at(seen.word, 1)),
        _mix(edge, before, after),
        _mix(edge, before, before2),
        _mix(edge, after, after2),
        _mix(edge, left, right, length),
        _mix(edge, length, _steps(np.where(inside, row - first, 0))),
        _mix(edge, _steps(since), _steps(until)),
        _mix(edge, _steps(until), seen.word),
        _mix(edge, _steps(since), seen.word),
        _mix(edge, opened - closed, seen.kind),
    ]


def _kept(low: Whole, high: Whole) -> tuple[Whole, Whole]:
    """First and last tokens of ranges that hold any."""
    full = low < high
    return low[full], high[full] - 1


def _near(seen: _Seen) -> list[Column]:
    """The nearest words to the left and to the right that are cues as a rule, and what stands between."""
    row = np.arange(len(seen.word))
    cue = (seen.level[:, 0] >= SURE) | (seen.kind >= 100) & (seen.level[:, 0] >= SURE - 1)
    left = np.maximum.accumulate(np.where(cue, row, 0))
    left = np.concatenate([[0], left[:-1]])
    right = np.minimum.accumulate(np.where(cue, row, len(row) - 1)[::-1])[::-1]
    right = np.concatenate([right[1:], [len(row) - 1]])
    comma = np.cumsum(np.isin(seen.word, [zlib.crc32(b",")]))
    mark = np.cumsum(seen.shape == 7)
    there = {"left": seen.sentence[left] == seen.sentence, "right": seen.sentence[right] == seen.sentence}
    near, far, level, commas, marks = {}, {}, {}, {}, {}
    for side, place in (("left", left), ("right", right)):
        near[side] = np.where(there[side], seen.word[place], 0)
        far[side] = np.where(there[side], _steps(np.abs(place - row)), 0)
        level[side] = np.where(there[side], seen.level[place, 0] + 8 * (seen.kind[place] >= 100), 0)
        commas[side] = np.where(there[side], np.minimum(np.abs(comma[place] - comma), 3), 9)
        marks[side] = np.where(there[side], np.minimum(np.abs(mark[place] - mark), 4), 9)
    sides = ("left", "right")
    follow = np.where(there["left"], _at(seen.word, 1)[left], 0)
    ahead = np.where(there["right"], _at(seen.word, -1)[right], 0)
    return [
        *(_mix(near[side]) for side in sides),
        *(_mix(near[side], far[side]) for side in sides),
        *(_mix(near[side], commas[side], marks[side]) for side in sides),
        *(_mix(level[side], far[side], commas[side]) for side in sides),
        *(_mix(near[side], seen.word) for side in sides),
        *(_mix(level[side], marks[side], seen.word) for side in sides),
        *(_mix(level[side], far[side], seen.kind, seen.shape) for side in sides),
        _mix(near["left"], near["right"]),
        _mix(level["left"], level["right"], commas["left"], commas["right"]),
        _mix(far["left"], far["right"]),
        _mix(near["left"], follow, far["left"]),
        _mix(near["right"], ahead, far["right"]),
        _mix(near["left"], follow, commas["left"], marks["left"]),
    ]


def _told(page: Page, told: Sequence[Finding], seen: _Seen) -> list[Column]:
    """What the rules take each token for."""
    flat, content = (np.zeros(len(page.place), dtype=np.int64) for _ in range(2))
    parts = [("content", part) for one in told for part in one.content]
    parts += [("source", one.source) for one in told if one.source] + [("cue", one.cue) for one in told]
    lows, highs = page.within(part for _, part in parts)
    for (role, _), low, high in zip(parts, lows, highs, strict=True):
        flat[low:high] = begins(role) + 1
        flat[low : low + 1] = begins(role)
        if role == "content":
            content[low:high] += 2
            content[low : low + 1] += 1
    flat, content = page.spread(flat), page.spread(np.minimum(content, 7))
    return [
        *(_mix(_at(flat, step)) for step in range(-2, 3)),
        _mix(_at(flat, -1), flat, _at(flat, 1)),
        _mix(_at(content, -1), content, _at(content, 1)),
        _mix(flat, content),
        _mix(flat, seen.word),
        _mix(flat, _at(flat, 1), _at(seen.word, 1)),
        _mix(_at(flat, -1), flat, _at(seen.word, -1)),
        _mix(flat, seen.level[:, 0], seen.kind),
    ]
