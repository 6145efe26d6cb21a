"""Contents: a sentence and a cue in it -> the stretches of text that the cue brings in.

In: `Sentence`, token numbers around the cue, and the verb. Out: offsets, without the punctuation at the edges; a lone
quotation comes without its marks.
"""

from __future__ import annotations

import re

from fcbench.speech.lexicon import LEXICON, Takes, Verb
from fcbench.speech.phrases import (
    CLAUSAL,
    DASHES,
    DETERMINERS,
    REACH,
    after_dateline,
    modifies,
    phrase,
    title,
    until,
    verbal,
)
from fcbench.speech.sentences import QUOTE, Range, Sentence, direct
from fcbench.text import trim, within

EDGES = frozenset({",", ".", ":", ";", "—", "–"})  # they part a content from its cue, and belong to neither
BEGINS = frozenset({"that", QUOTE, ":", "whether"})  # with these a content begins, whatever stands before
# with these none begins: in 'the course that Li said was held' it stands around the verb
NO_CONTENT = (LEXICON.prepositions | LEXICON.phrase_ends | LEXICON.auxiliaries | {"nor"}) - {"having", "being"}
NARRATED = LEXICON.conjunctions | LEXICON.prepositions | LEXICON.participles | LEXICON.relays  # after ', X said,'
_WORDLY = re.compile(r"[^\W_]")  # in whatever has a word
NEAR = 5  # tokens from the beginning of a name to its verb
HANDS_OVER = frozenset({";", ",", "and", "but"})  # before these, or after a quotation, another may take over
ADJUNCT = LEXICON.prepositions | LEXICON.days | LEXICON.times  # with one of these a phrase of time or place begins
WHEN = LEXICON.locatives | LEXICON.days | LEXICON.times  # the same without what a verb may take: "called for"
CONDITIONS = LEXICON.subordinators | LEXICON.negations - {"nor"}  # with these a clause may begin that is content
OF_DEED = frozenset({"of", ";", ".", QUOTE, *LEXICON.forms})  # behind an apposition, before any other clause
BOUNDS = frozenset(
    {"at", "about", "around", "over", "under", "between"}
)  # before a count: 'said at least 40 boats sank'
HAS_VERB = CLAUSAL - {"that", "whether"}
STOPS_CLAUSE = LEXICON.subordinators | {",", ";", ".", "that", "who", "which", "whose", "after", "to", "as", QUOTE}
ENDS_NOUNS = LEXICON.prepositions | LEXICON.breaks | LEXICON.conjunctions | LEXICON.days | CLAUSAL | {QUOTE, "that"}
BEHIND_NOUN = LEXICON.prepositions | {"that", ","}
MINE = frozenset(LEXICON.possessives) - {"its"}
CLAIMS = LEXICON.anaphors - LEXICON.pronouns | LEXICON.talk
UNTOLD = frozenset({"not", "never", "wouldn't", "didn't", "couldn't"})  # 'but would not say'; plans 'don't add up'
CLOSES = ENDS_NOUNS | {""}  # with one of these no object begins
STOPS = BEGINS | {",", ";", "."}


def beside(sentence: Sentence, first: int, last: int, verb: Verb) -> tuple[Range, ...]:
    """What stands right of 'X said' (tokens `first` to `last`), left of it, or on both sides."""
    right = after(sentence, last - 1, verb)
    left = None if verb.mind or sentence.word(first - 1) not in (",", QUOTE) else before(sentence, first)
    quoted = sentence.word(first - 1) == QUOTE and not title(sentence, first - 1)
    if left is None or not (verb.takes or quoted):
        return (right,) if right else ()
    opened = sentence.word(0) in LEXICON.prepositions and not quoted and not _counts(sentence)
    if sentence.word(last) == "," and not opened:
        right = right or _resumed(sentence, last + 1)
        return (left, right) if right else (left, *quoted_later(sentence, last))
    if quoted and not right:
        return (left, *quoted_later(sentence, last))
    if quoted and right and direct(right, sentence.text):
        return (left, right)
    if right and not (quoted and sentence.word(last) not in ("that", ":", QUOTE)):
        return (right,)
    governs = "finite" in verb.takes or verb.past in LEXICON.refusable  # 'And on boats, she recalled a day'
    return () if opened or (governs and not quoted and sentence.word(last) not in CLOSES) else (left,)


