"""Wording: a telling -> the claim in words of its own, with its level, hedges and figure.

In: `Telling`s and their text. Out: what the fields of a `Claim` are filled with.
"""

from __future__ import annotations

import re

from fcbench.schema import Level, Quantity
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.tellings import Telling
from fcbench.text import quotations, words

POSITIONS = ("commit", "criticise", "characterise", "retract")  # acts that take a position, whatever the words
_WILL = re.compile(r"\b(?:he|she|it|they|we|i)(?: will| would|'ll|'d)\b")
_UNREAL = re.compile(r"\bif\b.*\b(?:were|had)\b.*\bwould\b")
_HEDGES = {
    hedge: re.compile(rf"(?<![\w'’-]){re.escape(hedge)}(?![\w'’-])") for hedge in LEXICON.hedges + LEXICON.modals
}
_BOUNDS = {
    relation: re.compile(rf"\b(?:{'|'.join(re.escape(way) for way in ways)})$")
    for relation, ways in LEXICON.bounds.items()
}
# "one" and below are seldom a count: "one of them", "zero tolerance"
_FIGURE = re.compile(
    rf"(?<![\w.,])((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|{'|'.join(LEXICON.numbers[2:])})\s+([a-z]+)"
)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")


def level(telling: Telling) -> Level:
    """What kind of thing is claimed; only the level 'content' can be checked."""
    said, text = set(words(telling.text)), telling.text.lower().replace("’", "'").removeprefix("that ")
    if telling.act in POSITIONS:
        return "position"
    if _WILL.search(text) and not re.search(r"\bif\b.*\bwere\b", text):
        return "position"
    if said & LEXICON.opinions or telling.finding.mind or _UNREAL.search(text):
        return "opinion"
    return "prediction" if said & LEXICON.futures else "content"


def retold(telling: Telling) -> str:
    """The content as a sentence of its own; what is no clause is told with its subject and verb."""
    text = _undressed(telling)
    first, name = words(text)[0], telling.voice.name
    if first in ("having", "being") or (first.endswith("ing") and telling.act in ("deny", "confirm")):
        text = f"{name} was {text}".replace(" was having ", " had ").replace(" was being ", " was ")
    elif telling.act in POSITIONS or first in ("to", "whether"):
        clause = bool(re.match(r"(?:he|she|it|they|we|i) ", text.lower())) or telling.finding.quoted
        text = text if clause and telling.act == "commit" else f"{name} {telling.finding.past or 'said'} {text}"
    text = text[:1].upper() + text[1:]
    return text if re.search(r"[.!?][\"”»’]?$", text) else f"{text}."


def _undressed(telling: Telling) -> str:
    """The content without mark-up, 'that', the comma at its end, and the marks of one whole quotation."""
    text = plain = " ".join(re.sub(r"[*_]{1,3}", "", telling.text).split())
    if len(telling.places) > 1 and telling.finding.quoted:
        text = re.sub(r",(?= [A-Z])", ".", text)  # the comma before "she said" ended a sentence
    text = re.sub(r"^that,?\s+", "", text)
    text = re.sub(r"[,;:]+([\"”»’]?)$", r"\1", text)
    text = text[1:-1] if quotations(text) == [(0, len(text))] else text
    return text if words(text) else plain  # a content may be no more than "that"


def hedges(text: str) -> tuple[str, ...]:
    """The hedges that the text holds, in lower case: 'May' is a month."""
    return tuple(hedge for hedge in LEXICON.hedges if _HEDGES[hedge].search(text))


def modality(text: str) -> str | None:
    """The word that says how sure the text is of itself, where one does."""
    return next((modal for modal in LEXICON.modals if _HEDGES[modal].search(text)), None)


def quantity(text: str) -> Quantity | None:
    """The first figure that is no year, with its bound and the word after it."""
    for match in _FIGURE.finditer(text):
        before = text[: match.start()].lower()
        if _YEAR.fullmatch(match[1]) or before.endswith("the "):  # "the two" are persons
            continue
        in_words = match[1] in LEXICON.numbers
        value = float(LEXICON.numbers.index(match[1]) if in_words else match[1].replace(",", ""))
        bounds = (relation for relation, bound in _BOUNDS.items() if bound.search(before.rstrip()))
        return Quantity(value=value, relation=next(bounds, "equal"), unit=match[2])
    return None
