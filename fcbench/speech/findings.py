"""Findings: sentences -> who says what in each, as offsets, before anybody is named.

In: `Sentence`s. Out: `Finding`s in the order of their cues. Each pattern looks at one place of a sentence; the first
that fits makes the finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fcbench.schema import Act, Factivity
from fcbench.speech.contents import REACH, after, around_inverted, before, beside, clause, stretch
from fcbench.speech.lexicon import LEXICON, Verb
from fcbench.speech.phrases import aside, following, follows, opening, phrase, subject, until, verb_group, verbal
from fcbench.speech.sentences import QUOTE, Range, Sentence, direct


@dataclass(frozen=True)
class Finding:
    """Source, cue and content of one attribution, as offsets; `relay` is who hands the words on."""

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

    @property
    def quoted(self) -> bool:
        """Whether some of the content stands within quotation marks."""
        return any(direct(part, self.sentence.text) for part in self.content)


def findings(sentences: Iterable[Sentence]) -> Iterator[Finding]:
    """All findings in order; a sentence that is one quotation goes on with the speaker of the quotation before it."""
    waiting: list[Finding] = []  # those of the last sentence: the last of them may go on
    for sentence in sentences:
        last = waiting[-1] if waiting else None
        bare = [word for word in sentence.words if word not in (".", ",")]
        if last and last.sentence.paragraph == sentence.paragraph and bare == [QUOTE] and last.quoted:
            more = stretch(sentence, 0, len(sentence.words))
            waiting[-1] = replace(last, content=(*last.content, more)) if more else last
            continue
        yield from waiting
        waiting = findings_in(sentence)
    yield from waiting


def findings_in(sentence: Sentence) -> list[Finding]:
    """The findings of one sentence, in the order of their cues."""
    found: list[Finding] = []
    for place in range(len(sentence.words)):
        for pattern in (_quoted_by, _according_to, _noun_cue, _verb_cue):
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
    """'a claim in a memoir that CLAUSE', 'an allegation by X that CLAUSE', "X's claim that CLAUSE"."""
    factivity = LEXICON.factivities.get(sentence.word(place))
    owned = sentence.word(place - 1).endswith(("'s", "s'"))
    determined = LEXICON.determiners & {sentence.word(place - 1), sentence.word(place - 2)}
    if factivity is None or not (owned or determined):
        return None
    at = until(sentence, place + 1, {"that", ",", ".", QUOTE} | LEXICON.auxiliaries, reach=REACH)
    content = clause(sentence, at) if sentence.word(at) == "that" else None
    if content is None:
        return None
    source = None
    if sentence.word(place + 1) in ("by", "in", "from") and at > place + 2:
        source = sentence.range(place + 2, at)
    elif owned and (owner := phrase(sentence, place)):
        start, end = sentence.range(*owner)
        source = (start, end - 2 + sentence.word(place - 1).endswith("s'"))
    cue = sentence.range(place, place + 1)
    return Finding(sentence, source, cue, (content,), "assert", factivity=factivity, noun=True)


# Verbs


def _verb_cue(sentence: Sentence, place: int, earlier: list[Finding]) -> Finding | None:
    """A verb of saying or thinking, in usual or inverted order."""
    verb = LEXICON.forms.get(sentence.word(place))
    if verb is None or not verbal(sentence, place):
        return None
    low = verb_group(sentence, place)
    joint = sentence.word(low - 1)
    if joint in (",", QUOTE) and follows(sentence, place) and not aside(sentence, low):
        speaker = following(sentence, place + 1)
        content = around_inverted(sentence, low, speaker[1])
        return _said(sentence, sentence.range(*speaker), (low, place), verb, content)
    if sentence.word(place) in LEXICON.participles and low == place:
        return _participle(sentence, place, verb, earlier)
    if joint in ("and", "but", "or") and earlier:
        right = after(sentence, place, verb)
        return _said(sentence, earlier[-1].source, (low, place), verb, (right,) if right else ())
    found = subject(sentence, low)
    if found is None:
        return None
    content = beside(sentence, found[0], place + 1, verb)
    finding = _said(sentence, sentence.range(*found), (low, place), verb, content)
    return _relayed(finding, sentence, found[0] - 1) if finding else None


def _said(
    sentence: Sentence, source: Range | None, cue: Range, verb: Verb, content: tuple[Range, ...]
) -> Finding | None:
    """The finding of a verb whose group is the tokens `cue[0]` up to and with `cue[1]`; None without content."""
    if not content:
        return None
    low, place = cue
    negated = any(word in LEXICON.negations for word in sentence.words[low:place])
    criticism = "criticism" in sentence.words[place + 1 : place + 3]  # "called for criticism" is what is said, not how
    act: Act = "decline" if negated else "criticise" if criticism else verb.act
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
    """The finding, with the relay of 'O cited X, who said' where a relay's verb stands at `at`."""
    if sentence.word(at) in LEXICON.relays and (outer := phrase(sentence, at)):
        return replace(finding, relay=sentence.range(*outer), relay_cue=sentence.word(at))
    return finding
