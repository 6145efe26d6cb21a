"""The first article that the extractor was made for, read from where it lies; none of its sentences stands here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench.articles import read_articles
from fcbench.extract.rules import Rules
from fcbench.meaning import links
from fcbench.schema import Article, Attribution, Record


@pytest.fixture(scope="module")
def article(upstream: Callable[[str], Path]) -> Article:
    (found,) = read_articles(upstream("../seed/article.md"))
    return found


@pytest.fixture(scope="module")
def found(article: Article) -> list[Record]:
    return Rules().extract(article)


def about(found: list[Record], word: str) -> Record:
    """The one record with that word in its claim."""
    (record,) = [record for record in found if word in record.claim.text]
    return record


def by_cue(record: Record, cue: str) -> Attribution:
    (attribution,) = [one for one in record.attributions if one.cue and one.cue.exact.startswith(cue)]
    return attribution


def test_the_calls_are_one_claim_with_evidence_on_both_sides(found: list[Record]) -> None:
    record = about(found, "seven")
    assert record.claim.modality == "may"
    assert record.claim.checkable
    assert [piece.stance for piece in record.evidence] == ["refutes", "refutes", "supports", "refutes", "supports"]
    assert record.verdict is not None
    assert (record.verdict.state, record.verdict.truth) == ("insufficient", None)
    assert set(record.verdict.flags) == {"disputed", "denied_by_interested_party", "single_anonymous_source"}


def test_the_bound_that_one_telling_has_is_kept_in_the_claim(found: list[Record]) -> None:
    claim = about(found, "seven").claim
    assert "up to seven" in claim.text
    assert claim.quantity is not None
    assert (claim.quantity.value, claim.quantity.relation) == (7, "at_most")


def test_each_statement_bears_on_the_calls_in_its_own_way(found: list[Record]) -> None:
    record = about(found, "seven")
    assert list(links(record).values()) == ["denies", "denies", "denies", "repeats"]


def test_the_justification_names_who_says_so_and_who_denies_it(found: list[Record]) -> None:
    verdict = about(found, "seven").verdict
    assert verdict is not None
    assert verdict.justification is not None
    assert "aide say so, all from one origin; Kremlin denies it" in verdict.justification


def test_the_tellings_of_the_calls_have_one_origin_a_side(found: list[Record]) -> None:
    evidence = about(found, "seven").evidence
    sides = {side: {piece.origin_id for piece in evidence if piece.stance == side} for side in ("supports", "refutes")}
    assert {side: len(origins) for side, origins in sides.items()} == {"supports": 1, "refutes": 1}
    assert sides["supports"] != sides["refutes"]


def test_the_calls_go_back_over_the_book_to_an_unnamed_aide(found: list[Record]) -> None:
    record = about(found, "seven")
    book, aide = by_cue(record, "claim"), by_cue(record, "indicated")
    assert book.nested_in == by_cue(record, "denied").id
    assert book.source is not None
    assert book.source.exact.endswith("book")
    assert [link.role for link in aide.chain] == ["narrator", "relay", "origin"]
    assert aide.chain[1].entity.endswith("Woodward")
    assert aide.anonymity == "anonymous_with_role"


def test_the_denial_is_quoted_from_another_outlet(found: list[Record]) -> None:
    denial = by_cue(about(found, "seven"), "was quoted by")
    assert denial.act == "deny"
    assert denial.directness == "direct_quote"
    assert [link.role for link in denial.chain] == ["narrator", "relay", "on_behalf_of", "origin"]
    assert denial.chain[1].entity.endswith("RBC")
    assert denial.chain[-1].entity.endswith("Peskov")
    assert denial.prompt is not None


def test_a_denial_reaches_the_calls_alone(found: list[Record]) -> None:
    assert [record.id for record in found if any(piece.act == "deny" for piece in record.evidence)] == [
        about(found, "seven").id
    ]


@pytest.mark.parametrize(("word", "cue"), [("personal", "said"), ("kits", "reported")])
def test_the_book_says_two_more_things(found: list[Record], word: str, cue: str) -> None:
    record = about(found, word)
    assert by_cue(record, cue).chain[-1].entity.endswith("Woodward")
    assert record.claim.checkable
    assert record.verdict is not None
    assert record.verdict.state == "insufficient"


def test_the_kits_come_from_the_author_through_the_newspaper_that_printed_him(found: list[Record]) -> None:
    chain = by_cue(about(found, "kits"), "reported").chain
    assert [link.role for link in chain] == ["narrator", "relay", "origin"]
    assert (chain[1].entity, chain[1].work) == ("Washington Post", None)
    assert chain[2].entity == "Bob Woodward"


@pytest.mark.parametrize(
    ("word", "cue", "day"),
    [("seven", "denied", "2024-10-09"), ("kits", "reported", "2024-10-08"), ("would not meet", "said", "2024-10-07")],
)
def test_a_weekday_is_the_last_before_the_article(found: list[Record], word: str, cue: str, day: str) -> None:
    assert by_cue(about(found, word), cue).said_at == day


def test_the_candidate_has_her_full_name_and_the_country_stands_for_itself(found: list[Record]) -> None:
    assert by_cue(about(found, "would not meet"), "said").chain[-1].entity == "Kamala Harris"
    assert by_cue(about(found, "comments about"), "also criticized").chain[-1].entity == "Russia"


@pytest.mark.parametrize(
    ("word", "cue", "level"),
    [
        ("would not meet", "said", "position"),
        ("reiterated", "also reiterated", "position"),
        ("surrender", "describing", "position"),
        ("Kyiv", "told", "opinion"),
    ],
)
def test_harris_says_four_things_that_cannot_be_checked(found: list[Record], word: str, cue: str, level: str) -> None:
    record = about(found, word)
    assert by_cue(record, cue).chain[-1].entity.endswith("Harris")
    assert record.claim.level == level


@pytest.mark.parametrize(
    ("word", "cue"), [("unacceptable", "criticized"), ("impotence", "said"), ("inability", "said")]
)
def test_the_embassy_says_three_things_that_cannot_be_checked(found: list[Record], word: str, cue: str) -> None:
    record = about(found, word)
    assert "embassy" in by_cue(record, cue).chain[-1].entity
    assert not record.claim.checkable


def test_credit_link_and_footer_say_nothing(article: Article, found: list[Record]) -> None:
    text = article.text or ""
    quiet = [text.index("TASS"), text.index("WP]"), text.index("https://"), text.index("AFP")]
    for record in found:
        for piece in record.evidence:
            assert piece.span is not None
            assert not any(piece.span.start <= place < piece.span.end for place in quiet)
    assert all(record.attributions[0].chain[0].entity == "AFP" for record in found)
