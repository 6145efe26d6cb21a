"""Phrases: a sentence and a place in it -> the verb group and the noun phrase around that place.

In: `Sentence` and token numbers. Out: token numbers, `low` to `high`. No parser: word classes from the lexicon, capital
letters and punctuation.
"""

from __future__ import annotations

from collections.abc import Set

from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import QUOTE, Range, Sentence
from fcbench.text import within, words

LONGEST = 24  # tokens of a source; longer ones are clauses that the rules have misread
TITLE = 4  # words of a quotation that may be the title of a work; longer ones are speech
DASHES = frozenset("-—–")
REACH = 12  # tokens from a cue to its "that"; beyond it the two seldom belong together
HIT_AT = frozenset({"at", "against", "over", "about", "amid", "with", "for"})  # behind these stands a noun
AFTER_AUXILIARY = frozenset({"since", "long"})  # 'has since said'
WITHIN_GROUP = AFTER_AUXILIARY | {"neither"}
SPEAKERS = LEXICON.roles | LEXICON.posts | LEXICON.institutions | LEXICON.collectives | LEXICON.several | LEXICON.titles
SPEAKERS |= frozenset[str]().union(*LEXICON.humans.values())  # what is called so may speak
NO_POST = LEXICON.prepositions | LEXICON.determiners | LEXICON.conjunctions | {"who", "whose", "which"}
BEGINS_COUNT = frozenset(LEXICON.numbers) | LEXICON.determiners  # with these a noun phrase begins
PASSED = ("ago", "later", "earlier")
ARTICLES = frozenset({"the", "a", "an", "that"})
# of these a phrase of time is made
TIMED = LEXICON.periods | LEXICON.times | ARTICLES | frozenset((*LEXICON.months, *LEXICON.numbers))
PARENTHESIS = 8  # tokens of one that may stand between a name and its verb
LONGEST_TITLE = 60  # code points, for the same reason
MODIFIERS = LEXICON.auxiliaries | LEXICON.adverbs  # before a verb, and part of it
DETERMINERS = LEXICON.determiners - {"that"}  # no verb follows these
SPEAKING = LEXICON.pronouns | {"that", "people", "police", "many", "some"}  # before what else may be a noun
MANY = SPEAKING | LEXICON.collectives | LEXICON.institutions  # 'the team say', and not 'the team plan to build'
NO_PLURAL = ("'s", "ss", "us", "is")
GOVERNED = frozenset({QUOTE, ":", "to", "about"}) | LEXICON.interrogatives | LEXICON.objects
GOVERNED |= LEXICON.determiners | LEXICON.pronouns  # all these stand after a verb, and not after a noun
PHRASE_ENDS = LEXICON.phrase_ends | LEXICON.auxiliaries | LEXICON.relays  # a phrase does not reach over these
ADJUNCT = LEXICON.venues | LEXICON.days  # with one of these, a phrase of place or time is none of the subject
BEFORE_NOUN = LEXICON.pronouns | LEXICON.determiners  # with one of these a noun phrase begins
PASTS = LEXICON.pasts | {verb.past for verb in LEXICON.verbs.values()}
CLAUSAL = PASTS | LEXICON.auxiliaries | {"that", "whether"}  # with one of these there is a clause


def until(sentence: Sentence, at: int, ends: Set[str], *, reach: int = 10_000) -> int:
    """The first place from `at` with one of these words, or where the reach or the sentence ends."""
    words_of, stop = sentence.words, min(len(sentence.words), at + reach)
    for place in range(at, stop):
        if words_of[place] in ends:
            return place
    return stop


# Verbs


def modifies(word: str) -> bool:
    """Whether the word is an auxiliary or an adverb: it belongs to the verb after it."""
    return word in MODIFIERS or (word.endswith("ly") and len(word) > 4)


def verb_group(sentence: Sentence, place: int) -> int:
    """Where the auxiliaries and adverbs before a verb begin."""
    words_of = sentence.words
    while place > 0 and (modifies(word := words_of[place - 1]) or (place > 1 and word in WITHIN_GROUP)):
        if word in AFTER_AUXILIARY and words_of[place - 2] not in LEXICON.auxiliaries:
            break
        place -= 1
    return place


def verbal(sentence: Sentence, place: int) -> bool:
    """Whether the word at `place`, a form of a reporting verb, is used as a verb with a subject of its own."""
    word, low = sentence.word(place), verb_group(sentence, place)
    before = sentence.word(low - 1)
    if sentence.capital(place) and place > 0 and not sentence.headline:
        return False  # a name, such as the United States
    if before in DETERMINERS or before.endswith("'s") or before in ("to", "of", "by"):
        return False
    if sentence.word(place - 1) in LEXICON.copulas and word not in LEXICON.participles:
        return False  # a passive: its subject is not who speaks
    base, past, third, *_ = LEXICON.forms[word].parts
    nounlike = third in LEXICON.nounlike
    if word == base and word != past:
        return _base(sentence, place, low, nounlike=nounlike)
    if word == third and nounlike and before not in LEXICON.pronouns:
        if before in HIT_AT:
            return False  # 'hit back at claims she left'
        if sentence.word(place + 1) == "that":  # 'the states that voted'
            return sentence.capital(place - 1) or aside(sentence, place)
        governs = sentence.word(place + 1) in GOVERNED or sentence.capital(place + 1)
        return governs or _closes(sentence, low, place)
    return word != third or not before.endswith("ing")


