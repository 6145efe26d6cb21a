"""Forms of a word have one stem, and a contracted not is a word."""

from __future__ import annotations

import pytest

from fcbench.stance.stems import stems


@pytest.mark.parametrize(
    "forms",
    ["deny denies denied denying", "stop stops stopped stopping", "claim claims claimed claiming", "story stories",
     "watch watches watched watching", "refuse refuses refused refusing"],
)  # fmt: skip
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(set(stems(forms))) == 1


@pytest.mark.parametrize("word", ["bus", "crisis", "glass", "bed", "sing", "his", "e", "n't"])
def test_a_word_that_only_looks_inflected_stays(word: str) -> None:
    assert stems(word)[0][:3] == word[:3]


def test_a_contraction_is_two_stems() -> None:
    assert stems("It wasn’t, it won't, he can't") == ["it", "was", "n't", "it", "will", "n't", "he", "can", "n't"]


def test_characters_of_no_word_give_none() -> None:
    assert stems("\u200b\x00 — ?!… 🌉") == []
