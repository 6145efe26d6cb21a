"""Voices: who is meant by a source, after those heard before."""

from __future__ import annotations

import pytest

from fcbench.speech.voices import NOBODY, Cast, Voice


def heard(*phrases: str, text: str = "") -> list[Voice]:
    """The voices of these sources, each heard before the next."""
    cast, found = Cast(text), []
    for phrase in phrases:
        found.append(cast.voice(phrase))
        cast.hear(found[-1])
    return found


@pytest.mark.parametrize(
    ("phrases", "name"),
    [
        (("Vera Holm", "Odd Lie", "Holm"), "Vera Holm"),
        (("Vera Holm", "Ida Holm", "Holm"), "Ida Holm"),
        (("minister Vera Holm", "Odd Lie", "the minister"), "Vera Holm"),
        (("clerk Vera Holm", "the Ode Agency", "she"), "Vera Holm"),
        (("clerk Vera Holm", "the Ode Agency", "it"), "Ode Agency"),
        (("Ode Foods", "clerk Vera Holm", "the company"), "Ode Foods"),
        (("the Ode Agency", "clerk Vera Holm", "they"), "Vera Holm"),
        (("clerk Odd Lie", "the Ode Agency", "him"), "Odd Lie"),
        (("the Ode Agency", "clerk Vera Holm", "them"), "Vera Holm"),
        (("him",), "unknown"),
        (("the Ode newspaper", "the company"), "company"),
        (("she",), "she"),
    ],
)
def test_a_voice_is_found_again_under_other_names(phrases: tuple[str, ...], name: str) -> None:
    assert heard(*phrases)[-1].name == name


def test_letters_behind_a_name_are_no_surname() -> None:
    text = "Vera Holm KC rose. Odd Lie KC, defending, rose. He sat down."
    cast = Cast(text)
    cast.hear(cast.voice("Vera Holm KC", 0), 0)
    assert cast.voice("He", text.index("He")).name == "Odd Lie"
    assert [one.name for one in heard("Vera Holm KC", "Odd Lie KC", "He", text=text)][2] == "Odd Lie"


def test_a_party_behind_a_name_and_a_councillor_before_it_are_no_part_of_it() -> None:
    text = "Council leader Cllr Odd Lie (Con) left."
    first, he, again = heard("Council leader Cllr Odd Lie (Con)", "he", "Cllr Lie", text=text)
    assert (first.name, he.name, again.name) == ("Odd Lie", "Odd Lie", "Odd Lie")


def test_whom_a_title_names_is_a_person_though_a_body_stands_before_it() -> None:
    text = "Clerk Odd Lie left. Election board director Vera Holm left."
    assert heard("clerk Odd Lie", "Election board director Vera Holm", "she", text=text)[-1].name == "Vera Holm"


def test_two_with_titles_are_both_named() -> None:
    assert heard("Mr Holm and Senator Ida Moe")[0].name == "Mr Holm and Senator Ida Moe"


def test_capitals_are_the_body_that_they_stand_behind_and_nobody_who_is_named_with_them() -> None:
    text = "The Ode Bus Workers' Union (OBWU) left. OBWU clerk Odd Lie left. The OBWU left."
    first, clerk, again = heard("The Ode Bus Workers' Union (OBWU)", "OBWU clerk Odd Lie", "The OBWU", text=text)
    assert (first.name, clerk.name, again.name) == ("Ode Bus Workers' Union", "Odd Lie", "Ode Bus Workers' Union")
    assert [voice.name for voice in heard("OBWU clerk Odd Lie", "the OBWU")] == ["Odd Lie", "OBWU"]
    (spokesman,) = heard("OBWU spokesman Odd Lie", text=text)
    assert spokesman.behalf == "Ode Bus Workers' Union"


@pytest.mark.parametrize("role", ["Commuter", "Mill Leader", "Ode’s"])
def test_he_may_be_whom_a_role_with_the_capital_of_a_sentence_names(role: str) -> None:
    text = f"Mr Moe left. {role} Odd Lie left. He left."
    assert heard("Mr Moe", f"{role} Odd Lie", "He", text=text)[-1].name.endswith("Odd Lie")
    assert heard("Commuter Odd Lie", text=text)[0].name == "Odd Lie"


@pytest.mark.parametrize(("joint", "who"), [("as", "Vera Holm"), ("while", "Vera Holm"), ("when", "Ida Moe")])
def test_who_does_something_as_she_speaks_is_she(joint: str, who: str) -> None:
    text = f"Ida Moe left. Vera Holm smiled {joint} she told him so."
    cast = Cast(text)
    cast.hear(cast.voice("driver Ida Moe", 0), 0)
    assert cast.voice("she", text.index("she")).name == who


def test_a_book_speaks_with_its_authors_voice_named_here_or_elsewhere() -> None:
    text = 'The book "Salt" by reporter Ida Moe is out.'
    for phrase, work in (('the book "Salt" by Ida Moe', "Salt"), ("the book", "book")):
        (voice,) = heard(phrase, text=text)
        assert (voice.name, voice.work) == ("Ida Moe", work)
    (voice,) = heard("the book")
    assert (voice.name, voice.person) == ("book", False)


