from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import files
from fcbench.articles import MAX_ARTICLE, MEDIA, from_html, from_text, read_articles
from fcbench.blocks import layout
from fcbench.parts import undecorated
from fcbench.schema import Article, DataError
from fcbench.text import BLANK

MARKUP = BLANK + "#*_=->"  # what may stand outside of segments

MARKDOWN = """# Anglers saw grey water

By Marit Soll

May 24, 2023

![The river below the quarry](river.jpg)

**Jon Egeland / Ostmark Sentinel**

The river ran grey on two mornings, the anglers' club said.

**Related article:** [Footbridge to reopen](#)

"It was not us," said Ulf Brask, who runs the quarry.

Correction: The river ran grey on two mornings, not three.

(Reporting by Sentinel staff in Haldby; editing by Oda Renn.)

© Ostmark Sentinel
"""

HTML = """<!DOCTYPE html><html lang="en"><head><title>Anglers saw grey water | Sentinel</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Anglers saw grey water</h1><p>By Marit Soll</p><p>May 24, 2023</p>
<p>The river ran grey on two mornings in the second week of May, the anglers' club of Haldby said on Tuesday.</p>
<p>“It was not us,” said Ulf Brask, who has run the quarry above the town since his father left it to him.</p>
<h2>Samples taken</h2>
<p>The agency took samples below the quarry on Tuesday and would not say what, if anything, it had found in them.</p>
<p>Related: <a href="/bridge">Footbridge to reopen</a></p>
<p>Correction: The river ran grey on two mornings, not three.</p>
<p>© Ostmark Sentinel</p></article>
<footer>Imprint and contact</footer></body></html>
"""


def parts(article: Article, role: str | None = None) -> list[str]:
    text = article.text or ""
    return [text[part.start : part.end] for part in article.segments if role in (None, part.role)]


def role_of(block: str) -> str:
    """The role of a block that stands between a headline and a body."""
    article = from_text(f"# Headline\n\n{block}\n\nThe river ran grey.\n", article_id="a")
    return article.segments[1].role


def written(folder: Path, name: str, content: str | bytes) -> Path:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def outside(article: Article) -> str:
    """What stands in no segment, of Markdown without what nobody sees."""
    kept = [*(layout(article.text or "").seen if article.media_type == "text/markdown" else article.text or "")]
    for part in article.segments:
        kept[part.start : part.end] = [""] * (part.end - part.start)
    return "".join(kept)


# Formats


@pytest.mark.parametrize(("ending", "media_type"), [*MEDIA.items(), (".MD", "text/markdown")])
def test_every_ending_has_its_reader(tmp_path: Path, ending: str, media_type: str) -> None:
    content = {"text/html": HTML, "application/jsonl": json.dumps({"text": MARKDOWN})}.get(media_type, MARKDOWN)
    (article,) = read_articles(written(tmp_path, f"grey{ending}", content))
    assert article.media_type == media_type
    assert "The river ran grey" in (article.text or "")


@pytest.mark.parametrize("name", ["grey.docx", "grey"])
def test_an_unknown_ending_is_an_error_that_lists_the_known(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"grey.*: no reader for .*; it can be: \.md, .*\.jsonl"):
        read_articles(written(tmp_path, name, "The river ran grey."))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"grey\.md: no such file"):
        read_articles(tmp_path / "grey.md")


@pytest.mark.parametrize("name", ["grey.md", "grey.txt", "grey.html"])
@pytest.mark.parametrize("content", [b"", b" \r\n\t", "\ufeff\n".encode(), "\u2003\u00a0".encode()])
def test_an_empty_file_is_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(DataError, match=r"grey\.\w+: (the file is empty|the text is empty|no article text)"):
        read_articles(written(tmp_path, name, content))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
@pytest.mark.parametrize("ending", sorted(MEDIA))
def test_another_encoding_is_an_error_with_its_place(tmp_path: Path, encoding: str, ending: str) -> None:
    path = written(tmp_path, f"grey{ending}", "Der Fluß war grau.".encode(encoding))
    with pytest.raises(DataError, match=r"grey\.\w+: byte \d+ \(0x..\) is not UTF-8"):
        read_articles(path)


def test_a_nul_is_an_error_with_its_place() -> None:
    with pytest.raises(DataError, match=r"^here: code point 5 is NUL"):
        from_text("Grey \x00", article_id="a", where="here")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "grey.md").open("wb") as stream:
        stream.truncate(MAX_ARTICLE + 1)
    with pytest.raises(DataError, match="an article may have"):
        read_articles(tmp_path / "grey.md")


