from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.meaning import HARD, OPEN, interested_denial, judge, links, origins, violations
from fcbench.schema import (
    STANCES,
    Act,
    Attribution,
    Claim,
    Evidence,
    EvidenceKind,
    EvidenceState,
    Interest,
    Level,
    Record,
    Source,
    Span,
    Verdict,
)

CLAIM = Claim(id="r", text="The quarry may have pumped waste water into the Ilse.")
HIGH = Interest(level="high")

SAID = Evidence(id="said", text="He did.", stance="supports", act="assert", kind="testimony_named", origin_id="dahl")
DENIED = Evidence(
    id="denied",
    text="We did not.",
    stance="refutes",
    act="deny",
    kind="denial_unsupported",
    holder_interest=HIGH,
    origin_id="brask",
)
SLIP = Evidence(id="slip", text="14 shifts.", stance="supports", act="assert", kind="document", origin_id="slip")
LOG = Evidence(id="log", text="No pump ran.", stance="refutes", act="assert", kind="record", origin_id="log")
DECLINED = Evidence(id="mute", text="No comment.", stance="neutral", act="decline", kind="testimony_named")


def like(piece: Evidence, **changes: object) -> Evidence:
    return Evidence.model_validate(piece.model_dump() | changes)


def judged(*pieces: Evidence, claim: Claim = CLAIM) -> Verdict:
    return judge(claim, pieces, verdict_id="v", issuer="test")


def axes(verdict: Verdict) -> tuple[EvidenceState | None, int | None]:
    return verdict.state, verdict.truth


def record(*pieces: Evidence, claim: Claim = CLAIM, **verdict: object) -> Record:
    made = Verdict.model_validate({"id": "v", "state": "insufficient", **verdict})
    return Record(id="r", cluster="c", claim=claim, evidence=pieces, verdict=made)


# Judging


def test_no_evidence_establishes_nothing() -> None:
    verdict = judged()
    assert (axes(verdict), verdict.flags, verdict.basis) == (("insufficient", None), (), ())


def test_evidence_without_a_side_establishes_nothing() -> None:
    verdict = judged(DECLINED, like(SLIP, stance="unrelated"))
    assert (axes(verdict), verdict.basis) == (("insufficient", None), ())


def test_a_denial_alone_refutes_nothing() -> None:
    verdict = judged(DENIED)
    assert axes(verdict) == ("insufficient", None)
    assert verdict.flags == ("denied_by_interested_party",)


def test_an_assertion_alone_establishes_nothing() -> None:
    assert axes(judged(SAID)) == ("insufficient", None)


def test_one_voice_for_and_one_against_is_disputed_and_no_more() -> None:
    verdict = judged(SAID, DENIED)
    assert axes(verdict) == ("insufficient", None)
    assert verdict.flags == ("disputed", "denied_by_interested_party")


def test_three_mentions_of_one_origin_are_one() -> None:
    against = [like(DENIED, id=name, act="assert", origin_id=name) for name in ("a", "b")]
    mentions = [like(SAID, id=name) for name in ("headline", "lead", "quote")]
    assert axes(judged(*mentions, *against)) == ("insufficient", None)
    assert origins(tuple(mentions), ("supports",)) == {"dahl"}


def test_two_independent_origins_a_side_conflict() -> None:
    for_it = [like(SAID, id=name, origin_id=name) for name in ("a", "b")]
    against = [like(SAID, id=name, origin_id=name, stance="refutes") for name in ("c", "d")]
    assert axes(judged(*for_it, *against)) == ("conflicting", None)


def test_evidence_without_an_origin_is_an_origin_of_its_own() -> None:
    assert origins((like(SAID, origin_id=None), like(SAID, id="b", origin_id=None)), ("supports",)) == {"said", "b"}


def test_a_single_anonymous_source_is_flagged_however_often_it_is_told() -> None:
    aide = like(SAID, kind="testimony_anonymous", origin_id="aide")
    assert judged(aide, like(aide, id="again")).flags == ("single_anonymous_source",)


def test_two_anonymous_sources_are_not_a_single_one() -> None:
    aide = like(SAID, kind="testimony_anonymous", origin_id="aide")
    assert judged(aide, like(aide, id="b", origin_id="clerk")).flags == ()


def test_a_named_source_is_not_anonymous() -> None:
    assert judged(SAID).flags == ()


