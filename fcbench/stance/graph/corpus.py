"""Texts -> matrices: which stems, cues and runs of words each claim, passage and sentence has.

A text is one document however many pairs it stands in. Documents are told apart by the part (what is learned from, what
is asked for) that they stand in: a text of both is two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fcbench.stance.graph.words import CUES, STOP_WORDS, is_figure, sentences, stem, tokens

SENTENCES, LAST = 60, 5  # of a passage that are read; of a longer one its beginning and its last ones
FRAGMENT = 4  # tokens; a shorter sentence is added to the one before
RUNS = 500  # tokens of a passage whose runs are counted

Places = NDArray[np.int64]
Matrix = NDArray[np.float32]
Mask = NDArray[np.bool_]
Pair = tuple[str, str]


class Lexicon:
    """The words of a corpus by number, each with the number of its stem; numbers are given as words come."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        self.stem_of: list[int] = []

    def encoded(self, text: str) -> list[int]:
        """The numbers of a text's words."""
        return [self._number(word) for word in tokens(text)]

    def _number(self, word: str) -> int:
        found = self.words.get(word)
        if found is None:
            found = self.words[word] = len(self.words)
            self.stem_of.append(self.stems.setdefault(stem(word), len(self.stems)))
        return found


@dataclass(frozen=True)
class Corpus:
    """All documents of pairs; `claim_of` and `passage_of` are the documents of each pair, in order of the pairs."""

    claims: list[str]
    claim_of: Places
    passage_of: Places
    claim_words: list[list[int]]
    sentence_words: list[list[int]]
    begins: Places  # where the sentences of each passage begin; the last is the end
    stem_of: Places  # of each word
    claim_stems: Any  # claims x stems, counts
    sentence_stems: Any
    passage_stems: Any
    claim_cues: Matrix  # claims x cue groups, counts
    sentence_cues: Matrix
    claim_runs: Any  # claims x runs of one or two words, counts
    passage_runs: Any
    stop: Mask  # of stems: says nothing of a matter
    figures: Mask  # of stems

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.begins) - 1


def corpus(parts: Sequence[Sequence[Pair]]) -> Corpus:
    """The corpus of the pairs of some parts, one part after another."""
    claim_of, claims = _documents(parts, 0)
    passage_of, passages = _documents(parts, 1)
    lexicon = Lexicon()
    claim_words = [lexicon.encoded(text) for text in claims]
    read = [_sentences(text, lexicon) for text in passages]
    sentence_words = [words for passage in read for words in passage]
    begins = np.cumsum([0, *(len(passage) for passage in read)])
    words, stem_of = list(lexicon.words), np.array(lexicon.stem_of, dtype=np.int64)
    cues = np.array([CUES.of(word) for word in words], dtype=np.float32).reshape(len(words), len(CUES.names))
    claim_stems, claim_cues = _counts(claim_words, stem_of, len(lexicon.stems), cues)
    sentence_stems, sentence_cues = _counts(sentence_words, stem_of, len(lexicon.stems), cues)
    places = np.arange(len(sentence_words))
    gather = sp.csr_matrix((np.ones(len(places), np.float32), places, begins), shape=(len(read), len(places)))
    shown = ["#" if is_figure(word) else word for word in words]
    told = [[word for part in passage for word in part][:RUNS] for passage in read]
    return Corpus(
        claims=claims,
        claim_of=claim_of,
        passage_of=passage_of,
        claim_words=claim_words,
        sentence_words=sentence_words,
        begins=begins,
        stem_of=stem_of,
        claim_stems=claim_stems,
        sentence_stems=sentence_stems,
        passage_stems=(gather @ sentence_stems).tocsr(),
        claim_cues=claim_cues,
        sentence_cues=sentence_cues,
        claim_runs=_runs(["^", *(shown[word] for word in one), "$"] for one in claim_words),
        passage_runs=_runs([shown[word] for word in one] for one in told),
        stop=_marked(lexicon, _says_nothing),
        figures=_marked(lexicon, is_figure),
    )


def _documents(parts: Sequence[Sequence[Pair]], side: int) -> tuple[Places, list[str]]:
    """The document of each pair on one side, and the texts of the documents."""
    known: dict[tuple[int, str], int] = {}
    of = [known.setdefault((part, pair[side]), len(known)) for part, pairs in enumerate(parts) for pair in pairs]
    return np.array(of, dtype=np.int64), [text for _, text in known]


def _sentences(text: str, lexicon: Lexicon) -> list[list[int]]:
    """A passage's sentences as words; at least one, if without words."""
    found: list[list[int]] = []
    for words in filter(None, map(lexicon.encoded, sentences(text))):
        if found and len(found[-1]) < FRAGMENT:
            found[-1] = found[-1] + words
        else:
            found.append(words)
    if len(found) > SENTENCES:
        found = found[: SENTENCES - LAST] + found[-LAST:]
    return found or [[]]


def _counts(documents: list[list[int]], stem_of: Places, stems: int, cues: Matrix) -> tuple[Any, Matrix]:
    """How often each document has each stem, and each cue group."""
    ends = np.cumsum([0, *map(len, documents)])
    places = np.array([word for words in documents for word in words], dtype=np.int64)
    ones = np.ones(len(places), np.float32)
    words = sp.csr_matrix((ones, places, ends), shape=(len(documents), len(stem_of)))
    found = sp.csr_matrix((ones.copy(), stem_of[places], ends.copy()), shape=(len(documents), stems))
    found.sum_duplicates()
    return found, np.asarray(words @ cues)


def _runs(documents: Iterable[list[str]]) -> Any:
    """How often each document has each run of one or two words: documents x runs, numbered as they come."""
    numbers: dict[str, int] = {}
    places, ends = list[int](), [0]
    for words in documents:
        runs = words + [f"{one} {other}" for one, other in pairwise(words)]
        places += [numbers.setdefault(run, len(numbers)) for run in runs]
        ends.append(len(places))
    shape = (len(ends) - 1, len(numbers))
    found = sp.csr_matrix((np.ones(len(places), np.float32), np.array(places, dtype=np.int64), ends), shape=shape)
    found.sum_duplicates()
    return found


def _says_nothing(word: str) -> bool:
    return word in STOP_WORDS or word in ("?", '"') or ("'" in word and not word.endswith("'s"))


def _marked(lexicon: Lexicon, holds: Callable[[str], bool]) -> Mask:
    """Of each stem whether it holds of a word that has it."""
    found = np.zeros(len(lexicon.stems), dtype=bool)
    for word, number in lexicon.words.items():
        if holds(word):
            found[lexicon.stem_of[number]] = True
    return found
