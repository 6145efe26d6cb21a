"""Claims found, how statements bear on them (denies, repeats, confirms, ...), and the verdicts.

Of one article: a gold record holds what stands there, and no more.

A claim is where its mentions are; without any, where the contents of its attributions are, or else its evidence. Two
claims are the same where a mention of each has tokens with an intersection over union of at least 0.5. They are paired
one to one by the assignment with the greatest sum of token F1; of equal assignments, one with the most in common.
Within a pair of claims, evidence is paired likewise: by the attributions that it rests on, where both have one (the
same words attributed, as for chains), else by its own words.

- `claim`: claims with a partner; `evidence`: pieces with a partner;
- `link`: of `fcbench.meaning.links`, as (from, kind, to): the partner, in the partner of the claim, has a link of the
  same kind; `link_KIND`: those of a kind. Links of what has no partner count as missing or spurious;
- `stance_accuracy`, `evidence_act_accuracy`: of the paired evidence, as far as the gold says;
- `verdict_recall`: of all gold verdicts with a state, those whose claim was found with the same label;
  `verdict_accuracy`: of those whose claim was found; `annotated_verdict_accuracy`: of these, those that annotators
  gave and no rule; `flag`: the flags of verdicts of paired claims.

Records and evidence without words in the article are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

from fcbench.matching import (
    Parts,
    Words,
    agreement,
    assigned,
    best,
    close,
    due,
    f1,
    parts,
    same_content,
    shares,
    tokens,
)
from fcbench.meaning import links
from fcbench.schema import Evidence, LinkKind, Record, Verdict, verdict_label
from fcbench.stats import Floats

VERSION = "1"
TASKS = ("claims",)
KINDS: tuple[str, ...] = get_args(LinkKind)
FAMILIES = ("claim", "evidence", "link", *(f"link_{kind}" for kind in KINDS), "flag")
SHARES = (
    "stance_accuracy",
    "evidence_act_accuracy",
    "verdict_recall",
    "verdict_accuracy",
    "annotated_verdict_accuracy",
)
HEADLINE = ("link_f1", "claim_f1", "verdict_recall", "verdict_accuracy")
BEST = best(FAMILIES, SHARES)
TIE = 1e-6  # below the least difference between two sums of F1


class Piece(NamedTuple):
    """A piece of evidence as it is compared."""

    evidence: Evidence
    words: Words
    parts: Parts | None  # of the attribution that it rests on
    kind: LinkKind | None


class Side(NamedTuple):
    """A record as it is compared."""

    record: Record
    mentions: tuple[Words, ...]
    words: Words
    pieces: tuple[Piece, ...]


Pair = tuple[Side, Side]  # predicted and gold
Pieces = list[tuple[Piece, Piece]]


def applies(labels: tuple[str, ...]) -> bool:
    """Only where there are no labels to choose from: claims are found, not classified."""
    return not labels


def observe(
    gold: Sequence[Record], predicted: Sequence[Record] | None, labels: tuple[str, ...] = ()
) -> tuple[float, ...]:
    """One article's numbers: four a family, then hits and cases of each share. None is silence."""
    wanted, answered = _sides(gold), _sides(predicted or ())
    pairs = [
        (answered[row], wanted[column])
        for row, column in assigned(answered, wanted, _closeness)
        if _same(answered[row], wanted[column])
    ]
    pieces = [both for pair in pairs for both in _paired(*pair)]
    numbers = [float(len(pairs)), len(answered), len(pairs), len(wanted)]
    given, wished = ([piece for side in sides for piece in side.pieces] for sides in (answered, wanted))
    numbers += [len(pieces), len(given), len(pieces), len(wished)]
    for kinds in (KINDS, *((kind,) for kind in KINDS)):
        hits = sum(one.kind == other.kind and one.kind in kinds for one, other in pieces)
        numbers += [hits, _of_kinds(given, kinds), hits, _of_kinds(wished, kinds)]
    judged = [pair for pair in pairs if _label(pair[1].record.verdict)]
    numbers += _flag_numbers(judged)
    for field in ("stance", "act"):
        numbers += _field_numbers(pieces, field)
    numbers += _verdict_numbers(judged, sum(_label(side.record.verdict) is not None for side in wanted))
    return tuple(float(number) for number in numbers)


def summarise(totals: Floats, labels: tuple[str, ...] = ()) -> dict[str, Floats]:
    """Precision, recall and F1 of each family, the shares, and how many the gold has; nan where undefined."""
    agreed, shared = totals[..., : 4 * len(FAMILIES)], totals[..., 4 * len(FAMILIES) :]
    return agreement(agreed, FAMILIES) | due(agreed, FAMILIES, FAMILIES) | shares(shared, SHARES)


