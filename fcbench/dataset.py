"""A dataset folder: save, load, fingerprint, split, validate."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fcbench import card as cards
from fcbench import files
from fcbench.meaning import violations
from fcbench.schema import (
    STANCES,
    TRUTH_LABELS,
    Article,
    Card,
    DataError,
    Example,
    Model,
    Record,
    Row,
    Scale,
    Span,
    Task,
    TaskCard,
    VerdictRow,
    arrow_schema,
    built,
    features,
    validate,
    verdict_label,
)
from fcbench.text import nearest

if TYPE_CHECKING:
    import pyarrow as pa

SPLITS = ("train", "validation", "test")
EVERYTHING = "all"  # stands for all splits together, where answers are cross-fitted
SHARES = (60, 80)  # of a hundred: train below the first, validation below the second
ROWS: dict[str, type[Model]] = {"records": Record, "stance": Row, "verdict": VerdictRow, "articles": Article}


_GOLD: dict[tuple[str, str], tuple[str, ...]] = {
    ("stance", "native"): ("label",),
    ("verdict", "native"): ("label",),
    ("stance", "common"): ("stance",),
    ("verdict", "common"): ("state", "truth"),
}


@dataclass(frozen=True)
class Part:
    """The articles and records of one split."""

    articles: tuple[Article, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Labelled:
    """What a model is shown, and apart from it the gold and the clusters, row for row."""

    examples: list[Example]
    gold: list[str | None]
    clusters: list[str]


def split_of(cluster: str) -> str:
    """The split of a cluster, by its name alone: adding stories moves none that was there."""
    place = int(files.sha256(cluster.encode())[:8], 16) % 100
    return SPLITS[sum(place >= share for share in SHARES)]


def stance_rows(record: Record) -> Iterator[Row]:
    """The claim–evidence pairs of a record; the label is the source's own where it has one, else the stance."""
    for piece in record.evidence:
        yield Row(
            id=piece.id,
            record_id=record.id,
            cluster=record.cluster,
            claim=record.claim.text,
            evidence=piece.text or "",
            label=piece.label or piece.stance,
            stance=piece.stance,
            act=piece.act,
            holder=piece.holder,
            holder_interest=piece.holder_interest.level if piece.holder_interest else None,
            first_hand=piece.first_hand,
            kind=piece.kind,
            origin_id=piece.origin_id,
            article_id=piece.article_id,
            published_at=piece.published_at,
            tags=record.tags,
        )


def verdict_row(record: Record) -> VerdictRow:
    """A record as one claim with its evidence; the label is the source's own where it has one."""
    verdict = record.verdict
    return VerdictRow(
        id=record.id,
        cluster=record.cluster,
        claim=record.claim.text,
        evidence=tuple(piece.text for piece in record.evidence if piece.text),
        label=None if verdict is None else verdict.label or verdict_label(verdict),
        state=verdict.state if verdict else None,
        truth=verdict.truth if verdict else None,
        flags=verdict.flags if verdict else (),
        checkable=record.claim.checkable,
        tags=record.tags,
    )


def fingerprint(parts: dict[str, Part], tasks: Sequence[TaskCard] = ()) -> str:
    """The SHA-256 of the content and the tasks, whatever the order of articles and records."""
    lines = [f"task {task.model_dump_json()}" for task in tasks]
    for split in sorted(parts):
        for noun, items in (("article", parts[split].articles), ("record", parts[split].records)):
            items_of_noun: Iterable[Model] = items
            lines += [f"{split} {noun} {files.sha256(item.model_dump_json().encode())}" for item in items_of_noun]
    return files.sha256("\n".join(sorted(lines)).encode())


