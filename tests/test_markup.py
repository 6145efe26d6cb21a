"""Mark-up: what a reader of Markdown sees, and where it stands in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench.articles import from_text
from fcbench.markup import reading, unmarked
from fcbench.schema import Claim, SegmentRole
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
    "[a]",
    "[^1]",
    "[^1]: ",
    "[a]: b.c",
    "<em>",
    "</p>",
    "<br>",
    "&rsquo;",
    "&#10;",
    "&amp;",
    "<!--",
    "-->",
    "```",
    "|",
    "|-|",
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
        ("The [harbour **board**][hb] and [Moe][], not [he][^1]", "The harbour board and Moe, not [he]"),
        ("It left.[^1][^b] So[^c]: no", "It left. So: no"),
        ("[^1]: A clerk.\n[^2]:*No* clerk.", "A clerk.\nNo clerk."),
        ('<p class="a">The <EM>lift</EM> <a href="x?a=1&amp;b">fell</a></p>', "The lift fell"),
        ("<div><p>It fell.</p><p>Nobody<br>saw<br />it.\n<br>\n</div>", " It fell.  Nobody saw it.\n\n"),
        ("Holm&rsquo;s &quot;A&amp;B&#8221; &#x26;lt;&nbsp;1", 'Holm’s "A&B” &lt;\u00a01'),
        ("a&#10;&NewLine;b", "a  b"),
    ],
)
def test_marks_are_left_out(text: str, seen: str) -> None:
    assert unmarked(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        *(
            "snake_case_x",
            "2 * 3 * 4",
            "[sic](he said)",
            "a* b",
            "** **",
            "*",
            "[x]",
            "_",
            "5 < 6",
            "``so'' and ``no''",
        ),
        *(
            "x <y> <unclear> <b",
            "Holm & Co; AT&T; &nosuch; &nGt; &amp",
            "[^ 1] [^]",
            "a < b > c <3>",
            "&#1; &#99999999;",
        ),
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert unmarked(text) == text


@pytest.mark.parametrize("text", ["`<em>`", "`&amp;`", "`[^1]`", "`[a][b]`"])
def test_what_stands_in_code_stays(text: str) -> None:
    assert unmarked(text) == text.strip("`")


@pytest.mark.parametrize("text", ["\\<em>", "\\&amp;", "\\[^1]"])
def test_what_is_escaped_stays(text: str) -> None:
    assert unmarked(text) == text[1:]


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
        swap = read.swaps.get(there.start)
        assert whole[there.start : there.end] == letter or (swap and (there.end, letter) == swap)
        assert read.inward(read.back(claim)) == claim


def test_plain_text_is_read_as_it_is() -> None:
    article = from_text("The **lift** fell.", article_id="a", media_type="text/plain")
    assert reading(article).article is article


def test_spans_of_another_article_stay() -> None:
    read = reading(from_text("The **lift** fell.", article_id="a"))
    claim = Claim(id="c", text="c", mentions=(span("b", "The **lift** fell.", 4, 8),))
    assert read.inward(claim) == read.back(claim) == claim


# Pages


def seen(text: str) -> list[tuple[SegmentRole, str]]:
    """The blocks of a page as they are read, with their roles."""
    article = reading(from_text(f"# Grey\n\n{text}\n\nIt fell.", article_id="a")).article
    return [(part.role, (article.text or "")[part.start : part.end]) for part in article.segments][1:-1]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- Holm said so. -->",
        "<!-- Holm said so.\n\n# Lie\n\nHe said so. -->",
        "<!--\n```\nHolm said so.\n```\n-->",
        "<script src='a'>\n\nsaid = '<p>'\n</script>",
        "<STYLE>\na < b {}\n\n</style >",
        '[a]: https://a.example/b "Holm said so"',
        "[a]: <b.html>\n   [b c]: #d 'e'\r\n[c]: f.g (h)",
        "[^1]:",
        "<div>\n\n</div>",
    ],
)
def test_what_nobody_sees_is_no_block(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Holm <!-- a\n\nb -->said so.", "Holm said so."),
        ("Holm *said <!-- * --> so*.", "Holm said  so."),
        ("[Holm] and [Lie  moe][], [sic].\n[holm]: #a\n[b]: c.d", "Holm and Lie  moe, [sic]."),
        ("[Holm]: No.", "[Holm]: No."),
        ("[^1]: https://a.example/b", "https://a.example/b"),
        ("Holm&rsquo;s <br>lift", "Holm’s  lift"),
        ("Boats | trains\n:--", "Boats | trains\n:--"),
        ("``` a `\nHolm said so.\n```", "``` a `\nHolm said so.\n```"),
        ("It left. <!-- never closed", "It left. <!-- never closed"),
        ("`[a]: b.c`", "[a]: b.c"),
        ("[^1]: A clerk said so.", "A clerk said so."),
        ("Boats | trains\nand | planes\n--- so", "Boats | trains\nand | planes\n--- so"),
        ("```\nHolm said so.\n~~~", "```\nHolm said so.\n~~~"),
        ("```` `\nHolm said so.", "```` `\nHolm said so."),
    ],
)
def test_what_a_reader_sees_is_body(text: str, read: str) -> None:
    assert [("body", read)] == seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "```\nHolm said so.\n\nLie did.\n```",
        "~~~~ py\nHolm said so.\n~~~\n```\n\n~~~~~",
        "```\n<!-- Holm said so.\n```",
        "```\n[a]: b.c\n```",
        "~~~\nHolm said so.\n~~~ a\nLie did.\n~~~",
        "| a | b |\n|---|:--|\n| Holm said so. | *b* |\n| a |",
        "a | b\n--|--\nHolm said so. | b",
        "|a|\r\n|-|\r\n|Holm said so.|",
    ],
)
def test_the_article_does_not_speak_in_code_and_tables(text: str) -> None:
    assert seen(text) == [("metadata", text)]


def test_code_and_tables_part_the_text_around_them() -> None:
    text = "One. <!-- --> -->\n```\na\n```\nTwo:\n| a |\n| - |\n```\n|-|\n```\n~~~ |\n~~~\nThree."
    blocks = ["One.  -->", "```\na\n```", "Two:", "| a |\n| - |", "```\n|-|\n```", "~~~ |\n~~~", "Three."]
    assert seen(text) == [("body" if block[0].isalpha() else "metadata", block) for block in blocks]


def test_a_fence_that_is_not_closed_and_a_comment_within_code_hide_nothing() -> None:
    text = "```\nOne.\n~~~\n<!--\n~~~\nTwo. -->"
    assert seen(text) == [("body", "```\nOne."), ("metadata", "~~~\n<!--\n~~~"), ("body", "Two. -->")]


def test_code_within_a_comment_is_no_segment() -> None:
    assert len(from_text("<!--\n```\na\n```\n-->\n\nIt fell.", article_id="a").segments) == 1


def test_pictures_and_boxes_of_links_by_reference_have_their_roles() -> None:
    text = "![The lift][a]\n\n- [The lift fell][b]\n- [It rose][c]"
    assert [role for role, _ in seen(text)] == ["caption", "related_link"]


def test_a_comment_and_front_matter_do_not_meet() -> None:
    article = from_text("---\ntitle: A <!-- b\n---\n\nIt fell. --> So.", article_id="a")
    assert [part.role for part in article.segments] == ["metadata", "headline", "metadata", "body"]
    assert (reading(article).article.text or "").endswith("It fell. --> So.")


def test_a_title_and_a_name_have_no_marks() -> None:
    title, name = "<b><p>The <em>lift</em> &amp; [Moe][m]<!-- so -->[^1]", "[Vera&nbsp;Holm][h][^1] <!-- staff -->"
    article = from_text(f"# {title}\n\nBy {name}\n\nIt fell.", article_id="a")
    assert (article.headline, article.byline) == ("The lift & Moe", "Vera Holm")
