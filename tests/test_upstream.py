"""Upstream files row by row: each row with its place, errors as values, and raised only what spoils the rest."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fcbench import upstream
from fcbench.files import sha256
from fcbench.schema import DataError
from fcbench.upstream import Row, attempt, checksum, delimited, find, iso_date, json_array, jsonl, listing, unique


def row(**fields: Any) -> Row:
    return Row("gulls.jsonl:3", fields)


def written(folder: Path, content: str | bytes, name: str = "gulls.txt") -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def shown(items: list[Row | DataError]) -> list[dict[str, Any] | str]:
    """The fields of rows, and of errors what stands behind the folder."""
    return [item.fields if isinstance(item, Row) else str(item).rpartition("/")[2] for item in items]


# Fields


def test_a_field_is_given_as_it_stands() -> None:
    found = row(name=" Ada\n", kind="tern", count=0, empty="")
    assert (found.text("name"), found.maybe("name"), found.one_of("kind", ("gull", "tern"))) == (
        " Ada\n",
        " Ada\n",
        "tern",
    )
    assert (found.number("count"), found.text("empty", empty=True)) == (0, "")


def test_a_text_that_need_not_be_there_is_none_where_it_is_missing_null_or_empty() -> None:
    assert [row(name="", other=None).maybe(field) for field in ("name", "other", "third")] == [None] * 3


BROKEN: dict[str, tuple[Callable[[Row], Any], str]] = {
    "no text": (lambda found: found.text("number"), "number: saw 7; a text is due"),
    "missing": (lambda found: found.text("nowhere"), "nowhere: saw nothing; a text is due"),
    "null": (lambda found: found.text("null"), "null: saw None; a text is due"),
    "empty": (lambda found: found.text("empty"), "empty: saw ''; a text is due"),
    "null though it may be empty": (lambda found: found.text("null", empty=True), "null: saw None; a text is due"),
    "number for a text that may be missing": (
        lambda found: found.maybe("number"),
        "number: saw 7; a text or null is due",
    ),
    "not of the list": (lambda found: found.one_of("name", ("Ada", "Eve")), "name: 'ada' is not one of: Ada, Eve"),
    "text for a number": (lambda found: found.number("name"), "name: saw 'ada'; a whole number is due"),
    "truth for a number": (lambda found: found.number("truth"), "truth: saw True; a whole number is due"),
    "no number": (lambda found: found.number("nowhere"), "nowhere: saw None; a whole number is due"),
    "no list": (lambda found: found.items("name"), "name: saw 'ada'; a list is due"),
    "short list": (lambda found: found.items("list", length=3), "list: saw 2 items; a list of 3 is due"),
    "list of texts": (lambda found: found.items("list"), "list.1: saw 'x'; a mapping is due"),
    "field too few": (lambda found: found.known(("name", "nowhere")), "field 'nowhere' is missing"),
    "field too many": (
        lambda found: found.known(("name",), ("number",)),
        "unknown field 'null'; due are: name, number",
    ),
    "long value": (lambda found: found.number("long"), "long: saw '" + "x" * 76 + "...; a whole number is due"),
}


@pytest.mark.parametrize(("read", "message"), BROKEN.values(), ids=BROKEN)
def test_a_field_that_is_not_what_is_due_is_an_error_with_its_place(read: Callable[[Row], Any], message: str) -> None:
    found = row(name="ada", number=7, null=None, empty="", truth=True, list=[{}, "x"], long="x" * 200)
    with pytest.raises(DataError) as caught:
        read(found)
    assert str(caught.value) == f"gulls.jsonl:3: {message}"


def test_the_items_of_a_list_are_rows_with_their_place() -> None:
    first, second = row(list=[{"a": "1"}, {"a": 2}]).items("list", length=2)
    assert first.text("a") == "1"
    with pytest.raises(DataError, match=r"^gulls\.jsonl:3: list\.1: a: saw 2; a text is due$"):
        second.text("a")


def test_a_row_with_all_that_is_required_and_some_that_may_be_is_known() -> None:
    found = row(a=1, c=3)
    assert found.known(("a",), ("b", "c")) is found


def test_the_original_is_the_row_as_json_in_its_order_and_its_letters() -> None:
    assert row(z="ñ", a=[1, None]).original() == '{"z": "ñ", "a": [1, null]}'


def test_an_attempt_gives_what_is_made_or_the_error_that_was_raised_or_read() -> None:
    read = DataError("not JSON")
    assert attempt(row(a="1"), lambda found: found.text("a")) == "1"
    assert str(attempt(row(a=1), lambda found: found.text("a"))) == "gulls.jsonl:3: a: saw 1; a text is due"
    assert attempt(read, lambda found: found.text("a")) is read


def test_an_attempt_lets_errors_of_the_program_through() -> None:
    with pytest.raises(KeyError):
        attempt(row(), lambda found: found.fields["nowhere"])


def test_an_id_is_unique_once() -> None:
    seen: set[str] = set()
    assert [unique(seen, row(), name) for name in ("a", "b")] == ["a", "b"]
    with pytest.raises(DataError, match=r"^gulls\.jsonl:3: the id 'a' stands twice$"):
        unique(seen, row(), "a")


# Files


def test_a_packed_file_is_found_before_a_plain_one(tmp_path: Path) -> None:
    assert find(tmp_path, "a.csv") == tmp_path / "a.csv"
    written(tmp_path, b"", "a.csv.gz")
    assert find(tmp_path, "a.csv") == tmp_path / "a.csv.gz"


def test_a_listing_has_the_names_as_published_without_hidden_files_and_folders(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv.gz", ".hidden"):
        written(tmp_path, b"", name)
    (tmp_path / "folder").mkdir()
    assert listing(tmp_path) == ["a.csv", "b.csv"]
    for folder, message in (
        (tmp_path / "folder", "the folder is empty"),
        (tmp_path / "none", "no such file or folder"),
    ):
        with pytest.raises(DataError, match=message):
            listing(folder)


def test_the_checksum_of_a_file_is_of_its_content_packed_or_not(tmp_path: Path) -> None:
    written(tmp_path, b"gulls", "a.csv")
    assert checksum(tmp_path, "a.csv") == sha256(b"gulls")
    written(tmp_path, gzip.compress(b"terns"), "a.csv.gz")
    assert checksum(tmp_path, "a.csv") == sha256(b"terns")


def test_the_checksum_of_a_folder_is_of_the_lines_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "birds").mkdir()
    written(tmp_path / "birds", b"terns", "b.txt")
    written(tmp_path / "birds", gzip.compress(b"gulls"), "a.txt.gz")
    due = f"{sha256(b'gulls')}  a.txt\n{sha256(b'terns')}  b.txt\n"
    assert checksum(tmp_path, "birds/") == sha256(due.encode())


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020", "2020"),
        ("2020-07", "2020-07"),
        ("2020-07-01", "2020-07-01"),
        ("2020-07-01T10:00:00Z", "2020-07-01"),
        ("2020-07-01 10:00", "2020-07-01"),
        ("2020-13", None),
        ("2020-02-30", None),
        ("1-9-2020", None),
        ("2020-07-011", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_what_is_iso_8601_to_the_day_and_nothing_else(text: str | None, date: str | None) -> None:
    assert iso_date(text) == date


# JSON


def test_a_line_that_is_no_object_is_an_error_and_the_lines_around_it_are_read(tmp_path: Path) -> None:
    lines = [
        '{"a": 1}',
        "",
        "{",
        "[1]",
        '{"a": "\\ud83d"}',
        '{"a": "\\ud83d\\udc1f"}',
        "9" * 5_000,
        "[" * 100_000,
        "null",
    ]
    found = shown(list(jsonl(written(tmp_path, "\n".join(lines)))))
    assert (found[0], found[4]) == ({"a": 1}, {"a": "🐟"})
    for item, message in zip(
        [found[1], found[2], found[3], found[5], found[6], found[7]],
        ["3: not JSON", "4: saw list; an object", "5: ", "7: not JSON: Exceeds", "8: not JSON: max", "9: saw NoneType"],
        strict=True,
    ):
        assert str(item).startswith(f"gulls.txt:{message}")
    assert "half a surrogate pair" in str(found[3])


def test_a_mark_of_byte_order_and_windows_line_ends_are_no_part_of_a_row(tmp_path: Path) -> None:
    assert shown(list(jsonl(written(tmp_path, '\ufeff{"a": "x\u2028y"}\r\n{"a": 2}\r\n')))) == [
        {"a": "x\u2028y"},
        {"a": 2},
    ]


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_a_file_without_a_line_is_raised(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match=r"gulls\.txt: the file is empty$"):
        list(jsonl(written(tmp_path, content)))


def test_what_is_not_utf8_is_raised_for_no_line_of_it_can_be_trusted(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not UTF-8"):
        list(jsonl(written(tmp_path, b'{"a": "\xe9"}\n')))


def test_an_item_of_an_array_that_is_no_object_is_an_error_with_its_number(tmp_path: Path) -> None:
    assert shown(list(json_array(written(tmp_path, '[{"a": 1}, 2, {"a": 3}]')))) == [
        {"a": 1},
        "gulls.txt: item 2: saw int; an object is due",
        {"a": 3},
    ]


@pytest.mark.parametrize("content", ["[]", '{"a": 1}', "null"])
def test_a_file_that_is_no_array_or_has_no_item_is_raised(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match=r"gulls\.txt: a JSON array of objects is due"):
        list(json_array(written(tmp_path, content)))


def test_json_with_line_ends_in_texts_is_read_on_request_alone() -> None:
    assert upstream.parse_json('{"a": "x\ny"}', where="here", strict=False) == {"a": "x\ny"}
    with pytest.raises(DataError, match=r"^here: not JSON"):
        upstream.parse_json('{"a": "x\ny"}', where="here")


# Tables


def test_a_row_of_a_table_has_the_line_on_which_it_ends(tmp_path: Path) -> None:
    found = list(delimited(written(tmp_path, 'a,b\n"1\n2",x\n3,y\n'), ("a", "b")))
    assert shown(found) == [{"a": "1\n2", "b": "x"}, {"a": "3", "b": "y"}]
    assert [item.where.rpartition("/")[2] for item in found if isinstance(item, Row)] == ["gulls.txt:3", "gulls.txt:4"]


def test_a_row_with_another_number_of_fields_is_an_error_and_the_rows_around_it_are_read(tmp_path: Path) -> None:
    assert shown(list(delimited(written(tmp_path, "a,b\n1,2\n1\n\n1,2,3\n3,4"), ("a", "b")))) == [
        {"a": "1", "b": "2"},
        "gulls.txt:3: 1 fields; due are 2: a, b",
        "gulls.txt:4: 0 fields; due are 2: a, b",
        "gulls.txt:5: 3 fields; due are 2: a, b",
        {"a": "3", "b": "4"},
    ]


def test_quote_marks_stand_where_the_source_does_not_quote(tmp_path: Path) -> None:
    path = written(tmp_path, '"1\t2\n3\t"4"\n')
    found = list(delimited(path, ("a", "b"), delimiter="\t", quoted=False, header=False))
    assert shown(found) == [{"a": '"1', "b": "2"}, {"a": "3", "b": '"4"'}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"gulls\.txt: the file is empty; due are the columns a, b$"),
        ("b,a\n1,2\n", r"gulls\.txt:1: header 'b,a'; due is 'a,b'$"),
        ('a,b\n1,2\n3,"4\n', r"gulls\.txt:3: not CSV: unexpected end of data$"),
        ('a,b\n1,"2"3\n', r"gulls\.txt:2: not CSV: "),
    ],
)
def test_what_makes_all_later_rows_doubtful_is_raised(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        list(delimited(written(tmp_path, content), ("a", "b")))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for read in (jsonl, json_array, lambda path: delimited(path, ("a",))):
        with pytest.raises(DataError, match=r"gulls\.txt: no such file"):
            list(read(tmp_path / "gulls.txt"))
