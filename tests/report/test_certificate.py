"""The certificate as people see it: what was found leads, promises are plain, and nothing of the data is mark-up."""

from __future__ import annotations

import pytest
from rich.console import Console

from fcbench.findings import Certificate, Finding, SplitSize, Unmeasured, found
from fcbench.report import certificate as shown
from fcbench.schema import Score

SPEAKERS = found(
    "speaker", ("train", "test"), (3, 4), "3 of 4 speakers of test are in train.", rows=5, of_rows=9,
    examples=(("a|b", "<i>"),),
)  # fmt: skip
CLAIMS = found("claim", ("train", "test"), (0, 9), "0 of 9 claims of test are in train.", promised=True)
GAIN = found(
    "claim_only_accuracy", ("train", "test"), (9, 9), "Shown the claim alone, a model has more.",
    value=Score(value=0.04, low=0.03, high=0.05), details={"task": "verdict", "claim_only": 0.5, "majority": 0.46},
)  # fmt: skip
RULE = found("label_rule", ("train",), (7, 9), "The label of 7 of 9 claims is usual.", details={"exceptions": 2})


def certificate(*findings: Finding, promises: tuple[str, ...] = ("claim", "origin")) -> Certificate:
    return Certificate(
        dataset="made<b>",
        version="1.0.0",
        fingerprint="0" * 64,
        fcbench="0.1.0",
        near=0.6,
        splits={
            "train": SplitSize(records=20, evidence=30, articles=0),
            "test": SplitSize(records=9, evidence=9, articles=1),
        },
        promises=promises,
        findings=findings,
        unmeasured=(
            Unmeasured(kind="origin", reason="no two splits have origins", promised=True),
            Unmeasured(kind="tied_votes", reason="no votes are kept"),
            Unmeasured(kind="agreement", reason="no votes are kept"),
        ),
    )


def printed(made: Certificate) -> str:
    console = Console(width=140)
    with console.capture() as capture:
        console.print(shown.console(made))
    return capture.get()


def line(text: str, start: str) -> list[str]:
    (only,) = [line for line in text.splitlines() if line.startswith(start)]
    return only.split("  ")[0:1] + [part.strip() for part in only.split("  ")[1:] if part.strip()]


def test_what_was_found_has_a_row_with_its_share_and_its_records() -> None:
    text = printed(certificate(SPEAKERS, CLAIMS, GAIN))
    assert text.splitlines()[0].strip() == "made<b> 1.0.0 (0000000000000000): records of train 20, test 9"
    assert line(text, "speakers") == ["speakers", "test in train", "3 of 4", "75.0 %", "5 of 9"]
    assert line(text, "claims alone")[2] == "+0.040 (+0.030 to +0.050)"


def test_what_is_not_there_and_what_could_not_be_counted_are_apart() -> None:
    text = printed(certificate(SPEAKERS, CLAIMS))
    assert "nothing found: claims\n" in text
    assert "origins (no two splits have origins); tied votes, annotators' agreement (no votes are kept)" in text


def test_a_rule_with_exceptions_has_no_row() -> None:
    assert not shown.telling(RULE)
    assert shown.telling(RULE.model_copy(update={"count": 9}))


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((CLAIMS,), ("promise kept, claims: none in two splits of 2", False)),
        (
            (CLAIMS.model_copy(update={"count": 1, "broken": True}),),
            (f"promise broken, claims: {CLAIMS.sentence}", True),
        ),
    ],
)
def test_a_promise_is_kept_or_broken(findings: tuple[Finding, ...], expected: tuple[str, bool]) -> None:
    assert shown.promises(certificate(*findings)) == [
        expected,
        ("promise not checked, origins: no two splits have origins", False),
    ]


def test_a_card_without_promises_says_so() -> None:
    assert shown.promises(certificate(promises=())) == [("The card promises nothing of its splits.", False)]


def test_markdown_shows_every_finding_and_escapes_what_is_of_the_data() -> None:
    text = shown.markdown(certificate(SPEAKERS, CLAIMS, RULE))
    assert "| speakers | test in train | 3 of 4 | 75.0 % | 5 of 9 |  | a&#124;b ~ &#60;i&#62; |" in text
    assert "| claims | test in train | 0 of 9 | 0.0 % |" in text
    assert "| train | 20 | 30 | 0 |\n| test | 9 | 9 | 1 |\n" in text
    assert "\n- 3 of 4 speakers of test are in train.\n" in text
    assert "<b>" not in text


def test_a_table_has_no_line_between_its_rows() -> None:
    text = shown.markdown(certificate(SPEAKERS, CLAIMS, RULE))
    for before, line, after in zip(text.splitlines(), text.splitlines()[1:], text.splitlines()[2:], strict=False):
        if not line:
            assert not (before.startswith("|") and after.startswith("|"))


def test_the_same_certificate_gives_the_same_bytes() -> None:
    made = certificate(SPEAKERS, GAIN, RULE)
    assert shown.markdown(made) == shown.markdown(Certificate.model_validate_json(made.model_dump_json()))
