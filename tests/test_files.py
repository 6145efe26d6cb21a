from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import files
from fcbench.schema import DataError

texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
rows = st.lists(st.dictionaries(texts, plain | st.lists(plain, max_size=3), max_size=4), max_size=4)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def broken_rows() -> Iterator[dict[str, int]]:
    yield {"a": 1}
    raise RuntimeError("the disk fell over")


def half_written(path: Path) -> None:
    with files.whole(path) as beside:
        beside.write_text("half of the n")
        raise RuntimeError("the disk fell over")


# Whole or not at all


def test_a_writer_that_raises_leaves_the_old_file_and_no_debris(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(RuntimeError):
        half_written(tmp_path / "a.txt")
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_writer_that_raises_makes_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        files.write_jsonl(tmp_path / "a.jsonl", broken_rows())
    assert names(tmp_path) == []


def test_a_value_that_is_not_json_leaves_the_old_file(tmp_path: Path) -> None:
    files.write_json(tmp_path / "a.json", {"a": 1})
    with pytest.raises(ValueError, match="Out of range float"):
        files.write_json(tmp_path / "a.json", {"a": float("nan")})
    assert files.read_json(tmp_path / "a.json") == {"a": 1}
    assert names(tmp_path) == ["a.json"]


def test_the_file_is_not_there_before_it_is_finished(tmp_path: Path) -> None:
    with files.whole(tmp_path / "a.txt") as beside:
        beside.write_text("new")
        assert not (tmp_path / "a.txt").exists()
    assert names(tmp_path) == ["a.txt"]


def test_folders_are_made_on_the_way(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a" / "b" / "c.txt", "new")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "new"


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a.txt", "one\r\ntwo\n")
    assert (tmp_path / "a.txt").read_bytes() == b"one\r\ntwo\n"


# Reading bytes and text


@pytest.mark.parametrize("text", ["\ufeffGrey.\r\n", "🌊 𝔘lf\n", "", " "])
def test_text_is_read_as_stored(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert files.read_text(tmp_path / "a.txt") == text


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"grey"))
    assert files.read_text(tmp_path / "a.txt.gz") == "grey"


def test_a_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.txt: no such file"):
        files.read_bytes(tmp_path / "a.txt")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a file"):
        files.read_bytes(tmp_path)


def flipped(content: bytes) -> bytes:
    return content[:20] + bytes(255 - byte for byte in content[20:40]) + content[40:]


@pytest.mark.parametrize("break_it", [lambda content: content[:-5], flipped, lambda content: content[10:]])
def test_a_packed_file_that_is_broken_is_an_error(tmp_path: Path, break_it: Callable[[bytes], bytes]) -> None:
    content = gzip.compress(bytes(range(256)) * 9)
    (tmp_path / "a.gz").write_bytes(break_it(content))
    with pytest.raises(DataError, match=r"a\.gz: cannot be read"):
        files.read_bytes(tmp_path / "a.gz")


def test_a_packed_file_that_grows_too_large_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1_000)
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"0" * 1_001))
    with pytest.raises(DataError, match="more than 1,000 bytes"):
        files.read_bytes(tmp_path / "a.gz")


def test_bytes_that_are_not_utf_8_are_an_error_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Der Fluß".encode("latin-1"))
    with pytest.raises(DataError, match=r"a\.txt: byte 7 \(0xdf\) is not UTF-8; .* another encoding: .*iconv"):
        files.read_text(tmp_path / "a.txt")


def test_utf_16_is_told_by_its_name() -> None:
    with pytest.raises(DataError, match="looks like UTF-16"):
        files.decode("grey".encode("utf-16"), where="a.txt")


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"grey")
    assert files.sha256_file(tmp_path / "a") == files.sha256(b"grey") == hashlib.sha256(b"grey").hexdigest()


# JSON and JSON Lines


