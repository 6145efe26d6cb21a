"""Names: a noun phrase -> the name in it, for whom it speaks, whether it hides somebody, and whether it is a person.

In: the words of a source, and how the article writes names. Out: `Name`, `Anonymity`, and a person or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fcbench.schema import Anonymity
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.phrases import NO_POST
from fcbench.text import occurrences
from fcbench.text import words as words_of

_FULL = r"(?:[A-Z][\w'’.-]+ )+[A-Z][\w'’-]+"  # a first name and a surname
_HEAD = re.compile(r",| who | which | to | of | for | in | at | with ")  # what follows only describes
_POST = rf"(?:(?!(?:{'|'.join(sorted(NO_POST))}) )[a-z][\w'’-]* ){{0,3}}"
_JOINING = LEXICON.prepositions | {"and"}  # small words that stand within names
_PERSONS_JOINED = re.compile(rf"(?:{_FULL}, )*{_FULL},? and {_FULL}")
# 'the council and the union', 'Vera Holm and driver Odd Lie'; but 'owner and baker Odd Lie' is one
_JOINED = re.compile(
    rf"[^,]*[^\W\d] and (?:{'|'.join(sorted(LEXICON.determiners))}) |(?:.* )?[A-Z][\w’'-]* and [a-z][a-z -]* {_FULL}"
)
_APPOSED = re.compile(rf", {_POST}({_FULL})$")  # at the end of a phrase: ', retired colonel Vera Holm'
_ROLE = re.compile(rf"(?:^|\s)([a-z][\w'’-]*)\s({_FULL})$")  # a small word and a full name: 'driver Odd Lie'
_NO_ROLE = LEXICON.prepositions | LEXICON.conjunctions | {"the"}
_SMALL = re.compile(r"(?:[a-z][\w'’-]* )+(?=[A-Z])")
_SPEAKER = re.compile(rf"\b({'|'.join(sorted(LEXICON.speakers))})\b", flags=re.IGNORECASE)


_BARE = re.compile(  # before its article a phrase may have a figure that is none of it: 'in 2020 the council'
    r"^(?:\d[\d.:,]* (?=(?:the|an?|its|their|his|her) ))?(?:the|an?|its|their|his|her)\s+", flags=re.IGNORECASE
)
_PARENTHESIS = re.compile(r" \([^()]*\)(?=,|$)")  # 'Vera Holm (Con)'
_LETTERS = frozenset(word.upper() for word in LEXICON.letters)
_LETTERED = re.compile(rf"((?:[A-Z][\w'’.-]+ )+?[A-Z][\w'’-]+?)(?: (?:{'|'.join(sorted(_LETTERS))}))+(?=,|$)")
_ARTICLES = ("the ", "The ", "a ", "A ")
_SELF = re.compile(r" (?:(?:him|her|it)self|themselves)$")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_PARTICIPLE = re.compile(
    rf" [a-z]+(?:ed|ing) (?:{'|'.join(sorted(LEXICON.prepositions))}) "
)  # 'people living near the mill'
_OWNED = re.compile(r"(?:[A-Z][\w’'.&-]* )*[A-Z][\w.&-]*[a-z](?:['’]s|['’]) ")  # of 'Ode's mill', but not of 'the PM's'
_DETERMINED = LEXICON.determiners | LEXICON.pronouns | LEXICON.indefinites | LEXICON.quantifiers  # nor before these
_NO_OWNER = (LEXICON.determiners | LEXICON.indefinites) - LEXICON.possessives.keys()
_HUMAN = LEXICON.roles | LEXICON.speakers | LEXICON.honorifics  # what is called by one of these is a person
_ONE = ("'s", "’s", "ss", "us", "is")  # the ends of words in s that are no plural: boss, campus, basis
_NO_NAMES = LEXICON.several | LEXICON.quantifiers | LEXICON.indefinites | set(LEXICON.numbers)
_SEVERAL = LEXICON.several | LEXICON.peoples
EITHER = ("he", "she")
PHRASES = 4096  # kept of those met last, names among them: an article repeats a few of them


@lru_cache(PHRASES)
def words(phrase: str) -> tuple[str, ...]:
    """The words of a name or another short phrase, in lower case; looked up where it was met before."""
    return tuple(words_of(phrase))


@dataclass(frozen=True)
class Name:
    """A name without its title, the body that the person speaks for, and whether there was a title."""

    name: str
    behalf: str | None = None
    titled: bool = False


def head(phrase: str) -> str:
    """The noun phrase up to what only describes it."""
    return _HEAD.split(phrase, maxsplit=1)[0]


def bare(phrase: str) -> str:
    """The phrase on one line, without its article or possessive."""
    return _BARE.sub("", " ".join(phrase.split())) or phrase


@lru_cache(PHRASES)
def called(name: str, hiding: Anonymity = "unknown") -> str:
    """A name as it stands in a sentence: 'the mill', 'a driver', 'Vera Holm'.

    >>> called("former driver", "anonymous_with_role")
    'a former driver'
    """
    if name == "unknown":
        return "somebody"
    if joined(name):
        one, _, others = name.partition(" and ")
        return f"{called(one)} and {others}"
    written = _uncapitalised(name)
    first, *rest = written.split() or [""]
    small = [word for word in (first, *rest) if word[:1].islower() and word not in _JOINING]
    owned = _OWNED.match(name) and not any(seat in name.lower() for seat in LEXICON.seats)
    if not small or first.lower() in _DETERMINED or owned:
        return written
    if hiding in ("anonymous", "anonymous_with_role"):
        return written if plural(written) else f"{'an' if written[0].lower() in 'aeiou' else 'a'} {written}"
    return written if written != name or first[0].isdigit() else f"the {written}"


def _uncapitalised(name: str) -> str:
    """The name without the capital that it has as the beginning of a sentence: 'police', 'previous research'."""
    first, *rest = name.split() or [""]
    known = first.lower() in _NO_NAMES or (bool(rest) and first.lower() in LEXICON.openers)
    return name[:1].lower() + name[1:] if known and not any(word[0].isupper() for word in rest) else name


@lru_cache(PHRASES)
def plural(name: str) -> bool:
    """Whether a name is of several: 'two former nurses', 'police', but not 'Brask Mills'.

    >>> plural("two aides in the ministry"), plural("nurses' union"), plural("their boss"), plural("10 Downing Street")
    (True, False, False, False)
    >>> plural("Vera Holm and Odd Lie"), plural("Holm and Lie")
    (True, False)
    """
    if joined(name):
        return True
    first, *rest = _PARTICIPLE.split(head(name), maxsplit=1)[0].split() or [""]
    last = rest[-1] if rest else first
    common = last.islower() or not rest  # of a longer name the last word is its own: 'Brask Mills'
    if common and last.lower() in _SEVERAL:
        return True
    ends = last.endswith("s") and not last.endswith(_ONE)
    counted = first.lower() in LEXICON.numbers[2:] or (
        first.isdecimal() and first != "1" and not _YEAR.fullmatch(first)
    )
    return (ends and (counted or last.islower())) or (counted and common)


def joined(name: str) -> bool:
    """Whether a name is of two or more, each named: 'Vera Holm and Odd Lie', 'the council and the union'."""
    if " and " not in name:
        return False  # nearly always
    return bool(_PERSONS_JOINED.fullmatch(name) or (_JOINED.match(head(name)) and not _SPEAKER.search(name)))


@lru_cache(PHRASES)
def gender(phrase: str) -> str | None:
    """'he' or 'she', where the words of a noun phrase tell: 'Mrs Holm', 'her uncle', but not 'Vera Holm'.

    >>> gender("Mrs Holm"), gender("the man's sister"), gender("Vera King"), gender("the mill")
    ('she', 'she', None, None)
    """
    word = phrase.lower()
    told = _called_human(phrase) or (LEXICON.possessives.get(word, word),)
    return told[0] if len(told) == 1 and told[0] in EITHER else None


def _nouns(part: str) -> list[str]:
    """The words of a noun phrase in lower case, but for the surname that it ends in: 'Vera King' is no king."""
    said, last = list(words(part)), part.split()[-1:]
    return said[:-1] if len(said) > 1 and last[0][0].isupper() else said


@lru_cache(PHRASES)
def named(phrase: str) -> Name:
    """The name in a noun phrase: 'mill spokesman Odd Lie' is Odd Lie on behalf of the mill."""
    phrase = unlettered(_SELF.sub("", phrase))
    if joined(phrase):
        return Name(bare(phrase if _PERSONS_JOINED.fullmatch(phrase) else _APPOSED.sub(r" \1", phrase)))
    spoken = _SPEAKER.search(phrase)
    behalf, name = None, head(phrase)
    if spoken:
        rest = phrase[spoken.end() :].strip(" ,")
        owner = re.match(r"(?:for|of|at)\s+(.+?)(?:,|$)", rest)
        behalf = bare(owner[1]) if owner else _spoken_for(phrase[: spoken.start()])
        name = apposed(phrase) or (rest if rest[:1].isupper() else phrase)
    run = _ROLE.search(name.split(",")[0].strip())
    if run and run[1] not in _NO_ROLE:
        return Name(run[2], behalf, titled=run[1] not in LEXICON.bodies)  # 'the newspaper Ode Star'
    return Name(bare(name if spoken else _whole(phrase)) or phrase.strip(" ,"), behalf)


def unlettered(phrase: str) -> str:
    """The phrase without the letters or the party behind a name; 'the Ode MP' has no other name.

    >>> unlettered("Vera Holm KC, defending"), unlettered("Vera Holm (Con)"), unlettered("the Ode Mill MP")
    ('Vera Holm, defending', 'Vera Holm', 'the Ode Mill MP')
    """
    if ")" in phrase:
        phrase = _PARENTHESIS.sub("", phrase)
    if phrase.startswith(_ARTICLES) or _LETTERS.isdisjoint(phrase.replace(",", " ").split()):
        return phrase  # nearly always
    return _LETTERED.sub(r"\1", phrase, count=1)


def _spoken_for(before: str) -> str | None:
    """The body in the words before 'spokesman': of "the mill's former" the mill; None where no word names one."""
    parts = before.strip(" ,").split()
    while parts and parts[-1].lower() in LEXICON.ranks:
        parts.pop()
    while parts and (parts[0].lower() in LEXICON.ranks or parts[0].lower() in _NO_OWNER):
        parts.pop(0)
    return bare(re.sub(r"['’]s?$", "", " ".join(parts))) if parts else None


def untitled(name: str) -> str:
    """The name behind its capitalised titles: 'Trade Minister Vera Holm' is Vera Holm.

    >>> untitled("Mrs Holm"), untitled("Trade Minister Vera Holm"), untitled("King")
    ('Holm', 'Vera Holm', 'King')
    """
    parts = name.split()
    titles = [place for place, part in enumerate(parts[:-1]) if part.lower().rstrip(".") in LEXICON.titles]
    rest = parts[titles[-1] + 1 :] if titles else parts
    return " ".join(rest) if rest and all(part[0].isupper() for part in rest) else name


def cored(name: str) -> str:
    """The name of a body without the small words before it: 'state Institute for Mills' is the Institute for Mills."""
    small = _SMALL.match(name)
    rest = name[small.end() :] if small else ""
    return rest if rest and rest.split()[0].lower() in LEXICON.institutions else name


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


@lru_cache(PHRASES)
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

# the look behind comes after the capital: it is asked at each, and not at every letter
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞĆČĐĞİŁŃŐŘŚŞŠŰŹŻŽ](?<![\w'’-].)[\w'’-]*+")
_LATER = r"-(?!born|era|run|wide|style|\w*ed\b)[a-zà-ÿ]{1,5}\b"  # of a given name: "Min-jun", but not "Ode-born"
_FIRST_NAME = re.compile(rf"[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+|{_LATER})?")
_GIVEN_LAST = re.compile(rf"[A-Z][a-zà-ÿ]+{_LATER}")  # in "Seo Min-jun", whose surname stands first
_PLACING = ("the", "in")  # before places and bodies, and hardly before persons
_SPACED = tuple(f" {word} " for word in _PLACING)
_NO_FIRST_NAME = LEXICON.determiners | LEXICON.prepositions | LEXICON.days | LEXICON.pronouns | LEXICON.conjunctions
_NO_FIRST_NAME |= LEXICON.roles | LEXICON.speakers | LEXICON.honorifics | LEXICON.bodies
_NO_PERSON = LEXICON.bodies | LEXICON.firm_names | LEXICON.paper_names


@dataclass(frozen=True)
class Usage:
    """How an article writes its capitalised words: read once, since it is asked of every name."""

    placed: frozenset[str]  # after "the" or "in", as places and bodies do
    full: Mapping[str, str]  # surname -> first name and surname, as they stand together first
    alone: frozenset[str]  # with nothing before it that could be a first name
    described: frozenset[str]  # where ", who" follows
    firms: tuple[str, ...]  # names that end as a firm's does, in order
    short: Mapping[str, str]  # capitals -> the name that they stand behind: 'the Ode Bus Union (OBU)'


def usage(text: str) -> Usage:
    """How the text of an article writes names."""
    placed, alone, described = set[str](), set[str](), set[str]()
    full: dict[str, str] = {}
    firms: dict[str, None] = {}
    who = frozenset(occurrences(text, ", who "))
    before, end = "", -1
    for match in _CAPITALISED.finditer(text):
        (start, stop), whole = match.span(), match[0]
        word = _owner(whole) if whole[-1] in _ENDS else whole
        if word in _LETTERS:
            continue
        joined = start == end + 1 and text[end] == " "
        small = before.lower() if joined else ""
        if small in _PLACING if joined else text.endswith(_SPACED, 0, start):
            placed.add(word)
        if not joined or small in _NO_FIRST_NAME:
            alone.add(word)
        elif word.lower() in LEXICON.firm_names:
            firms[f"{before} {word}"] = None
        elif word not in full and not word.isupper() and _FIRST_NAME.fullmatch(before):
            full[word] = f"{before} {word}"
            if "-" in word and _GIVEN_LAST.fullmatch(word):
                full.setdefault(before, full[word])
        before, end = whole, stop
        if end in who:
            described.add(word)
    return Usage(frozenset(placed), full, frozenset(alone), frozenset(described), tuple(firms), shortened(text))


def shortened(text: str) -> dict[str, str]:
    """Capitals in parentheses -> the name before them whose words begin with these: 'the Ode Bus Union (OBU)'.

    >>> shortened("the Fund for Old Mills (FOM) of Ode (ODE)")
    {'FOM': 'Fund for Old Mills'}
    """
    found: dict[str, str] = {}
    at = text.find("(")
    while at >= 0:
        match = _CAPITALS.match(text, at)
        if match and (name := _spelt(match[1], text[max(0, at - _SPELT) : at].split())):
            found.setdefault(match[1], name)
        at = text.find("(", at + 1)
    return found


def _spelt(capitals: str, parts: list[str]) -> str | None:
    """The last words that begin with these letters, small ones such as "of" left out; None where they do not."""
    left = len(capitals)
    for place in range(len(parts) - 1, -1, -1):
        first = parts[place][0]
        if first == capitals[left - 1]:
            left -= 1
        elif not (first.islower() and parts[place] in _JOINING) or left == len(capitals):
            return None
        if not left:
            return " ".join(parts[place:]).rstrip(",")
    return None


_CAPITALS = re.compile(r"\(([A-Z]{2,8})\)")
_SPELT = 120  # code points before capitals within which the name that they shorten stands
_ENDS = "s'’-"  # of a possessive
_STARTS = re.compile(r"^|[.!?;\n][\"”»’']? ?")
_PERSONS = sorted(_HUMAN | LEXICON.posts | frozenset[str]().union(*LEXICON.humans.values()))
_OPENED = "|".join(sorted(word.capitalize() for word in LEXICON.determiners))
# 'Her husband Odd Lie', 'The owner, Vera Holm,': what a name is put beside begins with a determiner
_BESIDE = rf"(?:{_OPENED}) (?:[a-z][\w'’-]* ){{0,2}}?(?:[a-z][\w'’-]*, |(?:{'|'.join(_PERSONS)}) )"
_NAME = rf"(?P<name>(?:{_FULL}|[A-Z][\w'’-]+))(?= [a-z]|, [a-z])"
_SUBJECT = re.compile(rf"(?:{_BESIDE}|(?:[\w'’-]+,? ){{0,3}}?){_NAME}")
_WHO = re.compile(rf"({_FULL})$")
_LONGEST = 60  # code points of a name


def subjects(text: str, low: int, high: int, usage: Usage) -> list[tuple[int, str]]:
    """Where in `text[low:high]` a person begins a sentence, or "who" follows, with the full name; in order."""
    found: set[tuple[int, str]] = set()
    for start in _STARTS.finditer(text, low, high):
        if match := _SUBJECT.match(text, start.end(), high):
            found.add((match.start("name"), match["name"]))
    at = text.find(", who ", low, high)
    while at >= 0:
        if match := _WHO.search(text, max(low, at - _LONGEST), at):
            found.add((match.start(1), match[1]))
        at = text.find(", who ", at + 1, high)
    named = ((place, usage.full.get(unlettered(name).split()[-1], "")) for place, name in sorted(found))
    return [(place, full) for place, full in named if full and not usage.placed & set(full.split())]


def surname(name: str) -> str:
    """The word of a name by which alone a person is called again.

    >>> surname("Vera Holm's"), surname("Seo Min-jun"), surname("")
    ('Holm', 'Seo', '')
    """
    parts = name.split() or [""]
    first_last = len(parts) == 2 and "-" in parts[1] and _GIVEN_LAST.fullmatch(parts[1])
    return parts[0] if first_last else _owner(parts[-1])


def _owner(word: str) -> str:
    """The word without the ending of a possessive."""
    if not word or word[-1] not in _ENDS:
        return word
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’-")


# Persons


def person(phrase: str, name: str, usage: Usage) -> bool | None:
    """True for a role or a first name and a surname, False for a body, None where nothing tells."""
    main = words(head(name))
    if main and main[-1] in _HUMAN:
        return True  # "police officer"
    if not LEXICON.bodies.isdisjoint(main) or " ".join(words(name)) in LEXICON.seats:
        return False
    if not _HUMAN.isdisjoint(words(phrase)):
        return True
    last = surname(name)
    if not last[:1].isupper():
        return None
    if " " in name and last.lower() in LEXICON.firm_names:
        return False
    if " " not in name:
        return True if last in usage.full and last not in usage.placed else None
    # a surname stands without the first name, half of a firm's name does not
    return True if last not in usage.placed and (last in usage.alone or last in usage.described) else None


def fits(phrase: str, name: str, human: bool | None, usage: Usage) -> tuple[str, ...]:
    """Which of "he" and "she" may mean who is called so: both for a person of whom nothing tells which.

    A first name and a surname is one too, though it stands alone in the article, where it is no place's or body's.
    """
    if human is False or plural(name):
        return ()
    if told := _called_human(phrase):
        return told
    full = usage.full.get(surname(name))
    likely = (
        full is not None
        and (full == name or name.endswith((f"'s {full}", f"’s {full}")))
        and usage.placed.isdisjoint(name.split())
    )
    return EITHER if human or (likely and _NO_PERSON.isdisjoint((*words(head(phrase)), *words(name)))) else ()


@lru_cache(PHRASES)
def _called_human(phrase: str) -> tuple[str, ...]:
    """The pronouns of the noun in a phrase, or else of what stands behind its comma: 'Vera Holm, the owner's wife'."""
    first = head(phrase)
    behind = phrase[len(first) :]
    for part in (first, head(behind[2:]) if behind.startswith(", ") else ""):
        for word in reversed(_nouns(part)):
            for pronoun, nouns in LEXICON.humans.items():
                if word in nouns:
                    return EITHER if pronoun == "who" else (pronoun,)
    return ()
