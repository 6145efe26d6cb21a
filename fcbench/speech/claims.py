"""Claims: tellings -> the claims that they bear on, each with the tellings of it and the side that each takes.

In: `Telling`s in order. Out: `Draft`s in the order in which the claims are first told. Two tellings bear on one claim
where their contents share enough words, or where one only points back: 'denied the allegation', 'that is not true'.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fcbench.meaning import OPEN
from fcbench.schema import Act, Stance
from fcbench.speech.gists import CONTENTS, LEAST, Gist, Index, gist, same, stem, stems_of_names
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.tellings import ANSWERS, Telling
from fcbench.speech.voices import NOBODY, Voice
from fcbench.speech.wording import level
from fcbench.text import words

LEAST_OF_CLAIM = 2  # stems and figures; a content with fewer says nothing that could be checked
_OWN = ("I ", "My ", "I'", "I’")  # so a quotation begins that tells of its speaker
LEAST_OF_HEADLINE = 2  # it is short, and seldom about anything else than the body
BY_ACT: dict[Act, Stance] = {
    "deny": "refutes",
    "correct": "partly_refutes",
    "decline": "neutral",
    "question": "neutral",
    "criticise": "neutral",
    "retract": "neutral",  # it only takes a support away
}  # of an answer; the rest supports
LEAD = 3  # claims with which an article begins: its headline is of one of them, before any other
LONG = 3  # letters; a name's shorter words are its particles
RECENT = 8  # claims among which one about the denier is looked for; further back, a pronoun means none

_SENTENCE_END = re.compile(r"[.!?,][\"”»“«’']*\s+(?=[\"“«„A-Z])")

# what somebody comments on, or leaves unsaid
_TOPIC = re.compile(
    rf"\b(?:about|on(?! (?:{'|'.join(sorted(LEXICON.days))})\b)|who|{'|'.join(sorted(LEXICON.interrogatives))})\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    rf"(?:to )?(?:{'|'.join(sorted(LEXICON.unanswered))}|be interviewed)\b(?! (?:the|a|an|that)\b)", re.I
)
_ABOUT = re.compile(r" (?:about|over|regarding|concerning) (\S.*)")  # what a claim was of
_OF_ASKING = frozenset(
    map(stem, LEXICON.asking | LEXICON.anaphors | LEXICON.days | LEXICON.common | LEXICON.unanswered)
)

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
    return [draft for draft in found if _told_by_somebody(draft)]


def _told_by_somebody(draft: Draft) -> bool:
    """Whether somebody takes a side: that nobody named accuses somebody is a claim where it is answered."""
    return any(stance != "neutral" and not (one.accuses and one.voice is NOBODY) for one, stance in draft.tellings)


# Which claim a telling bears on


class _Making:
    """The claims so far, by number, and which of them a telling that points back may mean."""

    def __init__(self) -> None:
        self.sided: list[list[Sided]] = []
        self._numbers: dict[int, int] = {}  # of the claim that each telling bears on
        self._open: list[bool] = []
        self._index = Index()
        self._denied: dict[str, int] = {}  # by who denied it
        self._voices: dict[str, int] = {}
        self._shared: int | None = None
        self._last: Telling | None = None  # the last that bore on a claim
        self._answered: tuple[str, int] | None = None  # who answered last, and which claim, until another speaks
        self._recent: deque[tuple[int, str, frozenset[str]]] = deque(maxlen=RECENT)

    def add(self, telling: Telling, answered: Telling | None) -> None:
        """Adds a telling, and the answer in which it stands, to the claim that it bears on, or to a new one."""
        told, checkable = telling.gist, level(telling) not in OPEN
        number = self._target(telling, told, checkable=checkable)
        if number is None and (telling.anaphoric or telling.act == "decline" or self._says_little(telling, told)):
            return  # "declined to comment", or a denial of something untold: no claim of its own
        self._last = telling
        stance = _stance(telling, self.sided[number][0][0] if number is not None else None)
        added: list[Sided] = [(telling, stance)]
        if answered:
            added.append((answered, _of_answer(answered)))
        if number is None:
            number = len(self.sided)
            self.sided.append([])
            self._open.append(not checkable)
        self.sided[number] += added
        answer = telling.act in ANSWERS or telling.answers is not None
        self._answered = (telling.voice.key, number) if answer else None
        self._note(number, [one for one, _ in added])

    def _says_little(self, telling: Telling, told: Gist) -> bool:
        """Whether a content makes no claim: 'Why'; or 'I saw it', which bears out what its speaker has just said."""
        if told.size < LEAST_OF_CLAIM and len(words(telling.text)) <= LEAST_OF_CLAIM and telling.act == "assert":
            return True
        last = self._last
        goes_on = (
            last
            and last.voice.key == telling.voice.key
            and last.finding.sentence.paragraph == (telling.finding.sentence.paragraph)
        )
        own = telling.finding.quoted and telling.text.startswith(_OWN)
        return bool(goes_on and own and not stems_of_names(f"x {telling.text}"))

    def _note(self, number: int, added: list[Telling]) -> None:
        """Files tellings that a claim has got under all that they may be looked up by."""
        for telling in added:
            self._numbers[telling.number] = number
            self._index.add(number, telling.gist, checkable=not self._open[number])
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
            about = gist(topic[1]).stems if (topic := _ABOUT.search(telling.text)) else None
            if about:
                return self._newest_about(about, telling.voice.key)
            return self._index.newest(told, checkable=True) if telling.retells else self._meant(telling)
        if telling.answers is not None and telling.answers in self._numbers:
            return self._numbers[telling.answers]
        if telling.headline and (first := self._lead(told)) is not None:
            return first
        if telling.act in ("criticise", "retract", "correct"):
            checkable = False  # of a person or a plan, if it does not point back
        least = LEAST_OF_HEADLINE if telling.headline else LEAST
        found = self._index.newest(told, checkable=checkable, least=least)
        if found is not None and _charge_and_deed(self.sided[found][0][0], telling):
            return None
        if found is None and telling.act in ("deny", "confirm"):
            return self._cleared_of(telling) if telling.clears else self._accusing(telling)
        left_open = found is None and telling.act == "decline" and not _tells_what(telling.text)
        return self._left_open(telling) if left_open else found

    def _lead(self, told: Gist) -> int | None:
        """The first of the claims with which the article begins that a headline tells the same as."""
        first = enumerate(self.sided[:LEAD])
        return next((number for number, sided in first if same(sided[0][0].gist, told, LEAST_OF_HEADLINE)), None)

    def _left_open(self, telling: Telling) -> int | None:
        """The claim that somebody leaves open who does not say which.

        It is what they answered just before, or what names them, or what another claimed last; else the newest.
        """
        key = telling.voice.key
        if self._answered and self._answered[0] == key:
            return self._answered[1]
        known = (self._naming(telling), self._of_another(key), len(self.sided) - 1 if self.sided else None)
        return next((number for number in known if number is not None), None)

    def _meant(self, telling: Telling) -> int | None:
        """The claim that 'it' is: for who stands by it or withdraws it, their own.

        For others, one of the last that names them; what they have denied before; what another claimed last; what
        was denied last.
        """
        if telling.clears:
            return self._cleared_of(telling)
        key, last = telling.voice.key, self._last
        if last and last.act == "criticise" and last.finding.past == "accused" and _name(telling) & last.words:
            return self._numbers[last.number]
        if telling.own and key in self._voices:
            return self._voices[key]
        if telling.headline and key not in self._denied:
            return self._first_denied()
        before, named = self._denied.get(key), self._naming(telling)
        if before is not None and (named is None or named < before):
            return before
        if named is not None:
            return named
        other = self._of_another(key)
        return other if other is not None else next(reversed(self._denied.values()), None)

    def _newest_about(self, stems: frozenset[str], voice: str) -> int | None:
        """The newest claim by another in which most of the stems stand: 'denied the claims about flares'."""
        shared = [
            (len(stems & self.sided[number][0][0].gist.stems), number) for number, by, _ in self._recent if by != voice
        ]
        most, number = max(shared, default=(0, 0))
        return number if most else None

    def _first_denied(self) -> int | None:
        """The first claim that the article says is denied, else the first: a headline is of what comes first."""
        checkable = [number for number, is_open in enumerate(self._open) if not is_open]
        denied = set(self._denied.values())
        return next((number for number in checkable if number in denied), next(iter(checkable), None))

    def _accusing(self, telling: Telling) -> int | None:
        """The newest of the last claims that accuse who speaks of what they deny or admit, or of a misdeed."""
        for number in self._all_naming(telling):
            first = self.sided[number][0][0]
            if first.accuses and (telling.misdeed or telling.gist.stems & first.gist.stems - _stems_of(telling.voice)):
                return number
        return None

    def _cleared_of(self, telling: Telling) -> int | None:
        """The newest of the last accusations; where it is said of what somebody is cleared, one of that."""
        for number, _, _ in reversed(self._recent):
            first = self.sided[number][0][0]
            if first.accuses and (telling.anaphoric or telling.gist.stems & first.gist.stems):
                return number
        return None

    def _naming(self, telling: Telling) -> int | None:
        """The newest of the last claims by others that names who speaks."""
        return next(self._all_naming(telling), None)

    def _all_naming(self, telling: Telling) -> Iterator[int]:
        name = _name(telling)
        return (number for number, by, said in reversed(self._recent) if by != telling.voice.key and name & said)

    def _of_another(self, voice: str) -> int | None:
        """The newest claim that can be checked and has a voice other than this one."""
        last = next((number for key, number in reversed(self._voices.items()) if key != voice), None)
        return max((number for number in (last, self._shared) if number is not None), default=None)


def _charge_and_deed(one: Telling, other: Telling) -> bool:
    """Whether one tells that somebody is charged, and the other with what: that is so whether or not they did it."""
    return any(
        deed.accuses and any(low <= deed.finding.cue[0] < high for low, high in charge.places)
        for charge, deed in ((one, other), (other, one))
    )


def _stems_of(voice: Voice) -> frozenset[str]:
    """The stems of a voice's name, which a claim about it shares with all it says."""
    return frozenset(map(stem, words(voice.name)))


