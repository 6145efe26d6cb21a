"""Records: tellings -> records, each a claim with its attributions, the evidence for and against it, and a verdict.

In: an `Article` and its `Finding`s, whoever found them. Out: `Record`s, and every `Attribution`, whether or not it
makes a claim. Findings -> tellings -> drafts of claims, each a module of this package; here the drafts become records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fcbench.meaning import REFUTING, judge
from fcbench.schema import (
    Act,
    Article,
    Attribution,
    Claim,
    Directness,
    Evidence,
    EvidenceKind,
    EvidenceState,
    Interest,
    Record,
    Span,
    Stance,
    Verdict,
    built,
)
from fcbench.speech.answers import answered
from fcbench.speech.claims import Draft, Sided, drafts, negative
from fcbench.speech.dates import said_at
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.names import called, words
from fcbench.speech.sentences import direct
from fcbench.speech.tellings import ANSWERS, Telling, tellings
from fcbench.speech.voices import Voice
from fcbench.speech.wording import bounded, hedges, justified, level, modality, quantity, retold
from fcbench.text import quotations, span

_UNKNOWN = Interest(level="unknown")  # of nearly everybody: made once


class _Frame(NamedTuple):
    """What the parts of one record share; `ids` are of its attributions, by the number of their telling."""

    article: Article
    ids: dict[int, str]
    origins: Mapping[str, Voice]
    utterances: Mapping[int, str]  # of each telling, what its voice's words there are counted under

    def span(self, start: int, end: int) -> Span:
        """The span of these offsets in the article."""
        return span(self.article.id, self.article.text or "", start, end)

    def origin(self, telling: Telling) -> Voice:
        """Whose word a telling really is."""
        return self.origins.get(telling.voice.key, telling.voice)

    def origin_id(self, telling: Telling) -> str:
        """One name for one utterance: a voice's words on one claim, here and in the headline."""
        voice = self.origin(telling)
        own = voice is telling.voice or voice.key == telling.voice.key
        return f"{self.article.id}#{voice.key}{self.utterances.get(telling.number, '') if own else ''}"


def records(article: Article, findings: Iterable[Finding], *, issuer: str) -> list[Record]:
    """The records of an article's findings, one a claim that somebody makes, denies or confirms.

    `issuer` is who judges: it stands in the verdicts.
    """
    told = answered(tellings(article, findings))
    found = [(f"{article.id}/r{number}", draft) for number, draft in enumerate(drafts(told), start=1)]
    # each step is done for all records before the next: the processor then has at hand what the step needs
    frames = [_framed(article, name, draft, told) for name, draft in found]
    quoted = [{number: _attribution(frame, told[number]) for number in frame.ids} for frame in frames]
    claims = [_claim(*one, told_as) for one, told_as in zip(found, quoted, strict=True)]
    weighed = [_weighed(frame, *one) for frame, one in zip(frames, found, strict=True)]
    judged = [
        _judged(claim, evidence, draft, issuer)
        for claim, evidence, (_, draft) in zip(claims, weighed, found, strict=True)
    ]
    return [
        built(
            Record,
            id=claim.id,
            claim=claim,
            attributions=tuple(told_as.values()),
            evidence=evidence,
            verdict=verdict,
            cluster=article.cluster or article.id,
        )
        for claim, told_as, evidence, verdict in zip(claims, quoted, weighed, judged, strict=True)
    ]


def attributions(article: Article, findings: Iterable[Finding]) -> list[Attribution]:
    """All attributions of an article's findings, in the order of their cues; some of them make no claim."""
    told = answered(tellings(article, findings, every=True))
    ids = {telling.number: f"{article.id}/a{telling.number + 1}" for telling in told}
    frame = _Frame(article, ids, {}, _utterances(told, drafts(told)))
    return [_attribution(frame, telling) for telling in sorted(told, key=lambda one: one.finding.cue)]


def _utterances(told: list[Telling], found: list[Draft]) -> dict[int, str]:
    """Under what each telling is counted beside its voice: the claims that a voice tells of are counted apart."""
    claims = {telling.number: place for place, draft in enumerate(found) for telling, _ in draft.tellings}
    seen: dict[str, dict[int, int]] = {}
    names: dict[int, str] = {}
    for telling in told:
        of_voice = seen.setdefault(telling.voice.key, {})
        place = of_voice.setdefault(claims.get(telling.number, -1 - telling.number), len(of_voice))
        names[telling.number] = f"-{place + 1}" if place else ""
    return names


