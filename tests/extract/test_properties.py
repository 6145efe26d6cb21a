"""What holds for any article: told in a small grammar of our own, since free text seldom has anybody speak.

A property compares what is told, not where: claims, verdicts and chains, without offsets and ids.
"""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fcbench.articles import from_html, from_text, read_articles
from fcbench.extract.rules import Rules
from fcbench.schema import Article, Record

STORIES = sorted((Path(__file__).parents[2] / "data" / "stories").glob("*/*.md"))
NAMES = ("Vera Holm", "Odd Lie", "Ida Moe", "Tom Ray")
FACTS = (
    "the lift fell on three nights",
    "gulls had nested in the old tower",
    "forty barrels of salt went missing",
    "the harbour bridge would stay closed",
)
QUIET = (
    "It rained in the valley for most of that week.",
    "The road to the pass stayed empty until noon.",
    "Snow lay on the roofs, and the wells froze.",
)  # nobody speaks, and nobody is named
SHAPES = (
    "{name} said that {fact}.",
    "{name} said on Monday that {fact}.",
    "According to {name}, {fact}.",
    "“{Fact},” {name} said.",
    "“{Fact},” said {name}. “Nobody saw it.”",
    "{name} denied a claim by {other} that {fact}.",
    "{name} did not say whether {fact}.",
    "{name} denied the allegation.",
    "{name} confirmed the report.",
)


@st.composite
def paragraphs(draw: st.DrawFn) -> list[str]:
    """One to five paragraphs of one to three sentences, in each of which somebody speaks."""
    return [" ".join(draw(sentences()) for _ in range(draw(st.integers(1, 3)))) for _ in range(draw(st.integers(1, 5)))]


@st.composite
def sentences(draw: st.DrawFn) -> str:
    name, other = draw(st.permutations(NAMES))[:2]
    fact = draw(st.sampled_from(FACTS))
    shape = draw(st.sampled_from(SHAPES))
    return shape.format(name=name, other=other, fact=fact, Fact=fact[0].upper() + fact[1:])


HEADLINE = "News from the valley"
MARKS = (
    "**{}**",
    "*{}*",
    "__{}__",
    "***{}***",
    "[{}](#)",
    "**[{}](https://a.example/b_c_d)**",
    '[*{}*](a "b")',
    "`{}`",
    "[{}][a]",
    "[*{}*][]",
    "[{}]",
    "<em>{}</em>",
    '<a href="https://a.example/?b=1&amp;c"><B>{}</B></a>',
    "{}[^1]",
    "{}<!-- Vera Holm\n\nsaid so -->",
)
SPACES = (" that ", "&nbsp;that ", "<br>that&#32;", " that<br/>")
HIDDEN = (
    "<!-- Vera Holm said that the lift fell.\n\nShe denied it. -->",
    '[b]: https://a.example "Vera Holm said so"',
    "```\nVera Holm said that the lift fell.\n\nShe denied it.\n```",
    "| Vera Holm said that the lift fell. | b |\n|---|---|\n| She denied it. | c |",
)
DEFINED = "".join(f"\n[{words}]: #a" for words in ("a", *NAMES, *FACTS, "said", "denied", "the allegation"))
MATTER = ("", f"---\ntitle: {HEADLINE}\ndate: 2024-10-09\n---\n\n", "\ufeff---\n# none\ntags: [a, b]\n---\n")


def plain(paragraphs: list[str], *, between: str = "\n\n") -> Article:
    text = between.join([HEADLINE, *paragraphs])
    return from_text(text, article_id="a", media_type="text/plain", published_at="2024-10-09")


@st.composite
def marked(draw: st.DrawFn, paragraph: str) -> str:
    """A paragraph with Markdown around some of its words; a name and a stretch of a sentence among them."""
    for words in draw(st.lists(st.sampled_from((*NAMES, *FACTS, "said", "denied", "the allegation")), unique=True)):
        paragraph = paragraph.replace(words, draw(st.sampled_from(MARKS)).format(words), 1)
    return paragraph


def told(article: Article) -> list[tuple[object, ...]]:
    """What the records say, in words."""
    return [_told(record) for record in Rules().extract(article)]


def _told(record: Record) -> tuple[object, ...]:
    verdict = record.verdict
    assert verdict is not None
    chains = [[(link.role, link.entity) for link in one.chain] for one in record.attributions]
    evidence = [(piece.stance, piece.act, piece.holder, piece.kind) for piece in record.evidence]
    days = [one.said_at for one in record.attributions]
    return record.claim.text, record.claim.level, verdict.state, verdict.truth, verdict.flags, chains, evidence, days


@given(paragraphs())
def test_the_grammar_speaks(given: list[str]) -> None:
    assert Rules().attributions(plain(given)) or "allegation" in given[0] or "report" in given[0]


@given(paragraphs())
def test_every_span_re_reads(given: list[str]) -> None:
    article = plain(given)
    for record in Rules().extract(article):
        spans = [piece.span for piece in record.evidence]
        for one in record.attributions:
            spans += [one.source, one.cue, *one.content, *(link.span for link in one.chain)]
        for span in spans:
            assert span is None or (article.text or "")[span.start : span.end] == span.exact


