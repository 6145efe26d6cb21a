"""Claims: tellings -> the claims that they bear on, each with the tellings of it and the side that each takes.

In: `Telling`s in order. Out: `Draft`s in the order in which the claims are first told. Two tellings bear on one claim
where their contents share enough words, or where one only points back: 'denied the allegation', 'that is not true'.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fcbench.meaning import OPEN
from fcbench.schema import Act, Stance
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.tellings import Telling
from fcbench.speech.wording import level
from fcbench.text import words

STEM = 5  # letters that tell word stems apart: "denied" and "denies", "spoke" and "spoken" meet
LEAST = 3  # stems and figures that two contents must share; fewer meet by chance
SHARED = 0.6  # of the shorter content
SHARED_WITH_FIGURE = 0.4  # a shared figure says more than a shared word
ANSWERS = ("deny", "confirm", "decline", "question")  # acts that answer a claim: with a claim in them, they make none
BY_ACT: dict[Act, Stance] = {"deny": "refutes", "decline": "neutral", "question": "neutral"}  # the rest supports

_NUMBERS = {word: str(value) for value, word in enumerate(LEXICON.numbers)}
_ASIDE = re.compile(rf"\s[—–-]\s|, (?:{'|'.join(LEXICON.concessions)})\b")

Sided = tuple[Telling, Stance]


@dataclass(frozen=True)
class Draft:
    """A claim in the making: the tellings that bear on it, each with its stance; the first is the claim's own."""

    tellings: tuple[Sided, ...]


def drafts(told: list[Telling]) -> list[Draft]:
    """The claims that somebody takes a side on."""
    nested = {one.outer: one for one in told if one.outer is not None and one.finding.noun}
    made = _Making()
    for telling in told:
        if telling.act in ANSWERS and telling.number in nested:
            continue
        outer = told[telling.outer] if telling.outer is not None else None
        answered = outer if outer and outer.act in ANSWERS and nested.get(outer.number) is telling else None
        made.add(telling, answered)
    found = [Draft(tuple(sided)) for sided in made.sided]
    return [draft for draft in found if any(stance != "neutral" for _, stance in draft.tellings)]


# Whether two contents tell the same


@dataclass(frozen=True)
class Gist:
    """The stems of the content words, and the figures, number words among them."""

    stems: frozenset[str]
    figures: frozenset[str]

    @property
    def size(self) -> int:
        """How many stems and figures there are."""
        return len(self.stems) + len(self.figures)


def gist(text: str) -> Gist:
    """What a content comes down to, without a concession or an aside at its end."""
    main = _ASIDE.split(text.replace("’", "'"))[0]
    said = words(re.sub(r"(?<=\d),(?=\d)", "", re.sub(r"\bthe two\b", "", main)))
    figures = {_NUMBERS.get(word, word) for word in said if word in _NUMBERS or word[0].isdigit()}
    stems = {word.removesuffix("'s")[:STEM] for word in said if len(word) > 2 and word not in LEXICON.empty}
    return Gist(frozenset(stem for stem in stems if not stem[0].isdigit() and stem not in _NUMBERS), frozenset(figures))


def same(one: Gist, other: Gist) -> bool:
    """Whether two gists tell the same: enough content words shared, and no figure against another."""
    if one == other:
        return one.size > 0
    figures = one.figures & other.figures
    if one.figures and other.figures and not figures:
        return False
    shared = len(one.stems & other.stems) + len(figures)
    return shared >= LEAST and shared >= _needed(bool(figures)) * min(one.size, other.size)


def _needed(figure: bool) -> float:
    return SHARED_WITH_FIGURE if figure else SHARED


