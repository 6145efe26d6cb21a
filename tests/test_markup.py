"""Mark-up: what a reader of Markdown sees, and where it stands in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.articles import from_text
from fcbench.markup import reading, unmarked
from fcbench.schema import Claim
from fcbench.text import span

PIECES = (
    "**",
    "*",
    "_",
    "[",
    "](#)",
    "`",
    "\\",
    "<https://a.b>",
    "> ",
    "- ",
    "# ",
    "\n",
    "\n\n",
    "a",
    "It fell.",
    " ",
    "🌊",
)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("**Vera Holm** said *that* __it__ ***fell***.", "Vera Holm said that it fell."),
        ('**[AFP](#)**, and [a **b** c](http://x.y/(z) "t")', "AFP, and a b c"),
        ("`code_x` \\*no\\* <https://a.b>", "code_x *no* https://a.b"),
        ("> a\n> b **c\n> d** e", "a\nb c\nd e"),
        ("“**No**,” *he* said, **(a)**", "“No,” he said, (a)"),
        ("![The lift](lift.jpg) fell", "The lift fell"),
        ("1. Two men", "Two men"),
    ],
)
def test_marks_are_left_out(text: str, seen: str) -> None:
    assert unmarked(text) == seen


@pytest.mark.parametrize(
    "text",
    ["snake_case_x", "2 * 3 * 4", "[sic](he said)", "a* b", "** **", "*", "[x]", "_", "5 < 6", "``so'' and ``no''"],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert unmarked(text) == text


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_spans_are_carried_there_and_back(text: str) -> None:
    article = from_text(f"{text}\n\nGrey.", article_id="a")
    read = reading(article)
    seen, whole = read.article.text or "", article.text or ""
    assert reading(read.article).article == read.article
    assert all(seen[part.start : part.end].strip() for part in read.article.segments)
    for place, letter in enumerate(seen):
        claim = Claim(id="c", text="c", mentions=(span("a", seen, place, place + 1),))
        (there,) = read.back(claim).mentions
        assert whole[there.start : there.end] == letter
        assert read.inward(read.back(claim)) == claim


def test_plain_text_is_read_as_it_is() -> None:
    article = from_text("The **lift** fell.", article_id="a", media_type="text/plain")
    assert reading(article).article is article


def test_spans_of_another_article_stay() -> None:
    read = reading(from_text("The **lift** fell.", article_id="a"))
    claim = Claim(id="c", text="c", mentions=(span("b", "The **lift** fell.", 4, 8),))
    assert read.inward(claim) == read.back(claim) == claim
