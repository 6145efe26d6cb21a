"""What the baselines do: blind ones blindly, and each the same on every run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fcbench import linear
from fcbench.models import claim_only, evidence_only, majority, overlap, shuffled_evidence, tfidf
from fcbench.schema import Example

LABELS = ("no", "yes")
PLACES = ("bridge", "harbour", "school", "river", "market", "tower")


def example(name: str, claim: str, *evidence: str) -> Example:
    return Example(id=name, claim=claim, evidence=evidence)


RELATED = [example(f"r{place}", f"The {place} opened today", f"Today they opened the old {place}.") for place in PLACES]
STRANGE = [example(f"s{place}", f"The {place} opened today", "Cats sleep a lot.") for place in PLACES]


def test_majority_answers_with_the_most_frequent_label_and_its_share() -> None:
    model = majority.load("", LABELS).fit(RELATED[:4], ["yes", "no", "yes", "yes"])
    assert {(found.label, found.probabilities) for found in model.predict(STRANGE)} == {("yes", (0.25, 0.75))}


def test_majority_of_equally_frequent_labels_is_the_first_listed() -> None:
    model = majority.load("", LABELS).fit(RELATED[:2], ["yes", "no"])
    assert model.predict(STRANGE)[0].label == "no"


def test_majority_knows_labels_that_it_has_not_met() -> None:
    model = majority.load("", ("no", "maybe", "yes")).fit(RELATED[:2], ["yes", "yes"])
    assert model.predict(STRANGE)[0].probabilities == (0.0, 0.0, 1.0)


def test_overlap_tells_related_from_strange_by_shared_words_alone() -> None:
    model = overlap.load("", LABELS).fit(RELATED + STRANGE, ["yes"] * 6 + ["no"] * 6)
    fresh = [example("a", "The castle burned", "The castle has burned."), example("b", "The castle burned", "Cats.")]
    assert [found.label for found in model.predict(fresh)] == ["yes", "no"]


def test_overlap_takes_the_best_piece_of_evidence() -> None:
    model = overlap.load("", LABELS).fit(RELATED + STRANGE, ["yes"] * 6 + ["no"] * 6)
    assert model.predict([example("a", "The castle burned", "Cats.", "The castle has burned.")])[0].label == "yes"


def test_overlap_does_not_read_what_the_shared_words_say() -> None:
    model = overlap.load("", LABELS).fit(RELATED + STRANGE, ["yes"] * 6 + ["no"] * 6)
    said, denied = (
        example(name, "The castle burned", text) for name, text in (("a", "castle burned"), ("b", "castle not burned"))
    )
    assert model.predict([said])[0].probabilities == model.predict([denied])[0].probabilities


def test_overlap_has_no_more_than_two_answers() -> None:
    model = overlap.load("", ("a", "b", "c")).fit(RELATED + STRANGE, ["a", "b"] * 3 + ["c"] * 6)
    assert len({found.probabilities for found in model.predict(RELATED + STRANGE)}) == 2


def test_tfidf_learns_words_that_overlap_cannot_see() -> None:
    said = [example(f"y{place}", "It opened", f"Officials confirmed it: the {place}.") for place in PLACES]
    denied = [example(f"n{place}", "It opened", f"Officials denied it: the {place}.") for place in PLACES]
    model = tfidf.load("", LABELS).fit(said + denied, ["yes"] * 6 + ["no"] * 6)
    fresh = [example("a", "It opened", "They confirmed it."), example("b", "It opened", "They denied it.")]
    assert [found.label for found in model.predict(fresh)] == ["yes", "no"]


def test_tfidf_sees_whether_claim_and_evidence_share_words() -> None:
    pairs = [(claim, piece) for claim in PLACES for piece in PLACES]  # no word alone tells anything
    rows = [example(f"{claim}-{piece}", claim, f"{piece} opened") for claim, piece in pairs]
    model = tfidf.load("", LABELS).fit(rows, ["yes" if claim == piece else "no" for claim, piece in pairs])
    fresh = [example("a", "castle", "castle opened"), example("b", "castle", "museum opened")]
    same, other = (found.probabilities or () for found in model.predict(fresh))
    assert same[1] > other[1] + 0.3


def test_the_order_of_training_rows_hardly_moves_tfidf() -> None:
    rows, gold = RELATED + STRANGE, ["yes"] * 6 + ["no"] * 6
    forth, back = (tfidf.load("", LABELS).fit(rows[::step], gold[::step]).predict(rows) for step in (1, -1))
    for first, second in zip(forth, back, strict=True):
        assert first.probabilities == pytest.approx(second.probabilities, abs=2e-4)


SAME = [Example(id=str(n), claim=f"claim {n % 2} word", evidence=(f"piece {n % 3} text",)) for n in range(24)]


def answers_of(kind: Any, rows: list[Example]) -> list[object]:
    model = kind.load("", LABELS).fit(SAME, [LABELS[n % 2] for n in range(24)])
    return [prediction.probabilities for prediction in model.predict(rows)]


def test_claim_only_does_not_see_the_evidence() -> None:
    changed = [example.model_copy(update={"evidence": ("something else",)}) for example in SAME]
    assert answers_of(claim_only, changed) == answers_of(claim_only, SAME)


def test_evidence_only_does_not_see_the_claim() -> None:
    changed = [example.model_copy(update={"claim": "something else"}) for example in SAME]
    assert answers_of(evidence_only, changed) == answers_of(evidence_only, SAME)


def test_shuffled_evidence_sees_evidence_but_not_its_own() -> None:
    one, other = (
        [example.model_copy(update={"evidence": (text,)}) for example in SAME] for text in ("something", "else")
    )
    assert answers_of(shuffled_evidence, one) == answers_of(shuffled_evidence, other)


def test_shuffled_evidence_is_never_the_examples_own_where_there_is_another() -> None:
    rows = [example(f"n{number}", "It opened", f"Piece {number % 2}.") for number in range(24)]
    model = shuffled_evidence.load("", LABELS)
    shown = list(map(model.sight(rows), rows))
    assert [row.evidence for row in shown] == [(f"Piece {1 - number % 2}.",) for number in range(24)]
    assert model.sight(rows[:1])(rows[0]).evidence == rows[0].evidence


def test_a_blind_model_without_a_word_to_see_answers_with_the_shares_of_the_labels() -> None:
    bare = [example.model_copy(update={"evidence": ()}) for example in SAME]
    model = evidence_only.load("", LABELS).fit(bare, ["yes"] * 18 + ["no"] * 6)
    shares = model.predict(bare[:1])[0].probabilities
    assert shares is not None
    assert dict(zip(LABELS, shares, strict=True)) == {**dict.fromkeys(LABELS, 0.0), "yes": 0.75, "no": 0.25}


def test_of_equally_frequent_terms_the_first_in_the_alphabet_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "TERMS", 3)
    claims = ("dark deep calm bold", "dark")
    examples = [Example(id=str(number), claim=claim, evidence=("",)) for number, claim in enumerate(claims)]
    model = linear.Linear(("x", "y"), "plain").fit(examples, ["x", "y"])
    assert model.state()["terms"] == "bold\ncalm\ndark"


SCRIPT = """
from fcbench import linear
from fcbench.models import overlap, tfidf
from fcbench.schema import Example
words = "bridge harbour school river market tower opened closed today".split()
claims = [f"{words[n % 6]} {words[n % 9]}" for n in range(40)]
rows = [Example(id=str(n), claim=claim, evidence=(" ".join(words[n % 5:]),)) for n, claim in enumerate(claims)]
gold = ["yes" if n % 3 else "no" for n in range(40)]
linear.TERMS = 12  # fewer than there are: which of equally frequent ones stay must not depend on the seed
for kind in (tfidf, overlap):
    print([found.probabilities for found in kind.load("", ("no", "yes")).fit(rows, gold).predict(rows)])
"""


def test_the_baselines_do_not_depend_on_the_seed_of_hashes(root: Path) -> None:
    seen = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert seen[0].count("(") == 80
    assert seen[0] == seen[1]