@pytest.mark.parametrize("kind", HARD)
@pytest.mark.parametrize(
    ("stance", "truth"), [("supports", 4), ("partly_supports", 3), ("partly_refutes", 1), ("refutes", 0)]
)
def test_more_than_a_word_on_one_side_settles_it(kind: str, stance: str, truth: int) -> None:
    assert axes(judged(like(SLIP, kind=kind, stance=stance))) == ("sufficient", truth)


def test_a_whole_support_outweighs_a_partial_one() -> None:
    assert axes(judged(SLIP, like(SLIP, id="b", stance="partly_supports"))) == ("sufficient", 4)


def test_documents_on_both_sides_conflict() -> None:
    verdict = judged(SLIP, LOG)
    assert axes(verdict) == ("conflicting", None)
    assert verdict.flags == ("disputed",)


def test_a_document_against_two_witnesses_conflicts() -> None:
    witnesses = [like(SAID, id=name, origin_id=name) for name in ("a", "b")]
    assert axes(judged(LOG, *witnesses)) == ("conflicting", None)


def test_a_document_stands_against_one_witness() -> None:
    verdict = judged(LOG, SAID)
    assert (axes(verdict), verdict.flags) == (("sufficient", 0), ("disputed",))


def test_a_denial_in_a_document_is_still_a_denial() -> None:
    assert axes(judged(like(DENIED, kind="document"))) == ("insufficient", None)
    assert axes(judged(SLIP, like(DENIED, kind="document"))) == ("sufficient", 4)


def test_two_denials_do_not_outweigh_a_document() -> None:
    assert axes(judged(SLIP, DENIED, like(DENIED, id="b", origin_id="other"))) == ("sufficient", 4)


@pytest.mark.parametrize("level", OPEN)
def test_what_is_open_has_no_truth(level: Level) -> None:
    claim = Claim(id="r", text="The quarry is a bad neighbour.", level=level)
    assert axes(judged(SLIP, LOG, claim=claim)) == ("not_applicable", None)


def test_what_cannot_be_checked_has_no_truth() -> None:
    assert axes(judged(SLIP, claim=Claim(id="r", text="It is so.", checkable=False))) == ("not_applicable", None)


def test_that_somebody_said_it_can_be_checked() -> None:
    claim = Claim(id="r", text="Dahl said that the quarry pumped.", level="speech_act")
    assert axes(judged(SLIP, claim=claim)) == ("sufficient", 4)


def test_the_basis_is_all_that_takes_a_side() -> None:
    assert judged(SAID, DECLINED, DENIED).basis == ("said", "denied")


def test_a_judgement_names_its_holders_and_counts_their_origins() -> None:
    dahl = like(SAID, holder="Per Dahl")
    verdict = judged(dahl, like(dahl, id="b"), like(DENIED, holder="Brask"))
    assert verdict.justification == "Per Dahl says so (1 origin); Brask says otherwise (1 origin)."


@pytest.mark.parametrize(("level", "interested"), [("high", True), ("some", True), ("none", False), ("unknown", False)])
def test_a_denial_is_interested_where_its_holder_is(level: str, interested: bool) -> None:
    assert interested_denial(like(DENIED, holder_interest={"level": level})) is interested


def test_an_interested_assertion_is_no_denial() -> None:
    assert not interested_denial(like(SAID, holder_interest=HIGH))


def test_a_denial_by_nobody_in_particular_is_not_interested() -> None:
    assert not interested_denial(like(DENIED, holder_interest=None))


# Judging, whatever the evidence

pieces = st.builds(
    Evidence,
    id=st.uuids().map(str),
    text=st.just("x"),
    stance=st.sampled_from(STANCES),
    act=st.sampled_from(get_args(Act)),
    kind=st.none() | st.sampled_from(get_args(EvidenceKind)),
    holder_interest=st.none() | st.just(HIGH),
    origin_id=st.none() | st.sampled_from(["a", "b", "c"]),
)
bodies = st.lists(pieces, max_size=6)
claims = st.builds(Claim, id=st.just("r"), text=st.just("x"), level=st.sampled_from(get_args(Level)))


@given(bodies.flatmap(lambda body: st.tuples(st.just(body), st.permutations(body))), claims)
def test_the_order_of_evidence_does_not_matter(bodies: tuple[list[Evidence], list[Evidence]], claim: Claim) -> None:
    first, second = (judged(*body, claim=claim) for body in bodies)
    assert (axes(first), first.flags) == (axes(second), second.flags)