def test_an_author_whose_name_is_that_of_a_work_is_found_all_the_same() -> None:
    assert heard("the book", text="The book by Book Holm is out.")[0].name == "Book Holm"


def test_a_spokesmans_words_are_counted_as_those_of_whom_he_speaks_for() -> None:
    (voice,) = heard("mill spokesman Odd Lie")
    assert (voice.name, voice.behalf, voice.key) == ("Odd Lie", "mill", "mill")


@pytest.mark.parametrize("phrase", ["A spokesman for the banker, Tom Ray", "An official, Tom Ray"])
def test_a_role_with_a_name_behind_it_is_named(phrase: str) -> None:
    (voice,) = heard(phrase)
    assert (voice.name, voice.anonymity, voice.person) == ("Tom Ray", "named", True)


def test_a_source_without_a_word_is_nobody_and_is_not_meant_later() -> None:
    assert heard("—", "it") == [NOBODY, Voice("it")]


def test_a_surname_alone_is_the_person_whose_full_name_the_article_gives() -> None:
    (voice,) = heard("Holm", text="It was Vera Holm's boat. Holm left.")
    assert (voice.name, voice.person) == ("Vera Holm", True)


def test_the_firm_is_the_only_one_that_the_article_names() -> None:
    assert heard("the firm", text="Old fish of Ode Foods was sold.")[0].name == "Ode Foods"
    assert heard("the firm", text="Ode Foods and Ode Mills met.")[0].name == "firm"


def test_a_role_alone_is_who_was_called_so_and_whose_what_is_follows_the_pronoun() -> None:
    assert heard("mayor Vera Holm", "Mayor")[-1].name == "Vera Holm"
    assert heard("minister Vera Holm", "Minister")[-1].name == "Vera Holm"
    assert heard("minister Vera Holm", "her")[-1].name == "Vera Holm"
    assert heard("its")[-1] == NOBODY


@pytest.mark.parametrize(
    ("phrases", "text", "name"),
    [
        (("clerk Vera Holm", "The owner, Odd Lie", "He"), "The owner, Odd Lie, left.", "Odd Lie"),
        (("clerk Vera Holm", "Odd Lie", "He"), "The owner, Odd Lie, left.", "Odd Lie"),
        (("clerk Vera Holm", "Ode Hall", "She"), "We met in Ode Hall.", "Vera Holm"),
        (("clerk Vera Holm", "Ode Mills Group", "She"), "It was Ode Mills Group.", "Vera Holm"),
        (("clerk Vera Holm", "the newspaper Ode Star", "She"), "The newspaper Ode Star left.", "Vera Holm"),
        (("clerk Vera Holm", "A friend", "he"), "", "friend"),
        (("clerk Vera Holm", "officials", "she"), "", "Vera Holm"),
    ],
)
def test_a_pronoun_means_the_newest_person_though_named_but_once(
    phrases: tuple[str, ...], text: str, name: str
) -> None:
    assert heard(*phrases, text=text)[-1].name == name


@pytest.mark.parametrize(
    ("phrases", "name"),
    [
        (("clerk Odd Lie", "clerk Vera Holm", "she", "clerk Ida Moe", "Holm", "he"), "Ida Moe"),
        (("clerk Odd Lie", "clerk Vera Holm", "she", "he"), "Odd Lie"),
        (("clerk Odd Lie", "Mrs Holm", "he"), "Odd Lie"),
        (("clerk Odd Lie", "clerk Vera Holm", "Mrs Holm", "he"), "Odd Lie"),
        (("clerk Odd Lie", "Vera Holm, the owner's wife", "he"), "Odd Lie"),
        (("a woman", "clerk Odd Lie", "she"), "Odd Lie"),
        (("a woman", "Mr Lie", "she"), "woman"),
        (("clerk Vera Holm", "her", "he"), "he"),
    ],
)
def test_who_has_been_she_or_is_called_so_is_not_he(phrases: tuple[str, ...], name: str) -> None:
    assert heard(*phrases)[-1].name == name


@pytest.mark.parametrize("sentence", ["Her husband Odd Lie was here.", "The owner, Odd Lie, was here."])
def test_a_pronoun_means_whom_the_sentence_before_puts_beside_a_noun(sentence: str) -> None:
    text = f"An insider left. {sentence} He said so."
    cast = Cast(text)
    cast.hear(cast.voice("An insider", 0), 0)
    assert cast.voice("He", text.index("He said")).name == "Odd Lie"


def test_a_person_of_whom_a_sentence_tells_something_is_not_its_subject() -> None:
    text = "An insider left. The clerk told Odd Lie so. He said so."
    cast = Cast(text)
    cast.hear(cast.voice("An insider", 0), 0)
    assert cast.voice("He", text.index("He said")).name == "insider"


def test_a_surname_that_stands_first_is_found_again() -> None:
    assert heard("Seo Min-jun", "Seo", text="Seo Min-jun left. Seo said so.")[-1].name == "Seo Min-jun"
    assert heard("Min-jun Seo", "Seo", text="Min-jun Seo left. Seo said so.")[-1].name == "Min-jun Seo"
    assert heard("Holm", text="It was Ode-born Holm.")[-1].name == "Holm"
