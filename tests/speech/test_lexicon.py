"""The lexicon: what cues.yaml must keep to, so that the rules can trust it."""

from __future__ import annotations

from dataclasses import fields

from fcbench.speech.lexicon import LEXICON
from fcbench.text import words


def groups() -> dict[str, list[str]]:
    """Every group of single words, by name."""
    found = {field.name: getattr(LEXICON, field.name) for field in fields(LEXICON)}
    return {name: sorted(value) for name, value in found.items() if isinstance(value, (frozenset, tuple))}


def test_every_word_is_in_lower_case_with_a_straight_apostrophe() -> None:
    assert [word for found in groups().values() for word in found if word != word.lower() or "’" in word] == []


def test_no_group_is_empty() -> None:
    assert [name for name, found in groups().items() if not found] == []


def test_a_verb_has_at_least_four_forms_and_no_form_is_of_two_verbs() -> None:
    forms = [form for verb in LEXICON.verbs.values() for form in verb.forms.split()]
    assert [verb.forms for verb in LEXICON.verbs.values() if len(verb.forms.split()) < 4] == []
    assert [form for form in LEXICON.forms if form not in forms] == []
    assert len(LEXICON.forms) == len(
        {(form, verb.forms) for verb in LEXICON.verbs.values() for form in verb.forms.split()}
    )


def test_a_number_stands_at_its_value() -> None:
    assert [LEXICON.numbers.index(word) for word in ("zero", "two", "ten")] == [0, 2, 10]


def test_a_modal_is_a_hedge() -> None:
    assert set(LEXICON.modals) <= set(LEXICON.hedges)


def test_what_is_looked_up_as_one_word_is_one_word() -> None:
    for name in ("roles", "institutions", "works", "speakers", "documents", "empty", "negations"):
        assert [word for word in getattr(LEXICON, name) if words(word) != [word]] == [], name
