"""Verbs of saying and thinking: who says what with them, in usual or inverted order, and what is not answered."""

from __future__ import annotations

from fcbench.schema import Act
from fcbench.speech.contents import CLAIMS, after, around_inverted, beside, clause, granted, relative_end, stretch
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON, Verb
from fcbench.speech.nouns import ADJUNCTS, ENDS, past_rebuff
from fcbench.speech.phrases import HIT_AT, REACH, aside, phrase, until, verb_group, verbal
from fcbench.speech.sentences import QUOTE, Range, Sentence
from fcbench.speech.subjects import following, follows, opening, subject
from fcbench.text import words

AFTER_CITED = frozenset({",", ";", ".", QUOTE, "who", "which", "as", "that"})  # beyond "citing X"
CITABLE = LEXICON.roles | LEXICON.bodies | LEXICON.faceless | LEXICON.anonymous  # beside names
TAILS = LEXICON.nouns["doubting"] | {"charge", "charges", "something"}  # ", a claim that X denied"
LONGEST_TAIL = 14  # tokens from the comma to its verb; longer ones are clauses of their own
MOOT = frozenset({"whether", "if", "unless"})  # nobody tells that it is so, in the clause after these
STATED = frozenset({",", ";", ":", ".", QUOTE, "and", "but"})  # with these, read from its end, a clause ends
DEED_ENDS = frozenset({",", ";", ".", QUOTE, "and", "but", "at", "on", "in", "after", "before", "when"}) | LEXICON.days
_UNREAL = LEXICON.negations | LEXICON.refusals | {"would", "could", "may", "might", "should", "must", "will"}
LONGEST_CLAIM = 4  # tokens of 'the latest wild claims'
BEHIND_ALONE = ENDS | ADJUNCTS | {"on"}  # with one of these nothing is said of what a noun stands for
CHARGED = frozenset({"charged", "accused", "indicted", "arrested", "convicted"})


