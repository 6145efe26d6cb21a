"""Findings: sentences -> who says what in each, as offsets, before anybody is named.

In: `Sentence`s. Out: `Finding`s in the order of their cues. Each pattern looks at one place of a sentence; the first
that fits makes the finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from fcbench.schema import Act, Factivity
from fcbench.speech.contents import EDGES, after, around_inverted, before, beside, clause, stretch
from fcbench.speech.lexicon import LEXICON, Verb
from fcbench.speech.phrases import (
    REACH,
    after_dateline,
    aside,
    following,
    follows,
    opening,
    phrase,
    subject,
    until,
    verb_group,
    verbal,
)
from fcbench.speech.sentences import QUOTE, Range, Sentence, direct
from fcbench.text import within, words

LONGEST_NAME = 5  # tokens before a colon: more are a sentence
AFTER_CITED = frozenset({",", ";", ".", QUOTE, "who", "which", "as", "that"})  # beyond "citing X"
CITABLE = LEXICON.roles | LEXICON.bodies | LEXICON.faceless | LEXICON.anonymous  # beside names
AFTER_NOUN = LEXICON.auxiliaries | {"that", ",", ".", QUOTE}  # "that" brings in what it is of, the rest ends it
AFTER_REPLY = EDGES | {"", "!", "-"}
ANSWERING = ("deny", "confirm", "question", "decline")  # what such a verb has for its object, somebody claims
STARTS = LEXICON.pronouns | LEXICON.determiners  # with one of these, or a name, a clause without "that" begins
ENDS = frozenset({"", ".", ",", ";", QUOTE, "and", "or"})
ADJUNCTS = LEXICON.days | LEXICON.times
TAILS = LEXICON.nouns["doubting"] | {"charge", "charges", "something"}  # ", a claim that X denied"
LONGEST_TAIL = 14  # tokens from the comma to its verb; longer ones are clauses of their own
CHARGED = frozenset({"charged", "accused", "indicted", "arrested", "convicted"})
MARKS = frozenset('"“”„«»')
_UNTRUE = re.compile(rf"\W*(?:\w+ly )?(?:{'|'.join(map(re.escape, LEXICON.untrue))})\b", re.IGNORECASE)
_OPENING = re.compile(r"^[^:\n]{1,200}:", re.MULTILINE)  # of a line; the name of no speaker is longer


class Finding(NamedTuple):
    """Source, cue and content of one attribution, as offsets; `relay` hands it on, `cited` is whose it is."""

    sentence: Sentence
    source: Range | None
    cue: Range
    content: tuple[Range, ...]
    act: Act
    factivity: Factivity = "neutral"
    mind: bool = False
    past: str | None = None
    relay: Range | None = None
    relay_cue: str | None = None
    noun: bool = False
    prompt: str | None = None
    cited: Range | None = None

    @property
    def quoted(self) -> bool:
        """Whether some of the content stands within quotation marks."""
        return any(direct(part, self.sentence.text) for part in self.content)

    @property
    def trailing(self) -> bool:
        """Whether the cue is a participle: ', adding'."""
        return self.sentence.text[slice(*self.cue)].lower() in LEXICON.participles

    @property
    def marked(self) -> bool:
        """Whether there is a quotation in the content, be it only of some words."""
        text = self.sentence.text
        return self.quoted or any(set(text[low:high]) & MARKS for low, high in self.content)


def findings(sentences: Iterable[Sentence]) -> Iterator[Finding]:
    """All findings in order; a sentence that is one quotation goes on with the speaker of the quotation before it."""
    waiting: list[Finding] = []  # those of the last sentence: the last of them may go on
    last: Sentence | None = None
    opened: list[Range] = []  # quotations that a paragraph left open before anybody was named
    turn: Finding | None = None  # of a transcript
    for sentence in sentences:
        before = turn
        if turn or ":" in sentence.words[: LONGEST_NAME + 1]:
            turn = _turn(turn, sentence)
        if before and (turn is None or turn.sentence is not before.sentence) and _claims(before):
            yield before
        if turn:
            yield from waiting
            waiting, last = [], sentence
            continue
        more = _bare(sentence)
        at = _going_on(waiting, last, sentence) if more else None
        last = sentence
        if at is not None and more:
            waiting[at] = waiting[at]._replace(content=(*waiting[at].content, more))
            continue
        yield from waiting
        waiting = findings_in(sentence)
        if more and _left_open(sentence):
            opened.append(more)
        elif opened:
            waiting = [_begun(one, opened) for one in waiting]
            opened = []
    yield from waiting
    if turn and _claims(turn):
        yield turn


def _spoken(sentence: Sentence) -> Range | None:
    """The tokens of the name with which a turn of a transcript begins: 'Holm: We left.'; None for another sentence.

    It is one where the text has such a paragraph beside it: a heading is seldom said twice.
    """
    high = 0
    while sentence.capital(high) and high < LONGEST_NAME:
        high += 1
    if not high or sentence.word(high) != ":" or sentence.word(high + 1) in ("", QUOTE):
        return None
    opened = sentence.text[sentence.start : sentence.tokens[high][1]]
    begins = sentence.text[max(0, sentence.start - 1) : sentence.start] in ("", "\n")
    return (0, high) if begins and _openings(sentence.text)[opened] > 1 else None


@lru_cache(1)
def _openings(text: str) -> Counter[str]:
    """How many lines of a text begin with each of the beginnings that end in a colon."""
    return Counter(_OPENING.findall(text))


def _turn(turn: Finding | None, sentence: Sentence) -> Finding | None:
    """What is said in a turn of a transcript, up to and with this sentence; None where it is no part of one."""
    named = _spoken(sentence)
    if named:
        cue = sentence.range(named[1], named[1] + 1)
        prompt = _question(turn) if turn else None
        turn = Finding(sentence, sentence.range(*named), cue, (), "assert", prompt=prompt)
    elif turn is None or turn.sentence.paragraph != sentence.paragraph:
        return None
    low = named[1] + 1 if named else 0
    if turn.prompt and not turn.content and _replies(sentence, low):
        low += 1
    more = stretch(sentence, low, len(sentence.words))
    return turn._replace(content=_joined(sentence.text, turn.content, more)) if more else turn


def _replies(sentence: Sentence, place: int) -> bool:
    """Whether a bare "yes" or "no" stands here, and no "No. 10"."""
    word, next_ = sentence.word(place), sentence.word(place + 1)
    ended = next_ in AFTER_REPLY or (word.endswith(".") and not next_.isdecimal())
    return ended and word.rstrip(".") in LEXICON.replies


def _joined(text: str, content: tuple[Range, ...], more: Range) -> tuple[Range, ...]:
    """The content with what its speaker says next, in one piece with it where no more than a full stop parts them."""
    if not content or text[content[-1][1] : more[0]].strip() not in EDGES:
        return (*content, more)
    return (*content[:-1], (content[-1][0], more[1]))


def _claims(turn: Finding) -> bool:
    """Whether a turn says something, and does not end in a question."""
    return bool(turn.content) and _question(turn) is None


def _question(turn: Finding) -> str | None:
    """The words of a turn that ends in a question; None for another."""
    if not turn.content:
        return None
    text, (start, _), (_, end) = turn.sentence.text, turn.content[0], turn.content[-1]
    asked = text[start : end + (text[end : end + 1] == "?")]
    return asked if asked.endswith("?") else None


def _bare(sentence: Sentence) -> Range | None:
    """What is quoted where the sentence is one quotation; else None."""
    if QUOTE not in sentence.words:
        return None
    if [word for word in sentence.words if word not in (".", ",")] != [QUOTE]:
        return None
    return stretch(sentence, 0, len(sentence.words))


def _left_open(sentence: Sentence) -> bool:
    """Whether the sentence ends in a quotation without its closing mark: the next paragraph opens it again."""
    start, end = sentence.tokens[-1]
    return sentence.word(len(sentence.words) - 1) == QUOTE and within(sentence.text, start, end)[1] == end


def _begun(finding: Finding, opened: list[Range]) -> Finding:
    """The finding with what its speaker has said in the paragraphs before, where it begins with a quotation."""
    sentence = finding.sentence
    first = finding.content[0][0] <= sentence.tokens[0][1] and sentence.word(0) == QUOTE
    return finding._replace(content=(*opened, *finding.content)) if first else finding


def _going_on(waiting: list[Finding], last: Sentence | None, sentence: Sentence) -> int | None:
    """Which of the findings goes on in a sentence that is one quotation, after the sentence `last`; None for none."""
    if not waiting or last is None:
        return None
    if last.paragraph != sentence.paragraph and not (_left_open(last) and sentence.paragraph == last.paragraph + 1):
        return None
    spoken = [at for at, one in enumerate(waiting) if one.quoted or one.trailing]
    if not spoken and waiting[-1].marked:
        return len(waiting) - 1
    return spoken[-1] if spoken else None


def findings_in(sentence: Sentence) -> list[Finding]:
    """The findings of one sentence, in the order of their cues."""
    found: list[Finding] = []
    for place in compress(count(), map(_PATTERNS.__contains__, sentence.words)):
        for pattern in _PATTERNS[sentence.words[place]]:
            finding = pattern(sentence, place, found)
            if finding:
                found.append(finding)
                break
    return found


# Who is quoted, and according to whom


def _quoted_by(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'X was quoted by O as saying CLAUSE' and 'O quoted X as saying CLAUSE'."""
    if sentence.word(place) not in LEXICON.relays:
        return None
    at = until(sentence, place + 1, {"as"}, reach=REACH + 2)
    if sentence.word(at) != "as" or sentence.word(at + 1) not in ("saying", "telling"):
        return None
    low = verb_group(sentence, place)
    by = sentence.word(place + 1) == "by"
    passive = by or sentence.word(place + 1) == "as"
    found = phrase(sentence, low)
    grammatical = sentence.range(*found) if found else None
    other = sentence.range(place + 1 + by, at) if place + 1 + by < at else None
    source, relay = (grammatical, other) if passive else (other, grammatical)
    left = before(sentence, found[0]) if found and passive else None
    content = left or after(sentence, at + 1, LEXICON.verbs["say"])
    if not content or not source:
        return None
    return Finding(
        sentence,
        source,
        sentence.range(low if passive else at, at + 2),
        (content,),
        "assert",
        relay=relay,
        relay_cue=sentence.exact(low, place + 1 + by),
        prompt=_prompt(sentence, at + 2),
    )


