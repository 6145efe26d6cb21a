"""Training: a dataset -> a model on disk that `fcbench eval` and `fcbench extract` can name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fcbench import extract
from fcbench.dataset import Dataset
from fcbench.extraction import attributed
from fcbench.schema import DataError

Talk = Callable[[str], None]


def train_extractor(
    dataset: Dataset,
    out: Path,
    *,
    split: str = "train",
    encoder: str | None = None,
    seed: int = 0,
    talk: Talk = lambda _: None,
) -> extract.Extractor:
    """An extractor that has learned a split's attributions, as written to the folder `out`.

    A sequence tagger, or with `encoder` (a local folder, or a Hub id, `ID@REVISION`) that transformer, fine-tuned.
    Raises DataError where `out` holds something already, and where the split has no attributions to learn from.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(f"{out}: it is there already; name a new folder, or remove it first")
    examples = [(article, gold) for article, gold in attributed(dataset, split) if article.text is not None]
    if not examples:
        raise DataError(f"{dataset.folder}: split {split!r} has no article with attributions: nothing to learn")
    name = "encoder" if encoder else "tagger"
    kind: Any = extract.kind(name)
    options: dict[str, Any] = {"encoder": encoder} if encoder else {}
    card = dataset.card
    training = f"{card.name} {card.version} {card.fingerprint[:16]} {split}"
    talk(f"{name}: {len(examples):,} articles of {card.name}, {split}")
    kind.train(examples, out, training=training, seed=seed, talk=talk, **options)
    return extract.load(f"{name}:{out}")