def test_what_the_caller_knows_goes_before_what_the_page_says(tmp_path: Path) -> None:
    (article,) = read_articles(written(tmp_path, "grey.md", MARKDOWN), published_at="2023-05", publisher="Sentinel")
    assert (article.published_at, article.publisher) == ("2023-05", "Sentinel")


def test_what_the_caller_knows_holds_for_json_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "grey.jsonl", json.dumps({"text": "The river ran grey.", "publisher": "Other"}))
    (article,) = read_articles(path, publisher="Sentinel")
    assert article.publisher == "Sentinel"


# The text is the file


@pytest.mark.parametrize("content", ["\ufeffGrey.\r\n\r\nWater 🌊.\r\n", "\n\nGrey\n", MARKDOWN, "Grey.\u2028Water."])
@pytest.mark.parametrize("name", ["grey.md", "grey.txt"])
def test_the_text_is_the_file_as_stored(tmp_path: Path, name: str, content: str) -> None:
    (article,) = read_articles(written(tmp_path, name, content))
    assert article.text == content
    assert article.length == len(content)
    assert article.sha256 == files.sha256(content.encode())


def test_line_ends_do_not_change_the_roles() -> None:
    carriage = from_text(MARKDOWN.replace("\n", "\r\n"), article_id="a")
    assert [part.role for part in carriage.segments] == [
        part.role for part in from_text(MARKDOWN, article_id="a").segments
    ]


def test_no_segment_holds_the_byte_order_mark() -> None:
    assert parts(from_text("\ufeff# Grey\n\nThe river.", article_id="a")) == ["Grey", "The river."]


def test_segments_count_code_points_beyond_the_basic_plane() -> None:
    assert parts(from_text("# 🌊🌊\n\n𝔘lf said 🌊.\n\nNo.", article_id="a")) == ["🌊🌊", "𝔘lf said 🌊.", "No."]


LINES = [
    "# Grey",
    "Title\n===",
    "---",
    "***",
    "**",
    "*",
    "",
    "\r\n",
    "By A B",
    "May 1, 2023",
    "[a](b)",
    "- [a](#)",
    "🌊.",
    "#",
]
PAGES = [
    *LINES,
    "![a](b)",
    "**A / B**",
    "*Radio A, 1 May 2023*",
    "Related:",
    "> x",
    "\ufeff",
    "(Reporting by A)",
    "_ _",
    "\u2028",
    "```",
    "~~~ |",
    "|a|",
    "|-|",
    "<!--",
    "-->",
    "[a]: b.c|",
]


@st.composite
def pages(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.sampled_from(PAGES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)))
    return "".join(line + draw(st.sampled_from(["\n", "\n\n"])) for line in lines).replace("\x00", "") + "Grey."


@given(pages(), st.sampled_from(["text/markdown", "text/plain"]))
def test_segments_lie_within_the_text_in_order_and_apart(text: str, media_type: str) -> None:
    segments = from_text(text, article_id="a", media_type=media_type).segments
    edges = [edge for part in segments for edge in (part.start, part.end)]
    assert edges == sorted(edges)
    assert all(0 <= part.start < part.end <= len(text) for part in segments)


@given(pages(), st.sampled_from(["text/markdown", "text/plain"]))
def test_what_stands_in_no_segment_is_blank_or_markup(text: str, media_type: str) -> None:
    assert outside(from_text(text, article_id="a", media_type=media_type)).strip(MARKUP) == ""


# Roles


def test_every_block_of_a_markdown_page_has_its_role() -> None:
    article = from_text(MARKDOWN, article_id="a")
    assert [part.role for part in article.segments] == [
        *("headline", "byline", "dateline", "caption", "photo_credit", "body"),
        *("related_link", "body", "correction", "byline", "footer"),
    ]