def _base(sentence: Sentence, place: int, low: int, *, nounlike: bool) -> bool:
    """Whether the base form at `place`, be it `nounlike`, is a verb in the plural: 'officials say'."""
    before = sentence.word(low - 1)
    if before in LEXICON.forms and before not in LEXICON.nounlike:
        return False  # 'denies talk of a sale'
    if sentence.headline and nounlike and low > 1 and before.endswith("s") and before not in SPEAKERS:
        return False  # 'Council backs plan', and not 'Workers plan'
    if before in SPEAKING or (before.endswith("s") and not sentence.capital(low - 1)):
        return True
    if not LEXICON.refusals.isdisjoint(sentence.words[low:place]):
        return True
    if not LEXICON.auxiliaries.isdisjoint(sentence.words[low:place]):
        return False  # 'the two sides could agree' tells of no word
    if nounlike and sentence.word(place + 1) not in GOVERNED:
        return False
    return _several(sentence, low, SPEAKING if nounlike else MANY)


def _closes(sentence: Sentence, low: int, place: int) -> bool:
    """Whether the verb ends the sentence, and its subject stands behind a clause: 'It fell, a source claims.'."""
    if sentence.words[place + 1 :] not in ((), (".",)):
        return False
    first = _edge(sentence, low)
    if first == low or not (sentence.word(first) in LEXICON.determiners or sentence.capital(first)):
        return False
    left = sentence.word(first - 1)
    return left == QUOTE or (left == "," and (tells(sentence, first - 1) or _tells_now(sentence, first - 1)))


def _tells_now(sentence: Sentence, high: int) -> bool:
    """Whether before `high` what seems a verb of the present has its object: 'It affects the mill', 'hits 40 boats'."""
    for at in range(1, high - 1):
        word, after = sentence.words[at], sentence.words[at + 1]
        governs = after in LEXICON.determiners or after in ("about", "around", "up") or after[0].isdigit()
        if governs and word[-1] == "s" and not word.endswith(NO_PLURAL) and word not in DETERMINERS:
            return True
    return False


def _edge(sentence: Sentence, low: int) -> int:
    """Where the nouns before `low` begin, be some of them forms of verbs."""
    first, words_of = low, sentence.words
    while first > max(0, low - REACH) and (word := words_of[first - 1]) not in PHRASE_ENDS and word != QUOTE:
        if word in LEXICON.forms and first < low and not sentence.capital(first - 1):
            break
        first -= 1
    return first


def _several(sentence: Sentence, low: int, many: Set[str]) -> bool:
    """Whether more than one stand before `low`: 'officials in Ode', 'the mill and the guild', a word of `many`."""
    first = _edge(sentence, low)
    left = sentence.word(first - 1)
    if first == low or left in LEXICON.auxiliaries or left in LEXICON.forms:
        return False  # 'Did Moe and Holm say so?', 'made officials say so'
    if left == "and" and first > 1:
        return sentence.word(first) in LEXICON.determiners or sentence.capital(first)
    prepositions = LEXICON.prepositions
    after = (at for at in range(first + 1, low) if sentence.words[at] in prepositions)
    head = (next(after, low) if sentence.word(first) not in prepositions else low) - 1
    noun = sentence.word(head)
    return noun in many or (noun.endswith("s") and not noun.endswith(NO_PLURAL))


def aside(sentence: Sentence, low: int) -> bool:
    """Whether the comma before `low` closes what is told of the subject: 'Li, who fell,', 'A map, published here,'."""
    opens = next((place for place in range(low - 2, 0, -1) if sentence.word(place) == ","), 0)
    if sentence.word(low - 1) != ",":
        return False
    first = sentence.word(opens + 1)
    if first in LEXICON.publishing:
        return opens > 0 and not tells(sentence, opens)
    return first in ("who", "which")