# Records as they are compared


def _sides(records: Sequence[Record]) -> list[Side]:
    """In one order, however they were given, so that ties are always broken alike."""
    made = [_side(record) for record in sorted(records, key=lambda one: one.model_dump_json())]
    return [side for side in made if side.words]


def _side(record: Record) -> Side:
    pieces = tuple(piece for piece in _pieces(record) if piece.words)
    mentions = [frozenset(tokens([one])) for one in record.claim.mentions]
    mentions = mentions or [parts(one).content for one in record.attributions if one.content]
    mentions = mentions or [piece.words for piece in pieces]
    return Side(record, tuple(mentions), frozenset().union(*mentions), pieces)


def _pieces(record: Record) -> list[Piece]:
    of_id = {one.id: parts(one) for one in record.attributions}
    kinds = links(record)
    found = []
    for piece in record.evidence:
        own = frozenset(tokens([piece.span] if piece.span else []))
        told = of_id.get(piece.attribution_id or "")
        found.append(Piece(piece, own or (told.content if told else own), told, kinds.get(piece.id)))
    return found


# Pairs


def _same(one: Side, other: Side) -> bool:
    return any(close(mention, theirs) for mention in one.mentions if mention for theirs in other.mentions)


def _closeness(one: Side, other: Side) -> float:
    """Token F1 of two claims that are the same, else 0; ties go to the most that they have in common."""
    if one.words.isdisjoint(other.words) or not _same(one, other):
        return 0.0
    return f1(one.words, other.words) + TIE * _alike(one, other)


def _alike(one: Side, other: Side) -> float:
    """The share of what can agree that does: 1 only where all of it does."""
    verdicts = [one.record.verdict, other.record.verdict]
    labels, flags = ([_label(verdict) for verdict in verdicts], [set(_flags(verdict)) for verdict in verdicts])
    agreeing = sum(_agreeing(*both) for both in _paired(one, other))
    most = max(len(one.pieces), len(other.pieces))
    return (agreeing + (labels[0] == labels[1]) + (flags[0] == flags[1])) / (most + 2)


def _paired(one: Side, other: Side) -> Pieces:
    """The evidence of two claims, piece by piece."""
    chosen = assigned(one.pieces, other.pieces, _piece_closeness)
    both = [(one.pieces[row], other.pieces[column]) for row, column in chosen]
    return [pair for pair in both if _same_piece(*pair)]


def _same_piece(one: Piece, other: Piece) -> bool:
    if one.parts and other.parts:
        return same_content(one.parts, other.parts)
    return close(one.words, other.words)


def _piece_closeness(one: Piece, other: Piece) -> float:
    if not _same_piece(one, other):
        return 0.0
    told = f1(one.parts.content, other.parts.content) if one.parts and other.parts else 0.0
    return (told or f1(one.words, other.words)) + TIE * _agreeing(one, other)


def _agreeing(one: Piece, other: Piece) -> float:
    """The share of four things that two pieces have in common."""
    mine, theirs = one.evidence, other.evidence
    same = (one.kind == other.kind, mine.stance == theirs.stance, mine.act == theirs.act, one.parts == other.parts)
    return sum(same) / len(same)


# Numbers


def _of_kinds(pieces: list[Piece], kinds: Sequence[str]) -> int:
    return sum(piece.kind in kinds for piece in pieces)


def _field_numbers(pieces: Pieces, field: str) -> list[float]:
    said = [(one, other) for one, other in pieces if getattr(other.evidence, field) is not None]
    hits = sum(getattr(one.evidence, field) == getattr(other.evidence, field) for one, other in said)
    return [hits, len(said)]


def _label(verdict: Verdict | None) -> str | None:
    """The verdict on fcbench's two axes; None where it has none, as where a source has a label of its own alone."""
    return verdict_label(verdict) if verdict else None


def _flags(verdict: Verdict | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(verdict.flags)) if verdict else ()


def _flag_numbers(judged: list[Pair]) -> list[float]:
    both = [(set(_flags(one.record.verdict)), set(_flags(other.record.verdict))) for one, other in judged]
    hits = sum(len(given & wished) for given, wished in both)
    return [hits, sum(len(given) for given, _ in both), hits, sum(len(wished) for _, wished in both)]


def _verdict_numbers(judged: list[Pair], wished: int) -> list[float]:
    """Hits and cases of all verdicts, of those whose claim was found, and of these those of annotators."""
    right = [(_label(one.record.verdict) == _label(other.record.verdict), other.record) for one, other in judged]
    hits = sum(same for same, _ in right)
    annotated = [same for same, record in right if record.verdict and record.verdict.issuer_kind != "rule"]
    return [hits, wished, hits, len(right), sum(annotated), len(annotated)]
