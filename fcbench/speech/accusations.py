"""Accusations: who is said to have done what: 'accused the mill of fraud', 'was charged with stealing boats'.

The content of an accusation is whom it is against and what they did, whichever of the two the sentence puts first.
"""

from __future__ import annotations

import re

from fcbench.speech.contents import clause, stretch
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.phrases import REACH, phrase, subject, until, verb_group
from fcbench.speech.sentences import Sentence

ACCUSING = {"accused": "of", "charged": "with"}  # what comes before the deed, by the participle
_UNREAL = LEXICON.negations | LEXICON.refusals | {"be", "could", "would", "might", "may", "should"}  # before either
_ENDS = "|".join(sorted(LEXICON.prepositions | LEXICON.conjunctions | LEXICON.days))
_END = rf"(?=[\"”»“]?(?:$|[,;.]| (?:{_ENDS})\b))"
_MISDEED = rf"(?:{'|'.join(sorted(LEXICON.misdeeds))})\b{_END}"
_NOUNS = "|".join(sorted(LEXICON.anaphors))
_DOING = rf"(?:not |[a-z]+ly )?(?!(?:\w*thing|{_NOUNS})\b)[a-z]+ing\b"
ACCUSED = re.compile(
    rf"(?P<whom>.+?),? (?:of|with) (?:(?P<deed>[\"“„«]?(?:(?!{_DOING})(?:[\w’'-]+ ){{1,4}}?)?{_MISDEED}.*)"
    rf"|(?P<doing>[\"“„«]?{_DOING}.*))",
    re.DOTALL,
)

MISDEED = re.compile(
    rf"(?:the |any |all )?(?:(?!{_DOING})[\w’'-]+ )?{_MISDEED}(?:[^,.;]*)", re.IGNORECASE
)  # 'tax fraud in May'


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
    if not ACCUSED.match(" ".join([sentence.text[slice(*part)] for part in content])):
        return None
    by = sentence.word(place + 1) == "by" and place + 2 < at
    source = sentence.range(place + 2, at) if by else None
    return Finding(sentence, source, sentence.range(low, place + 1), content, "criticise", past="accused")
