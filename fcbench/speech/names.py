"""Names: a noun phrase -> the name in it, for whom it speaks, whether it hides somebody, and whether it is a person.

In: the words of a source, and how the article writes names. Out: `Name`, `Anonymity`, and a person or not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from fcbench.schema import Anonymity
from fcbench.speech.lexicon import LEXICON
from fcbench.text import words

_FULL = r"(?:[A-Z][\w'’.-]+ )+[A-Z][\w'’-]+"  # a first name and a surname
_HEAD = re.compile(r",| who | which | to | of | for | in | at | with ")  # what follows only describes
_APPOSED = re.compile(rf", ({_FULL})$")  # at the end of a phrase
_SPEAKER = re.compile(rf"\b({'|'.join(sorted(LEXICON.speakers))})\b", flags=re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """A name without its title, the body that the person speaks for, and whether there was a title."""

    name: str
    behalf: str | None = None
    titled: bool = False


def head(phrase: str) -> str:
    """The noun phrase up to what only describes it."""
    return _HEAD.split(phrase)[0]


def bare(phrase: str) -> str:
    """The phrase on one line, without its article or possessive."""
    return re.sub(r"^(?:the|a|an|its|their|his|her)\s+", "", " ".join(phrase.split()), flags=re.IGNORECASE) or phrase


def named(phrase: str) -> Name:
    """The name in a noun phrase: 'mill spokesman Odd Lie' is Odd Lie on behalf of the mill."""
    spoken = _SPEAKER.search(phrase)
    behalf, name = None, head(phrase)
    if spoken:
        rest = phrase[spoken.end() :].strip(" ,")
        owner = re.match(r"(?:for|of|at)\s+(.+?)(?:,|$)", rest)
        behalf = bare(owner[1] if owner else re.sub(r"['’]s?$", "", phrase[: spoken.start()].strip(" ,"))) or None
        name = apposed(phrase) or (rest if rest[:1].isupper() else phrase)
    run = re.search(rf"(?:^|\s)([a-z][\w'’-]*)\s({_FULL})$", name.split(",")[0].strip())
    if run and run[1] not in LEXICON.prepositions | {"the"}:
        return Name(run[2], behalf, titled=True)
    return Name(bare(name if spoken else _whole(phrase)) or phrase.strip(" ,"), behalf)


def apposed(phrase: str) -> str | None:
    """The full name behind the comma of 'a spokesman for the mill, Odd Lie', where it is no body's and no place's."""
    behind = _APPOSED.search(phrase)
    if behind is None or set(words(phrase[: behind.start()])) & LEXICON.locatives:  # "in the capital, Port Ode"
        return None
    return None if set(words(behind[1])) & LEXICON.institutions else behind[1]


def _whole(phrase: str) -> str:
    """A full name within the phrase, or else the phrase up to a comma."""
    behind, first = _APPOSED.search(phrase), head(phrase)
    if behind or (re.fullmatch(_FULL, first) and not set(words(first)) & LEXICON.institutions):
        return behind[1] if behind else first
    return phrase.split(",")[0].split(" who ")[0].strip()


def anonymity(phrase: str, name: str) -> Anonymity:
    """Whether the phrase names somebody, or hides who it is behind a role or altogether."""
    said = set(words(phrase))
    hidden = bool(said & LEXICON.anonymous) or "not to be named" in phrase
    faceless, role = said & LEXICON.faceless, said & LEXICON.roles
    proper = bool(re.search(r"(?:^|[^.\"“] )(?<!The )[A-Z]", name))
    if hidden or (faceless and not proper):
        return "anonymous_with_role" if role or proper else "anonymous"
    first = phrase.split()[0].lower()
    many = not proper and first not in LEXICON.determiners and words(phrase)[-1].endswith("s")
    if role and not apposed(phrase) and (first in LEXICON.indefinites or many):
        return "anonymous_with_role"
    return "institutional" if proper or said & LEXICON.institutions else "unknown"


# How an article writes names

Places = Mapping[str, tuple[int, ...]]  # by the run of letters, or the mark, that the places begin or end with

_FIRST_RUN = re.compile(r"\w+|\W")
_LAST_RUN = re.compile(r"(?:\w+|\W)\Z")
_DESCRIBED = re.compile(r"((?<!\w)\w+|\W)(?=, who\b)")
_BOUNDARY = re.compile(r"\b")
_PLACED = re.compile(r"\b(?:[Tt]he|[Ii]n|[Tt]o|of)\Z")
_FIRST_NAME = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)?\Z")
_ALONE = re.compile(r"(?:^|(?<![A-Za-z])(?:[a-z,.\"“] |\n))\Z")


@dataclass(frozen=True)
class Usage:
    """Where in an article a surname would stand in a way that tells: read once, since it is asked of every name."""

    text: str
    placed: Places  # after "the", "in", "to" or "of", as places and bodies do
    after_first_name: Places
    alone: Places  # with nothing before it that could be a first name
    described: Places  # where ", who" follows

    def holds(self, places: Places, word: str) -> bool:
        """Whether the word, in which there is no space, stands at one of these places."""
        first = _FIRST_RUN.match(word)
        starts = places.get(first[0], ()) if first else ()
        return any(
            self.text.startswith(word, start) and _BOUNDARY.match(self.text, start + len(word)) for start in starts
        )

    def describes(self, name: str) -> bool:
        """Whether 'NAME, who' stands in the article."""
        last = _LAST_RUN.search(name)
        return any(self.text.endswith(name, 0, end) for end in (self.described.get(last[0], ()) if last else ()))


def usage(text: str) -> Usage:
    """How the text of an article writes names."""
    placed, after_first_name, alone, described = (defaultdict[str, list[int]](list) for _ in range(4))
    before, end = "", 0
    for match in re.finditer(r"\S+", text):
        start = match.start()
        run = _FIRST_RUN.findall(match[0])[0]
        if _PLACED.search(before):
            placed[run].append(start)
        if text[end:start] == " " and _FIRST_NAME.search(before):
            after_first_name[run].append(start)
        if _ALONE.search(text[max(0, start - 3) : start]):  # two characters, and what stands before them
            alone[run].append(start)
        before, end = match[0], match.end()
    for match in _DESCRIBED.finditer(text):
        described[match[0]].append(match.end())
    return Usage(
        text, *({run: tuple(at) for run, at in one.items()} for one in (placed, after_first_name, alone, described))
    )


# Persons


def person(phrase: str, name: str, usage: Usage) -> bool | None:
    """True for a role or a first name and a surname, False for a body, None where nothing tells."""
    if set(words(name)) & LEXICON.bodies or " ".join(words(name)) in LEXICON.seats:
        return False
    if set(words(phrase)) & (LEXICON.roles | LEXICON.speakers | LEXICON.honorifics):
        return True
    last = name.split()[-1] if name.split() else ""
    if usage.holds(usage.placed, last):
        return None
    if " " not in name:
        return True if usage.holds(usage.after_first_name, last) else None
    # a surname stands without the first name, half of a firm's name does not
    return True if usage.holds(usage.alone, last) or usage.describes(name) else None
