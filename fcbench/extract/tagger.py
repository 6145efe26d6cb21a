"""Tagger: claims by a conditional random field over tokens, learned from attributions; no pretrained weights.

In: `Article`. Out: `Record`s. What it learns and sees is in fcbench.tagging; here are its folder and its face.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fcbench import files
from fcbench.markup import read_plain
from fcbench.schema import Article, Attribution, DataError, Model, Name, Record, validate
from fcbench.speech import records
from fcbench.tagging import tagger
from fcbench.tagging.chain import COUNT
from fcbench.tagging.columns import BUCKETS, WIDTH
from fcbench.tagging.judge import Judge
from fcbench.tagging.linker import Linker
from fcbench.tagging.marks import LABELS
from fcbench.tagging.words import QUESTIONS, Words

USAGE = "tagger:FOLDER"
CARD, NUMBERS, WORDS, LINKER, JUDGE = "extractor.json", "numbers.npz", "words.json", "linker.json", "judge.json"
FORMAT = 1  # of the folder
ROOM = 1 << 30  # bytes of numbers, unpacked; a corpus of 800 articles takes 20 million
LOUDEST = 1_000.0  # of a weight: beyond it exponentials overflow, and no training gets there

Array = NDArray[np.generic]


class Card(Model):
    """What a folder says of itself."""

    format: Literal[1]
    kind: Literal["tagger"]
    training: Name
    labels: tuple[str, ...]
    columns: int
    seed: int
    files: dict[str, str] = Field(description="the SHA-256 of each of the others")


Weight = Annotated[float, Field(ge=-LOUDEST, le=LOUDEST, allow_inf_nan=False)]


class Links(Model):
    """What a linker has learned."""

    source: dict[str, Weight]
    content: dict[str, Weight]


class Judgement(Model):
    """What a judge has learned."""

    weights: dict[str, Weight]
    least: float = Field(ge=0, le=1)


@dataclass(frozen=True)
class Extractor:
    """A tagger that was read from its folder."""

    name: str
    revision: str
    training: str
    model: tagger.Tagger

    @read_plain
    def extract(self, article: Article) -> list[Record]:
        """The records of an article, one a claim that somebody in it makes, denies or confirms; none without text."""
        return records.records(article, self.model.findings(article), issuer=f"fcbench extract {self.name}")

    @read_plain
    def attributions(self, article: Article) -> list[Attribution]:
        """Every attribution of an article, those that make no claim among them."""
        return records.attributions(article, self.model.findings(article))


def load(argument: str) -> Extractor:
    """The extractor that was written to a folder; raises DataError where it is missing, damaged or of another kind."""
    if not argument:
        raise DataError("tagger needs a folder, as in tagger:build/tagger; fcbench train extractor makes one")
    folder = Path(argument)
    card = _card(folder)
    return Extractor(f"tagger:{argument}", files.sha256_file(folder / CARD)[:16], card.training, _model(folder))


def train(
    examples: Sequence[tuple[Article, list[Attribution]]],
    out: Path,
    *,
    training: str,
    seed: int,
    talk: Callable[[str], None],
) -> None:
    """Learns from articles with their attributions, and writes the folder `out`, whole or not at all.

    The same articles and seed give the same bytes. Raises DataError where there is nothing to learn, and where `out`
    holds something already.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(f"{out}: it is there already; name a new folder, or remove it first")
    model = tagger.train(examples, seed=seed, talk=talk)
    words = sorted(model.words.counts)
    with files.whole_folder(out) as beside:
        _write_numbers(
            beside / NUMBERS,
            sights=model.sights,
            weights=model.weights.astype(np.float16),
            steps=model.steps,
            counts=np.array([model.words.counts[word] for word in words]).astype(np.int32),
        )
        files.write_json(beside / WORDS, words)
        files.write_json(beside / LINKER, {"source": dict(model.linker.source), "content": dict(model.linker.content)})
        files.write_json(beside / JUDGE, {"weights": dict(model.judge.weights), "least": model.judge.least})
        card = Card(
            format=FORMAT,
            kind="tagger",
            training=training,
            labels=LABELS,
            columns=WIDTH,
            seed=seed,
            files={name: files.sha256_file(beside / name) for name in (JUDGE, LINKER, NUMBERS, WORDS)},
        )
        files.write_json(beside / CARD, card.model_dump(mode="json"))