def _prompt(sentence: Sentence, at: int) -> str | None:
    """'asked about boats': what the speaker answers."""
    asked = until(sentence, at, {"asked"}, reach=4)  # "when", "being" and an adverb may come first
    if sentence.word(asked) != "asked":
        return None
    return sentence.exact(asked, len(sentence.words)).rstrip(".") or None


def _according_to(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'According to X, CLAUSE' and 'CLAUSE, according to X'."""
    if sentence.word(place) != "according" or sentence.word(place + 1) != "to":
        return None
    high = until(sentence, place + 2, {",", QUOTE, ".", ";"})
    if high == place + 2:
        return None
    right = clause(sentence, high + 1) if sentence.word(high) == "," and place <= 1 else None
    left = before(sentence, place) if place > 1 else None
    content = left or right
    source = sentence.range(place + 2, high)
    return Finding(sentence, source, sentence.range(place, place + 2), (content,), "assert") if content else None


# Nouns


def _noun_cue(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'a claim in a memoir that CLAUSE', "X's claim that CLAUSE", 'denied claims by X that CLAUSE'."""
    factivity = LEXICON.factivities.get(sentence.word(place))
    owned = sentence.word(place - 1).endswith(("'s", "s'"))
    determined = LEXICON.determiners & {sentence.word(place - 1), sentence.word(place - 2)}
    verb = None if determined else _object_of(sentence, place)
    if factivity is None or not (owned or determined or verb or sentence.headline or place == 0):
        return None
    answered = verb is not None and verb.act in ANSWERING
    bare = answered and _tells(sentence, place + 1)
    at = place + 1 if bare else until(sentence, place + 1, AFTER_NOUN, reach=REACH)
    content = (
        _before_verdict(sentence, at, needed=not (owned or determined or answered or sentence.headline))
        if bare or sentence.word(at) == "that"
        else None
    )
    mine = sentence.word(place - 1) in LEXICON.possessives
    if content is None and factivity == "doubting" and (owned or mine) and sentence.word(place + 1) == "of":
        content = clause(sentence, place + 2)
    if content is None:
        return None
    source = sentence.range(place - 1, place) if mine else None
    if sentence.word(place + 1) in ("by", "in", "from") and at > place + 2:
        source = sentence.range(place + 2, at)
    elif owned and (owner := phrase(sentence, place)):
        start, end = sentence.range(*owner)
        source = (start, end - 2 + sentence.word(place - 1).endswith("s'"))
    cue = sentence.range(place, place + 1)
    return Finding(sentence, source, cue, (content,), "assert", factivity=factivity, noun=True)


def _object_of(sentence: Sentence, place: int) -> Verb | None:
    """The verb before a noun in the plural: 'denied new claims', 'said claims that it fell are false'."""
    verbs = (LEXICON.forms.get(sentence.word(place - back)) for back in (1, 2) if place >= back)
    return next((verb for verb in verbs if verb), None) if sentence.word(place)[-1:] == "s" else None


def _tells(sentence: Sentence, low: int) -> bool:
    """Whether a clause without "that" stands at `low`, and no relative one: 'claims it fell', not 'claims it made'."""
    if not (sentence.word(low) in STARTS or sentence.capital(low)):
        return False
    handled = until(sentence, low + 1, LEXICON.handled, reach=LONGEST_NAME)
    after = sentence.word(handled + 1)
    return sentence.word(handled) not in LEXICON.handled or not (
        after in ENDS or after in LEXICON.prepositions or after in ADJUNCTS
    )


def _before_verdict(sentence: Sentence, low: int, *, needed: bool) -> Range | None:
    """The clause from its "that" to where it is said to be false: 'the claim that it fell is untrue'.

    None where that is `needed`, as of a subject, and is not said.
    """
    for place in range(low + 2, len(sentence.words) - 1):
        if sentence.word(place) in LEXICON.copulas and _UNTRUE.match(sentence.text, sentence.tokens[place][1]):
            return stretch(sentence, low, place)
    return None if needed else clause(sentence, low)


def _colon(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'Vera Holm: "We left."': a name, a colon and a quotation."""
    low = after_dateline(sentence)
    named = 0 < place - low <= LONGEST_NAME and all(sentence.capital(at) for at in range(low, place))
    if not named or sentence.word(place + 1) != QUOTE:
        return None
    content = clause(sentence, place + 1)
    if content is None:
        return None
    return Finding(sentence, sentence.range(low, place), sentence.range(place, place + 1), (content,), "assert")


# Verbs


def _citing(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """Nothing; ', citing Y' after 'X reported' says whose words X hands on, which the finding before is given."""
    if not earlier or sentence.word(place) != "citing" or sentence.word(place - 1) not in (",", QUOTE):
        return None
    high = until(sentence, place + 1, AFTER_CITED)
    if not any(sentence.capital(at) or sentence.word(at) in CITABLE for at in range(place + 1, high)):
        return None  # 'citing the weather'
    if high > place + 1 and earlier[-1].relay is None:
        earlier[-1] = earlier[-1]._replace(cited=sentence.range(place + 1, high))
    return None


def _verb_cue(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """A verb of saying or thinking, in usual or inverted order."""
    verb = LEXICON.forms.get(sentence.word(place))
    if verb is None or not verbal(sentence, place):
        return None
    if verb.particles and sentence.word(place + 1) not in verb.particles:
        return None
    low = verb_group(sentence, place)
    if _within_source(sentence, place, earlier):
        return None
    joint = sentence.word(low - 1)
    if joint in (",", QUOTE, "-", "—", "–") and follows(sentence, place) and not aside(sentence, low):
        speaker = following(sentence, place + 1)
        content = around_inverted(sentence, low, speaker[1])
        return _said(sentence, sentence.range(*speaker), (low, place), verb, content)
    if sentence.word(place) in LEXICON.participles and low == place:
        return _participle(sentence, place, verb, earlier)
    if joint in ("and", "but", "or", "nor", "then"):
        right = after(sentence, place, verb)
        first = _first_phrase(sentence, low) if joint != "nor" else _before_neither(sentence, low)
        source = earlier[-1].source if earlier else sentence.range(*first) if first else None
        return _said(sentence, source, (low, place), verb, (right,) if right and source else ())
    found = subject(sentence, low)
    if found is None or sentence.word(found[0] - 1) == "what":
        return None
    content = beside(sentence, found[0], place + 1, verb)
    finding = _said(sentence, sentence.range(*found), (low, place), verb, content)
    return _relayed(finding, sentence, found[0] - 1) if finding else None


def _within_source(sentence: Sentence, place: int, earlier: list[Finding]) -> bool:
    """Whether the verb stands in the source before: 'according to a clerk who asked not to be named'."""
    source = earlier[-1].source if earlier and earlier[-1].sentence is sentence else None
    return source is not None and source[0] <= sentence.tokens[place][0] < source[1]


def _tail(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """', a claim that X denied', ', which X denies', ', an allegation denied by X': what stands before is denied."""
    low = verb_group(sentence, place)
    opens = next((at for at in range(low - 1, max(0, low - LONGEST_TAIL), -1) if sentence.word(at) == ","), None)
    first = _past_tail_noun(sentence, opens + 1) if opens and _ends_tail(sentence, place + 1) else None
    if opens is None or first is None:
        return None
    agent = first == low and sentence.word(place + 1) == "by"
    first, high = (place + 2, until(sentence, place + 2, ENDS)) if agent else (first, low)
    start, _ = sentence.tokens[opens]
    stop = next((at for at in range(len(earlier), 0, -1) if earlier[at - 1].cue[0] < start), 0)
    told = _cut(earlier[stop - 1], start) if stop else None
    if first >= high or told is None or not told.content or _accused(told):
        return None
    earlier[stop - 1 :] = [told]
    for at in range(stop - 2, -1, -1):
        if earlier[at].content[-1][1] <= start:
            break
        earlier[at] = _cut(earlier[at], start)
    return _said(sentence, sentence.range(first, high), (low, place), LEXICON.forms[sentence.word(place)], told.content)


def _past_tail_noun(sentence: Sentence, at: int) -> int | None:
    """Past 'which', 'a claim that', 'allegations'; None where something else begins there."""
    if sentence.word(at) == "which":
        return at + 1
    at += sentence.word(at) in ("a", "an")
    at += sentence.word(at) not in TAILS  # an adjective
    return at + 1 + (sentence.word(at + 1) in ("that", "which")) if sentence.word(at) in TAILS else None


def _ends_tail(sentence: Sentence, at: int) -> bool:
    word = sentence.word(at)
    return word in ENDS or word in LEXICON.prepositions or word in ADJUNCTS


def _cut(finding: Finding, stop: int) -> Finding:
    """The finding, its content ending before an offset."""
    return finding._replace(content=tuple((low, min(high, stop)) for low, high in finding.content if low < stop))


def _accused(finding: Finding) -> bool:
    """Whether it is told that somebody is charged with something: they deny what they are charged with, not that."""
    low, high = finding.content[-1]
    return not CHARGED.isdisjoint(words(finding.sentence.text[low:high].lower()))


def _refused(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """'X did not answer calls', 'X would not talk about boats': a question left open by what is not done."""
    low = verb_group(sentence, place)
    if LEXICON.refusals.isdisjoint(sentence.words[low:place]) or sentence.capital(place) or sentence.headline:
        return None
    start = sentence.tokens[place][0]
    if earlier and any(first <= start < last for first, last in earlier[-1].content):
        return None
    found = subject(sentence, low)
    content = clause(sentence, place) if found else None
    if found is None or content is None or sentence.word(found[0] - 1) == "what":
        return None
    return Finding(sentence, sentence.range(*found), sentence.range(low, place), (content,), "decline")


def _before_neither(sentence: Sentence, stop: int) -> Range | None:
    """The subject of 'X neither confirmed nor denied'."""
    neither = until(sentence, 0, {"neither"}, reach=stop)
    return phrase(sentence, neither) if sentence.word(neither) == "neither" else None


def _first_phrase(sentence: Sentence, stop: int) -> Range | None:
    """The phrase that a sentence begins with, where no other clause stands between it and `stop`."""
    first = opening(sentence, stop)
    between = sentence.words[first[1] : stop - 1] if first else ()
    return first if not {",", QUOTE, "who", "when", "that"} & set(between) else None


def _said(
    sentence: Sentence, source: Range | None, cue: Range, verb: Verb, content: tuple[Range, ...]
) -> Finding | None:
    """The finding of a verb whose group is the tokens `cue[0]` up to and with `cue[1]`; None without content."""
    if not content:
        return None
    low, place = cue
    negated = not LEXICON.negations.isdisjoint(sentence.words[low:place]) or sentence.word(low - 1) == "nor"
    criticism = "criticism" in sentence.words[place + 1 : place + 3]  # "called for criticism" is what is said, not how
    unwilling: Act = "deny" if verb.past in ("accepted", "agreed") else "decline"
    act: Act = unwilling if negated else "criticise" if criticism else verb.act
    extent = sentence.range(low, place + 1)
    return Finding(sentence, source, extent, content, act, verb.factivity, mind=verb.mind, past=verb.past)


def _participle(sentence: Sentence, place: int, verb: Verb, earlier: list[Finding]) -> Finding | None:
    """', saying CLAUSE': the subject is that of the finding before, or the sentence's first phrase."""
    if sentence.word(place - 1) not in (",", QUOTE):
        return None
    right = after(sentence, place, verb)
    source = earlier[-1].source if earlier else None
    if source is None and (first := opening(sentence, place)):
        source = sentence.range(*first)
    return _said(sentence, source, (place, place), verb, (right,) if right else ())


def _relayed(finding: Finding, sentence: Sentence, at: int) -> Finding:
    """The finding, with the relay of 'O cited X, who said' or of 'In a text published by O, X said'."""
    by = until(sentence, 0, {"by"}, reach=at) if sentence.word(0) in LEXICON.prepositions else 0
    if by and sentence.word(by) == "by" and LEXICON.publishing & set(sentence.words[max(0, by - 3) : by]):
        high = until(sentence, by + 1, AFTER_CITED)
        if by + 1 < high <= at:
            return finding._replace(relay=sentence.range(by + 1, high), relay_cue="published by")
    if sentence.word(at) in LEXICON.relays and (outer := phrase(sentence, at)):
        return finding._replace(relay=sentence.range(*outer), relay_cue=sentence.word(at))
    return finding


# Which patterns a word may begin: asked of every word, so looked up

Pattern = Callable[[Sentence, int, list[Finding]], Finding | None]


def _patterns() -> dict[str, tuple[Pattern, ...]]:
    """The patterns by the words that they begin with, the first to be tried first."""
    found: dict[str, tuple[Pattern, ...]] = {}
    starts: tuple[tuple[Pattern, Iterable[str]], ...] = (
        (_quoted_by, LEXICON.relays),
        (_citing, ("citing",)),
        (_colon, (":",)),
        (_according_to, ("according",)),
        (_noun_cue, LEXICON.factivities),
        (_tail, (form for form, verb in LEXICON.forms.items() if verb.act == "deny" or verb.past == "disputed")),
        (_verb_cue, LEXICON.forms),
        (_refused, LEXICON.unanswered),
    )
    for pattern, first in starts:
        for word in first:
            found[word] = (*found.get(word, ()), pattern)
    return found


_PATTERNS = _patterns()
