"""Wording: a telling -> the claim in words of its own, with its level, hedges and figure.

In: `Telling`s and their text. Out: what the fields of a `Claim` are filled with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from fcbench.meaning import REFUTING
from fcbench.schema import Evidence, EvidenceState, Level, Quantity
from fcbench.speech.accusations import ACCUSED
from fcbench.speech.gists import CONTENTS, vocabulary
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import called, plural, words
from fcbench.speech.pronouns import resolved
from fcbench.speech.sentences import OPENING
from fcbench.speech.tellings import Telling
from fcbench.text import quotations, within

FOUND = ("believed", "thought", "suspected")
_VOWEL = re.compile("[aeiouy]")
_GOES_ON = re.compile(r"(?:,|\band|\bor) (?:\w+ly |not )?[\"“]?[a-z]+ing\b")  # another deed, which keeps its form
_NO_DEED = frozenset({"nothing", "anything", "something", "everything", "evening", "morning"})
POSITIONS = ("commit", "criticise", "characterise", "retract")  # acts that take a position, whatever the words
_WILLING = (" will", " would", "'ll", "'d")
_WILL = re.compile(rf"\b(?:he|she|it|they|we|i)(?:{'|'.join(_WILLING)})\b")
_IF_WERE = re.compile(r"\bif\b.*\bwere\b")
_UNREAL = re.compile(r"\bif\b.*\b(?:were|had)\b.*\bwould\b")
_COUNTED = rf"(?=\s+(?:[$£€]?\d|(?:{'|'.join((*LEXICON.figures, *LEXICON.numbers))})\b))"
_HEDGES = {
    hedge: re.compile(rf"{hedge}(?![\w'’-])(?<![\w'’-]{hedge})" + (_COUNTED if hedge in LEXICON.approximate else ""))
    for hedge in LEXICON.hedges + LEXICON.modals
}  # the look behind comes after the word: it is asked at each, and not at every letter
_FIRST_OF_HEDGES = {
    first: [hedge for hedge in LEXICON.hedges if hedge.split()[0] == first]
    for first in (hedge.split()[0] for hedge in LEXICON.hedges)
}
_BOUNDS = {
    relation: re.compile(rf"\b(?:{'|'.join(re.escape(way) for way in ways)})$")
    for relation, ways in LEXICON.bounds.items()
}
_NUMBERS = LEXICON.numbers[2:]  # "one" and below are seldom a count: "one of them", "zero tolerance"
_FIGURE = re.compile(rf"(?<![\w.,])((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|{'|'.join(_NUMBERS)})\s+([a-z]+)")
_SUBJECT = re.compile(r"(?:he|she|it|they|we|i) ")
_JUDGEMENT = rf"[\"“‘]?(?:{'|'.join(sorted(LEXICON.judgements))})(?![\w'’-])"
_DEGREES = rf"(?:(?:{'|'.join(sorted(LEXICON.degrees))}|\w+ly) ){{0,3}}"
_IS = rf"(?:\b(?:{'|'.join(sorted(LEXICON.copulas))})|['’](?:s|re|m)) {_DEGREES}"
_NO_NOUN = "|".join(sorted(LEXICON.prepositions | LEXICON.conjunctions | LEXICON.adverbs | {"than", "enough"}))
_JUDGED = re.compile(  # 'the "dangerous" plan', 'is a dangerous plan', 'is dangerous'; but not 'was dangerous driving'
    rf"[\"“‘]{_JUDGEMENT}|{_IS}(?:(?:an?|the|no|such|one|another) {_DEGREES}{_JUDGEMENT}"
    rf"|{_JUDGEMENT}(?=$|[^\w\s]| (?:{_NO_NOUN})\b))"
)
_WORD = re.compile(r"[^\W_][\w'’-]*")
_DIGIT = re.compile(r"\d")
_COMMA_OF_SPEECH = re.compile(r",(?= [A-Z])")
_THAT = re.compile(r"that,?\s+")
_THERE = re.compile(r"(?:(?P<any>any)|an?) (?!of\b)(?=\w)", re.IGNORECASE)  # what is denied as a thing: 'a cover-up'
_VERBAL = LEXICON.auxiliaries | LEXICON.copulas | LEXICON.pasts  # with one of these there is a clause
_COMMAS = frozenset(",;:")
_LAST_COMMA = re.compile(r"[,;:]+([\"”»“«’']?)$")
_CLOSED = re.compile(r"[.!?][\"”»“«’']?$")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")


def level(telling: Telling) -> Level:
    """What kind of thing is claimed; only the level 'content' can be checked."""
    if telling.act in POSITIONS:
        return "position"
    return _level(telling.text, telling.finding.mind and not _inquires(telling))


def _inquires(telling: Telling) -> bool:
    """Whether those who think so are to find it out: 'Investigators believe'; what they feel or fear is no finding."""
    return telling.finding.past in FOUND and not LEXICON.inquirers.isdisjoint(words(telling.voice.name))


@lru_cache(CONTENTS)
def _level(content: str, mind: bool) -> Level:
    """The level by the words of the content; `mind` is whether it is a thought."""
    said, text = vocabulary(content), content.lower().replace("’", "'").removeprefix("that ")
    if any(map(text.__contains__, _WILLING)) and _WILL.search(text) and not _IF_WERE.search(text):
        return "position"
    if mind or _judges(content, said) or ("would" in text and _UNREAL.search(text)):
        return "opinion"
    return "content" if said.isdisjoint(LEXICON.futures) else "prediction"


def _judges(content: str, said: frozenset[str]) -> bool:
    """Whether the content judges something, and does not only tell what it is."""
    if not said.isdisjoint(LEXICON.opinions):
        return True
    return not said.isdisjoint(LEXICON.judgements) and bool(_JUDGED.search(content))


def retold(telling: Telling) -> str:
    """The content as a sentence of its own, its first pronoun resolved; what is no clause has its subject and verb."""
    text = plain = _undressed(telling)
    first, name = _first_word(text), called(telling.voice.name, telling.voice.anonymity)
    if (telling.accuses or telling.clears) and (accused := ACCUSED.match(text)):
        text = _done(telling, accused["whom"], accused["doing"] or f"guilty of {accused['deed']}")
    elif telling.act in ("deny", "confirm") and (there := _THERE.match(text)) and not _is_no_thing(telling):
        text = f"There was {'some ' + text[there.end() :] if there['any'] else text}"
    elif telling.misdeed:
        text = f"{name} {'were' if plural(name) else 'was'} guilty of {text}"
    elif first in ("having", "being") or (telling.act in ("deny", "confirm") and _is_deed(telling, text)):
        text = _did(name, text, many=False)
    elif telling.finding.noun and _is_named(telling):
        text = f"{name} claimed {text}"
    elif telling.act in POSITIONS or first in ("to", "whether"):
        clause = bool(_SUBJECT.match(text.lower())) or telling.finding.quoted or _is_clause(telling)
        wanted = telling.finding.past == "demanded" and bool(_THAT.match(telling.text))
        text = f"that {text}" if wanted else text  # 'that Lie be freed' is no sentence
        text = text if clause and not wanted and telling.act == "commit" else _told(telling, name, text)
    text = resolved(telling, text) if text == plain else text
    text = text[:1].upper() + text[1:]
    return text if _CLOSED.search(text[-2:]) else f"{text}."


def _told(telling: Telling, name: str, text: str) -> str:
    """The content with its speaker and verb."""
    return f"{name} {telling.finding.past or 'said'} {text}"


def _is_deed(telling: Telling, text: str) -> bool:
    """Whether the content is what the speaker did, in -ing, and no clause: 'stealing', not 'filming had stopped'."""
    first, *rest = text.split()[:2]
    deed = first.lower().endswith("ing") and first.lower() not in _NO_DEED
    return deed and not _THAT.match(telling.text) and LEXICON.auxiliaries.isdisjoint(rest)


def _done(telling: Telling, whom: str, done: str) -> str:
    """What somebody is accused of, as a clause: 'The mill was dumping waste'."""
    who = LEXICON.nominatives.get(whom.lower(), whom)
    many = who in ("we", "they") or (who == whom and plural(whom))
    who = who if who != whom else resolved(telling, whom + " ").strip()
    return _did(f"{who}," if "," in who else who, done, many=many)  # 'The mayor, Vera Holm, was'


def _did(who: str, done: str, *, many: bool) -> str:
    """A clause of who did what, which is given in -ing: 'The mill dumped waste', 'Holm had lied'."""
    was = "were" if many else "was"
    first, space, rest = done.partition(" ")
    if first in ("having", "being"):
        return f"{who} {'had' if first == 'having' else was}{space}{rest}"
    past = None if _GOES_ON.search(rest) else _past(first)
    return f"{who} {past}{space}{rest}" if past else f"{who} {was} {done}"


def _past(word: str) -> str | None:
    """The past of a word in -ing that is a verb's: 'dumped' of 'dumping', 'tried', 'took'; None for another word."""
    if word in LEXICON.gerunds:
        return LEXICON.gerunds[word]
    stem = word.removesuffix("ing")
    if stem == word or not word.isalpha() or not word.islower() or _VOWEL.search(stem) is None:
        return None
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return f"{stem[:-1]}ied"
    return f"{stem}d" if stem.endswith("ee") else f"{stem}ed"


