"""Linker: chunks of a passage -> which belong to one attribution, and the findings that they are.

In: `Passage` and `Chunk`s, whoever marked them. Out: `Link`s and `Finding`s. Each content goes to the cue that fits it
best, each cue takes the source that fits it best or none. How well two chunks fit is a sum of weights of what is seen
of the pair, learned by logistic regression from the links of training data.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from fcbench.schema import DataError
from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON, Verb
from fcbench.tagging.marks import Chunk, Link
from fcbench.tagging.tokens import Passage

RARE = 3  # sights seen less often say nothing of other articles
PENALTY = 1.0  # of logistic regression, as scikit-learn has it
STEPS = (1, 2, 3, 5, 8, 12, 20, 40)  # distances in tokens that are told apart
NEAR = 3  # words between two chunks that are read as words
RIVALS = 4  # of one role that a chunk chooses among; with all of them, links of gold marks gain 0.2 points of F1
FAR = 40  # words between two chunks of which the marks are read
MARKS = frozenset(',;:."“”—–')
LETTERS = {"source": "s", "cue": "u", "content": "c"}

Weights = Mapping[str, float]
Linked = tuple[Passage, Sequence[Chunk], Sequence[Link]]  # a passage, its chunks and what they belong to


@dataclass(frozen=True)
class Linker:
    """Weights of what is seen of a pair, for sources and for contents; a sum above 0 is for the pair."""

    source: Weights
    content: Weights

    def link(self, passage: Passage, chunks: Sequence[Chunk]) -> list[Link]:
        """One link a cue that has a content, in the order of the cues."""
        view = _View(passage, chunks)
        parts: dict[Chunk, list[Chunk]] = {cue: [] for cue in view.cues}
        for content in view.of("content") if parts else ():
            near = view.nearest(content, view.cues)
            cue, _ = _fittest(view, [(cue, content) for cue in near], self.content) if near[1:] else (near[0], 0)
            parts[cue].append(content)
        return [Link(self._source(view, cue), cue, tuple(contents)) for cue, contents in parts.items() if contents]

    def _source(self, view: _View, cue: Chunk) -> Chunk | None:
        near = view.nearest(cue, view.of("source"))
        fittest, fit = _fittest(view, [(cue, source) for source in near], self.source, other=1) if near else (None, 0.0)
        return fittest if fit > 0 else None


def findings(passage: Passage, links: Iterable[Link]) -> Iterator[Finding]:
    """The findings of links, with what the lexicon knows of their cues; those without cue or content are left out."""
    for link in links:
        if link.cue is None or not link.contents:
            continue
        words = passage.words[link.cue.low : link.cue.high]
        verb = _verb(words)
        negated = any(word in LEXICON.negations or word == "'t" for word in words)
        noun = next((LEXICON.factivities[word] for word in words if word in LEXICON.factivities), None)
        yield Finding(
            sentence=passage.sentence(link.cue.low),
            source=passage.range(link.source.low, link.source.high) if link.source else None,
            cue=passage.range(link.cue.low, link.cue.high),
            content=tuple(passage.range(part.low, part.high) for part in sorted(link.contents)),
            act="assert" if verb is None else "decline" if negated else verb.act,
            factivity=verb.factivity if verb else noun or "neutral",
            mind=bool(verb and verb.mind),
            past=verb.past if verb else None,
            noun=verb is None and noun is not None,
        )


def train(examples: Iterable[Linked]) -> Linker:
    """A linker from passages with their chunks, marked by anybody, and the links that hold there.

    Raises DataError where no cue stands with a content.
    """
    seen: dict[str, list[tuple[list[str], bool]]] = {"source": [], "content": []}
    for passage, chunks, links in examples:
        view = _View(passage, chunks)
        true = {(link.cue, other) for link in links for other in link.chunks if other is not link.cue}
        pairs = [(cue, source) for cue in view.cues for source in view.nearest(cue, view.of("source"))]
        pairs += [(cue, content) for content in view.of("content") for cue in view.nearest(content, view.cues)]
        for cue, other in pairs:
            seen[other.role].append((view.sights(cue, other), (cue, other) in true))
    if not any(true for _, true in seen["content"]):
        raise DataError("no cue with a content in the training articles: nothing to learn from")
    return Linker(_fit(seen["source"]), _fit(seen["content"]))


class _View:
    """A passage's chunks, as pairs of them are seen; all that pairs share is counted once."""

    def __init__(self, passage: Passage, chunks: Sequence[Chunk]) -> None:
        self.chunks = sorted(set(chunks), key=lambda one: one.low)
        self._by_role = {role: [chunk for chunk in self.chunks if chunk.role == role] for role in LETTERS}
        self.cues = self.of("cue")
        self._number = {chunk: number for number, chunk in enumerate(self.chunks)}
        self._roles = "".join(LETTERS[chunk.role] for chunk in self.chunks)
        self._words = passage.words
        self._sentence = [passage.sentence(chunk.low).start for chunk in self.chunks]

    def of(self, role: str) -> list[Chunk]:
        """The chunks of a role, in order."""
        return self._by_role[role]

    def nearest(self, chunk: Chunk, others: list[Chunk]) -> list[Chunk]:
        """Those of the others that are nearest, in order of the text; farther ones are never linked."""
        return others if len(others) <= RIVALS else sorted(sorted(others, key=lambda one: _gap(chunk, one))[:RIVALS])

    def sights(self, cue: Chunk, other: Chunk) -> list[str]:
        """What is seen of a cue and another chunk, as names of weights."""
        left, right = (cue, other) if cue.low < other.low else (other, cue)
        first, last = self._number[left], self._number[right]
        side = "<" if other is left else ">"
        words = self._words[left.high : min(right.low, left.high + FAR)]
        marks = "".join([word for word in words if word in MARKS])[:4]
        path = self._roles[first + 1 : last][:5]
        crossed = self._sentence[first] != self._sentence[last]
        near, rivals = self._ranks(cue, other)
        around = f"{self._roles[first - 1 : first]}-{self._roles[last + 1 : last + 2]}"
        found = [
            "bias",
            f"at {side}{bisect_right(STEPS, right.low - left.high)}",
            f"path {side}{path}",
            f"near {side}{near}",
            f"rivals {side}{rivals}",
            f"near {side}{near} rivals {rivals}",
            f"marks {side}{marks}",
            f"crossed {side}{crossed}",
            f"around {side}{around}",
            f"cue {side}{self._words[cue.high - 1]}",
            f"path {side}{path} marks {marks}",
            f"path {side}{path} crossed {crossed} {min(rivals, 2)}",
            f"first {side}{self._words[other.low]}",
            f"before {side}{self._words[left.low - 1] if left.low else ''}",
        ]
        if len(words) <= NEAR:
            found.append(f"between {side}{' '.join(words)}")
        return found + [f"word {side}{word}" for word in sorted({*words[:NEAR], *words[-NEAR:]})]

    def _ranks(self, cue: Chunk, other: Chunk) -> tuple[int, int]:
        """How many chunks of the other's role are nearer to the cue, and how many cues nearer to the other; to 3."""
        gap = _gap(cue, other)
        near = _nearer(self._by_role[other.role], cue, gap)
        return min(near, 3), min(_nearer(self.cues, other, gap) if self.cues[1:] else 0, 3)