def save(folder: Path, card: Card, parts: dict[str, Part]) -> Card:
    """Writes a dataset folder that `load_dataset` reads, and gives the card with fingerprint and checksums.

    Everything is written beside and then moved in, the card last. Other files of the folder stay.
    A split without rows in a config has no file there. Raises DataError where there is nothing at all, an id stands
    twice, a label is not of the card, a span is not what its article says, or somebody's own files are in the way.
    """
    parts = {split: parts[split] for split in (*SPLITS, *sorted(set(parts) - set(SPLITS))) if split in parts}
    problems = [problem for split in parts for problem in check(card, parts[split])] + _shared_ids(parts)
    if not any(part.records or part.articles for part in parts.values()):
        problems.append("there is neither a record nor an article in it")
    if EVERYTHING in parts:
        problems.append(f"a split is named {EVERYTHING!r}, which stands for all of them")
    if problems:
        raise DataError("\n".join(f"{card.name}: {problem}" for problem in problems[:20]))
    _refuse_strangers(folder, card.name)
    files.make_parents(folder / cards.FILE)
    beside = Path(tempfile.mkdtemp(prefix=".fcbench-", dir=folder))
    try:
        card = card.model_copy(update={"fingerprint": fingerprint(parts, card.tasks), "parquet": {}})
        configs = [_write_config(beside, name, card, parts) for name in ROWS if name in _configs(card, parts)]
        configs = [config for config in configs if config.splits]
        paths = [path for config in configs for path, *_ in config.splits.values()]
        card = card.model_copy(update={"parquet": {path: files.sha256_file(beside / path) for path in sorted(paths)}})
        files.write_text(beside / cards.FILE, cards.render(card, configs))
        for name in ROWS:
            if (folder / name).exists():
                (folder / name).replace(beside / f"old-{name}")
            if (beside / name).exists():
                (beside / name).replace(folder / name)
        (beside / cards.FILE).replace(folder / cards.FILE)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return card


def _refuse_strangers(folder: Path, name: str) -> None:
    """Raises DataError where what is to be replaced is not this dataset's: other files than Parquet, another README."""
    if (folder / cards.FILE).exists() and not cards.is_one(folder / cards.FILE):
        raise DataError(
            f"{folder / cards.FILE} is in the way and is no dataset's card; choose another folder to write to"
        )
    there = _name_of(folder)
    if there not in ("", name):
        raise DataError(
            f"{folder} holds the dataset {there!r}, and {name!r} would replace it; choose another folder to write to"
        )
    for config in ROWS:
        strangers = [path for path in sorted((folder / config).glob("*")) if path.suffix != ".parquet"]
        if strangers or (folder / config).is_file():
            seen = strangers[0] if strangers else folder / config
            raise DataError(
                f"{seen} is in the way: {folder / config} would be replaced; choose another folder to write to"
            )


def _name_of(folder: Path) -> str:
    """The name of the dataset in a folder; empty where there is none that can be read."""
    try:
        return cards.read(folder).name
    except DataError:  # of another version, or half of one: to be made again
        return ""


def _configs(card: Card, parts: dict[str, Part]) -> tuple[str, ...]:
    articles = ("articles",) if any(part.articles for part in parts.values()) else ()
    return ("records", *(task.name for task in card.tasks), *articles)


def _classes(name: str, card: Card) -> dict[str, tuple[str, ...]]:
    if name == "stance":
        return {"label": card.task("stance").labels, "stance": STANCES}
    return {"label": card.task("verdict").labels} if name == "verdict" else {}


def _write_config(folder: Path, name: str, card: Card, parts: dict[str, Part]) -> cards.ConfigNote:
    classes = _classes(name, card)
    note = cards.ConfigNote(name, features(ROWS[name], classes))
    for split, part in parts.items():
        rows = list(_rows(name, part))
        if not rows:  # datasets cannot load an empty split, and none of the others beside it
            continue
        table = _table(ROWS[name], rows, classes)
        path = f"{name}/{split}.parquet"
        files.write_parquet(folder / path, table)
        labels = Counter(str(row["label"]) for row in rows) if name in ("stance", "verdict") else Counter[str]()
        note.add(split, path, table.num_rows, table.nbytes, labels)
    return note


