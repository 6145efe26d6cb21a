"""The tree of records that `fcbench extract` prints."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from fcbench.articles import from_text
from fcbench.build import read_story
from fcbench.extract.rules import Rules
from fcbench.report.tree import tree
from fcbench.schema import Article, Record

NESTED = """# Mill denies selling its weir

The Orvik mill on Monday denied a claim by a former clerk that it may have sold up to nine weirs to the fishery.
"""


def printed(article: Article, records: list[Record], *, width: int = 100) -> str:
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True)
    console.print(tree(article, records))
    return console.export_text()


def drawn(root: Path, story: str, *, width: int = 100) -> str:
    _, articles, records = read_story(root / "data" / "stories" / story)
    return printed(articles[0], records, width=width)


def extracted(text: str, *, width: int = 132) -> str:
    article = from_text(text, article_id="made")
    return printed(article, Rules().extract(article), width=width)


def test_a_claim_stands_above_its_evidence_and_verdict(root: Path) -> None:
    text = drawn(root, "quarry-water")
    claim, evidence, verdict = (
        text.index(part) for part in ("Brask Aggregates pumped", "refutes (deny)", "insufficient")
    )
    assert claim < evidence < verdict


def test_a_chain_runs_from_the_narrator_to_the_origin(root: Path) -> None:
    flat = " ".join(drawn(root, "quarry-water").replace("│", " ").split())
    assert "Oldra Valley Radio › relay Vessmark Sentinel › Per Dahl" in flat


@pytest.mark.parametrize(
    ("source", "shown"),
    [("The book by Ida Moe", "made › Ida Moe (book by Ida Moe)  ["), ("A survey", "made › survey  [")],
)
def test_a_work_stands_beside_its_author_and_not_beside_itself(source: str, shown: str) -> None:
    assert shown in extracted(f"{source} said that the mill had closed.")


def test_a_statement_says_how_it_bears_on_the_claim(root: Path) -> None:
    flat = " ".join(drawn(root, "quarry-water").replace("│", " ").split())
    for shown in (
        "refutes (deny) → denies",
        "supports (relay) → repeats",
        "partly_supports (confirm) → partly confirms",
    ):
        assert shown in flat


def test_a_claim_within_a_denial_stands_under_it_with_its_hedges() -> None:
    lines = extracted(NESTED).splitlines()
    (denial,) = (at for at, line in enumerate(lines) if "→ denies" in line and "Orvik mill" in line)
    (inner,) = (at for at, line in enumerate(lines) if "former clerk" in line and "supports (assert)" in line)
    assert inner > denial
    assert lines[inner].index("supports") > lines[denial].index("refutes")
    assert "hedges: may, up to; inside: Orvik mill, “denied”" in "\n".join(lines[inner:])
    assert "hedged by “may”, at most 9 weirs" in "\n".join(lines)


def test_an_attribution_that_is_no_evidence_is_shown(root: Path) -> None:
    assert "said (deny)" in drawn(root, "quarry-water")


@pytest.mark.parametrize("width", [80, 132])
def test_no_line_is_wider_than_the_terminal(root: Path, width: int) -> None:
    for line in drawn(root, "quarry-water", width=width).splitlines():
        assert len(line) <= width


def test_nothing_in_an_article_acts_on_the_terminal() -> None:
    text = (
        "# Mill \x1b[31mdenies\x1b[0m [red]it[/red]\n\nThe mill said \x07the [bold]weir[/bold] \u202eis :smile: sold.\n"
    )
    shown = extracted(text)
    assert not any(mark in shown for mark in "\x1b\x07\u202e")
    for part in ("⟨U+001B⟩[31m", "[red]it[/red]", "⟨U+0007⟩the [bold]weir[/bold] ⟨U+202E⟩is :smile:"):
        assert part in shown


def test_an_article_without_claims_says_so(root: Path) -> None:
    _, articles, _ = read_story(root / "data" / "stories" / "quarry-water")
    assert "no claim found" in printed(articles[0], [])


def test_a_passage_is_printed_as_a_reader_sees_it_with_its_place_in_the_file() -> None:
    text = "Vera Holm said it&rsquo;s a <em>very</em> <!-- so\n\nso --> **cold**&nbsp;lift.[^1]"
    article = from_text(text, article_id="a")
    shown = printed(article, Rules().extract(article))
    assert shown.count("it’s a very cold lift") == 1
    assert f"[0:{text.index('[^1]')}]" in shown
