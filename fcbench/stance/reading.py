"""A claim and a passage, read once each: what pairs of them are compared by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from fcbench.stance.lexicon import CUES
from fcbench.stance.scales import Manner, Rarity, manner, rarity
from fcbench.stance.stems import stems
from fcbench.stats import Floats
from fcbench.text import paragraphs, quotations, sentences

SENTENCES = 120  # of a passage that are told apart; what follows is read as one more
LETTERS = 4  # of a character n-gram
NEWS = 3  # sentences that give the news, as an editor counts
LEAD = 8  # sentences until which a report is about its headline
END = 3

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][^\W\d_]+")
_STOPS = frozenset(stem for word in sorted(ENGLISH_STOP_WORDS) for stem in stems(word))


def stop_words() -> frozenset[str]:
    """The stems of words that say nothing of a matter."""
    return _STOPS


CLAIM_MANNER, PASSAGE_MANNER = 10, 20  # dimensions: a claim is short


def _named(*kinds: str) -> list[str]:
    return [f"{kind}[{group}]" for kind in kinds for group in CUES.names]


CLAIM_NAMES = (
    *("claim_words", "claim_terms", "claim_numbers", "claim_asks", "claim_quotes"),
    *_named("claim"),
    *(f"claim_manner[{number}]" for number in range(CLAIM_MANNER)),
)
PASSAGE_NAMES = (
    *("words", "sentences", "sentence_words", "quotes", "asks"),
    *_named("rate", "news", "end"),
    *(f"manner[{number}]" for number in range(PASSAGE_MANNER)),
)


Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Tools:
    """What was learned of words."""

    rarity: Rarity
    claims: Manner
    passages: Manner


def tools(claims: Mapping[str, int], passages: Mapping[str, int]) -> Tools:
    """What texts with their topics teach of words."""
    return Tools(rarity({**claims, **passages}), manner(claims, CLAIM_MANNER), manner(passages, PASSAGE_MANNER))


@dataclass(frozen=True)
class Sentence:
    """The stems of a sentence, the places and groups of its cues, and its letters as they are compared."""

    terms: list[str]
    letters: str
    quoted: bool
    cues: list[tuple[int, int]]
    numbers: frozenset[str]


@dataclass(frozen=True)
class ClaimText:
    """A claim as it is compared."""

    terms: tuple[str, ...]  # distinct, without stop words, in order
    rare: Matrix  # the weight of each
    scaled: Matrix  # likewise, of length 1
    pairs: tuple[str, ...]
    triples: tuple[str, ...]
    letters: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    cues: Floats
    own: Floats


@dataclass(frozen=True)
class Passage:
    """A passage as it is compared; columns are its sentences, then all of it, its news and its lead."""

    sentences: tuple[Sentence, ...]
    places: Mapping[str, int]
    cosine: Matrix  # stems x columns, of length 1 a column
    holds: Matrix  # stems x columns, 1 where it is there
    told: str  # its stems between blanks, sentences apart: a run of stems in it is a run of one sentence
    news: str
    numbers: frozenset[str]
    names: frozenset[str]
    cues: Floats  # sentences x groups
    own: Floats


def read_claim(text: str, tools: Tools) -> ClaimText:
    """A claim's terms, figures, names, cues and manner."""
    stemmed = stems(text)
    terms = tuple(dict.fromkeys(stem for stem in stemmed if stem not in _STOPS))
    rare = np.array([tools.rarity.of(term) for term in terms])
    cues = _counts([CUES.find(stemmed)])[0]
    numbers = _numbers(text)
    lengths = [len(stemmed), len(terms), len(numbers), text.count("?"), len(quotations(text))]
    return ClaimText(
        terms=terms,
        rare=rare.astype(np.float32),
        scaled=_unit(rare).astype(np.float32),
        pairs=_runs(stemmed, 2),
        triples=_runs(stemmed, 3),
        letters=_letters(text),
        numbers=numbers,
        names=_names(text),
        cues=cues,
        own=np.concatenate([lengths, cues, tools.claims.of(stemmed)]),
    )


