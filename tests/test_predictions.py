"""Predictions of other programs, read from their files; and predictions from a table of probabilities."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fcbench.predictions import from_table, read
from fcbench.schema import DataError, Example

LABELS = ("agree", "disagree", "discuss")
KINDS = ("csv", "tsv", "jsonl", "parquet")
Rows = Sequence[Mapping[str, Any]]


def written(path: Path, rows: Rows) -> Path:
    """The rows as a file of the kind that its name ends in."""
    kind = path.suffix.removeprefix(".")
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        mark = "," if kind == "csv" else "\t"
        lines = [list(rows[0]), *(["" if value is None else str(value) for value in row.values()] for row in rows)]
        path.write_text("".join(mark.join(line) + "\n" for line in lines))
    return path


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of file."""
    return str(request.param)


def test_labels_are_read_by_id(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path / f"a.{kind}", [{"id": "x", "label": "agree"}, {"id": "y", "label": "discuss"}])
    found, matched = read(path, LABELS)
    assert matched == {}
    assert {name: prediction.label for name, prediction in found.items()} == {"x": "agree", "y": "discuss"}
    assert all(prediction.probabilities is None for prediction in found.values())


def test_no_label_is_silence(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path / f"a.{kind}", [{"id": "x", "label": None}, {"id": "y", "label": "agree"}])
    assert read(path, LABELS).by_id["x"].label is None


def test_columns_of_probabilities_are_read_in_the_order_of_the_labels(tmp_path: Path, kind: str) -> None:
    row = {"id": "x", "p_discuss": 0.25, "label": "agree", "p_agree": 0.75, "note": "kept out"}
    assert read(written(tmp_path / f"a.{kind}", [row]), LABELS).by_id["x"].probabilities == (0.75, 0.0, 0.25)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_mapping_of_probabilities_is_read(tmp_path: Path, kind: str) -> None:
    row = {"id": "x", "label": "agree", "probabilities": {"discuss": 0.25, "agree": 0.75}}
    assert read(written(tmp_path / f"a.{kind}", [row]), LABELS).by_id["x"].probabilities == (0.75, 0.0, 0.25)


def test_a_number_for_an_id_is_its_digits(tmp_path: Path, kind: str) -> None:
    assert list(read(written(tmp_path / f"a.{kind}", [{"id": 7, "label": "agree"}]), LABELS).by_id) == ["7"]


def test_a_packed_file_and_one_with_a_byte_order_mark_and_line_ends_of_windows_read_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeffid,label\r\nx,agree\r\n".encode())
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"id,label\nx,agree\n"))
    assert read(tmp_path / "a.csv", LABELS) == read(tmp_path / "b.csv.gz", LABELS)


def test_an_id_that_stands_twice_is_an_error_with_its_place(tmp_path: Path, kind: str) -> None:
    rows = [{"id": "x", "label": "agree"}, {"id": "y", "label": "agree"}, {"id": "x", "label": "agree"}]
    place = {"jsonl": "jsonl:3", "parquet": "parquet: row 3"}.get(kind, f"{kind}:4")
    with pytest.raises(DataError, match=f"a.{place}: the id 'x' stands twice"):
        read(written(tmp_path / f"a.{kind}", rows), LABELS)


def place(kind: str, row: int) -> str:
    """How an error names a row of a file `a`."""
    return {"jsonl": rf"a\.jsonl:{row}", "parquet": rf"a\.parquet: row {row}"}.get(kind, rf"a\.{kind}:{row + 1}")


def test_labels_are_matched_by_what_they_mean_and_what_was_matched_is_told(tmp_path: Path, kind: str) -> None:
    given = {"v": "agree", "w": "Disagree", "x": "SUPPORTS", "y": "not enough info", "z": "Supported"}
    rows = [{"id": name, "label": label} for name, label in given.items()]
    found, matched = read(written(tmp_path / f"a.{kind}", rows), LABELS)
    assert [found[name].label for name in given] == ["agree", "disagree", "agree", "discuss", "agree"]
    assert matched == {"Disagree": "disagree", "SUPPORTS": "agree", "not enough info": "discuss", "Supported": "agree"}


def test_probabilities_are_matched_as_labels_are(tmp_path: Path, kind: str) -> None:
    row = {"id": "x", "label": "SUPPORTS", "p_SUPPORTS": 0.75, "p_NEI": 0.25, "p_value": 0.01}
    assert read(written(tmp_path / f"a.{kind}", [row]), LABELS).by_id["x"].probabilities == (0.75, 0.0, 0.25)