@pytest.mark.parametrize(
    ("line", "author"),
    [("By [AFP](#)", "AFP"), ("*Words by Ada Lind*", "Ada Lind"), ("(Reporting by Corvane staff)", "Corvane staff")],
)
def test_a_byline_names_its_author_without_by_and_mark_up(line: str, author: str) -> None:
    article = from_text(f"# A headline\n\n{line}\n\nThe pump ran on three nights.\n", article_id="a")
    assert article.byline == author


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = HTML.replace("<head>", '<head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">')
    page = page.replace("</p>", " “Café”, said Søren Å.</p>", 1)
    assert "“Café”, said Søren Å." in (from_html(page.encode("windows-1252"), article_id="a").text or "")
    with pytest.raises(DataError, match="is not UTF-8"):
        from_html(page.replace("windows-1252", "rot13").encode("windows-1252"), article_id="a")
    with pytest.raises(DataError, match="is not windows-1252, which the page says"):
        from_html(page.encode("windows-1252") + b"\x81", article_id="a")


@pytest.mark.parametrize("mark", ["\n", ", ", " | ", " - ", "\nPublished on "])
@pytest.mark.parametrize("date", ["12 March 2025", "March 12, 2025", "2025-03-12"])
def test_a_date_behind_the_byline_is_no_part_of_the_name(mark: str, date: str) -> None:
    article = from_text(f"# Mayor denies it\n\nBy Clara Weiss{mark}{date}\n\nHe took no money.\n", article_id="a")
    assert (article.byline, article.published_at) == ("Clara Weiss", "2025-03-12")


def test_headline_byline_and_date_are_taken_from_the_page() -> None:
    article = from_text(MARKDOWN, article_id="a")
    found = (article.headline, article.byline, article.published_at)
    assert found == ("Anglers saw grey water", "Marit Soll", "2023-05-24")


@pytest.mark.parametrize(
    "block",
    [
        "24 May 2023",
        "MAY 24, 2023",
        "Friday, 13 August 2021",
        "Updated: 21 November 2024, 08:40",
        "*Ilse Valley Radio, 25 May 2023*",
        "Radio Bandeka, English desk. 16 August 2021",
        "Harbours & Works, no. 47, 21 November 2022",
        "HALDBY, 15 November 2017",
        "Ostmark Sentinel | Wednesday, May 24, 2023",
    ],
)
def test_a_date_and_an_outlet_with_a_date_are_a_dateline(block: str) -> None:
    assert role_of(block) == "dateline"


@pytest.mark.parametrize(
    ("block", "date"),
    [("*Valley Radio, 25 May 2023*", "2023-05-25"), ("MAY 4, 2023", "2023-05-04"), ("2 Sept. 2023", "2023-09-02")],
)
def test_the_dateline_dates_the_article(block: str, date: str) -> None:
    assert from_text(f"# Grey\n\n{block}\n\nIt ran grey.", article_id="a").published_at == date


@pytest.mark.parametrize(
    "block",
    [
        "HALDBY (Corvane Wire) - The quarry will close on Friday, its owner said.",
        "The quarry closed on 3 May 2023",
        "The quarry closed, 3 May 2023",
        "Haldby was grey on Friday, 3 May 2023",
        '"Never," Brask wrote, 3 May 2023',
        "By Friday the river ran clear. Nobody knew why.",
        "On Tuesday, the agency took samples at Haldby.",
        "The river / the quarry. Both were grey.",
        "#MeToo was painted on the quarry's gate.",
        "Correct: the river ran grey.",
    ],
)
def test_a_sentence_is_body_whatever_it_begins_or_ends_with(block: str) -> None:
    assert role_of(block) == "body"


@pytest.mark.parametrize(
    "block",
    [
        "By Marit Soll",
        "By [Marit Soll](#)",
        "*Words by Oda Renn*",
        "(Reporting by A. Soll in Haldby; Editing by O. Renn)",
    ],
)
def test_who_wrote_it_is_a_byline(block: str) -> None:
    assert role_of(block) == "byline"


