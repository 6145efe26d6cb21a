"""The page: one file that needs no other, in which nothing of the article acts, and every mark is where it belongs."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import files
from fcbench.articles import from_text
from fcbench.build import read_story
from fcbench.extract.rules import Rules
from fcbench.markup import reading
from fcbench.report.page import page
from fcbench.schema import Article, Attribution, Claim, Record, Source
from fcbench.text import span

TEXT = """# Mill denies selling its weir

By Ada Lind

The Orvik mill on Monday denied a claim by a former clerk that it sold the weir to the Lorne fishery in March.

"It did not happen," mill director Jo Tamm said.
"""
VOID = {"meta", "link", "img", "br", "hr", "input"}
# the elements of the template, and no other
OURS = {
    *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "div", "script", "svg"),
    *("h2", "h3", "p", "ol", "ul", "li", "a", "span", "b", "i", "q", "bdi"),
}
HOSTILE = """# <script>alert("no")</script> & "quotes" 'too'

</div></main><style>*{display:none}</style><img src=x onerror=alert(1)> <!-- &lt;b&gt; ]]> \u202eback \x1b[31m {{ 7*7 }}

שלום "עולם" """


class Reader(HTMLParser):
    """The elements, what stands in the article, and whether each element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.sound = "", True
        self.inside: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self.open) and self.open[-1][0] == tag
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if any(attributes.get("class") == "text" for _, attributes in self.open):
            self.text += data
        for _, attributes in self.open:
            if name := attributes.get("id"):
                self.inside[name] = self.inside.get(name, "") + data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.sound
    assert reader.open == []
    return reader


def article(text: str) -> Article:
    return Article(
        id="made",
        text=text,
        sha256=files.sha256(text.encode(errors="surrogatepass")),
        length=len(text),
        media_type="text/plain",
    )


def marked(text: str, *places: tuple[int, int, int, int, int, int]) -> tuple[Article, list[Record]]:
    """An article with a record an attribution, each of the offsets of its source, cue and content."""
    made, records = article(text), []
    for number, offsets in enumerate(places):
        pairs = [sorted(offsets[at : at + 2]) for at in (0, 2, 4)]
        source, cue, content = (span("made", text, *pair) if pair[0] < pair[1] else None for pair in pairs)
        told = Attribution(
            id=f"a{number}",
            source=source,
            cue=cue,
            content=(content,) if content else (),
            chain=(Source(entity="<b>narrator", role="narrator"), Source(entity='"origin', role="origin")),
            directness=None,
            act=None,
            origin_id="o",
        )
        claim = Claim(id=f"r{number}", text=text[:40] or "none", mentions=(content,) if content else ())
        records.append(Record(id=f"r{number}", claim=claim, attributions=(told,), cluster="made"))
    return made, records


def extracted(text: str) -> tuple[Article, list[Record]]:
    made = from_text(text, article_id="made")
    return made, Rules().extract(made)


def runs(reader: Reader, number: int, at: int = 1) -> str:
    """The text of the pieces of a claim."""
    (claim,) = [attributes for _, attributes in reader.seen if attributes.get("id") == f"c{at}-{number}"]
    found = ""
    for low, high in (run.split("-") for run in (claim["data-runs"] or "").split()):
        found += "".join(reader.inside[f"p{at}-{piece}"] for piece in range(int(low), int(high) + 1))
    return found


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), st.data())
def test_the_visible_text_is_the_article_s_whatever_it_holds(text: str, data: st.DataObject) -> None:
    offset = st.integers(0, len(text))
    places = data.draw(st.lists(st.tuples(offset, offset, offset, offset, offset, offset), max_size=4))
    reader = read(page([marked(text, *places)]))
    assert reader.text == text
    assert {tag for tag, _ in reader.seen} <= OURS


