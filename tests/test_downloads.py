"""Downloads against a real server on loopback: slow, cut, lying, redirecting, hostile."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import filelock
import httpx2
import pytest

from fcbench import downloads
from fcbench.files import sha256
from fcbench.schema import Card, DataError, SourceFile, TaskCard
from tests.loopback import Server, cut, ranged, serving, status, whole

CONTENT = b"The lake is closed, said the keeper.\nNobody has seen it.\n"
OTHER = b"The lake is open, said the keeper!!!\nNobody has seen it.\n"
TAG = '"one"'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server, and the network allowed, without a proxy."""
    for name in downloads.OFFLINE:
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("NO_PROXY", "*")
    with serving() as running:
        yield running


class Sleeper:
    """Notes how long it should have slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def source(url: str | None, content: bytes = CONTENT, *, name: str = "a.csv", size: int | None = -1) -> SourceFile:
    """The card's word on a file of that content; `size=None` says nothing of its size."""
    return SourceFile(name=name, sha256=sha256(content), url=url, size=len(content) if size == -1 else size)


def fetch(file: SourceFile, folder: Path, sleeper: Sleeper | None = None) -> bytes:
    path = downloads.fetch(file, folder, sleep=sleeper or Sleeper())
    assert path == folder / file.name
    return path.read_bytes()


