"""What every importer keeps to, found through the registry: a new file in the folder is tested by being there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench import crosswalk, files, importers
from fcbench.dataset import Part, check, spans, stance_rows, verdict_row
from fcbench.importers import Importer
from fcbench.schema import Article, DataError, Record

Imported = Callable[[str, str], Part]
Find = Callable[[str], Path]
SAMPLE = 5  # rows read from the front of a file
EVERY = [(name, split) for name in importers.names() for split in importers.load(name).SPLITS]
each_importer = pytest.mark.parametrize("name", importers.names())
each_split = pytest.mark.parametrize(("name", "split"), EVERY)


def source(folder: Path, name: str) -> Path:
    """A file of the original publication, packed or not."""
    packed = folder / f"{name}.gz"
    return packed if packed.is_file() else folder / name


def head(importer: Importer, folder: Path, split: str) -> list[Record]:
    found = importer.records(folder, split)
    return [record for record, _ in zip(found, range(SAMPLE), strict=False)]


@each_importer
def test_the_card_is_of_the_importer_and_complete(name: str) -> None:
    card = importers.load(name).CARD
    assert card.name == name
    for field in (
        "version",
        "title",
        "description",
        "language",
        "licence",
        "citation",
        "homepage",
        "obtained",
        "files",
    ):
        assert getattr(card, field), field
    assert card.tasks
    assert card.homepage.startswith("https://")
    assert card.obtained.startswith("https://")


@each_importer
def test_the_card_names_the_map_it_was_imported_with(name: str) -> None:
    assert importers.load(name).CARD.crosswalk == crosswalk.load(name).line()


@each_importer
def test_nothing_without_a_licence_may_be_republished(name: str) -> None:
    card = importers.load(name).CARD
    assert not (card.licence == "none stated" and card.may_republish)


@each_importer
def test_no_label_of_a_task_stands_twice(name: str) -> None:
    for task in importers.load(name).CARD.tasks:
        assert max(Counter(task.labels).values()) == 1


@each_importer
def test_the_files_are_those_whose_checksums_the_card_gives(name: str, upstream: Find) -> None:
    for file in importers.load(name).CARD.files:
        content = files.read_bytes(source(upstream(name), file.name))
        assert hashlib.sha256(content).hexdigest() == file.sha256, file.name


@each_split
def test_every_split_has_records(imported: Imported, name: str, split: str) -> None:
    assert imported(name, split).records


@each_importer
def test_no_id_stands_in_two_splits_or_twice_in_one(imported: Imported, name: str) -> None:
    parts = [imported(name, split) for split in importers.load(name).SPLITS]
    records = [record for part in parts for record in part.records]
    ids = Counter(record.id for record in records)
    ids.update(piece.id for record in records for piece in record.evidence if piece.id != record.id)
    ids.update(article.id for part in parts for article in part.articles)
    assert [key for key, count in ids.items() if count > 1] == []


@each_split
def test_every_row_has_a_label_of_the_card_and_each_label_occurs(imported: Imported, name: str, split: str) -> None:
    records = imported(name, split).records
    for task in importers.load(name).CARD.tasks:
        if task.name == "stance":
            found = {row.label for record in records for row in stance_rows(record)}
        else:
            found = {verdict_row(record).label for record in records}
        assert found == set(task.labels), task.name


@each_split
def test_native_labels_stand_beside_the_common_scale_as_the_map_has_it(
    imported: Imported, name: str, split: str
) -> None:
    stances, verdicts = crosswalk.load(name).stance, crosswalk.load(name).verdict
    for record in imported(name, split).records:
        for piece in record.evidence:
            assert piece.label is not None
            assert piece.stance == stances[piece.label].stance, piece.id
        if record.verdict is not None:
            assert record.verdict.label is not None
            due = verdicts[record.verdict.label]
            assert (record.verdict.state, record.verdict.truth, record.verdict.flags) == (
                due.state,
                due.truth,
                due.flags,
            )


@each_split
def test_articles_and_their_segments_and_spans_are_exact(imported: Imported, name: str, split: str) -> None:
    part = imported(name, split)
    texts = {article.id: article.text or "" for article in part.articles}
    for article in part.articles:
        assert article.sha256 == hashlib.sha256(texts[article.id].encode()).hexdigest()
        assert article.length == len(texts[article.id])
        assert all(0 <= segment.start < segment.end <= article.length for segment in article.segments)
    for record in part.records:
        assert all(texts[span.article_id][span.start : span.end] == span.exact for _, span in spans(record))


@each_split
def test_every_article_that_a_record_points_to_is_there(imported: Imported, name: str, split: str) -> None:
    part = imported(name, split)
    texts = {article.id: article.text for article in part.articles}
    for piece in (piece for record in part.records for piece in record.evidence if piece.article_id):
        assert piece.text in (texts[str(piece.article_id)] or ""), piece.id


@each_split
def test_the_dataset_would_be_sound(imported: Imported, name: str, split: str) -> None:
    assert list(check(importers.load(name).CARD, imported(name, split))) == []


@each_split
def test_records_and_articles_survive_the_way_through_json(imported: Imported, name: str, split: str) -> None:
    part = imported(name, split)
    for record in part.records[:: max(1, len(part.records) // 2_000)]:
        assert Record.model_validate_json(record.model_dump_json()) == record
    for article in part.articles:
        assert Article.model_validate_json(article.model_dump_json()) == article


@each_split
def test_the_same_files_give_the_same_records(imported: Imported, upstream: Find, name: str, split: str) -> None:
    assert head(importers.load(name), upstream(name), split) == list(imported(name, split).records[:SAMPLE])


@each_importer
def test_the_first_rows_read_alike_from_packed_and_plain_files(name: str, upstream: Find, tmp_path: Path) -> None:
    importer = importers.load(name)
    for file in importer.CARD.files:
        (tmp_path / file.name).write_bytes(files.read_bytes(source(upstream(name), file.name)))
    for split in importer.SPLITS:
        assert head(importer, tmp_path, split) == head(importer, upstream(name), split)


@each_importer
def test_a_folder_without_the_files_is_an_error_that_names_one(name: str, tmp_path: Path) -> None:
    importer = importers.load(name)
    for split in importer.SPLITS:
        with pytest.raises(DataError, match="no such file"):
            list(importer.records(tmp_path, split))


@each_importer
def test_a_split_that_is_not_there_is_refused_with_those_that_are(name: str, upstream: Find) -> None:
    importer = importers.load(name)
    with pytest.raises(DataError, match=rf"{name} has no split 'dev'; it has: {', '.join(importer.SPLITS)}"):
        list(importer.records(upstream(name), "dev"))


def test_the_folder_is_the_registry() -> None:
    folder = Path(importers.__file__).parent
    assert importers.names() == sorted(path.stem.replace("_", "-") for path in folder.glob("[!_]*.py"))


def test_an_unknown_importer_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(DataError, match=r"no importer 'fnc1'; did you mean 'fnc-1'\? there is: climate-fever"):
        importers.load("fnc1")
