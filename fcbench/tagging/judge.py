"""Judge: links that might hold -> those that are kept.

In: `Passage`, its candidate `Link`s with how each was come by, and the probabilities of its tokens' labels. Out: those
`Link`s that are likely right, none of which shares a token with a likelier one.
A chain answers with the likeliest marks of a whole passage, which leaves out what is likely enough; here each link is
looked at as a whole, by logistic regression on articles that the chain has not learned from.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import mul

import numpy as np

from fcbench.speech.finding import Finding
from fcbench.speech.lexicon import LEXICON
from fcbench.tagging.chain import Floats
from fcbench.tagging.marks import Chunk, Link, begins
from fcbench.tagging.tokens import Passage

RARE = 5  # sights seen less often are left out
PENALTY = 10.0  # of logistic regression; with 3 and with 20 F1 moved by 0.2 points
LEAST = 0.33  # half of the F1 that is to be had, which is where F1 is greatest (Lipton, Elkan and Narayanaswamy, 2014)
IOU = 0.5  # of content tokens, for a link to be right: the relaxed measure of fcbench.metrics.attribution
SAME = 0.8  # of content characters, from which the rules and we have the same but for its edges
FAINT = 1e-4  # added to probabilities, so that their odds stay within bounds
CERTAIN = math.log((1 + FAINT) / FAINT)  # the log odds of what is sure
LETTERS = {"source": "s", "cue": "u", "content": "c"}
PLACES = {role: place for place, role in enumerate(LETTERS)}  # of each role's odds among those of one token

Sights = dict[str, float]
_Part = tuple[float, float, float, float]


@dataclass(frozen=True)
class Candidate:
    """A link with the numbers of the ways by which it was come by."""

    link: Link
    ways: tuple[int, ...]


@dataclass(frozen=True)
class Judge:
    """Weights of what is seen of a link, and from which probability of being right on it is kept."""

    weights: Mapping[str, float]
    least: float

    def kept(self, judged: Iterable[tuple[Link, float]]) -> list[Link]:
        """The links to keep, in the order of their cues: the likeliest first, none over tokens that are taken.

        Sources may be shared.
        """
        taken: set[int] = set()
        found: list[Link] = []
        for link, probability in sorted(judged, key=lambda one: -one[1]):
            own = _tokens(chunk for chunk in link.chunks if chunk.role != "source")
            if probability >= self.least and not own & taken:
                taken |= own
                found.append(link)
        return sorted(found, key=lambda link: link.cue or link.contents[0])

    def probability(self, sights: Sights) -> float:
        """How likely a link is right, from 0 to 1."""
        total = sum(map(mul, map(self.weights.get, sights, repeat(0.0)), sights.values()))
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))


class Scene:
    """A passage as the judge sees it; what several links there share is read once.

    `odds` are of the labels of its tokens, as `odds_of` gives them; `told` is what the rules find there.
    """

    def __init__(self, passage: Passage, odds: Floats, told: Sequence[Finding]) -> None:
        self._passage = passage
        self._odds = odds
        self._told = told
        self._parts: dict[Chunk, _Part] = {}

    def sights(self, one: Candidate) -> Sights:
        """What is seen of a candidate with a cue, as names of weights with values."""
        link = one.link
        cue = link.cue or link.contents[0]
        parts = [self._part(chunk) for chunk in link.contents]
        found = {"bias": 1.0, f"ways {''.join(map(str, one.ways))}": 1.0}
        found |= {f"way {way}": 1.0 for way in one.ways}
        found |= _named("cue", self._part(cue)) | _named("content", min(parts, key=lambda part: part[2] + part[3]))
        found |= _named("source", self._part(link.source)) if link.source else {"no source": 1.0}
        length = sum([chunk.high - chunk.low for chunk in link.contents])
        order = "".join([LETTERS[chunk.role] for chunk in sorted(link.chunks, key=lambda chunk: chunk.low)])
        word = self._passage.words[cue.high - 1]
        verb = LEXICON.forms.get(word)
        for name in (
            f"order {order}",
            f"contents {min(len(link.contents), 3)}",
            f"content length {length.bit_length()}",
            f"cue length {min(cue.high - cue.low, 5)}",
            f"cue {word}",
            f"cue is {'none' if verb is None else 'mind' if verb.mind else verb.act}",
        ):
            found[name] = 1.0
        return found | self._agreement(link)

    def _part(self, chunk: Chunk) -> _Part:
        """Log odds of a chunk: of its tokens on average, of the least of them, of its beginning and of its end."""
        if chunk in self._parts:
            return self._parts[chunk]
        role, odds = PLACES[chunk.role], self._odds
        within = odds[chunk.low : chunk.high, role]
        end = float(odds[chunk.high, 6 + role]) if chunk.high < len(odds) else CERTAIN
        mean = np.add.reduce(within) / len(within)  # as its method has it, in half of the time
        found = float(mean), float(np.minimum.reduce(within)), float(odds[chunk.low, 3 + role]), end
        self._parts[chunk] = found
        return found

    def _agreement(self, link: Link) -> Sights:
        """Whether the rules have the same cue, and how much of the content."""
        reach = self._passage.range
        cue = reach(link.cue.low, link.cue.high) if link.cue else (0, 0)
        same = [one for one in self._told if one.cue[0] < cue[1] and cue[0] < one.cue[1]]
        if not same:
            return {}
        ours = [reach(part.low, part.high) for part in link.contents]
        common = sum(max(0, min(one[1], other[1]) - max(one[0], other[0])) for one in ours for other in same[0].content)
        either = sum(high - low for low, high in (*ours, *same[0].content)) - common
        share = common / either if either else 0.0
        return {"rule": 1.0, "rule share": share} | ({"rule same": 1.0} if share > SAME else {})


def odds_of(probabilities: Floats) -> Floats:
    """Log odds, tokens x 9: that a token has each role, that it is the first of each, that it goes on with none."""
    first = probabilities[:, [begins(role) for role in LETTERS]]
    inner = probabilities[:, [begins(role) + 1 for role in LETTERS]]
    table = np.concatenate([first + inner, first, 1 - inner], axis=1)
    return np.asarray(np.log((table + FAINT) / (1 - table + FAINT)), dtype=np.float32)


def _named(role: str, part: _Part) -> Sights:
    return dict(zip((f"{role} mean", f"{role} least", f"{role} first", f"{role} last"), part, strict=True))


def like(link: Link, gold: Link) -> bool:
    """Whether a link is right by another: its cue and source touch the other's, and most of the content is common."""
    ours, theirs = (_tokens(one.contents) for one in (link, gold))
    close = len(ours & theirs) >= IOU * len(ours | theirs)
    return close and _meet(link.cue, gold.cue) and _meet(link.source, gold.source)


def _tokens(chunks: Iterable[Chunk]) -> set[int]:
    return {place for chunk in chunks for place in range(chunk.low, chunk.high)}


def _meet(one: Chunk | None, other: Chunk | None) -> bool:
    """Whether two chunks share a token, or neither is there."""
    return one is other is None or bool(one and other and one.low < other.high and other.low < one.high)


def learn(seen: Sequence[Sights], right: Sequence[bool]) -> dict[str, float]:
    """Weights by name from what was seen of links, and which were right; only a bias where all are alike."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    if len(set(right)) < 2:
        return {"bias": 1.0 if True in right else -1.0}
    times = Counter(name for one in seen for name in one)
    rows = [{name: value for name, value in one.items() if times[name] >= RARE} for one in seen]
    names = DictVectorizer()
    table = names.fit_transform(rows)
    with threadpool_limits(1):
        model = LogisticRegression(C=1 / PENALTY, max_iter=1_000, fit_intercept=False).fit(table, list(right))
    weights = zip(names.get_feature_names_out(), model.coef_[0], strict=True)
    return {str(name): round(float(weight), 4) for name, weight in weights}
