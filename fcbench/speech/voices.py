"""Voices: the noun phrases of sources, in order -> who stands behind each, found again under other names.

In: the words of a source. Out: `Voice`. A voice is known by its full name, its surname, what it was called ("the
minister"), or a pronoun; a book speaks with its author's voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from fcbench.schema import Anonymity
from fcbench.speech.bodies import Bodies, affiliation, introduced
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import (
    EITHER,
    Usage,
    anonymity,
    bare,
    cored,
    fits,
    head,
    joined,
    named,
    person,
    plural,
    subjects,
    surname,
    untitled,
    usage,
    words,
)


@dataclass(frozen=True)
class Voice:
    """Who stands behind words, by the fullest name that the article has given so far."""

    name: str
    anonymity: Anonymity = "unknown"
    person: bool | None = None
    behalf: str | None = None
    work: str | None = None
    titles: frozenset[str] = frozenset()
    fits: tuple[str, ...] = ()  # of "he" and "she", those that may mean it; "she" once it has been meant by "she"

    @cached_property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """What it may be meant by later on."""
        return tuple(_keys(self))

    @cached_property
    def key(self) -> str:
        """What its words are counted under: a spokesman's are those of the body he speaks for."""
        return "-".join(words(self.behalf or self.name))


NOBODY = Voice("unknown")
FAR = 1000  # code points before a pronoun within which the person that it means is named
_OF_BODY = re.compile(r"([a-z][\w -]+ (?:of|at|for|in) the )([a-z]+)")
_WORD = re.compile(r"[\w'’-]+")
_PAPER = re.compile(rf" (?:{'|'.join(sorted(word.capitalize() for word in LEXICON.paper_names))})$")
_DEFINITE = LEXICON.determiners - {"a", "an"}
_ROLES = LEXICON.roles | LEXICON.posts
_CALLED = _ROLES | LEXICON.titles | LEXICON.institutions
_MEANWHILE = (" as ", " while ")  # after these a pronoun is who the sentence began with
_FULL_STOPS = (". ", "\n", "! ", "? ", '." ', ".” ", ".’ ", ".' ")  # after which a sentence begins; the commonest first