def _counts(sentence: Sentence, low: int = 0) -> bool:
    """Whether a count begins at `low`, and no adjunct: 'About 40 boats', 'At least two'."""
    at = low + 1 + (sentence.word(low + 1) in ("least", "most"))
    return at > low + 1 or sentence.word(at)[:1].isdigit() or sentence.word(at) in LEXICON.numbers


def _bounds(sentence: Sentence, at: int) -> bool:
    """Whether at `at` a count with its bound begins: 'at least 40', 'about 40'."""
    if sentence.word(at) == "at":
        return sentence.word(at + 1) in ("least", "most")
    return sentence.word(at) in BOUNDS and _counts(sentence, at)


def _resumed(sentence: Sentence, at: int) -> Range | None:
    """The clause that goes on after 'X said,', where what comes is none of the narrator's own."""
    if sentence.word(at) == "and" and sentence.word(at + 1) in LEXICON.auxiliaries:
        return clause(sentence, at + 1)  # ', X added, and would be seen to'
    return clause(sentence, at) if at < len(sentence.words) and sentence.word(at) not in NARRATED else None


def around_inverted(sentence: Sentence, first: int, last: int) -> tuple[Range, ...]:
    """What stands left of 'said X' (tokens `first` to `last`), and the quotation that goes on after it."""
    left = before(sentence, first)
    at = last + (sentence.word(last) in (",", ":"))
    more = clause(sentence, at) if sentence.word(at) == QUOTE and at > last else None
    if more is None and left and sentence.word(first - 1) == QUOTE:
        return (left, *quoted_later(sentence, last))
    return tuple(part for part in (left, more) if part)


def quoted_later(sentence: Sentence, at: int) -> tuple[Range, ...]:
    """The quotation that goes on after 'X said on Monday,' or 'said X, a clerk,', up to the next cue."""
    for place in range(at, len(sentence.words)):
        word = sentence.word(place)
        if word in LEXICON.forms or word in LEXICON.relays:
            return ()
        if word == QUOTE and sentence.word(place - 1) == "," and not title(sentence, place):
            found = clause(sentence, place)
            return (found,) if found else ()
    return ()


# Left of a cue


def before(sentence: Sentence, high: int) -> Range | None:
    """The clause or quotation from the start of the sentence to `high`."""
    while high > 0 and sentence.word(high - 1) in (",", *DASHES):
        high -= 1
    low = after_dateline(sentence)
    if high and sentence.word(high - 1) == QUOTE and not title(sentence, high - 1) and high > 1:
        low = high - 1 if sentence.word(high - 2) in (",", ":", ".") else 0
    return stretch(sentence, low, high) if low < high else None


# Right of a cue


def after(sentence: Sentence, place: int, verb: Verb) -> Range | None:
    """The content after the verb at `place`, as the verb takes it."""
    if sentence.word(place + 1) == "so" and sentence.word(place + 2) in ("", ".", ",", ";", "too"):
        return sentence.range(place + 1, place + 2 + (sentence.word(place + 2) == "too"))
    at = _past_citing(sentence, _past_adjuncts(sentence, place + 1 + bool(verb.particles), verb))
    word, takes = sentence.word(at), verb.takes
    if word in (":", ",") and sentence.word(at + 1) == QUOTE:
        return clause(sentence, at + 1)
    if word == ":":
        return clause(sentence, at + 1)
    if _opens_content(word, sentence.word(at + 1), verb):
        return clause(sentence, at)
    if word in ("about", "of", "for") and ("about" in takes or (word == "for" and verb.past == "called")):
        return clause(sentence, at + 1)
    named = word == "that" and "object" in takes and sentence.word(at + 1) in LEXICON.anaphors
    if named:
        return _object(sentence, at, at + 1)  # 'called that claim false'
    if "clause" in takes and _bounds(sentence, at) and finite(sentence, at):
        return clause(sentence, at)
    if word in NO_CONTENT or sentence.words[at:] in ((), (".",)):
        return None
    if word in LEXICON.objects and verb.act not in ("characterise", "criticise"):
        return None
    doing = "memory" in takes and word.endswith("ing")
    if "clause" in takes or doing or ("finite" in takes and finite(sentence, at)):
        return clause(sentence, at)
    if not _governs(sentence, at, takes):
        return None
    return _object(sentence, at, _past_accused(sentence, at) if verb.past == "accused" else at)