def left(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, but for the lock."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def begun(folder: Path, content: bytes, tag: str | None = None) -> None:
    """Leaves a folder as a stopped download does."""
    (folder / "a.csv.part").write_bytes(content)
    if tag is not None:
        (folder / "a.csv.part.etag").write_text(tag)


# The plain case


def test_a_file_comes_under_its_name_and_leaves_nothing_beside(server: Server, tmp_path: Path) -> None:
    assert fetch(source(server.url("/a", whole(CONTENT, ETag=TAG))), tmp_path) == CONTENT
    assert left(tmp_path) == {"a.csv": CONTENT}


def test_a_file_that_is_there_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    file = source(server.url("/a", whole(CONTENT)))
    for _ in range(2):
        fetch(file, tmp_path)
    assert len(server.seen) == 1


def test_a_file_that_is_there_with_other_content_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(OTHER)
    assert fetch(source(server.url("/a", whole(CONTENT))), tmp_path) == CONTENT


def test_a_name_with_folders_comes_into_them(server: Server, tmp_path: Path) -> None:
    fetch(source(server.url("/a", whole(CONTENT)), name="v0.2/sub/a.csv"), tmp_path / "cache")
    assert left(tmp_path) == {"cache/v0.2/sub/a.csv": CONTENT}


def test_bytes_that_dribble_in_arrive(server: Server, tmp_path: Path) -> None:
    def dribble(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        for number in range(len(CONTENT)):
            handler.wfile.write(CONTENT[number : number + 1])
            handler.wfile.flush()

    assert fetch(source(server.url("/a", dribble)), tmp_path) == CONTENT


def test_progress_tells_the_bytes_that_are_here_up_to_all(server: Server, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    file = source(server.url("/a", whole(CONTENT)))
    downloads.fetch(file, tmp_path, progress=lambda file, done: told.append((file.name, done)))
    assert (told[0], told[-1]) == (("a.csv", 0), ("a.csv", len(CONTENT)))


def test_nothing_but_the_name_of_the_program_is_told_to_the_server(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login grey password heron\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HF_TOKEN", "hf_heron")
    fetch(source(server.url("/a", whole(CONTENT))), tmp_path / "cache")
    ((_, headers),) = server.seen
    assert set(headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert headers["user-agent"].startswith("fcbench/")


# Broken connections


def test_a_cut_connection_goes_on_where_it_was(server: Server, tmp_path: Path) -> None:
    sleeper = Sleeper()
    file = source(server.url("/a", cut(CONTENT, 20, ETag=TAG), ranged(CONTENT, TAG)))
    assert fetch(file, tmp_path, sleeper) == CONTENT
    assert server.asked("Range") == [None, "bytes=20-"]
    assert server.asked("If-Range") == [None, TAG]
    assert sleeper.slept == [1.0]
    assert left(tmp_path) == {"a.csv": CONTENT}


def test_a_weak_etag_is_not_asked_by(server: Server, tmp_path: Path) -> None:
    fetch(source(server.url("/a", cut(CONTENT, 20, ETag='W/"one"'), ranged(CONTENT, 'W/"one"'))), tmp_path)
    assert server.asked("Range") == [None, "bytes=20-"]
    assert server.asked("If-Range") == [None, None]


def test_a_later_call_goes_on_where_an_earlier_one_was_cut(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT[:20], TAG)
    assert fetch(source(server.url("/a", ranged(CONTENT, TAG))), tmp_path) == CONTENT
    assert server.asked("Range") == ["bytes=20-"]


def test_a_server_that_ignores_the_range_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT[:20], TAG)
    assert fetch(source(server.url("/a", whole(CONTENT))), tmp_path) == CONTENT
    assert server.asked("Range") == ["bytes=20-"]


def test_a_file_with_another_etag_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, OTHER[:20], '"old"')
    assert fetch(source(server.url("/a", ranged(CONTENT, TAG))), tmp_path) == CONTENT
    assert server.asked("If-Range") == ['"old"']


def test_a_part_with_another_etag_is_not_appended(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, OTHER[:20], '"old"')
    span = f"bytes 20-{len(CONTENT) - 1}/{len(CONTENT)}"
    careless = status(206, CONTENT[20:], ETag=TAG, Content_Range=span)
    told: list[int] = []
    file = source(server.url("/a", careless, whole(CONTENT)))
    downloads.fetch(file, tmp_path, progress=lambda _, done: told.append(done))
    assert server.asked("Range") == ["bytes=20-", None]
    assert told == [0, len(CONTENT)]  # nothing was received of the part that does not belong


@pytest.mark.parametrize("span", [None, "bytes 2-9/57", "bytes 200-256/57", "items 20-56/57"])
def test_another_part_than_asked_for_is_not_appended(server: Server, tmp_path: Path, span: str | None) -> None:
    begun(tmp_path, CONTENT[:20])
    headers = {} if span is None else {"Content_Range": span}
    answers = (status(206, CONTENT[20:], **headers), whole(CONTENT))
    assert fetch(source(server.url("/a", *answers)), tmp_path) == CONTENT
    assert server.asked("Range") == ["bytes=20-", None]


def test_a_range_that_cannot_be_had_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT[:20])
    sleeper = Sleeper()
    assert fetch(source(server.url("/a", status(416), whole(CONTENT))), tmp_path, sleeper) == CONTENT
    assert server.asked("Range") == ["bytes=20-", None]
    assert sleeper.slept == []


def test_a_beginning_of_other_content_is_read_from_the_start_once_the_checksum_tells(
    server: Server, tmp_path: Path
) -> None:
    begun(tmp_path, OTHER[:20])
    assert fetch(source(server.url("/a", ranged(CONTENT))), tmp_path) == CONTENT
    assert server.asked("Range") == ["bytes=20-", None]


def test_a_part_that_is_complete_is_only_renamed(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT, TAG)
    assert fetch(source(server.url("/a", status(500))), tmp_path) == CONTENT
    assert server.seen == []
    assert left(tmp_path) == {"a.csv": CONTENT}


def test_a_part_that_is_larger_than_the_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT + b"?")
    assert fetch(source(server.url("/a", whole(CONTENT))), tmp_path) == CONTENT
    assert server.asked("Range") == [None]


def test_after_five_attempts_it_gives_up_and_keeps_what_came(server: Server, tmp_path: Path) -> None:
    sleeper = Sleeper()
    with pytest.raises(
        DataError, match=r"/a: RemoteProtocolError.*given up after 5 attempts; the same command goes on"
    ):
        fetch(source(server.url("/a", cut(CONTENT, 20))), tmp_path, sleeper)
    assert sleeper.slept == [1.0, 2.0, 4.0, 8.0]
    assert left(tmp_path) == {"a.csv.part": CONTENT[:20]}


def test_nobody_at_the_address_is_tried_again_and_told(tmp_path: Path, server: Server) -> None:
    url = server.url("/a", whole(CONTENT))
    server.server_close()
    sleeper = Sleeper()
    with pytest.raises(DataError, match="ConnectError"):
        fetch(source(url.replace(str(server.server_port), "1")), tmp_path, sleeper)
    assert len(sleeper.slept) == 4
    assert left(tmp_path) == {}


def test_a_server_that_says_nothing_times_out(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "TIMEOUT", httpx2.Timeout(0.02))
    monkeypatch.setattr(downloads, "ATTEMPTS", 2)
    end = threading.Event()

    def silent(handler: BaseHTTPRequestHandler) -> None:
        end.wait(5)

    url = server.url("/a", silent)
    try:
        with pytest.raises(DataError, match="ReadTimeout"):
            fetch(source(url), tmp_path)
    finally:
        end.set()


# Lies about the length


def test_a_length_that_is_too_short_leaves_nothing(server: Server, tmp_path: Path) -> None:
    url = server.url("/a", status(200, CONTENT, Content_Length="20"))
    with pytest.raises(
        DataError, match=r"/a: not the published a\.csv: saw 20 bytes with SHA-256 .*; due are 57 bytes"
    ):
        fetch(source(url), tmp_path)
    assert left(tmp_path) == {}


def test_a_length_that_is_too_long_is_refused_before_it_is_read(server: Server, tmp_path: Path) -> None:
    told: list[int] = []
    url = server.url("/a", status(200, CONTENT, Content_Length="58"))
    with pytest.raises(DataError, match="/a: more than the 57 bytes that are due"):
        downloads.fetch(source(url), tmp_path, progress=lambda _, done: told.append(done))
    assert told == [0]
    assert left(tmp_path) == {}


def test_a_length_of_a_thousand_digits_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="more than the 57 bytes"):
        fetch(source(server.url("/a", status(200, CONTENT, Content_Length="1" + "0" * 18))), tmp_path)


