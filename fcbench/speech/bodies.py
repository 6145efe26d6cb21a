"""Bodies: the text of an article -> for whom a person speaks there, and what 'the office' and 'its' stand for.

In: a text, a name in it, a place in it. Out: names of bodies, as full as the text has them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from fcbench.speech.lexicon import LEXICON
from fcbench.text import words

MODIFIERS = 4  # words before "office" that may belong to its name; more are another phrase
NEAR = 120  # code points around a name within which it is said what the person is

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’&-]*"
_OF = rf"(?: (?:of|for) (?:the )?{_CAPITAL}(?: {_CAPITAL})*(?: (?:of|for) (?:the )?{_CAPITAL}(?: {_CAPITAL})*)?)?"
_KINDS = "|".join(sorted(LEXICON.institutions, key=lambda word: (-len(word), word)))
_OF_BODY = re.compile(_OF)
_FIRM = re.compile(rf"\b(?:{_CAPITAL} )+(?:{'|'.join(sorted(word.title() for word in LEXICON.firm_names))})\b")
_BEFORE = re.compile(rf"(?:[\w'’&-]+ ){{0,{MODIFIERS}}}$")
_STARTS = re.compile(r"(?:^|\n|[.!?:][\"”»’']? )(?:[Tt]he |An? )?$")
_POSTS = "|".join(sorted(LEXICON.posts, key=lambda word: (-len(word), word)))
_LEADS = "|".join(re.escape(way) for way in LEXICON.leads)
_NO_PART = (
    (LEXICON.determiners | LEXICON.prepositions | LEXICON.conjunctions | LEXICON.auxiliaries | LEXICON.pronouns)
    | LEXICON.breaks
    | LEXICON.posts
    | LEXICON.days
    | set(LEXICON.numbers)
)
_POSSESSIVE = re.compile("['’]s$")
_LETTERS = "|".join(sorted(LEXICON.letters)).upper()
_BEHIND_NAME = re.compile(rf"(?: (?:{_LETTERS})\b| \([^()\n]{{1,30}}\))+")
_OF_NAMES = LEXICON.institutions | LEXICON.firm_names
_BODY = r"(?P<body>[^,.;:()\"”“\n]{2,60}?)"
_END = r"(?=[,.;:()\"”“\n]|$| (?:said|says|told|who|which|and|in|on|at|was|is|has|had)\b)"
_AFTER = (
    re.compile(rf"(?:,? who)? (?:{_LEADS}) (?:the |an? )?(?:[a-z][\w -]+, (?=[A-Z]))?{_BODY}{_END}"),
    re.compile(rf",? (?:the |an? |its |their )?(?:[\w-]+ ){{0,2}}?(?:{_POSTS}) (?:of|for|at) (?:the )?{_BODY}{_END}"),
    re.compile(rf", (?:the )?(?P<body>[\w'’ -]{{2,40}}?)(?:['’]s?) (?:[\w-]+ ){{0,2}}?(?:{_POSTS})\b"),
    re.compile(rf",? (?P<body>its|their) (?:[\w-]+ ){{0,2}}?(?:{_POSTS})\b"),
    re.compile(rf" of (?:the )?(?P<body>(?:[\w'’-]+ ){{0,2}}(?i:{_KINDS})\b{_OF}|{_CAPITAL}(?: {_CAPITAL})+)"),
)
_HEAD_OF = re.compile(rf"\b(?:{_POSTS}) (?:of|for) (?:the )?{_BODY}, $", re.IGNORECASE)
_AHEAD = (
    re.compile(rf"\b(?P<body>[Ii]ts|[Tt]heir) (?:[\w-]+ ){{0,2}}?(?:{_POSTS}),? $"),
    _HEAD_OF,
    re.compile(rf"(?:\b[Tt]he )?(?P<body>[\w'’-]+(?: [\w'’-]+){{0,3}}?)['’]s? (?:[\w-]+ ){{0,1}}?(?:{_POSTS}),? $"),
    re.compile(rf"(?:; |[.!?][\"”»’']? |[,][\"”»’'] )(?P<body>)(?:{_POSTS}) $"),  # '; secretary Vera Holm'
    re.compile(rf"\b(?P<body>(?:{_CAPITAL} )*(?i:{_KINDS})|(?:{_CAPITAL} )+{_CAPITAL}) (?:{_POSTS}),? $"),
)


_FIRST_LEADS = tuple(LEXICON.leads)
_LAST_OF_POSTS = frozenset(post.split()[-1] for post in LEXICON.posts)


class Mention(NamedTuple):
    """A body as it stands in the text: where, its name, and whether a sentence begins with it."""

    start: int
    name: str
    first: bool


def affiliation(text: str, name: str) -> tuple[str, int] | None:
    """The body that the text says this person speaks for or leads, as it stands there, and where."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if more := _BEHIND_NAME.match(text, end):
            end = more.end()
        ahead, behind = text[max(0, at - NEAR) : at], text[end : end + NEAR]
        ahead = ahead[max(ahead.rfind("\n"), ahead.rfind(". ") - 1) + 1 :]
        for match in _ways(ahead, behind):
            if match and (body := _owner(match["body"] or "")):
                return body, at
        at = text.find(name, end)
    return None