def finite(sentence: Sentence, at: int) -> bool:
    """Whether a clause without "that" begins at `at`: there is a pronoun, or a verb in it."""
    if sentence.word(at) in LEXICON.pronouns:
        return True
    for place in range(at + 1, len(sentence.words)):
        word = sentence.word(place)
        if word in STOPS_CLAUSE:
            return False
        past = word.endswith("ed") and sentence.word(place - 1) not in LEXICON.determiners
        if (word in HAS_VERB or past) and sentence.word(place + 1) != "by" and not sentence.capital(place):
            return True
    return False


def relative_end(sentence: Sentence, place: int) -> int | None:
    """The comma that closes ', who denies murder, was', of the verb at `place`; None where nothing goes on there."""
    told = "object" in LEXICON.forms[sentence.word(place)].takes
    if not told and not finite(sentence, place + 1 + (sentence.word(place + 1) == "that")):
        return None
    for at in range(place + 1, len(sentence.words) - 1):
        if sentence.words[at] == "," and _goes_on(sentence, at + 1):
            return at
    return None


def _goes_on(sentence: Sentence, at: int) -> bool:
    """Whether a verb stands at `at`: 'was', 'sat', 'now faces', 'appeared in'."""
    while modifies(word := sentence.word(at)) and word not in LEXICON.auxiliaries:
        at += 1
    if sentence.capital(at):
        return False
    next_ = sentence.word(at + 1)
    return word in HAS_VERB or (word.endswith("ed") and (next_ in CLOSES or next_ in LEXICON.determiners))


def granted(sentence: Sentence, at: int, verb: Verb) -> bool:
    """Whether what the verb refuses was asked for, and not claimed: 'denied bail to Li', 'rejected the offer'."""
    known = LEXICON.refusable.get(verb.past)
    if known is None:
        return False
    stop = until(sentence, at, ENDS_NOUNS)
    kept = sentence.word(stop) in CLAUSAL or (sentence.word(stop) == "as" and verb.past == "dismissed")
    return sentence.word(stop - 1) in known and stop > at and not kept


def _governs(sentence: Sentence, at: int, takes: tuple[Takes, ...]) -> bool:
    """Whether what begins at `at` is an object that the verb takes."""
    if "object" in takes:
        return True
    if "claim" in takes:
        return not CLAIMS.isdisjoint(sentence.words[at : until(sentence, at, BEHIND_NOUN)])
    if "memory" not in takes:
        return False
    word, noun = sentence.word(at), sentence.words[at : until(sentence, at, BEHIND_NOUN)]
    return word in MINE or word.endswith("'s") or not LEXICON.remembered.isdisjoint(noun)


def _past_accused(sentence: Sentence, at: int) -> int:
    """Past the apposition of whom somebody accuses: 'accused Li, the mayor, of'; else where it was."""
    stop = until(sentence, at, OF_DEED, reach=REACH)
    return stop if sentence.word(stop) == "of" and sentence.word(stop - 1) == "," else at


def _opens_content(word: str, next_: str, verb: Verb) -> bool:
    """Whether with this word, and the next, a content begins that the verb takes."""
    if word == QUOTE or (word == "that" and ("clause" in verb.takes or "that" in verb.takes)):
        return True
    if word in LEXICON.interrogatives and verb.act != "characterise":
        return True
    if word in CONDITIONS:
        return "clause" in verb.takes and verb.act == "assert"
    return word == "to" and "to" in verb.takes and next_ not in DETERMINERS  # 'agreed to the plan'


