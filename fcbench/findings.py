"""Findings: what an audit of a dataset counts, each a value that a stranger can count again, and the certificate."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from fcbench.schema import Model, Score

EXAMPLES = 3  # enough to look at; the rest follows from the same rule

# of each kind what is counted, in a word or two; the order is that of a certificate
BETWEEN: dict[str, str] = {
    "article": "articles",
    "claim": "claims",
    "near_claim": "near-duplicate claims",
    "evidence": "evidence texts",
    "near_evidence": "near-duplicate evidence texts",
    "pair": "claim–evidence pairs",
    "origin": "origins",
    "speaker": "speakers",
    "holder": "holders of evidence",
    "publisher": "publishers",
    "time": "claims older than the earlier split's end",
}
WITHIN: dict[str, str] = {
    "late_evidence": "evidence younger than the claim",
    "fact_check": "evidence that is the fact-check",
    "repeated_pair": "repeated claim–evidence pairs",
    "relabelled_pair": "of these, with other labels",
    "repeated_claim": "claims judged more than once",
    "relabelled_claim": "of these, with other labels",
    "label_rule": "labels by rule of evidence labels",
    "tied_votes": "tied votes",
    "agreement": "annotators' agreement",
    "claim_only_accuracy": "claims alone over majority",
    "claim_only_macro_f1": "claims alone over majority",
}
MEASURES: dict[str, str] = {  # kinds that are a value, not a count
    "agreement": "alpha",
    "claim_only_accuracy": "accuracy",
    "claim_only_macro_f1": "macro-F1",
}


class Finding(Model):
    """One thing counted: in two splits what they share, in one what it has."""

    kind: str
    splits: tuple[str, ...] = Field(
        description="of what two share the earlier and the later; else all it is counted in"
    )
    count: int = Field(description="units found")
    of: int = Field(description="units there are: in the later split, or in all of `splits`")
    share: float | None = Field(description="count / of; null where there are none, and for a measure")
    rows: int | None = Field(default=None, description="records of the later split that have a unit which is shared")
    of_rows: int | None = Field(default=None, description="records of the later split")
    value: Score | None = Field(default=None, description="of a measure, with its interval where it has one")
    details: dict[str, int | float | str | None] = Field(default={}, description="other counts of the same thing")
    examples: tuple[tuple[str, ...], ...] = Field(default=(), description="ids to look at; of two splits one of each")
    promised: bool = Field(default=False, description="whether the card says that there is none")
    broken: bool = Field(default=False, description="whether it says so and there is one")
    sentence: str


class Unmeasured(Model):
    """A kind that could not be counted, and why."""

    kind: str
    reason: str
    promised: bool = False


class SplitSize(Model):
    """What a split holds."""

    records: int
    evidence: int
    articles: int


class Certificate(Model):
    """All that an audit found out about a dataset, and what the dataset promises."""

    dataset: str
    version: str
    fingerprint: str
    fcbench: str
    near: float = Field(
        description="Jaccard similarity of pairs of adjacent words from which texts are near-duplicates"
    )
    splits: dict[str, SplitSize]
    promises: tuple[str, ...]
    findings: tuple[Finding, ...]
    unmeasured: tuple[Unmeasured, ...]

    def broken(self) -> list[Finding]:
        """The findings that break a promise of the card."""
        return [finding for finding in self.findings if finding.broken]


def found(kind: str, splits: tuple[str, ...], counts: tuple[int, int], sentence: str, **more: Any) -> Finding:
    """A finding of so many of so many, with their share."""
    count, of = counts
    made = None if kind in MEASURES or not of else count / of
    return Finding(kind=kind, splits=splits, count=count, of=of, share=made, sentence=sentence, **more)


def several(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> several(1, "claim"), several(2_000, "body", "bodies")
    ('1 claim', '2,000 bodies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