def _first_word(text: str) -> str:
    found = _WORD.search(text)
    return found[0].lower() if found else ""


def _is_named(telling: Telling) -> bool:
    """Whether what is claimed is no clause: 'its allegation of fraud'."""
    return telling.finding.sentence.text.endswith("of ", 0, telling.places[0][0])


def _is_clause(telling: Telling) -> bool:
    return bool(_THAT.match(telling.text)) or (
        telling.finding.past == "promised" and bool(_WILL.search(telling.text.lower()))
    )


def _is_no_thing(telling: Telling) -> bool:
    """Whether it is a clause that is denied or admitted, or something that is turned down or confirmed in a post."""
    if telling.finding.past not in ("denied", "acknowledged", "admitted", "conceded"):
        return True
    return bool(_THAT.match(telling.text)) or not _VERBAL.isdisjoint(telling.words)


def _undressed(telling: Telling) -> str:
    """The content without 'that', the comma at its end, and the marks of one whole quotation."""
    text = plain = " ".join(telling.text.split())
    if len(telling.places) > 1 and telling.finding.quoted:
        text = _COMMA_OF_SPEECH.sub(".", text)  # the comma before "she said" ended a sentence
    if opened := _THAT.match(text):
        text = text[opened.end() :]
    if not _COMMAS.isdisjoint(text[-2:]):
        text = _LAST_COMMA.sub(r"\1", text)
    if text[:1] in OPENING and quotations(text) == [(0, len(text))]:
        text = text[slice(*within(text, 0, len(text)))]
    return text if _WORD.search(text) else plain  # a content may be no more than "that"