def test_a_body_without_a_length_arrives(server: Server, tmp_path: Path) -> None:
    assert fetch(source(server.url("/a", status(200, CONTENT))), tmp_path) == CONTENT


def test_a_body_without_a_length_that_is_cut_goes_on(server: Server, tmp_path: Path) -> None:
    url = server.url("/a", status(200, CONTENT[:20]), ranged(CONTENT))
    assert fetch(source(url), tmp_path) == CONTENT
    assert server.asked("Range") == [None, "bytes=20-"]


def test_a_body_that_does_not_end_is_refused_as_it_comes(server: Server, tmp_path: Path) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1_000):
            handler.wfile.write(b"x" * (1 << 16))
            sent.append(1 << 16)

    with pytest.raises(DataError, match="more than the 57 bytes that are due"):
        fetch(source(server.url("/a", endless)), tmp_path)
    assert sum(sent) < 1_000 << 16
    assert left(tmp_path) == {}


def test_a_rest_that_is_too_long_is_refused(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT[:20])
    answer = status(206, CONTENT[20:] + b"?", Content_Range=f"bytes 20-{len(CONTENT)}/{len(CONTENT) + 1}")
    with pytest.raises(DataError, match="more than the 57 bytes that are due"):
        fetch(source(server.url("/a", answer)), tmp_path)
    assert left(tmp_path) == {}


