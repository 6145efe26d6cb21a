"""Encoder: claims by a transformer encoder that was fine-tuned to mark sources, cues and contents (extra `[hf]`).

In: `Article`. Out: `Record`s. Passages -> pieces -> label scores -> marks -> links -> findings -> records. A model is a
folder of plain data, which `fcbench train extractor --encoder` writes; nothing in it is code.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from fcbench import files
from fcbench.markup import read_plain
from fcbench.metrics import attribution as metric
from fcbench.schema import Article, Attribution, DataError, Model, Record, validate
from fcbench.speech import records
from fcbench.speech.finding import Finding
from fcbench.tagging import linker, neural_base
from fcbench.tagging.chain import best
from fcbench.tagging.marks import LABELS, OUTSIDE, Link, chunks, labels, links
from fcbench.tagging.neural_base import Base
from fcbench.tagging.neural_fit import Lesson, Plan, fit
from fcbench.tagging.neural_net import Ends, Scores, device, network, scores, steady
from fcbench.tagging.neural_windows import Stream, stream
from fcbench.tagging.tokens import Passage, passages

USAGE = "encoder:FOLDER"

CARD, WEIGHTS, TOKENIZER, LINKER = "extractor.json", "model.safetensors", "tokenizer.json", "linker.json"
FORMAT = 1  # of the folder
HELD = 12  # one article of so many is held back from learning, to choose the offset on
OFFSETS = (-1.2, -0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9)  # of "outside", in log odds
FREE = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)  # steps between labels: what is allowed costs nothing
RATE, WIDTH, FASTEST = 2e-4, 384, 2e-3  # see _rate

Examples = Sequence[tuple[Article, list[Attribution]]]
Talk = Callable[[str], None]


class Weighed(Model):
    """What a linker has learned."""

    source: dict[str, float]
    content: dict[str, float]


class Card(Model):
    """What a folder says of itself; `files` are the hashes of all others in it."""

    format: Literal[1]
    kind: Literal["encoder"]
    training: str
    encoder: str
    labels: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    padding: int = Field(ge=0)
    room: int = Field(ge=neural_base.LEAST)
    offset: float = Field(allow_inf_nan=False)
    seed: int
    epochs: int
    files: dict[str, str]

    @property
    def ends(self) -> Ends:
        """The pieces around what is read."""
        return Ends(self.before, self.after, self.padding)


@dataclass(frozen=True)
class Reader:
    """A network with its tokenizer and linker; the same article gives the same answer, alone or among others."""

    net: Any
    tokenizer: Any
    ends: Ends
    room: int
    linker: linker.Linker

    def scores(self, told: Sequence[Passage]) -> Scores:
        """Log-probabilities of the labels of an article's tokens, tokens x labels."""
        with steady(1):
            return scores(self.net, streamed(told, self.tokenizer, self.ends), self.ends, self.room)

    def findings(self, told: Sequence[Passage], scored: Scores, offset: float) -> list[Finding]:
        """The findings of passages by the scores of their tokens; `offset` is added to that of being outside."""
        lengths = [len(passage.tokens) for passage in told]
        shifted = scored + np.where(np.arange(len(LABELS)) == LABELS.index(OUTSIDE), np.float32(offset), np.float32(0))
        marked = best(shifted, FREE, lengths)
        found: list[Finding] = []
        for passage, part in zip(told, np.split(marked, np.cumsum(lengths)[:-1]), strict=True):
            found += linker.findings(passage, self.linker.link(passage, chunks(part)))
        return found


@dataclass(frozen=True)
class Encoder:
    """A reader that was loaded from its folder."""

    name: str
    revision: str
    training: str
    reader: Reader
    offset: float

    @read_plain
    def extract(self, article: Article) -> list[Record]:
        """The records of an article, one a claim that somebody in it makes, denies or confirms; none without text."""
        return records.records(article, self._findings(article), issuer="fcbench extract encoder")

    @read_plain
    def attributions(self, article: Article) -> list[Attribution]:
        """Every attribution of an article, those that make no claim among them."""
        return records.attributions(article, self._findings(article))

    def _findings(self, article: Article) -> list[Finding]:
        told = passages(article)
        return self.reader.findings(told, self.reader.scores(told), self.offset) if told else []


