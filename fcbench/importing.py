"""Public benchmarks to dataset folders: from their upstream files, unaltered, with every row accounted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fcbench import dataset, downloads, files, importers
from fcbench.dataset import Part
from fcbench.importers import Importer
from fcbench.schema import Article, Card, DataError, Record, SourceFile
from fcbench.upstream import checksum, find

REJECTS = "rejects.jsonl"

Talk = Callable[[str], None]


def upstream_files(name: str, *, progress: downloads.Progress = lambda *_: None, talk: Talk = lambda _: None) -> Path:
    """The folder of a benchmark's upstream files, downloaded into the cache where they are not yet there.

    Raises DataError where they cannot be had, with what to do instead.
    """
    return downloads.download(importers.load(name).CARD, progress=progress, talk=talk)


def import_benchmark(
    name: str, source: Path, folder: Path, *, keep_going: bool = False, progress: Talk = lambda _: None
) -> Card:
    """Imports a public benchmark from its upstream files in `source`, as `import_from` does, by its name."""
    importer = importers.load(name)
    if not source.is_dir():
        raise DataError(f"{source}: no such folder; {name} is had at {importer.CARD.obtained}")
    return import_from(importer, source, folder, keep_going=keep_going, progress=progress)


def import_from(
    importer: Importer, source: Path, folder: Path, *, keep_going: bool = False, progress: Talk = lambda _: None
) -> Card:
    """Imports all that an importer reads in `source` into a dataset folder, whole or not at all.

    Raises DataError for the first row that cannot be read; with `keep_going` such rows go to `rejects.jsonl` in the
    folder, with file, line and reason, and the card counts them. The card names the files as they were read, and says
    which are not the published ones.
    """
    name = importer.CARD.name
    files_read, differing = _source_files(importer.CARD, source)
    rejects: list[dict[str, str]] = []
    parts = {}
    for split in importer.SPLITS:
        progress(f"{name}: {split}")
        articles: tuple[Article, ...] = tuple(importer.articles(source, split))
        records: list[Record] = []
        for item in importer.records(source, split):
            if isinstance(item, DataError):
                if not keep_going:
                    raise item
                rejects.append({"split": split, "reason": str(item)})
            else:
                records.append(item)
        parts[split] = Part(articles, tuple(records))
    card = importer.CARD.model_copy(update={"files": files_read, "rejected": _counts(rejects)})
    if differing:
        note = f" Not the published content: {', '.join(differing)}."
        card = card.model_copy(update={"provenance": card.provenance + note})
        progress(f"{name}: not the published content: {', '.join(differing)}")
    made = _save(folder, card, parts, rejects)
    if rejects:
        progress(f"{len(rejects):,} rows could not be read: {folder / REJECTS}")
    return made


def _save(folder: Path, card: Card, parts: dict[str, Part], rejects: list[dict[str, str]]) -> Card:
    """Writes the rejects before the card that counts them; what is refused leaves the folder as it was."""
    path, there = folder / REJECTS, folder.exists()
    before = files.read_text(path) if path.exists() else None
    if rejects:
        files.write_jsonl(path, rejects)
    try:
        made = dataset.save(folder, card, parts)
    except DataError:
        if before is not None:
            files.write_text(path, before)
        elif rejects:
            path.unlink()
            if not there:
                folder.rmdir()
        raise
    if not rejects:
        path.unlink(missing_ok=True)
    return made


def _counts(rejects: list[dict[str, str]]) -> dict[str, int]:
    splits = [reject["split"] for reject in rejects]
    return {split: splits.count(split) for split in sorted(set(splits))}


def _source_files(card: Card, source: Path) -> tuple[tuple[SourceFile, ...], list[str]]:
    found, differing = [], []
    for published in card.files:
        path = source / published.name if published.name.endswith("/") else find(source, published.name)
        if not path.exists():
            raise DataError(
                f"{path}: no such file; {card.name} consists of {', '.join(file.name for file in card.files)}"
            )
        found.append(published.model_copy(update={"sha256": checksum(source, published.name)}))
        if found[-1] != published:
            differing.append(published.name)
    return tuple(found), differing