def test_a_file_of_undeclared_size_is_bounded_by_the_cap(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MAX_BYTES", 56)
    with pytest.raises(DataError, match="more than the 56 bytes"):
        fetch(source(server.url("/a", status(200, CONTENT)), size=None), tmp_path)
    monkeypatch.setattr(downloads, "MAX_BYTES", 57)
    assert fetch(source(server.url("/a", status(200, CONTENT)), size=None), tmp_path) == CONTENT


def test_a_file_that_is_declared_larger_than_the_cap_is_not_asked_for(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="at most 1,073,741,824 can be read"):
        fetch(source(server.url("/a", whole(CONTENT)), size=downloads.MAX_BYTES + 1), tmp_path)
    assert server.seen == []


# Other bytes


def test_of_other_content_nothing_is_kept(server: Server, tmp_path: Path) -> None:
    url = server.url("/a", whole(OTHER, ETag=TAG))
    with pytest.raises(DataError, match=rf"saw 57 bytes with SHA-256 {sha256(OTHER)}; due are .*{sha256(CONTENT)}"):
        fetch(source(url), tmp_path)
    assert left(tmp_path) == {}
    assert len(server.seen) == 1


def test_content_packed_for_the_journey_is_not_unpacked(server: Server, tmp_path: Path) -> None:
    packed = gzip.compress(CONTENT)
    url = server.url("/a", whole(packed, Content_Encoding="gzip"))
    with pytest.raises(DataError, match="not the published"):
        fetch(source(url, size=None), tmp_path)
    assert server.asked("Accept-Encoding") == ["identity"]


def test_the_checksum_of_a_name_in_gz_is_of_the_unpacked_content(server: Server, tmp_path: Path) -> None:
    packed = gzip.compress(CONTENT)
    file = source(server.url("/a", whole(packed)), name="a.csv.gz", size=len(packed))
    assert fetch(file, tmp_path) == packed
    assert fetch(file, tmp_path) == packed
    assert len(server.seen) == 1


def test_a_name_in_gz_whose_content_is_not_packed_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: Not a gzipped file"):
        fetch(source(server.url("/a", whole(CONTENT)), name="a.csv.gz"), tmp_path)
    assert left(tmp_path) == {}


def test_content_that_unpacks_to_more_than_the_cap_is_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(b"x" * 10_000)
    monkeypatch.setattr(downloads, "MAX_BYTES", 1_000)
    with pytest.raises(DataError, match="more than 1,000 bytes of content"):
        fetch(source(server.url("/a", whole(packed)), b"x" * 10_000, name="a.gz", size=len(packed)), tmp_path)


def test_a_file_packed_by_hand_will_do(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CONTENT))
    path = downloads.fetch(source(server.url("/a", whole(CONTENT))), tmp_path)
    assert (path, server.seen) == (tmp_path / "a.csv.gz", [])


def test_another_file_packed_by_hand_is_told_since_importing_would_read_it(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(OTHER))
    with pytest.raises(DataError, match=r"a\.csv\.gz: not the published a\.csv: .*remove it"):
        fetch(source(server.url("/a", whole(CONTENT))), tmp_path)


# Redirects


def test_a_redirect_is_followed_also_to_another_server_here(server: Server, tmp_path: Path) -> None:
    with serving() as other:
        url = server.url("/a", status(302, Location="/b"))
        server.url("/b", status(307, Location=other.url("/c", whole(CONTENT), host="localhost")))
        assert fetch(source(url), tmp_path) == CONTENT
        assert [path for path, _ in server.seen + other.seen] == ["/a", "/b", "/c"]


def test_a_redirect_keeps_the_range(server: Server, tmp_path: Path) -> None:
    begun(tmp_path, CONTENT[:20])
    url = server.url("/a", status(302, Location="/b"))
    server.url("/b", ranged(CONTENT))
    assert fetch(source(url), tmp_path) == CONTENT
    assert server.asked("Range") == ["bytes=20-", "bytes=20-"]


def test_a_loop_of_redirects_ends(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="/a: more than 5 redirects"):
        fetch(source(server.url("/a", status(302, Location="/a"))), tmp_path)
    assert len(server.seen) == 6


@pytest.mark.parametrize(
    "place",
    [
        "http://example.org/a",
        "http://127.0.0.1.example.org/a",
        "//example.org/a",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "http://[::2]/a",
    ],
)
def test_a_redirect_to_anything_but_https_is_refused(server: Server, tmp_path: Path, place: str) -> None:
    with pytest.raises(DataError, match="not downloaded: an https address is due"):
        fetch(source(server.url("/a", status(302, Location=place))), tmp_path)
    assert left(tmp_path) == {}


