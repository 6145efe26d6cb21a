"""Records for the eye: claims, what speaks for and against them, down which chain, and what is established."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from rich.tree import Tree

from fcbench.markup import reading
from fcbench.report.statements import Statement, aside, figure, shown, statements
from fcbench.schema import Article, Claim, Record, Span, Verdict, verdict_label

COLOURS = {"supports": "green", "partly_supports": "green", "refutes": "red", "partly_refutes": "red"}
SHOWN = 110  # code points of a quoted passage: about a line and a half


def tree(article: Article, records: Sequence[Record]) -> Tree:
    """An article's records as a tree to print; no character of the article acts on the terminal.

    The words are as a reader sees them, without marks; the places are of the text as stored.
    """
    read = reading(article)
    title = Text(shown(article.headline or article.id), style="bold")
    told = [shown(part) for part in (article.publisher, article.byline, article.published_at) if part]
    root = Tree(title.append(f"\n{', '.join(told)}" if told else "", style="dim"))
    if not records:
        root.add(Text("no claim found", style="dim"))
    for record in records:
        branch = root.add(_claim(record.claim))
        nodes = {"": branch}
        seen = read.inward(record)
        for statement, stored in zip(statements(seen), statements(record), strict=True):
            outer = statement.attribution.nested_in if statement.attribution else None
            node = nodes.get(outer or "", branch).add(_statement(statement, seen, stored.place))
            if statement.attribution:
                nodes[statement.attribution.id] = node
        if record.verdict:
            branch.add(_verdict(record.verdict))
    return root


def _claim(claim: Claim) -> Text:
    line = Text(shown(claim.text), style="bold")
    kind = None if claim.level == "content" else claim.level.replace("_", " ")
    hedge = f"hedged by “{claim.modality}”" if claim.modality else None
    told = [part for part in (kind, hedge, figure(claim)) if part]
    return line.append(f"\n{shown(', '.join(told))}" if told else "", style="dim not bold")


def _statement(statement: Statement, record: Record, place: Span | None) -> Text:
    stance = (statement.evidence.stance or "no stance") if statement.evidence else "said"
    line = Text(stance, style=COLOURS.get(stance, "yellow"))
    if statement.act:
        line.append(f" ({statement.act})", style="dim")
    if statement.link:
        line.append(f" → {statement.link.replace('_', ' ')}", style="bold")
    line.append(f"  {shown(statement.speakers)}")
    if place:
        line.append(f"  [{place.start}:{place.end}]", style="dim")
    line.append(f"\n{_short(shown(statement.passage))}", style="italic")
    if told := aside(statement, record):
        line.append(f"\n{shown(told)}", style="dim")
    return line


def _verdict(verdict: Verdict) -> Text:
    name = verdict_label(verdict) or verdict.label or "none"
    line = Text("verdict  ", style="dim").append(shown(name.replace("_", " ")), style="bold not dim")
    if verdict.flags:
        line.append(f"  {', '.join(flag.replace('_', ' ') for flag in verdict.flags)}", style="not dim")
    return line.append(f"\n{shown(verdict.justification)}" if verdict.justification else "")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