def read_passage(pieces: Sequence[str], tools: Tools) -> Passage:
    """A passage's sentences, and what it has in all."""
    texts = [piece[start:end] for piece in pieces for start, end in _sentences(piece)]
    if len(texts) > SENTENCES:
        texts = [*texts[:SENTENCES], " ".join(texts[SENTENCES:])]
    told = tuple(_sentence(text) for text in texts)
    spoken = [sentence.terms for sentence in told]
    places, cosine, holds = _columns(spoken, tools)
    whole = "\n".join(pieces)
    counts = _counts([sentence.cues for sentence in told])
    return Passage(
        sentences=told,
        places=places,
        cosine=cosine,
        holds=holds,
        told=_joined(spoken),
        news=_joined(spoken[:NEWS]),
        numbers=_numbers(whole),
        names=_names(whole),
        cues=counts,
        own=_own(whole, spoken, counts, tools),
    )


def _own(whole: str, spoken: list[list[str]], counts: Floats, tools: Tools) -> Floats:
    """What a passage tells alone: lengths, cues by place, and manner."""
    length = sum(map(len, spoken))
    lengths = [length, len(spoken), length / max(1, len(spoken)), len(quotations(whole)), whole.count("?")]
    place = tools.passages.of([stem for terms in spoken for stem in terms])
    rates = counts.sum(axis=0) / max(1, length)
    return np.concatenate([lengths, rates, counts[:NEWS].sum(axis=0), counts[-END:].sum(axis=0), place])


def _sentences(text: str) -> list[tuple[int, int]]:
    return [span for start, end in paragraphs(text) for span in sentences(text, start, end)]


def _sentence(text: str) -> Sentence:
    terms = stems(text)
    return Sentence(terms, _folded(text), '"' in text or "“" in text, CUES.find(terms), _numbers(text))


def _columns(spoken: list[list[str]], tools: Tools) -> tuple[dict[str, int], Matrix, Matrix]:
    places: dict[str, int] = {}
    for terms in spoken:
        for term in terms:
            if term not in _STOPS:
                places.setdefault(term, len(places))
    counts = np.zeros((len(places), len(spoken)))
    for number, terms in enumerate(spoken):
        for term in terms:
            if term in places:
                counts[places[term], number] += 1
    wider = [counts[:, :end].sum(axis=1, keepdims=True) for end in (len(spoken), NEWS, LEAD)]
    counts = np.hstack([counts, *wider])
    rare = np.array([[tools.rarity.of(term)] for term in places]).reshape(-1, 1)
    scaled = np.log1p(counts) * rare
    lengths = np.sqrt((scaled**2).sum(axis=0))
    cosine = scaled / np.where(lengths > 0, lengths, 1.0)
    return places, cosine.astype(np.float32), (counts > 0).astype(np.float32)


def _unit(values: Floats) -> Floats:
    made: Floats = values / (float(np.sqrt((values**2).sum())) or 1.0)
    return made


def _counts(found: Sequence[list[tuple[int, int]]]) -> Floats:
    """How often each sentence has a cue of each group: sentences x groups."""
    counts = np.zeros((len(found), len(CUES.names)))
    for number, cues in enumerate(found):
        for _, group in cues:
            counts[number, group] += 1
    return counts


def _joined(spoken: Sequence[list[str]]) -> str:
    return "|".join(f" {' '.join(terms)} " for terms in spoken)


def _runs(terms: list[str], length: int) -> tuple[str, ...]:
    """The distinct runs of so many stems, between blanks."""
    runs = (terms[start : start + length] for start in range(len(terms) - length + 1))
    return tuple(dict.fromkeys(f" {' '.join(run)} " for run in runs))


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _letters(text: str) -> tuple[str, ...]:
    folded = _folded(text)
    return tuple(dict.fromkeys(folded[start : start + LETTERS] for start in range(len(folded) - LETTERS + 1)))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number.replace(",", "") for number in _NUMBER.findall(text))


def _names(text: str) -> frozenset[str]:
    """Capitalised words that do not begin a sentence, in lower case."""
    return frozenset(name.lower() for name in _NAME.findall(text))