class Cast:
    """The voices heard so far in an article.

    It grows: each name is looked up by what it may be called, since to compare it with all before it is quadratic.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._newest: dict[tuple[str, ...], tuple[int, Voice]] = {}
        self._authors: dict[str, re.Match[str] | None] = {}
        self._persons: dict[str, dict[str, Voice]] = {pronoun: {} for pronoun in EITHER}  # by name, the last heard last
        self._heard = 0
        self._at: dict[str, int] = {}  # where each was last heard
        self._bodies = Bodies(text)
        self._behalf: dict[str, tuple[str, int] | None] = {}

    @cached_property
    def _usage(self) -> Usage:
        return usage(self._text)

    def hear(self, voice: Voice, at: int | None = None) -> None:
        """Adds a voice: from now on names and pronouns may mean it."""
        if voice is NOBODY:
            return
        self._heard += 1
        newest = self._heard, voice
        if at is not None:
            self._at[voice.name] = at
        for key in voice.keys:
            self._newest[key] = newest
        for pronoun, persons in self._persons.items():
            persons.pop(voice.name, None)
            if pronoun in voice.fits:
                persons[voice.name] = voice

    def voice(self, phrase: str, at: int | None = None) -> Voice:
        """The voice that a noun phrase names, found again among those heard where it is one of them.

        `at` is where it stands in the text: 'the office' there is the one last named before.
        """
        if not words(phrase):
            return NOBODY
        return self._meant(phrase, at) or (self._author_of(phrase) if _is_work(phrase) else self._named(phrase, at))

    def answering(self, phrase: str, accused: Voice) -> Voice | None:
        """Who was just accused, where a pronoun may mean them: 'She denies it'; None else."""
        pronoun = phrase.lower()
        human = LEXICON.persons.get(pronoun)
        if accused is NOBODY or (human is None and pronoun != "they"):
            return None
        unclear = accused.person is None and not accused.fits and not plural(accused.name)
        if human:
            return _known_as(pronoun, accused) if unclear or pronoun in accused.fits else None
        return accused if pronoun == "they" or accused.person is False else None

    def _meant(self, phrase: str, at: int | None = None) -> Voice | None:
        """The voice that a pronoun, or a word such as 'the minister', stands for; None for any other phrase."""
        said = words(phrase)
        if len(said) == 1 and (pronoun := LEXICON.possessives.get(said[0]) or LEXICON.nominatives.get(said[0])):
            found = self._subject(pronoun, at) or self._antecedent(pronoun)  # 'his claim', 'quoted him as saying'
            return _known_as(pronoun, found) if found else NOBODY
        if len(said) == 1 and said[0] in LEXICON.pronouns:
            found = self._subject(said[0], at) or self._antecedent(said[0])
            return _known_as(said[0], found) if found else Voice(phrase)
        if len(said) == 1 and (said[0] in LEXICON.roles or said[0] in LEXICON.institutions):
            return self._latest(("title", said[0]))  # of a headline, which has no articles
        definite = len(said) == 2 and said[0] in _DEFINITE and not phrase.split()[-1].isupper()  # but 'the RMT'
        return self._called(said[1], at) if definite else None

    def _named(self, phrase: str, at: int | None = None) -> Voice:
        """The voice of that name, or a new one."""
        described = self._described(phrase, at)
        if described:
            return described
        found = named(phrase)
        name = found.name if joined(found.name) else cored(untitled(found.name))
        name = self._usage.short.get(name, self._usage.full.get(name, name))
        behalf = self._body(found.behalf, at) if found.behalf else None
        if again := self._of_name(name):
            told = fits(phrase, name, again.person, self._usage)
            again = _known_as(told[0], again) if len(told) == 1 else again
            same = again.work is None and behalf in (None, again.behalf)
            return again if same else replace(again, behalf=behalf or again.behalf, work=None)
        human = (found.titled or name != found.name) and LEXICON.bodies.isdisjoint(words(name))
        is_person = True if human else person(phrase, name, self._usage)
        if behalf is None and is_person is not False and " " in name and name[0].isupper():
            behalf = self._speaks_for(name)
        titles = frozenset([word.lower() for word in _WORD.findall(phrase)]).difference(words(found.behalf or ""))
        titles = frozenset() if joined(name) else titles  # neither alone is both
        name = self._expanded(name, at)
        hiding = anonymity(phrase, name)
        is_person = True if behalf and is_person is None else is_person
        hiding = "named" if is_person and hiding == "institutional" else hiding
        return Voice(name, hiding, is_person, behalf, titles=titles, fits=fits(phrase, name, is_person, self._usage))

    def _described(self, phrase: str, at: int | None) -> Voice | None:
        """The voice that was described so before, or that a lead describes and the next paragraph names."""
        first, *_ = words(phrase)
        said = [word for word in words(phrase) if word not in LEXICON.determiners]
        if (
            not said
            or phrase.lower().startswith(("a ", "an "))
            or any(part[0].isupper() for part in phrase.split()[1:])
        ):
            return None
        if phrase[0].isupper() and first not in LEXICON.determiners and not _CALLED & set(said):
            return None  # 'Ode', of a headline or not
        again = self._latest(("title", said[-1])) or self._latest(("title", said[0]))
        if again and again.titles.issuperset(said):
            return again
        if self._heard or at is None or first not in ("the", "its", "their") or not set(said) & _ROLES:
            return None
        name = introduced(self._text, at)
        found = self._named(name) if name else None
        return replace(found, titles=found.titles | set(said)) if found and found.person is not False else None

    def _speaks_for(self, name: str) -> str | None:
        """The body that the article says this person speaks for; searched for once a name."""
        if name not in self._behalf:
            self._behalf[name] = affiliation(self._text, name)
        found = self._behalf[name]
        return self._body(*found) if found else None

    def _body(self, phrase: str, at: int | None) -> str | None:
        """The name of a body in full: of 'its', 'company', 'the fund' and 'Ode Foods'."""
        said = words(phrase)
        if phrase.lower() in LEXICON.possessives:
            return self._its(at)
        if phrase in self._usage.short:
            return self._usage.short[phrase]
        if len(said) == 1 and said[0] in LEXICON.institutions:
            full = self._bodies.full(said[0], at)
            if full is None and (body := self._called(said[0], at)):
                return body.name
            return full or phrase
        return phrase

    def _expanded(self, name: str, at: int | None) -> str:
        """The name with that of the body in it in full: 'employee of the fund' is one of the Fund for Mills."""
        of = _OF_BODY.fullmatch(name)
        full = self._bodies.full(of[2], at) if of and of[2] in LEXICON.institutions else None
        return f"{of[1]}{full}" if of and full else name

    def _its(self, at: int | None) -> str | None:
        """The body that 'its' means: what a sentence began with, or who was heard, whichever came last."""
        heard = self._latest(("all", "False"), ("all", "None"))
        subject = self._bodies.subject(at if at is not None else len(self._text))
        if subject and (heard is None or subject.start > self._at.get(heard.name, -1)):
            return self._body(subject.name, at)
        return heard.name if heard else None

    def _author_of(self, phrase: str) -> Voice:
        """A book or a letter: its author's voice where the article names one, here or elsewhere."""
        work = next(word for word in words(phrase) if word in LEXICON.works)
        title = re.search(r"[\"“]([^\"”\n]{1,60})[\"”]", phrase)
        owner = re.match(r"(?:[Tt]he )?(.+?)(?:['’]s|(?<=s)['’]) ", phrase)
        if owner and (set(words(owner[1])) & LEXICON.institutions or owner[1][0].isupper()):
            return replace(self.voice(f"the {owner[1]}"), work=bare(phrase))
        author = _author(work, phrase) or self._author(work)
        if author is None:
            return Voice(bare(phrase), "institutional", False, work=bare(phrase), titles=frozenset({work}))
        name = author[2].strip()
        return replace(self._meant(name) or self._named(name), work=title[1] if title else bare(phrase))

    def _author(self, work: str) -> re.Match[str] | None:
        """Where the article says whose work it is; searched for once a kind of work."""
        if work not in self._authors:
            self._authors[work] = _author(work, self._text)
        return self._authors[work]

    # Who is meant

    def _latest(self, *keys: tuple[str, ...]) -> Voice | None:
        found = [self._newest[key] for key in keys if key in self._newest]
        return max(found, key=lambda item: item[0])[1] if found else None

    def _of_name(self, name: str) -> Voice | None:
        """Who was last heard under this full name, or has it as a surname."""
        parts = tuple(words(name))
        return self._latest(("name", *parts), *[("surname", *parts)] * (len(parts) == 1)) if parts else None

    def _antecedent(self, pronoun: str) -> Voice | None:
        """The most recent voice that the pronoun fits: a person for 'she', a body for 'it'; else an unclear one."""
        if pronoun not in LEXICON.persons:
            return self._latest(("all",))
        persons = self._persons.get(pronoun, {})
        if persons:
            return persons[next(reversed(persons))]
        fitting = None if pronoun in self._persons else self._latest(("all", str(False)))
        unclear = fitting or self._latest(("all", str(None)))
        return unclear if unclear and (unclear.fits in ((), EITHER) or pronoun in unclear.fits) else None

    def _subject(self, pronoun: str, at: int | None) -> Voice | None:
        """The person that a sentence before began with, where that is later than whoever was heard last."""
        if at is None or not LEXICON.persons.get(pronoun):
            return None
        heard = self._antecedent(pronoun)
        low = self._at.get(heard.name, 0) if heard else 0
        begun = _begun(self._text, low, at)
        if self._text.endswith(_MEANWHILE, low, at):  # 'Vera Holm smiled as she told'
            begun = at - 1
        found = subjects(self._text, max(low, begun - FAR), begun + 1, self._usage) if begun > low else []
        for _, name in reversed(found):
            if pronoun in (voice := self._named(name, at)).fits:
                return voice
        return None

    def _called(self, noun: str, at: int | None = None) -> Voice | None:
        """Whom 'the minister' or 'the company' means: who was last called so, or the firm last heard or alone named."""
        again = self._latest(("title", noun))
        if again is None and noun in LEXICON.institutions and (full := self._bodies.full(noun, at)):
            return self._named(full)
        if again or noun not in LEXICON.firms:
            return again
        heard = self._latest(("plain", str(False)), ("speaking",))
        if heard and heard.behalf:
            return self._named(heard.behalf)
        if heard is None and len(self._usage.firms) == 1:
            return self._named(self._usage.firms[0])
        return heard