def verb_cue(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """A verb of saying or thinking, in usual or inverted order."""
    verb = LEXICON.forms.get(sentence.word(place))
    if verb is None or not verbal(sentence, place):
        return None
    if verb.particles and not _whole(sentence, place, verb):
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
        said = _said(sentence, source, (low, place), verb, (right,) if right and source else ())
        return said._replace(moot=said.moot or _moot(sentence, low - 1)) if said else None
    found = subject(sentence, low)
    if found is None or sentence.word(found[0] - 1) == "what":
        return None
    content = beside(sentence, found[0], place + 1, verb)
    if joint in ("who", "which") and sentence.word(low - 2) == ",":
        content = _within(content, relative_end(sentence, place), sentence)
    finding = _said(sentence, sentence.range(*found), (low, place), verb, content)
    if finding and joint not in ("who", "which") and _moot(sentence, found[0]):
        finding = finding._replace(moot=True)
    return _relayed(finding, sentence, found[0] - 1) if finding else None


def _within(content: tuple[Range, ...], end: int | None, sentence: Sentence) -> tuple[Range, ...]:
    """The content up to the token `end`, where there is one: 'Li, who denies murder, sat'."""
    if end is None or not content:
        return content
    stop = sentence.tokens[end][0]
    return tuple((low, min(high, stop)) for low, high in content if low < stop)


def _moot(sentence: Sentence, first: int) -> bool:
    """Whether the clause that begins at `first` is left open: 'whether Li said', 'no evidence that Li said'."""
    if sentence.word(first - 1) == "that" and "no" in sentence.words[max(0, first - 4) : first - 2]:
        return True
    for at in range(first - 1, max(-1, first - REACH), -1):
        if sentence.words[at] in MOOT:
            return True
        if sentence.words[at] in STATED:
            break
    return False


def _whole(sentence: Sentence, place: int, verb: Verb) -> bool:
    """Whether a verb has its particle, and is not only aimed at something: "hits back at 'lies'"."""
    aimed = not verb.takes and sentence.word(place + 2) in HIT_AT
    return sentence.word(place + 1) in verb.particles and not (aimed and QUOTE not in sentence.words[:place])


def _within_source(sentence: Sentence, place: int, earlier: list[Finding]) -> bool:
    """Whether the verb stands in the source before: 'according to a clerk who asked not to be named'."""
    source = earlier[-1].source if earlier and earlier[-1].sentence is sentence else None
    return source is not None and source[0] <= sentence.tokens[place][0] < source[1]


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
    if not content or not (verb.takes or verb.mind or QUOTE in sentence.words):
        return None  # 'After a day, she wept'
    low, place = cue
    negated = not LEXICON.negations.isdisjoint(sentence.words[low:place]) or sentence.word(low - 1) == "nor"
    criticism = "criticism" in sentence.words[place + 1 : place + 3]  # "called for criticism" is what is said, not how
    unwilling: Act = "deny" if verb.past in ("accepted", "agreed") else "decline"
    agreed: Act = "commit" if _agreed_to(sentence, verb, content) else verb.act
    act: Act = unwilling if negated else "criticise" if criticism else agreed
    extent = sentence.range(low, place + 1)
    moot = granted(sentence, place + 1, verb)
    return Finding(sentence, source, extent, content, act, verb.factivity, mind=verb.mind, past=verb.past, moot=moot)


def _agreed_to(sentence: Sentence, verb: Verb, content: tuple[Range, ...]) -> bool:
    """Whether somebody agrees to do something, and not that something is so."""
    return verb.past == "agreed" and sentence.text.startswith("to ", content[0][0])


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


def pleaded(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'X pleaded not guilty to murder' denies the deed, 'X pleaded guilty to it' confirms it."""
    at = place + 1 + (sentence.word(place + 1) == "not")
    low = verb_group(sentence, place)
    found = subject(sentence, low) if sentence.word(at) == "guilty" and sentence.word(at + 1) == "to" else None
    if found is None or not _UNREAL.isdisjoint(sentence.words[low:place]) or not verbal(sentence, place):
        return None
    content = stretch(sentence, at + 2, until(sentence, at + 2, DEED_ENDS))
    if content is None:
        return None
    act: Act = "deny" if at > place + 1 else "confirm"
    return Finding(sentence, sentence.range(*found), sentence.range(low, at + 1), (content,), act, past="pleaded")


def rebuffed(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'X hit back at claims that CLAUSE', 'X shrugged off reports of a split': who turns down a claim denies it."""
    stop = past_rebuff(sentence, place)
    low = verb_group(sentence, place)
    if stop is None or not _UNREAL.isdisjoint(sentence.words[low:place]):
        return None
    noun = until(sentence, stop, CLAIMS, reach=LONGEST_CLAIM)
    found = subject(sentence, low) if sentence.word(noun) in CLAIMS else None
    if found is None:
        return None
    alone = sentence.word(noun + 1) in BEHIND_ALONE
    content = stretch(sentence, stop, noun + 1) if alone else clause(sentence, stop)
    if content is None:
        return None
    return Finding(sentence, sentence.range(*found), sentence.range(low, stop), (content,), "deny", past="rejected")


# What stands beside them


def citing(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """Nothing; ', citing Y' after 'X reported' says whose words X hands on, which the finding before is given."""
    if not earlier or sentence.word(place) != "citing" or sentence.word(place - 1) not in (",", QUOTE):
        return None
    high = until(sentence, place + 1, AFTER_CITED)
    if not any(sentence.capital(at) or sentence.word(at) in CITABLE for at in range(place + 1, high)):
        return None  # 'citing the weather'
    if high > place + 1 and earlier[-1].relay is None:
        earlier[-1] = earlier[-1]._replace(cited=sentence.range(place + 1, high))
    return None


def tail(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
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


def refused(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
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
