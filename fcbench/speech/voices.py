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
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import Usage, anonymity, bare, head, named, person, usage, words


@dataclass(frozen=True)
class Voice:
    """Who stands behind words, by the fullest name that the article has given so far."""

    name: str
    anonymity: Anonymity = "unknown"
    person: bool | None = None
    behalf: str | None = None
    work: str | None = None
    titles: frozenset[str] = frozenset()

    @cached_property
    def key(self) -> str:
        """What its words are counted under: a spokesman's are those of the body he speaks for."""
        return "-".join(words(self.behalf or self.name))


NOBODY = Voice("unknown")


class Cast:
    """The voices heard so far in an article.

    It grows: each name is looked up by what it may be called, since to compare it with all before it is quadratic.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._newest: dict[tuple[str, ...], tuple[int, Voice]] = {}
        self._authors: dict[str, re.Match[str] | None] = {}
        self._heard = 0

    @cached_property
    def _usage(self) -> Usage:
        return usage(self._text)

    def hear(self, voice: Voice) -> None:
        """Adds a voice: from now on names and pronouns may mean it."""
        if voice is NOBODY:
            return
        self._heard += 1
        for key in _keys(voice):
            self._newest[key] = self._heard, voice

    def voice(self, phrase: str) -> Voice:
        """The voice that a noun phrase names, found again among those heard where it is one of them."""
        if not words(phrase):
            return NOBODY
        return self._meant(phrase) or (self._author_of(phrase) if _is_work(phrase) else self._named(phrase))

    def _meant(self, phrase: str) -> Voice | None:
        """The voice that a pronoun, or a word such as 'the minister', stands for; None for any other phrase."""
        said = words(phrase)
        if len(said) == 1 and said[0] in LEXICON.possessives:
            return self._antecedent(LEXICON.possessives[said[0]]) or NOBODY
        if len(said) == 1 and said[0] in LEXICON.pronouns:
            return self._antecedent(said[0]) or Voice(phrase)
        if len(said) == 1 and said[0] in LEXICON.roles | LEXICON.institutions:
            return self._latest(("title", said[0]))  # of a headline, which has no articles
        definite = said[0] in LEXICON.determiners - {"a", "an"} and len(said) == 2
        return self._called(said[1]) if definite else None

    def _named(self, phrase: str) -> Voice:
        """The voice of that name, or a new one."""
        found = named(phrase)
        name, behalf = found.name, found.behalf
        name = self._usage.full.get(name, name)
        if again := self._of_name(name):
            return replace(again, behalf=behalf or again.behalf, work=None)
        human = found.titled and not set(words(phrase)) & LEXICON.bodies
        is_person = True if human else person(phrase, name, self._usage)
        if behalf and behalf.lower() in LEXICON.institutions and (body := self._called(behalf.lower())):
            behalf = body.name
        titles = frozenset(word.lower() for word in re.findall(r"[\w'’-]+", phrase))
        hiding = anonymity(phrase, name)
        hiding = "named" if is_person and hiding == "institutional" else hiding
        return Voice(name, hiding, is_person, behalf, titles=titles)

    def _author_of(self, phrase: str) -> Voice:
        """A book or a letter: its author's voice where the article names one, here or elsewhere."""
        work = next(word for word in words(phrase) if word in LEXICON.works)
        title = re.search(r"[\"“]([^\"”\n]{1,60})[\"”]", phrase)
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

    def _antecedent(self, pronoun: str, among: str = "all") -> Voice | None:
        """The most recent voice that the pronoun fits: a person for 'she', a body for 'it'; else an unclear one."""
        if pronoun not in LEXICON.persons:
            return self._latest((among,))
        fitting = self._latest((among, str(LEXICON.persons[pronoun])))
        return fitting or self._latest((among, str(None)))

    def _called(self, noun: str) -> Voice | None:
        """Whom 'the minister' or 'the company' means: who was last called so, or the firm last heard or alone named."""
        again = self._latest(("title", noun))
        if again or noun not in LEXICON.firms:
            return again
        heard = self._latest(("plain", str(False)))
        if heard is None and len(self._usage.firms) == 1:
            return self._named(self._usage.firms[0])
        return heard


def _keys(voice: Voice) -> Iterator[tuple[str, ...]]:
    """What a voice may be meant by later on."""
    parts = words(voice.name)
    yield "name", *parts
    if voice.name.split()[-1:] and voice.name.split()[-1][0].isupper():
        yield "surname", *parts[-1:]
    for title in voice.titles:
        yield "title", title
    for among in ("all", "plain") if not voice.titles & LEXICON.bodies else ("all",):  # a newspaper is no "company"
        yield (among,)
        yield among, str(voice.person)


def _is_work(phrase: str) -> bool:
    return bool(set(words(head(phrase))) & LEXICON.works)


def _author(work: str, text: str) -> re.Match[str] | None:
    by = rf"\b{work}\b(?:\s+[\"“][^\"”\n]{{1,60}}[\"”])?\s+(?:by|of)\s+((?:[a-z]+ )*)((?:[A-Z][\w'’-]+ ?)+)"
    return re.search(by, text)
