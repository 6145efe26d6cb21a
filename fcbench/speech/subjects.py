"""Subjects: a sentence and a verb in it -> the noun phrase that is its subject, before or after it.

In: `Sentence` and token numbers. Out: token numbers, `low` to `high`: over a relative pronoun and an apposition, and of
all who are named together.
"""

from __future__ import annotations

from fcbench.speech.lexicon import LEXICON
from fcbench.speech.phrases import (
    BEFORE_NOUN,
    CLAUSAL,
    LONGEST,
    NO_POST,
    REACH,
    SPEAKERS,
    after_dateline,
    clausal,
    ends_phrase,
    phrase,
    tells,
    title,
    until,
)
from fcbench.speech.sentences import QUOTE, Range, Sentence

RELATIVE = 10  # tokens of a relative clause without a comma
STOPS_RELATIVE = frozenset({",", QUOTE, ".", ";", ":", "that", "and", "but"})
CONTRACTED = LEXICON.pronouns | {"that", "there", "this", "here", "what", "let"}  # before "'s", "'re" and the like
OPENING_NOUNS = SPEAKERS | LEXICON.speakers  # small, and yet whom a sentence begins with
LONGEST_FIRST = 6  # tokens of the first of two who speak
BEFORE_SPEAKERS = LEXICON.conjunctions | {"", ",", QUOTE, "both"}
NO_SPEAKER = LEXICON.days | LEXICON.prepositions | {"that", ""}  # who speaks does not begin with these
FULL_NAME = 2  # tokens that a first name and a surname have at least
LONGEST_POST = 3  # tokens of a post before a name: 'retired police colonel'
DESCRIPTIONS = 48  # tokens of all that may stand between a name and its verb
DESCRIBING = ("who", "whose", "which", "accused", "charged")  # with these a clause about a name begins
STOPS_DESCRIPTION = frozenset({QUOTE, ".", ";", ":", "!", "?", "—", "–"})
JOINS = frozenset({"and", "but", "or"})
MAY_END = STOPS_DESCRIPTION | JOINS | CLAUSAL  # few of all words: asked first
AFTER_SUBJECT = LEXICON.subject_ends | LEXICON.days | {QUOTE}  # after "said X" the subject does not reach over these


# Before the verb


def subject(sentence: Sentence, low: int) -> Range | None:
    """The noun phrase that the verb group at `low` belongs to, over a relative pronoun or an apposition."""
    verb, low = low, _before_day(sentence, low)
    before = sentence.word(low - 1)
    if before in ("who", "which", "that"):
        stop = low - 1 - (sentence.word(low - 2) == ",")
        found = phrase(sentence, stop)
        if found and before == "who" and stop < low - 1 and sentence.word(found[0] - 1) in (",", "of", "from"):
            found = _aged(sentence, found)
        return _nearest(sentence, found, before) if found and before != "that" else found
    if before == "," or (before == QUOTE and sentence.text[sentence.tokens[low - 1][1] - 2] == ","):
        found = _before_apposition(sentence, low, dated=low < verb)
        return _with_first(sentence, found) if found else None
    found = phrase(sentence, low)
    return _with_first(sentence, _with_others(sentence, _whose(sentence, found))) if found else None


def _aged(sentence: Sentence, found: Range) -> Range | None:
    """The name before an age and an address, where these were found: 'Vera Holm, 26, of Mill Street, who'."""
    aged = sentence.word(found[0]).isdigit()
    opens = [at for at in range(max(1, found[0] - REACH), found[0]) if sentence.words[at] == ","]
    aged = aged or any(sentence.word(at + 1).isdigit() and sentence.word(at + 2) == "," for at in opens)
    return (_described(sentence, found[1]) or found) if aged else found


def _with_first(sentence: Sentence, found: Range) -> Range:
    """The phrase with who stands before its "and": 'the council and the union', 'Vera Holm and her driver'."""
    low = found[0]
    if sentence.word(low - 1) != "and" or not _begins_speaker(sentence, low):
        return found
    start = low - 1
    while start > max(0, low - 1 - LONGEST_FIRST) and _of_speaker(sentence, start - 1):
        start -= 1
    start += sentence.word(start) in LEXICON.conjunctions
    if sentence.word(start) in LEXICON.pronouns:
        return found  # who "she" is of 'She and her aides' is not known here
    ends = sentence.capital(low - 2) or sentence.word(low - 2) in SPEAKERS
    begins = sentence.word(start - 1) in BEFORE_SPEAKERS and _begins_speaker(sentence, start)
    return (start, found[1]) if start < low - 1 and ends and begins else found


def _begins_speaker(sentence: Sentence, place: int) -> bool:
    word = sentence.word(place)
    return sentence.capital(place) or word in LEXICON.determiners or word in SPEAKERS


