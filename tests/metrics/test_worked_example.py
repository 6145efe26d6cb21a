"""The example of docs/attribution.md: the scores that it shows are those that the metrics give."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fcbench.metrics import attribution, chains, claims
from fcbench.schema import Attribution, Claim, Evidence, Record, Source, Span, Verdict
from fcbench.text import span

TEXT = "The kiln leaks, Ada Lind told the Herald. Bo Marsh denied that the kiln leaks. He wants a new roof."


def place(quote: str) -> Span:
    start = TEXT.rindex(quote)
    return span("a", TEXT, start, start + len(quote))


def told(source: str, cue: str, content: str, *links: tuple[str, str], origin: str) -> Attribution:
    chain = [{"role": role, "entity": entity} for role, entity in (("narrator", "The Post"), *links)]
    return Attribution(
        id=cue,
        source=place(source),
        cue=place(cue),
        content=(place(content),),
        chain=tuple(map(Source.model_validate, chain)),
        directness="indirect",
        act="deny" if cue == "denied" else "assert",
        origin_id=origin,
    )


def claimed(mention: str, by: Sequence[Attribution], *flags: str) -> Record:
    """A claim with evidence that rests on these attributions: a denial refutes, all else supports."""
    evidence = [
        {
            "id": one.id,
            "text": one.content[0].exact,
            "span": one.content[0],
            "attribution_id": one.id,
            "act": one.act,
            "stance": "refutes" if one.act == "deny" else "supports",
        }
        for one in by
    ]
    return Record(
        id=mention,
        claim=Claim(id="c", text="The kiln leaks.", mentions=(place(mention),)),
        attributions=tuple(by),
        evidence=tuple(map(Evidence.model_validate, evidence)),
        verdict=Verdict.model_validate({"id": "v", "state": "insufficient", "flags": flags}),
        cluster="s",
    )


LIND, MARSH = ("origin", "Ada Lind"), ("origin", "Bo Marsh")
GOLD = [
    told("Ada Lind", "told", "The kiln leaks", ("relay", "Herald"), LIND, origin="lind"),
    told("Bo Marsh", "denied", "that the kiln leaks", MARSH, origin="marsh"),
    told("He", "wants", "a new roof", MARSH, origin="marsh"),
]
FOUND = [
    told("Ada Lind", "told", "The kiln leaks", LIND, origin="1"),
    told("Bo Marsh", "denied", "the kiln leaks", MARSH, origin="2"),
]


def test_the_scores_of_the_example_are_those_of_the_metrics(root: Path) -> None:
    gold = [claimed("The kiln leaks", GOLD[:2], "disputed")]
    found = [claimed("The kiln leaks", FOUND[:1]), claimed("the kiln leaks", FOUND[1:])]
    scores = {
        **attribution.summarise(np.array(attribution.observe(GOLD, FOUND))),
        **chains.summarise(np.array(chains.observe(GOLD, FOUND))),
        **claims.summarise(np.array(claims.observe(gold, found))),
    }
    example = (root / "docs" / "attribution.md").read_text("utf-8").partition("## A small example")[2]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", example, re.MULTILINE)
    assert len(rows) == 12
    for family, *shown in rows:
        values = [float(scores[f"{family}_{part}"]) for part in ("precision", "recall", "f1")]
        assert shown == ["n/a" if math.isnan(value) else f"{value:.3f}" for value in values], family
    assert {float(scores[name]) for name in ("verdict_recall", "verdict_accuracy")} == {1.0}


def test_the_page_explains_every_score(root: Path) -> None:
    page = (root / "docs" / "attribution.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", page))
    spans = {f"{role}_{measure}" for role in attribution.ROLES for measure in attribution.SPAN_MEASURES}
    families = {*attribution.FAMILIES, *chains.FAMILIES, *claims.FAMILIES} - spans
    patterns = ("chain_", "link_", "matched_")  # those that stand there as chain_ROLE, link_KIND and matched_...
    plain = {family for family in families if not family.startswith(patterns)}
    assert plain | {"chain_exact", "chain_link", "chain_ROLE", "link_KIND"} <= named
    assert {*attribution.SPAN_MEASURES, *claims.SHARES, *chains.SHARES[1:]} <= named
