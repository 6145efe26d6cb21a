"""Fidelity: what is said to be lost between body and headline, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.articles import from_text, read_articles
from fcbench.build import read_story
from fcbench.extract.rules import Rules
from fcbench.fidelity import Infidelity, problems
from fcbench.schema import Article, Claim, Evidence, Record
from fcbench.text import locate, span

LOST = [
    ("hedge", "Fire destroyed cabins at Lorne", "The fire reportedly destroyed the cabins at Lorne harbour."),
    ("hedge", "Firm sold cabins to Lorne", "The firm may have sold its cabins to the Lorne harbour."),
    ("hedge", "Fire destroyed cabins at Lorne", "The fire is likely to have destroyed the cabins at Lorne."),
    ("bound", "Firm lost 40 cabins to Lorne fire", "The firm lost up to 40 cabins to the fire at Lorne."),
    ("bound", "Firm lost nine cabins to Lorne fire", "The firm lost at least 9 cabins to the fire at Lorne."),
    ("bound", "Firm lost at least 40 cabins to fire", "The firm lost up to 40 cabins to the fire."),
    ("bound", "Lorne firm raises $3m for harbour", "The Lorne firm raises less than $3 million for the harbour."),
    ("number", "Firm sold 40 cabins at Lorne", "The firm sold 31 cabins at Lorne harbour."),
    ("negation", "Firm sold old cabins to Lorne", "The firm never sold its old cabins to Lorne harbour."),
    ("date", "Firm owned Lorne cabins since 2019", "The firm has owned the Lorne cabins since 2016."),
    ("date", "Firm closes Lorne cabins on Monday", "The firm closes the Lorne cabins on Tuesday."),
    ("quotation", "Firm mourns ‘cabins of shame’", "The firm mourns its cabins, a shame as they were."),
]
KEPT = [
    ("Fire may have destroyed cabins at Lorne", "The fire reportedly destroyed the cabins at Lorne harbour."),
    ("Did fire destroy cabins at Lorne?", "The fire may destroy the cabins at Lorne harbour."),
    (
        "Fire destroyed cabins at Lorne",
        "The fire reportedly destroyed the cabins at Lorne. It destroyed Lorne's cabins.",
    ),
    ("Fire destroyed cabins at Lorne", "In May the fire destroyed the cabins at Lorne harbour."),
    ("Keepers say cabins at Lorne burned", "The firm may sell the harbour. Keepers said the cabins at Lorne burned."),
    ("Firm lost over 40 cabins to Lorne fire", "The firm lost more than 40 cabins to the fire at Lorne."),
    ("Firm lost 40 cabins to Lorne fire", "The firm lost some 40 cabins to the fire at Lorne."),
    ("Firm lost 40 cabins to Lorne fire", "The firm lost 39 cabins to the fire at Lorne."),
    (
        "Firm sold 40 cabins at Lorne",
        "The firm sold 31 cabins at Lorne harbour. Other cabins burned. Its 9 cabins stand.",
    ),
    ("Firm sold 40 cabins at Lorne", "The firm sold cabins at Lorne harbour."),
    ("Firm denies it sold old cabins to Lorne", "The firm never sold its old cabins to Lorne harbour."),
    ("Firm sold old cabins to Lorne", "The firm not only sold its old cabins to Lorne harbour."),
    ("Firm owned Lorne cabins since 2019", "The firm has owned the Lorne cabins for years."),
    ("Firm mourns ‘cabins of shame’", "The firm mourns its “Cabins of\nshame”."),
    ("Firm mourns ‘well-built cabins’", "The firm mourns its well built cabins."),
    ("Cabins burn", "The firm's cabins may burn."),  # two words meet by chance
]


def story(headline: str, body: str) -> Article:
    return from_text(f"# {headline}\n\n{body}\n", article_id="made")


@pytest.mark.parametrize(("kind", "headline", "body"), LOST)
def test_a_loss_is_found_and_its_spans_are_exact(kind: str, headline: str, body: str) -> None:
    article = story(headline, body)
    (found,) = problems(article)
    assert found.kind == kind
    assert article.text is not None
    for place in (found.headline, found.body):
        assert place is None or article.text[place.start : place.end] == place.exact
    assert found.headline is not None
    assert found.headline.exact in headline
    assert found.body is None or found.body.exact in body


@pytest.mark.parametrize(("headline", "body"), KEPT)
def test_what_a_headline_keeps_or_merely_leaves_out_is_no_loss(headline: str, body: str) -> None:
    assert problems(story(headline, body)) == []


def test_a_finding_says_what_each_says_and_where() -> None:
    (found,) = problems(
        story("Firm lost 40 cabins to Lorne fire", "The firm lost up to 40 cabins to the fire at Lorne.")
    )
    assert found.line() == "bound [headline 12:14, body 51:59]: the headline says “40”; the body says “up to 40”"
    assert Infidelity.model_validate_json(found.model_dump_json()) == found


def test_the_headline_of_the_first_article_drops_hedge_and_bound(upstream: Callable[[str], Path]) -> None:
    (article,) = read_articles(upstream("../seed/article.md"))
    for records in ([], Rules().extract(article)):
        hedge, bound = problems(article, records)
        assert (hedge.kind, bound.kind) == ("hedge", "bound")
        assert hedge.body is not None
        assert hedge.body.exact.startswith("may have")
        assert bound.body is not None
        assert bound.body.exact.startswith("up to")


def test_of_our_own_headlines_one_drops_a_bound_and_gold_is_faithful(root: Path) -> None:
    found = []
    for folder in sorted(path for path in (root / "data" / "stories").iterdir() if path.is_dir()):
        _, articles, records = read_story(folder)
        found += [(article.id, one.kind) for article in articles for one in problems(article, records)]
    assert found == [("sarvan-avenue/lantern", "bound")]


def test_a_title_that_the_text_begins_with_is_the_headline() -> None:
    text = "Firm lost 40 cabins to Lorne fire. The firm lost up to 40 cabins to the fire at Lorne."
    bare = from_text(text, article_id="made", media_type="text/plain")
    titled = bare.model_copy(update={"headline": "Firm lost 40 cabins to Lorne fire"})
    assert problems(bare) == []
    assert [one.kind for one in problems(titled)] == ["bound"]


def test_an_article_without_text_has_no_problems() -> None:
    article = story("Firm lost 40 cabins", "The firm lost up to 40 cabins.").model_copy(update={"text": None})
    assert problems(article) == []


# Records against their article

PAGE = """# Cabins burn at Lorne