def test_a_label_map_goes_first_and_adds_up_the_probabilities_of_two(tmp_path: Path, kind: str) -> None:
    row = {"id": "x", "label": "yes", "p_yes": 0.5, "p_no": 0.25, "p_discuss": 0.25}
    given = {"yes": "SUPPORTS", "no": "disagree", "discuss": "disagree"}
    found, matched = read(written(tmp_path / f"a.{kind}", [row]), LABELS, given)
    assert (found["x"].label, found["x"].probabilities) == ("agree", (0.5, 0.5, 0.0))
    assert matched == {"yes": "agree", "no": "disagree", "discuss": "disagree"}


def test_a_label_map_for_a_label_that_the_file_lacks_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [{"id": "x", "label": "agree"}])
    with pytest.raises(DataError, match=r"a\.csv: label map: the model has no label 'agre'; it has: agree"):
        read(path, LABELS, {"agre": "disagree"})


def test_two_probabilities_that_would_be_of_one_label_are_an_error(tmp_path: Path) -> None:
    row = {"id": "x", "label": "agree", "p_neutral": 0.25, "p_NEI": 0.75}
    with pytest.raises(DataError, match=r"a\.csv:2: label 'neutral' would stand for 'discuss', as another does"):
        read(written(tmp_path / "a.csv", [row]), LABELS)


def test_a_label_without_a_match_is_an_error_with_its_place_both_sides_and_the_way_out(
    tmp_path: Path, kind: str
) -> None:
    rows = [{"id": "x", "label": "SUPPORTS"}, {"id": "y", "label": "Disagre"}]
    message = (
        rf"{place(kind, 2)}: label 'Disagre' is none of the task's; did you mean 'disagree'\?; "
        r"the model has: SUPPORTS, Disagre; the task has: agree, disagree, discuss; "
        r"say what they mean: --label-map NAME=LABEL,NAME=LABEL, with NAME=- for no answer$"
    )
    with pytest.raises(DataError, match=message):
        read(written(tmp_path / f"a.{kind}", rows), LABELS)


def test_a_number_for_a_label_is_an_error_with_a_hint_unless_a_map_says_what_it_means(
    tmp_path: Path, kind: str
) -> None:
    path = written(tmp_path / f"a.{kind}", [{"id": "x", "label": 0}])
    with pytest.raises(DataError, match=rf"{place(kind, 1)}: label '0' is none .*--label-map.* ClassLabel .*int2str"):
        read(path, LABELS)
    assert read(path, LABELS, {"0": "agree"}).by_id["x"].label == "agree"


@pytest.mark.parametrize("label", ["false", "0.0", "[]", '["x"]'])
def test_a_label_that_is_no_text_is_an_error_and_no_silence(tmp_path: Path, label: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"id": "x", "label": {label}}}\n')
    with pytest.raises(DataError, match=r"a\.jsonl:1: label .* of 'x' is not one of: agree, disagree, discuss$"):
        read(tmp_path / "a.jsonl", LABELS)


def test_a_file_of_sentences_is_told_in_one_short_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [{"id": str(n), "label": f"I think {n}"} for n in range(40)])
    with pytest.raises(DataError, match="I think 9 and 30 more; the task has"):
        read(path, LABELS)


@pytest.mark.parametrize("missing", ["id", "label"])
def test_a_missing_column_is_an_error_with_those_that_are_there(tmp_path: Path, kind: str, missing: str) -> None:
    row = {"id": "x", "label": "agree", "score": "1"}
    del row[missing]
    with pytest.raises(DataError, match=f"no column '{missing}'; it has: {', '.join(row)}"):
        read(written(tmp_path / f"a.{kind}", [row]), LABELS)


def test_an_empty_id_is_an_error(tmp_path: Path, kind: str) -> None:
    with pytest.raises(DataError, match="the id is empty"):
        read(written(tmp_path / f"a.{kind}", [{"id": None, "label": "agree"}]), LABELS)


