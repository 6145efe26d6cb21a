"""Cells: columns and paths, and what is a text."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fcbench.cells import maybe, one, rows, scalar, texts, there
from fcbench.schema import DataError
from fcbench.upstream import Row

FIELDS: dict[str, Any] = {
    "a": {"b": [{"c": "x"}, {"c": ["y", None, ""]}, {}], "d": 7},
    "a.d": "dotted",
    "e": None,
    "f": {"g": {}},
}
ROW = Row("t.jsonl:3", FIELDS)


def test_a_path_goes_into_objects_and_through_lists() -> None:
    assert texts(ROW, "a.b.c") == ["x", "y"]


def test_a_column_whose_name_has_dots_comes_before_a_path() -> None:
    assert texts(ROW, "a.d") == ["dotted"]


def test_what_is_null_is_there_and_what_is_missing_is_not() -> None:
    assert [there(FIELDS, path) for path in ("e", "a.b.c", "a.b.z", "z", "e.x")] == [True, True, False, False, False]
    assert (maybe(ROW, "e"), maybe(ROW, None), maybe(ROW, "a.d")) == (None, None, "dotted")


def test_numbers_truth_values_and_dates_are_text_as_json_has_them() -> None:
    values: list[object] = [True, 1, 1.5, datetime.date(2024, 5, 1), datetime.datetime(2024, 5, 1, 10, 0), "x"]
    assert [scalar(value) for value in values] == ["true", "1", "1.5", "2024-05-01", "2024-05-01T10:00:00", "x"]
    assert [scalar(None), scalar([]), scalar({})] == [None, None, None]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a.b.c", r"t\.jsonl:3: a\.b\.c: saw 2 texts; one text is due"),
        ("e", r"t\.jsonl:3: e: saw nothing; one text is due"),
        ("f.g", r"t\.jsonl:3: f\.g: saw dict; a text is due"),
    ],
)
def test_where_one_text_is_due_anything_else_is_an_error_with_its_place(path: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        one(ROW, path)


def test_rows_of_parquet_are_placed_by_their_number(tmp_path: Path) -> None:
    pq.write_table(pa.table({"claim": ["A.", "B."], "when": [datetime.date(2024, 5, 1), None]}), tmp_path / "t.parquet")
    first, second = rows(tmp_path / "t.parquet")
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.where, second.where) == (f"{tmp_path}/t.parquet: row 1", f"{tmp_path}/t.parquet: row 2")
    assert (one(first, "when"), maybe(second, "when")) == ("2024-05-01", None)
