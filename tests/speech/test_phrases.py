"""Phrases: the noun phrase around a place of a sentence."""

from __future__ import annotations

import pytest

from fcbench.speech import phrases
from tests.speech.marked import parted


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The mill |denied it.", True),
        ("The mill never |said so.", True),
        ("The mill was |told so.", False),
        ("The |claim fell.", False),
        ("Ships of the United |States sailed.", False),
        ("The mill's |report fell.", False),
    ],
)
def test_a_form_of_a_verb_is_a_cue_only_where_it_is_used_as_one(text: str, verb: bool) -> None:
    assert phrases.verbal(*parted(text)) is verb


def test_auxiliaries_and_adverbs_belong_to_the_verb() -> None:
    sentence, place = parted("The mill has repeatedly |denied it.")
    assert sentence.exact(phrases.verb_group(sentence, place), place + 1) == "has repeatedly denied"
