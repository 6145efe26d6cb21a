"""Pronouns: a claim that begins with one -> the same with the name of who is meant, where that is who speaks.

In: `Telling`s and their claims in words. Out: text. Where somebody else may be meant the pronoun stays: a name put in
its place would lay on the speaker what they lay on others.
"""

from __future__ import annotations

import re

from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import called, gender, head, plural, words
from fcbench.speech.tellings import Telling
from fcbench.speech.voices import Voice

_PRONOUN = re.compile(
    r"(?:(?:if|when|once|after) [^,]{1,40}, )?(he|she|it|they|its|his|her|their)(?= )"
    r"(?! is (?:not )?(?:true|clear|important|time|likely)\b)",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z][\w-]* )*[A-Z][\w-]*"
_OWNER = re.compile(rf"{_NAME}(?=['’]s? )|(?<= (?:of|to) ){_NAME}|(?<= for ){_NAME}")  # on whose side the speaker is
_HOLDER = re.compile(r"(?:[\w-]+ ){0,3}?([\w-]+)(?:['’]s|(?<=s)['’]) ")  # in 'the former minister's lawyer'
_PERSONS = LEXICON.roles | LEXICON.posts | LEXICON.titles | frozenset[str]().union(*LEXICON.humans.values())
_KIN = re.compile(r"\b(his|her) (?:[a-z][\w'’-]* ){0,3}([a-z][\w'’-]*), $", re.IGNORECASE)
_NEAR = 60  # code points before a name within which it stands what they are
_CLAUSE = re.compile(rf"[,;:.!?]| (?:{'|'.join(sorted(LEXICON.conjunctions))})\b")  # the end of one
_OTHERS = {"he": re.compile(r"\b(?:she|hers?|herself)\b"), "she": re.compile(r"\b(?:he|him|his|himself)\b")}
_AFTER_HER = "|".join(sorted(LEXICON.prepositions | LEXICON.determiners | LEXICON.adverbs | LEXICON.days))
_OBJECTS = {"he": re.compile(r"\bhim\b"), "she": re.compile(rf"\bher(?= *$| (?:{_AFTER_HER})\b)")}  # not "her dog"
_MAYBE_SEVERAL = re.compile(
    r"[A-Z][a-z]+(?:[eo]r|ist|[ae]nt|ee|ian)s"
)  # "Beekeepers" of a sentence's beginning, or "Reuters"
_ADDRESSED = {"him": "he", "her": "she", "them": "they"}
_ADDRESSEE = re.compile(rf"[^,;:.]+?(?=$|[,;:.]| (?:that|{'|'.join(sorted(LEXICON.prepositions | LEXICON.days))})\b)")
_NO_PERSON = LEXICON.bodies | LEXICON.audiences | LEXICON.firm_names
_PUBLIC = LEXICON.media | LEXICON.audiences | {"us", "me", "you"}


def resolved(telling: Telling, text: str) -> str:
    """The text with the name of who is meant for the pronoun that it begins with, where that is who speaks.

    In a claim that somebody answers, it is who answers: 'the mill denied a claim that it had closed'.
    """
    found = _PRONOUN.match(text)
    voice = telling.about or telling.voice
    if found is None or telling.finding.quoted or words(voice.name) in ((), ("unknown",)):
        return text
    word, name = found[1].lower(), called(voice.name, voice.anonymity)
    pronoun = LEXICON.possessives.get(word, word)
    if voice.name.lower() in LEXICON.pronouns or not _means(pronoun, telling, voice, text[found.end() :]):
        return text
    owner = f"{name}'" if plural(name) and name.endswith("s") else f"{name}'s"
    return text[: found.start(1)] + (owner if word in LEXICON.possessives else name) + text[found.end(1) :]