@pytest.mark.parametrize("place", ["data:text/plain,grey", "http://127.0.0.1:grey/"])
def test_a_redirect_to_nowhere_is_told(server: Server, tmp_path: Path, place: str) -> None:
    with pytest.raises(DataError, match="/a: redirected to nowhere"):
        fetch(source(server.url("/a", status(302, Location=place))), tmp_path)


def test_a_redirect_with_a_password_is_refused_and_not_repeated(server: Server, tmp_path: Path) -> None:
    url = server.url("/a", status(302, Location="https://grey:heron@127.0.0.1/b?token=heron#heron"))
    with pytest.raises(DataError, match="without user and password") as caught:
        fetch(source(url), tmp_path)
    assert "heron" not in str(caught.value)


def test_the_body_of_a_redirect_is_not_read(server: Server, tmp_path: Path) -> None:
    sent: list[int] = []

    def heavy(handler: BaseHTTPRequestHandler) -> None:
        status(302, Location="/b")(handler)
        for _ in range(1_000):
            handler.wfile.write(b"x" * (1 << 16))
            sent.append(1 << 16)

    url = server.url("/a", heavy)
    server.url("/b", whole(CONTENT))
    assert fetch(source(url), tmp_path) == CONTENT
    assert sum(sent) < 1_000 << 16


# Refusals of the server


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 204, 206, 304, 416, 501])
def test_an_answer_that_will_not_change_ends_it_at_once(server: Server, tmp_path: Path, code: int) -> None:
    sleeper = Sleeper()
    with pytest.raises(DataError, match=rf"/a: the server answers {code} .*--from DIR"):
        fetch(source(server.url("/a", status(code))), tmp_path, sleeper)
    assert (len(server.seen), sleeper.slept) == (1, [])


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504])
def test_an_answer_that_may_pass_is_asked_again(server: Server, tmp_path: Path, code: int) -> None:
    sleeper = Sleeper()
    url = server.url("/a", status(code), status(code), whole(CONTENT))
    assert fetch(source(url), tmp_path, sleeper) == CONTENT
    assert sleeper.slept == [1.0, 2.0]


@pytest.mark.parametrize(
    ("after", "wait"), [("7", 7.0), ("0", 1.0), ("9" * 400, 60.0), ("grey", 1.0), ("-5", 1.0), ("\u00b2", 1.0)]
)
def test_the_server_says_how_long_to_wait_within_bounds(
    server: Server, tmp_path: Path, after: str, wait: float
) -> None:
    sleeper = Sleeper()
    fetch(source(server.url("/a", status(503, Retry_After=after), whole(CONTENT))), tmp_path, sleeper)
    assert sleeper.slept == [wait]


def test_a_server_that_stays_broken_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="/a: the server answers 500 Internal Server Error; given up after 5 attempts"):
        fetch(source(server.url("/a", status(500))), tmp_path)
    assert len(server.seen) == 5


def test_a_message_does_not_repeat_the_query(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="404") as caught:
        fetch(source(server.url("/a", status(404)) + "?token=heron"), tmp_path)
    assert "heron" not in str(caught.value)


# Names and addresses


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../../b",
        "..",
        ".",
        "/etc/a",
        "a//b",
        "a/",
        "c:a",
        "a\\b",
        "..\\a",
        "~/a",
        "~",
        "a/ /b",
        "a\nb",
        "a\0",
        "...",
    ],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(server: Server, tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="not a relative path"):
        fetch(source(server.url("/a", whole(CONTENT)), name=name), tmp_path / "cache")
    assert server.seen == []
    assert left(tmp_path) == {}


