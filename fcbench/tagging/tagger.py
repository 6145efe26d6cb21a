"""Tagger: articles with their attributions -> a conditional random field with linker and judge -> findings of others.

In: `Article`s, in training with `Attribution`s. Out: a `Tagger`, which gives `Finding`s; it holds numbers and words,
and nothing else. What the rules find is among what it sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fcbench.schema import Article, Attribution, DataError
from fcbench.speech.finding import Finding
from fcbench.speech.findings import findings as ruled
from fcbench.speech.sentences import sentences
from fcbench.tagging import fitting, linker
from fcbench.tagging.chain import COUNT, Floats, best, probabilities
from fcbench.tagging.columns import BUCKETS, Page, columns
from fcbench.tagging.judge import LEAST, Candidate, Judge, Scene, Sights, learn, like, odds_of
from fcbench.tagging.linker import Linker
from fcbench.tagging.marks import ROLES, Labels, Link, begins, chunks, labels, linked, links
from fcbench.tagging.tokens import Passage, of_sentences
from fcbench.tagging.words import Words

Buckets = NDArray[np.int32]
Talk = Callable[[str], None]


EAGER = (0.0, 0.5, 1.0, 1.5)  # added for each chunk that begins: the likeliest marks are too few; more adds nothing
RULED = len(EAGER)  # the way of what only the rules find; before it, the ways are those of EAGER
UNTAUGHT = Judge({"bias": -1.0, "way 1": 2.0}, least=LEAST)  # keeps what the middle of EAGER finds


@dataclass(frozen=True)
class Tagger:
    """Words, sights with their weights, a linker and a judge; `sights` are bucket numbers in order."""

    words: Words
    sights: Buckets
    weights: Floats
    steps: Floats
    linker: Linker
    judge: Judge

    def findings(self, article: Article) -> list[Finding]:
        """The findings of an article, in the order of its passages and of their cues."""
        seen = Sighted.of(article)
        found: list[Finding] = []
        for passage, judged in self.candidates(seen):
            kept = self.judge.kept((link, self.judge.probability(sights)) for link, sights in judged)
            found += linker.findings(passage, kept)
        return found

    def candidates(self, seen: Sighted) -> Iterator[tuple[Passage, list[tuple[Link, Sights]]]]:
        """For each passage the links that might hold, with what is seen of them."""
        if not seen.page.passages:
            return
        scores, lengths = self._scores(seen), seen.page.lengths
        odds = odds_of(probabilities(scores, self.steps, lengths))
        begun = np.zeros(COUNT, dtype=np.float32)
        begun[[begins(role) for role in ROLES]] = 1
        raised = np.concatenate([scores + np.float32(eager) * begun for eager in EAGER])
        marked = np.split(best(raised, self.steps, np.tile(lengths, len(EAGER))), len(EAGER))
        for passage, low, high in zip(seen.page.passages, seen.ends - lengths, seen.ends, strict=True):
            told = seen.within(passage)
            found = self._ways(passage, [labels[low:high] for labels in marked], told)
            scene = Scene(passage, odds[low:high], told)
            yield passage, [(one.link, scene.sights(one)) for one in found]

    def _ways(self, passage: Passage, marked: list[Labels], told: list[Finding]) -> list[Candidate]:
        """The links of each labelling, and of the rules where no labelling has their cue."""
        known: dict[bytes, list[Link]] = {}
        ways: dict[Link, list[int]] = {}
        for way, labelled in enumerate(marked):
            name = labelled.tobytes()
            if name not in known:
                known[name] = self.linker.link(passage, chunks(labelled)) if labelled.any() else []
            for link in known[name]:
                ways.setdefault(link, []).append(way)
        cued = {place for link in ways if link.cue for place in range(link.cue.low, link.cue.high)}
        for one in told:
            other = linked(passage, one.source, one.cue, one.content)
            if other and other.cue and other.contents and cued.isdisjoint(range(other.cue.low, other.cue.high)):
                ways.setdefault(other, []).append(RULED)
        return [Candidate(link, tuple(of)) for link, of in ways.items()]

    def _scores(self, seen: Sighted) -> Floats:
        """Scores of labels, tokens x labels."""
        buckets = columns(seen.page, seen.told, self.words.levels(seen.page.words))
        total, one = (np.zeros((len(buckets), self._table.shape[1]), dtype=np.float32) for _ in range(2))
        for column in np.take(self._row, buckets.T):
            total += np.take(
                self._table, column, axis=0, out=one, mode="clip"
            )  # no other mode writes to `out` directly
        return total[:, :COUNT]

    @cached_property
    def _row(self) -> Buckets:
        """The row of each bucket; those without weights share the last."""
        found = np.full(BUCKETS, len(self.sights), dtype=np.int32)
        found[self.sights] = np.arange(len(self.sights), dtype=np.int32)
        return found

    @cached_property
    def _table(self) -> Floats:
        """The weights, and a row of zeros; padded to 32 bytes a row, which are read thrice as fast as 28."""
        return np.pad(self.weights, ((0, 1), (0, 8 - COUNT)))


@dataclass(frozen=True)
class Sighted:
    """An article's tokens, and what the rules find in it."""

    page: Page
    told: list[Finding]

    @classmethod
    def of(cls, article: Article) -> Sighted:
        """The article, read."""
        told = list(sentences(article))
        return cls(Page(of_sentences(told)), list(ruled(told)))

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """The number of the token after each passage."""
        return np.cumsum(self.page.lengths)

    def within(self, passage: Passage) -> list[Finding]:
        """What the rules find in a passage."""
        low, high = passage.range(0, len(passage.tokens))
        return [one for one in self.told if low <= one.cue[0] < high]