def hedges(text: str) -> tuple[str, ...]:
    """The hedges that the text holds, in lower case: 'May' is a month."""
    begun = vocabulary(text) & _FIRST_OF_HEDGES.keys()
    if not begun:
        return ()  # nearly always
    known = [hedge for word in begun for hedge in _FIRST_OF_HEDGES[word] if _HEDGES[hedge].search(text)]
    return tuple(sorted(known, key=LEXICON.hedges.index))


def modality(text: str) -> str | None:
    """The word that says how sure the text is of itself, where one does."""
    for modal in LEXICON.modals:
        if modal in text and _HEDGES[modal].search(text):
            return modal
    return None


@lru_cache(CONTENTS)
def quantity(text: str) -> Quantity | None:
    """The first figure that is no year, with its bound and the word after it."""
    if not (any(map(text.__contains__, _NUMBERS)) or _DIGIT.search(text)):
        return None  # nearly always, and found out at a tenth of the cost
    for match in _FIGURE.finditer(text):
        before = text[: match.start()].lower()
        if _YEAR.fullmatch(match[1]) or before.endswith("the "):  # "the two" are persons
            continue
        in_words = match[1] in LEXICON.numbers
        value = float(LEXICON.numbers.index(match[1]) if in_words else match[1].replace(",", ""))
        bounds = (relation for relation, bound in _BOUNDS.items() if bound.search(before.rstrip()))
        return Quantity(value=value, relation=next(bounds, "equal"), unit=match[2])
    return None


def bounded(text: str, tellings: Sequence[str]) -> str:
    """The claim with the bound that another telling of it has before the same figure: a hedge is not to be lost.

    >>> bounded("It fell seven times.", ["it fell seven times", "it fell up to 7 times"])
    'It fell up to seven times.'
    """
    figure = quantity(text)
    if figure is None or figure.relation != "equal":
        return text
    for telling in tellings:
        other = quantity(telling)
        if other and (other.value, other.unit) == (figure.value, figure.unit) and other.relation != "equal":
            match = next(found for found in _FIGURE.finditer(text) if found[2] == figure.unit)
            return f"{text[: match.start()]}{_bound(telling)} {text[match.start() :]}"
    return text


def _bound(text: str) -> str:
    """The words before the first figure that make it a bound."""
    found = (_bound_before(text[: match.start()].lower().rstrip()) for match in _FIGURE.finditer(text))
    return next((bound for bound in found if bound), "")


def _bound_before(before: str) -> str:
    return next((match[0] for bound in _BOUNDS.values() if (match := bound.search(before))), "")


# The verdict in a sentence


def justified(state: EvidenceState, evidence: Sequence[Evidence], names: Mapping[str, str]) -> str:
    """What the verdict rests on, in a sentence: who says so, who denies it, and what follows.

    `names` gives the holders as they stand in a sentence.
    """
    sides: dict[str | None, list[Evidence]] = {}
    for piece in evidence:
        against = "denies" if piece.act == "deny" else "refutes"
        sides.setdefault(against if piece.stance in REFUTING else piece.stance, []).append(piece)
    parts = []
    for side, (one, many) in _SIDES.items():
        if pieces := sides.get(side):
            holders = list(dict.fromkeys([names.get(piece.holder or "", "somebody") for piece in pieces]))
            single = len(holders) > 1 and len({piece.origin_id or piece.id for piece in pieces}) == 1
            alone = ", all from one origin" if single else ""
            parts.append(f"{_listed(holders)} {many if len(holders) > 1 or plural(holders[0]) else one}{alone}")
    text = "; ".join(parts) or "nobody takes a side"
    return f"{text[:1].upper()}{text[1:]}: {_OUTCOMES[state]}."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_SIDES = {
    "supports": ("says so", "say so"),
    "partly_supports": ("says so in part", "say so in part"),
    "denies": ("denies it", "deny it"),
    "refutes": ("says otherwise", "say otherwise"),
    "neutral": ("takes no side", "take no side"),
}
_OUTCOMES: dict[EvidenceState, str] = {
    "sufficient": "there is more than somebody's word, and that settles it",
    "conflicting": "each side has weight, and neither settles it",
    "insufficient": "words alone do not settle it",
    "not_applicable": "it is no matter of fact, and has no truth",
}