def test_a_link_out_of_the_folder_is_refused(server: Server, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "sub").symlink_to(tmp_path)
    with pytest.raises(DataError, match="is a link out of"):
        fetch(source(server.url("/a", whole(CONTENT)), name="sub/a.csv"), tmp_path / "cache")
    assert left(tmp_path) == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a",
        "http://localhost.example.org/a",
        "http://10.0.0.1/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "data:text/plain,grey",
        "example.org/a",
        "https:///a",
        "",
    ],
)
def test_an_address_that_is_not_https_is_refused(server: Server, tmp_path: Path, url: str) -> None:
    with pytest.raises(DataError, match="an https address is due"):
        fetch(source(url), tmp_path)
    assert left(tmp_path) == {}


def test_only_who_starts_on_this_machine_may_be_sent_to_a_server_on_it() -> None:
    here = httpx2.URL("http://127.0.0.1/a")
    downloads._check(here, at_home=True)
    with pytest.raises(DataError, match="an https address is due"):
        downloads._check(here, at_home=False)


def test_an_address_that_is_none_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.csv: the address in the card is none"):
        fetch(source("https://127.0.0.1:grey/"), tmp_path)


def test_a_password_in_an_address_is_refused_and_not_repeated(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="without user and password") as caught:
        fetch(source(server.url("/a", whole(CONTENT)).replace("//", "//grey:heron@")), tmp_path)
    assert "heron" not in str(caught.value)
    assert server.seen == []


# Stopped


def test_a_process_that_is_ended_leaves_only_the_part_and_the_next_goes_on(server: Server, tmp_path: Path) -> None:
    def stop(file: SourceFile, done: int) -> None:
        if done:
            raise KeyboardInterrupt

    file = source(server.url("/a", cut(CONTENT, 20, ETag=TAG), ranged(CONTENT, TAG)))
    with pytest.raises(KeyboardInterrupt):
        downloads.fetch(file, tmp_path, progress=stop)
    assert left(tmp_path) == {"a.csv.part": CONTENT[:20], "a.csv.part.etag": TAG.encode()}
    assert fetch(file, tmp_path) == CONTENT
    assert server.asked("Range") == [None, "bytes=20-"]


def test_two_processes_do_not_write_the_same_file(server: Server, tmp_path: Path) -> None:
    file = source(server.url("/a", whole(CONTENT)))
    with filelock.FileLock(tmp_path / ".lock"), pytest.raises(DataError, match="another process is downloading"):
        fetch(file, tmp_path)
    assert fetch(file, tmp_path) == CONTENT


# A whole card


