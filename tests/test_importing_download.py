"""`fcbench import` without `--from`: from a server to a dataset folder, and what a user is told on the way."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fcbench import cli, downloads, importers
from fcbench.cli import datasets
from fcbench.cli.shared import INTERRUPTED
from fcbench.dataset import Dataset
from fcbench.files import sha256
from fcbench.importers import climate_fever
from fcbench.schema import SourceFile
from tests.loopback import Answer, Server, cut, ranged, serving, status, whole

Run = Callable[..., tuple[int, str, str]]

PIECES = [
    {
        "evidence_id": f"Lake Orvik:{number}",
        "evidence_label": "SUPPORTS",
        "article": "Lake Orvik",
        "evidence": f"The ice of the lake was thin in year {number}.",
        "entropy": 0.0,
        "votes": ["SUPPORTS", "SUPPORTS", None, None, None],
    }
    for number in range(5)
]
CLAIM = {"claim_id": "7", "claim": "The ice is thin.", "claim_label": "SUPPORTS", "evidences": PIECES}
CONTENT = json.dumps(CLAIM).encode() + b"\n"
PLACE = Path("climate-fever", "1.0.0", climate_fever.FILE)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    """A server, a cache of its own, and the network allowed."""
    for name in downloads.OFFLINE:
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("FCBENCH_CACHE", str(tmp_path / "cache"))
    with serving() as running:
        yield running


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch, server: Server) -> Callable[..., None]:
    """Makes a card of one file, which the server answers for as told; without answers it has no address."""

    def publish(*answers: Answer) -> None:
        url = server.url("/made.jsonl", *answers) if answers else None
        file = SourceFile(name=climate_fever.FILE, sha256=sha256(CONTENT), url=url, size=len(CONTENT))
        monkeypatch.setattr(climate_fever, "CARD", climate_fever.CARD.model_copy(update={"files": (file,)}))

    return publish


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Imports into `out`: exit code, stdout, stderr."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fcbench", "import", "climate-fever", "-o", str(tmp_path / "out"), *words])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return call


def test_a_benchmark_is_downloaded_checked_and_imported(
    server: Server, published: Callable[..., None], run: Run, tmp_path: Path
) -> None:
    published(whole(CONTENT))
    code, out, err = run()
    assert (code, "climate-fever" in out) == (0, True)
    assert f"downloading climate-fever.jsonl, {len(CONTENT):,} bytes\n" in err
    assert "licence: none stated; not to be republished" in err
    (record,) = Dataset(tmp_path / "out").records("test")
    assert (record.id, record.claim.text) == ("climate-fever/7", "The ice is thin.")
    assert "Not the published content" not in Dataset(tmp_path / "out").card.provenance
    assert (tmp_path / "cache" / PLACE).read_bytes() == CONTENT


def test_a_second_import_downloads_nothing(server: Server, published: Callable[..., None], run: Run) -> None:
    published(whole(CONTENT))
    assert run()[0] == 0
    code, _, err = run()
    assert (code, len(server.seen), "downloading" in err) == (0, 1, False)


def test_a_folder_that_is_given_is_read_and_nothing_downloaded(
    server: Server, published: Callable[..., None], run: Run, tmp_path: Path
) -> None:
    published(whole(CONTENT))
    (tmp_path / climate_fever.FILE).write_bytes(CONTENT)
    assert run("--from", str(tmp_path))[0] == 0
    assert (server.seen, (tmp_path / "cache").exists()) == ([], False)


def test_other_bytes_end_it_and_no_dataset_is_made(
    server: Server, published: Callable[..., None], run: Run, tmp_path: Path
) -> None:
    published(whole(CONTENT.replace(b"thin", b"firm")))
    code, _, err = run()
    assert (code, (tmp_path / "out").exists(), (tmp_path / "cache" / PLACE).exists()) == (2, False, False)
    assert "not the published climate-fever.jsonl" in err


def test_a_missing_file_is_an_error_of_a_few_lines(server: Server, published: Callable[..., None], run: Run) -> None:
    published(status(404))
    code, _, err = run()
    assert (code, "Traceback" in err) == (2, False)
    assert re.search(r"error: .*/made\.jsonl: the server answers 404 Not Found; .*--from DIR", err)


def test_a_file_without_an_address_is_told_with_its_name_and_checksum(
    published: Callable[..., None], run: Run, tmp_path: Path
) -> None:
    published()
    code, _, err = run()
    assert code == 2
    assert f"climate-fever.jsonl  sha256 {sha256(CONTENT)}" in err
    assert climate_fever.CARD.obtained in err
    assert str(tmp_path / "cache" / PLACE.parent) in err


def test_offline_says_where_to_put_the_file_and_takes_it_from_there(
    server: Server, published: Callable[..., None], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(whole(CONTENT))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    code, _, err = run()
    folder = tmp_path / "cache" / PLACE.parent
    assert (code, f"put what is missing into {folder}" in err) == (2, True)
    folder.mkdir(parents=True)
    (folder / climate_fever.FILE).write_bytes(CONTENT)
    assert run()[0] == 0
    assert server.seen == []


def test_ctrl_c_keeps_what_came_and_the_same_command_goes_on(
    server: Server, published: Callable[..., None], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def impatient() -> Iterator[downloads.Progress]:
        def stop(file: SourceFile, done: int) -> None:
            if done:
                raise KeyboardInterrupt

        yield stop

    published(cut(CONTENT, 20), ranged(CONTENT))
    with monkeypatch.context() as patch:
        patch.setattr(datasets, "_transfers", impatient)
        code, _, err = run()
    assert code == INTERRUPTED
    assert "stopped; what was downloaded is kept, and the same command goes on from there" in err
    part = tmp_path / "cache" / f"{PLACE}.part"
    assert part.read_bytes() == CONTENT[:20]
    code, _, err = run()
    assert (code, "from byte 20 on" in err) == (0, True)
    assert server.asked("Range") == [None, "bytes=20-"]


def test_on_a_terminal_a_bar_is_drawn(
    server: Server, published: Callable[..., None], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(whole(CONTENT))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    code, _, err = run()
    assert (code, "climate-fever.jsonl" in err, "downloading" in err) == (0, True, False)


@pytest.mark.parametrize("name", importers.names())
def test_an_address_in_a_card_is_pinned_to_a_commit_and_has_a_size(name: str) -> None:
    for file in importers.load(name).CARD.files:
        if file.url is not None:
            assert re.fullmatch(r"https://raw\.githubusercontent\.com/[^/]+/[^/]+/[0-9a-f]{40}/[^?#]+", file.url)
            assert file.size is not None
