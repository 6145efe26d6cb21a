"""Answers: tellings -> the same, and which of them answer another without saying so.

In: `Telling`s in order. Out: as many, some with another act, and with the number of the telling that they answer: 'No
boat was there' denies what another said of boats. A verb of denial needs none of this: see fcbench.speech.claims.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from fcbench.meaning import OPEN
from fcbench.schema import Act
from fcbench.speech.gists import gist, stem, stems_of_names
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import surname, words
from fcbench.speech.tellings import Telling
from fcbench.speech.wording import level, quantity

NEAR = 12  # tellings before an answer among which is what it answers; further back, a shared word means little
COMMON = 6  # tellings that share a stem; one that more share says nothing of which of them is meant
LEAST_OF_NAME = 3  # letters; a name's shorter words are its particles
FEW = 3  # stems of what is left open; of so few, one has to be enough
SAME = 0.5  # of the shorter content's stems must be shared, for figures to be of the same thing
_NOT = r"(?: not|n't)"
_NO = r"no(?! doubt| longer| more than| later| fewer| less)"
_NONE = rf"\b(?:{_NO}|not (?:one|a single|a)|never|nobody|no one|nothing|none)\b"
_EMPHATIC = re.compile(_NONE)
# what is negated: the words behind, to where it is said where or when
_DENIED = re.compile(rf"{_NONE},?((?: (?!(?:{'|'.join(sorted(LEXICON.prepositions - {'of'}))})\b)[\w'-]+)*)")
# 'sales that never happened' are denied by nobody who tells of them
_HELPS = "|".join(sorted(LEXICON.auxiliaries))
_RELATIVE = re.compile(rf"\b(?:(?:who|whom|whose|which)\b|that (?:(?:{_HELPS}) )*?(?:never|not|\w+n't)\b)[^,]*")
_PLAIN = re.compile(r"\b(?:not|\w+n't)\b")
# so a question is left open
_EVASIVE = re.compile(
    rf"\bno comment\b|\b(?:do|does|did|would|will|could|can){_NOT} (?:discuss|comment|speculate|rule out)\b"
    rf"|\bnothing (?:more |further )?to (?:add|say|offer)\b|\bha(?:ve|s|d){_NOT} said (?:anything|that)\b"
    rf"|\bnot (?:my|his|her|our|their|its) (?:place|job|business)\b|\bneither confirm nor\b|\bnot disputing\b"
)
_BACK = re.compile(r"\b(?:take|took|taken) (?:it|them|that|this|those words|my words) back\b")
_YES = re.compile(r"yes\b")
_CLAUSE = re.compile(r"[.!?;]|, (?:and|but) | because | which ")
_SENTENCE = re.compile(r"[.!?,][\"”»“«’']*\s+(?=[\"“«„A-Z])")
_TELLTALE = LEXICON.negations | {"back", "yes"}  # without one of these, only a figure answers anything
_WEAK = frozenset(map(stem, LEXICON.common))  # two tellings share these by chance
_LIES = frozenset(("lying", "liar", "liars", "mistaken"))
_LIAR = re.compile(
    r"(?:that )?(?P<whom>he|she|they|(?:the )?[\w' -]{1,60}?)(?:'s|'re| is| are| was| were)?"
    r"(?: \w+ly| simply| just)? (?:lying|mistaken|an? (?:\w+ )?liar|liars)(?: (?:about|when|to) .{1,80})?",
    re.IGNORECASE,
)
_OF_ASKING = frozenset(map(stem, LEXICON.asking | LEXICON.unanswered))
_OWN = re.compile(r"\b(?:i|we|my|our|mine|ours)\b")


def answered(told: Iterable[Telling]) -> list[Telling]:
    """The tellings, with what each answers where its words show that it does."""
    found: list[Telling] = []
    recent: deque[Telling] = deque(maxlen=NEAR)
    for telling in told:
        telling = _read(telling, recent)
        found.append(telling)
        if _can_be_answered(telling):
            recent.append(telling)
    return found


def _can_be_answered(telling: Telling) -> bool:
    return telling.act in ("assert", "confirm") and not telling.anaphoric and not telling.headline


def _read(telling: Telling, recent: deque[Telling]) -> Telling:
    """The telling, with another act where its words have one, and with what it answers."""
    if telling.act == "decline" and not telling.anaphoric:
        return _declined(telling, recent)
    if telling.act in ("assert", "characterise") and not telling.words.isdisjoint(_LIES):
        return _given_the_lie(telling, recent)
    if telling.act != "assert" or telling.finding.noun or telling.finding.mind or telling.anaphoric:
        return telling
    if telling.words.isdisjoint(_TELLTALE):
        return _against(telling, recent) if telling.gist.figures and not telling.headline else telling
    text = telling.text.replace("’", "'").strip("\"“”‘'«»„ ").removeprefix("that ")
    act = _act(telling, text.lower())
    if act == "decline":
        return _declined(replace(telling, act=act), recent)
    return replace(telling, act=act) if act != "assert" else _countered(telling, text, recent)


def _given_the_lie(telling: Telling, recent: deque[Telling]) -> Telling:
    """The telling, as a denial of the last that was told by whom it calls a liar or mistaken."""
    text = telling.text.replace("’", "'").strip("\"“”‘'«»„ .,!")
    found = _LIAR.fullmatch(text)
    whom = found["whom"].lower() if found else ""
    for one in reversed(recent) if found else ():
        named = bool(one.voice.name) and surname(one.voice.name).lower() in words(whom)
        if one.voice.key != telling.voice.key and (named or whom in one.voice.fits):
            return replace(telling, act="deny", answers=one.number)
    return telling


def _declined(telling: Telling, recent: deque[Telling]) -> Telling:
    """The telling, with what it leaves open."""
    others = [one for one in recent if one.voice.key != telling.voice.key]
    about = telling.gist.stems - _OF_ASKING
    met = _met(telling, others, _Asks(1 if len(about) <= FEW else 2))
    return replace(telling, answers=met.number) if met else telling


def _act(telling: Telling, text: str) -> Act:
    """What the speaker does by these words alone."""
    if _EVASIVE.search(text):
        return "decline"
    if _BACK.search(text):
        return "retract"
    return "confirm" if telling.finding.quoted and _YES.match(text) else "assert"


def _countered(telling: Telling, text: str, recent: deque[Telling]) -> Telling:
    """The telling, as a denial of what another has told where it negates it, or against it by another figure.

    What a document shows is no denial: it contradicts.
    """
    others = [one for one in recent if one.voice.key != telling.voice.key]
    if not others or telling.headline or level(telling) in OPEN:
        return telling
    parts = _CLAUSE.split(_first(text))
    denied = " ".join([found[1] for part in parts for found in _DENIED.finditer(part)])
    if not any(map(_EMPHATIC.search, parts)) and not _PLAIN.search(parts[0]):
        return _against(telling, recent) if telling.gist.figures else telling
    names = stems_of_names(text)
    asks = _Asks(2, gist(denied).stems - names, names, bool(_OWN.search(text.lower())))
    if met := _met(telling, others, asks):
        act: Act = "assert" if telling.finding.factivity == "factive" or telling.voice.work else "deny"
        return replace(telling, act=act, answers=met.number)
    return telling


def _against(telling: Telling, recent: deque[Telling]) -> Telling:
    """The telling, with the last by another that has another figure for the same."""
    others = (one for one in reversed(recent) if one.voice.key != telling.voice.key and one.gist.figures)
    against = next((one for one in others if _other_figure(telling, one)), None)
    return replace(telling, answers=against.number) if against else telling


class _Asks(NamedTuple):
    """What an answer must share with what it answers: `least` stems that are no `names`, or one that it negates.

    Of their `own` doing somebody may deny what only names them.
    """

    least: int
    denied: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    own: bool = False


def _met(telling: Telling, others: list[Telling], asks: _Asks) -> Telling | None:
    """The telling by another that shares most with this one, the rarest words counting most; None where too little."""
    about = telling.gist.stems | _asked(telling)
    shared = {one.number: about & one.gist.stems for one in others}
    many = Counter(chain.from_iterable(shared.values()))
    named = {word for word in words(f"{telling.voice.name} {telling.voice.behalf or ''}") if len(word) > LEAST_OF_NAME}
    named -= LEXICON.empty
    best, most = None, 0.0
    for one in others:
        known = [root for root in shared[one.number] - _WEAK if many[root] <= COMMON]
        of_them = bool(named & one.words)
        enough = len(set(known) - asks.names) >= asks.least or not asks.denied.isdisjoint(known)
        if not (enough or (asks.own and of_them)) or (telling.act != "decline" and _negated(one)):
            continue
        weight = (
            sum(1 / many[root] for root in sorted(known)) + len(telling.gist.figures & one.gist.figures) + of_them / 2
        )
        if weight >= most:
            best, most = one, weight
    return best


def _asked(telling: Telling) -> frozenset[str]:
    """The stems of what is asked before the answer: 'Asked about the boats, she said', 'Of the boats she said'."""
    sentence = telling.finding.sentence
    if sentence.word(0) not in ("asked", "of", "on", "about") or not telling.places:
        return frozenset()
    return gist(sentence.text[sentence.start : telling.places[0][0]]).stems


def _first(text: str) -> str:
    """The first sentence, in lower case and without relative clauses: it says what the rest explains."""
    return _RELATIVE.sub("", _SENTENCE.split(text, maxsplit=1)[0].lower())


def _negated(telling: Telling) -> bool:
    return any(map(_EMPHATIC.search, _CLAUSE.split(_first(telling.text))))


def _other_figure(one: Telling, other: Telling) -> bool:
    """Whether both give a figure for the same thing, and not the same figure."""
    shared = one.gist.stems & other.gist.stems
    if len(shared) < max(2, SAME * min(len(one.gist.stems), len(other.gist.stems))):
        return False
    if one.gist.figures & other.gist.figures:
        return False
    mine, theirs = quantity(one.text), quantity(other.text)
    return mine is not None and theirs is not None and mine.unit == theirs.unit and mine.value != theirs.value