def _rows(name: str, part: Part) -> Iterator[dict[str, Any]]:
    if name == "articles":
        yield from (article.model_dump(mode="json") for article in part.articles)
        return
    for record in part.records:
        if name == "stance":
            yield from (row.model_dump(mode="json") for row in stance_rows(record))
        else:
            yield (record if name == "records" else verdict_row(record)).model_dump(mode="json")


def _table(model: type[Model], rows: list[dict[str, Any]], classes: dict[str, tuple[str, ...]]) -> pa.Table:
    import pyarrow as pa

    schema = arrow_schema(model)
    for column, names in classes.items():
        number = {name: index for index, name in enumerate(names)}
        rows = [{**row, column: None if row[column] is None else number[row[column]]} for row in rows]
        schema = schema.set(schema.get_field_index(column), pa.field(column, pa.int64()))
    return pa.Table.from_pylist(rows, schema=schema)


# Validation


def check(card: Card, part: Part) -> Iterator[str]:
    """What is wrong with the articles and records of a split, a sentence each."""
    texts = {article.id: article for article in part.articles}
    for article in part.articles:
        yield from _check_article(article)
    for record in part.records:
        found = (*violations(record), *_check_sets(record), *_check_labels(card, record), *_check_spans(record, texts))
        for problem in found:
            yield f"record {record.id}: {problem}"
    yield from _doubled("article", (article.id for article in part.articles))
    yield from _doubled("record", (record.id for record in part.records))
    yield from _doubled("evidence", (piece.id for record in part.records for piece in record.evidence))


def _doubled(noun: str, ids: Iterable[str]) -> Iterator[str]:
    """Ids that stand twice; an evidence may have its record's id, where a record is one pair."""
    yield from (f"the {noun} id {name!r} stands {count} times" for name, count in Counter(ids).items() if count > 1)


def _check_article(article: Article) -> Iterator[str]:
    if article.text is None:
        return
    if len(article.text) != article.length:
        yield f"article {article.id}: length {article.length}, but the text has {len(article.text)} code points"
    if files.sha256(article.text.encode("utf-8", errors="surrogatepass")) != article.sha256:
        yield f"article {article.id}: the text is not the one whose SHA-256 it gives"
    for segment in article.segments:
        if not segment.start < segment.end <= article.length:
            yield f"article {article.id}: segment {segment.start}:{segment.end} is not within 0:{article.length}"


def _check_labels(card: Card, record: Record) -> Iterator[str]:
    for task in card.tasks:
        rows: Iterable[Row | VerdictRow] = stance_rows(record) if task.name == "stance" else (verdict_row(record),)
        for row in rows:
            if row.label is not None and row.label not in task.labels:
                yield f"{task.name} label {row.label!r} of {row.id} is not one of: {', '.join(task.labels)}"


def _check_sets(record: Record) -> Iterator[str]:
    known = {piece.id for piece in record.evidence}
    for number, alternative in enumerate(record.verdict.sets if record.verdict else ()):
        yield from (
            f"verdict: sets.{number}: {name!r} is not evidence of this record"
            for name in alternative.members
            if name not in known
        )


def _check_spans(record: Record, texts: dict[str, Article]) -> Iterator[str]:
    for field, span in spans(record):
        article = texts.get(span.article_id)
        if article is None:
            yield f"{field}: article {span.article_id!r} is not in this split"
        elif article.text is None:
            continue
        elif span.end > article.length:
            place = f"{field}: span {span.start}:{span.end}"
            yield f"{place} goes past the end of {span.article_id}, which has {article.length} code points"
        elif (seen := article.text[span.start : span.end]) != span.exact:
            yield f"{field}: {span.article_id}[{span.start}:{span.end}] is {seen!r}, not {span.exact!r}"


