"""The lexicon: cues.yaml -> the words that the rules look for, checked, and read once.

In: nothing. Out: `LEXICON`. All words are in lower case, with a straight apostrophe.
"""

from __future__ import annotations

from functools import cached_property
from importlib import resources
from typing import Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from fcbench import files
from fcbench.schema import Act, Factivity

Takes = Literal["clause", "that", "finite", "memory", "object", "claim", "to", "about", "told"]
Relation = Literal["at_most", "at_least", "more_than", "less_than", "about", "equal"]
_STRICT = ConfigDict(extra="forbid")


# dataclasses, since they are asked for their fields a thousand times an article: a model takes four times as long


@dataclass(frozen=True, config=_STRICT)
class Verb:
    """A reporting verb: it brings in what somebody says or thinks."""

    act: Act
    forms: str
    takes: tuple[Takes, ...] = ()
    particles: tuple[str, ...] = ()
    factivity: Factivity = "neutral"
    mind: bool = False

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The forms one by one: the base, the past, the third person and the participles."""
        return tuple(self.forms.split())

    @cached_property
    def past(self) -> str:
        """The form to retell it in."""
        return self.parts[1]


@dataclass(frozen=True, config=_STRICT)
class Lexicon:
    """What cues.yaml holds; it says there what each group is for."""

    verbs: dict[str, Verb]
    nounlike: frozenset[str]
    relays: frozenset[str]
    nouns: dict[Factivity, frozenset[str]]
    anaphors: frozenset[str]
    remembered: frozenset[str]
    talk: frozenset[str]
    refusable: dict[str, frozenset[str]]
    so: frozenset[str]
    partly: frozenset[str]
    untrue: tuple[str, ...]
    incredible: tuple[str, ...]
    rebuffs: dict[str, frozenset[str]]
    misdeeds: frozenset[str]
    truths: tuple[str, ...]
    handled: frozenset[str]
    anonymous: frozenset[str]
    faceless: frozenset[str]
    roles: frozenset[str]
    several: frozenset[str]
    peoples: frozenset[str]
    openers: frozenset[str]
    quantifiers: frozenset[str]
    speakers: frozenset[str]
    ranks: frozenset[str]
    posts: frozenset[str]
    leads: tuple[str, ...]
    honorifics: frozenset[str]
    titles: frozenset[str]
    letters: frozenset[str]
    institutions: frozenset[str]
    collectives: frozenset[str]
    firms: frozenset[str]
    firm_names: frozenset[str]
    works: frozenset[str]
    paper_names: frozenset[str]
    documents: frozenset[str]
    seats: dict[str, frozenset[str]]
    hedges: tuple[str, ...]
    approximate: frozenset[str]
    figures: tuple[str, ...]
    modals: tuple[str, ...]
    bounds: dict[Relation, tuple[str, ...]]
    numbers: tuple[str, ...]
    opinions: frozenset[str]
    judgements: frozenset[str]
    degrees: frozenset[str]
    futures: frozenset[str]
    empty: frozenset[str]
    common: frozenset[str]
    concessions: tuple[str, ...]
    replies: frozenset[str]
    days: frozenset[str]
    times: frozenset[str]
    periods: frozenset[str]
    events: frozenset[str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    pronouns: frozenset[str]
    tellers: frozenset[str]
    persons: dict[str, bool]
    humans: dict[str, frozenset[str]]
    possessives: dict[str, str]
    nominatives: dict[str, str]
    determiners: frozenset[str]
    indefinites: frozenset[str]
    auxiliaries: frozenset[str]
    refusals: frozenset[str]
    unanswered: frozenset[str]
    copulas: frozenset[str]
    asking: frozenset[str]
    nameless: tuple[str, ...]
    pasts: frozenset[str]
    gerunds: dict[str, str]
    inquirers: frozenset[str]
    negations: frozenset[str]
    adverbs: frozenset[str]
    prepositions: frozenset[str]
    locatives: frozenset[str]
    conjunctions: frozenset[str]
    interrogatives: frozenset[str]
    subordinators: frozenset[str]
    asides: frozenset[str]
    breaks: frozenset[str]
    venues: frozenset[str]
    audiences: frozenset[str]
    courts: frozenset[str]
    occasions: tuple[str, ...]
    publishing: frozenset[str]
    subject_ends: frozenset[str]
    object_ends: frozenset[str]
    objects: frozenset[str]
    media: frozenset[str]
    addressees: frozenset[str]

    @cached_property
    def forms(self) -> dict[str, Verb]:
        """Every form of every verb."""
        return {form: verb for verb in self.verbs.values() for form in verb.forms.split()}

    @cached_property
    def participles(self) -> frozenset[str]:
        """The forms in -ing: they borrow their subject."""
        return frozenset(form for form in self.forms if form.endswith("ing"))

    @cached_property
    def factivities(self) -> dict[str, Factivity]:
        """How the narrator stands to what each noun brings in."""
        return {noun: factivity for factivity, nouns in self.nouns.items() for noun in nouns}

    @cached_property
    def bodies(self) -> frozenset[str]:
        """What is called by one of these is no person."""
        return self.institutions | self.works

    @cached_property
    def phrase_ends(self) -> frozenset[str]:
        """A noun phrase, read from its end, does not reach over these."""
        return self.breaks | self.conjunctions


def _read() -> Lexicon:
    content = (resources.files("fcbench.speech") / "cues.yaml").read_text("utf-8")
    return TypeAdapter(Lexicon).validate_python(files.parse_yaml(content, where="cues.yaml"))


LEXICON = _read()
