"""Findings: sentences -> who says what in each, as offsets, before anybody is named.

In: `Sentence`s. Out: `Finding`s in the order of their cues. Each pattern looks at one place of a sentence; the first
that fits makes the finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress, count

from fcbench.speech.accusations import ACCUSING, CLEARING, accused, cleared
from fcbench.speech.contents import after, before, clause, finite, stretch
from fcbench.speech.finding import Finding, Pattern
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.nouns import REBUFFING, noun_cue
from fcbench.speech.phrases import REACH, after_dateline, phrase, until, verb_group
from fcbench.speech.sentences import QUOTE, Range, Sentence
from fcbench.speech.subjects import subject
from fcbench.speech.turns import LONGEST_NAME, claims, turn_of
from fcbench.speech.verbs import citing, pleaded, rebuffed, refused, tail, verb_cue
from fcbench.text import within

TELLS_END = LEXICON.locatives | LEXICON.days | {"", ".", ","}  # with one of these, what was heard stands before


def findings(sentences: Iterable[Sentence]) -> Iterator[Finding]:
    """All findings in order; a sentence that is one quotation goes on with the speaker of the quotation before it."""
    waiting: list[Finding] = []  # those of the last sentence: the last of them may go on
    last: Sentence | None = None
    opened: list[Range] = []  # quotations that a paragraph left open before anybody was named
    turn: Finding | None = None  # of a transcript
    for sentence in sentences:
        before = turn
        if turn or ":" in sentence.words[: LONGEST_NAME + 1]:
            turn = turn_of(turn, sentence)
        if before and (turn is None or turn.sentence is not before.sentence) and claims(before):
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
    if turn and claims(turn):
        yield turn


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


# Who is quoted, according to whom, and before a colon


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


def _heard_in_court(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'The court heard that CLAUSE', 'CLAUSE, jurors were told': somebody says it, and not the court."""
    low = verb_group(sentence, place)
    if sentence.word(low - 1) not in LEXICON.courts:
        return None
    passive = not LEXICON.copulas.isdisjoint(sentence.words[low:place])
    short = sentence.headline and sentence.word(place + 1) in ("", ".")  # ', jury told'
    found = subject(sentence, low)
    if found is None or (sentence.word(place) == "told") != (passive or short):
        return None
    at = until(sentence, place + 1, {"that"}, reach=REACH) if sentence.word(place + 1) == "by" else place + 1
    content = None
    if sentence.word(at) in ("that", "how", QUOTE) or finite(sentence, at):
        content = after(sentence, at - 1, LEXICON.verbs["say"])
    elif sentence.word(at) in TELLS_END and sentence.word(found[0] - 1) in (",", QUOTE):
        content = before(sentence, found[0])
    if content is None:
        return None
    source = sentence.range(place + 2, at) if at > place + 2 else None
    cue, venue = sentence.range(low, place + 1), sentence.range(*found)
    return Finding(sentence, source, cue, (content,), "assert", past="said", venue=venue)


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


# Which patterns a word may begin: asked of every word, so looked up


def _patterns() -> dict[str, tuple[Pattern, ...]]:
    """The patterns by the words that they begin with, the first to be tried first."""
    found: dict[str, tuple[Pattern, ...]] = {}
    starts: tuple[tuple[Pattern, Iterable[str]], ...] = (
        (_quoted_by, LEXICON.relays),
        (citing, ("citing",)),
        (_colon, (":",)),
        (_according_to, ("according",)),
        (noun_cue, LEXICON.factivities),
        (rebuffed, REBUFFING),
        (accused, ACCUSING),
        (cleared, CLEARING),
        (tail, (form for form, verb in LEXICON.forms.items() if verb.act == "deny" or verb.past == "disputed")),
        (_heard_in_court, ("heard", "told")),
        (pleaded, ("pleaded", "pleads", "pled")),
        (verb_cue, LEXICON.forms),
        (refused, LEXICON.unanswered),
    )
    for pattern, first in starts:
        for word in first:
            found[word] = (*found.get(word, ()), pattern)
    return found


_PATTERNS = _patterns()