@pytest.mark.parametrize(
    "line",
    ["Jane Doe, Reuters", "*Jane Doe, Reuters*", "Ada van der Lind and Tom Ray, The Ode Courier", "J. Doe | AFP"],
)
def test_a_name_and_an_outlet_beneath_the_headline_are_a_byline(line: str) -> None:
    article = from_text(f"# Grey\n\n{line}\n\nIt ran grey.\n", article_id="a")
    assert [part.role for part in article.segments] == ["headline", "byline", "body"]
    assert article.byline == undecorated(line)
    bare = from_text(f"Grey\n\n{undecorated(line)}\n\nIt ran grey.", article_id="a", media_type="text/plain")
    assert [part.role for part in bare.segments] == ["headline", "byline", "body"]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ann Roe, Health Editor", "Ann Roe"),
        ("By Ann Roe, football correspondent", "Ann Roe"),
        ("By **Ann Roe**, *Editor-in-Chief*", "Ann Roe"),
        ("By Ann Roe\nHealth Editor", "Ann Roe"),
        ("By Ann Roe | Senior Writer, 3 May 2020", "Ann Roe"),
        ("By Ann Roe, political editor of the Ode Star", "Ann Roe"),
        ("By Ann Roe, health editor, and Tom Lie, chief reporter", "Ann Roe, and Tom Lie"),
        ("By Ann Roe, Tom Lie and Bob Writer", "Ann Roe, Tom Lie and Bob Writer"),
        ("By Ann Roe, Ode Radio", "Ann Roe, Ode Radio"),
    ],
)
def test_the_job_of_an_author_is_no_part_of_the_name(line: str, author: str) -> None:
    assert from_text(f"# Ferry sinks\n\n{line}\n\nIt sank.", article_id="a").byline == author


@pytest.mark.parametrize(
    ("page", "author"),
    [
        ("# Ferry sinks\n\n*Ann Roe*\n\nIt sank.", "Ann Roe"),
        ("# Ferry sinks\n\n*Ann de la Roe*\n\n![Ferry](a.jpg)\n\nIt sank.", "Ann de la Roe"),
        ("# Ferry sinks\n\n_Ann Mary Roe_\n\nIt sank.", "Ann Mary Roe"),
        ("# Ferry sinks\n\nAnn Roe\n\nIt sank.", None),
        ("# Ferry sinks\n\n*Ann Roe*\n\nBy Tom Lie\n\nIt sank.", "Tom Lie"),
        ("# Ferry sinks\n\nIt sank.\n\n*Ann Roe*\n\nIt rose.", None),
        ("# Ferry sinks\n\nIt sank.\n\n## Venue\n\n*Town Hall*\n\nIt rose.", None),
        ("# Ferry sinks\n\n*Guest Column*\n\nIt sank.", None),
        ("# Ferry sinks\n\n*OPINION PIECE*\n\nIt sank.", None),
        ("# Ferry sinks\n\n*Ann*\n\nIt sank.", None),
        ("# Ferry sinks\n\n*Ann sank*\n\nIt sank.", None),
        ("Ann Roe\n\nIt sank.", None),
    ],
)
def test_a_name_alone_beneath_the_headline_is_a_byline(page: str, author: str | None) -> None:
    article = from_text(page, article_id="a")
    assert article.byline == author
    assert ("byline" in [part.role for part in article.segments]) is (author is not None)


def test_a_byline_without_by_is_one_on_an_html_page() -> None:
    article = from_html(HTML.replace("By Marit Soll", "Marit Soll, Reuters").encode(), article_id="a")
    assert (article.segments[1].role, parts(article)[1]) == ("byline", "Marit Soll, Reuters")


@pytest.mark.parametrize(
    "line", ["Haldby, Ostmark", "Jane Doe left, Reuters said", "Jane Doe", "Jane Doe, Reuters, left."]
)
def test_other_lines_beneath_the_headline_are_text(line: str) -> None:
    article = from_text(f"# Grey\n\n{line}\n\nIt ran grey.\n", article_id="a")
    assert [part.role for part in article.segments] == ["headline", "body", "body"]


def test_a_name_and_an_outlet_further_down_are_text() -> None:
    article = from_text("# Grey\n\nIt ran grey.\n\nJane Doe, Reuters\n", article_id="a")
    assert [part.role for part in article.segments] == ["headline", "body", "body"]


@pytest.mark.parametrize(
    "block",
    [
        "**Related article:** [Footbridge to reopen](#)",
        "> Related: [Footbridge to reopen](#)",
        "[Footbridge to reopen](#)",
        "- [Footbridge to reopen](#)\n- [Dredger sold](#)",
        "Related articles:\n- [Footbridge to reopen](#)\n- [Dredger sold](#)",
        "**Read more**\n1. [Footbridge to reopen](#)\n2. [Dredger sold](#)",
        "> **See also**\n>\n> - [Footbridge to reopen](#)\n> - **[Dredger sold](#)**",
        "**Related stories**",
        "\n".join(
            f"- [A headline of some length, number {number}, in the box](/story/{number})" for number in range(9)
        ),
    ],
)
def test_a_box_of_links_is_a_related_link_whatever_its_lines(block: str) -> None:
    assert role_of(block) == "related_link"