class Index:
    """The gists told so far, each with the number of its claim, by level, stem and figure.

    It grows: to compare each content with all before it is quadratic.
    """

    def __init__(self) -> None:
        self._exact: dict[tuple[bool, Gist], int] = {}
        self._filed: dict[tuple[bool, int, bool], dict[str, dict[int, list[Gist]]]] = {}
        self._count = Counter[str]()

    def add(self, number: int, told: Gist, *, checkable: bool) -> None:
        """Files a gist under a claim."""
        self._exact[checkable, told] = max(number, self._exact.get((checkable, told), number))
        filed = self._filed.setdefault((checkable, told.size, bool(told.figures)), defaultdict(dict))
        for feature in told.stems | told.figures:
            self._count[feature] += 1
            filed[feature].setdefault(number, []).append(told)

    def newest(self, told: Gist, *, checkable: bool) -> int | None:
        """The highest number of a claim of this level that is told the same; None where there is none."""
        best = self._exact.get((checkable, told), -1) if told.size else -1
        rarest = sorted(told.stems | told.figures, key=lambda feature: self._count[feature])
        for (of_level, size, figured), filed in self._filed.items():
            if of_level is not checkable:
                continue
            for feature in self._telling(told, rarest, size, figured=figured):
                for number, gists in reversed(filed.get(feature, {}).items()):
                    if number > best and any(same(one, told) for one in gists):
                        best = number
        return best if best >= 0 else None

    def _telling(self, told: Gist, rarest: list[str], size: int, *, figured: bool) -> list[str]:
        """The fewest features of which any gist of that size that tells the same has one.

        It shares `least` features, so one at least among all but the `least - 1` commonest; and a figure, if both have.
        """
        both = figured and bool(told.figures)
        least = max(LEAST, math.ceil(_needed(both) * min(size, told.size)))
        rare = rarest[: max(0, len(rarest) - least + 1)]
        ways = [rare, list(told.figures)] if both else [rare]
        return min(ways, key=lambda way: sum(self._count[feature] for feature in way))


# Which claim a telling bears on


class _Making:
    """The claims so far, by number, and which of them a telling that points back may mean."""

    def __init__(self) -> None:
        self.sided: list[list[Sided]] = []
        self._open: list[bool] = []
        self._index = Index()
        self._denied: int | None = None
        self._voices: dict[str, int] = {}
        self._shared: int | None = None

    def add(self, telling: Telling, answered: Telling | None) -> None:
        """Adds a telling, and the answer in which it stands, to the claim that it bears on, or to a new one."""
        number = self._target(telling)
        if number is None and (telling.anaphoric or telling.act == "decline"):
            return  # "declined to comment", or a denial of something untold: no claim of its own
        stance = _stance(telling, self.sided[number][0][0] if number is not None else None)
        added: list[Sided] = [(telling, stance)]
        if answered:
            added.append((answered, BY_ACT.get(answered.act, "supports")))
        if number is None:
            number = len(self.sided)
            self.sided.append([])
            self._open.append(level(telling) in OPEN)
        self.sided[number] += added
        self._note(number, (one for one, _ in added))

    def _note(self, number: int, added: Iterable[Telling]) -> None:
        """Files tellings that a claim has got under all that they may be looked up by."""
        for telling in added:
            self._index.add(number, gist(telling.text), checkable=not self._open[number])
            if telling.act == "deny":
                self._denied = max(number, self._denied or 0)
            if self._open[number]:
                continue
            first = self.sided[number][0][0].voice.key
            if telling.voice.key != first:
                self._shared = max(number, self._shared or 0)
            elif self._voices.get(first, -1) < number:
                self._voices.pop(first, None)  # so that the order is that of the newest claims
                self._voices[first] = number

    def _target(self, telling: Telling) -> int | None:
        """The claim told the same; for 'denied it' the one last denied, or last made by somebody else."""
        if telling.anaphoric:
            return self._denied if self._denied is not None else self._of_another(telling.voice.key)
        found = self._index.newest(gist(telling.text), checkable=level(telling) not in OPEN)
        newest = len(self.sided) - 1 if self.sided else None
        return newest if found is None and telling.act == "decline" else found

    def _of_another(self, voice: str) -> int | None:
        """The newest claim that can be checked and has a voice other than this one."""
        last = next((number for key, number in reversed(self._voices.items()) if key != voice), None)
        return max((number for number in (last, self._shared) if number is not None), default=None)


def _stance(telling: Telling, first: Telling | None) -> Stance:
    """The side that a telling takes on the claim of the first."""
    told_again = first and telling.act in ("assert", "confirm") and not telling.anaphoric
    if first and told_again and _negative(first.text) != _negative(telling.text):
        return "refutes"
    return BY_ACT.get(telling.act, "supports")


def _negative(text: str) -> bool:
    return len([word for word in words(text.replace("’", "'")) if word in LEXICON.negations]) % 2 == 1
