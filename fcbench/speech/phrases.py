"""Phrases: a sentence and a place in it -> the verb group, and the noun phrase that is its subject, around that place.

In: `Sentence` and token numbers. Out: token numbers, `low` to `high`. No parser: word classes from the lexicon, capital
letters and punctuation.
"""

from __future__ import annotations

from collections.abc import Set

from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import QUOTE, Range, Sentence
from fcbench.text import words

LONGEST = 24  # tokens of a source; longer ones are clauses that the rules have misread
TITLE = 4  # words of a quotation that may be the title of a work; longer ones are speech
AFTER_SUBJECT = LEXICON.subject_ends | LEXICON.days | {QUOTE}  # after "said X" the subject does not reach over these


def until(sentence: Sentence, at: int, ends: Set[str], *, reach: int = 10_000) -> int:
    """The first place from `at` with one of these words, or where the reach or the sentence ends."""
    stop = min(len(sentence.words), at + reach)
    return next((place for place in range(at, stop) if sentence.words[place] in ends), stop)


# Verbs


def modifies(word: str) -> bool:
    """Whether the word is an auxiliary or an adverb: it belongs to the verb after it."""
    return word in LEXICON.auxiliaries or word in LEXICON.adverbs or (word.endswith("ly") and len(word) > 4)


def verb_group(sentence: Sentence, place: int) -> int:
    """Where the auxiliaries and adverbs before a verb begin."""
    while place > 0 and modifies(sentence.word(place - 1)):
        place -= 1
    return place


def verbal(sentence: Sentence, place: int) -> bool:
    """Whether the word at `place`, a form of a reporting verb, is used as a verb with a subject of its own."""
    word, verb = sentence.word(place), LEXICON.forms[sentence.word(place)]
    before = sentence.word(verb_group(sentence, place) - 1)
    if sentence.capital(place) and place > 0 and not sentence.headline:
        return False  # a name, such as the United States
    if before in LEXICON.determiners - {"that"} or before.endswith("'s") or before in ("to", "of", "by"):
        return False
    if sentence.word(place - 1) in LEXICON.copulas and word not in LEXICON.participles:
        return False  # a passive: its subject is not who speaks
    if word == verb.forms.split()[0] and word != verb.past:
        return before in LEXICON.pronouns | {"that", "people", "police"} or before.endswith("s")
    return word != verb.forms.split()[2] or not before.endswith("ing")


# Subjects before the verb


def subject(sentence: Sentence, low: int) -> Range | None:
    """The noun phrase that the verb group at `low` belongs to, over a relative pronoun or an apposition."""
    before = sentence.word(low - 1)
    if before in ("who", "which", "that"):
        stop = low - 1 - (sentence.word(low - 2) == ",")
        return phrase(sentence, stop)
    if before == ",":
        opens = next((place for place in range(low - 2, 0, -1) if sentence.word(place) == ","), None)
        found = phrase(sentence, opens) if opens and low - opens < LONGEST else None
        named = opens and all(sentence.capital(place) for place in range(opens + 1, low - 1))
        return (found[0], low - 1) if found and named else found
    return phrase(sentence, low)


def aside(sentence: Sentence, low: int) -> bool:
    """Whether the comma before `low` closes a relative clause about the subject: 'Li, who was there, told'."""
    opens = next((place for place in range(low - 2, 0, -1) if sentence.word(place) == ","), 0)
    return sentence.word(opens + 1) in ("who", "which") and sentence.word(low - 1) == ","


def phrase(sentence: Sentence, stop: int) -> Range | None:
    """The noun phrase that ends before `stop`, without an adjunct between it and its verb."""
    low = stop
    while low > 0 and not _ends_phrase(sentence, low - 1):
        low -= 1
    while low < stop and (modifies(sentence.word(low)) or sentence.word(low) in LEXICON.days):
        low += 1
    if low >= stop:
        return None
    stop = _before_adjunct(sentence, low, stop)
    if sentence.word(low) in LEXICON.prepositions:
        low = 1 + max((at for at in range(low, stop) if sentence.word(at) in LEXICON.prepositions), default=low)
    if sentence.word(stop - 1) in LEXICON.pronouns:
        low = stop - 1
    named = low < stop and any(word[:1].isalnum() for word in sentence.words[low:stop])
    return (low, stop) if named and stop - low <= LONGEST and sentence.word(low) != QUOTE else None


def _ends_phrase(sentence: Sentence, place: int) -> bool:
    """Whether a noun phrase, read from its end, stops at this token."""
    word = sentence.word(place)
    if word == QUOTE:
        return not (title(sentence, place) and sentence.word(place - 1) not in ("", ","))
    if word == "and":
        return not (sentence.capital(place - 1) and sentence.capital(place + 1))
    if word in LEXICON.phrase_ends or word in LEXICON.auxiliaries or word in LEXICON.relays:
        return True
    return word in LEXICON.forms and verbal(sentence, place) and not sentence.capital(place)


def title(sentence: Sentence, place: int) -> bool:
    """Whether a quotation is the title of a work: a few words, the first with a capital, and no full stop."""
    start, end = sentence.tokens[place]
    inner = sentence.text[start + 1 : end - 1]
    return inner[:1].isupper() and len(words(inner)) <= TITLE and inner[-1:] not in ",.!?"


def _before_adjunct(sentence: Sentence, low: int, stop: int) -> int:
    """Where a phrase of time or place that stands between subject and verb begins."""
    for place in range(low + 1, stop):
        rest = sentence.words[place + 1 : until(sentence, place + 1, LEXICON.prepositions, reach=stop - place - 1)]
        adjunct = sentence.word(place) in LEXICON.locatives and set(rest) & (LEXICON.venues | LEXICON.days)
        if sentence.word(place) in LEXICON.days or adjunct:
            return place
    return stop


def opening(sentence: Sentence, stop: int) -> Range | None:
    """The capitalised run or pronoun that a sentence begins with."""
    low = 1 if sentence.word(0) in LEXICON.conjunctions else 0
    if sentence.word(low) in LEXICON.pronouns:
        return low, low + 1
    high = low + (sentence.word(low) in LEXICON.determiners)
    while high < stop and sentence.capital(high):
        high += 1
    return (low, high) if high > low else None


# Subjects after the verb


def follows(sentence: Sentence, place: int) -> bool:
    """Whether the subject stands after the verb: a name, a determiner and a noun, or a pronoun."""
    at = place + 1
    after = sentence.word(at)
    if after in ("that", "") or sentence.word(place) in LEXICON.participles or after in LEXICON.days:
        return False
    low, high = following(sentence, at)
    inside = sentence.words[low : high + 1]
    if any(word in LEXICON.auxiliaries or word in ("that", "whether") for word in inside):
        return False  # a clause, not the name of who speaks
    return sentence.capital(at) or after in LEXICON.pronouns or after in LEXICON.determiners or after in LEXICON.roles


def following(sentence: Sentence, at: int) -> Range:
    """The noun phrase that begins at `at`, for a verb before its subject, with a name in apposition."""
    high = max(at + 1, until(sentence, at + 1, AFTER_SUBJECT))
    last = high + 1
    while sentence.word(high) == "," and sentence.capital(last):
        last += 1
    return (at, last) if last > high + 2 else (at, high)