@pytest.mark.parametrize(
    ("block", "role"),
    [
        ("Photo: Baltasar Nim", "photo_credit"),
        ("Jon Egeland / Ostmark Sentinel", "photo_credit"),
        (f"![{'The river below the quarry. ' * 20}](river.jpg)", "caption"),
        ("Editor’s note: The name was changed.", "correction"),
        ("This article was amended on 3 May 2023 to add a figure.", "correction"),
        ("An earlier version of this report had 40.", "correction"),
        ("<https://sentinel.example/grey>", "footer"),
        ("All rights reserved.", "footer"),
        ("Sign up for the morning letter", "footer"),
    ],
)
def test_what_is_not_the_story_has_its_role(block: str, role: str) -> None:
    assert role_of(block) == role


def test_a_link_within_a_sentence_is_body() -> None:
    assert role_of("The river ran grey, [the club said](#).") == "body"


def test_all_after_the_original_address_is_footer() -> None:
    text = "# Grey\n\nIt ran grey.\n\nOriginal url:\n\n<https://a.example>\n\nMay 1, 2023\n"
    assert [part.role for part in from_text(text, article_id="a").segments][2:] == ["footer"] * 3


@pytest.mark.parametrize(
    "text",
    ["# Grey\nIt ran grey.", "## Grey ##\n\nIt ran grey.", "Grey\n====\nIt ran grey.", "**Grey**\n---\n\nIt ran grey."],
)
def test_a_heading_is_a_headline_without_its_marks(text: str) -> None:
    article = from_text(text, article_id="a")
    assert [(part.role, words) for part, words in zip(article.segments, parts(article), strict=True)] == [
        ("headline", "Grey"),
        ("body", "It ran grey."),
    ]


@pytest.mark.parametrize("tag", ["<h1>{}</h1>", '<H2 class="title">{}</H2>', "<h3><a href='/x'>{}</a></h3 >"])
def test_a_heading_of_html_is_one_of_markdown_too(tag: str) -> None:
    article = from_text(f"{tag.format('Grey again')}\n<p>By Oda Renn</p>\n<p>It ran grey.</p>\n", article_id="a")
    assert (article.headline, article.byline) == ("Grey again", "Oda Renn")
    assert [part.role for part in article.segments] == ["headline", "byline", "body"]


def test_a_heading_of_html_goes_before_the_title_of_front_matter() -> None:
    article = from_text("---\ntitle: Sold\n---\n\n<h1>Grey</h1>\n\nIt ran grey.", article_id="a")
    assert [part.role for part in article.segments] == ["metadata", "headline", "body"]


@pytest.mark.parametrize("text", ["<h1>Grey</h2>", "<h1>Grey", "<hr>Grey</hr>", "<h1>Grey\nIt ran</h1>", "<h1></h1>"])
def test_what_is_no_whole_heading_of_html_is_none(text: str) -> None:
    assert from_text(f"{text}\n\nIt ran grey.", article_id="a").headline is None


def test_an_element_that_is_a_block_begins_one() -> None:
    text = "It ran grey.\n  <p>It did.</p>\n<blockquote>\nYes.\nIt <b>did</b>.\n"
    assert parts(from_text(text, article_id="a")) == [
        "It ran grey.", "<p>It did.</p>", "<blockquote>\nYes.\nIt <b>did</b>."
    ]  # fmt: skip


def test_headings_may_follow_each_other_without_end() -> None:
    assert len(from_text("# Grey\n" * 5_000, article_id="a").segments) == 5_000
    assert len(from_text("<h1>Grey</h1>\n" * 5_000, article_id="a").segments) == 5_000


def test_marks_alone_are_no_segment() -> None:
    assert parts(from_text("One.\n\n**\n\n* * *\n\n---\n\nTwo.", article_id="a")) == ["One.", "Two."]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_is_metadata(end: str, mark: str) -> None:
    text = f"{mark}---\ntitle: Grey\ndate: 2023-05-24\n---\n\n# Grey\n\nIt ran grey.\n".replace("\n", end)
    assert [part.role for part in from_text(text, article_id="a").segments] == ["metadata", "headline", "body"]