def _past_adjuncts(sentence: Sentence, at: int, verb: Verb) -> int:
    """Where the content may begin: past 'on Wednesday', 'in a statement' and, for 'told', the addressee."""
    while modifies(word := sentence.word(at)) and word not in LEXICON.auxiliaries:
        at += 1
    if word == "," and sentence.word(at + 1) in LEXICON.asides and sentence.word(at + 2) == ",":
        at += 3
        word = sentence.word(at)
    told = "told" in verb.takes
    aim = word == "to" and "to" in verb.takes and not _to_whom(sentence, at)
    if told or (word in ADJUNCT and not aim):
        stop = until(sentence, at, STOPS, reach=REACH)
        if sentence.word(stop) == "," and sentence.word(stop + 1).isdigit():  # 'on May 3, 2021'
            stop = until(sentence, stop + 1, STOPS, reach=REACH)
        comma = sentence.word(stop) == "," and sentence.word(stop + 1) == QUOTE
        if word == "to" and sentence.word(stop) == "that" and sentence.word(stop - 1) in CLAIMS:
            return at  # 'responded to claims that'
        if sentence.word(stop) in BEGINS or comma:
            return stop
    while (word := sentence.word(at)) in LEXICON.days or (word == "on" and sentence.word(at + 1) in LEXICON.days):
        at += 1 + (word == "on")
    return _past_addressee(sentence, at) if told else at


def _to_whom(sentence: Sentence, at: int) -> bool:
    """Whether with "to" an addressee begins: 'admitted to the guild that'."""
    return sentence.word(at + 1) in DETERMINERS and sentence.word(until(sentence, at, STOPS, reach=REACH)) == "that"


def _past_citing(sentence: Sentence, at: int) -> int:
    """Past ', citing internal letters,' where a "that" follows; else where it was."""
    if sentence.word(at) != "," or sentence.word(at + 1) not in ("citing", "quoting"):
        return at  # nearly always
    stop = until(sentence, at + 2, {","})
    return stop + 1 if sentence.word(stop + 1) == "that" else at


def _past_addressee(sentence: Sentence, at: int) -> int:
    """Past whom somebody is telling: a pronoun, a name, the press, a court; past everything where nothing shows it."""
    if sentence.word(at) in LEXICON.addressees:
        return at + 1
    high = first = at + (sentence.word(at) in LEXICON.determiners)
    high += high > at and sentence.word(high) in LEXICON.audiences
    while sentence.capital(high):
        high += 1
    return high if high > first else len(sentence.words)


def clause(sentence: Sentence, low: int) -> Range | None:
    """The clause from `low` to the end of the sentence, or to where another attribution takes over."""
    high, said = low, sentence.words
    quoted = sentence.word(low) == QUOTE
    while high < len(said):
        if high > low and (said[high] in HANDS_OVER or said[high - 1] == QUOTE) and _takes_over(sentence, high):
            break
        high += 1
        if quoted and high == low + 1 and _finished(sentence, low):
            break
    return stretch(sentence, low, high)


def _finished(sentence: Sentence, place: int) -> bool:
    """Whether a quotation ends with a mark of its own: the narrator goes on after it."""
    _, end = within(sentence.text, *sentence.tokens[place])
    return sentence.text[end - 1] in ",.!?" and sentence.word(place + 1) != QUOTE


def _object(sentence: Sentence, low: int, at: int) -> Range | None:
    """The noun phrase after the verb: from `at` on to the comma, or to the quotation that ends in one."""
    high = at
    for word in sentence.words[at:]:
        timed = word in LEXICON.days or (word == "on" and sentence.word(high + 1) in LEXICON.days)
        if word in LEXICON.object_ends or (high > low and (timed or _takes_over(sentence, high))):
            break
        high += 1
        end = sentence.tokens[high - 1][1]
        if word == QUOTE and sentence.text[end - 2 : end - 1] == ",":
            break
    return stretch(sentence, low, high)


