"""Training: a dataset -> a model on disk that `fcbench eval` and `fcbench extract` can name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fcbench import extract, files, models, stored
from fcbench.dataset import Dataset
from fcbench.extraction import attributed
from fcbench.markup import reading
from fcbench.predict import Job, fitted
from fcbench.schema import DataError
from fcbench.stored import Manifest
from fcbench.text import nearest

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
    Raises DataError where `out` holds something already or cannot be written, and where the split has no attributions
    to learn from.
    """
    stored.refuse_taken(out)
    files.refuse_unwritable(out)
    texts = [(reading(article), gold) for article, gold in attributed(dataset, split) if article.text is not None]
    examples = [(read.article, [read.inward(one) for one in gold]) for read, gold in texts]
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


def train_model(dataset: Dataset, job: Job, out: Path, *, talk: Talk = lambda _: None) -> Manifest:
    """The manifest of the model that has learned a split, as written to the folder `out`; `KIND:out` is that model.

    The job's target is a kind that can be kept, such as `tfidf` or `stance-cpu:fnc`; it learns the job's split. Raises
    DataError where `out` holds something already or cannot be written, for a kind that cannot be kept, and where the
    split has nothing to learn from.
    """
    stored.refuse_taken(out)
    files.refuse_unwritable(out)
    name, argument = models.parted(job.target)
    labels, card = job.labels(dataset.card), dataset.card
    if name not in models.names():
        raise DataError(f"nothing to train by the name of {name!r}{nearest(name, trainable())}")
    if not isinstance(models.kind(name), models.KeepingKind):
        kept = ", ".join(trainable())
        raise DataError(f"{name} cannot be kept: it learns in each run, or not at all; to train there is: {kept}")
    known = models.arguments(name)
    if argument not in ("", *known):
        hint = nearest(argument, known) if known else ": a kept model does not learn again"
        raise DataError(f"nothing to train by the name of {job.target!r}{hint}")
    pupil = models.load(job.target, labels)
    rows = dataset.labelled(job.task, job.split, job.scale)
    count = sum(gold is not None for gold in rows.gold)
    talk(f"{job.target}: {count:,} rows of {card.name}, {job.task}, {job.split}")
    if not isinstance(pupil, models.Trainable):
        raise DataError(f"{name} has nothing to learn")
    learned = fitted(pupil, rows)
    if not isinstance(learned, models.Keepable):
        raise DataError(f"{name}: what it has learned cannot be kept: the fitted model has no state()")
    manifest = {
        "kind": name,
        "argument": argument,
        "labels": labels,
        "task": job.task,
        "scale": job.scale,
        "dataset": card.name,
        "version": card.version,
        "fingerprint": card.fingerprint,
        "split": job.split,
        "rows": count,
    }
    return stored.write(out, manifest, learned.state())


def trainable() -> list[str]:
    """What can be trained and kept, by name."""
    return ["extractor", *(name for name in models.names() if _keeps(name))]


def _keeps(name: str) -> bool:
    try:
        return isinstance(models.kind(name), models.KeepingKind)
    except DataError:  # a broken one of another package cannot
        return False