# Training

HELD = 5  # one article of so many is held back from a first training, for the judge to learn from
FEW = 50  # articles; ten held back teach little, fewer nothing
FAINT = 0.02  # a sight none of whose weights is larger is left out: a third of them, for the same findings


@dataclass(frozen=True)
class Lesson:
    """An article to learn from, with its links passage by passage and one label a token."""

    article: Article
    gold: Sequence[Attribution]
    seen: Sighted
    links: list[list[Link]]
    labels: Labels

    @classmethod
    def of(cls, article: Article, gold: Sequence[Attribution]) -> Lesson:
        """The article, read."""
        seen = Sighted.of(article)
        found = [links(passage, gold) for passage in seen.page.passages]
        each = [labels(passage, some) for passage, some in zip(seen.page.passages, found, strict=True)]
        return cls(article, gold, seen, found, np.concatenate([np.zeros(0, dtype=np.int8), *each]))


def train(examples: Sequence[tuple[Article, Sequence[Attribution]]], *, seed: int, talk: Talk) -> Tagger:
    """A tagger that has learned from articles with their attributions; raises DataError where there are none."""
    lessons = [lesson for one in examples if len((lesson := Lesson.of(*one)).labels)]
    if not any(lesson.labels.any() for lesson in lessons):
        raise DataError("no attribution in the training articles: nothing to learn")
    judge = UNTAUGHT
    if len(lessons) >= FEW:
        held = [lesson for number, lesson in enumerate(lessons) if number % HELD == HELD - 1]
        rest = [lesson for number, lesson in enumerate(lessons) if number % HELD != HELD - 1]
        talk(f"first of two trainings: {len(rest):,} of {len(lessons):,} articles; the judge learns from the others")
        judge = _judge(_fitted(rest, seed=seed, talk=talk), held, talk)
    return replace(_fitted(lessons, seed=seed, talk=talk), judge=judge)


def _judge(tagger: Tagger, held: list[Lesson], talk: Talk) -> Judge:
    """What tells right links from wrong ones, in lessons that the tagger has not seen."""
    seen, right = [], []
    for lesson in held:
        for (_, judged), gold in zip(tagger.candidates(lesson.seen), lesson.links, strict=True):
            seen += [sights for _, sights in judged]
            right += [any(like(link, other) for other in gold) for link, _ in judged]
    talk(f"{len(seen):,} candidates, {sum(right):,} of them right, in {len(held):,} articles")
    return Judge(learn(seen, right), LEAST)


def _fitted(lessons: list[Lesson], *, seed: int, talk: Talk) -> Tagger:
    per_article = [Words.of([(one.seen.page.words, one.labels)]) for one in lessons]
    words = Words.of((one.seen.page.words, one.labels) for one in lessons)
    table = np.concatenate(
        [
            columns(one.seen.page, one.seen.told, words.levels(one.seen.page.words, without=own))
            for one, own in zip(lessons, per_article, strict=True)
        ]
    )
    times = np.bincount(table.ravel(), minlength=BUCKETS)
    buckets = np.flatnonzero(times >= fitting.RARE).astype(np.int32)
    row = np.full(BUCKETS, len(buckets), dtype=np.int32)
    row[buckets] = np.arange(len(buckets), dtype=np.int32)
    sample = fitting.Sample(
        np.take(row, table, out=table, mode="clip"),  # in its own place: it is the largest thing there is
        np.concatenate([one.labels for one in lessons]),
        np.concatenate([one.seen.page.lengths for one in lessons]),
    )
    talk(f"{len(sample.labels):,} tokens, {len(buckets):,} sights")
    weights, steps = fitting.fit(sample, count=len(buckets) + 1, seed=seed, talk=talk)
    strong = np.flatnonzero(np.abs(weights[:-1]).max(axis=1, initial=0) >= FAINT)
    kept = weights[strong].astype(np.float16).astype(np.float32)  # as a file keeps them
    return Tagger(words, buckets[strong], kept, steps, linker.train(_pairs(lessons)), UNTAUGHT)


def _pairs(lessons: list[Lesson]) -> Iterator[linker.Linked]:
    for one in lessons:
        for passage, some in zip(one.seen.page.passages, one.links, strict=True):
            yield passage, list(dict.fromkeys(chunk for link in some for chunk in link.chunks)), some
