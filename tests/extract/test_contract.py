"""What every extractor keeps to, found through the registry: a new file in the folder is tested by being there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import extract
from fcbench.articles import MEDIA, from_text, read_articles
from fcbench.extract import Extractor
from fcbench.meaning import violations
from fcbench.schema import Article, DataError, Record, Span

STORIES = Path(__file__).parents[2] / "data" / "stories"
SPOKEN = ("headline", "body", "correction")
PIECES = (
    *("said", "denied", "a claim", "that", "it", "she", "the mill", "Vera Holm", "seven times", "according to", "who"),
    *(
        "was quoted by",
        "as saying",
        "cited",
        ",",
        ".",
        ":",
        '"',
        "“",
        "”",
        "’",
        "«",
        "„",
        "—",
        "\n\n",
        "# ",
        "*",
        "é",
        "🌉",
    ),
)


def articles() -> list[Article]:
    pages = sorted(path for path in STORIES.rglob("*") if path.suffix in MEDIA)
    return [article for page in pages for article in read_articles(page)]


def spans(record: Record) -> Iterator[Span]:
    yield from record.claim.mentions
    for attribution in record.attributions:
        yield from attribution.content
        places = [attribution.source, attribution.cue, *(link.span for link in attribution.chain)]
        yield from (place for place in places if place)
    yield from (piece.span for piece in record.evidence if piece.span)


def check(extractor: Extractor, article: Article) -> list[Record]:
    """The records, after all that holds for any article has been seen to hold."""
    found, text = extractor.extract(article), article.text or ""
    assert extractor.extract(article) == found
    told = extractor.attributions(article)
    assert extractor.attributions(article) == told
    assert len({one.id for one in told}) == len(told)
    assert [problem for record in found for problem in violations(record)] == []
    assert len({record.id for record in found}) == len(found)
    spoken = [part for part in article.segments if part.role in SPOKEN]
    for place in (place for record in found for place in spans(record)):
        assert text[place.start : place.end] == place.exact
        assert any(part.start <= place.start and place.end <= part.end for part in spoken)
    return found


@pytest.fixture(params=extract.names())
def extractor(request: pytest.FixtureRequest, loaded: Callable[[str], Extractor]) -> Extractor:
    return loaded(request.param)


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.id)
def test_on_our_own_stories_spans_are_exact_and_rules_of_meaning_kept(extractor: Extractor, article: Article) -> None:
    assert check(extractor, article)


@pytest.mark.parametrize("name", extract.names())
@given(text=st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_on_any_text_it_keeps_the_contract(loaded: Callable[[str], Extractor], name: str, text: str) -> None:
    try:
        article = from_text(text, article_id="any")
    except DataError:
        return  # no article
    check(loaded(name), article)


def test_no_text_no_claims(extractor: Extractor) -> None:
    article = from_text("The mill said it had closed.", article_id="a")
    assert extractor.extract(article)
    assert extractor.extract(article.model_copy(update={"text": None})) == []


def test_an_unknown_extractor_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(DataError, match=r"no extractor 'oracle'.*rules"):
        extract.load("oracle")
