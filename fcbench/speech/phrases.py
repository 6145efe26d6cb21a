"""Phrases: a sentence and a place in it -> the verb group, and the noun phrase that is its subject, around that place.

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
RELATIVE = 10  # tokens of a relative clause without a comma
HIT_AT = frozenset({"at", "against", "over", "about", "amid", "with", "for"})  # behind these stands a noun
AFTER_AUXILIARY = frozenset({"since", "long"})  # 'has since said'
WITHIN_GROUP = AFTER_AUXILIARY | {"neither"}
STOPS_RELATIVE = frozenset({",", QUOTE, ".", ";", ":", "that", "and", "but"})
CONTRACTED = LEXICON.pronouns | {"that", "there", "this", "here", "what", "let"}  # before "'s", "'re" and the like
SPEAKERS = LEXICON.roles | LEXICON.posts | LEXICON.institutions | LEXICON.collectives | LEXICON.several | LEXICON.titles
SPEAKERS |= frozenset[str]().union(*LEXICON.humans.values())  # what is called so may speak
OPENING_NOUNS = SPEAKERS | LEXICON.speakers  # small, and yet whom a sentence begins with
LONGEST_FIRST = 6  # tokens of the first of two who speak
BEFORE_SPEAKERS = LEXICON.conjunctions | {"", ",", QUOTE, "both"}
NO_SPEAKER = LEXICON.days | LEXICON.prepositions | {"that", ""}  # who speaks does not begin with these
FULL_NAME = 2  # tokens that a first name and a surname have at least
LONGEST_POST = 3  # tokens of a post before a name: 'retired police colonel'
NO_POST = LEXICON.prepositions | LEXICON.determiners | LEXICON.conjunctions | {"who", "whose", "which"}
DESCRIPTIONS = 48  # tokens of all that may stand between a name and its verb
DESCRIBING = ("who", "whose", "which", "accused", "charged")  # with these a clause about a name begins
STOPS_DESCRIPTION = frozenset({QUOTE, ".", ";", ":", "!", "?", "—", "–"})
JOINS = frozenset({"and", "but", "or"})
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
MAY_END = STOPS_DESCRIPTION | JOINS | CLAUSAL  # few of all words: asked first
AFTER_SUBJECT = LEXICON.subject_ends | LEXICON.days | {QUOTE}  # after "said X" the subject does not reach over these


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
    return left == QUOTE or (left == "," and (_told(sentence, first - 1) or _tells_now(sentence, first - 1)))


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


# Subjects before the verb


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
    return _clausal(sentence, place) and sentence.word(begin) not in DESCRIBING


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


def aside(sentence: Sentence, low: int) -> bool:
    """Whether the comma before `low` closes what is told of the subject: 'Li, who fell,', 'A map, published here,'."""
    opens = next((place for place in range(low - 2, 0, -1) if sentence.word(place) == ","), 0)
    if sentence.word(low - 1) != ",":
        return False
    first = sentence.word(opens + 1)
    if first in LEXICON.publishing:
        return opens > 0 and not _told(sentence, opens)
    return first in ("who", "which")


def phrase(sentence: Sentence, stop: int) -> Range | None:
    """The noun phrase that ends before `stop`, without an adjunct between it and its verb."""
    end = stop
    if sentence.word(stop - 1) == ")":  # 'Ida Moe (Ode)'
        opens = [at for at in range(max(0, stop - PARENTHESIS), stop - 1) if sentence.word(at) == "("]
        stop = opens[-1] if opens else stop
    low = stop
    while low > 0 and not _ends_phrase(sentence, low - 1):
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


def _ends_phrase(sentence: Sentence, place: int) -> bool:
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
    while at < min(stop, high + LONGEST_POST) and not sentence.capital(at) and not _ends_phrase(sentence, at):
        at += 1
    last = at
    while last < stop and sentence.capital(last):
        last += 1
    small = sentence.words[high:at]
    post = sentence.word(at - 1) in SPEAKERS and NO_POST.isdisjoint(small) and CLAUSAL.isdisjoint(small)
    return last if at > high and post and last - at >= FULL_NAME else high


# Subjects after the verb


def follows(sentence: Sentence, place: int) -> bool:
    """Whether the subject stands after the verb: a name, a determiner and a noun, or a pronoun."""
    at = place + 1
    after = sentence.word(at)
    if after in NO_SPEAKER or sentence.word(place) in LEXICON.participles:
        return False
    low, high = following(sentence, at)
    if after in LEXICON.pronouns and high > at + 1:
        return False  # 'Li, 26, said he saw boats'
    if any(_clausal(sentence, inside) for inside in range(low, min(high + 1, len(sentence.words)))):
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
    if _told(sentence, place - 1):
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


def _clausal(sentence: Sentence, place: int) -> bool:
    """Whether the word shows that a clause is here: an auxiliary, a past form, "that"."""
    word = sentence.word(place)
    return word in CLAUSAL and not (word in PASTS and sentence.capital(place))


def _ends_speaker(sentence: Sentence, place: int) -> bool:
    return sentence.word(place) in ("", ".", ",", ";", QUOTE, "who", "(", "—", "–", "-")


def _told(sentence: Sentence, high: int) -> bool:
    """Whether before `high`, and after the last comma there, is a verb, as in a clause."""
    for at in range(high - 1, -1, -1):
        word = sentence.word(at)
        if word == ",":
            return False
        if word[-2:] == "ed" or _clausal(sentence, at):
            return True
    return False


def following(sentence: Sentence, at: int) -> Range:
    """The noun phrase that begins at `at`, for a verb before its subject, with a name in apposition."""
    high = max(at + 1, until(sentence, at + 1, AFTER_SUBJECT))
    last = high + 1
    while sentence.word(high) == "," and sentence.capital(last):
        last += 1
    return (at, last) if last > high + 2 else (at, high)