@given(values=rows)
def test_json_lines_come_back_as_they_went(
    values: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows.jsonl"
    files.write_jsonl(path, values)
    assert [row for _, row in files.read_jsonl(path)] == values


def test_rows_are_numbered_by_their_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('\ufeff{"a": 1}\n\n  \r\n{"a": "\u2028"}\r\n')
    assert list(files.read_jsonl(tmp_path / "a.jsonl")) == [(1, {"a": 1}), (4, {"a": "\u2028"})]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"a": 1', r"a\.jsonl:2: not JSON: .* at column 8"),
        ("[1, 2]", r"a\.jsonl:2: saw list; each line is a JSON object"),
        ("null", r"a\.jsonl:2: saw NoneType"),
        ("[" * 200_000, r"a\.jsonl:2: not readable JSON: maximum recursion depth"),
        ('{"a": ' + "1" * 5_000 + "}", r"a\.jsonl:2: not readable JSON: Exceeds the limit"),
        ('{"a": "\\ud83c"}', r"a\.jsonl:2: \\ud83c is half a surrogate pair"),
        ("\x00", r"a\.jsonl:2: not JSON"),
    ],
)
def test_a_line_that_is_no_object_is_an_error_with_its_number(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"a": 1}}\n{line}\n')
    with pytest.raises(DataError, match=message):
        list(files.read_jsonl(tmp_path / "a.jsonl"))


def test_an_escaped_surrogate_pair_is_a_character(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": "\\ud83c\\udf0a"}')
    assert list(files.read_jsonl(tmp_path / "a.jsonl")) == [(1, {"a": "🌊"})]


def test_json_that_breaks_is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1,\n"b": }')
    with pytest.raises(DataError, match=r"a\.json:2: not JSON"):
        files.read_json(tmp_path / "a.json")


def test_json_that_is_nested_too_deep_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 200_000)
    with pytest.raises(DataError, match=r"a\.json: not readable JSON"):
        files.read_json(tmp_path / "a.json")


def test_json_is_written_with_sorted_keys(tmp_path: Path) -> None:
    files.write_json(tmp_path / "a.json", {"b": "ü", "a": 1})
    assert (tmp_path / "a.json").read_text() == '{\n  "a": 1,\n  "b": "ü"\n}\n'


# YAML


def test_a_key_that_stands_twice_is_an_error_with_its_line() -> None:
    with pytest.raises(DataError, match=r"^a\.yaml:3: the key 'a' stands twice$"):
        files.parse_yaml("a: 1\nb: 2\na: 3\n", where="a.yaml")


def test_a_key_that_stands_twice_deeper_down_is_an_error() -> None:
    with pytest.raises(DataError, match="the key 'b' stands twice"):
        files.parse_yaml("a: [{b: 1, b: 2}]", where="a.yaml")


@pytest.mark.parametrize("word", ["No", "yes", "on", "OFF", "2023-05-24", "2023-05-24 10:00:00", "True"])
def test_words_and_dates_stay_text(word: str) -> None:
    assert files.parse_yaml(f"a: {word}", where="a.yaml") == {"a": word}


@pytest.mark.parametrize(("word", "value"), [("true", True), ("false", False), ("7", 7), ("0.5", 0.5), ("null", None)])
def test_true_false_and_numbers_are_what_they_are(word: str, value: object) -> None:
    assert files.parse_yaml(f"a: {word}", where="a.yaml") == {"a": value}


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.getcwd []", "!!python/name:os.system", "!Thing {a: 1}"])
def test_no_object_is_constructed(tag: str) -> None:
    with pytest.raises(DataError, match=r"a\.yaml:1: not YAML: could not determine a constructor"):
        files.parse_yaml(f"a: {tag}", where="a.yaml")


def bomb(levels: int) -> str:
    lines = ["l0: &l0 [grey, grey, grey]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_an_alias_bomb_is_an_error() -> None:
    with pytest.raises(DataError, match=r"a\.yaml: too large with its aliases written out"):
        files.parse_yaml(bomb(9), where="a.yaml")


def test_a_bomb_of_merged_keys_is_an_error() -> None:
    lines = ["l0: &l0 {a: 1}"]
    lines += [f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}" for n in range(1, 9)]
    with pytest.raises(DataError, match="too large"):
        files.parse_yaml("\n".join(lines), where="a.yaml")


def test_a_few_aliases_are_fine() -> None:
    assert files.parse_yaml("a: &a [1]\nb: *a", where="a.yaml") == {"a": [1], "b": [1]}


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "a: [1",
        "a: &x [*x]",
        "? [a, b]\n: c",
        "? {a: b}\n: c",
        "[" * 5_000,
        "a: !!int grey",
        "a: !!timestamp 2023-13-45",
        "a: " + "1" * 5_000,
        "a: \x00",
        'a: "\\ud83c"',
        "a: 1\n---\nb: 2",
        "a: *nowhere",
    ],
)
def test_yaml_that_cannot_be_used_is_an_error_with_its_place(text: str) -> None:
    with pytest.raises(DataError, match=r"^a\.yaml"):
        files.parse_yaml(text, where="a.yaml")