def _framed(article: Article, name: str, draft: Draft, told: list[Telling]) -> _Frame:
    """The frame of the record of this name."""
    ids = {number: f"{name}/a{place}" for place, number in enumerate(sorted(_needed(draft, told)), start=1)}
    return _Frame(article, ids, _origins(draft), {})


def _once(draft: Draft) -> list[Sided]:
    """The tellings that are evidence: of 'X says that Y says', it is Y's words alone, and X is their relay."""
    inner = {telling.outer for telling, stance in draft.tellings if stance == "supports"}
    return [
        (telling, stance)
        for telling, stance in draft.tellings
        if not (telling.number in inner and telling.act == "assert")
    ]


def _needed(draft: Draft, told: list[Telling]) -> set[int]:
    """The numbers of a claim's tellings and of those that they stand in."""
    found: set[int] = set()
    for telling, _ in draft.tellings:
        number: int | None = telling.number
        while number is not None and number not in found:
            found.add(number)
            number = told[number].outer
    return found


def _origins(draft: Draft) -> dict[str, Voice]:
    """For each voice, by its key, whose word it really is.

    A relay's own telling of the claim goes back to whom it relays, and a headline's to who says so in the body.
    """
    found: dict[str, Voice] = {}
    body: dict[Stance, Voice] = {}
    for telling, stance in draft.tellings:
        if not telling.headline:
            body.setdefault(stance, telling.voice)
    for telling, stance in draft.tellings:
        if telling.headline:
            found[telling.voice.key] = body.get(stance, telling.voice)
    for telling, _ in draft.tellings:
        for link in telling.chain[1:-1]:
            if link.role == "relay" and telling.act != "deny":
                found["-".join(words(link.entity))] = telling.voice
    return found


def _bearers(draft: Draft) -> list[Telling]:
    """The tellings that say what is claimed, and do not only point back to it."""
    return [telling for telling, _ in draft.tellings if not telling.anaphoric]


def _claim(name: str, draft: Draft, told_as: Mapping[int, Attribution]) -> Claim:
    """The claim, worded as the body first tells it."""
    bearers = _bearers(draft)
    main = next((one for one in bearers if not one.headline), bearers[0])
    text, of_level = bounded(retold(main), [one.text for one in bearers]), level(main)
    return built(
        Claim,
        id=name,
        text=text,
        level=of_level,
        modality=modality(text),
        quantity=quantity(text),
        mentions=tuple([place for one in bearers for place in told_as[one.number].content]),
        checkable=of_level == "content",
        speaker=main.voice.name if main.finding.source and not main.own_voice else None,
        asserted_by_outlet=any(one.own_voice for one, stance in draft.tellings if stance == "supports"),
    )


# Attributions


def _attribution(frame: _Frame, telling: Telling) -> Attribution:
    finding = telling.finding
    return built(
        Attribution,
        id=frame.ids[telling.number],
        source=frame.span(*finding.source) if finding.cited and finding.source else telling.chain[-1].span,
        cue=frame.span(*finding.cue),
        content=tuple([frame.span(*part) for part in finding.content]),
        chain=telling.chain,
        directness=_directness(telling),
        anonymity=telling.voice.anonymity,
        act=telling.act,
        factivity=finding.factivity,
        hedges=hedges(telling.text),
        said_at=said_at(finding.sentence, finding.cue, finding.content, frame.article.published_at),
        prompt=finding.prompt,
        nested_in=frame.ids[telling.outer] if telling.outer is not None else None,
        origin_id=frame.origin_id(telling),
    )


def _directness(telling: Telling) -> Directness:
    if telling.own_voice:
        return "own_voice"
    text = telling.finding.sentence.text
    quoted = [direct(part, text) for part in telling.places]
    if all(quoted):
        return "direct_quote"
    if any(quoted) or any(quotations(text, *part) for part in telling.places):
        return "mixed_quote"
    return "hearsay_indirect" if "relay" in [link.role for link in telling.chain] else "indirect"


# Evidence