# The folder


def _card(folder: Path) -> Card:
    """What the folder says of itself, after its files have been seen to be those that it names."""
    path = folder / CARD
    if not path.is_file():
        raise DataError(f"{folder}: no {CARD}; a tagger is a folder that fcbench train extractor has written")
    card = validate(Card, files.read_json(path), where=str(path))
    if card.labels != LABELS:
        raise DataError(f"{path}: labels: saw {', '.join(card.labels)}; allowed: {', '.join(LABELS)}")
    if card.columns != WIDTH:
        raise DataError(f"{path}: columns: saw {card.columns}; this version of fcbench has {WIDTH}: train it again")
    for name in (NUMBERS, WORDS, LINKER, JUDGE):
        file = folder / name
        if not file.is_file():
            raise DataError(f"{file}: no such file; the folder is not whole")
        if files.sha256_file(file) != card.files.get(name):
            raise DataError(f"{file}: its SHA-256 is not the one in {CARD}: it was changed after training")
    return card


def _model(folder: Path) -> tagger.Tagger:
    numbers, where = _read_numbers(folder / NUMBERS), folder / NUMBERS
    words = files.read_json(folder / WORDS)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words) or len(set(words)) < len(words):
        raise DataError(f"{folder / WORDS}: it is to be a list of words, each once")
    judged = validate(Judgement, files.read_json(folder / JUDGE), where=str(folder / JUDGE))
    weighed = validate(Links, files.read_json(folder / LINKER), where=str(folder / LINKER))
    sights = _checked(numbers, "sights", np.int32, (None,), where).astype(np.int32)
    weights = _checked(numbers, "weights", np.float16, (len(sights), COUNT), where).astype(np.float32)
    steps = _checked(numbers, "steps", np.float32, (COUNT, COUNT), where).astype(np.float32)
    counts = _checked(numbers, "counts", np.int32, (len(words), 1 + len(QUESTIONS)), where).astype(np.int64)
    if len(sights) and (sights[0] < 0 or sights[-1] >= BUCKETS or (np.diff(sights) <= 0).any()):
        raise DataError(f"{where}: sights: they are to ascend, from 0 and below {BUCKETS:,}")
    for name, values in (("weights", weights), ("steps", steps)):
        if not (np.abs(values) <= LOUDEST).all():
            raise DataError(f"{where}: {name}: each is to be a number from -{LOUDEST:g} to {LOUDEST:g}")
    if (counts < 0).any() or (counts[:, 1:] > counts[:, :1]).any():
        raise DataError(f"{where}: counts: each is to be from 0 to the times that its word was seen")
    return tagger.Tagger(
        words=Words(dict(zip(words, counts, strict=True))),
        sights=sights,
        weights=weights,
        steps=steps,
        linker=Linker(weighed.source, weighed.content),
        judge=Judge(judged.weights, judged.least),
    )


def _write_numbers(path: Path, **arrays: Array) -> None:
    """Writes arrays as numpy does, whose archives have no clock in them."""
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def _read_numbers(path: Path) -> dict[str, Array]:
    """The arrays of a file; raises DataError where it is no archive of arrays, or would take too much room."""
    try:
        content = io.BytesIO(files.read_bytes(path))
        with zipfile.ZipFile(content) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > ROOM:
            raise DataError(f"{path}: {unpacked:,} bytes of numbers; allowed: {ROOM:,}")
        content.seek(0)
        with np.load(content, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, MemoryError, NotImplementedError) as error:
        raise DataError(f"{path}: no archive of arrays: {error}") from None


def _checked(numbers: dict[str, Array], name: str, of: type, shape: tuple[int | None, ...], where: Path) -> Array:
    """The array of that name; raises DataError where its type or shape is another; None in `shape` is any length."""
    array = numbers.get(name)
    if not isinstance(array, np.ndarray):
        raise DataError(f"{where}: no array {name!r}; it has: {', '.join(sorted(numbers))}")
    fits = array.ndim == len(shape) and all(due in (None, seen) for due, seen in zip(shape, array.shape, strict=True))
    if array.dtype != of or not fits:
        due = " x ".join("any" if size is None else str(size) for size in shape)
        seen = " x ".join(map(str, array.shape))
        raise DataError(f"{where}: {name}: saw {array.dtype} of {seen}; due is {np.dtype(of)} of {due}")
    return array
