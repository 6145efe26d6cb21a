"""Files: read with the place of every error, written whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fcbench.schema import DataError

if TYPE_CHECKING:
    import pyarrow as pa

STDIN = Path("-")
MAX_BYTES = 1 << 30  # one file of input: above it memory, not the parser, would say no
MAX_YAML = 4 << 20  # PyYAML takes about a second a megabyte
_TRUE_FALSE = re.compile(r"^(?:true|false)$")
_SURROGATE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")  # as JSON and YAML write it
DICTIONARY_BYTES = 256 << 20  # lets a column of a few thousand long texts be stored once each


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; it becomes `path` when the block ends well, and is removed when it does not."""
    make_parents(path)
    with _named(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644)
        with _named(path):
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to write to; it becomes `path` when the block ends well, and is removed when it does not."""
    make_parents(path)
    with _named(path):
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield beside
        beside.chmod(0o755)
        if path.exists():
            path.rmdir()  # empty: anything else was refused before
        beside.replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def make_parents(path: Path) -> None:
    """Makes the folders that `path` is to lie in; raises DataError, naming `path`, where they cannot be made."""
    with _named(path):
        path.parent.mkdir(parents=True, exist_ok=True)


def refuse_unwritable(path: Path) -> None:
    """Raises DataError where nothing can be written at `path`, for want of a folder or of permission.

    To be called before a long computation: it tries, and leaves nothing behind.
    """
    missing = [place for place in path.parents if not place.exists()]
    try:
        make_parents(path)
        with _named(path), tempfile.NamedTemporaryFile(prefix=f".{path.name}.", dir=path.parent):
            pass
    finally:
        for place in missing:
            if place.is_dir():
                place.rmdir()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """An error of the system becomes one that names `path`, and not a file that was made beside it."""
    try:
        yield
    except OSError as error:
        above = next((place for place in path.parents if place.exists()), path.parent)
        if above.is_file():
            raise DataError(f"{above}: a file, so that {path} cannot be written; name a folder") from None
        if path.is_dir():
            raise DataError(f"{path}: a folder; name a file to write to") from None
        raise DataError(f"{path}: cannot be written: {error.strerror}; name another place") from None


def write_text(path: Path, text: str) -> None:
    """Writes `text` as UTF-8, line ends unchanged, whole or not at all."""
    with whole(path) as beside:
        beside.write_bytes(text.encode())


def write_json(path: Path, value: object) -> None:
    """Writes `value` as JSON with sorted keys, whole or not at all."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes one JSON object a line, whole or not at all."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_bytes(path: Path) -> bytes:
    """The content of a file, unpacked where it ends in `.gz`, or of standard input for `-`.

    Raises DataError where it cannot be had.
    """
    if path == STDIN:
        return _bounded(sys.stdin.buffer.read(MAX_BYTES + 1), path)
    if not path.is_file():
        raise DataError(f"{path}: no such file" if not path.exists() else f"{path}: not a file")
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: cannot be read: {error}") from None
    return _bounded(content, path)


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > MAX_BYTES:
        raise DataError(f"{path}: more than {MAX_BYTES:,} bytes")
    return content


def read_text(path: Path) -> str:
    """The content of a UTF-8 file, undecorated: byte order mark and line ends stay."""
    return decode(read_bytes(path), where=str(path))


def decode(content: bytes, *, where: str) -> str:
    """UTF-8 bytes as text; raises DataError with the offset of the first byte that is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        guess = "UTF-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "another encoding"
        raise DataError(
            f"{where}: byte {error.start:,} (0x{byte:02x}) is not UTF-8; the file looks like {guess}: "
            "convert it first, for instance with iconv -f ENCODING -t UTF-8"
        ) from None


def read_json(path: Path) -> Any:
    """The value of a JSON file; raises DataError with the line where it breaks."""
    text = read_text(path)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not readable JSON: {error}") from None
    _check_encodable(value, text, where=str(path))
    return value


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers, from 1, and objects; blank lines are passed over, anything else raises DataError."""
    for number, line in enumerate(read_text(path).removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{path}:{number}: not JSON: {error.msg} at column {error.colno}") from None
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}:{number}: not readable JSON: {error}") from None
        if not isinstance(row, dict):
            raise DataError(f"{path}:{number}: saw {type(row).__name__}; each line is a JSON object")
        _check_encodable(row, line, where=f"{path}:{number}")
        yield number, row


