"""Records from a chat model's reading: every quote found in the article, every rule of meaning kept, or problems.

What can be computed is computed and never asked for: offsets, directness, factivity, hedges, figures, origins, the kind
of evidence, and the verdict. Only stance, act, level, anonymity, standing and interest are the model's own judgement;
and a cue that says "denied" is a denial whatever the model says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fcbench.chat.answer import Bearing, Reading, Told
from fcbench.chat.quotes import quotes
from fcbench.chat.statements import Placed, placed
from fcbench.meaning import OPEN, REFUTING, SUPPORTING, judge, violations
from fcbench.schema import (
    Act,
    Article,
    Attribution,
    Claim,
    Directness,
    Evidence,
    EvidenceKind,
    Factivity,
    Interest,
    Record,
    Source,
    Span,
)
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import Range, direct
from fcbench.speech.wording import hedges, modality, quantity
from fcbench.text import quotations, span, words

NEGATED = 3  # words before a verb that may negate it: "did not, however, dispute"


@dataclass(frozen=True)
class Resolved:
    """What a reading comes to: attributions and records, or else problems, each with its place."""

    attributions: tuple[Attribution, ...] = ()
    records: tuple[Record, ...] = ()
    problems: tuple[str, ...] = ()


def resolve(article: Article, reading: Reading, *, issuer: str) -> Resolved:
    """The attributions and records of a reading, or the problems with it; never some of both."""
    found, problems = placed(quotes(article), reading)
    if problems:
        return Resolved(problems=tuple(problems))
    frame = _Frame(article, found, issuer)
    records = [frame.record(number, claim) for number, claim in enumerate(reading.claims, start=1)]
    broken = [f"claims[{number}]: {fault}" for number, record in enumerate(records) for fault in violations(record)]
    if broken:
        return Resolved(problems=tuple(broken))
    return Resolved(tuple(frame.attributions(article.id, found.values())), tuple(records))


@dataclass(frozen=True)
class _Frame:
    """What all records of one reading share; `placed` are its statements in the order of their cues."""

    article: Article
    placed: dict[str, Placed]
    issuer: str

    def exact(self, place: Range) -> str:
        """The text of these offsets."""
        return (self.article.text or "")[slice(*place)]

    def span(self, place: Range) -> Span:
        """The span of these offsets."""
        return span(self.article.id, self.article.text or "", *place)

    def record(self, number: int, told: Told) -> Record:
        """The record of a claim: what bears on it in the order of the page, and the verdict that follows from it."""
        name = f"{self.article.id}/r{number}"
        bearings = {one.statement: one for one in told.bearings}
        needed = self._needed(bearings)
        ids = {one.note.id: f"{name}/a{place}" for place, one in enumerate(needed, start=1)}
        bearing = [(one, bearings[one.note.id]) for one in needed if one.note.id in bearings]
        claim = self._claim(name, told, bearing)
        evidence = tuple(
            self._evidence(f"{name}/e{place}", ids[one.note.id], one, side)
            for place, (one, side) in enumerate(bearing, start=1)
        )
        return Record(
            id=name,
            claim=claim,
            attributions=tuple(self.attributions(name, needed)),
            evidence=evidence,
            verdict=judge(claim, evidence, verdict_id=f"{name}/verdict", issuer=self.issuer),
            cluster=self.article.cluster or self.article.id,
        )

    def _needed(self, bearings: Iterable[str]) -> list[Placed]:
        """The statements that bear on a claim and those that they stand in, in the order of their cues."""
        names: set[str] = set()
        for name in bearings:
            at: str | None = name
            while at is not None and at not in names:
                names.add(at)
                at = self.placed[at].note.nested_in
        return [one for name, one in self.placed.items() if name in names]

    def _claim(self, name: str, told: Told, bearing: list[tuple[Placed, Bearing]]) -> Claim:
        makers = [one for one, side in bearing if side.stance in SUPPORTING]
        places = [part for one in makers or [one for one, _ in bearing] for part in one.content]
        return Claim(
            id=name,
            text=told.text,
            level=told.level,
            modality=modality(told.text),
            quantity=quantity(told.text),
            mentions=tuple(self.span(part) for part in dict.fromkeys(places)),
            asserted_by_outlet=any(one.note.speaker is None for one in makers),
            checkable=told.level not in OPEN,
        )

    # Attributions

    def attributions(self, name: str, statements: Iterable[Placed]) -> Iterator[Attribution]:
        """The statements as attributions, with ids under `name`; those that they stand in are among them."""
        numbered = {one.note.id: (f"{name}/a{place}", one) for place, one in enumerate(statements, start=1)}
        for own, one in numbered.values():
            content = " ".join(self.exact(part) for part in one.content)
            yield Attribution(
                id=own,
                source=self.span(one.source) if one.source else None,
                cue=self.span(one.cue) if one.cue else None,
                content=tuple(self.span(part) for part in one.content),
                chain=self._chain(one),
                directness=self._directness(one),
                anonymity=one.note.anonymity,
                act=self._act(one),
                factivity=self._factivity(one),
                hedges=hedges(content),
                nested_in=numbered[one.note.nested_in][0] if one.note.nested_in else None,
                origin_id=self._origin(one),
            )

    def _chain(self, one: Placed) -> tuple[Source, ...]:
        note = one.note
        narrator = Source(entity=self._narrator(), role="narrator")
        if note.speaker is None:
            return (narrator,)
        via = (Source(entity=link.entity, role=link.role, cue=link.cue, work=link.work) for link in note.via)
        origin = Source(
            entity=note.speaker,
            role="origin",
            cue=self.exact(one.cue) if one.cue else None,
            span=self.span(one.source) if one.source else None,
        )
        return (narrator, *via, origin)

    def _narrator(self) -> str:
        """Who tells the story: the outlet, else the author, else the article itself."""
        return self.article.publisher or self.article.byline or self.article.id

    def _directness(self, one: Placed) -> Directness:
        text = self.article.text or ""
        if one.note.speaker is None:
            return "own_voice"
        if all(direct(part, text) for part in one.content):
            return "direct_quote"
        if any(direct(part, text) or quotations(text, *part) for part in one.content):
            return "mixed_quote"
        return "hearsay_indirect" if any(link.role == "relay" for link in one.note.via) else "indirect"

    def _act(self, one: Placed) -> Act:
        """The model's, but that a verb of denial, where nothing negates it, is a denial."""
        if one.cue is None:
            return one.note.act
        said = words(self.exact(one.cue))
        denies = any(word in LEXICON.forms and LEXICON.forms[word].act == "deny" for word in said)
        before = words(self.exact((one.passage[0], one.cue[0])).replace("’", "'"))[-NEGATED:]
        negated = LEXICON.negations & {*before, *words(self.exact(one.cue).replace("’", "'"))}
        return "deny" if denies and not negated else one.note.act

    def _factivity(self, one: Placed) -> Factivity:
        said = words(self.exact(one.cue)) if one.cue else []
        known = {word: LEXICON.forms[word].factivity for word in said if word in LEXICON.forms}
        known = LEXICON.factivities | known  # "claims" is a verb more often than a noun
        return next((known[word] for word in said if word in known), "neutral")

    def _origin(self, one: Placed) -> str:
        """Whose word it is, however often it is told: a speaker's is that of the body that he speaks for.

        A model may say that two tellings are one utterance, and so make origins fewer. One that names a speaker in two
        ways makes them more.
        """
        while one.note.retells:
            one = self.placed[one.note.retells]
        behalf = next((link.entity for link in one.note.via if link.role == "on_behalf_of"), None)
        return f"{self.article.id}#{'-'.join(words(behalf or one.note.speaker or self._narrator()))}"

    # Evidence

    def _evidence(self, name: str, attribution: str, one: Placed, side: Bearing) -> Evidence:
        """What a statement is worth for a claim."""
        own, place = self._act(one), self.span(one.passage)
        act: Act = "assert" if own == "deny" and side.stance not in REFUTING else own
        behalf = next((link.entity for link in one.note.via if link.role == "on_behalf_of"), None)
        return Evidence(
            id=name,
            text=place.exact,
            span=place,
            article_id=self.article.id,
            attribution_id=attribution,
            stance=side.stance,
            act=act,
            holder=behalf or one.note.speaker or self._narrator(),
            holder_interest=Interest(level=side.interest, why=side.why),
            first_hand=False if any(link.role == "relay" for link in one.note.via) else None,
            kind=_kind(one, act),
            origin_id=self._origin(one),
            published_at=self.article.published_at,
        )


def _kind(one: Placed, act: Act) -> EvidenceKind:
    """More than somebody's word only where the article names the document or expert in words that were found."""
    note = one.note
    if act == "deny":
        return "denial_unsupported"
    if note.anonymity in ("anonymous", "anonymous_with_role"):
        return "testimony_anonymous"
    if note.standing == "institution" or not (one.source and note.speaker):
        return "published_assertion"
    return "testimony_named" if note.standing == "person" else note.standing
