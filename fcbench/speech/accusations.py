"""Accusations: who is said to have done what: 'accused the mill of fraud', 'was charged with stealing boats'.

The content of an accusation is whom it is against and what they did, whichever of the two the sentence puts first.
"""

from __future__ import annotations

import re

from fcbench.speech.contents import clause, stretch
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.phrases import ARTICLES, REACH, phrase, until, verb_group
from fcbench.speech.sentences import Range, Sentence
from fcbench.speech.subjects import subject

ACCUSING = {"accused": "of", "charged": "with"}  # what comes before the deed, by the participle
_UNREAL = LEXICON.negations | LEXICON.refusals | {"be", "could", "would", "might", "may", "should"}  # before either
_ENDS = "|".join(sorted(LEXICON.prepositions | LEXICON.conjunctions | LEXICON.days))
_AFTER_AGENT = LEXICON.prepositions | LEXICON.days | {",", ".", ";", "and", "who", "that"}
_END = rf"(?=[\"”»“]?(?:$|[,;.]| (?:{_ENDS})\b))"
_MISDEED = rf"(?:{'|'.join(sorted(LEXICON.misdeeds))})\b{_END}"
_NOUNS = "|".join(sorted(LEXICON.anaphors))
_DOING = rf"(?:not |[a-z]+ly )?(?!(?:\w*thing|{_NOUNS})\b)[a-z]+ing\b"
ACCUSED = re.compile(
    rf"(?P<whom>.+?),? (?:of|with) (?:(?P<deed>[\"“„«]?(?:(?!{_DOING})(?:[\w’'-]+ ){{1,4}}?)?{_MISDEED}.*)"
    rf"|(?P<doing>[\"“„«]?{_DOING}.*))",
    re.DOTALL,
)
# 'tax fraud in May'
MISDEED = re.compile(rf"(?:the |any |all )?(?:(?!{_DOING})[\w’'-]+ )?{_MISDEED}(?:[^,.;]*)", re.IGNORECASE)
CLEARED = "cleared"  # the past of a finding that clears somebody, whatever its verb
CLEARING = ("cleared", "acquitted", "clears", "exonerated")
LONGEST_CHARGE = 4  # tokens of 'all the charges against'


def accused(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'Y was accused by X of DOING', 'Y, accused of theft, ...', 'Y was charged with theft'; X may not be named."""
    word, low = sentence.word(place), verb_group(sentence, place)
    group = sentence.words[low:place]
    beside = low == place and sentence.word(place - 1) == "," and sentence.word(place + 1) in (ACCUSING[word], "by")
    if not (beside or not LEXICON.copulas.isdisjoint(group)) or not _UNREAL.isdisjoint(group):
        return None
    at = until(sentence, place + 1, {ACCUSING[word]}, reach=REACH)
    found = subject(sentence, low) or (phrase(sentence, place - 1) if beside else None)
    within = beside or sentence.word(low - 1) in ("who", "which")
    if sentence.word(at) != ACCUSING[word] or found is None:
        return None
    deed = stretch(sentence, at, until(sentence, at + 1, {","})) if within else clause(sentence, at)
    if deed is None:
        return None
    content = sentence.range(*found), deed
    if not _is_accusation(sentence, content):
        return None
    by = sentence.word(place + 1) == "by" and place + 2 < at
    source, content = (sentence.range(place + 2, at), content) if by else _agent(sentence, at, content)
    return Finding(sentence, source, sentence.range(low, place + 1), content, "criticise", past="accused")


def _agent(sentence: Sentence, at: int, content: tuple[Range, Range]) -> tuple[Range | None, tuple[Range, Range]]:
    """Who accuses, and the content before that: 'with fraud by the regulator'; nobody in 'of hiding it by the road'."""
    by = until(sentence, at + 1, {"by", ",", ";"})
    if sentence.word(by) != "by" or sentence.word(at + 1).endswith("ing"):
        return None, content
    high = until(sentence, by + 1, _AFTER_AGENT)
    deed = stretch(sentence, at, by)
    if high == by + 1 or deed is None or not (sentence.capital(by + 1) or sentence.word(by + 1) in ARTICLES):
        return None, content
    return sentence.range(by + 1, high), (content[0], deed)


def cleared(sentence: Sentence, place: int, _: list[Finding]) -> Finding | None:
    """'The inquiry cleared Y of DOING', 'Y was acquitted of all charges': whoever clears Y denies that Y did it."""
    low = verb_group(sentence, place)
    at = until(sentence, place + 1, {"of"}, reach=REACH)
    found = subject(sentence, low)
    if sentence.word(at) != "of" or found is None or not _UNREAL.isdisjoint(sentence.words[low:place]):
        return None
    passive = not LEXICON.copulas.isdisjoint(sentence.words[low:place])
    by = passive and sentence.word(place + 1) == "by" and place + 2 < at
    content: tuple[Range, ...]
    whom = sentence.range(*found) if passive else sentence.range(place + 1, at) if place + 1 < at else None
    deed = clause(sentence, at + 1)
    if whom is None or deed is None:
        return None
    charge = until(sentence, at + 1, LEXICON.anaphors, reach=LONGEST_CHARGE)
    if sentence.word(charge) in LEXICON.anaphors:  # 'of all charges', 'of an allegation that'
        content = (deed if sentence.word(charge + 1) == "that" else sentence.range(at + 1, charge + 1),)
    else:
        content = whom, (sentence.tokens[at][0], deed[1])
        if not _is_accusation(sentence, content):
            return None
    source = sentence.range(place + 2, at) if by else None if passive else sentence.range(*found)
    return Finding(sentence, source, sentence.range(low, place + 1), content, "deny", past=CLEARED)


def _is_accusation(sentence: Sentence, content: tuple[Range, ...]) -> bool:
    return ACCUSED.match(" ".join([sentence.text[slice(*part)] for part in content])) is not None