def validated(article: Article) -> bool:
    """Whether all that the rules build of an article would come through validation, and come out the same."""
    made = [*Rules().extract(article), *Rules().attributions(article)]
    read = [type(one).model_validate(one.model_dump()) for one in made]
    return read == made and [one.model_dump_json() for one in read] == [one.model_dump_json() for one in made]


@given(paragraphs())
def test_what_is_built_is_valid(given: list[str]) -> None:
    assert validated(plain(given))


@pytest.mark.parametrize("story", STORIES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_built_of_our_stories_is_valid(story: Path) -> None:
    assert all(validated(article) for article in read_articles(story))


@given(paragraphs(), st.sampled_from(QUIET), st.integers(0, 5))
def test_a_paragraph_in_which_nobody_speaks_changes_nothing(given: list[str], quiet: str, place: int) -> None:
    more = [*given[:place], quiet, *given[place:]]
    assert told(plain(more)) == told(plain(given))


@given(paragraphs(), paragraphs())
def test_what_comes_later_takes_no_claim_away(given: list[str], more: list[str]) -> None:
    before = [record[0] for record in told(plain(given))]
    assert [record[0] for record in told(plain([*given, *more]))][: len(before)] == before


@settings(max_examples=25)  # reading a page takes a hundred times as long as the rest
@given(paragraphs())
def test_markdown_html_and_plain_text_say_the_same(given: list[str]) -> None:
    long = [f"{paragraph} {' '.join(QUIET)}" for paragraph in given]  # pages of a few words are not taken for news
    page = "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in long)
    whole = f"<html><body><article><h1>{HEADLINE}</h1>{page}</article></body></html>"
    of_page = from_html(whole.encode(), article_id="a", published_at="2024-10-09")
    of_plain = plain(long)
    of_markdown = from_text("\n\n".join([f"# {HEADLINE}", *long]), article_id="a", published_at="2024-10-09")
    assert told(of_plain) == told(of_markdown)
    if len(set(long)) == len(long):  # trafilatura leaves out a paragraph that stands twice
        assert of_page.text == of_plain.text
        assert told(of_page) == told(of_plain)


@given(st.data(), paragraphs(), st.sampled_from(MATTER))
def test_marks_and_front_matter_of_markdown_change_nothing(data: st.DataObject, given: list[str], matter: str) -> None:
    written = [data.draw(marked(paragraph)) for paragraph in given]
    written = [paragraph.replace(" that ", data.draw(st.sampled_from(SPACES))) for paragraph in written]
    quoted = [f"> {paragraph}" if data.draw(st.booleans()) else paragraph for paragraph in written]
    hidden = [data.draw(st.sampled_from(("", *HIDDEN))) for _ in quoted]
    blocks = [block for pair in zip(hidden, quoted, strict=True) for block in pair]
    text = matter + "\n\n".join([f"# **{HEADLINE}**", *blocks, DEFINED])
    article = from_text(text, article_id="a", published_at="2024-10-09")
    assert told(article) == told(plain(given))
    assert article.headline == HEADLINE
    for record in Rules().extract(article):
        spans = [place for one in record.attributions for place in (*one.content, one.source, one.cue)]
        for span in [*record.claim.mentions, *spans, *(piece.span for piece in record.evidence)]:
            assert span is None or text[span.start : span.end] == span.exact


@given(paragraphs())
def test_a_list_says_what_its_items_say(given: list[str]) -> None:
    numbered = [f"{number}. {paragraph}" for number, paragraph in enumerate(given, start=1)]
    for items in (numbered, [f"- {paragraph}" for paragraph in given]):
        text = f"# {HEADLINE}\n\n" + "\n".join(items)
        assert told(from_text(text, article_id="a", published_at="2024-10-09")) == told(plain(given))


@given(paragraphs())
def test_the_title_of_front_matter_is_the_headline_of_a_page_without_one(given: list[str]) -> None:
    text = '---\ntitle: "Vera Holm says the lift fell"\n---\n' + "\n\n".join(given)
    other = "\n\n".join(["# Vera Holm says the lift fell", *given])
    assert told(from_text(text, article_id="a")) == told(from_text(other, article_id="a"))


@pytest.mark.parametrize("marks", ['""', "«»", "„“", "„”", "»«", "‘’", "''"])
@given(given=paragraphs())
def test_the_style_of_the_quotation_marks_does_not_matter(marks: str, given: list[str]) -> None:
    other = [paragraph.replace("“", marks[0]).replace("”", marks[1]) for paragraph in given]
    assert told(plain(other)) == told(plain(given))


@given(paragraphs())
def test_line_ends_do_not_matter(given: list[str]) -> None:
    assert told(plain(given, between="\r\n\r\n")) == told(plain(given))


@given(paragraphs(), st.sampled_from(["\n", "\r\n", "  ", "\u00a0"]))
def test_white_space_between_words_does_not_matter(given: list[str], space: str) -> None:
    wrapped = [paragraph.replace(" that ", f" that{space}").replace(" said ", f" said{space}") for paragraph in given]
    assert told(plain(wrapped)) == told(plain(given))


@pytest.mark.parametrize(
    "text", ['"a" ' * 50_000, "“a said. " * 5_000, "The mill denied it. " * 2_000, "said " * 20_000]
)
def test_a_very_long_article_of_marks_or_cues_is_read_all_the_same(text: str) -> None:
    assert Rules().extract(from_text(text, article_id="a")) == []
