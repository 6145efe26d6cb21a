"""FNC-1 as published: counts, rows by their hashes, oddities kept, and errors with their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fcbench.dataset import Part
from fcbench.files import sha256
from fcbench.importers import fnc_1
from fcbench.schema import DataError, Record

Imported = Callable[[str, str], Part]
Read = Callable[[Path], list[Record]]
Sound = Callable[[Iterator[Record | DataError]], list[Record]]

COUNTS = {  # ../shared/datasets/README.md, as published by FakeNewsChallenge/fnc-1
    "train": {"unrelated": 36_545, "discuss": 8_909, "agree": 3_678, "disagree": 840},
    "test": {"unrelated": 18_349, "discuss": 4_464, "agree": 1_903, "disagree": 697},
}
BODIES = {"train": 1_683, "test": 904}
REPEATS = {"train": 402, "test": 242}

# split, row, Body ID, label, length and hash of the headline, length and hash of the body
ROWS = [
    ("train", 0, "712", "unrelated", 115, "4a96102ef8a5", 1093, "d8db98e6be79"),
    ("train", 9, "882", "unrelated", 45, "a01b51edc59f", 1409, "6b9ae8a67b9d"),
    ("train", 49_971, "2044", "unrelated", 55, "bd7a881285de", 1052, "7df0e181a04b"),
    ("test", 0, "2008", "unrelated", 90, "128206bb6384", 1947, "6c3952b5b33d"),
    ("test", 9, "85", "unrelated", 91, "2b7f2cb76cac", 422, "bff07a449fa7"),
    ("test", 25_412, "2586", "agree", 87, "05dcc2b3101d", 5009, "8a352a61066a"),
]

STANCES = "Headline,Body ID,Stance\nThe bridge is open,7,agree\nThe bridge is open,8,unrelated\n"
BODY_FILE = 'Body ID,articleBody\n7,"It opened today.\nCars crossed it."\n8,Cats sleep a lot.\n'


def sign(text: str) -> str:
    return sha256(text.encode())[:12]


def written(folder: Path, stances: str = STANCES, bodies: str = BODY_FILE) -> Path:
    """A folder with a training split of these files."""
    (folder / "train_stances.csv").write_bytes(stances.encode())
    (folder / "train_bodies.csv").write_bytes(bodies.encode())
    return folder


@pytest.fixture
def read(sound: Sound) -> Read:
    """The records of the training split of a folder, or the first error in it."""
    return lambda folder: sound(fnc_1.records(folder, "train"))


def pairs(part: Part) -> Counter[tuple[str, str | None]]:
    return Counter((record.claim.text, record.evidence[0].article_id) for record in part.records)


@pytest.mark.parametrize("split", fnc_1.SPLITS)
def test_each_label_has_as_many_rows_as_published(imported: Imported, split: str) -> None:
    assert Counter(record.evidence[0].label for record in imported("fnc-1", split).records) == COUNTS[split]


@pytest.mark.parametrize("split", fnc_1.SPLITS)
def test_there_are_as_many_bodies_as_published(imported: Imported, split: str) -> None:
    assert len(imported("fnc-1", split).articles) == BODIES[split]


@pytest.mark.parametrize(("split", "row", "body", "label", "length", "headline", "body_length", "text"), ROWS)
def test_the_first_tenth_and_last_rows_are_those_of_the_file(
    imported: Imported,
    split: str,
    row: int,
    body: str,
    label: str,
    length: int,
    headline: str,
    body_length: int,
    text: str,
) -> None:
    record = imported("fnc-1", split).records[row]
    piece = record.evidence[0]
    assert (record.id, piece.id, record.cluster) == (f"fnc-1/{split}/{row:05}",) * 2 + (f"fnc-1/body/{body}",)
    assert (piece.locator, piece.article_id, piece.label) == (body, f"fnc-1/body/{body}", label)
    assert (len(record.claim.text), sign(record.claim.text)) == (length, headline)
    assert piece.text is not None
    assert (len(piece.text), sign(piece.text)) == (body_length, text)


def test_the_headline_that_ends_in_a_line_end_keeps_it(imported: Imported) -> None:
    ends = [record.claim.text for record in imported("fnc-1", "test").records if record.claim.text.endswith("\n")]
    assert (len(ends), len(set(ends))) == (5, 1)


def test_headlines_that_end_in_a_space_keep_it(imported: Imported) -> None:
    assert sum(record.claim.text.endswith(" ") for record in imported("fnc-1", "train").records) == 245


@pytest.mark.parametrize("split", fnc_1.SPLITS)
def test_repeated_pairs_are_kept_as_rows_of_their_own(imported: Imported, split: str) -> None:
    assert sum(count - 1 for count in pairs(imported("fnc-1", split)).values()) == REPEATS[split]


@pytest.mark.parametrize(("split", "doubled"), [("train", 14), ("test", 4)])
def test_bodies_with_one_text_under_several_ids_stay_apart(imported: Imported, split: str, doubled: int) -> None:
    articles = imported("fnc-1", split).articles
    assert len(articles) - len({article.text for article in articles}) == doubled


def test_in_training_a_related_pair_is_discussed_unless_both_sides_take_one(imported: Imported) -> None:
    rows = [(record.claim.text, record.evidence[0]) for record in imported("fnc-1", "train").records]
    sided = [(claim, body.article_id) for claim, body in rows if body.label in ("agree", "disagree")]
    claims, bodies = ({pair[side] for pair in sided} for side in (0, 1))
    assert (len(claims), len(bodies)) == (958, 843)
    discussed = [(claim, body.article_id) for claim, body in rows if body.label == "discuss"]
    assert not [pair for pair in discussed if pair[0] in claims and pair[1] in bodies]


def test_bodies_are_neither_cut_nor_stripped(imported: Imported) -> None:
    lengths = [article.length for split in fnc_1.SPLITS for article in imported("fnc-1", split).articles]
    assert (min(lengths), max(lengths)) == (29, 27_579)
    texts = [article.text or "" for split in fnc_1.SPLITS for article in imported("fnc-1", split).articles]
    assert sum(text != text.strip() for text in texts) == 9


def test_the_body_ids_of_the_splits_are_disjoint(imported: Imported) -> None:
    train, test = ({article.id for article in imported("fnc-1", split).articles} for split in fnc_1.SPLITS)
    assert not train & test


def test_no_claim_has_a_verdict(imported: Imported) -> None:
    assert all(record.verdict is None for split in fnc_1.SPLITS for record in imported("fnc-1", split).records)


def test_a_body_with_a_line_end_is_one_row(tmp_path: Path, read: Read) -> None:
    first, second = read(written(tmp_path))
    assert first.evidence[0].text == "It opened today.\nCars crossed it."
    assert (first.evidence[0].stance, second.evidence[0].stance) == ("supports", "unrelated")


def test_a_broken_row_is_given_as_an_error_and_the_rows_around_it_are_read(tmp_path: Path) -> None:
    folder = written(tmp_path, STANCES.replace("Stance\n", "Stance\nThe bridge is open,7,agrees\n"))
    error, first, second = fnc_1.records(folder, "train")
    assert isinstance(error, DataError)
    assert [item.id for item in (first, second) if isinstance(item, Record)] == [
        "fnc-1/train/00001",
        "fnc-1/train/00002",
    ]


def test_packed_files_read_like_plain_ones(tmp_path: Path, read: Read) -> None:
    import gzip

    plain = read(written(tmp_path))
    for path in list(tmp_path.iterdir()):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read(tmp_path) == plain


def test_line_ends_of_windows_between_rows_are_no_part_of_the_text(tmp_path: Path, read: Read) -> None:
    windows = written(tmp_path, STANCES.replace("\n", "\r\n"), BODY_FILE.replace(".\n7", ".\r\n7"))
    assert [record.evidence[0].label for record in read(windows)] == ["agree", "unrelated"]


BROKEN_STANCES = {
    "wrong header": ("Headline,Stance\nA,agree\n", r"train_stances\.csv:1: header 'Headline,Stance'; due is"),
    "header in another order": ("Body ID,Headline,Stance\n7,A,agree\n", r"train_stances\.csv:1: header"),
    "unknown label": (STANCES.replace("agree", "Agree"), r"train_stances\.csv:2: Stance: 'Agree' is not one of: agree"),
    "unknown Body ID": (STANCES.replace(",8,", ",9,"), r"train_stances\.csv:3: Body ID '9' is not among the bod"),
    "missing field": (STANCES.replace(",8,", ","), r"train_stances\.csv:3: 2 fields; due are 3"),
    "field too many": (STANCES.replace(",8,", ",8,8,"), r"train_stances\.csv:3: 4 fields; due are 3"),
    "unclosed quote": (STANCES.replace(",8,", ',"8,'), r"train_stances\.csv:3: not CSV: unexpected end of data"),
    "text after a quote": (STANCES.replace(",8,", ',"8"8,'), r"train_stances\.csv:3: not CSV"),
    "empty headline": (
        STANCES.replace("The bridge is open,8", ",8"),
        r"train_stances\.csv:3: Headline: saw ''; a text is due",
    ),
    "empty line": (STANCES + "\n", r"train_stances\.csv:4: 0 fields; due are 3"),
    "empty file": ("", r"train_stances\.csv: the file is empty; due are the columns"),
}
BROKEN_BODIES = {
    "wrong header": ("id,articleBody\n7,A\n", r"train_bodies\.csv:1: header 'id,articleBody'; due is"),
    "doubled id": (BODY_FILE + "7,Again.\n", r"train_bodies\.csv:5: Body ID '7' stands twice"),
    "no number": (BODY_FILE.replace("8,", "eight,"), r"train_bodies\.csv:4: Body ID: saw 'eight'; a number is due"),
    "empty body": (
        BODY_FILE.replace("Cats sleep a lot.", ""),
        r"train_bodies\.csv:4: articleBody: saw ''; a text is due",
    ),
    "unclosed quote": (BODY_FILE.replace('it."', "it."), r"train_bodies\.csv:4: not CSV: unexpected end of data"),
    "empty file": ("", r"train_bodies\.csv: the file is empty"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN_STANCES.values(), ids=BROKEN_STANCES)
def test_a_broken_file_of_stances_is_an_error_with_file_and_line(
    tmp_path: Path, read: Read, content: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read(written(tmp_path, stances=content))


@pytest.mark.parametrize(("content", "message"), BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_a_broken_file_of_bodies_is_an_error_with_file_and_line(
    tmp_path: Path, read: Read, content: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read(written(tmp_path, bodies=content))


def test_a_missing_file_is_named(tmp_path: Path, read: Read) -> None:
    with pytest.raises(DataError, match=r"train_bodies\.csv: no such file"):
        read(tmp_path)
