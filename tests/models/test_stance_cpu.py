"""The stance and verdict baselines without pretrained weights, as models."""

from __future__ import annotations

from types import ModuleType

import pytest

from fcbench.models import metadata_only, stance_cpu, verdict_cpu, verdict_rules
from fcbench.schema import DataError, Example

FNC = ("agree", "disagree", "discuss", "unrelated")
VERDICTS = ("supported", "refuted", "conflicting", "insufficient")


def example(name: str, claim: str, *evidence: str) -> Example:
    return Example(id=name, claim=claim, evidence=evidence)


ROWS = [example(str(n), f"The bridge {n} closed", f"Bridge {n} is closed." if n % 2 else "Cats.") for n in range(40)]
GOLD = ["agree" if n % 2 else "unrelated" for n in range(40)]


def test_the_objective_is_part_of_the_name() -> None:
    assert stance_cpu.load("", FNC).name == "stance-cpu"
    assert stance_cpu.load("fnc", FNC).name == "stance-cpu:fnc"


def test_an_objective_for_other_labels_is_refused() -> None:
    with pytest.raises(DataError, match="objective 'fnc' is not for the labels: yes, no"):
        stance_cpu.load("fnc", ("yes", "no"))


@pytest.mark.parametrize("kind", [stance_cpu, verdict_cpu])
def test_a_model_that_has_not_learned_says_so(kind: ModuleType) -> None:
    with pytest.raises(DataError, match="has not learned: fit it first"):
        kind.load("", FNC).predict(ROWS[:1])


def test_evidence_that_is_empty_is_answered_too() -> None:
    model = stance_cpu.load("", FNC).fit(ROWS, GOLD)
    assert [answer.label for answer in model.predict([example("a", "The bridge closed"), example("b", "", "")])] != []


def test_an_answer_does_not_depend_on_the_batch() -> None:
    model = stance_cpu.load("", FNC).fit(ROWS, GOLD)
    assert [answer for row in ROWS for answer in model.predict([row])] == model.predict(ROWS)


def test_verdict_cpu_sees_each_piece() -> None:
    rows = [
        example(str(n), f"The bridge {n} closed", "Cats.", f"Bridge {n} is {'' if n % 2 else 'not '}closed.")
        for n in range(60)
    ]
    gold = ["supported" if n % 2 else "refuted" for n in range(60)]
    model = verdict_cpu.load("", VERDICTS).fit(rows, gold)
    fresh = [example(f"n{n}", "The tower closed", "Cats.", f"The tower is {n}closed.") for n in ("", "not ")]
    assert [answer.label for answer in model.predict(fresh)] == ["supported", "refuted"]


def test_rules_do_not_take_a_denial_for_a_refutation() -> None:
    said, denied, shown = (
        "A clerk said that the council closed the old bridge.",
        "Orla Venn denied that the council had closed the old bridge.",
        "A ledger shows that the council closed the old bridge.",
    )
    rows = [example("a", "The council closed the old bridge", said, denied)]
    rows += [example("b", "The council closed the old bridge", denied), example("c", rows[0].claim, shown, denied)]
    labels = [answer.label for answer in verdict_rules.load("", VERDICTS).predict(rows)]
    assert labels == ["insufficient", "insufficient", "supported"]


def test_rules_are_silent_where_no_label_has_a_meaning() -> None:
    assert verdict_rules.load("", ("x", "y")).predict(ROWS[:1])[0].label is None


def test_metadata_only_reads_no_word() -> None:
    rows = [example(str(n), "a" * 9, "b" * (10 if n % 2 else 90)) for n in range(80)]
    model = metadata_only.load("", ("long", "short")).fit(rows, ["short" if n % 2 else "long" for n in range(80)])
    fresh = [example("a", "z" * 9, "y" * 10), example("b", "z" * 9, "y" * 90)]
    assert [answer.label for answer in model.predict(fresh)] == ["short", "long"]
