"""The rules of meaning: from evidence to verdict, and what a record may never say.

A denial is not a refutation; origins count, not mentions; opinions have no truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fcbench.schema import Attribution, Claim, Evidence, EvidenceState, Flag, LinkKind, Record, Verdict, built

SUPPORTING = ("supports", "partly_supports")
REFUTING = ("partly_refutes", "refutes")
SIDES = SUPPORTING + REFUTING
HARD = ("document", "record", "measurement", "expert", "fact_check")  # more than somebody's word
INDEPENDENT_ORIGINS = 2  # a side: bare words against bare words conflict only from here on
OPEN = ("position", "opinion", "prediction")  # levels without a truth


def origins(evidence: tuple[Evidence, ...], stances: tuple[str, ...]) -> set[str]:
    """The distinct origins of the evidence with one of these stances."""
    return {piece.origin_id or piece.id for piece in evidence if piece.stance in stances}


def judge(
    claim: Claim,
    evidence: tuple[Evidence, ...],
    *,
    verdict_id: str,
    issuer: str,
    worded: Callable[[EvidenceState], str] | None = None,
) -> Verdict:
    """The verdict that the evidence, and nothing else, allows; its basis is all evidence that takes a side.

    `worded` gives its justification by its state, for who has better words than the holders' names.
    """
    sided = tuple([piece for piece in evidence if piece.stance in SIDES])
    state, truth = _axes(claim, sided)
    return built(
        Verdict,
        id=verdict_id,
        state=state,
        truth=truth,
        flags=tuple(_flags(sided)),
        basis=tuple(piece.id for piece in sided),
        justification=worded(state) if worded else _sentence(sided),
        issuer=issuer,
        issuer_kind="rule",
        evidence_scope="these_articles",
    )


def _axes(claim: Claim, sided: tuple[Evidence, ...]) -> tuple[EvidenceState, int | None]:
    if claim.level in OPEN or not claim.checkable:
        return "not_applicable", None
    spoken = tuple([piece for piece in sided if piece.act != "deny"])  # a denial never moves truth
    hard = [piece for piece in spoken if piece.kind in HARD]
    for supported, against in ((True, REFUTING), (False, SUPPORTING)) if hard else ():
        side = [piece for piece in hard if (piece.stance in SUPPORTING) == supported]
        if side and not _weighty(spoken, against):
            partly = all(piece.stance in ("partly_supports", "partly_refutes") for piece in side)
            return "sufficient", (3 if partly else 4) if supported else (1 if partly else 0)
    both = _weighty(sided, REFUTING) and _weighty(sided, SUPPORTING)
    return ("conflicting" if both else "insufficient"), None


def _weighty(sided: tuple[Evidence, ...], side: tuple[str, ...]) -> bool:
    kinds = [piece.kind for piece in sided if piece.stance in side]
    hard = any(kind in HARD for kind in kinds)
    return hard or (bool(kinds) and len(origins(sided, side)) >= INDEPENDENT_ORIGINS)


def _flags(sided: tuple[Evidence, ...]) -> Iterator[Flag]:
    pro = [piece for piece in sided if piece.stance in SUPPORTING]
    contra = [piece for piece in sided if piece.stance in REFUTING]
    if pro and contra:
        yield "disputed"
    if contra and any(map(interested_denial, contra)):
        yield "denied_by_interested_party"
    if {piece.kind for piece in pro} == {"testimony_anonymous"} and len(origins(sided, SUPPORTING)) == 1:
        yield "single_anonymous_source"


def interested_denial(piece: Evidence) -> bool:
    """Whether a piece of evidence is a denial by somebody with an interest in the claim."""
    interest = piece.holder_interest
    return piece.act == "deny" and interest is not None and interest.level in ("some", "high")


def _sentence(sided: tuple[Evidence, ...]) -> str:
    if not sided:
        return "Nothing here speaks for or against it."
    parts = []
    for verb, side in (("says so", SUPPORTING), ("says otherwise", REFUTING)):
        holders = sorted({piece.holder or "an unnamed voice" for piece in sided if piece.stance in side})
        count = len(origins(sided, side))
        if holders:
            parts.append(f"{', '.join(holders)} {verb} ({count} origin{'s' if count > 1 else ''})")
    return "; ".join(parts) + "."


# How statements bear on a claim

_BY_ACT: dict[str, LinkKind] = {
    "deny": "denies",
    "correct": "corrects",
    "retract": "retracts",
    "criticise": "criticises",
    "question": "disputes",
    "decline": "no_position_on",
}


def links(record: Record) -> dict[str, LinkKind]:
    """How each piece of evidence bears on the claim, by its id; those that first make the claim are not in it.

    The kind follows from act, stance and origin: evidence says what a statement is worth for this claim and no other.
    """
    found: dict[str, LinkKind] = {}
    made: set[str] = set()  # origins that have said so
    for piece in record.evidence:
        kind, origin = _link(piece, made), piece.origin_id or piece.id
        if piece.stance in SUPPORTING:
            made.add(origin)
        if kind:
            found[piece.id] = kind
    return found


def _link(piece: Evidence, made: set[str]) -> LinkKind | None:
    """The kind of one piece of evidence; `made` are the origins that have spoken for the claim before it."""
    again = (piece.origin_id or piece.id) in made
    if piece.stance in SUPPORTING and not made:
        return None  # whoever first speaks for a claim makes it, be it a criticism
    if kind := _BY_ACT.get(piece.act or ""):
        return kind
    if piece.stance in REFUTING:
        return "contradicts"
    if piece.stance not in SUPPORTING:
        return None
    if piece.act == "confirm":
        return "reaffirms" if again else "partly_confirms" if piece.stance == "partly_supports" else "confirms"
    return "repeats" if again else None


# What a record may never say


def violations(record: Record) -> list[str]:
    """The rules of meaning that a record breaks, a sentence each; none for a sound record.

    A verdict with a label of its source is the source's, not ours to judge: importers do not improve data.
    """
    imported = record.verdict is not None and record.verdict.label is not None
    rules = _FORM if imported else _FORM + _JUDGEMENT
    return [problem for rule in rules for problem in rule(record)]


def _denials(record: Record) -> Iterator[str]:
    for piece in record.evidence:
        if piece.act == "deny" and piece.stance not in REFUTING:
            yield (
                f"evidence {piece.id}: act deny with stance {piece.stance!r}; "
                "a denial refutes, partly_refutes, or is no denial of this claim"
            )
    verdict = record.verdict
    if verdict is None or verdict.truth is None or not record.evidence:
        return
    if verdict.truth > 2:
        pro = [piece for piece in record.evidence if piece.stance in SUPPORTING and piece.id in verdict.basis]
        if all(piece.act == "deny" for piece in pro):
            yield f"verdict: truth {verdict.truth} without supporting evidence in its basis that is no denial"
        return
    against = [piece for piece in record.evidence if piece.stance in REFUTING and piece.id in verdict.basis]
    if not any(piece.act != "deny" or piece.kind in HARD for piece in against):
        yield f"verdict: truth {verdict.truth} rests on denials alone; a denial is not a refutation"


def _basis(record: Record) -> Iterator[str]:
    by_id = {piece.id: piece for piece in record.evidence}
    for name in record.verdict.basis if record.verdict else ():
        if name not in by_id:
            yield f"verdict: basis {name!r} is not evidence of this record; it has: {', '.join(by_id)}"
        elif by_id[name].stance == "unrelated":
            yield f"verdict: basis {name!r} is unrelated to the claim"


def _conflict(record: Record) -> Iterator[str]:
    if record.verdict is None or record.verdict.state != "conflicting" or not record.evidence:
        return
    for word, side in (("supporting", SUPPORTING), ("refuting", REFUTING)):
        if not _weighty(record.evidence, side):
            yield (
                f"verdict: conflicting, but the {word} side has neither more than testimony "
                f"nor {INDEPENDENT_ORIGINS} independent origins; state insufficient with the flag disputed says that"
            )


def _open_levels(record: Record) -> Iterator[str]:
    claim, verdict = record.claim, record.verdict
    if verdict is None or verdict.state is None:
        return
    if (claim.level in OPEN or not claim.checkable) and verdict.state != "not_applicable":
        yield f"verdict: state {verdict.state!r} for a claim of level {claim.level!r}; allowed: 'not_applicable'"
    if claim.level not in OPEN and claim.checkable and verdict.state == "not_applicable":
        yield f"verdict: not_applicable for a checkable claim of level {claim.level!r}"


def _flagged(record: Record) -> Iterator[str]:
    if record.verdict is None or not record.evidence:
        return
    flags, evidence = record.verdict.flags, record.evidence
    sided = [bool(origins(evidence, side)) for side in (SUPPORTING, REFUTING)]
    if "disputed" in flags and not all(sided):
        yield "verdict: flag disputed, but the evidence stands on one side"
    if "denied_by_interested_party" in flags and not any(interested_denial(piece) for piece in evidence):
        yield "verdict: flag denied_by_interested_party, but no denial is held by a party with some or high interest"
    if "single_anonymous_source" in flags and len(origins(evidence, SUPPORTING)) != 1:
        yield f"verdict: flag single_anonymous_source with {len(origins(evidence, SUPPORTING))} supporting origins"
    for piece in evidence if "single_anonymous_source" in flags else ():
        if piece.stance in SUPPORTING and piece.kind != "testimony_anonymous":
            seen = f"evidence {piece.id} supports and is of kind {piece.kind!r}"
            yield f"verdict: flag single_anonymous_source, but {seen}"


def _chains(record: Record) -> Iterator[str]:
    known = {attribution.id for attribution in record.attributions}
    for attribution in record.attributions:
        yield from (f"attribution {attribution.id}: {problem}" for problem in _chain(attribution))
        if attribution.nested_in and attribution.nested_in not in known:
            yield f"attribution {attribution.id}: nested_in {attribution.nested_in!r} is no attribution of this record"
    for piece in record.evidence:
        if piece.attribution_id and piece.attribution_id not in known:
            seen = f"evidence {piece.id}: attribution {piece.attribution_id!r}"
            yield f"{seen} is not of this record; it has: {', '.join(sorted(known))}"


def _chain(attribution: Attribution) -> Iterator[str]:
    roles = [link.role for link in attribution.chain]
    if roles[0] != "narrator" or roles.count("narrator") > 1:
        yield f"chain of roles {', '.join(roles)}: it begins with the one narrator"
    if attribution.directness == "own_voice":
        if roles != ["narrator"]:
            yield "own_voice has a chain of one link, the narrator"
    elif attribution.directness is None and "origin" not in roles:
        return  # a source that marks no origin here, and does not say that the outlet speaks for itself
    elif roles[-1] != "origin" or roles.count("origin") > 1:
        yield f"chain of roles {', '.join(roles)}: it ends with the one origin"


def _hedge(record: Record) -> Iterator[str]:
    modality = record.claim.modality
    if modality and modality.lower() not in record.claim.text.lower():
        yield f"claim: modality {modality!r} is not in its text: a hedge is lost"


_FORM: tuple[Callable[[Record], Iterator[str]], ...] = (_basis, _chains, _hedge)
_JUDGEMENT: tuple[Callable[[Record], Iterator[str]], ...] = (_denials, _conflict, _open_levels, _flagged)
