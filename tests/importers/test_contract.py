"""What every importer keeps to, found through the registry: a new file in the folder is tested by being there."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from fcbench import crosswalk, files, importers, upstream
from fcbench.dataset import Part, check, problems, save, spans, stance_rows, verdict_row
from fcbench.importers import Importer
from fcbench.schema import Article, DataError, Record
from fcbench.upstream import Row

Imported = Callable[[str, str], Part]
Find = Callable[[str], Path]
Rows = dict[Path, list[Row | DataError]]
Traced = Callable[[str, str], tuple[list[Record | DataError], Rows]]
SAMPLE = 5  # rows read from the front of a file
READERS = ("jsonl", "json_array", "delimited")  # of fcbench.upstream, which give the rows of a file
EVERY = [(name, split) for name in importers.names() for split in importers.load(name).SPLITS]
each_importer = pytest.mark.parametrize("name", importers.names())
each_split = pytest.mark.parametrize(("name", "split"), EVERY)


def head(importer: Importer, folder: Path, split: str) -> list[Record | DataError]:
    return list(itertools.islice(importer.records(folder, split), SAMPLE))


def plain(source: Path, name: str, folder: Path) -> None:
    """Writes a published file, or the files of a published folder, unpacked."""
    for inner in upstream.listing(source / name) if name.endswith("/") else [""]:
        path = folder / name / inner if inner else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files.read_bytes(upstream.find(source, f"{name}{inner}")))


def tracing(importer: Any, change: Callable[[Path, Iterator[Row | DataError]], Iterator[Row | DataError]]) -> Any:
    """While it lasts, what the importer's readers give of a file goes through `change`."""

    def changed(reader: Callable[..., Iterator[Row | DataError]]) -> Callable[..., Iterator[Row | DataError]]:
        return lambda path, *options, **named: change(path, reader(path, *options, **named))

    readers = {name: changed(getattr(importer, name)) for name in READERS if hasattr(importer, name)}
    return mock.patch.dict(importer.__dict__, readers)


@pytest.fixture(scope="session")
def traced(published: Find) -> Traced:
    """What an importer gives of a split, and beside it the rows that were read, file by file."""

    @cache
    def read(name: str, split: str) -> tuple[list[Record | DataError], Rows]:
        rows: Rows = {}

        def note(path: Path, given: Iterator[Row | DataError]) -> Iterator[Row | DataError]:
            rows[path] = list(given)
            return iter(rows[path])

        importer: Any = importers.load(name)
        with tracing(importer, note):
            items = list(importer.records(published(name), split))
        return items, rows

    return read


@pytest.fixture(scope="session")
def imported(
    traced: Traced, published: Find, sound: Callable[[Iterator[Record | DataError]], list[Record]]
) -> Imported:
    """The articles and records of a split, from the one reading of `traced`; raises the first error among its rows."""

    @cache
    def read(name: str, split: str) -> Part:
        articles = tuple(importers.load(name).articles(published(name), split))
        return Part(articles, tuple(sound(iter(traced(name, split)[0]))))

    return read


def of_records(items: list[Record | DataError], rows: Rows) -> Rows:
    """The files whose rows became records; not those of bodies, or a corpus."""
    originals = {item.original for item in items if isinstance(item, Record)}
    return {path: given for path, given in rows.items() if _original(given[0]) in originals}


def _original(row: Row | DataError) -> str | None:
    return row.original() if isinstance(row, Row) else None


# The card


@each_importer
def test_the_card_is_of_the_importer_and_complete(name: str) -> None:
    card = importers.load(name).CARD
    assert card.name == name
    for field in ("version", "title", "description", "language", "licence", "citation", "homepage", "obtained"):
        assert getattr(card, field), field
    assert card.files
    assert card.provenance
    assert card.homepage.startswith("https://")
    assert card.obtained.startswith("https://")


@each_importer
def test_the_card_names_the_map_it_was_imported_with_and_has_one_where_it_has_a_task(name: str) -> None:
    card = importers.load(name).CARD
    assert card.crosswalk == (crosswalk.load(name).line() if name in crosswalk.names() else None)
    assert card.crosswalk or not card.tasks