@given(bodies.filter(bool), claims, st.data())
def test_one_more_mention_of_a_known_origin_changes_nothing(
    body: list[Evidence], claim: Claim, data: st.DataObject
) -> None:
    told = data.draw(st.sampled_from(body))
    body = [like(piece, origin_id=piece.origin_id or piece.id) for piece in body]
    again = like(told, id="again", text="y", origin_id=told.origin_id or told.id)
    first, second = judged(*body, claim=claim), judged(*body, again, claim=claim)
    assert (axes(first), first.flags) == (axes(second), second.flags)


@given(bodies, claims, st.lists(pieces.map(lambda piece: like(piece, act="deny", stance="refutes")), max_size=3))
def test_denials_never_move_truth(body: list[Evidence], claim: Claim, denials: list[Evidence]) -> None:
    assert judged(*body, *denials, claim=claim).truth == judged(*body, claim=claim).truth


@given(st.lists(pieces.map(lambda piece: like(piece, act="deny")), max_size=6), claims)
def test_denials_alone_establish_nothing(body: list[Evidence], claim: Claim) -> None:
    assert judged(*body, claim=claim).truth is None


@given(st.lists(pieces.filter(lambda piece: piece.act != "deny"), max_size=6), claims)
def test_what_is_judged_breaks_no_rule(body: list[Evidence], claim: Claim) -> None:
    verdict = judged(*body, claim=claim)
    assert violations(Record(id="r", cluster="c", claim=claim, evidence=tuple(body), verdict=verdict)) == []


# How statements bear on a claim


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"act": "deny", "stance": "refutes"}, "denies"),
        ({"act": "assert", "stance": "refutes"}, "contradicts"),
        ({"act": "assert", "stance": "partly_refutes"}, "contradicts"),
        ({"act": "confirm", "stance": "supports"}, "confirms"),
        ({"act": "confirm", "stance": "partly_supports"}, "partly_confirms"),
        ({"act": "confirm", "stance": "supports", "origin_id": "dahl"}, "reaffirms"),
        ({"act": "assert", "stance": "supports", "origin_id": "dahl"}, "repeats"),
        ({"act": "correct", "stance": "refutes"}, "corrects"),
        ({"act": "retract", "stance": "refutes"}, "retracts"),
        ({"act": "question", "stance": "neutral"}, "disputes"),
        ({"act": "criticise", "stance": "neutral"}, "criticises"),
        ({"act": "decline", "stance": "neutral"}, "no_position_on"),
    ],
)
def test_the_kind_of_a_link_follows_from_act_stance_and_origin(changes: dict[str, str], kind: str) -> None:
    second = like(SAID, **({"id": "second", "origin_id": "brask"} | changes))
    assert links(record(SAID, second)) == {"second": kind}


@pytest.mark.parametrize("act", ["assert", "criticise", "confirm"])
def test_who_first_speaks_for_a_claim_makes_it_whatever_the_act(act: str) -> None:
    assert links(record(like(SAID, act=act))) == {}


def test_another_voice_for_a_claim_is_no_link_of_these_kinds() -> None:
    assert links(record(SAID, like(SAID, id="second", origin_id="brask"))) == {}


def test_a_denial_told_before_the_claim_is_still_a_denial() -> None:
    assert links(record(DENIED, SAID)) == {"denied": "denies"}


# What a record may never say: each rule kept, and broken


def test_a_record_without_a_verdict_breaks_no_rule() -> None:
    assert violations(Record(id="r", cluster="c", claim=CLAIM, evidence=(SAID, DENIED))) == []


def test_a_denial_refutes() -> None:
    assert violations(record(DENIED, like(DENIED, id="b", stance="partly_refutes"))) == []


@pytest.mark.parametrize("stance", ["supports", "partly_supports", "neutral", "unrelated", None])
def test_a_denial_with_another_stance_is_a_violation(stance: str | None) -> None:
    (problem,) = violations(record(like(DENIED, stance=stance)))
    assert problem.startswith(f"evidence denied: act deny with stance {stance!r}")


def test_truth_may_rest_on_a_document_that_refutes() -> None:
    assert violations(record(DENIED, LOG, state="sufficient", truth=0, basis=["denied", "log"])) == []