def _weighed(frame: _Frame, name: str, draft: Draft) -> tuple[Evidence, ...]:
    """The evidence on a claim, in the order of the text."""
    bearers = _bearers(draft)
    about = " ".join([telling.text for telling in bearers if telling.act not in ANSWERS or len(bearers) == 1])
    in_order = sorted(_once(draft), key=lambda sided: sided[0].finding.cue)
    return tuple(
        [
            _evidence(frame, f"{name}/e{place}", telling, stance, about)
            for place, (telling, stance) in enumerate(in_order, start=1)
        ]
    )


def _evidence(frame: _Frame, name: str, telling: Telling, stance: Stance, about: str) -> Evidence:
    """One telling as evidence on the claim; `about` is all that its tellings say."""
    sentence, origin = telling.finding.sentence, frame.origin(telling)
    place = frame.span(min(sentence.start, telling.places[0][0]), max(sentence.end, telling.places[-1][1]))
    denied = stance in REFUTING and telling.act in ("assert", "confirm") and telling.answers is None
    act: Act = "deny" if denied and negative(telling.text) else telling.act
    return built(
        Evidence,
        id=name,
        text=place.exact,
        span=place,
        article_id=frame.article.id,
        attribution_id=frame.ids[telling.number],
        stance=stance,
        act=act,
        holder=telling.voice.behalf or telling.voice.name,
        holder_interest=_interest(telling.voice, act, about),
        first_hand=_witness(telling) or None,
        kind=_kind(origin, act),
        origin_id=frame.origin_id(telling),
        published_at=frame.article.published_at,
    )


def _witness(telling: Telling) -> bool:
    """Whether somebody tells of their own doing: 'I' in their own quoted words."""
    first = telling.text.split(" ", 1)[0].strip("\"“'‘")
    return first == "I" and direct(telling.places[0], telling.finding.sentence.text) and len(telling.chain) == 2


def _kind(origin: Voice, act: Act) -> EvidenceKind:
    if act == "deny":
        return "denial_unsupported"
    if origin.anonymity in ("anonymous", "anonymous_with_role"):
        return "testimony_anonymous"
    if not origin.person and _is_document(origin.name):
        return "document"
    return "testimony_named" if origin.person or origin.anonymity == "named" else "published_assertion"


def _is_document(name: str) -> bool:
    """Whether a name is a document's, and not only has in it a title such as 'the Ledger'."""
    if LEXICON.documents.isdisjoint(words(name)):
        return False  # nearly always
    first, *rest = name.split()
    return any(not part[0].isupper() and part.lower() in LEXICON.documents for part in (first.lower(), *rest))


def _interest(voice: Voice, act: Act, about: str) -> Interest:
    """High where a denier is named in the claim, some where a seat of power answers for who is."""
    if act != "deny":
        return _UNKNOWN
    said = {word.removesuffix("'s") for word in words(about.replace("’", "'"))}
    body = voice.behalf or voice.name
    own = {word for name in (voice.name, body) for word in words(name) if len(word) > 3 and word not in LEXICON.empty}
    if own & said & {word.lower() for word in re.findall(r"\b[A-Z]\w+", f"{voice.name} {body}")}:
        return Interest(level="high", why=f"The claim is about {called(body)}.")
    answered = next((of for seat, of in LEXICON.seats.items() if seat in body.lower()), frozenset())
    if answered & said:
        return Interest(level="some", why=f"{called(body)} answers for {', '.join(sorted(answered & said)).title()}.")
    if {"its", "our", "we"} & said:
        return Interest(level="high", why=f"The claim is about what {called(body)} calls its own.")
    return _UNKNOWN


# The verdict


def _judged(claim: Claim, evidence: tuple[Evidence, ...], draft: Draft, issuer: str) -> Verdict:
    """The verdict, with the holders in its justification as they stand in a sentence."""
    names = {one.voice.behalf or one.voice.name: _name(one.voice) for one, _ in draft.tellings}

    def worded(state: EvidenceState) -> str:
        return justified(state, evidence, names)

    return judge(claim, evidence, verdict_id=f"{claim.id}/verdict", issuer=issuer, worded=worded)


def _name(voice: Voice) -> str:
    return called(voice.behalf) if voice.behalf else called(voice.name, voice.anonymity)