def _check_encodable(value: object, source: str, *, where: str) -> None:
    """Raises DataError where an escape in `source` stands for half a surrogate pair, which no file can hold."""
    if _SURROGATE.search(source):
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            half = ord(error.object[error.start])
            raise DataError(f"{where}: \\u{half:04x} is half a surrogate pair and stands alone: no character") from None


def read_yaml(path: Path) -> Any:
    """The value of a YAML file, dates and yes/no as text; a key that stands twice is an error."""
    text = read_text(path)
    if len(text) > MAX_YAML:
        raise DataError(f"{path}: more than {MAX_YAML:,} characters of YAML")
    return parse_yaml(text, where=str(path))


def parse_yaml(text: str, *, where: str) -> Any:
    """The value of YAML text, dates and yes/no as text; raises DataError with the line where it breaks."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Safe, without YAML 1.1's guesses: `No` stays a word and a date stays text."""

    guesses = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in guesses]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", _TRUE_FALSE, list("tf"))

    def mapping(loader: Loader, node: yaml.MappingNode) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise DataError(f"{where}:{key.start_mark.line + 1}: a key is a word, not a list or a mapping")
            if key.value in seen:
                raise DataError(f"{where}:{key.start_mark.line + 1}: the key {key.value!r} stands twice")
            seen.add(key.value)
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    try:
        loader = Loader(text)
        node = loader.get_single_node()
        if _written_out(node, {}) > 2 * MAX_YAML:  # a value, and a character of it, count one each
            raise DataError(f"{where}: too large with its aliases written out")
        value = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{where}:{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise DataError(f"{where}: not YAML: {error}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not readable YAML: {error}") from None
    _check_encodable(value, text, where=where)
    return value


def item_lines(path: Path, key: str) -> list[int]:
    """The lines, from 1, on which the items of a list begin that stands under `key` in a YAML file."""
    import yaml

    node: Any = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    found = [value for name, value in node.value if name.value == key]
    return [item.start_mark.line + 1 for item in found[0].value]


def _written_out(node: Any, known: dict[int, int]) -> int:
    """The size of a YAML node with every alias replaced by what it stands for; each node is counted once."""
    if id(node) not in known:
        known[id(node)] = 0  # an alias within itself ends here; constructing it raises
        parts = node.value if node is not None else ()
        if isinstance(parts, str):
            known[id(node)] = 1 + len(parts)
        else:
            flat = (inner for part in parts for inner in (part if isinstance(part, tuple) else (part,)))
            known[id(node)] = 1 + sum(_written_out(inner, known) for inner in flat)
    return known[id(node)]


def cache_root() -> Path:
    """Where what is had from elsewhere is kept: FCBENCH_CACHE, else `fcbench` in the user's cache."""
    given, user = os.environ.get("FCBENCH_CACHE"), os.environ.get("XDG_CACHE_HOME", "")
    # XDG Base Directory Specification: a relative path is to be ignored
    base = Path(user) if Path(user).is_absolute() else Path.home() / ".cache"
    return Path(given).expanduser() if given else base / "fcbench"


def offline(*names: str) -> str | None:
    """The first of these environment variables that is set to yes; None where the network may be used."""
    return next((name for name in names if os.environ.get(name, "").upper() in ("1", "ON", "YES", "TRUE")), None)


def sha256(content: bytes) -> str:
    """The SHA-256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file as it lies on disk, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_parquet(path: Path, table: pa.Table) -> None:
    """Writes a table, whole or not at all; the same table gives the same bytes under one pyarrow version."""
    import pyarrow.parquet as pq

    with whole(path) as beside:
        pq.write_table(table, beside, compression="zstd", dictionary_pagesize_limit=DICTIONARY_BYTES)


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A table, or some of its columns; raises DataError where the file is not Parquet or lacks a column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise DataError(f"{path}: no such file")
    try:
        with pq.ParquetFile(path) as file:
            missing = [name for name in columns or [] if name not in file.schema_arrow.names]
            if missing:
                raise DataError(f"{path}: no column {missing[0]!r}; it has: {', '.join(file.schema_arrow.names)}")
            return file.read(columns)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a readable Parquet file: {str(error).splitlines()[0]}") from None


def parquet_rows(path: Path) -> int:
    """The number of rows that a Parquet file says it has; raises DataError where it is not one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a readable Parquet file: {str(error).splitlines()[0]}") from None