@each_importer
def test_nothing_without_a_licence_may_be_republished(name: str) -> None:
    card = importers.load(name).CARD
    assert not ("none stated" in card.licence and card.may_republish)


@each_importer
def test_no_label_of_a_task_stands_twice(name: str) -> None:
    for task in importers.load(name).CARD.tasks:
        assert max(Counter(task.labels).values()) == 1


@each_importer
def test_the_files_are_those_whose_checksums_the_card_gives(name: str, published: Find) -> None:
    for file in importers.load(name).CARD.files:
        assert upstream.checksum(published(name), file.name) == file.sha256, file.name


# The rows


@each_split
def test_every_split_has_records(imported: Imported, name: str, split: str) -> None:
    assert imported(name, split).records


@each_split
def test_every_row_of_a_file_is_in_the_dataset_as_it_stood_and_in_its_order(
    traced: Traced, name: str, split: str
) -> None:
    items, rows = traced(name, split)
    kept = [item.original if isinstance(item, Record) else None for item in items]
    read = [_original(row) for given in of_records(items, rows).values() for row in given]
    if not read:  # the source is no file of rows, and what it consists of is tested beside its importer
        assert len(items) not in {sum(map(len, rows.values())), *map(len, rows.values())}
    elif len(kept) > len(read):  # a row says several things
        whole, rest = set(kept), iter(kept)
        assert [row for row in read if row in whole and row not in rest] == []
    else:
        assert kept == read


@each_split
def test_the_original_of_a_record_is_a_row_as_json(imported: Imported, name: str, split: str) -> None:
    for record in imported(name, split).records:
        assert record.original is not None, record.id
        assert isinstance(json.loads(record.original), dict), record.id


@each_split
def test_a_row_that_cannot_be_read_is_given_as_an_error_and_the_rest_is_read(
    traced: Traced, published: Find, name: str, split: str
) -> None:
    rows = of_records(*traced(name, split))
    importer: Any = importers.load(name)

    def broken(path: Path, given: Iterator[Row | DataError]) -> Iterator[Row | DataError]:
        if path not in rows:
            return given
        sample = itertools.islice(given, SAMPLE)
        return itertools.chain(sample, [DataError("a line that is none"), Row("here", {"?": 1})])

    if rows:
        with tracing(importer, broken):
            items = list(importer.records(published(name), split))
        found = ["error" if isinstance(item, DataError) else "record" for item in items]
        assert found.count("error") == 2 * len(rows)
        assert found.count("record") >= SAMPLE * len(rows)


@each_importer
def test_no_id_stands_in_two_splits_or_twice_in_one(imported: Imported, name: str) -> None:
    parts = [imported(name, split) for split in importers.load(name).SPLITS]
    records = [record for part in parts for record in part.records]
    ids = Counter(record.id for record in records)
    ids.update(piece.id for record in records for piece in record.evidence if piece.id != record.id)
    assert [key for key, count in ids.items() if count > 1] == []
    for part in parts:
        assert len({article.id for article in part.articles}) == len(part.articles)


@each_importer
def test_an_article_that_is_in_two_splits_is_the_same_in_both(imported: Imported, name: str) -> None:
    seen: dict[str, Article] = {}
    for split in importers.load(name).SPLITS:
        for article in imported(name, split).articles:
            assert seen.setdefault(article.id, article) == article


# The labels


@each_importer
def test_every_label_is_of_the_card_and_each_label_of_the_card_occurs(imported: Imported, name: str) -> None:
    importer = importers.load(name)
    records = [record for split in importer.SPLITS for record in imported(name, split).records]
    for task in importer.CARD.tasks:
        if task.name == "stance":
            found = {row.label for record in records for row in stance_rows(record)}
        else:
            found = {verdict_row(record).label for record in records}
        assert found - {None} == set(task.labels), task.name


