"""Contents: the stretches that a cue brings in."""

from __future__ import annotations

import pytest

from fcbench.articles import from_text
from fcbench.speech import contents
from fcbench.speech.lexicon import LEXICON
from fcbench.speech.sentences import Sentence, sentences


def one(text: str) -> Sentence:
    (sentence,) = sentences(from_text(text, article_id="a"))
    return sentence


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Holm said it fell.", "it fell"),
        ("Holm said that it fell.", "that it fell"),
        ("Holm said on Monday that it fell.", "that it fell"),
        ('Holm said: "It fell."', "It fell."),
        ("Holm said it fell, adding no more.", "it fell"),
        ("Holm said it fell and added no more.", "it fell"),
        ("Holm told Moe that it fell.", "that it fell"),
        ("Holm told reporters it fell.", "it fell"),
        ("Holm criticized the mill while it rained.", "the mill"),
        ("Holm declined to comment.", "to comment"),
        ("Holm said after noon.", None),
        ("Holm criticized to no end.", None),
        ("Holm announced them.", None),
    ],
)
def test_what_follows_a_verb_is_content_as_far_as_the_verb_takes_it(text: str, content: str | None) -> None:
    sentence = one(text)
    found = contents.after(sentence, 1, LEXICON.forms[sentence.word(1)])
    assert (sentence.text[slice(*found)] if found else None) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("It fell, Holm said.", "It fell"),
        ("PORTO (Wire) - It fell, Holm said.", "It fell"),
        ('It fell, "and broke," Holm said.', "and broke,"),
    ],
)
def test_what_stands_before_a_speaker_is_content_without_the_dateline(text: str, content: str) -> None:
    sentence = one(text)
    found = contents.before(sentence, sentence.words.index("holm"))
    assert found
    assert sentence.text[slice(*found)] == content


def test_a_stretch_has_no_punctuation_at_its_edges_and_some_word_in_it() -> None:
    sentence = one("Well, it fell, .")
    found = contents.stretch(sentence, 1, len(sentence.words))
    assert found
    assert sentence.text[slice(*found)] == "it fell"
    assert contents.stretch(sentence, 1, 2) is None


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Holm said it fell, clerks said on Monday.", "it fell"),
        ("Holm said it fell, clerks told the court in May.", "it fell"),
        ("Holm said it fell, the mill called for boats.", "it fell, the mill called for boats"),
    ],
)
def test_a_content_ends_where_another_says_so_whenever_that_was(text: str, content: str) -> None:
    sentence = one(text)
    found = contents.after(sentence, 1, LEXICON.forms[sentence.word(1)])
    assert (sentence.text[slice(*found)] if found else None) == content