@pytest.mark.parametrize("truth", [0, 1, 2])
def test_truth_that_rests_on_denials_is_a_violation(truth: int) -> None:
    found = violations(record(DENIED, LOG, state="sufficient", truth=truth, basis=["denied"]))
    assert found == [f"verdict: truth {truth} rests on denials alone; a denial is not a refutation"]


@pytest.mark.parametrize("truth", [3, 4])
def test_a_denial_in_the_basis_does_not_forbid_support(truth: int) -> None:
    assert violations(record(SLIP, DENIED, state="sufficient", truth=truth, basis=["slip", "denied"])) == []


@pytest.mark.parametrize("truth", [3, 4])
@pytest.mark.parametrize("basis", [(), ("denied",), ("log",)])
def test_support_needs_supporting_evidence_in_its_basis(truth: int, basis: tuple[str, ...]) -> None:
    found = violations(record(SLIP, DENIED, LOG, state="sufficient", truth=truth, basis=basis))
    assert found == [f"verdict: truth {truth} without supporting evidence in its basis that is no denial"]


def test_support_does_not_rest_on_a_denial() -> None:
    found = violations(record(like(DENIED, stance="supports"), state="sufficient", truth=4, basis=["denied"]))
    assert found[1:] == ["verdict: truth 4 without supporting evidence in its basis that is no denial"]


@pytest.mark.parametrize("truth", [0, 3])
def test_a_truth_of_a_record_without_evidence_rests_on_what_is_not_here(truth: int) -> None:
    assert violations(record(state="sufficient", truth=truth)) == []


def test_the_basis_may_be_any_evidence_that_bears_on_the_claim() -> None:
    assert violations(record(SAID, DECLINED, basis=["said", "mute"])) == []


def test_a_basis_that_is_not_there_is_a_violation() -> None:
    assert violations(record(SAID, DECLINED, basis=["sad"])) == [
        "verdict: basis 'sad' is not evidence of this record; it has: said, mute"
    ]


def test_a_basis_that_is_unrelated_is_a_violation() -> None:
    found = violations(record(like(SAID, stance="unrelated"), basis=["said"]))
    assert found == ["verdict: basis 'said' is unrelated to the claim"]


def test_documents_on_both_sides_may_be_called_conflicting() -> None:
    assert violations(record(SLIP, LOG, state="conflicting")) == []


def test_independent_origins_on_both_sides_may_be_called_conflicting() -> None:
    both = [
        like(SAID, id=f"{stance}{n}", stance=stance, origin_id=f"{stance}{n}")
        for stance in ("supports", "refutes")
        for n in (1, 2)
    ]
    assert violations(record(*both, state="conflicting")) == []


def test_one_word_against_another_is_not_conflicting() -> None:
    found = violations(record(SAID, like(SAID, id="again"), DENIED, state="conflicting"))
    assert [problem.split(" side")[0] for problem in found] == [
        "verdict: conflicting, but the supporting",
        "verdict: conflicting, but the refuting",
    ]


@pytest.mark.parametrize("level", OPEN)
def test_an_open_level_is_not_applicable(level: Level) -> None:
    claim = Claim(id="r", text="The quarry is a bad neighbour.", level=level, checkable=False)
    assert violations(record(SAID, claim=claim, state="not_applicable")) == []
    (problem,) = violations(record(SAID, claim=claim, state="insufficient"))
    assert problem == f"verdict: state 'insufficient' for a claim of level {level!r}; allowed: 'not_applicable'"


def test_a_checkable_claim_is_not_not_applicable() -> None:
    assert violations(record(SAID, state="not_applicable")) == [
        "verdict: not_applicable for a checkable claim of level 'content'"
    ]


def test_disputed_needs_both_sides() -> None:
    assert violations(record(SAID, DENIED, flags=["disputed"])) == []
    (problem,) = violations(record(SAID, DECLINED, flags=["disputed"]))
    assert problem == "verdict: flag disputed, but the evidence stands on one side"


def test_denied_by_interested_party_needs_one() -> None:
    assert violations(record(DENIED, flags=["denied_by_interested_party"])) == []
    impartial = like(DENIED, holder_interest=None)
    (problem,) = violations(record(impartial, flags=["denied_by_interested_party"]))
    assert problem.startswith("verdict: flag denied_by_interested_party, but no denial")


