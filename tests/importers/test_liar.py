"""LIAR as published: no row lost to a quote mark, labels on their scale, and the leaking counts out of sight."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench.dataset import Part, verdict_row
from fcbench.files import sha256
from fcbench.importers import liar
from fcbench.schema import DataError, Record

Imported = Callable[[str, str], Part]

COUNTS = {  # ../shared/datasets/README.md, as published by thiagorainmaker77/liar_dataset
    "train": (2_123, 1_998, 1_966, 1_683, 1_657, 842),
    "validation": (248, 263, 251, 169, 237, 116),
    "test": (267, 250, 249, 211, 214, 92),
}
ORDER = ("half-true", "false", "mostly-true", "true", "barely-true", "pants-fire")

# split, row, id, label, length and hash of the statement
ROWS = [
    ("train", 0, "2635.json", "false", 82, "7a9d0c98109b"),
    ("train", 9, "9741.json", "mostly-true", 132, "9e687c8195fe"),
    ("train", 10_268, "1155.json", "pants-fire", 181, "2ec8eb7893e2"),
    ("validation", 0, "12134.json", "barely-true", 51, "edd484ddf9a5"),
    ("validation", 9, "1880.json", "half-true", 88, "bf8c302cdf58"),
    ("validation", 1_283, "9117.json", "barely-true", 104, "6538d58d67a7"),
    ("test", 0, "11972.json", "true", 68, "320bea999e78"),
    ("test", 9, "13270.json", "barely-true", 149, "ac767d318b3c"),
    ("test", 1_282, "6743.json", "false", 161, "f4ece1a084c0"),
]


def label(record: Record) -> str:
    assert record.verdict is not None
    return str(record.verdict.label)


def everything(imported: Imported) -> list[Record]:
    return [record for split in liar.SPLITS for record in imported("liar", split).records]


@pytest.mark.parametrize("split", liar.SPLITS)
def test_each_label_has_as_many_rows_as_published(imported: Imported, split: str) -> None:
    counts = Counter(label(record) for record in imported("liar", split).records)
    assert tuple(counts[name] for name in ORDER) == COUNTS[split]
    assert sum(counts.values()) == sum(COUNTS[split])


@pytest.mark.parametrize(("split", "row", "number", "due", "length", "text"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported, split: str, row: int, number: str, due: str, length: int, text: str
) -> None:
    record = imported("liar", split).records[row]
    assert (record.id, label(record)) == (f"liar/{number}", due)
    assert (len(record.claim.text), sha256(record.claim.text.encode())[:12]) == (length, text)


def test_statements_are_cells_of_the_file_quote_marks_and_all(
    imported: Imported, upstream: Callable[[str], Path]
) -> None:
    lines = upstream("liar/train.tsv").read_bytes().decode().removesuffix("\n").split("\n")
    assert [record.claim.text for record in imported("liar", "train").records] == [
        line.split("\t")[2] for line in lines
    ]


def test_control_characters_stay(imported: Imported) -> None:
    assert sum(bool(re.search("[\x80-\x9f]", record.claim.text)) for record in everything(imported)) == 2


def test_statements_repeat_with_other_labels_and_all_are_kept(imported: Imported) -> None:
    found: dict[str, list[str]] = {}
    for record in everything(imported):
        found.setdefault(record.claim.text, []).append(label(record))
    repeated = [labels for labels in found.values() if len(labels) > 1]
    assert (len(repeated), sum(len(set(labels)) > 1 for labels in repeated)) == (24, 6)


def test_an_empty_context_is_no_medium_and_outer_spaces_are_kept(imported: Imported) -> None:
    media = [record.claim.medium for record in imported("liar", "train").records]
    assert (media.count(None), sum(medium != medium.strip() for medium in media if medium)) == (100, 191)


def test_five_of_six_test_speakers_are_in_train_which_clusters_show(imported: Imported) -> None:
    train = {record.cluster for record in imported("liar", "train").records}
    shared = [record.cluster in train for record in imported("liar", "test").records]
    assert round(sum(shared) / len(shared), 2) == 0.84  # REFERENCE.md: 84 % of test speakers in train


def test_the_six_grades_are_in_order_and_pants_on_fire_is_a_flag(imported: Imported) -> None:
    verdicts = [record.verdict for record in imported("liar", "test").records if record.verdict]
    found = {(verdict.label, verdict.state, verdict.truth, verdict.flags) for verdict in verdicts}
    assert found == {
        ("pants-fire", "sufficient", 0, ("egregious",)),
        ("false", "sufficient", 0, ()),
        ("barely-true", "sufficient", 1, ()),
        ("half-true", "sufficient", 2, ()),
        ("mostly-true", "sufficient", 3, ()),
        ("true", "sufficient", 4, ()),
    }


# Small files

CELLS = ["1.json", "false", 'He "never" pays', "taxes,roads", "a-mayor", "", "", "none", "1", "2", "0", "0", "0", "a "]
LINE = "\t".join(CELLS)


def read(folder: Path, content: str) -> list[Record | DataError]:
    (folder / "train.tsv").write_bytes(content.encode())
    return list(liar.records(folder, "train"))


def changed(**cells: str) -> str:
    """The line with another id, and these cells changed."""
    return "\t".join({**dict(zip(liar.COLUMNS, CELLS, strict=True)), "id": "2.json", **cells}.values())


def test_a_sound_row_reads(tmp_path: Path) -> None:
    (record,) = read(tmp_path, LINE)
    assert isinstance(record, Record)
    assert (record.claim.text, record.claim.speaker, record.claim.medium) == ('He "never" pays', "a-mayor", "a ")
    assert (record.tags, record.cluster) == (("taxes", "roads"), "liar/speaker/a-mayor")
    assert record.evidence == ()


def test_the_counts_which_leak_the_label_stand_in_the_original_alone(tmp_path: Path) -> None:
    counts = {name: f"9{number}731" for number, name in enumerate(liar.COLUMNS) if name.endswith("counts")}
    (record,) = read(tmp_path, changed(**counts))
    assert isinstance(record, Record)
    original = json.loads(record.original or "")
    assert {name: original[name] for name in counts} == counts
    shown = record.model_copy(update={"original": None}).model_dump_json() + verdict_row(record).model_dump_json()
    assert "731" not in shown
    assert "leak" in liar.CARD.description


def test_a_quote_mark_that_opens_a_cell_swallows_no_line(tmp_path: Path) -> None:
    opened = changed(statement='"Never')
    found = read(tmp_path, f"{opened}\n{LINE}\n")
    assert [record.claim.text for record in found if isinstance(record, Record)] == ['"Never', 'He "never" pays']


BROKEN = {
    "unknown label": (changed(label="pants-on-fire"), "label: 'pants-on-fire' is not one of: pants-fire, false"),
    "empty statement": (changed(statement=""), "statement: saw ''; a text is due"),
    "no speaker": (changed(speaker=""), "speaker: saw ''; a text is due"),
    "doubled id": (changed(id="1.json"), "the id 'liar/1.json' stands twice"),
    "cell too few": (changed().removesuffix("\ta "), "13 fields; due are 14: id, label"),
    "empty line": ("", "0 fields; due are 14"),
}


@pytest.mark.parametrize(("line", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_an_error_with_file_and_line_and_the_others_are_read(
    tmp_path: Path, line: str, message: str
) -> None:
    first, error, last = read(tmp_path, f"{LINE}\n{line}\n{changed(id='3.json')}\n")
    assert isinstance(error, DataError)
    assert re.search(rf"train\.tsv:2: {re.escape(message)}", str(error))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