def _ways(ahead: str, behind: str) -> Iterator[re.Match[str] | None]:
    """What may tell of a person's body in the text before and behind the name."""
    if behind.startswith((", ", " of ", " who ")) or behind.startswith(_FIRST_LEADS, 1):
        for way in _AFTER:
            yield way.match(behind)
    if ahead.rstrip(" ,").rpartition(" ")[2].lower() in _LAST_OF_POSTS:
        for way in _AHEAD:
            yield way.search(ahead)
    elif ahead.endswith(", "):
        yield _HEAD_OF.search(ahead)


def _owner(body: str) -> str | None:
    """The body in a phrase: of 'the mill's night shift' the mill; None where it is no body."""
    if body.lower() in LEXICON.possessives or not body:
        return body.lower() or "its"
    body = re.sub(r"^(?:the|an?|some|\d+) ", "", " ".join(body.split()))
    owner = re.match(r"(.+?)(?:['’]s|s['’]) ", body)
    whole = not _OF_NAMES.isdisjoint(words(body.replace("’", "'")))
    if owner and set(words(owner[1])) & LEXICON.institutions:
        return owner[1]
    named = re.fullmatch(rf"(?:[\w'’-]+ ){{0,3}}{_CAPITAL}(?: (?:of|for) .+)?", body)
    return body if whole or named else None


_NAMED_NEXT = re.compile(rf"(?P<name>(?:[A-Z][\w'’.-]+ )+{_CAPITAL}), who ")
SOON = 500  # code points after a lead within which it names whom it has only described


def introduced(text: str, at: int) -> str | None:
    """Who is named in the paragraph after this place, with ", who" behind: the lead's 'its former keeper'."""
    begin = text.find("\n", at)
    found = _NAMED_NEXT.search(text, begin, begin + SOON) if begin >= 0 else None
    return found["name"] if found else None


class Bodies:
    """The bodies that a text names, looked up by place and by the word that they are called again by."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _mentions(self) -> list[Mention]:
        found = [self._mention(*place) for place in _kinds(self._text)]
        found += [Mention(one.start(), one[0], _starts(self._text, one.start())) for one in _FIRM.finditer(self._text)]
        return sorted(set(found))

    @cached_property
    def _by_word(self) -> dict[str, list[Mention]]:
        """The names of more than one word, by each of their words."""
        found: dict[str, list[Mention]] = {}
        for one in self._mentions:
            for word in dict.fromkeys(words(one.name)) if " " in one.name else ():
                found.setdefault(word, []).append(one)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self._mentions]

    def _mention(self, start: int, end: int) -> Mention:
        """The name that 'office' ends: 'Ode district office' of 'the Ode district office'."""
        text, head = self._text, self._text[start:end]
        before = _BEFORE.search(text, _words_before(text, start), start)
        parts = before[0].split() if before else []
        kept: list[str] = []
        while parts and _belongs(parts[-1]) and (parts[-1][0].isupper() or not _capital(kept)):
            kept.insert(0, parts.pop())
        determined = bool(parts) and parts[-1].lower() in LEXICON.determiners
        if head[0].isupper() or not determined:  # 'state Institute for Mills', 'asked mill companies'
            while kept and kept[0][0].islower():
                kept.pop(0)
        of = _OF_BODY.match(text, end)
        name = " ".join([*kept, head + (of[0].rstrip("'’") if of else "")])
        first = start - sum(len(part) + 1 for part in kept)
        return Mention(first, name, _starts(text, first))

    def full(self, noun: str, at: int | None = None) -> str | None:
        """The fullest name of the body that 'the office' means at this place: the last before it, or else the next."""
        known = self._by_word.get(noun.lower())
        if not known:
            return None
        before = [one for one in known if at is None or one.start < at]
        best = max((before or known[:1]), key=lambda one: (_capital(one.name.split()), one.start))
        return best.name

    def subject(self, at: int) -> Mention | None:
        """The body that a sentence before this place began with last: what 'its' means there."""
        high = bisect_left(self._starts, at)
        return next((one for one in reversed(self._mentions[:high]) if one.first), None)


def _kinds(text: str) -> Iterator[tuple[int, int]]:
    """Where 'office', 'union' and the like stand as whole words; found by search for each, which is soonest done."""
    small = text.lower()
    if len(small) != len(text):  # a capital that is one letter and has two small ones
        return
    for kind in sorted(LEXICON.institutions):
        start = small.find(kind)
        while start >= 0:
            end = start + len(kind)
            if not small[start - 1 : start].isalnum() and not small[end : end + 1].isalnum():
                yield start, end
            start = small.find(kind, end)


def _words_before(text: str, at: int) -> int:
    """Where the words before a place begin that may belong to a name: to search from here is soonest done."""
    first, begin = max(0, at - NEAR), at
    for _ in range(MODIFIERS + 1):
        begin = text.rfind(" ", first, begin)
        if begin < 0:
            return first
    return begin + 1


def _starts(text: str, at: int) -> bool:
    return bool(_STARTS.search(text, max(0, at - 8), at))


def _belongs(word: str) -> bool:
    """Whether a word before 'office' may be part of its name."""
    if not word[0].isalnum() or word.isdecimal() or _POSSESSIVE.sub("", word.lower()) in _NO_PART:
        return False
    return word[0].isupper() or word not in LEXICON.forms


def _capital(parts: list[str]) -> bool:
    return any(part[:1].isupper() for part in parts)