def test_a_single_anonymous_source_is_one_origin() -> None:
    aide = like(SAID, kind="testimony_anonymous")
    assert violations(record(aide, like(aide, id="b"), flags=["single_anonymous_source"])) == []
    clerk = like(aide, id="clerk", origin_id="clerk")
    (problem,) = violations(record(aide, clerk, flags=["single_anonymous_source"]))
    assert problem == "verdict: flag single_anonymous_source with 2 supporting origins"


def test_a_single_anonymous_source_is_anonymous() -> None:
    aide = like(SAID, kind="testimony_anonymous")
    assert violations(record(aide, LOG, flags=["single_anonymous_source"])) == []
    (problem,) = violations(record(aide, like(SAID, id="named"), flags=["single_anonymous_source"]))
    expected = "verdict: flag single_anonymous_source, but evidence named supports and is of kind 'testimony_named'"
    assert problem == expected


def test_a_hedge_stands_in_the_claim() -> None:
    hedged = CLAIM.model_copy(update={"modality": "May have"})
    assert violations(record(claim=hedged)) == []
    (problem,) = violations(record(claim=CLAIM.model_copy(update={"modality": "allegedly"})))
    assert problem == "claim: modality 'allegedly' is not in its text: a hedge is lost"


def test_the_label_of_a_source_is_not_ours_to_judge() -> None:
    theirs = record(like(DENIED, stance="supports"), state="sufficient", truth=0, label="REFUTES", basis=["denied"])
    assert violations(theirs) == []


def test_the_form_of_an_imported_record_is_checked_all_the_same() -> None:
    (problem,) = violations(record(SAID, label="REFUTES", basis=["sad"]))
    assert problem.startswith("verdict: basis 'sad'")


# Chains


def attribution(*roles: str, **changes: object) -> Attribution:
    chain = tuple(Source.model_validate({"entity": role, "role": role}) for role in roles)
    content = (Span(article_id="a", start=0, end=4, exact="grey"),)
    base = {"id": "t", "content": content, "chain": chain, "directness": "indirect", "act": "assert", "origin_id": "o"}
    return Attribution.model_validate(base | changes)


def chained(*told: Attribution, evidence: tuple[Evidence, ...] = ()) -> list[str]:
    return violations(Record(id="r", cluster="c", claim=CLAIM, attributions=told, evidence=evidence))


@pytest.mark.parametrize(
    "roles",
    [
        ("narrator", "origin"),
        ("narrator", "relay", "venue", "on_behalf_of", "origin"),
        ("narrator", "relay", "relay", "origin"),
    ],
)
def test_a_chain_runs_from_the_narrator_to_the_origin(roles: tuple[str, ...]) -> None:
    assert chained(attribution(*roles)) == []


@pytest.mark.parametrize("roles", [("origin",), ("relay", "origin"), ("narrator", "narrator", "origin")])
def test_a_chain_that_does_not_begin_with_the_one_narrator_is_a_violation(roles: tuple[str, ...]) -> None:
    assert chained(attribution(*roles)) == [
        f"attribution t: chain of roles {', '.join(roles)}: it begins with the one narrator"
    ]


@pytest.mark.parametrize("roles", [("narrator",), ("narrator", "relay"), ("narrator", "origin", "origin")])
def test_a_chain_that_does_not_end_with_the_one_origin_is_a_violation(roles: tuple[str, ...]) -> None:
    assert chained(attribution(*roles)) == [
        f"attribution t: chain of roles {', '.join(roles)}: it ends with the one origin"
    ]


def test_an_outlets_own_voice_is_the_narrator_alone() -> None:
    assert chained(attribution("narrator", directness="own_voice")) == []
    (problem,) = chained(attribution("narrator", "origin", directness="own_voice"))
    assert problem == "attribution t: own_voice has a chain of one link, the narrator"


def test_what_is_nested_stands_in_an_attribution_of_the_record() -> None:
    outer = attribution("narrator", "origin", id="outer")
    assert chained(outer, attribution("narrator", "origin", nested_in="outer")) == []
    (problem,) = chained(attribution("narrator", "origin", nested_in="outer"))
    assert problem == "attribution t: nested_in 'outer' is no attribution of this record"


def test_evidence_names_an_attribution_of_the_record() -> None:
    piece = like(SAID, attribution_id="t")
    assert chained(attribution("narrator", "origin"), evidence=(piece,)) == []
    (problem,) = chained(evidence=(piece,))
    assert problem.startswith("evidence said: attribution 't' is not of this record")