def _gap(one: Chunk, other: Chunk) -> int:
    """Tokens between two chunks."""
    return max(one[1] - other[2], other[1] - one[2])  # low and high, by place, which is faster


def _nearer(chunks: Sequence[Chunk], to: Chunk, gap: int) -> int:
    """How many chunks have fewer tokens than `gap` between them and another; asked more often than anything else."""
    _, low, high = to
    found = 0
    for _, first, last in chunks:
        if first - high < gap and low - last < gap:
            found += 1
    return found


def _fittest(view: _View, pairs: list[tuple[Chunk, Chunk]], weights: Weights, other: int = 0) -> tuple[Chunk, float]:
    """Of pairs of a cue and another chunk, the one or the other of the pair that fits best, and how well."""
    fits = [sum(map(weights.get, view.sights(*pair), repeat(0.0))) for pair in pairs]
    best = max(range(len(pairs)), key=lambda number: fits[number])
    return pairs[best][other], fits[best]


def _verb(words: Sequence[str]) -> Verb | None:
    """The verb of a cue: of its last word that is a form of one."""
    return next((LEXICON.forms[word] for word in reversed(words) if word in LEXICON.forms), None)


def _fit(pairs: list[tuple[list[str], bool]]) -> dict[str, float]:
    """Weights by name, rounded to what a file keeps; none where all pairs are alike."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    counts = Counter(sight for sights, _ in pairs for sight in sights)
    names = sorted(name for name, times in counts.items() if times >= RARE)
    gold = [true for _, true in pairs]
    if len(set(gold)) < 2:
        return {"bias": 1.0 if True in gold else -1.0}
    place = {name: number for number, name in enumerate(names)}
    rows = [[place[sight] for sight in sights if sight in place] for sights, _ in pairs]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    flat = np.array([number for row in rows for number in row], dtype=np.int64)
    table = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names)))
    with threadpool_limits(1):
        model = LogisticRegression(C=1 / PENALTY, max_iter=300, fit_intercept=False).fit(table, gold)
    return {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
