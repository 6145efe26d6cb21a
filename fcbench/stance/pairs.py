"""A claim beside a passage: what a stance is told by, as a row of numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from fcbench.stance.lexicon import CUES
from fcbench.stance.reading import CLAIM_NAMES, PASSAGE_NAMES, ClaimText, Passage
from fcbench.stats import Floats

REACH = 5  # stems between a cue and the word of the claim that it hangs on
MATCHED = 0.6  # of the best sentence's similarity: then a sentence is about the claim, too
NOTHING = -1.0  # for a share of nothing
PLACES = 6  # decimals of a feature: further ones differ with the order of a sum

_GROUPS, _NEAR = len(CUES.names), CUES.near
_NEGATE = CUES.names.index("negate")
_WIDER = 3  # columns after the sentences: all, news, lead

AGAINST = ("refute", "deny", "doubt", "correct")  # groups that say no, or go back on a yes
AWAY = ("hedge", "report", "rumour", "doubt", "unverified")  # groups that tell, and do not vouch
SAYS = ("say", "report")  # groups that give the word to somebody
WHERE = ("best", "matched", "window", "near", "rate", "news", "end")  # in the passage
_TOLD = ("away", "says", "against", "plain", "quoted")  # of the sentences that match, and of the first of them


def _names() -> tuple[str, ...]:
    columns = ("all", "news", "lead", "first", "second", "last", "best", "next_best", "mean")
    similar = [f"{kind}[{column}]" for kind in ("cosine", "covered") for column in columns]
    agree = [
        "best_place", "best_share", "about", "pairs", "triples", "early_pairs", "letters", "numbers", "numbers_missing",
        "numbers_best", "numbers_other", "names", "names_missing", "rarest_missing", "missing", "best_missing", "found",
        "opposites", "opposites_best", "unlike",
    ]  # fmt: skip
    cues = [f"{kind}[{name}]" for kind in ("best", "window", "weighted", "matched") for name in CUES.names]
    told = [f"{kind}_{where}" for where in ("matched", "first") for kind in _TOLD]
    return (*similar, *agree, *cues, *(f"near[{CUES.names[number]}]" for number in _NEAR), *told, "first_place")


_CROSS = _names()
_PLAIN = (*_CROSS, *CLAIM_NAMES, *PASSAGE_NAMES)
_SIDES = ("against", *(f"{kind}[{where}]" for where in WHERE for kind in ("against", "signed", "turned")))
_DISTANCE = ("away", "away_rate", *(f"away[{where}]" for where in (*WHERE, "weighted")))
NAMES = (*_PLAIN, *_SIDES, *_DISTANCE)
SIMILAR = NAMES.index("best[refute]")  # features before it are of similarity alone


def features(pairs: Sequence[tuple[ClaimText, Passage]]) -> NDArray[np.float32]:
    """The features of pairs, a row each, in the order of `NAMES`."""
    plain = np.empty((len(pairs), len(_PLAIN)))
    for row, (claim, passage) in zip(plain, pairs, strict=True):
        row[: len(_CROSS)] = compare(claim, passage)
        row[len(_CROSS) :] = np.concatenate([claim.own, passage.own])
    return np.hstack([plain, _sides(plain), _distance(plain)]).round(PLACES).astype(np.float32)


def _sides(plain: Floats) -> Floats:
    """Whether the claim itself says no, and how its side stands to that of the passage, place by place."""
    claim = _sum(plain, "claim", AGAINST) > 0
    columns = [claim.astype(np.float64)]
    for where in WHERE:
        passage = _sum(plain, where, AGAINST)
        columns += [passage, np.where(claim, -passage, passage), (passage > 0) != claim]
    return np.array(columns, dtype=np.float64).T


def _distance(plain: Floats) -> Floats:
    """How far the claim, and the passage place by place, keep away from what they tell."""
    places = {where: _sum(plain, where, AWAY) for where in (*WHERE, "weighted")}
    about = np.maximum(plain[:, _PLAIN.index("about")], 1.0)
    claim = np.minimum(_sum(plain, "claim", AWAY), 2.0)  # more than two is no more distance
    return np.array([claim, places["matched"] / about, *places.values()], dtype=np.float64).T


def _sum(plain: Floats, where: str, groups: Sequence[str]) -> Floats:
    made: Floats = plain[:, [_PLAIN.index(f"{where}[{group}]") for group in groups]].sum(axis=1)
    return made


def compare(claim: ClaimText, passage: Passage) -> Floats:
    """The features of a pair, apart from what each tells alone; 0 where a side is empty."""
    if not passage.sentences or not claim.terms:
        return np.zeros(len(_CROSS))
    rows = [passage.places[term] for term in claim.terms if term in passage.places]
    kept = [number for number, term in enumerate(claim.terms) if term in passage.places]
    cosine = (claim.scaled[kept] @ passage.cosine[rows]).astype(np.float64)
    covered = (claim.rare[kept] @ passage.holds[rows]).astype(np.float64) / (float(claim.rare.sum()) or 1.0)
    likeness = cosine[:-_WIDER] + covered[:-_WIDER]
    best = int(likeness.argmax())
    return np.concatenate(
        [
            _similar(cosine),
            _similar(covered),
            _agreement(claim, passage, likeness, best, kept),
            _cues(claim, passage, likeness, best),
        ]
    )


def _similar(values: Floats) -> list[float]:
    each = values[:-_WIDER]
    ranked = np.sort(each)
    return [
        *values[-_WIDER:],
        each[0],
        each[min(1, len(each) - 1)],
        each[-1],
        ranked[-1],
        ranked[max(0, len(ranked) - 2)],
        each.mean(),
    ]


def _agreement(claim: ClaimText, passage: Passage, likeness: Floats, best: int, kept: Sequence[int]) -> list[float]:
    told = passage.sentences[best]
    words = dict.fromkeys(told.terms)
    absent = np.ones(len(claim.terms), dtype=bool)
    absent[list(kept)] = False
    unsaid = [number for number, term in enumerate(claim.terms) if term not in words]
    total = float(claim.rare.sum()) or 1.0
    missing = claim.rare[absent]
    against = [term for term in claim.terms if any(other in passage.places for other in CUES.opposites.get(term, ()))]
    here = [term for term in against if term not in words and any(o in words for o in CUES.opposites[term])]
    return [
        best,
        best / len(passage.sentences),
        float((likeness >= MATCHED * likeness[best]).sum()) if likeness[best] > 0 else 0.0,
        _within(claim.pairs, passage.told),
        _within(claim.triples, passage.told),
        _within(claim.pairs, passage.news),
        _within(claim.letters, told.letters),
        _share(claim.numbers, passage.numbers),
        len(claim.numbers - passage.numbers),
        _share(claim.numbers, told.numbers),
        len(told.numbers - claim.numbers),
        _share(claim.names, passage.names),
        len(claim.names - passage.names),
        float(missing.max()) if len(missing) else 0.0,
        float(missing.sum()) / total,
        float(claim.rare[unsaid].sum()) / total,
        len(kept),
        len([term for term in against if term not in passage.places]),
        len(here),
        float((claim.cues[_NEGATE] > 0) != (passage.cues[best, _NEGATE] > 0)),
    ]


def _within(wanted: Sequence[str], text: str) -> float:
    return sum(run in text for run in wanted) / len(wanted) if wanted else NOTHING


def _share(wanted: Collection[str], there: frozenset[str]) -> float:
    return len(there.intersection(wanted)) / len(wanted) if wanted else NOTHING


def _cues(claim: ClaimText, passage: Passage, likeness: Floats, best: int) -> Floats:
    """Cues in the best sentence, around it, by likeness, in all matched sentences, and beside the claim's words."""
    top = likeness[best]
    matched = np.flatnonzero(likeness >= MATCHED * top).tolist() if top > 0 else [best]
    return np.concatenate(
        [
            passage.cues[best],
            passage.cues[max(0, best - 1) : best + 2].sum(axis=0),
            (likeness @ passage.cues) / (float(likeness.sum()) or 1.0),
            passage.cues[matched].sum(axis=0),
            _near(claim, passage, matched),
            _told(passage, matched),
        ]
    )


def _told(passage: Passage, matched: Sequence[int]) -> list[float]:
    """How the matched sentences tell it: the share of each manner, the manner of the first, and where that stands."""
    of_sentence = passage.cues[list(matched)]
    away, says, against = ((of_sentence[:, _numbers(groups)] > 0).any(axis=1) for groups in (AWAY, SAYS, AGAINST))
    quoted = np.array([passage.sentences[number].quoted for number in matched])
    manners = np.array([away, says, against, ~(away | says), quoted], dtype=np.float64)
    return [*manners.mean(axis=1), *manners[:, 0], float(matched[0])]


def _numbers(groups: Sequence[str]) -> list[int]:
    return [CUES.names.index(group) for group in groups]


def _near(claim: ClaimText, passage: Passage, matched: Sequence[int]) -> Floats:
    """How many cues of each group stand within reach of a word of the claim that is not the cue itself."""
    counts = np.zeros(_GROUPS)
    for number in matched:
        sentence = passage.sentences[number]
        if not sentence.cues:
            continue
        places = [place for place, term in enumerate(sentence.terms) if term in claim.terms]
        for cue, group in sentence.cues:
            if any(0 < abs(place - cue) <= REACH for place in places):
                counts[group] += 1
    return counts[list(_NEAR)]