def _of_speaker(sentence: Sentence, place: int) -> bool:
    word = sentence.word(place)
    known = word in SPEAKERS or word in LEXICON.determiners or word in LEXICON.ranks
    return (known or sentence.capital(place)) and word not in LEXICON.prepositions and word != "both"


def _with_others(sentence: Sentence, found: Range) -> Range:
    """The phrase with the full names that the sentence lists before it: 'Ida Moe, Odd Lie and Vera Holm'."""
    low, first = found[0], after_dateline(sentence)
    if sentence.word(low - 1) != "," or "and" not in sentence.words[low : found[1]] or not sentence.capital(low):
        return found
    while sentence.word(low - 1) == ",":
        start = low - 1
        while start > first and sentence.capital(start - 1):
            start -= 1
        if low - 1 - start < FULL_NAME or sentence.word(start) in LEXICON.prepositions:
            return found
        low = start
    return (low, found[1]) if low == first else found


def _nearest(sentence: Sentence, found: Range, pronoun: str) -> Range:
    """Whom 'who' means at the end of a phrase: 'a lift built by Vera Holm', 'the trial of Vera Holm'.

    'Which' means the agent too, but for a text, which speaks itself: 'a report written by the mill, which said'.
    """
    low, high = found
    if pronoun == "which":
        by = until(sentence, low, {"by"}, reach=high - low - 1)
        agent = sentence.word(by) == "by" and low < by and sentence.word(by - 1)[-2:] == "ed"
        return (by + 1, high) if agent and LEXICON.works.isdisjoint(sentence.words[low:by]) else found
    for place in range(high - 2, low, -1):
        word = sentence.words[place]
        if word == "by" or (word == "of" and sentence.words[place - 1] in LEXICON.events):
            return place + 1, high
    return found


def _before_apposition(sentence: Sentence, low: int, *, dated: bool) -> Range | None:
    """The noun phrase before the commas that end at `low`, or with what stands between them where that is a name."""
    opens = next((place for place in range(low - 2, 0, -1) if sentence.word(place) == ","), None)
    if opens is None:
        return phrase(sentence, low - 1) if dated else None
    if described := _described(sentence, low - 1):
        return described
    found = phrase(sentence, opens) if low - opens < LONGEST else None
    return (found[0], low - 1) if found and _ends_in_name(sentence, opens + 1, low - 1) else found


def _ends_in_name(sentence: Sentence, low: int, high: int) -> bool:
    """Whether tokens are a name, be it after a post: 'Vera Holm', 'retired colonel Vera Holm', not 'of Vera Holm'."""
    start = high
    while start > low and sentence.capital(start - 1):
        start -= 1
    post = sentence.words[low:start]
    return not post or (len(post) <= LONGEST_POST and high - start > 1 and NO_POST.isdisjoint(post))


def _described(sentence: Sentence, high: int) -> Range | None:
    """The first name before `high` with only descriptions behind it: 'Vera Holm, 26, of Mill Street, Ode'."""
    found: Range | None = None
    begin = max(0, high - DESCRIPTIONS)
    for at in range(begin, high):
        word = sentence.words[at]
        if word == ",":
            found = found or _named(sentence, begin, at)
            begin = at + 1
        elif word in MAY_END and _ends_description(sentence, begin, at):
            found, begin = None, at + 1
    return found


def _ends_description(sentence: Sentence, begin: int, place: int) -> bool:
    """Whether with this token, of what begins behind a comma at `begin`, another clause is there."""
    word = sentence.words[place]
    if word in STOPS_DESCRIPTION or (word in JOINS and place == begin):
        return True
    return clausal(sentence, place) and sentence.word(begin) not in DESCRIBING


def _named(sentence: Sentence, low: int, high: int) -> Range | None:
    """The name that ends before the comma at `high`, where a description comes next; a surname only before an age."""
    if sentence.capital(high + 1) or sentence.word(high + 1) in JOINS or not sentence.capital(high - 1):
        return None
    if not LEXICON.prepositions.isdisjoint(sentence.words[low:high]):
        return None  # 'In Port Ode, the mayor, ...'
    aged = sentence.word(high + 1).isdigit() or sentence.word(high + 1) == "who"
    found = phrase(sentence, high) if aged or (high - low > 1 and sentence.capital(high - 2)) else None
    return (max(low, found[0]), high) if found else None


def _before_day(sentence: Sentence, low: int) -> int:
    """Past 'on Monday' where a comma stands before it: 'The mayor, Vera Holm, on Monday said'."""
    at = low
    while sentence.word(at - 1) in LEXICON.days:
        at -= 1
    at -= sentence.word(at - 1) == "on"
    return at if sentence.word(at - 1) == "," else low


