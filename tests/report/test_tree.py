"""The tree of records that `fcbench extract` prints."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from fcbench.build import read_story
from fcbench.report.tree import tree


def drawn(root: Path, story: str) -> str:
    _, articles, records = read_story(root / "data" / "stories" / story)
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(tree(articles[0], records))
    return console.export_text()


def test_a_claim_stands_above_its_evidence_and_verdict(root: Path) -> None:
    text = drawn(root, "quarry-water")
    claim, evidence, verdict = (
        text.index(part) for part in ("Brask Aggregates pumped", "refutes (deny)", "insufficient")
    )
    assert claim < evidence < verdict


def test_a_chain_runs_from_the_narrator_to_the_origin(root: Path) -> None:
    flat = " ".join(drawn(root, "quarry-water").replace("│", " ").split())
    assert "Oldra Valley Radio › relay Vessmark Sentinel › Per Dahl" in flat


def test_an_article_without_claims_says_so(root: Path) -> None:
    _, articles, _ = read_story(root / "data" / "stories" / "quarry-water")
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(tree(articles[0], []))
    assert "no claim found" in console.export_text()
