"""Nouns that stand for a claim: 'a claim in a memoir that CLAUSE', 'denied claims by X that CLAUSE'."""

from __future__ import annotations

import re

from fcbench.speech.contents import clause, stretch
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON, Verb
from fcbench.speech.phrases import BEFORE_NOUN, REACH, phrase, until
from fcbench.speech.sentences import QUOTE, Range, Sentence

AFTER_NOUN = LEXICON.auxiliaries | {"that", ",", ".", QUOTE}  # "that" brings in what it is of, the rest ends it
ANSWERING = ("deny", "confirm", "question", "decline")  # what such a verb has for its object, somebody claims
ENDS = frozenset({"", ".", ",", ";", QUOTE, "and", "or"})
ADJUNCTS = LEXICON.days | LEXICON.times
REBUFF = 4  # tokens of 'hit back at new', the longest before a noun
REBUFFING = frozenset[str]().union(*LEXICON.rebuffs.values())
NEAR = 5  # tokens from the beginning of a clause to what is done with a claim
_UNTRUE = re.compile(rf"\W*(?:\w+ly )?(?:{'|'.join(map(re.escape, LEXICON.untrue))})\b", re.IGNORECASE)


def noun_cue(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'a claim in a memoir that CLAUSE', "X's claim that CLAUSE", 'denied claims by X that CLAUSE'."""
    factivity = LEXICON.factivities.get(sentence.word(place))
    owned = sentence.word(place - 1).endswith(("'s", "s'"))
    determined = LEXICON.determiners & {sentence.word(place - 1), sentence.word(place - 2)}
    verb = None if determined else _object_of(sentence, place)
    if factivity is None or not (owned or determined or verb or sentence.headline or place == 0):
        return None
    answered = verb is not None and verb.act in ANSWERING
    bare = answered and _tells(sentence, place + 1)
    at = place + 1 if bare else until(sentence, place + 1, AFTER_NOUN, reach=REACH)
    content = (
        _before_verdict(sentence, at, needed=not (owned or determined or answered or sentence.headline))
        if bare or sentence.word(at) == "that"
        else None
    )
    mine = sentence.word(place - 1) in LEXICON.possessives
    if content is None and factivity == "doubting" and (owned or mine) and sentence.word(place + 1) == "of":
        content = clause(sentence, place + 2)
    if content is None:
        return None
    source = sentence.range(place - 1, place) if mine else None
    if sentence.word(place + 1) in ("by", "in", "from") and at > place + 2:
        source = sentence.range(place + 2, at)
    elif owned and (owner := phrase(sentence, place)):
        start, end = sentence.range(*owner)
        source = (start, end - 2 + sentence.word(place - 1).endswith("s'"))
    cue = sentence.range(place, place + 1)
    return Finding(sentence, source, cue, (content,), "assert", factivity=factivity, noun=True)


def past_rebuff(sentence: Sentence, place: int) -> int | None:
    """Past 'hit back at' at `place`; None where no such words are there."""
    word = sentence.word(place)
    for way, forms in LEXICON.rebuffs.items() if word in REBUFFING else ():
        stop = place + 1 + len(way.split())
        if word in forms and " ".join(sentence.words[place + 1 : stop]) == way:
            return stop
    return None


def _object_of(sentence: Sentence, place: int) -> Verb | None:
    """The verb before a noun in the plural: 'denied new claims', 'said claims that it fell are false'."""
    near = range(max(0, place - REBUFF), place - 1)
    if any(past_rebuff(sentence, at) in (place, place - 1) for at in near):
        return LEXICON.verbs["reject"]
    verbs = (LEXICON.forms.get(sentence.word(place - back)) for back in (1, 2) if place >= back)
    return next((verb for verb in verbs if verb), None) if sentence.word(place)[-1:] == "s" else None


def _tells(sentence: Sentence, low: int) -> bool:
    """Whether a clause without "that" stands at `low`, and no relative one: 'claims it fell', not 'claims it made'."""
    if not (sentence.word(low) in BEFORE_NOUN or sentence.capital(low)):
        return False
    handled = until(sentence, low + 1, LEXICON.handled, reach=NEAR)
    after = sentence.word(handled + 1)
    return sentence.word(handled) not in LEXICON.handled or not (
        after in ENDS or after in LEXICON.prepositions or after in ADJUNCTS
    )


def _before_verdict(sentence: Sentence, low: int, *, needed: bool) -> Range | None:
    """The clause from its "that" to where it is said to be false: 'the claim that it fell is untrue'.

    None where that is `needed`, as of a subject, and is not said.
    """
    for place in range(low + 2, len(sentence.words) - 1):
        if sentence.word(place) in LEXICON.copulas and _UNTRUE.match(sentence.text, sentence.tokens[place][1]):
            return stretch(sentence, low, place)
    return None if needed else clause(sentence, low)