def streamed(told: Sequence[Passage], tokenizer: Any, ends: Ends) -> Stream:
    """The passages of an article as word pieces."""

    def cut(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        pieces = tokenizer.encode(text, add_special_tokens=False)
        return pieces.ids, pieces.offsets

    return stream(told, cut, ends.after or ends.before or (ends.padding,))


# Loading


def load(argument: str) -> Encoder:
    """The extractor that was written to a folder; raises DataError where it is missing, damaged or of another kind."""
    if not argument:
        raise DataError("encoder needs a folder, as in encoder:build/encoder; fcbench train extractor makes one")
    neural_base.installed()
    folder = Path(argument)
    card = _card(folder)
    net, tokenizer = _network(folder), _tokenizer(folder / TOKENIZER)
    neural_base.suited(str(folder), net["encoder"], tokenizer, card.ends)
    if card.room + card.ends.length > (most := neural_base.reads(net["encoder"])):
        raise DataError(
            f"{folder / CARD}: room: saw {card.room}; its encoder reads {most} pieces at once, with the ends"
        )
    weighed = validate(Weighed, files.read_json(folder / LINKER), where=str(folder / LINKER))
    reader = Reader(
        net=net.to(device()).eval(),
        tokenizer=tokenizer,
        ends=card.ends,
        room=card.room,
        linker=linker.Linker(weighed.source, weighed.content),
    )
    training = f"{card.training}, on {card.encoder}"
    return Encoder(f"encoder:{argument}", files.sha256_file(folder / CARD)[:16], training, reader, card.offset)


def _card(folder: Path) -> Card:
    """What the folder says of itself, after its files have been seen to be those that it names."""
    path = folder / CARD
    if not path.is_file():
        raise DataError(
            f"{folder}: no {CARD}; an encoder is a folder that fcbench train extractor --encoder has written"
        )
    card = validate(Card, files.read_json(path), where=str(path))
    if card.labels != LABELS:
        raise DataError(f"{path}: labels: saw {', '.join(card.labels)}; allowed: {', '.join(LABELS)}")
    for name in (neural_base.CONFIG, WEIGHTS, TOKENIZER, LINKER):
        file = folder / name
        if not file.is_file():
            raise DataError(f"{file}: no such file; the folder is not whole")
        if files.sha256_file(file) != card.files.get(name):
            raise DataError(f"{file}: its SHA-256 is not the one in {CARD}: it was changed after training")
    return card


def _network(folder: Path) -> Any:
    """The network with its weights."""
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel

    neural_base.refuse_code(folder / neural_base.CONFIG)
    with neural_base.quiet(), neural_base.plainly(str(folder)), steady(1):
        make: Any = AutoModel.from_config
        model = make(AutoConfig.from_pretrained(str(folder), local_files_only=True))
        net = network(neural_base.trimmed(model, str(folder)))
        net.load_state_dict(load_file(folder / WEIGHTS))
    return net


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(files.read_text(path))
    except Exception as error:  # the library raises bare Exception
        raise DataError(f"{path}: no tokenizer: {error}") from None


# Training


def train(
    examples: Examples,
    out: Path,
    *,
    training: str,
    seed: int,
    talk: Talk,
    encoder: str,
    epochs: int = 2,
    rate: float | None = None,
    threads: int = 1,
) -> None:
    """Fine-tunes `encoder`, a local folder or a Hub id `ID@REVISION`, and writes the folder `out`, whole or not at all.

    Training that was broken off goes on after its last finished epoch, from a file beside `out`. Some articles are held
    back, to choose on them how sure a mark must be. Raises DataError where there is nothing to learn.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(f"{out}: it is there already; name a new folder, or remove it first")
    base = neural_base.base(encoder)
    plan = Plan(epochs, _rate(base) if rate is None else rate, base.ends, base.room, seed)
    learned, held = _parted([one for article, gold in examples for one in _read(article, gold, base)], seed)
    linked = _linker(learned)
    checkpoint = out.with_name(f"{out.name}.training")
    with steady(threads, seed):
        net = network(base.model).to(device())
        fit(net, [one.lesson for one in learned], plan, checkpoint, talk)
    reader = Reader(net.eval(), base.tokenizer, base.ends, base.room, linked)
    told = {"training": training, "encoder": base.name, "seed": seed, "epochs": epochs}
    _save(reader, told | {"offset": _offset(reader, held, talk)}, out)
    checkpoint.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Read:
    """An article to learn from, or to try on."""

    gold: list[Attribution]
    article: Article
    passages: list[Passage]
    links: list[list[Link]]
    lesson: Lesson


def _read(article: Article, gold: list[Attribution], base: Base) -> list[_Read]:
    """The article with its labels; nothing where no passage is in it."""
    told = passages(article)
    if not told:
        return []
    true = [links(passage, gold) for passage in told]
    marked = np.concatenate([labels(passage, some) for passage, some in zip(told, true, strict=True)])
    return [_Read(gold, article, told, true, Lesson(streamed(told, base.tokenizer, base.ends), marked))]


def _parted(read: list[_Read], seed: int) -> tuple[list[_Read], list[_Read]]:
    """The articles to learn from, and those that are held back: none of a few.

    Raises DataError where there is nothing to learn.
    """
    if not any(some for one in read for some in one.links):
        raise DataError("no attribution in the training articles: nothing to learn")
    order = list(range(len(read)))
    random.Random(f"{seed} held").shuffle(order)  # noqa: S311 - nothing secret
    held = set(order[: len(read) // HELD if len(read) >= 2 * HELD else 0])
    return (
        [one for number, one in enumerate(read) if number not in held],
        [one for number, one in enumerate(read) if number in held],
    )


def _linker(learned: list[_Read]) -> linker.Linker:
    """The linker of gold marks: with them it is nearly always right, so what is to be gained is in the marks."""
    return linker.train(
        (passage, list(dict.fromkeys(chunk for link in true for chunk in link.chunks)), true)
        for one in learned
        for passage, true in zip(one.passages, one.links, strict=True)
    )


def _offset(reader: Reader, held: list[_Read], talk: Talk) -> float:
    """The offset with the best relaxed F1 on the articles held back, the nearest to none where several are."""
    if not held:
        return 0.0
    scored = [reader.scores(one.passages) for one in held]
    tried = {}
    for offset in OFFSETS:
        sums = [
            metric.observe(one.gold, records.attributions(one.article, reader.findings(one.passages, table, offset)))
            for one, table in zip(held, scored, strict=True)
        ]
        tried[offset] = float(metric.summarise(np.array(sums).sum(axis=0))["relaxed_f1"])
        talk(f"offset {offset:+.1f}: relaxed F1 {tried[offset]:.4f} on {len(held)} articles held back")
    return max(tried, key=lambda offset: (tried[offset], -abs(offset)))


def _rate(base: Base) -> float:
    """The rate that is usual at an encoder's width: 5e-5 at 768, as in BERT's own fine-tuning, more below."""
    return min(FASTEST, RATE * (WIDTH / int(base.model.config.hidden_size)) ** 2)


def _save(reader: Reader, told: dict[str, Any], out: Path) -> None:
    """Writes the folder, whole or not at all; `told` is what its card says besides what the reader is."""
    from safetensors.torch import save_file

    config = {name: value for name, value in reader.net["encoder"].config.to_dict().items() if name != "_name_or_path"}
    weighed = {"source": dict(reader.linker.source), "content": dict(reader.linker.content)}
    with files.whole_folder(out) as beside:
        files.write_json(beside / neural_base.CONFIG, config)
        save_file({name: value.cpu().contiguous() for name, value in reader.net.state_dict().items()}, beside / WEIGHTS)
        (beside / WEIGHTS).chmod(0o644)
        files.write_text(beside / TOKENIZER, reader.tokenizer.to_str(pretty=True))
        files.write_json(beside / LINKER, weighed)
        hashes = {path.name: files.sha256_file(path) for path in sorted(beside.iterdir())}
        kind = {"format": FORMAT, "kind": "encoder", "labels": LABELS, "room": reader.room, "files": hashes}
        card = Card.model_validate(told | kind | asdict(reader.ends))
        files.write_json(beside / CARD, card.model_dump(mode="json"))