def _name(telling: Telling) -> set[str]:
    """The longer words of the name of who speaks, and for whom."""
    name = {word for word in words(f"{telling.voice.name} {telling.voice.behalf or ''}") if len(word) > LONG}
    return name - LEXICON.empty


def _tells_what(text: str) -> bool:
    """Whether what somebody leaves open is said: 'to say whether it fell', but not 'to comment', 'answer questions'."""
    topic = _TOPIC.search(text)
    if topic is None and _COMMENT.match(text):
        return False
    if topic and topic[0].lower() not in ("about", "on", "whether"):
        return True  # 'to say where he had been'
    said = text[topic.end() :] if topic else text
    return bool(gist(said).stems - stems_of_names(f"x {said}") - _OF_ASKING)


def _stance(telling: Telling, first: Telling | None) -> Stance:
    """The side that a telling takes on the claim of the first."""
    if first and telling.answers is not None and telling.act in ("assert", "deny"):
        return "refutes"
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
    return negative(_telling_most(one, stems)) != negative(_telling_most(other, stems))


def _telling_most(text: str, stems: frozenset[str]) -> str:
    """The sentence of a content that has most of these stems."""
    return max(_SENTENCE_END.split(text), key=lambda part: len(gist(part).stems & stems))


@lru_cache(CONTENTS)
def negative(text: str) -> bool:
    """Whether a text says that something is not so: an odd number of negations."""
    return sum(word in LEXICON.negations for word in words(text.replace("’", "'"))) % 2 == 1