def test_empty_yaml_is_nothing() -> None:
    assert files.parse_yaml("# only a comment\n", where="a.yaml") is None


def test_yaml_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("#" * (files.MAX_YAML + 1))
    with pytest.raises(DataError, match="characters of YAML"):
        files.read_yaml(tmp_path / "a.yaml")


# Parquet


@given(values=st.lists(st.fixed_dictionaries({"n": st.integers(0, 9), "text": st.none() | texts}), max_size=5))
def test_a_table_comes_back_as_it_went(
    values: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows.parquet"
    table = pa.Table.from_pylist(values, schema=pa.schema([("n", pa.int64()), ("text", pa.string())]))
    files.write_parquet(path, table)
    assert files.read_parquet(path).equals(table)


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        files.write_parquet(tmp_path / name, pa.table({"n": [1, 2], "text": ["grey", None]}))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_only_the_columns_asked_for_are_read(tmp_path: Path) -> None:
    files.write_parquet(tmp_path / "a", pa.table({"n": [1], "text": ["grey"]}))
    assert files.read_parquet(tmp_path / "a", ["text"]).column_names == ["text"]


def test_a_column_that_is_not_there_is_an_error_that_lists_them(tmp_path: Path) -> None:
    files.write_parquet(tmp_path / "a", pa.table({"n": [1], "text": ["grey"]}))
    with pytest.raises(DataError, match="no column 'label'; it has: n, text"):
        files.read_parquet(tmp_path / "a", ["n", "label"])


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 99 + b"PAR1", b'{"a": 1}'])
def test_a_file_that_is_not_parquet_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(DataError, match=r"a\.parquet: not a readable Parquet file"):
        files.read_parquet(tmp_path / "a.parquet")


def test_a_parquet_file_cut_short_is_an_error(tmp_path: Path) -> None:
    files.write_parquet(tmp_path / "a", pa.table({"text": [str(zlib.crc32(bytes([n]))) for n in range(200)]}))
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:-30])
    with pytest.raises(DataError, match="not a readable Parquet file"):
        files.read_parquet(tmp_path / "a")


def test_a_parquet_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        files.read_parquet(tmp_path / "a.parquet")


def test_a_column_whose_name_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    files.write_parquet(tmp_path / "a", pa.table({"colour": ["grey"]}).replace_schema_metadata(None))
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes().replace(b"colour", b"c\xdclour"))
    with pytest.raises(DataError, match="not a readable Parquet file"):
        files.read_parquet(tmp_path / "a")


# Places that cannot be written


def test_a_folder_where_a_file_is_due_is_named_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(DataError, match=rf"^{tmp_path}/taken: a folder; name a file to write to$"):
        files.write_text(tmp_path / "taken", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("write", [files.refuse_unwritable, files.make_parents, lambda p: files.write_text(p, "")])
def test_a_file_where_a_folder_is_due_is_named(tmp_path: Path, write: Callable[[Path], None]) -> None:
    files.write_text(tmp_path / "own.md", "mine")
    with pytest.raises(DataError, match=rf"^{tmp_path}/own\.md: a file, so that .* cannot be written; name a folder"):
        write(tmp_path / "own.md" / "deeper" / "a.md")
    assert files.read_text(tmp_path / "own.md") == "mine"


def test_what_the_system_refuses_names_the_place_that_was_given() -> None:
    with pytest.raises(DataError, match=r"^/proc/zz: cannot be written: .*; name another place$"):
        files.refuse_unwritable(Path("/proc/zz"))


def test_trying_whether_a_place_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    files.refuse_unwritable(tmp_path / "one" / "two" / "a.md")
    assert list(tmp_path.iterdir()) == []


def test_the_items_of_a_list_have_lines(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a.yaml", "title: x\nrecords:\n  - {id: a}\n\n  - id: b\n")
    assert files.item_lines(tmp_path / "a.yaml", "records") == [3, 5]
