"""Records for the eye: claims, what speaks for and against them, down which chain, and what is established."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from rich.tree import Tree

from fcbench.schema import Article, Attribution, Evidence, Record, Verdict, verdict_label

COLOURS = {"supports": "green", "partly_supports": "green", "refutes": "red", "partly_refutes": "red"}
SHOWN = 110  # code points of a quoted passage: about a line and a half


def tree(article: Article, records: Sequence[Record]) -> Tree:
    """An article's records as a tree to print."""
    title = Text(article.headline or article.id, style="bold")
    told = [part for part in (article.publisher, article.byline, article.published_at) if part]
    root = Tree(title.append(f"\n{', '.join(told)}" if told else "", style="dim"))
    if not records:
        root.add(Text("no claim found", style="dim"))
    for record in records:
        branch = root.add(Text(record.claim.text, style="bold"))
        by_id = {attribution.id: attribution for attribution in record.attributions}
        for piece in record.evidence:
            branch.add(_evidence(piece, by_id.get(piece.attribution_id or "")))
        if record.verdict:
            branch.add(_verdict(record.verdict))
    return root


def _evidence(piece: Evidence, attribution: Attribution | None) -> Text:
    line = Text(piece.stance or "no stance", style=COLOURS.get(piece.stance or "", "yellow"))
    if piece.act:
        line.append(f" ({piece.act})", style="dim")
    line.append(f"  {chain(attribution) if attribution else piece.holder or 'nobody named'}")
    if piece.span:
        line.append(f"  [{piece.span.start}:{piece.span.end}]", style="dim")
    return line.append(f"\n{_short(piece.text or piece.locator or 'no text')}", style="italic")


def chain(attribution: Attribution) -> str:
    """An attribution's chain on a line, from the narrator to the origin."""
    links = []
    for link in attribution.chain:
        role = "" if link.role in ("narrator", "origin") else f"{link.role.replace('_', ' ')} "
        links.append(f"{role}{link.entity}{f' ({link.work})' if link.work else ''}")
    return " › ".join(links)


def _verdict(verdict: Verdict) -> Text:
    line = Text("verdict  ", style="dim").append(verdict_label(verdict) or verdict.label or "none", style="bold")
    if verdict.flags:
        line.append(f"  {', '.join(flag.replace('_', ' ') for flag in verdict.flags)}")
    return line.append(f"\n{verdict.justification}" if verdict.justification else "", style="dim")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1].rstrip() + "…"