def _known_as(pronoun: str, voice: Voice) -> Voice:
    """The voice, which no pronoun of the other sex means from now on."""
    return replace(voice, fits=(pronoun,)) if pronoun in EITHER and voice.fits != (pronoun,) else voice


def _begun(text: str, low: int, at: int) -> int:
    """Where in `text[low:at]` the last full stop stands; -1 where there is none."""
    begun = -1
    for mark in _FULL_STOPS:
        begun = max(begun, text.rfind(mark, max(low, begun), at))
    return begun


def _keys(voice: Voice) -> Iterator[tuple[str, ...]]:
    """What a voice may be meant by later on."""
    yield "name", *words(voice.name)
    if voice.name[:1].isupper() and voice.name.split()[-1][0].isupper():
        yield "surname", *words(surname(voice.name))[-1:]
    if voice.behalf:
        yield ("speaking",)
    for title in voice.titles:
        yield "title", title
    for among in ("all", "plain") if not voice.titles & LEXICON.bodies else ("all",):  # a newspaper is no "company"
        yield (among,)
        yield among, str(voice.person)


def _is_work(phrase: str) -> bool:
    main = head(phrase)
    return not LEXICON.works.isdisjoint(words(main)) and not _PAPER.search(main)


def _author(work: str, text: str) -> re.Match[str] | None:
    by = rf"\b{work}\b(?:\s+[\"“][^\"”\n]{{1,60}}[\"”])?\s+(?:by|of)\s+((?:[a-z]+,? )*)((?:[A-Z][\w'’-]+ ?)+)"
    return re.search(by, text)
