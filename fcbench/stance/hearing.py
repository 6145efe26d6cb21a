"""Pieces of evidence heard by rules: the side that each takes, what its speaker does, who that is, and of what kind.

In: a claim and texts. Out: `Evidence` as a rule would annotate it, for `fcbench.meaning` to judge. No gold is seen.
"""

from __future__ import annotations

from fcbench import files
from fcbench.schema import Article, Attribution, Evidence, EvidenceKind, Segment, Stance
from fcbench.speech.findings import findings
from fcbench.speech.records import attributions
from fcbench.speech.sentences import sentences
from fcbench.stance.lexicon import CUES
from fcbench.stance.reading import stop_words
from fcbench.stance.stems import stems

ABOUT = 0.5  # share of a claim's terms in a piece that takes a side: below, as much as texts of one event share anyway
STRANGE = 0.15  # share below which a piece is about something else
HARD: tuple[tuple[EvidenceKind, str], ...] = (  # what a piece rests on, by the words that say so; the first that fits
    ("measurement", "measure|meter|sensor|count|sample|laboratory|survey|satellite|temperature|census"),
    ("record", "log|register|ledger|minutes|invoice|statistics|figures|data|dataset|index|archive"),
    ("document", "document|letter|contract|report|clause|filing|memo|certificate|ruling|law|statute|treaty|permit"),
    ("expert", "study|studies|scientist|researcher|professor|engineer|analysis|trial|review|consensus"),
)
_TURN = ("refute", "negate")  # groups that turn a sentence against what it tells

_KINDS = {stem: kind for kind, listed in reversed(HARD) for word in listed.split("|") for stem in stems(word)}


def heard(claim: str, pieces: tuple[str, ...]) -> tuple[Evidence, ...]:
    """The pieces as evidence; an empty piece is unrelated."""
    return tuple(_evidence(claim, f"e{number}", text) for number, text in enumerate(pieces))


def _evidence(claim: str, name: str, text: str) -> Evidence:
    speech = _speech(text)
    act = None if speech is None else speech.act
    holder = None if speech is None else speech.chain[-1].entity
    stance = _stance(claim, text, denied=act == "deny")
    if act == "deny" and stance != "refutes":
        act = None  # it denies something else
    return Evidence(
        id=name,
        text=text or None,
        stance=stance,
        act=act,
        holder=holder,
        kind="denial_unsupported" if act == "deny" else _kind(text, speech),
        origin_id=None if holder is None else f"by {holder.lower()}",
    )


def _speech(text: str) -> Attribution | None:
    """The outermost attribution of a piece; None where the text speaks for itself."""
    if not text.strip():
        return None
    article = Article(
        id="piece",
        text=text,
        sha256=files.sha256(text.encode("utf-8", errors="surrogatepass")),
        length=len(text),
        media_type="text/plain",
        segments=(Segment(role="body", start=0, end=len(text)),),
    )
    told = [found for found in attributions(article, findings(sentences(article))) if found.directness != "own_voice"]
    return told[0] if told else None


def _stance(claim: str, text: str, *, denied: bool) -> Stance:
    """Which side a piece takes: by shared terms whether any, by denial, negation and opposites which."""
    said, told = stems(claim), stems(text)
    terms = dict.fromkeys(stem for stem in said if stem not in stop_words())
    there = frozenset(told)
    shared = len(there.intersection(terms)) / max(1, len(terms))
    if shared < STRANGE:
        return "unrelated"
    if shared < ABOUT and not denied:
        return "neutral"
    turns = _turned(told) != _turned(said)
    opposed = any(other in there and term not in there for term in terms for other in CUES.opposites.get(term, ()))
    return "refutes" if denied or turns != opposed else "supports"


def _turned(terms: list[str]) -> bool:
    """Whether an odd number of kinds of cue turn a text against what it tells."""
    groups = {CUES.names[group] for _, group in CUES.find(terms)}
    return len(groups.intersection(_TURN)) == 1


def _kind(text: str, speech: Attribution | None) -> EvidenceKind:
    kinds = [_KINDS[stem] for stem in stems(text) if stem in _KINDS]
    if kinds:
        return kinds[0]
    if speech is None:
        return "published_assertion"
    return "testimony_anonymous" if speech.anonymity.startswith("anonymous") else "testimony_named"
