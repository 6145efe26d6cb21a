"""Evidence as rules hear it: sides, acts, holders and kinds."""

from __future__ import annotations

import pytest

from fcbench.stance.hearing import heard

CLAIM = "The council closed the old bridge"


def test_an_assertion_supports_and_has_its_holder() -> None:
    (piece,) = heard(CLAIM, ("The council closed the old bridge, said Orla Venn.",))
    assert (piece.stance, piece.act, piece.kind) == ("supports", "assert", "testimony_named")
    assert piece.holder == "Orla Venn"


def test_a_denial_refutes_as_an_act_without_support() -> None:
    (piece,) = heard(CLAIM, ("Orla Venn denied that the council had closed the old bridge.",))
    assert (piece.stance, piece.act, piece.kind) == ("refutes", "deny", "denial_unsupported")


def test_a_negation_turns_a_side_and_a_negated_claim_turns_it_back() -> None:
    said = "The council did not close the old bridge."
    assert heard(CLAIM, (said,))[0].stance == "refutes"
    assert heard("The council did not close the old bridge", (said,))[0].stance == "supports"


@pytest.mark.parametrize("text", ["", " \n", "Cats sleep.", "\x00—"])
def test_what_shares_nothing_is_unrelated(text: str) -> None:
    assert heard(CLAIM, (text,))[0].stance == "unrelated"


def test_what_a_piece_rests_on_is_its_kind() -> None:
    assert heard(CLAIM, ("A ledger shows that the council closed the old bridge.",))[0].kind == "record"


def test_two_pieces_of_one_speaker_have_one_origin() -> None:
    pieces = heard(CLAIM, ("The bridge is shut, said Orla Venn.", "The council closed it, said Orla Venn."))
    assert pieces[0].origin_id == pieces[1].origin_id is not None


def test_a_denial_of_something_else_is_no_denial_of_the_claim() -> None:
    (piece,) = heard(CLAIM, ("Orla Venn denied that the mill had burned.",))
    assert (piece.stance, piece.act) == ("unrelated", None)