@pytest.mark.parametrize("shares", [(0.5, 0.4), (1.5, -0.5), (float("nan"), 1.0)])
def test_probabilities_that_are_none_are_an_error(tmp_path: Path, kind: str, shares: tuple[float, float]) -> None:
    row = {"id": "x", "label": "agree", "p_agree": shares[0], "p_disagree": shares[1]}
    with pytest.raises(DataError, match=r"probabilities .* are not between 0 and 1 with sum 1"):
        read(written(tmp_path / f"a.{kind}", [row]), LABELS)


@pytest.mark.parametrize("row", ["0.9", '"high"', '{"agree": "high"}', '{"agree": [1]}', "[0.5, 0.5]"])
def test_probabilities_of_another_shape_are_an_error_with_their_place(tmp_path: Path, row: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"id": "x", "label": "agree", "probabilities": {row}}}\n')
    with pytest.raises(DataError, match=r"a\.jsonl:1: probabilities: saw .* is due"):
        read(tmp_path / "a.jsonl", LABELS)


def test_a_probability_of_no_label_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "label": "agree", "probabilities": {"perhaps": 1}}\n')
    with pytest.raises(DataError, match=r"a\.jsonl:1: label 'perhaps' is none of the task's"):
        read(tmp_path / "a.jsonl", LABELS)


def test_a_word_for_a_probability_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,label,p_agree\nx,agree,high\n")
    with pytest.raises(DataError, match=r"a\.csv:2: probabilities: saw {'agree': 'high'}; a number"):
        read(tmp_path / "a.csv", LABELS)


BROKEN = {
    "short row": ("a.csv", "id,label\nx\n", r"a\.csv:2: not 2 fields, as the header has"),
    "long row": ("a.csv", "id,label\nx,agree,1\n", r"a\.csv:2: not 2 fields, as the header has"),
    "unclosed quote": ("a.csv", 'id,label\n"x,agree\n', r"a\.csv:2: not CSV: unexpected end of data"),
    "not JSON": ("a.jsonl", '{"id": "x", "label": "agree"}\n{"id"\n', r"a\.jsonl:2: not JSON"),
    "not an object": ("a.jsonl", "[]\n", r"a\.jsonl:1: saw list"),
    "not Parquet": ("a.parquet", "id,label\n", r"a\.parquet: not a readable Parquet file"),
    "header alone": ("a.csv", "id,label\n", r"a\.csv: no predictions in it"),
    "empty file": ("a.jsonl", "", r"a\.jsonl: no predictions in it"),
    "another kind": ("a.txt", "x agree\n", r"a\.txt: no reader for predictions in 'txt'; they can be: csv, tsv, jsonl"),
}


@pytest.mark.parametrize(("name", "content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_an_error_with_its_place(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=message):
        read(tmp_path / name, LABELS)


# From a table

BATCH = [Example(id="x", claim="", evidence=()), Example(id="y", claim="", evidence=())]


def test_a_table_gives_the_most_probable_label_whatever_the_order_of_its_columns() -> None:
    found = from_table(BATCH, LABELS, ["discuss", "agree"], np.array([[0.9, 0.1], [0.2, 0.8]]))
    assert [(made.id, made.label, made.probabilities) for made in found] == [
        ("x", "discuss", (0.1, 0.0, 0.9)),
        ("y", "agree", (0.8, 0.0, 0.2)),
    ]


def test_a_tie_in_a_table_goes_to_the_first_label() -> None:
    found = from_table(BATCH[:1], LABELS, ["discuss", "disagree"], np.array([[0.5, 0.5]]))
    assert found[0].label == "disagree"


def test_probabilities_of_a_table_are_rounded_before_the_label_is_chosen() -> None:
    found = from_table(BATCH[:1], LABELS, ["disagree", "agree"], np.array([[0.500001, 0.499999]]))
    assert (found[0].label, found[0].probabilities) == ("agree", (0.5, 0.5, 0.0))


def test_a_table_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        from_table(BATCH, LABELS, ["agree", "discuss"], np.array([[0.5, 0.5]]))


@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_a_column_that_stands_twice_is_an_error_with_its_name(tmp_path: Path, kind: str) -> None:
    mark = "," if kind == "csv" else "\t"
    path = tmp_path / f"a.{kind}"
    path.write_text(f"{mark.join(('id', 'label', 'label'))}\n{mark.join(('x', 'agree', 'discuss'))}\n")
    with pytest.raises(DataError, match=rf"a\.{kind}:1: the column 'label' stands twice"):
        read(path, LABELS)