@pytest.mark.parametrize("author", ["author: Ada Lind", "authors: [Ada Lind]", "Author: 'Ada Lind'"])
@pytest.mark.parametrize("date", ["2023-05-24", "2023-05-24T10:00:00+02:00", "24 May 2023", '"2023-05-24"'])
def test_title_date_and_author_of_front_matter_are_the_articles(author: str, date: str) -> None:
    text = f"---\ntitle: 'Grey: again'\n{author}\ndate: {date}\ndraft: true\n---\nIt ran grey.\n"
    article = from_text(text, article_id="a")
    assert (article.headline, article.byline, article.published_at) == ("Grey: again", "Ada Lind", "2023-05-24")
    assert [part.role for part in article.segments] == ["metadata", "headline", "metadata", "body"]


@pytest.mark.parametrize("key", ["publisher", "publication", "Outlet", "newspaper", "site", "site_name"])
def test_front_matter_says_who_publishes(key: str) -> None:
    assert (
        from_text(f"---\n{key}: The Ode Post\n---\n\n# Grey\n\nIt ran grey.\n", article_id="a").publisher
        == "The Ode Post"
    )


def test_what_the_caller_knows_goes_before_front_matter_and_that_before_the_page() -> None:
    text = "---\ntitle: A\nauthor: Ada Lind\ndate: 2023-05-24\n---\n\n# Grey\n\nBy Oda Renn\n\nIt ran grey.\n"
    article = from_text(text, article_id="a", published_at="2020-01-01")
    assert (article.headline, article.byline, article.published_at) == ("A", "Ada Lind", "2020-01-01")
    assert [part.role for part in article.segments] == ["metadata", "headline", "byline", "body"]


@pytest.mark.parametrize(
    "matter", ["a: [", "- a", "title: [[", "title: {a: b}", "date: soon", "author: ''", "[" * 9_000]
)
def test_front_matter_that_states_nothing_is_metadata_all_the_same(matter: str) -> None:
    article = from_text(f"---\n{matter}\n---\n\nIt ran grey.", article_id="a")
    assert (article.headline, article.byline, article.published_at) == (None, None, None)
    assert [part.role for part in article.segments] == ["metadata", "body"]


def test_a_heading_needs_no_blank_line_before_it() -> None:
    assert parts(from_text("It ran grey.\n## Samples\nIt did.", article_id="a")) == [
        "It ran grey.",
        "Samples",
        "It did.",
    ]


def test_headings_without_blank_lines_may_be_any_number() -> None:
    article = from_text("It ran grey.\n# Samples\n" * 3_000, article_id="a")
    assert [part.role for part in article.segments] == ["body", "headline"] * 3_000


def test_plain_text_has_its_first_line_as_headline() -> None:
    article = from_text("Grey water seen\n\nIt ran grey.\n\n# no heading", article_id="a", media_type="text/plain")
    assert [part.role for part in article.segments] == ["headline", "body", "body"]


def test_plain_text_that_begins_with_a_sentence_has_no_headline() -> None:
    assert from_text("It ran grey.\n\nWhy?", article_id="a", media_type="text/plain").headline is None


def test_undecorated_text_has_no_markup() -> None:
    assert undecorated("> **See** [the map](#)\n<https://a.example>") == "See the map https://a.example"


# JSON Lines


def test_each_line_is_an_article(tmp_path: Path) -> None:
    rows = [{"id": "x", "text": "It ran grey.", "published_at": "2023-05"}, {"text": "It did not."}]
    path = written(tmp_path, "wire.jsonl", "\n".join(map(json.dumps, rows)))
    found = [(article.id, article.text, article.published_at) for article in read_articles(path)]
    assert found == [("x", "It ran grey.", "2023-05"), ("wire-2", "It did not.", None)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"headline": "Grey"}, "field 'text' is missing or not text"),
        ({"text": 7}, "field 'text' is missing or not text"),
        ({"text": "Grey.", "colour": "x"}, "unknown field 'colour'; allowed: id, text, headline"),
        ({"text": "Grey.", "published_at": "May"}, "published_at: saw 'May'"),
        ({"text": " "}, "the text is empty"),
        ({"text": "\ud83c"}, r"\\ud83c is half a surrogate pair"),
    ],
)
def test_a_row_that_is_no_article_is_an_error_with_its_line(
    tmp_path: Path, row: dict[str, object], message: str
) -> None:
    path = written(tmp_path, "wire.jsonl", "\n" + json.dumps(row))
    with pytest.raises(DataError, match=rf"wire\.jsonl:2: {message}"):
        read_articles(path)


# HTML


