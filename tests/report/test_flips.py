"""Flips for people: what the terminal and the Markdown show."""

from __future__ import annotations

import io

from rich.console import Console

from fcbench.flips import Flips, Rate
from fcbench.report import flips as shown
from fcbench.schema import Pedigree, Score

PEDIGREE = Pedigree(
    dataset="made", version="1.0.0", fingerprint="0" * 16, split="all", task="verdict", model="mine", revision="1",
    training="none", labels="common", metrics="flips@1", n=27, seed=0, fcbench="0",
)  # fmt: skip
SOME = Rate(hits=3, n=9, clusters=12, share=Score(value=1 / 3, low=0.1, high=0.6))
NONE = Rate(hits=0, n=0, clusters=0, share=Score(value=None))
RESULT = Flips(
    pedigree=PEDIGREE, records=3, left_out=1, silent=2,
    rates={
        "turned to refuted": {
            "deny": SOME, "deny, interested": SOME, "deny, wording 1": SOME, "decline, interested": NONE,
        },
        "called insufficient": {"bare assertion": SOME, "deny, interested": SOME},
    },
)  # fmt: skip


def text(width: int) -> str:
    screen = Console(width=width, file=io.StringIO(), record=True)
    screen.print(shown.console(RESULT))
    return screen.export_text()


def test_the_terminal_leads_to_the_denial_flip_rate_and_cuts_nothing() -> None:
    assert "bare denials by an interested party: 0.333 (0.100 to 0.600) of 9." in text(132)
    assert "…" not in text(80)


def test_a_rate_of_no_pairs_is_undefined() -> None:
    assert "n/a of 0" in text(132)


def test_the_report_has_rates_by_interest_and_wording_the_wordings_and_the_pedigree() -> None:
    report = shown.markdown(RESULT)
    assert "| deny, interested | 0.333 (0.100 to 0.600) of 9 | 0.333 (0.100 to 0.600) of 9 |" in report
    assert "| deny, wording 1 | 0.333 (0.100 to 0.600) of 9 |  |" in report
    assert "- wording 1, deny: {Holder} denied that {claim}." in report
    assert PEDIGREE.line() in report


def test_tables_have_no_gap_between_head_and_rows() -> None:
    lines = shown.markdown(RESULT).splitlines()
    for number, line in enumerate(lines):
        if line.startswith("|---"):
            assert lines[number - 1].startswith("| ")
            assert lines[number + 1].startswith("| ")


def test_of_the_stance_task_the_sentence_says_what_is_right() -> None:
    pedigree = PEDIGREE.model_copy(update={"task": "stance"})
    of_stance = RESULT.model_copy(update={"pedigree": pedigree, "rates": {"right": {"deny": SOME, "decline": NONE}}})
    assert shown.sentence(of_stance).endswith("deny 0.333 (0.100 to 0.600) of 9, decline n/a of 0.")


def test_the_report_says_which_examples_the_model_was_trained_on() -> None:
    told = "14 of 27 examples share their story with the training split"
    assert f"\n{told}: their figures may flatter.\n" in shown.markdown(RESULT.model_copy(update={"trained_on": 14}))
    assert "training split" not in shown.markdown(RESULT)
