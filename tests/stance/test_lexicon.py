"""The lexicon is valid, gives its reasons, and finds words and phrases by their stems."""

from __future__ import annotations

import pytest

from fcbench.stance.lexicon import CUES
from fcbench.stance.stems import stems


def found(text: str) -> set[str]:
    return {CUES.names[group] for _, group in CUES.find(stems(text))}


def test_every_group_says_why_it_is_one() -> None:
    assert all(len(group.why.split()) >= 6 for group in CUES.sheet.groups.values())


def test_no_word_stands_twice_in_a_group() -> None:
    for name, group in CUES.sheet.groups.items():
        listed = [phrase.strip() for phrase in group.words.split("|")]
        assert sorted(set(listed)) == sorted(listed), name


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("She denied it.", "deny"),
        ("The picture was doctored", "refute"),
        ("It's not true", "refute"),
        ("nobody could verify it: could not verify", "unverified"),
        ("It didn't open", "negate"),
        ("The bridge may open", "hedge"),
        ("Is it open?", "ask"),
        ("according to a guard", "report"),
        ("The paper has since been corrected", "correct"),
    ],
)
def test_a_cue_is_found_in_any_regular_form(text: str, group: str) -> None:
    assert group in found(text)


def test_half_a_phrase_is_no_cue() -> None:
    assert "correct" not in found("They turn left")
    assert "correct" in found("They turn out to be old")


def test_opposites_go_both_ways() -> None:
    assert "fall" in CUES.opposites["rise"]
    assert "rise" in CUES.opposites["fall"]
