"""Claims: tellings -> the claims that they bear on, each with the tellings of it and the side that each takes.

In: `Telling`s in order. Out: `Draft`s in the order in which the claims are first told. Two tellings bear on one claim
where their contents share enough words, or where one only points back: 'denied the allegation', 'that is not true'.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass

from fcbench.meaning import OPEN
from fcbench.schema import Act, Stance
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.tellings import ANSWERS, Telling
from fcbench.speech.wording import level
from fcbench.text import words

STEM = 5  # letters that tell word stems apart: "denied" and "denies", "spoke" and "spoken" meet
LEAST_OF_HEADLINE = 2  # it is short, and seldom about anything else than the body
LEAST = 3  # stems and figures that two contents must share; fewer meet by chance
SHARED = 0.6  # of the shorter content
SHARED_WITH_FIGURE = 0.4  # a shared figure says more than a shared word
BY_ACT: dict[Act, Stance] = {
    "deny": "refutes",
    "correct": "partly_refutes",
    "decline": "neutral",
    "question": "neutral",
    "criticise": "neutral",
    "retract": "neutral",  # it only takes a support away
}  # of an answer; the rest supports
RECENT = 8  # claims among which one about the denier is looked for; further back, a pronoun means none

_NUMBERS = {word: str(value) for value, word in enumerate(LEXICON.numbers)}
_SENTENCE_END = re.compile(r"[.!?,][\"”»“«’']*\s+(?=[\"“«„A-Z])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
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
    main = _ASIDE.split(text.replace("’", "'"), maxsplit=1)[0].replace("the two ", "")
    said = words(_THOUSANDS.sub("", main) if "," in main else main)
    figures = {_NUMBERS.get(word, word) for word in said if word in _NUMBERS or word[0].isdigit()}
    stems = {word.removesuffix("'s")[:STEM] for word in said if len(word) > 2 and word not in LEXICON.empty}
    return Gist(frozenset(stem for stem in stems if not stem[0].isdigit() and stem not in _NUMBERS), frozenset(figures))


def same(one: Gist, other: Gist, least: int = LEAST) -> bool:
    """Whether two gists tell the same: enough content words shared, `least` at least, and no figure against another."""
    if one == other:
        return one.size > 0
    figures = one.figures & other.figures
    if one.figures and other.figures and not figures:
        return False
    shared = len(one.stems & other.stems) + len(figures)
    return shared >= least and shared >= _needed(bool(figures)) * min(one.size, other.size)


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

    def newest(self, told: Gist, *, checkable: bool, least: int = LEAST) -> int | None:
        """The highest number of a claim of this level that is told the same; None where there is none."""
        best = self._exact.get((checkable, told), -1) if told.size else -1
        known = [feature for feature in told.stems | told.figures if feature in self._count]
        rarest = sorted(known, key=lambda feature: (self._count[feature], feature)) if len(known) >= least else []
        for (of_level, size, figured), filed in self._filed.items():
            if of_level is not checkable or not rarest:
                continue
            for feature in self._telling(told, rarest, (size, figured), least):
                for number, gists in reversed(filed.get(feature, {}).items()):
                    if number > best and any(same(one, told, least) for one in gists):
                        best = number
        return best if best >= 0 else None

    def _telling(self, told: Gist, rarest: list[str], kind: tuple[int, bool], least: int) -> list[str]:
        """The fewest features of which any gist of that size that tells the same has one.

        It shares `least` features, so one at least among all but the `least - 1` commonest; and a figure, if both have.
        """
        size, figured = kind
        both = figured and bool(told.figures)
        least = max(least, math.ceil(_needed(both) * min(size, told.size)))
        rare = rarest[: max(0, len(rarest) - least + 1)]
        if not both:
            return rare
        return min((rare, list(told.figures)), key=lambda way: sum(self._count[feature] for feature in way))


# Which claim a telling bears on


class _Making:
    """The claims so far, by number, and which of them a telling that points back may mean."""

    def __init__(self) -> None:
        self.sided: list[list[Sided]] = []
        self._open: list[bool] = []
        self._index = Index()
        self._denied: dict[str, int] = {}  # by who denied it
        self._voices: dict[str, int] = {}
        self._shared: int | None = None
        self._recent: deque[tuple[int, str, frozenset[str]]] = deque(maxlen=RECENT)

    def add(self, telling: Telling, answered: Telling | None) -> None:
        """Adds a telling, and the answer in which it stands, to the claim that it bears on, or to a new one."""
        told, checkable = gist(telling.text), level(telling) not in OPEN
        number = self._target(telling, told, checkable=checkable)
        if number is None and (telling.anaphoric or telling.act == "decline"):
            return  # "declined to comment", or a denial of something untold: no claim of its own
        stance = _stance(telling, self.sided[number][0][0] if number is not None else None)
        added: list[Sided] = [(telling, stance)]
        if answered:
            added.append((answered, _of_answer(answered)))
        if number is None:
            number = len(self.sided)
            self.sided.append([])
            self._open.append(not checkable)
        self.sided[number] += added
        self._note(number, [(telling, told), *((answered, gist(answered.text)) for _ in added[1:] if answered)])

    def _note(self, number: int, added: list[tuple[Telling, Gist]]) -> None:
        """Files tellings that a claim has got under all that they may be looked up by."""
        for telling, told in added:
            self._index.add(number, told, checkable=not self._open[number])
            if telling.act == "deny":
                self._denied.pop(telling.voice.key, None)  # so that the order is that of the newest denials
                self._denied[telling.voice.key] = number
            if self._open[number]:
                continue
            first = self.sided[number][0][0].voice.key
            if telling.voice.key != first:
                self._shared = max(number, self._shared or 0)
            elif self._voices.get(first, -1) < number:
                self._voices.pop(first, None)  # so that the order is that of the newest claims
                self._voices[first] = number
                self._recent.append((number, first, telling.words))

    def _target(self, telling: Telling, told: Gist, *, checkable: bool) -> int | None:
        """The claim told the same; for 'denied it' the one that it points back to."""
        if telling.anaphoric:
            return self._meant(telling)
        if telling.act in ("criticise", "retract", "correct"):
            checkable = False  # of a person or a plan, if it does not point back
        least = LEAST_OF_HEADLINE if telling.headline else LEAST
        found = self._index.newest(told, checkable=checkable, least=least)
        newest = len(self.sided) - 1 if self.sided else None
        return newest if found is None and telling.act == "decline" else found

    def _meant(self, telling: Telling) -> int | None:
        """The claim that 'it' is: for who stands by it or withdraws it, their own.

        For others, one of the last that names them; what they have denied before; what another claimed last; what
        was denied last.
        """
        key = telling.voice.key
        if telling.own and key in self._voices:
            return self._voices[key]
        before, named = self._denied.get(key), self._naming(telling)
        if before is not None and (named is None or named < before):
            return before
        if named is not None:
            return named
        other = self._of_another(key)
        return other if other is not None else next(reversed(self._denied.values()), None)

    def _naming(self, telling: Telling) -> int | None:
        """The newest of the last claims by others that names who speaks."""
        name = {word for word in words(f"{telling.voice.name} {telling.voice.behalf or ''}") if len(word) > 3}
        name -= LEXICON.empty
        others = (number for number, by, said in reversed(self._recent) if by != telling.voice.key and name & said)
        return next(others, None)

    def _of_another(self, voice: str) -> int | None:
        """The newest claim that can be checked and has a voice other than this one."""
        last = next((number for key, number in reversed(self._voices.items()) if key != voice), None)
        return max((number for number in (last, self._shared) if number is not None), default=None)


def _stance(telling: Telling, first: Telling | None) -> Stance:
    """The side that a telling takes on the claim of the first."""
    told_again = telling.act in ("assert", "confirm") and not telling.anaphoric
    if first and told_again and first.voice.key != telling.voice.key and _opposed(first.text, telling.text):
        return "refutes"
    if first is None and telling.act in ("criticise", "retract", "correct"):
        return "supports"  # the claim is that they do so
    return _of_answer(telling)


def _of_answer(telling: Telling) -> Stance:
    """The side that an answer takes on what it answers."""
    if telling.act == "confirm" and telling.partly:
        return "partly_supports"
    if telling.finding.past == "disputed" and telling.act == "question":
        return "refutes"
    return BY_ACT.get(telling.act, "supports")


def _opposed(one: str, other: str) -> bool:
    """Whether of two tellings of the same one is negated: judged by the sentences that tell it, not those beside."""
    stems = gist(one).stems & gist(other).stems
    return _negative(_telling_most(one, stems)) != _negative(_telling_most(other, stems))


def _telling_most(text: str, stems: frozenset[str]) -> str:
    """The sentence of a content that has most of these stems."""
    return max(_SENTENCE_END.split(text), key=lambda part: len(gist(part).stems & stems))


def _negative(text: str) -> bool:
    return len([word for word in words(text.replace("’", "'")) if word in LEXICON.negations]) % 2 == 1
