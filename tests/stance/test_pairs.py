"""What is seen of a hand-made pair."""

from __future__ import annotations

import numpy as np
import pytest

from fcbench.stance.pairs import NAMES, features
from fcbench.stance.reading import read_claim, read_passage, tools

CLAIM = "The mayor closed the old bridge in 1987"
TOLD = {CLAIM: 0, "The harbour opened": 1, "A new school was built": 2, "The river rose": 3}
TOOLS = tools(TOLD, {f"Someone said that {text}.": topic for text, topic in TOLD.items()})


def seen(claim: str, *evidence: str) -> dict[str, float]:
    row = features([(read_claim(claim, TOOLS), read_passage(evidence, TOOLS))])[0]
    return dict(zip(NAMES, row.tolist(), strict=True))


def test_names_are_distinct_and_one_a_feature() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len(seen(CLAIM, "x")) == len(NAMES)


def test_a_passage_that_is_the_claim_covers_it() -> None:
    pair = seen(CLAIM, CLAIM + ".")
    assert pair["cosine[all]"] == pytest.approx(1, abs=1e-5)
    assert pair["covered[best]"] == pytest.approx(1, abs=1e-5)
    assert (pair["pairs"], pair["triples"], pair["numbers"], pair["missing"]) == (1, 1, 1, 0)


def test_a_passage_about_something_else_shares_nothing() -> None:
    pair = seen(CLAIM, "Cats sleep.")
    assert (pair["cosine[all]"], pair["covered[all]"], pair["found"], pair["numbers"]) == (0, 0, 0, 0)


def test_the_best_sentence_is_found_wherever_it_stands() -> None:
    pair = seen(CLAIM, "Cats sleep. Dogs bark. The mayor closed the old bridge in 1987. Birds sing.")
    assert pair["best_place"] == 2
    assert pair["covered[first]"] == 0 < pair["covered[news]"]


def test_a_denial_in_the_best_sentence_is_seen_beside_the_claims_words() -> None:
    pair = seen(CLAIM, "The mayor denied that the bridge was closed. Cats sleep.")
    assert pair["best[deny]"] == pair["near[deny]"] == 1
    assert pair["against[best]"] == pair["turned[best]"] == 1


def test_a_denial_far_from_the_claims_words_is_not_beside_them() -> None:
    far = " ".join(["somebody"] * 9)
    pair = seen(CLAIM, f"The mayor closed the bridge and {far} denied.")
    assert (pair["best[deny]"], pair["near[deny]"]) == (1, 0)


def test_a_claim_that_itself_says_no_turns_the_side() -> None:
    told = "The picture of the bridge is a hoax."
    assert seen("The picture of the bridge is a hoax", told)["turned[best]"] == 0
    assert seen("The picture shows the bridge", told)["turned[best]"] == 1


def test_hearsay_is_seen_in_the_sentences_that_match_and_not_in_others() -> None:
    told = "The mayor reportedly closed the old bridge in 1987."
    assert seen(CLAIM, told)["away_matched"] == seen(CLAIM, told)["away[best]"] == 1
    plain = seen(CLAIM, "Cats reportedly sleep. The mayor closed the old bridge in 1987.")
    assert (plain["away_matched"], plain["plain_matched"], plain["first_place"]) == (0, 1, 1)


def test_an_opposite_is_seen_only_where_the_claims_own_word_is_missing() -> None:
    assert seen("The school opened", "The school closed.")["opposites_best"] == 1
    assert seen("The school opened", "The school opened, then closed.")["opposites_best"] == 0


def test_another_number_is_not_the_claims() -> None:
    pair = seen(CLAIM, "The bridge closed in 1978.")
    assert (pair["numbers"], pair["numbers_missing"], pair["numbers_other"]) == (0, 1, 1)


def test_a_name_that_begins_a_sentence_counts_as_there_only_inside_one() -> None:
    assert seen("They saw Orlen there", "We met Orlen.")["names"] == 1
    assert seen("They saw Orlen there", "We met Tiva.")["names_missing"] == 1


@pytest.mark.parametrize("claim", ["", "?!…", "the of"])
@pytest.mark.parametrize("evidence", [(), ("",), ("—\u200b\x00",), ("橋は開いている",), ("bridge " * 5_000,)])
def test_an_empty_side_gives_finite_numbers(claim: str, evidence: tuple[str, ...]) -> None:
    assert np.isfinite(list(seen(claim, *evidence).values())).all()


def test_a_pair_does_not_change_with_those_beside_it() -> None:
    claim, passage = read_claim(CLAIM, TOOLS), read_passage(("The bridge is shut. The mayor spoke.",), TOOLS)
    other = read_passage(("Cats sleep.",), TOOLS)
    together = features([(claim, other), (claim, passage), (claim, other)])
    assert (together[1] == features([(claim, passage)])[0]).all()