def card(*files: SourceFile, may_republish: bool = True, name: str = "lake", version: str = "1.2.0") -> Card:
    return Card(
        name=name,
        version=version,
        title="Lake",
        description="Claims about a lake.",
        language=("en",),
        licence="CC BY-NC 4.0",
        may_republish=may_republish,
        citation="A. Heron, The Lake, 2020.",
        homepage="https://example.org",
        tasks=(TaskCard(name="stance", labels=("yes", "no"), cluster_by="claim"),),
        obtained="https://example.org/lake",
        files=files,
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the card."""
    monkeypatch.setenv("FCBENCH_CACHE", str(tmp_path))
    return tmp_path / "lake" / "1.2.0"


def test_all_files_of_a_card_come_into_a_folder_a_dataset_and_version(server: Server, cache: Path) -> None:
    files = [source(server.url(f"/{name}", whole(CONTENT)), name=name) for name in ("a", "b")]
    assert downloads.download(card(*files)) == cache
    assert left(cache) == {"a": CONTENT, "b": CONTENT}
    assert downloads.download(card(*files)) == cache
    assert len(server.seen) == 2


def test_a_second_file_that_fails_leaves_the_first(server: Server, cache: Path) -> None:
    files = [source(server.url("/a", whole(CONTENT)), name="a"), source(server.url("/b", status(404)), name="b")]
    with pytest.raises(DataError, match="/b: the server answers 404"):
        downloads.download(card(*files))
    assert left(cache) == {"a": CONTENT}


def test_a_file_without_an_address_is_told_with_what_to_do_before_anything_is_downloaded(
    server: Server, cache: Path
) -> None:
    files = [source(server.url("/a", whole(CONTENT)), name="a"), source(None, OTHER, name="b")]
    with pytest.raises(DataError, match=r"^lake: no address to download from: b\. The files are had at ") as caught:
        downloads.download(card(*files))
    told = str(caught.value)
    assert told.splitlines()[1:] == [f"  a  sha256 {sha256(CONTENT)}", f"  b  sha256 {sha256(OTHER)}"]
    assert all(part in told for part in ("https://example.org/lake", "--from DIR", str(cache)))
    assert server.seen == []


def test_a_file_without_an_address_that_was_put_there_will_do(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "b").write_bytes(OTHER)
    files = [source(server.url("/a", whole(CONTENT)), name="a"), source(None, OTHER, name="b")]
    assert left(downloads.download(card(*files))) == {"a": CONTENT, "b": OTHER}


def test_of_many_files_twenty_are_listed_and_the_rest_counted(cache: Path) -> None:
    files = [source(None, name=f"{number}.txt") for number in range(2_000)]
    with pytest.raises(DataError, match=r": 0\.txt, .*, 19\.txt and 1,980 more\. The files are had at") as caught:
        downloads.download(card(*files))
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (22, "  and 1,980 more, in the card of the importer")


def test_a_folder_of_files_is_not_downloaded_and_the_user_is_sent_to_from(cache: Path) -> None:
    cache.mkdir(parents=True)
    with pytest.raises(DataError, match=r"no address to download from: pages/\. The files are had") as caught:
        downloads.download(card(source(None, name="pages/")))
    assert ("--from DIR" in str(caught.value), str(cache) in str(caught.value)) == (True, False)


def test_a_card_that_names_no_files_is_told(cache: Path) -> None:
    with pytest.raises(DataError, match=r"the card names no files.*--from DIR"):
        downloads.download(card())


@pytest.mark.parametrize("switch", downloads.OFFLINE)
@pytest.mark.parametrize("value", ["1", "true", "ON", "yes"])
def test_offline_nothing_is_attempted_and_the_folder_is_told(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch, switch: str, value: str
) -> None:
    monkeypatch.setenv(switch, value)
    file = source(server.url("/a", whole(CONTENT)), name="a")
    with pytest.raises(DataError, match=rf"offline, since {switch} is set; not here: a\. .*--from DIR") as caught:
        downloads.download(card(file))
    assert str(cache) in str(caught.value)
    with pytest.raises(DataError, match="offline"):
        fetch(file, cache)
    assert server.seen == []


def test_offline_what_is_there_will_do(server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = source(server.url("/a", whole(CONTENT)), name="a")
    downloads.download(card(file))
    monkeypatch.setenv("FCBENCH_OFFLINE", "1")
    assert downloads.download(card(file)) == cache


@pytest.mark.parametrize("may_republish", [True, False])
def test_a_licence_that_forbids_republishing_is_told(server: Server, cache: Path, may_republish: bool) -> None:
    told: list[str] = []
    file = source(server.url("/a", whole(CONTENT)), name="a")
    downloads.download(card(file, may_republish=may_republish), talk=told.append)
    line = "lake: licence: CC BY-NC 4.0; not to be republished: keep what is made of it to yourself"
    assert told == ([] if may_republish else [line])


def test_the_cache_is_where_the_user_says_else_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FCBENCH_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    places = []
    for name, value in [
        ("", ""),
        ("XDG_CACHE_HOME", "grey"),
        ("XDG_CACHE_HOME", f"{tmp_path}/x"),
        ("FCBENCH_CACHE", "~/f"),
    ]:
        if name:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        places.append(downloads.cache_folder(card()).relative_to(tmp_path).as_posix())
    home = "home/.cache/fcbench/lake/1.2.0"
    assert places == [home, home, "x/fcbench/lake/1.2.0", "home/f/lake/1.2.0"]


@pytest.mark.parametrize("name", ["..", "a/../..", "/lake"])
def test_a_card_whose_name_leads_out_of_the_cache_is_refused(cache: Path, name: str) -> None:
    with pytest.raises(DataError, match="not a relative path"):
        downloads.cache_folder(card(name=name))
