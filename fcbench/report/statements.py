"""Statements: a record -> who says what of its claim, in order; what the tree and the page both show."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fcbench.meaning import links
from fcbench.schema import Attribution, Claim, Evidence, LinkKind, Record, Span

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they turn the text after them round


@dataclass(frozen=True)
class Statement:
    """One piece of evidence with its attribution, or either alone; `depth` is how deep it stands in others."""

    evidence: Evidence | None
    attribution: Attribution | None
    link: LinkKind | None
    depth: int

    @property
    def bearing(self) -> str:
        """How it bears on the claim, in a word or two: its link, else its side."""
        stance = self.evidence.stance if self.evidence else None
        return (self.link or stance or ("no stance" if self.evidence else "said")).replace("_", " ")

    @property
    def act(self) -> str | None:
        """What the speaker does."""
        return (self.evidence.act if self.evidence else None) or (self.attribution.act if self.attribution else None)

    @property
    def speakers(self) -> str:
        """The chain from the narrator to the origin; without one, who holds it."""
        if self.attribution:
            return chain(self.attribution)
        return (self.evidence.holder if self.evidence else None) or "nobody named"

    @property
    def place(self) -> Span | None:
        """Where it stands."""
        if self.evidence and self.evidence.span:
            return self.evidence.span
        told = self.attribution
        return (told.content[0] if told.content else told.cue or told.source) if told else None

    @property
    def passage(self) -> str:
        """The words that say it: what the speaker says, else all of the evidence."""
        if self.attribution and self.attribution.content:
            return " … ".join(part.exact for part in self.attribution.content)
        return (self.evidence.text or self.evidence.locator or "no text") if self.evidence else "no text"


def statements(record: Record) -> list[Statement]:
    """The evidence in order, each with its attribution, then the attributions that are no evidence."""
    kinds, by_id = links(record), {attribution.id: attribution for attribution in record.attributions}
    found = []
    for piece in record.evidence:
        told = by_id.get(piece.attribution_id or "")
        found.append(Statement(piece, told, kinds.get(piece.id), _depth(told, by_id)))
    used = {piece.attribution_id for piece in record.evidence}
    rest = [one for one in record.attributions if one.id not in used]
    return found + [Statement(None, one, None, _depth(one, by_id)) for one in rest]


def _depth(attribution: Attribution | None, by_id: dict[str, Attribution]) -> int:
    """In how many others of the record an attribution stands; a ring of them ends where it closes."""
    seen: list[str] = []
    while attribution and attribution.nested_in and attribution.nested_in not in seen:
        seen.append(attribution.nested_in)
        attribution = by_id.get(attribution.nested_in)
    return len(seen)


def chain(attribution: Attribution) -> str:
    """An attribution's chain on a line, from the narrator to the origin."""
    parts = []
    for link in attribution.chain:
        role = "" if link.role in ("narrator", "origin") else f"{link.role.replace('_', ' ')} "
        work = f" ({link.work})" if link.work and link.work != link.entity else ""  # a work of nobody named is its own
        parts.append(f"{role}{link.entity}{work}")
    return " › ".join(parts)


def aside(statement: Statement, record: Record) -> str:
    """What else is to be said of a statement: its hedges, and what it is told inside of."""
    attribution = statement.attribution
    if attribution is None:
        return ""
    outer = next((one for one in record.attributions if one.id == attribution.nested_in), None)
    hedges = f"hedges: {', '.join(attribution.hedges)}" if attribution.hedges else ""
    inside = f"inside: {outer.chain[-1].entity}, “{outer.cue.exact}”" if outer and outer.cue else ""
    return "; ".join(part for part in (hedges, inside) if part)


def figure(claim: Claim) -> str | None:
    """A claim's figure in words where it is not the figure itself: a bound, or about it; else None.

    >>> from fcbench.schema import Quantity
    >>> figure(Claim(id="c", text="Up to 7 calls.", quantity=Quantity(value=7, relation="at_most", unit="calls")))
    'at most 7 calls'
    """
    if claim.quantity is None or claim.quantity.relation == "equal":
        return None
    return f"{claim.quantity.relation.replace('_', ' ')} {claim.quantity.value:,g} {claim.quantity.unit or ''}".rstrip()


def odd(mark: str) -> bool:
    r"""Whether a character acts on what shows it: a control character, or one that turns the direction of text.

    >>> odd("\x1b"), odd("\u202e"), odd("\n"), odd("a")
    (True, True, False, False)
    """
    return mark in BIDI or (unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t")


def code(mark: str) -> str:
    r"""The name of a character as Unicode writes it.

    >>> code("\x1b")
    'U+001B'
    """
    return f"U+{ord(mark):04X}"


def shown(text: str) -> str:
    r"""A text on one line, with the names of characters that would act on what shows it in their place.

    >>> shown("a\nb\x1b[1m")
    'a b⟨U+001B⟩[1m'
    """
    return "".join(f"⟨{code(mark)}⟩" if odd(mark) else mark for mark in " ".join(text.split()))
