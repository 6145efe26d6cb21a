"""Tellings: findings -> the same with their voices, each a chain from the narrator to whose word it is.

In: an `Article` and its `Finding`s. Out: `Telling`s, numbered, each of which becomes an attribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fcbench.schema import Act, Article, Source
from fcbench.speech.findings import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import Range
from fcbench.speech.voices import NOBODY, Cast, Voice
from fcbench.text import span, words

_NOUNS = "|".join(sorted(LEXICON.anaphors))
_ANAPHOR = re.compile(rf"(?:the|that|this|these|those|such|any|an?|its|all)?\s*(?:\w+\s+)?(?:{_NOUNS})")
_UNTRUE = "|".join(re.escape(way) for way in LEXICON.untrue)
_NOT_SO = re.compile(
    rf"(?:no[,.] )?(?:that|this|it|they|(?:the|that|this|these) (?:{_NOUNS})) "
    rf"(?:(?:is|was|are|were) (?:\w+ly )?(?:{_UNTRUE})\b|(?:never|did not|didn.t) happen)"
)


@dataclass(frozen=True)
class Telling:
    """A finding with its voice and chain; `outer` is the number of the telling in whose content it stands."""

    number: int
    finding: Finding
    voice: Voice
    chain: tuple[Source, ...]
    outer: int | None
    act: Act
    text: str

    @property
    def places(self) -> tuple[Range, ...]:
        """The offsets of the content."""
        return self.finding.content

    @property
    def headline(self) -> bool:
        """Whether it stands in a headline."""
        return self.finding.sentence.headline

    @property
    def anaphoric(self) -> bool:
        """Whether the whole content stands for a claim told before: 'denied the allegation', 'that is not true'."""
        if self.act == "deny" and self.finding.act == "assert":
            return True
        return self.act in ("deny", "confirm") and bool(_ANAPHOR.fullmatch(self.text.lower().strip()))


def tellings(article: Article, findings: Iterable[Finding], *, every: bool = False) -> list[Telling]:
    """The findings with their voices, those of the body first: a headline's short names are the body's.

    A finding within another's content is left out where it is no word of somebody else, but for `every`.
    """
    text = article.text or ""
    cast, narrator = Cast(text), Source(entity=_narrator(article), role="narrator")
    told: list[Telling] = []
    for finding in sorted(findings, key=lambda one: one.sentence.headline):
        outer = _outer(finding, told)
        if outer and not every and not _worth_nesting(finding):
            continue
        voice = cast.voice(text[slice(*finding.source)]) if finding.source else NOBODY
        relay = cast.voice(text[slice(*finding.relay)]) if finding.relay else None
        links = (*_relayed(article, finding, voice, relay, outer), *_origin(article, finding, voice))
        content = " ".join(text[slice(*part)] for part in finding.content)
        inside = outer.number if outer else None
        told.append(Telling(len(told), finding, voice, (narrator, *links), inside, _act(finding, text), content))
        for one in (relay, voice):
            if one:
                cast.hear(one)
    return told


def _outer(finding: Finding, told: list[Telling]) -> Telling | None:
    """The innermost telling in whose content the finding stands."""
    start, end = finding.cue
    for one in reversed(told):
        if one.finding.sentence is not finding.sentence:
            return None
        if any(low <= start and end <= high for low, high in one.places):
            return one
    return None


def _worth_nesting(finding: Finding) -> bool:
    """Whether a finding within another's content is somebody else's word: not a thought, a showing or a pronoun's."""
    if finding.noun:
        return True
    source = words(finding.sentence.text[slice(*finding.source)]) if finding.source else []
    return bool(source) and source[0] not in LEXICON.pronouns and not finding.mind and finding.factivity != "factive"


def _act(finding: Finding, text: str) -> Act:
    """What the speaker does: who asserts that something told before is not so, denies it."""
    return "deny" if finding.act == "assert" and _says_not_so(finding, text) else finding.act


def _says_not_so(finding: Finding, text: str) -> bool:
    """Whether the content only says that something told before is not so."""
    parts = [text[slice(*part)].lower() for part in finding.content]
    parts += [line for part in parts for line in re.split(r"(?<=[.!?]) ", part)]
    return any(_NOT_SO.match(part.removeprefix("that ").replace("’", "'")) for part in parts)


# The links of a chain


def _narrator(article: Article) -> str:
    """Who tells the story: the outlet, else the author, else the article itself."""
    return article.publisher or article.byline or article.id


def _relayed(
    article: Article, finding: Finding, voice: Voice, relay: Voice | None, outer: Telling | None
) -> tuple[Source, ...]:
    """Who hands the words on, where somebody does: the relay named with the cue, or who says that somebody says."""
    text = article.text or ""
    if relay and finding.relay:
        place = span(article.id, text, *finding.relay)
        return (Source(entity=relay.name, role="relay", cue=finding.relay_cue, work=relay.work, span=place),)
    if outer and outer.act == "assert" and outer.voice.key != voice.key:
        cue = text[slice(*outer.finding.cue)]
        return (Source(entity=outer.voice.name, role="relay", cue=cue, work=outer.voice.work),)
    return ()


def _origin(article: Article, finding: Finding, voice: Voice) -> tuple[Source, ...]:
    """Whose word it is, after the body that they speak for."""
    text = article.text or ""
    behalf = (Source(entity=voice.behalf, role="on_behalf_of"),) if voice.behalf else ()
    place = span(article.id, text, *finding.source) if finding.source else None
    cue = text[slice(*finding.cue)]
    return (*behalf, Source(entity=voice.name, role="origin", cue=cue, work=voice.work, span=place))