def _whose(sentence: Sentence, found: Range) -> Range:
    """The noun phrase before 'who', where what was found is the end of its relative clause: 'those who voted said'."""
    for place in range(found[0] - 1, max(0, found[0] - RELATIVE), -1):
        word = sentence.word(place)
        if word == "who":
            return phrase(sentence, place) or found
        if word in STOPS_RELATIVE:
            break
    return found


def opening(sentence: Sentence, stop: int) -> Range | None:
    """The capitalised run or pronoun that a sentence begins with, after its dateline."""
    low = after_dateline(sentence)
    low += sentence.word(low) in LEXICON.conjunctions
    if sentence.word(low) in LEXICON.pronouns:
        return low, low + 1
    if "'" in sentence.word(low) and (short := sentence.word(low).partition("'")[0]) in CONTRACTED:
        return (low, low + 1) if short in LEXICON.pronouns - {"it"} else None  # 'It's rare, but'
    high = low + (sentence.word(low) in LEXICON.determiners)
    while high < stop and (sentence.capital(high) or sentence.word(high) in OPENING_NOUNS):
        high += 1
    if high == low + 1 and high < stop:
        high = _past_post(sentence, high, stop)
    return (low, high) if high > low + (sentence.word(low) in LEXICON.determiners) else None


def _past_post(sentence: Sentence, high: int, stop: int) -> int:
    """Past the name behind a post in small letters, 'Defeated mill candidate Odd Lie', where a sentence begins so."""
    at = high
    while at < min(stop, high + LONGEST_POST) and not sentence.capital(at) and not ends_phrase(sentence, at):
        at += 1
    last = at
    while last < stop and sentence.capital(last):
        last += 1
    small = sentence.words[high:at]
    post = sentence.word(at - 1) in SPEAKERS and NO_POST.isdisjoint(small) and CLAUSAL.isdisjoint(small)
    return last if at > high and post and last - at >= FULL_NAME else high


# After the verb


def follows(sentence: Sentence, place: int) -> bool:
    """Whether the subject stands after the verb: a name, a determiner and a noun, or a pronoun."""
    at = place + 1
    after = sentence.word(at)
    if after in NO_SPEAKER or sentence.word(place) in LEXICON.participles:
        return False
    low, high = following(sentence, at)
    if after in LEXICON.pronouns and high > at + 1:
        return False  # 'Li, 26, said he saw boats'
    if any(clausal(sentence, inside) for inside in range(low, min(high + 1, len(sentence.words)))):
        return False  # a clause, not the name of who speaks
    ends = _ends_speaker(sentence, high)
    quoted = place - 1 - (sentence.word(place - 1) == ",")  # '"It fell", said Li'
    if sentence.word(quoted) != QUOTE or (0 < quoted < place - 1 and title(sentence, quoted)):
        begins = sentence.capital(at) or after in LEXICON.roles or after in BEFORE_NOUN
        return begins and _inverts(sentence, place, (low, high))
    if ends and high - low < LONGEST:
        return True
    return sentence.capital(at) or after in LEXICON.roles or after in BEFORE_NOUN


def _inverts(sentence: Sentence, place: int, after: Range) -> bool:
    """Whether, with no quotation before the verb, a clause is, or what comes after can be nothing but who speaks."""
    takes, (low, high) = LEXICON.forms[sentence.word(place)].takes, after
    if "told" in takes or "object" in takes:
        return False  # 'Li, from Ode, denied the charge'
    if tells(sentence, place - 1):
        return True
    return _ends_speaker(sentence, high) and _short(sentence, low, high) and not _acts(sentence, low, high)


def _short(sentence: Sentence, low: int, high: int) -> bool:
    """Whether there is no room for a clause: no more than one small word, and an article before it."""
    low += sentence.word(low) in LEXICON.determiners
    return sum(not sentence.capital(at) for at in range(low, high)) <= 1


def _acts(sentence: Sentence, low: int, high: int) -> bool:
    """Whether a name is followed by what looks like its verb: 'Li conveyed'."""
    return any(
        sentence.capital(at - 1) and not sentence.capital(at) and sentence.word(at)[-2:] == "ed"
        for at in range(low + 1, high)
    )


def _ends_speaker(sentence: Sentence, place: int) -> bool:
    return sentence.word(place) in ("", ".", ",", ";", QUOTE, "who", "(", "—", "–", "-")


def following(sentence: Sentence, at: int) -> Range:
    """The noun phrase that begins at `at`, for a verb before its subject, with a name in apposition."""
    high = max(at + 1, until(sentence, at + 1, AFTER_SUBJECT))
    last = high + 1
    while sentence.word(high) == "," and sentence.capital(last):
        last += 1
    return (at, last) if last > high + 2 else (at, high)
