"""How much of a claim's wording the evidence shares."""

from __future__ import annotations

import pytest

from fcbench.lexical import shared_words
from fcbench.schema import Example


def share(claim: str, *evidence: str) -> float:
    return float(shared_words([Example(id="x", claim=claim, evidence=evidence)])[0, 0])


def test_the_share_is_of_the_words_of_the_claim() -> None:
    assert share("bridge opened today", "The bridge has opened at last") == pytest.approx(2 / 3)


def test_case_and_punctuation_do_not_matter() -> None:
    assert share("Bridge opened!", "\u201cOPENED\u201d, the bridge.") == 1


def test_words_that_any_text_has_are_not_counted() -> None:
    assert share("The bridge is on the river", "It is on the way") == 0
    assert share("The bridge is open", "A bridge, open") == 1


def test_a_word_is_counted_once_however_often_it_stands() -> None:
    assert share("bridge bridge bridge opened", "bridge bridge") == 0.5


def test_the_best_piece_of_evidence_counts_and_not_all_together() -> None:
    assert share("bridge opened", "bridge", "opened") == 0.5


@pytest.mark.parametrize(("claim", "evidence"), [("bridge", ()), ("", ("bridge",)), ("the", ("the",))])
def test_nothing_is_shared_with_nothing(claim: str, evidence: tuple[str, ...]) -> None:
    assert share(claim, *evidence) == 0


def test_there_is_one_row_an_example() -> None:
    rows = [Example(id=name, claim="bridge", evidence=(name,)) for name in ("bridge", "river", "bridge")]
    assert shared_words(rows).tolist() == [[1], [0], [1]]