@given(
    st.lists(st.sampled_from(["<", "&", '"', "'", "</p>", "<script>", "-->", "{{", "\r", "\n\n", "é", "\u202e", " "]))
)
def test_mark_up_in_the_text_stays_text(parts: list[str]) -> None:
    text = "".join(parts)
    size = len(text)
    reader = read(page([marked(text, (0, size // 2, size // 3, size, size // 4, size))]))
    assert reader.text == text
    assert [tag for tag, _ in reader.seen if tag in ("script", "style")] == ["style", "script"]


def test_a_span_at_every_offset_is_marked_to_the_letter() -> None:
    text = "Ann said\n\nno & <yes>"
    for low in range(len(text)):
        for high in range(low + 1, len(text) + 1):
            reader = read(page([marked(text, (low, low, low, low, low, high))]))
            assert re.sub(r"\s", "", runs(reader, 1)) == re.sub(r"\s", "", text[low:high]), (low, high)


def test_spans_that_overlap_or_nest_are_each_whole() -> None:
    text = "Ann says Bob says it rains on the weir"
    reader = read(page([marked(text, (0, 3, 4, 8, 9, 38), (9, 12, 13, 17, 18, 38), (2, 14, 14, 20, 6, 30))]))
    assert runs(reader, 1) == text.replace("Ann says ", "Annsays")
    assert runs(reader, 2) == "BobsaysIt".replace("It", "it rains on the weir")
    assert runs(reader, 3) == text[2:30]
    assert reader.text == text


def test_an_article_that_attacks_the_page_is_shown_as_it_is() -> None:
    made = from_text(HOSTILE, article_id='"><script>x', byline="<i>Ada", publisher="'><b>")
    reader = read(page([(made, Rules().extract(made))]))
    assert reader.text == reading(made).article.text
    assert {tag for tag, _ in reader.seen} <= OURS
    assert not [
        name for _, attributes in reader.seen for name in attributes if name.startswith("on") or name == "style"
    ]


def test_a_control_character_is_shown_by_its_name() -> None:
    reader = read(page([(article("a\x1bb\u202ec\r\nd"), [])]))
    assert [one["data-code"] for _, one in reader.seen if "data-code" in one] == ["U+001B", "U+202E"]


def test_a_carriage_return_is_named_since_a_parser_makes_a_line_feed_of_it() -> None:
    html = page([marked("a\r\nb", (0, 0, 0, 0, 0, 4))])
    assert "\r" not in html
    assert read(html).text == "a\r\nb"


def test_what_html_or_utf_8_cannot_hold_is_replaced() -> None:
    html = page([(article("a\x00b\ud800c"), [])])
    assert read(html).text == "a\ufffdb\ufffdc"
    html.encode()


def test_nothing_is_loaded_and_only_our_own_style_and_script_may_run() -> None:
    html = page([extracted(TEXT)])
    reader = read(html)
    links = [one[name] or "" for _, one in reader.seen for name in ("href", "src", "action", "srcset") if name in one]
    assert links
    assert all(link.startswith("#") for link in links)
    assert "url(" not in html
    assert "@import" not in html
    (policy,) = [one["content"] for _, one in reader.seen if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_every_link_of_the_page_leads_somewhere() -> None:
    reader = read(page([extracted(TEXT), extracted(TEXT.replace("mill", "forge"))]))
    names = [one["id"] for _, one in reader.seen if one.get("id")]
    assert len(names) == len(set(names))
    for _, one in reader.seen:
        for target in ((one.get("href") or "").removeprefix("#"), one.get("data-from"), one.get("data-to")):
            assert not target or target in names


def test_an_arrow_runs_from_a_denial_to_the_words_that_it_denies() -> None:
    reader = read(page([extracted(TEXT)]))
    arrows = [one for _, one in reader.seen if "data-from" in one]
    ends = [(reader.inside[one["data-from"] or ""], reader.inside[one["data-to"] or ""]) for one in arrows]
    assert ("denied", "that it sold the weir to the Lorne fishery in March") in ends
    assert ("said", "that it sold the weir to the Lorne fishery in March") in ends
    assert all("against" in (one["class"] or "") for one in arrows)


def test_an_arrow_runs_to_who_makes_the_claim_not_to_who_repeats_it(root: Path) -> None:
    _, articles, records = read_story(root / "data" / "stories" / "quarry-water")
    reader = read(page([(articles[0], records)]))
    arrows = [one for _, one in reader.seen if "data-from" in one and (one.get("id") or "").startswith("s1-1-")]
    ends = [reader.inside[one["data-to"] or ""] for one in arrows]
    assert ends == ["that he himself started the pump on May 9, 10 and 11"] * 2


def test_a_cue_leads_to_its_statement_and_says_what_it_does() -> None:
    reader = read(page([extracted(TEXT)]))
    (cue,) = [one for tag, one in reader.seen if tag == "a" and reader.inside.get(one.get("id") or "") == "denied"]
    assert cue["data-tag"] == "denies 1"
    assert "denies" in reader.inside[(cue["href"] or "").removeprefix("#")]


def test_a_claim_shows_chain_verdict_flags_and_why(root: Path) -> None:
    _, articles, records = read_story(root / "data" / "stories" / "quarry-water")
    shown = " ".join(read(page([(articles[0], records)])).inside["c1-1"].split())
    for part in ("on behalf of Brask Aggregates › Karin Brask-Nolte (a statement)", "insufficient", "disputed"):
        assert part in shown
    assert records[0].verdict is not None
    assert " ".join((records[0].verdict.justification or "").split()) in shown
    assert "he pumped waste water into the river on three nights" in shown, "what another article says is quoted"


def test_the_headline_is_held_against_the_body() -> None:
    reader = read(
        page(
            [extracted("# Mill sold weir to Lorne fishery\n\nThe mill may have sold the weir to the Lorne fishery.\n")]
        )
    )
    assert "the body says “may have sold”" in reader.inside["a1"]
    assert [one for _, one in reader.seen if "unfaithful" in (one.get("class") or "").split() and "id" in one]


def test_several_articles_are_sections_of_one_page() -> None:
    reader = read(page([extracted(TEXT), extracted(TEXT)]))
    assert [one["href"] for tag, one in reader.seen if tag == "a" and re.fullmatch("#a[0-9]", one["href"] or "")] == [
        "#a1",
        "#a2",
    ]
    assert reader.text == TEXT.removeprefix("# ") * 2


def test_the_page_shows_no_mark_of_markdown_and_marks_the_same_words() -> None:
    text = "# The **lift**\n\nBy [AFP](#)\n\n---\n\n*Vera Holm* said the **lift** [fell](#x) twice.\n"
    made, records = extracted(text)
    reader = read(page([(made, records)]))
    assert reader.text.split() == ["The", "lift", "By", "AFP", "Vera", "Holm", "said", "the", "lift", "fell", "twice."]
    assert records[0].claim.mentions[0].exact == "the **lift** [fell](#x) twice"
    marked = [one["id"] for _, one in reader.seen if "content" in (one.get("class") or "").split() and one.get("id")]
    assert "".join(reader.inside[name or ""] for name in marked) == "the lift fell twice"


def test_the_page_shows_the_characters_that_references_stand_for_and_nothing_hidden() -> None:
    said = "Vera Holm said it&rsquo;s <em>A&amp;B</em>&lt;3<br>wide&#x202e;.[^1]"
    text = f"# The lift\n\n{said}\n\n<!-- no -->\n\n[a]: b.c\n"
    reader = read(page([extracted(text)]))
    assert reader.text.split() == ["The", "lift", "Vera", "Holm", "said", "it’s", "A&B<3", "wide\u202e."]
    assert "U+202E" in page([extracted(text)])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert page([extracted(TEXT)]) == page([extracted(TEXT)])


def test_an_article_without_text_and_a_page_without_articles_are_pages() -> None:
    bare = Article(id="bare", text=None, sha256="0" * 64, length=0, media_type="text/plain")
    assert read(page([(bare, [])])).text == ""
    assert "No article" in page([])


# Colours


def palettes() -> list[dict[str, str]]:
    css = re.findall(r"<style>(.*?)</style>", page([]), re.DOTALL)[0]
    light, dark = re.findall(r":root \{([^}]*--source[^}]*)\}", css)[:2]
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", palettes(), ids=["light", "dark"])
def test_text_and_lines_have_the_contrast_that_wcag_asks_for(colours: dict[str, str]) -> None:
    for ground in ("paper", "card", "source", "cue", "content"):
        assert contrast(colours["ink"], colours[ground]) >= 7
    for ground in ("paper", "card"):
        for name in ("dim", "link", "against", "pro", "neither"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        for name in ("source-line", "cue-line", "content-line", "unfaithful"):
            assert contrast(colours[name], colours[ground]) >= 3, (name, ground)