def _means(pronoun: str, telling: Telling, voice: Voice, rest: str) -> bool:
    """Whether the pronoun, with this behind it, stands for the voice of the telling, and for nobody else."""
    human = LEXICON.persons.get(pronoun)
    if human is not None and voice.person is not None and human is not voice.person:
        return False
    if voice.person is None and not _may_be(pronoun, voice):
        return False
    phrase = "" if telling.about else _source(telling)
    if _several(voice, phrase) is not (pronoun == "they") or (pronoun == "it" and _MAYBE_SEVERAL.fullmatch(phrase)):
        return False
    if human and (_owned(pronoun, phrase) or (phrase and _beside_kin(pronoun, telling))):
        return False
    known = gender(phrase) or (voice.fits[0] if len(voice.fits) == 1 else None)
    if human and known not in (None, pronoun):
        return False
    return not (_fits(pronoun, _addressee(telling)) or _beside(pronoun, _clause(rest), known))


def _may_be(pronoun: str, voice: Voice) -> bool:
    """Whether one of whom it is not known that it is a person may be: a friend is not "it", an audit not "he"."""
    human = LEXICON.persons.get(pronoun)
    if human is None:
        return True
    called_so = bool(voice.fits) or not _PERSONS.isdisjoint(words(head(voice.name))[-1:])  # 'the senator'
    return called_so or not voice.name[:1].islower() if human else not called_so


def _owned(pronoun: str, phrase: str) -> bool:
    """Whether somebody else in the phrase may be meant: 'her lawyer', "Holm's brother", "the mayor's aide"."""
    first = words(phrase)[:1]
    if first and LEXICON.possessives.get(first[0]) == pronoun:
        return True
    if (owner := _HOLDER.match(phrase)) and owner[1].lower() in _PERSONS:
        return True
    return any(_NO_PERSON.isdisjoint(words(one[0])) for one in _OWNER.finditer(phrase))


def _beside_kin(pronoun: str, telling: Telling) -> bool:
    """Whether the source's name stands behind what it is to whom the pronoun means: 'her son, Odd, who said she'."""
    finding = telling.finding
    start = finding.source[0] if finding.source else 0
    kin = _KIN.search(finding.sentence.text, max(finding.sentence.start, start - _NEAR), start)
    return bool(kin and kin[2].lower() in _PERSONS and LEXICON.possessives[kin[1].lower()] == pronoun)


def _source(telling: Telling) -> str:
    """The words of the source, as they stand with this cue."""
    place = telling.finding.source
    return telling.finding.sentence.text[slice(*place)] if place else ""


def _several(voice: Voice, phrase: str) -> bool:
    return plural(called(voice.name, voice.anonymity)) or plural(phrase)


def _clause(text: str) -> str:
    """The text up to the end of its first clause, in lower case."""
    return _CLAUSE.split(text.lower(), maxsplit=1)[0]


def _beside(pronoun: str, clause: str, known: str | None) -> bool:
    """Whether somebody else stands beside the pronoun in its clause who may be the speaker: 'he pushed her'."""
    if pronoun not in _OTHERS:
        return False
    return bool(_OBJECTS[pronoun].search(clause)) or (known is None and bool(_OTHERS[pronoun].search(clause)))


def _addressee(telling: Telling) -> str:
    """Whom the speaker tells, in the words between cue and content: 'told the clerk that'."""
    finding = telling.finding
    (_, end), (start, _) = finding.cue, finding.content[0]
    between = finding.sentence.text[end:start].strip() if end < start else ""
    cue = finding.sentence.text[slice(*finding.cue)].lower().split()
    verb = LEXICON.forms.get(cue[-1]) if cue else None
    if not between or not (between.startswith("to ") or (verb and "told" in verb.takes)):
        return ""  # nearly always
    found = _ADDRESSEE.match(between.removeprefix("to "))
    return found[0] if found else ""


def _fits(pronoun: str, addressee: str) -> bool:
    """Whether the pronoun may stand for whom somebody tells."""
    said = words(addressee)
    if not said or not _PUBLIC.isdisjoint(said) or any(part.isupper() and len(part) > 1 for part in addressee.split()):
        return False
    if addressee.lower() in _ADDRESSED:
        return _ADDRESSED[addressee.lower()] == pronoun
    many = plural(addressee)
    if many or pronoun == "they":
        return many and pronoun == "they"
    named, body = addressee[0].isupper(), not _NO_PERSON.isdisjoint(said)
    if pronoun == "it":
        return body or not named
    return not body and gender(addressee) in (None, pronoun) and (named or addressee == addressee.lower())