@each_split
def test_native_labels_stand_beside_the_common_scale_as_the_map_has_it(
    imported: Imported, name: str, split: str
) -> None:
    if importers.load(name).CARD.crosswalk is None:
        assert all(record.verdict is None for record in imported(name, split).records)
        return
    found = crosswalk.load(name)
    for record in imported(name, split).records:
        for piece in record.evidence:
            assert piece.stance == (None if piece.label is None else found.stance_of(piece.label)), piece.id
        verdict = record.verdict
        if verdict is not None and found.verdict:  # ratings by publisher are tested beside their importers
            assert verdict.label is not None
            due = found.verdict_of(verdict.label)
            assert (verdict.state, verdict.truth, verdict.flags) == (due.state, due.truth, due.flags), record.id


# The texts


@each_split
def test_articles_and_their_segments_and_spans_are_exact(imported: Imported, name: str, split: str) -> None:
    part = imported(name, split)
    texts = {article.id: article.text or "" for article in part.articles}
    for article in part.articles:
        assert article.sha256 == files.sha256(texts[article.id].encode())
        assert article.length == len(texts[article.id])
        assert all(0 <= segment.start < segment.end <= article.length for segment in article.segments)
    for record in part.records:
        assert all(texts[span.article_id][span.start : span.end] == span.exact for _, span in spans(record))


@each_split
def test_every_article_that_a_record_points_to_is_there(imported: Imported, name: str, split: str) -> None:
    part = imported(name, split)
    texts = {article.id: article.text or "" for article in part.articles}
    for piece in (piece for record in part.records for piece in record.evidence if piece.article_id):
        assert (piece.text or "") in texts[str(piece.article_id)], piece.id


@each_split
def test_the_dataset_would_be_sound(imported: Imported, name: str, split: str) -> None:
    assert list(check(importers.load(name).CARD, imported(name, split))) == []


@each_importer
def test_what_is_saved_of_the_first_rows_loads_and_is_sound(imported: Imported, name: str, tmp_path: Path) -> None:
    import datasets

    importer, parts = importers.load(name), {}
    for split in importer.SPLITS:
        records = imported(name, split).records[:SAMPLE]
        named = {piece.article_id for record in records for piece in record.evidence}
        named |= {span.article_id for record in records for _, span in spans(record)}
        kept = tuple(article for article in imported(name, split).articles if article.id in named)
        parts[split] = Part(kept, records)
    save(tmp_path, importer.CARD, parts)
    assert list(problems(tmp_path)) == []
    for config in ("records", *(task.name for task in importer.CARD.tasks)):
        loaded = datasets.load_dataset(str(tmp_path), config)
        assert set(loaded) <= set(importer.SPLITS)
    assert {split: rows.num_rows for split, rows in datasets.load_dataset(str(tmp_path), "records").items()} == {
        split: len(part.records) for split, part in parts.items()
    }


# The files


@each_split
def test_the_same_files_give_the_same_records(imported: Imported, published: Find, name: str, split: str) -> None:
    assert head(importers.load(name), published(name), split) == list(imported(name, split).records[:SAMPLE])


@each_importer
def test_the_first_rows_read_alike_from_packed_and_plain_files(name: str, published: Find, tmp_path: Path) -> None:
    importer = importers.load(name)
    for file in importer.CARD.files:
        plain(published(name), file.name, tmp_path)
    for split in importer.SPLITS:
        unpacked = head(importer, tmp_path, split)
        assert unpacked == head(importer, published(name), split)
        assert len(unpacked) == SAMPLE


@each_importer
def test_a_folder_without_the_files_is_an_error_that_names_one(name: str, tmp_path: Path) -> None:
    importer = importers.load(name)
    for split in importer.SPLITS:
        with pytest.raises(DataError, match="no such file"):
            list(importer.records(tmp_path, split))


@each_importer
def test_a_split_that_is_not_there_is_refused_with_those_that_are(name: str, published: Find) -> None:
    importer = importers.load(name)
    message = re.escape(f"{name} has no split 'dev'; it has: {', '.join(importer.SPLITS)}")
    with pytest.raises(DataError, match=message):
        list(importer.records(published(name), "dev"))


def test_the_folder_is_the_registry() -> None:
    folder = Path(importers.__file__).parent
    assert importers.names() == sorted(path.stem.replace("_", "-") for path in folder.glob("[!_]*.py"))


def test_an_unknown_importer_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(DataError, match=r"no importer 'fnc1'; did you mean 'fnc-1'\? there is: averitec"):
        importers.load("fnc1")
