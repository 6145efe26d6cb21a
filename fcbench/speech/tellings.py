"""Tellings: findings -> the same with their voices, each a chain from the narrator to whose word it is.

In: an `Article` and its `Finding`s. Out: `Telling`s, numbered, each of which becomes an attribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fcbench.schema import Act, Article, Source, built
from fcbench.speech.accusations import ACCUSED, CLEARED, MISDEED
from fcbench.speech.finding import Finding
from fcbench.speech.gists import Gist, gist, vocabulary
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import bare
from fcbench.speech.phrases import CLAUSAL
from fcbench.speech.sentences import Range
from fcbench.speech.voices import NOBODY, Cast, Voice
from fcbench.text import span, words

_NOUNS = "|".join(sorted(LEXICON.anaphors))
_MANY = "|".join(sorted(noun for noun in LEXICON.anaphors if noun in LEXICON.factivities and noun.endswith("s")))
_MANY = rf"(?:{_MANY})"
_ANAPHOR = re.compile(
    r"(?:the|that|this|these|those|such|any|an?|its|his|her|their|all|some|parts? of the)?"
    rf"\s*(?:\w+\s+)?(?:{_NOUNS})(?:\s+(?:as|about|regarding|concerning|over) .*)?"
)
_UNTRUE = "|".join(re.escape(way) for way in LEXICON.untrue)
_TELLTALE = {way.split()[-1] for way in (*LEXICON.untrue, *LEXICON.truths)}
_TELLTALE |= {"happen", "happened", "deny", "reject", "nothing", "correspond", "match", "reflect"}
_CLAIMS = (
    r"(?:(?:the|that|this|these|those|such|any|all|both|his|her|their|its|\w+(?:'s|s'))(?: of (?:the|these|those))? )?"
    rf"(?:\w+ )?(?:{_NOUNS})(?: against (?:him|her|it|them|us|me|the \w+))?"
)
_IS = r"(?: (?:is|was|are|were|has been|had been|have been)|'s|'re) (?:(?:\w+ly|all|just|pure|total|utter|complete) )*"
_NOT_SO = re.compile(
    rf"(?:no[,.] )?(?:(?:that|this|it|they|{_CLAIMS})(?:{_IS}(?:{_UNTRUE})\b| (?:never|did not|didn't) happen)"
    rf"|there(?: is| was|'s) (?:\w+ly )?(?:no|not a word of|not a shred of) (?:{'|'.join(LEXICON.truths)}) "
    rf"(?:to|in|for|behind|whatsoever (?:to|in|for)) {_CLAIMS}\b"
    r"|(?:\w+ ){1,3}?(?:did|said|(?:has|had|have) (?:done|said)) nothing of the (?:sort|kind)\b"
    rf"|{_CLAIMS} (?:do|does|did) not (?:correspond to|match|reflect)\b"
    rf"|{_CLAIMS} (?:have|has|had) no (?:{'|'.join(LEXICON.truths)})\b"
    rf"|(?:we|i) (?:\w+ly )?(?:deny|reject) {_CLAIMS}\b(?! (?:that|of)))"
)
_CLAIM_NOT_SO = re.compile(
    rf"(?:(?:the|that|this|any|\w+'s) (?:\w+ )?(?:{_NOUNS})|{_MANY})(?: (?:on|in|by|from) [\w' -]{{1,40}}?)? that .*"
    rf"\b(?:is|was|are|were) (?:\w+ly )?(?:{_UNTRUE})\b"
)
_CALLED_SO = re.compile(
    rf"{_CLAIMS} (?:as )?(?:(?:\w+ly|all|pure|total|utter|complete) )*(?:{_UNTRUE}|{'|'.join(LEXICON.incredible)})\b"
)
_NAMELESS = re.compile(rf"(?:to )?(?:{'|'.join(LEXICON.nameless)})\b")  # it leaves no claim open
_MARKS = str.maketrans("’", "'", '"“”„«»')
_LINE = re.compile(r"(?<=[.!?]) ")
REACH = 80  # code points behind a cue within which it is said where
_TOLD = re.compile(rf" (?:the )?(?P<venue>(?:[\w'’-]+ ){{0,2}}?(?:{'|'.join(sorted(LEXICON.audiences))}))\b(?! of)")
_AT = re.compile(
    rf"(?: [\w'’-]+){{0,3}}? (?:at|in|during) (?:an? |the |his |her |its )"
    rf"(?P<venue>(?:[\w'’-]+ ){{0,2}}?(?:{'|'.join(LEXICON.occasions)}))\b"
)
# as a correction names its own article; 'it' and 'we' go on with that
_OWN = re.compile(
    r"(?:correction|clarification|retraction|we"
    r"|(?:(?:an?|the|this|that|our) )?(?:(?:earlier|previous|original|first|photo|picture) )*"
    r"(?:article|story|report|version|headline|caption|post)(?: of (?:this|the|our) \w+)?(?: on \w+)?)"
)
# with one of these a clause begins that is told for itself: 'denied it when Li said that'
_ASIDE = frozenset({"as", "when", "while", "after", "before", "because", "since", "although", "though", "which"})
JUST = 3  # tellings since an accusation, that one included, of which a pronoun's denial may be
OUTLET = Voice("outlet", "institutional", False)
ANSWERS = ("deny", "confirm", "decline", "question", "correct", "retract", "criticise")  # they answer a claim


@dataclass(frozen=True)
class Telling:
    """A finding with its voice and chain; `outer` is the number of the telling in whose content it stands.

    `words` are those of the content `text`, in lower case, and `gist` is what it comes down to.
    """

    number: int
    finding: Finding
    voice: Voice
    chain: tuple[Source, ...]
    outer: int | None
    act: Act
    text: str
    words: frozenset[str]
    gist: Gist
    about: Voice | None = None  # who answers the claim that this one is, in one sentence with it
    answers: int | None = None  # the number of the telling that it answers without saying so

    @property
    def places(self) -> tuple[Range, ...]:
        """The offsets of the content."""
        return self.finding.content

    @property
    def headline(self) -> bool:
        """Whether it stands in a headline."""
        return self.finding.sentence.headline

    @cached_property
    def anaphoric(self) -> bool:
        """Whether the whole content stands for a claim told before: 'denied the allegation', 'that is not true'."""
        if self.act == "deny" and self.finding.act != "deny" and self.answers is None:
            return True
        return _points_back(self.act, self.text)

    @property
    def accuses(self) -> bool:
        """Whether it tells what somebody does in the words of an accusation: 'the mill of dumping waste'."""
        return self.act == "assert" and self.finding.past == "accused"

    @property
    def clears(self) -> bool:
        """Whether it clears somebody: 'cleared the mill of dumping waste'."""
        return self.finding.past == CLEARED

    @property
    def misdeed(self) -> bool:
        """Whether its speaker denies or admits a misdeed, and says no more of it: 'denied arson'."""
        return self.act in ("deny", "confirm") and bool(MISDEED.fullmatch(self.text))

    @property
    def retells(self) -> bool:
        """Whether what is denied is told with the denial: 'The claim that it fell is false'."""
        return self.act == "deny" and bool(_CLAIM_NOT_SO.match(self.text.lower().translate(_MARKS)))

    @property
    def partly(self) -> bool:
        """Whether only a part is confirmed."""
        cue = self.finding.sentence.text[slice(*self.finding.cue)].lower()
        return any(way in cue for way in LEXICON.partly) or self.text.lower().startswith(
            ("some of", "part of", "parts of")
        )

    @property
    def own_voice(self) -> bool:
        """Whether the narrator tells it, and nobody else: 'I think', 'we said'."""
        return len(self.chain) == 1

    @property
    def own(self) -> bool:
        """Whether the answer is to what the speaker said before: 'stands by', 'withdrew'."""
        return self.act in ("retract", "correct") or self.finding.past in ("stood", "reaffirmed")


def _points_back(act: Act, content: str) -> bool:
    said = content.lower().strip()
    return said in LEXICON.so or (act in ANSWERS and bool(_ANAPHOR.fullmatch(said)))


def tellings(article: Article, findings: Iterable[Finding], *, every: bool = False) -> list[Telling]:
    """The findings with their voices, those of the body first: a headline's short names are the body's.

    A finding within another's content is left out where it is no word of somebody else, but for `every`.
    """
    text = article.text or ""
    own = [(part.start, part.end) for part in article.segments if part.role == "correction"]
    teller = Voice(_narrator(article), "institutional", False)
    heard = _heard(text, sorted(findings, key=lambda one: one.sentence.headline), teller, own, every=every)
    # from here each step is done for all before the next: the processor then has at hand what the step needs
    narrator = built(Source, entity=teller.name, role="narrator")
    chains = [
        (_told(article, one),)
        if one.voice is teller
        else (narrator, *_relayed(article, one, teller), *_origin(article, one))
        for one in heard
    ]
    contents = [_content(one.finding, text) for one in heard]
    said = [(content, vocabulary(content), gist(content)) for content in contents]
    return [
        Telling(
            one.number,
            one.finding,
            one.voice,
            chain,
            _number(one.outer),
            one.act,
            *content,
            _about(one),
            _within(one, heard),
        )
        for one, chain, content in zip(heard, chains, said, strict=True)
    ]


class _Heard(NamedTuple):
    """A telling in the making: `relay` is who hands the words on, `outer` the one in whose content it stands.

    `accused` is whom it accuses: the next to deny anything, in a word such as "she", is they.
    """

    number: int
    finding: Finding
    voice: Voice
    relay: Voice | None
    outer: _Heard | None
    act: Act
    accused: Voice | None = None


def _heard(text: str, findings: list[Finding], teller: Voice, corrections: list[Range], *, every: bool) -> list[_Heard]:
    """The findings with their voices, but those that are no word of somebody else, such as the outlet's corrections.

    No finding stands in a quotation: an "I" is the `teller`, the article's own voice, but within another's content.
    """
    cast, found, retold = Cast(text), list[_Heard](), list[Finding]()
    for finding in findings:
        outer = _outer(finding, found)
        if not every and (_keeps_name(finding, text) or (outer and not _worth_nesting(finding, outer))):
            continue
        source = finding.speaker
        voice = teller if outer is None and source.lower() in LEXICON.tellers else _voice(cast, source, finding, found)
        unsaid = finding.moot and not every
        if any(low <= finding.cue[0] < high for low, high in corrections):
            if _OWN.fullmatch(source.lower()):
                cast.hear(voice := OUTLET, finding.cue[0])
            if voice is OUTLET:
                retold.append(finding)
                continue
            unsaid = unsaid or (bool(retold) and _retold(finding, text, retold))
        if unsaid:
            cast.hear(voice, finding.cue[0])  # "she" may be they
            continue
        if outer and finding.noun and source.lower() in LEXICON.possessives:
            voice = outer.voice  # 'the mill stands by its claim'
        if finding.act == "deny" and found and found[-1].finding.content == finding.content:
            voice = NOBODY if found[-1].voice.key == voice.key else voice  # 'Holm said Lie fell, which he denies'
        relay = cast.voice(text[slice(*finding.relay)], finding.relay[0]) if finding.relay else None
        if finding.cited:
            relay, voice = voice, cast.voice(text[slice(*finding.cited)], finding.cited[0])
            finding = finding._replace(relay=finding.source, relay_cue="citing")
        whom = _accused(cast, finding, text)
        found.append(_Heard(len(found), finding, voice, relay, outer, _act(finding, text), whom))
        for one in (relay, whom, voice) if finding.source else (relay, voice, whom):
            if one and one is not teller:
                cast.hear(one, finding.cue[0])
    return found


def _accused(cast: Cast, finding: Finding, text: str) -> Voice | None:
    """Whom the finding accuses; None where it accuses nobody of a deed."""
    found = ACCUSED.match(_content(finding, text)) if finding.past == "accused" else None
    return cast.voice(found["whom"], finding.content[0][0]) if found else None


def _voice(cast: Cast, source: str, finding: Finding, heard: list[_Heard]) -> Voice:
    """Who the words of a source are; nobody where there are none. 'She denies it' is she who was just accused."""
    if finding.act == "deny":
        whom = next((one.accused for one in reversed(heard[-JUST:]) if one.accused), None)
        if whom and (voice := cast.answering(source, whom)):
            return voice
    return cast.voice(source, finding.source[0]) if finding.source and source else NOBODY


def _retold(finding: Finding, text: str, corrected: list[Finding]) -> bool:
    """Whether a finding in a correction only stands in what the outlet takes back, or points back to it."""
    for one in reversed(corrected):
        if one.sentence is not finding.sentence:
            break
        inside = any(low <= finding.cue[0] < high for low, high in one.content)
        if inside or any(low <= one.cue[0] < high for low, high in finding.content):
            return True
    return _says_not_so(finding, text) or _points_back(finding.act, _content(finding, text))


def _outer(finding: Finding, heard: list[_Heard]) -> _Heard | None:
    """The innermost of those before in whose content the finding stands."""
    start, end = finding.cue
    for one in reversed(heard):
        if one.finding.sentence is not finding.sentence:
            return None
        if any(low <= start and end <= high for low, high in one.finding.content):
            return one
    return None


def _number(heard: _Heard | None) -> int | None:
    return heard.number if heard else None


def _about(heard: _Heard) -> Voice | None:
    """Who answers the claim that this one is, where both stand in one sentence."""
    outer = heard.outer
    if outer is None or not heard.finding.noun or outer.finding.past == CLEARED:
        return None
    return outer.voice if outer.act in ANSWERS else None


def _within(one: _Heard, heard: list[_Heard]) -> int | None:
    """The number of the claim in the words that say that it is not so: 'Reports that it fell are false'."""
    if one.act != "deny" or one.finding.act != "assert":
        return None
    for number in range(one.number - 1, -1, -1):
        other = heard[number].finding
        if other.sentence is not one.finding.sentence:
            break
        if other.noun and any(low <= other.cue[0] < high for low, high in one.finding.content):
            return number
    return None


def _keeps_name(finding: Finding, text: str) -> bool:
    """Whether somebody only declines to be named."""
    return finding.act == "decline" and bool(_NAMELESS.match(_content(finding, text)))


def _worth_nesting(finding: Finding, outer: _Heard) -> bool:
    """Whether a finding within another's content is somebody else's word: not a thought, a showing or a pronoun's.

    Nor is it what the other denies or leaves open: 'denied that the mill had said'.
    """
    if finding.noun:
        return True
    if _left_open(finding, outer):
        return False
    if finding.past == "accused" and finding.source is None:
        return True  # who accuses is not who tells of it
    source = words(finding.sentence.text[slice(*finding.source)]) if finding.source else []
    own = bool(source) and source[0] not in LEXICON.pronouns and not finding.mind and finding.factivity != "factive"
    return own and (finding.past != "reported" or _clausal(finding))


def _left_open(finding: Finding, outer: _Heard | None) -> bool:
    """Whether a finding is told by nobody: who tells it denies that it is so, or does not say whether it is."""
    while outer:
        if outer.act in ("deny", "decline", "question"):
            before = finding.sentence.text[outer.finding.content[-1][0] : finding.cue[0]].lower()
            return "," not in before and _ASIDE.isdisjoint(words(before))
        outer = outer.outer
    return False


def _clausal(finding: Finding) -> bool:
    """Whether a content without quotation marks may be a clause: 'reported that it fell', not 'reported 41 falls'."""
    first = finding.sentence.text[slice(*finding.content[0])].partition(",")[0]
    return finding.marked or any(word in CLAUSAL or word.endswith("ed") for word in first.split())  # "May" is a month


def _act(finding: Finding, text: str) -> Act:
    """What the speaker does: who asserts that something told before is not so, or calls it untrue, denies it;
    who accuses somebody of doing something, asserts that they did.
    """
    if finding.act == "assert":
        return "deny" if _says_not_so(finding, text) else "assert"
    if finding.act == "criticise" and finding.past == "accused":
        return "assert" if ACCUSED.match(_content(finding, text)) else "criticise"
    if finding.act == "characterise":
        return "deny" if _CALLED_SO.match(_content(finding, text).lower().translate(_MARKS)) else "characterise"
    return finding.act


def _content(finding: Finding, text: str) -> str:
    return " ".join([text[low:high] for low, high in finding.content])


def _says_not_so(finding: Finding, text: str) -> bool:
    """Whether the content only says that something told before is not so."""
    for low, high in finding.content:
        if vocabulary(text[low:high]).isdisjoint(_TELLTALE):
            continue  # nearly always
        part = text[low:high].lower().translate(_MARKS)
        if _CLAIM_NOT_SO.match(part):
            return True
        for line in (part, *_LINE.split(part)):
            if _NOT_SO.match(line) or _NOT_SO.match(line.removeprefix("that ")):
                return True
    return False


# The links of a chain


def _narrator(article: Article) -> str:
    """Who tells the story: the outlet, else the author, else the article itself."""
    return article.publisher or article.byline or article.id


def _told(article: Article, heard: _Heard) -> Source:
    """The narrator, where the words are its own."""
    text, finding = article.text or "", heard.finding
    place = span(article.id, text, *finding.source) if finding.source else None
    return built(Source, entity=heard.voice.name, role="narrator", cue=text[slice(*finding.cue)], span=place)


def _relayed(article: Article, heard: _Heard, teller: Voice) -> tuple[Source, ...]:
    """Who hands the words on, where somebody does: the relay named with the cue, or who says that somebody says."""
    text, finding, relay, outer = article.text or "", heard.finding, heard.relay, heard.outer
    if relay and relay is not teller and finding.relay:
        place = span(article.id, text, *finding.relay)
        return (built(Source, entity=relay.name, role="relay", cue=finding.relay_cue, work=relay.work, span=place),)
    if outer and outer.act == "assert" and outer.voice is not teller and outer.voice.key != heard.voice.key:
        cue = text[slice(*outer.finding.cue)]
        return (built(Source, entity=outer.voice.name, role="relay", cue=cue, work=outer.voice.work),)
    return ()


def _origin(article: Article, heard: _Heard) -> tuple[Source, ...]:
    """Whose word it is, after the body that they speak for."""
    text, finding, voice = article.text or "", heard.finding, heard.voice
    behalf = (built(Source, entity=voice.behalf, role="on_behalf_of"),) if voice.behalf else ()
    venue = bare(text[slice(*finding.venue)]) if finding.venue else _venue(finding, text)
    where = (built(Source, entity=venue, role="venue"),) if venue else ()
    named = finding.cited or finding.source
    place = span(article.id, text, *named) if named else None
    cue = "citing" if finding.cited else text[slice(*finding.cue)]
    return (*behalf, *where, built(Source, entity=voice.name, role="origin", cue=cue, work=voice.work, span=place))


def _venue(finding: Finding, text: str) -> str | None:
    """Where it was said, by the words behind the cue: 'told parliament', 'said at a briefing'."""
    end = finding.cue[1]
    rest = text[end : min(end + REACH, finding.sentence.end)]
    found = _TOLD.match(rest) or _AT.match(rest)
    place = found.start("venue") + end if found else 0
    return found["venue"] if found and not any(low <= place < high for low, high in finding.content) else None