def spans(record: Record) -> Iterator[tuple[str, Span]]:
    """Every span of a record with the field that it stands in."""
    yield from ((f"claim.mentions.{number}", span) for number, span in enumerate(record.claim.mentions))
    for attribution in record.attributions:
        place = f"attribution {attribution.id}"
        yield from ((f"{place}: content.{number}", span) for number, span in enumerate(attribution.content))
        for name, span in (("source", attribution.source), ("cue", attribution.cue)):
            if span is not None:
                yield f"{place}: {name}", span
        yield from (
            (f"{place}: chain.{number}", link.span) for number, link in enumerate(attribution.chain) if link.span
        )
    for piece in record.evidence:
        place = f"evidence {piece.id}"
        if piece.span is not None:
            yield place, piece.span
        for number, rationale in enumerate(piece.rationales):
            yield from ((f"{place}: rationales.{number}", span) for span in rationale.spans)


def _shared_ids(parts: dict[str, Part]) -> list[str]:
    records = Counter(record.id for part in parts.values() for record in part.records)
    pieces = Counter(name for part in parts.values() for name in {p.id for r in part.records for p in r.evidence})
    found = (("record", records), ("evidence", pieces))
    return [f"{noun} {name} is in {count} splits" for noun, ids in found for name, count in ids.items() if count > 1]


# Loading


