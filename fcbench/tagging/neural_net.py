"""The network: any transformer encoder, with an embedding of quotation marks, and a score for each label of a piece.

In: `Stream`s. Out: log-probabilities of the labels of their tokens. How it learns is in `neural_fit`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fcbench.tagging.marks import LABELS
from fcbench.tagging.neural_windows import STATES, Ints, Reach, Stream, reaches

Scores = NDArray[np.float32]

SPREAD = 0.02  # of first weights: the standard deviation that BERT's layers begin with
DROPOUT = 0.1  # before the scores, as in BERT's own fine-tuning
AT_ONCE = 8  # windows: more at once are no faster on a core
MARGIN = 32  # pieces at an edge whose scores are taken from the window beside it


@dataclass(frozen=True)
class Ends:
    """The pieces that stand before and after what is read, and the one that fills rows up."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    padding: int

    @property
    def length(self) -> int:
        """How many pieces they take."""
        return len(self.before) + len(self.after)


@dataclass(frozen=True)
class Batch:
    """Rows of pieces, filled up to one length, as tensors; `quoted` are their states and `mask` the true ones."""

    pieces: Any
    quoted: Any
    mask: Any


def network(encoder: Any) -> Any:
    """The encoder with an embedding of quotation marks, which begins as nothing, and a layer of label scores.

    It draws its first weights from torch's own random numbers.
    """
    import torch

    quotes = torch.nn.Embedding(STATES, encoder.get_input_embeddings().embedding_dim)  # some are narrower than layers
    torch.nn.init.zeros_(quotes.weight)
    head = torch.nn.Linear(encoder.config.hidden_size, len(LABELS))
    torch.nn.init.normal_(head.weight, std=SPREAD)
    torch.nn.init.zeros_(head.bias)
    return torch.nn.ModuleDict({"encoder": encoder, "quotes": quotes, "head": head})


def logits(net: Any, batch: Batch) -> Any:
    """Label scores, rows x pieces x labels."""
    import torch

    encoder = net["encoder"]
    inputs = encoder.get_input_embeddings()(batch.pieces) + net["quotes"](batch.quoted)
    hidden = encoder(inputs_embeds=inputs, attention_mask=batch.mask).last_hidden_state
    return net["head"](torch.nn.functional.dropout(hidden, DROPOUT, training=net.training))


def batched(rows: Sequence[tuple[Ints, Ints]], ends: Ends, device: Any) -> Batch:
    """Rows of pieces and their states with the ends around them, filled up to the longest."""
    import torch

    front = len(ends.before)
    length = max(len(pieces) for pieces, _ in rows) + ends.length
    table = np.zeros((3, len(rows), length), dtype=np.int64)
    table[0] = ends.padding
    for number, (pieces, quoted) in enumerate(rows):
        stop = len(pieces) + ends.length
        table[0, number, :stop] = [*ends.before, *pieces, *ends.after]
        table[1, number, front : front + len(pieces)] = quoted
        table[2, number, :stop] = 1
    return Batch(*torch.from_numpy(table).to(device))


def scores(net: Any, stream: Stream, ends: Ends, room: int, *, at_once: int = AT_ONCE) -> Scores:
    """Log-probabilities, tokens x labels, of the tokens of an article, `room` pieces being read together."""
    import torch

    device = net["head"].weight.device
    found = np.zeros((len(stream.pieces), len(LABELS)), dtype=np.float32)
    parts = reaches(len(stream.pieces), room, min(MARGIN, room // 4))
    net.eval()
    for number in range(0, len(parts), at_once):
        chosen = parts[number : number + at_once]
        rows = [(stream.pieces[one.low : one.high], stream.quoted[one.low : one.high]) for one in chosen]
        with torch.inference_mode():
            values = logits(net, batched(rows, ends, device)).float().log_softmax(-1).cpu().numpy()
        for one, row in zip(chosen, values, strict=True):
            found[one.start : one.end] = _kept(row, one, len(ends.before))
    return found[stream.first]


def _kept(row: Scores, reach: Reach, front: int) -> Scores:
    return row[front + reach.start - reach.low : front + reach.end - reach.low]


@contextmanager
def steady(threads: int, seed: int = 0) -> Iterator[None]:
    """The same numbers from the same work, on so many threads; torch's settings and dice come back after it."""
    import torch

    card = torch.cuda.is_available()
    if card:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # without it products of matrices may differ
    threads_before, mode = torch.get_num_threads(), torch.get_deterministic_debug_mode()
    memory: Any = torch.utils.deterministic
    filled = memory.fill_uninitialized_memory
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(True, warn_only=card)  # some encoders have steps that a card cannot repeat
        memory.fill_uninitialized_memory = False  # it costs time, and nothing here reads such memory
        try:
            yield
        finally:
            torch.set_num_threads(threads_before)
            torch.set_deterministic_debug_mode(mode)
            memory.fill_uninitialized_memory = filled


def device() -> Any:
    """The graphics card where there is one, else the processor."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