def test_every_block_of_an_html_page_has_its_role() -> None:
    article = from_html(HTML.encode(), article_id="a")
    assert [part.role for part in article.segments] == [
        *("headline", "byline", "dateline", "body", "body", "headline", "body"),
        *("related_link", "correction", "footer"),
    ]


def test_an_html_page_leaves_navigation_and_imprint_out() -> None:
    text = from_html(HTML.encode(), article_id="a").text or ""
    assert not any(word in text for word in ("Home", "Sport", "Imprint", "<p>"))


def test_an_html_article_keeps_the_hash_of_its_page_and_its_extractor() -> None:
    article = from_html(HTML.encode(), article_id="a")
    assert article.page_sha256 == files.sha256(HTML.encode())
    assert (article.extractor or "").startswith("trafilatura ")
    assert article.sha256 == files.sha256((article.text or "").encode())


def test_blocks_of_an_html_article_are_parted_by_a_blank_line() -> None:
    article = from_html(HTML.encode(), article_id="a")
    assert article.text == "\n\n".join(parts(article))


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<p>Marit Soll<br>in Haldby</p>", "Marit Soll in Haldby"),
        ("<blockquote><p>It was grey.</p><p>It was late.</p></blockquote>", "It was grey. It was late."),
        ("<blockquote>He said:<p>It was grey.</p></blockquote>", "He said: It was grey."),
        ("<p>It was <b>gr</b>ey.</p>", "It was grey."),
        ("<p>It   was\n grey 🌊.</p>", "It was grey 🌊."),
    ],
)
def test_lines_within_a_block_are_parted_and_words_are_not(inner: str, words: str) -> None:
    page = HTML.replace("<h2>Samples taken</h2>", inner)
    assert words in parts(from_html(page.encode(), article_id="a"))


@pytest.mark.parametrize(
    "page", ["<html></html>", "no page at all", "<html><body><nav>Home</nav></body></html>", "\x00"]
)
def test_a_page_without_an_article_is_an_error(page: str) -> None:
    with pytest.raises(DataError, match=r"^here: no article text found"):
        from_html(page.encode(), article_id="a", where="here")


# Size


SIZE = 10_000_000
LARGE: dict[str, Callable[[], str]] = {
    "prose": lambda: ("The river ran grey, he said. " * 20 + "\n\n") * (SIZE // 582),
    "one line": lambda: "word " * (SIZE // 5),
    "brackets": lambda: "[" * SIZE,
    "open links": lambda: "[a](" * (SIZE // 4),
    "marks": lambda: "- " * (SIZE // 2) + "x",
    "front matter": lambda: "---\n" + "a: b\n" * (SIZE // 5),
    "links": lambda: "- [a](b)\n" * (SIZE // 9),
    "open tags": lambda: "<a " * (SIZE // 3),
    "open comments": lambda: "<!--" * (SIZE // 4),
    "open code": lambda: "It fell.\n```python\n" * (SIZE // 19),
    "addresses": lambda: "[a]: https://a.example/b\n" * (SIZE // 25) + "a",
    "rows": lambda: "a|\n-|\n" * (SIZE // 6),
}


@pytest.mark.parametrize("kind", LARGE)
def test_ten_megabytes_are_read_in_a_few_seconds(tmp_path: Path, kind: str, seconds: Callable[[], float]) -> None:
    path = written(tmp_path, "large.md", LARGE[kind]())
    (article,) = read_articles(path)
    assert article.length == path.stat().st_size
    assert article.segments
    assert seconds() < 5


@pytest.fixture
def seconds() -> Callable[[], float]:
    """The processor time since the test began: what else runs on the machine does not matter."""
    begun = time.process_time()
    return lambda: time.process_time() - begun


# The first article


def test_the_seed_article_has_its_roles(upstream: Callable[[str], Path]) -> None:
    (article,) = read_articles(upstream("../seed/article.md"))
    roles = [part.role for part in article.segments]
    assert roles[:4] == ["headline", "byline", "dateline", "photo_credit"]
    assert (roles.count("body"), roles.count("related_link")) == (12, 1)
    assert roles[-2:] == ["footer", "footer"]


def test_the_seed_article_is_its_file(upstream: Callable[[str], Path]) -> None:
    path = upstream("../seed/article.md")
    (article,) = read_articles(path)
    assert (article.text or "").encode() == path.read_bytes()
    assert article.published_at == "2024-10-09"
    assert outside(article).strip(MARKUP) == ""