class Dataset:
    """A dataset folder, opened: its card, and on demand its rows."""

    def __init__(self, folder: str | Path) -> None:
        """Reads the card; raises DataError where the folder is not a dataset."""
        self.folder = Path(folder)
        self.card = cards.read(self.folder)

    def splits(self) -> tuple[str, ...]:
        """The names of the splits; not every config has rows in each."""
        found = {Path(path).stem for path in self.card.parquet}
        return tuple(split for split in (*SPLITS, *sorted(found - set(SPLITS))) if split in found)

    def splits_of(self, config: str) -> list[str]:
        """The splits that have rows in a config, such as a task, in their order."""
        return [name for name in self.splits() if f"{config}/{name}.parquet" in self.card.parquet]

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows by config and split, from the heads of the files alone."""
        found: dict[str, dict[str, int]] = {config: {} for config in ROWS}
        for config, split in ((config, split) for config in ROWS for split in self.splits()):
            if f"{config}/{split}.parquet" in self.card.parquet:
                found[config][split] = files.parquet_rows(self.folder / config / f"{split}.parquet")
        return {config: counts for config, counts in found.items() if counts}

    def table(self, config: str, split: str, columns: list[str] | None = None) -> pa.Table:
        """The rows of a config; raises DataError where the file is not the one the card was written with."""
        path = f"{config}/{split}.parquet"
        if path not in self.card.parquet:
            having = self.splits_of(config)
            if split not in self.splits():
                ways = f"{nearest(split, having)}; or {EVERYTHING!r}, for all"
                raise DataError(f"{self.folder}: no split {split!r}{ways}")
            raise DataError(f"{self.folder}: no {config} in the split {split!r}; it has: {', '.join(having)}")
        if damage := self.damage(path):
            files.read_parquet(self.folder / path, columns)  # a broken file says so itself
            raise DataError(damage)
        return files.read_parquet(self.folder / path, columns)

    def damage(self, path: str) -> str | None:
        """What is wrong with a file that the card names; None where it is the one that the card was written with."""
        place = self.folder / path
        if not place.is_file():
            return f"{place}: no such file; build the dataset again"
        if files.sha256_file(place) != self.card.parquet[path]:
            return f"{place}: not the file that the card was written with; build the dataset again"
        return None

    def labelled(self, task: Task, split: str, scale: Scale = "native") -> Labelled:
        """Examples, gold and clusters of a split, in file order; for `all` of every split, one after another."""
        if split == EVERYTHING:
            having = self.splits_of(task)
            if not having:
                raise DataError(f"{self.folder}: no split has a row for the task {task!r}")
            parts = [self.labelled(task, name, scale) for name in having]
            return Labelled(*(list(itertools.chain(*column)) for column in zip(*map(_columns, parts), strict=True)))
        columns = ["id", "cluster", "claim", "evidence"]
        table = self.table(task, split, [*columns, *_GOLD[task, scale]])
        ids, clusters, claims, evidence = (table.column(name).to_pylist() for name in columns)
        gold = [table.column(name).to_pylist() for name in _GOLD[task, scale]]
        texts = map(tuple, evidence) if task == "verdict" else ((piece,) for piece in evidence)
        held: dict[tuple[str, ...], tuple[str, ...]] = {}  # a passage that stands beside many claims is held once
        shared = [held.setdefault(pieces, pieces) for pieces in texts]
        examples = [
            built(Example, id=name, claim=claim, evidence=pieces)  # the table's schema has checked them
            for name, claim, pieces in zip(ids, claims, shared, strict=True)
        ]
        return Labelled(examples, self._gold(task, scale, gold), clusters)

    def clusters(self, task: Task, split: str) -> set[str]:
        """The clusters that the rows of a split are of."""
        return set(self.table(task, split, ["cluster"]).column("cluster").to_pylist())

    def _gold(self, task: Task, scale: Scale, columns: list[list[Any]]) -> list[str | None]:
        if (task, scale) == ("verdict", "common"):
            return [state if truth is None else TRUTH_LABELS[truth] for state, truth in zip(*columns, strict=True)]
        labels = self.card.task(task).labels if scale == "native" else STANCES
        return [None if number is None else labels[number] for number in columns[0]]

    def articles(self, split: str) -> list[Article]:
        """The articles of a split; none where the dataset has no articles."""
        if f"articles/{split}.parquet" not in self.card.parquet:
            return []
        return _models(Article, self.table("articles", split), f"{self.folder}/articles/{split}.parquet")

    def records(self, split: str) -> list[Record]:
        """The records of a split; none where all its rows were rejected."""
        if split in self.splits() and f"records/{split}.parquet" not in self.card.parquet:
            return []
        return _models(Record, self.table("records", split), f"{self.folder}/records/{split}.parquet")


def _columns(rows: Labelled) -> tuple[list[Any], ...]:
    return rows.examples, rows.gold, rows.clusters


def _models(model: type[Any], table: pa.Table, where: str) -> list[Any]:
    return [
        validate(model, row, where=f"{where}: row {number}") for number, row in enumerate(table.to_pylist(), start=1)
    ]


def problems(path: Path, articles: Sequence[Article] = ()) -> Sequence[str]:
    """All that is wrong with a dataset folder or a JSON Lines file of records, a line each; none if it is sound.

    The spans of a file of records are read against `articles`, where any are given.
    """
    if path == files.STDIN or path.is_file():
        return _file_problems(path, {article.id: article for article in articles})
    if not path.exists():
        raise DataError(f"{path}: no such file or folder")
    dataset = Dataset(path)
    found = [problem for name in dataset.card.parquet if (problem := dataset.damage(name))]
    if found:
        return found
    parts = {}
    for split in dataset.splits():
        part = Part(tuple(dataset.articles(split)), tuple(dataset.records(split)))
        parts[split] = part
        found += [f"{path}: {split}: {problem}" for problem in check(dataset.card, part)]
    found += [f"{path}: {problem}" for problem in _shared_ids(parts)]
    if fingerprint(parts, dataset.card.tasks) != dataset.card.fingerprint:
        found.append(f"{path}: the content is not the one whose fingerprint the card gives")
    return found


def _file_problems(path: Path, texts: dict[str, Article]) -> list[str]:
    found, ids = [], set()
    for number, row in files.read_jsonl(path):
        try:
            record = validate(Record, row, where=f"{path}:{number}")
        except DataError as error:
            found.append(str(error))
            continue
        if record.id in ids:
            found.append(f"{path}:{number}: the record id {record.id!r} stands twice")
        ids.add(record.id)
        broken = [*violations(record), *_check_sets(record), *(_check_spans(record, texts) if texts else ())]
        found += [f"{path}:{number}: record {record.id}: {problem}" for problem in broken]
    if not ids and not found:
        raise DataError(f"{path}: no record in it")
    return found