def _takes_over(sentence: Sentence, place: int) -> bool:
    """Whether another attribution begins here: ', saying', 'and added', ', she said'."""
    word, next_ = sentence.word(place), sentence.word(place + 1)
    if word == ";":
        return True
    if word == ",":
        handed = next_ in LEXICON.participles or next_ in LEXICON.relays or next_ == "according"
        led = sentence.word(0) in LEXICON.subordinators or sentence.word(0) in ("after", "as", "before")
        return handed or _tagged(sentence, place + 1) or (led and _speaks(sentence, place + 1))
    if sentence.word(place - 1) == QUOTE and word in LEXICON.participles:
        return True
    if word not in ("and", "but"):
        return False
    at = place + 1 + (next_ in LEXICON.pronouns)
    while modifies(sentence.word(at)):
        at += 1
    verb = LEXICON.forms.get(sentence.word(at))
    if verb is not None and verb.takes and not verb.mind and _tells(sentence, place, at, verb):
        return True
    return _speaks(sentence, place + 1)


def _tells(sentence: Sentence, joint: int, at: int, verb: Verb) -> bool:
    """Whether the verb at `at`, behind "and" or "but", is one of telling: 'but said', 'but would not say'."""
    if sentence.word(at) in verb.parts[1:3]:
        return True
    return sentence.word(at) == verb.parts[0] and not UNTOLD.isdisjoint(sentence.words[joint:at])


def _speaks(sentence: Sentence, low: int) -> bool:
    """Whether 'X said' stands at `low`, with more to come."""
    place = _next_verb(sentence, low)
    verb = LEXICON.forms[sentence.word(place)] if place is not None else None
    if place is None or verb is None or verb.mind or not verb.takes:
        return False  # 'and she laughed'
    return sentence.word(place)[-1:] in "dt" and phrase(sentence, place) == (low, place)


def _next_verb(sentence: Sentence, low: int) -> int | None:
    """The first place after `low` with a reporting verb, where it is near enough to have its subject there."""
    for place, word in enumerate(sentence.words[low + 1 : low + 1 + NEAR], low + 1):
        if word in LEXICON.forms:
            return place
    return None


def _tagged(sentence: Sentence, low: int) -> bool:
    """Whether 'she said', or at the sentence's end any 'X said' or 'X said on Monday', stands at `low`."""
    if sentence.word(low) in LEXICON.pronouns and sentence.word(low + 1) in LEXICON.forms:
        takes = LEXICON.forms[sentence.word(low + 1)].takes
        return sentence.word(low) != "who" or (bool(takes) and relative_end(sentence, low + 1) is None)
    place = _next_verb(sentence, low)
    if place is None or not _ends(sentence, place):
        return False
    return phrase(sentence, place) == (low, place) and verbal(sentence, place)


def _ends(sentence: Sentence, place: int) -> bool:
    """Whether after the verb at `place` comes nothing, or but whom, when and where somebody told."""
    at = place + 1
    if "told" in LEXICON.forms[sentence.word(place)].takes and (told := _past_addressee(sentence, at)) < len(
        sentence.words
    ):
        at = told
    if sentence.word(at) in WHEN:
        at = until(sentence, at, STOPS)
    return sentence.word(at) in ("", ".")


def stretch(sentence: Sentence, low: int, high: int) -> Range | None:
    """The offsets of tokens low to high without edge punctuation; None where no word is left."""
    said = sentence.words
    while low < high and said[low] in EDGES:
        low += 1
    while low < high and said[high - 1] in EDGES:
        high -= 1
    if low >= high:
        return None
    start, end = sentence.range(low, high)
    if high - low == 1 and said[low] == QUOTE:
        start, end = trim(sentence.text, *within(sentence.text, start, end))
    return (start, end) if _WORDLY.search(sentence.text, start, end) else None
