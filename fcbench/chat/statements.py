"""Statements: a chat model's reading -> its statements with offsets, and what is wrong with it, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fcbench.chat.answer import Pointer, Reading, Statement, Told
from fcbench.chat.quotes import Quotes
from fcbench.meaning import SUPPORTING
from fcbench.speech.sentences import Range
from fcbench.speech.wording import modality
from fcbench.text import words


@dataclass(frozen=True)
class Placed:
    """A statement with the offsets of its quotes; the passage is widened to whole sentences."""

    note: Statement
    passage: Range
    source: Range | None
    cue: Range | None
    content: tuple[Range, ...]

    @property
    def start(self) -> Range:
        """What it is sorted by: its cue, else what is said."""
        return self.cue or self.content[0]


def placed(text: Quotes, reading: Reading) -> tuple[dict[str, Placed], list[str]]:
    """The statements by id, in the order of their cues, and all that is wrong with the reading."""
    found: dict[str, Placed] = {}
    problems: list[str] = []
    for number, note in enumerate(reading.statements):
        one, faults = _place(text, note)
        problems += [f"statements[{number}]: {fault}" for fault in (*faults, *_names(text, note))]
        if one is not None:
            found[note.id] = one
    problems += [*_ids(reading), *_nesting(reading, found), *_claims(reading, found, text.text)]
    return dict(sorted(found.items(), key=lambda item: item[1].start)), problems


# Quotes and names


def _place(text: Quotes, note: Statement) -> tuple[Placed | None, list[str]]:
    """A statement with its offsets, or the problems with its quotes."""
    passage = text.find(note.passage)
    if isinstance(passage, str):
        return None, [f"passage: {passage}"]
    passage, faults = text.whole(passage), list[str]()

    def find(field: str, pointer: Pointer | None) -> Range | None:
        place = text.find(pointer, passage) if pointer else None
        if isinstance(place, str):
            faults.append(f"{field}: {place}")
            return None
        if place is not None and not text.near(place, passage):
            faults.append(f"{field}: it stands more than a paragraph away from the passage")
        return place

    source, cue = find("source", note.source), find("cue", note.cue)
    content = [find(f"content[{number}]", pointer) for number, pointer in enumerate(note.content)]
    said = tuple(place for place in content if place is not None)
    if not content:
        faults.append("content: empty; what is said is at least one quote")
    elif said and not any(passage[0] <= start and end <= passage[1] for start, end in said):
        faults.append("passage: none of the content stands in it")
    return (None, faults) if faults else (Placed(note, passage, source, cue, said), [])


def _names(text: Quotes, note: Statement) -> Iterator[str]:
    """What is wrong with the names of a statement: each is to stand in the article."""
    given = [("speaker", note.speaker)]
    for number, link in enumerate(note.via):
        parts = (("entity", link.entity), ("cue", link.cue), ("work", link.work))
        given += [(f"via[{number}].{field}", name) for field, name in parts]
    for field, name in given:
        if name is not None and not (text.has(name) and words(name)):
            yield f"{field}: {name!r} is not in the article, character for character and as whole words"
    if note.speaker is None and (note.via or note.source):
        yield "speaker: null is the outlet itself, which has no source and no via; name the speaker"


# Ids


def _ids(reading: Reading) -> Iterator[str]:
    """The ids that stand twice, lead nowhere, or lead back to themselves."""
    for name, count in Counter(note.id for note in reading.statements).items():
        if count > 1:
            yield f"statements: the id {name!r} stands {count} times"
    nests = {note.id: note.nested_in for note in reading.statements}
    tells = {note.id: note.retells for note in reading.statements}
    for number, note in enumerate(reading.statements):
        for field, leads in (("nested_in", nests), ("retells", tells)):
            if (fault := _astray(note.id, leads)) is not None:
                yield f"statements[{number}]: {field}: {fault}"


def _astray(name: str, leads: Mapping[str, str | None]) -> str | None:
    """What is wrong with where an id leads; None where nothing is."""
    at = leads[name]
    if at is not None and at not in leads:
        return f"{at!r} is no statement"
    seen = {name}
    while at is not None and at in leads:
        if at in seen:
            return f"{leads[name]!r} leads in a circle"
        seen.add(at)
        at = leads[at]
    return None


def _nesting(reading: Reading, found: Mapping[str, Placed]) -> Iterator[str]:
    for number, note in enumerate(reading.statements):
        inner, outer = found.get(note.id), found.get(note.nested_in or "")
        if inner is None or outer is None:
            continue
        parts = [
            (low, high) for low, high in outer.content for start, end in inner.content if low <= start and end <= high
        ]
        if not parts:
            yield f"statements[{number}]: nested_in: it does not stand in the content of {note.nested_in!r}"


# Claims


def _claims(reading: Reading, found: Mapping[str, Placed], text: str) -> Iterator[str]:
    """The claims without words or bearings, and those that are surer of themselves than all who make them."""
    ids = {note.id for note in reading.statements}
    for number, claim in enumerate(reading.claims):
        place = f"claims[{number}]"
        if not words(claim.text):
            yield f"{place}: text: empty; a claim is one sentence"
        if not claim.bearings:
            yield f"{place}: bearings: empty; a claim is made, denied or confirmed by a statement"
        for name, count in Counter(one.statement for one in claim.bearings).items():
            if name not in ids:
                yield f"{place}: bearings: {name!r} is no statement"
            elif count > 1:
                yield f"{place}: bearings: {name!r} stands {count} times"
        if (hedge := _lost(claim, found, text)) is not None:
            yield f"{place}: text: the hedge {hedge!r} of all who say so is lost"


def _lost(claim: Told, found: Mapping[str, Placed], text: str) -> str | None:
    """The hedge that everybody who makes a claim has and the claim has not."""
    makers = [found[one.statement] for one in claim.bearings if one.stance in SUPPORTING and one.statement in found]
    hedged = [modality(" ".join(text[slice(*part)] for part in maker.content)) for maker in makers]
    lost = bool(hedged) and all(hedged) and modality(claim.text) is None
    return hedged[0] if lost else None