Cabins burned on Monday.

**Related article:** [Harbour sold to a ferry firm](#)

Caption: The harbour, sold in May

The keeper called it "a sad old night".
"""


def record(article: Article, quote: str, *, claim: str = "Cabins burned.") -> Record:
    place = span(article.id, article.text or "", *locate(article.text or "", quote))
    piece = Evidence(id="e1", text=quote, span=place, article_id=article.id, stance="supports")
    return Record(id="r1", claim=Claim(id="r1", text=claim), evidence=(piece,), cluster="made")


@pytest.mark.parametrize(("quote", "role"), [("Harbour sold", "related link"), ("sold in May", "caption")])
def test_a_link_or_caption_is_no_evidence(quote: str, role: str) -> None:
    article = from_text(PAGE, article_id="made")
    (found,) = problems(article, [record(article, quote)])
    assert found.kind == "no_evidence"
    assert f"lies in the {role}" in found.message
    assert problems(article, [record(article, "Cabins burned")]) == []


def test_a_claim_that_quotes_what_the_article_has_not_is_told() -> None:
    article = from_text(PAGE, article_id="made")
    true, false = ('He called it "a sad old night".', 'He called it "a sad, sad night".')
    assert problems(article, [record(article, "Cabins burned", claim=true)]) == []
    (found,) = problems(article, [record(article, "Cabins burned", claim=false)])
    assert found.kind == "quotation"
    assert "“a sad, sad night”" in found.message


def test_a_span_that_is_not_what_it_quotes_is_told() -> None:
    article = from_text(PAGE, article_id="made")
    other = from_text("X" + PAGE, article_id="made")
    (found,) = problems(other, [record(article, "Cabins burned")])
    assert found.kind == "quotation"
    assert "quotes “Cabins burned”; the article has" in found.message


def test_spans_of_other_articles_are_left_alone() -> None:
    article, other = from_text(PAGE, article_id="made"), from_text("X" + PAGE, article_id="other")
    assert problems(other, [record(article, "Harbour sold", claim='He said "no such words".')]) == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read_and_its_spans_are_exact(headline: str, body: str) -> None:
    text = f"# {headline}\n\n{body} x\n".replace("\x00", "")
    article = from_text(text, article_id="made")
    for found in problems(article, Rules().extract(article)):
        for place in (found.headline, found.body):
            assert place is None or text[place.start : place.end] == place.exact