def phrase(sentence: Sentence, stop: int) -> Range | None:
    """The noun phrase that ends before `stop`, without an adjunct between it and its verb."""
    end = stop
    if sentence.word(stop - 1) == ")":  # 'Ida Moe (Ode)'
        opens = [at for at in range(max(0, stop - PARENTHESIS), stop - 1) if sentence.word(at) == "("]
        stop = opens[-1] if opens else stop
    low = stop
    while low > 0 and not ends_phrase(sentence, low - 1):
        low -= 1
    while low < stop and (modifies(word := sentence.word(low)) or word in LEXICON.days):
        low += 1
    if low >= stop:
        return None
    after = stop
    stop = _before_adjunct(sentence, low, stop)
    if sentence.word(low) in LEXICON.prepositions:
        low = 1 + max((at for at in range(low, stop) if sentence.word(at) in LEXICON.prepositions), default=low)
        if sentence.word(low) in LEXICON.determiners:  # 'In an email the mill said'
            low = max((at for at in range(low, stop) if sentence.word(at) in LEXICON.determiners), default=low)
    low = _past_time(sentence, low, stop)
    if sentence.word(stop - 1) in LEXICON.pronouns:
        low = stop - 1
    named = low < stop and any(word[:1].isalnum() for word in sentence.words[low:stop])
    stop = end if after == stop and sentence.word(end - 1) == ")" else stop
    return (low, stop) if named and stop - low <= LONGEST and sentence.word(low) != QUOTE else None


def _past_time(sentence: Sentence, low: int, stop: int) -> int:
    """Past '2020' of 'In 2020 the council', and past 'Last year': where the rest is a noun phrase of its own."""
    words_of = sentence.words
    if low >= stop or not (words_of[low] in TIMED or words_of[low][0].isdigit()):
        return low
    at = low
    while at < stop and (words_of[at] in TIMED or words_of[at][0].isdigit()):
        at += 1
    while at > low and words_of[at - 1] in BEGINS_COUNT:
        at -= 1
    if at in (low, stop):
        return low
    begins = words_of[at] in LEXICON.determiners or sentence.capital(at)
    return at if _is_time(sentence, low, at, begins=begins) else low


def _is_time(sentence: Sentence, low: int, high: int, *, begins: bool) -> bool:
    """Whether the tokens are a time and no part of a subject, which `begins` behind it with a name or an article."""
    first, last, before = sentence.word(low), sentence.word(high - 1), sentence.word(low - 1)
    if last in PASSED and high - low > 1:
        return high - low > 2 or first not in ARTICLES  # 'a week later', and not 'an earlier report'
    if first in ARTICLES:
        return begins and last in LEXICON.periods and first in ("the", "that")
    if last in LEXICON.periods:
        return begins or first in LEXICON.times
    if sentence.word(high) in LEXICON.determiners:
        return True
    if before == ":":  # '17:42'
        return begins and sentence.word(low - 2).isdigit()
    clock = last[0].isdigit() and (not last.isdigit() or (len(last) == 4 and last < "21"))
    return before in LEXICON.locatives and (clock or last in LEXICON.months)


def ends_phrase(sentence: Sentence, place: int) -> bool:
    """Whether a noun phrase, read from its end, stops at this token."""
    word = sentence.word(place)
    if word == QUOTE:
        return not (title(sentence, place) and sentence.word(place - 1) not in ("", ","))
    if word == "and":
        return not (sentence.capital(place - 1) and sentence.capital(place + 1))
    if word in PHRASE_ENDS:
        return True
    return word in LEXICON.forms and verbal(sentence, place) and not sentence.capital(place)


def title(sentence: Sentence, place: int) -> bool:
    """Whether a quotation is the title of a work: a few words, the first with a capital, and no full stop."""
    start, end = sentence.tokens[place]
    if end - start > LONGEST_TITLE:
        return False
    inner = sentence.text[slice(*within(sentence.text, start, end))]
    return inner[:1].isupper() and len(words(inner)) <= TITLE and inner[-1:] not in ",.!?"


def _before_adjunct(sentence: Sentence, low: int, stop: int) -> int:
    """Where a phrase of time or place that stands between subject and verb begins."""
    for place in range(low + 1, stop):
        word = sentence.words[place]
        if word in LEXICON.days:
            return place
        if word in LEXICON.locatives:
            ends = until(sentence, place + 1, LEXICON.prepositions, reach=stop - place - 1)
            if not ADJUNCT.isdisjoint(sentence.words[place + 1 : ends]):
                return place
    return stop


def after_dateline(sentence: Sentence) -> int:
    """Past 'PORTO (Wire) -', which is no part of what anybody says."""
    place = sentence.exact(0, 1)
    if len(place) <= 2 or not place.isupper():
        return 0
    dash = until(sentence, 0, DASHES, reach=REACH)
    return dash + 1 if sentence.word(dash) in DASHES else 0


def clausal(sentence: Sentence, place: int) -> bool:
    """Whether the word shows that a clause is here: an auxiliary, a past form, "that"."""
    word = sentence.word(place)
    return word in CLAUSAL and not (word in PASTS and sentence.capital(place))


def tells(sentence: Sentence, high: int) -> bool:
    """Whether before `high`, and after the last comma there, is a verb, as in a clause."""
    for at in range(high - 1, -1, -1):
        word = sentence.word(at)
        if word == ",":
            return False
        if word[-2:] == "ed" or clausal(sentence, at):
            return True
    return False
