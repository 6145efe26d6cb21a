"""Downloads: the published files of a benchmark, checked against its card, whole or not at all, and resumable.

A file comes into a `.part` beside its place and takes its name only when its content is the published one. What came
before a broken connection or Ctrl-C stays in the `.part`, and the next call asks for the rest.
"""

from __future__ import annotations

import gzip
import hashlib
import ipaddress
import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import filelock
import httpx2

from fcbench import __version__, files
from fcbench.schema import Card, DataError, SourceFile

MAX_BYTES = files.MAX_BYTES  # of one file: a larger one could not be read afterwards
BLOCK = 1 << 20  # of a file that is hashed
REDIRECTS = 5  # a release asset needs two
ATTEMPTS = 5  # with waits of 1, 2, 4 and 8 seconds: half a minute at most without a Retry-After
LONGEST_WAIT = 60.0  # seconds: a server that asks for more is asked again by the next command
LISTED = 20  # files in a message: PolNeAR has some 2,000
TIMEOUT = httpx2.Timeout(30, connect=10)  # seconds without a byte, not for the whole file
PASSING = (408, 425, 429, 500, 502, 503, 504)  # RFC 9110 and 6585: answers that may be another the next time
OFFLINE = ("FCBENCH_OFFLINE", "HF_HUB_OFFLINE")  # the latter is huggingface_hub's
HEADERS = {"User-Agent": f"fcbench/{__version__}", "Accept-Encoding": "identity"}  # packed, it could not be resumed

Progress = Callable[[SourceFile, int], None]  # the file, and how many of its bytes are here
Talk = Callable[[str], None]


@dataclass(frozen=True)
class Broken:
    """An attempt that did not bring the file, but the next one may."""

    reason: str
    wait: float | None = None  # seconds, where the server says
    anew: bool = False  # what is here is not the beginning of what the server has


def download(card: Card, *, progress: Progress = lambda *_: None, talk: Talk = lambda _: None) -> Path:
    """The cache folder with every file of `card`; what is not there with the right checksum is downloaded.

    Raises DataError, before anything is downloaded, where a file has no address or there is no network to be used;
    the message says where the files are had and where to put them.
    """
    folder = cache_folder(card)
    if not card.may_republish:
        talk(f"{card.name}: licence: {card.licence}; not to be republished: keep what is made of it to yourself")
    missing = [file for file in card.files if _held(file, folder) is None]
    unaddressed = [file.name for file in missing if file.url is None]
    if unaddressed or not card.files:
        names = _some(unaddressed) or "the card names no files"
        raise DataError(f"{card.name}: no address to download from: {names}. {_by_hand(card, folder)}")
    if missing and (switch := files.offline(*OFFLINE)):
        names = _some([file.name for file in missing])
        raise DataError(f"{card.name}: offline, since {switch} is set; not here: {names}. {_by_hand(card, folder)}")
    for file in missing:
        fetch(file, folder, progress=progress)
    return folder


def cache_folder(card: Card) -> Path:
    """Where the files of a card are kept in the cache: a folder a dataset and version."""
    return _place(f"{card.name}/{card.version}", files.cache_root())


def fetch(
    file: SourceFile, folder: Path, *, progress: Progress = lambda *_: None, sleep: Callable[[float], None] = time.sleep
) -> Path:
    """The path of `file` in `folder`, downloaded unless it is there (or packed as `NAME.gz`) with the right checksum.

    The checksum is of the content, as importing takes it: of a name that ends in `.gz`, of the unpacked content. The
    size is of the file as downloaded. Raises DataError where the file cannot be had or is not the published one; of
    wrong content nothing is kept, of a broken connection what came.
    """
    if (held := _held(file, folder)) is not None:
        return held
    url, target = _address(file), _place(file.name, folder)
    part = target.with_name(f"{target.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    broken = Broken("not tried")
    with _alone(folder), httpx2.Client(headers=HEADERS, timeout=TIMEOUT) as client:
        for attempt in range(ATTEMPTS):
            outcome = _complete(client, url, file, part, progress)
            if outcome is None:
                part.replace(target)
                _discard(part)
                return target
            broken = outcome
            if attempt + 1 < ATTEMPTS and not broken.anew:
                sleep(float(1 << attempt) if broken.wait is None else broken.wait)
    raise DataError(
        f"{_shown(url)}: {broken.reason}; given up after {ATTEMPTS} attempts; the same command goes on from what came"
    )


# Names and addresses


def _place(name: str, folder: Path) -> Path:
    """The path of `name` within `folder`; raises DataError for a name that leads anywhere else."""
    parts = name.split("/")
    strange = re.search(r"[\\:\x00-\x1f\x7f]", name)  # a drive or a stream on Windows, a separator, control characters
    if strange or any(part.strip(" .") == "" or part.startswith("~") for part in parts):
        raise DataError(f"file name {name!r}: not a relative path without '..', ':' and backslashes")
    path = folder.joinpath(*parts)
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise DataError(f"file name {name!r}: {path.parent} is a link out of {folder}")
    return path


def _address(file: SourceFile) -> httpx2.URL:
    """The address of a file; raises DataError where there is none to be used."""
    if file.url is None:
        raise DataError(f"{file.name}: no address to download from; put the file into a folder: --from DIR")
    if switch := files.offline(*OFFLINE):
        raise DataError(f"{file.name}: not downloaded: offline, since {switch} is set")
    if file.size is not None and file.size > MAX_BYTES:
        raise DataError(f"{file.name}: {file.size:,} bytes; at most {MAX_BYTES:,} can be read")
    try:
        url = httpx2.URL(file.url)
    except httpx2.InvalidURL as error:
        raise DataError(f"{file.name}: the address in the card is none: {error}") from None
    _check(url, at_home=_loopback(url))
    return url


def _check(url: httpx2.URL, *, at_home: bool) -> None:
    """Raises DataError for an address that is neither https nor, where the first was local, on this machine."""
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and at_home and _loopback(url))):
        raise DataError(f"{_shown(url)}: not downloaded: an https address is due")
    if url.userinfo:
        raise DataError(f"{_shown(url)}: not downloaded: an address without user and password is due")


def _loopback(url: httpx2.URL) -> bool:
    try:
        return url.host == "localhost" or ipaddress.ip_address(url.host).is_loopback
    except ValueError:  # a name
        return False


def _shown(url: httpx2.URL) -> str:
    """An address as it may stand in a message: without user, password, query and fragment, which may be secrets."""
    return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}{url.path}"


def _some(names: list[str]) -> str:
    return ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED:,} more" if len(names) > LISTED else "")


def _by_hand(card: Card, folder: Path) -> str:
    rows = [f"\n  {file.name}  sha256 {file.sha256}" for file in card.files[:LISTED]]
    if len(card.files) > LISTED:
        rows.append(f"\n  and {len(card.files) - LISTED:,} more, in the card of the importer")
    trees = any(file.name.endswith("/") for file in card.files)
    here = "" if trees else f", or put what is missing into {folder}"
    return (
        f"The files are had at {card.obtained}; put them into a folder and name it with --from DIR{here}"
        f"{':' if rows else ''}{''.join(rows)}"
    )


# What is here


def _held(file: SourceFile, folder: Path) -> Path | None:
    """The file, plain or packed by hand, where it is here with the right content; importing prefers the packed one."""
    if file.name.endswith("/"):  # a folder of files under one checksum: importing can read it, a download is one file
        return None
    path = _place(file.name, folder)
    packed = path.with_name(f"{path.name}.gz")
    if packed.is_file():
        if (fault := _fault(file, packed, packed=True)) is not None:
            raise DataError(f"{packed}: not the published {file.name}: {fault}; remove it, or put the right one there")
        return packed
    right = path.is_file() and _fault(file, path, packed=path.suffix == ".gz") is None
    return path if right else None


def _fault(file: SourceFile, path: Path, *, packed: bool) -> str | None:
    """What is wrong with a file's content; None where it is the published one."""
    digest, size = hashlib.sha256(), 0
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
                size += len(block)
                if size > MAX_BYTES:
                    return f"more than {MAX_BYTES:,} bytes of content"
    except (OSError, EOFError, zlib.error) as error:
        return f"cannot be read: {error}"
    if digest.hexdigest() == file.sha256:
        return None
    due = "" if file.size is None or packed else f"{file.size:,} bytes with "
    return f"saw {size:,} bytes with SHA-256 {digest.hexdigest()}; due are {due}{file.sha256}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else downloads into `folder` meanwhile; raises DataError where somebody does."""
    try:
        with filelock.FileLock(folder / ".lock", timeout=0):
            yield
    except filelock.Timeout:
        raise DataError(f"{folder}: another process is downloading into it; wait for it, or end it") from None


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _etag(part: Path) -> Path:
    """Where the ETag of what is in `part` is kept: it says whether the rest is of the same file."""
    return part.with_name(f"{part.name}.etag")


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _etag(part).unlink(missing_ok=True)


# The transfer


def _complete(
    client: httpx2.Client, url: httpx2.URL, file: SourceFile, part: Path, progress: Progress
) -> Broken | None:
    """None when `part` is the published file, else why it is not yet; raises DataError where it never will be."""
    if _size(part) > _limit(file):
        _discard(part)
    resumed = _size(part) > 0
    if not (resumed and _size(part) == file.size):  # else it was ended between the last byte and the renaming
        broken = _transfer(client, url, file, part, progress)
        if broken is not None:
            return broken
    fault = _fault(file, part, packed=file.name.endswith(".gz"))
    if fault is None:
        return None
    _discard(part)
    if resumed:  # the first bytes may have been another file's
        return Broken(fault, anew=True)
    raise DataError(f"{_shown(url)}: not the published {file.name}: {fault}; nothing of it is kept")


def _limit(file: SourceFile) -> int:
    return MAX_BYTES if file.size is None else file.size


def _transfer(
    client: httpx2.Client, url: httpx2.URL, file: SourceFile, part: Path, progress: Progress
) -> Broken | None:
    """None when the server has sent all it has, into `part`, else what broke."""
    start = _size(part)
    try:
        with closing(_answer(client, url, _wanted(part, start))) as response:
            broken = _refusal(response, url, resumed=start > 0)
            if broken is None:
                broken = _continues(response, part, start)
            if broken is not None:
                if broken.anew:
                    _discard(part)
                return broken
            return _receive(response, url, file, part, progress)
    except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
        raise DataError(f"{_shown(url)}: cannot be asked for: {error}") from None
    except httpx2.TransportError as error:
        return Broken(f"{type(error).__name__}: {error}".removesuffix(": "))


def _wanted(part: Path, start: int) -> dict[str, str]:
    """The header lines that ask for what `part` lacks."""
    if not start:
        return {}
    known = _etag(part).read_text("utf-8") if _etag(part).is_file() else ""
    return {"Range": f"bytes={start}-"} | ({"If-Range": known} if known else {})


def _answer(client: httpx2.Client, url: httpx2.URL, headers: dict[str, str]) -> httpx2.Response:
    """The answer after redirects, body unread; by hand, since httpx2 reads the body of a redirect, however long."""
    request: httpx2.Request | None = client.build_request("GET", url, headers=headers)
    for _ in range(REDIRECTS + 1):
        if request is None:
            raise DataError(f"{_shown(url)}: redirected to nowhere: its Location is not an address")
        _check(request.url, at_home=_loopback(url))
        response = client.send(request, stream=True)
        if not response.has_redirect_location:
            return response
        response.close()
        request = response.next_request
    raise DataError(f"{_shown(url)}: more than {REDIRECTS} redirects")


def _refusal(response: httpx2.Response, url: httpx2.URL, *, resumed: bool) -> Broken | None:
    """None where the answer is the file or its rest; raises DataError where asking again is of no use."""
    status = response.status_code
    said = f"the server answers {status} {response.reason_phrase}".rstrip()
    if status == HTTPStatus.OK or (status == HTTPStatus.PARTIAL_CONTENT and resumed):
        return None
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and resumed:
        return Broken(said, anew=True)
    if status not in PASSING:
        raise DataError(f"{_shown(url)}: {said}; put the file into a folder by hand: --from DIR")
    after = response.headers.get("Retry-After", "")
    return Broken(said, wait=max(1.0, min(float(after), LONGEST_WAIT)) if after.isdecimal() else None)


def _continues(response: httpx2.Response, part: Path, start: int) -> Broken | None:
    """None where the body goes on at the end of `part`, or is the whole file: `part` is then emptied for it."""
    tag = response.headers.get("ETag", "")
    if response.status_code == HTTPStatus.OK:
        _discard(part)
        if tag.startswith('"'):  # a weak one does not say that the bytes are the same, and may not stand in If-Range
            _etag(part).write_text(tag, "utf-8")
        return None
    known = _etag(part).read_text("utf-8") if _etag(part).is_file() else tag
    if tag != known:
        return Broken("the file on the server has changed", anew=True)
    if not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
        return Broken(f"the server sends another part than from byte {start:,} on", anew=True)
    return None


def _receive(
    response: httpx2.Response, url: httpx2.URL, file: SourceFile, part: Path, progress: Progress
) -> Broken | None:
    """None when the body is in `part`; raises DataError as soon as it is larger than declared."""
    done, limit, length = _size(part), _limit(file), response.headers.get("Content-Length", "")
    larger = length.isdecimal() and done + int(length[:20]) > limit
    progress(file, done)
    if not larger:
        with part.open("ab") as stream:
            for block in response.iter_raw():
                done += len(block)
                larger = done > limit
                if larger:
                    break
                stream.write(block)
                progress(file, done)
    if larger:
        _discard(part)
        raise DataError(f"{_shown(url)}: more than the {limit:,} bytes that are due; nothing of it is kept")
    if file.size is not None and done < file.size and not length:  # whoever gives no length may have been cut off
        return Broken(f"the connection ended after {done:,} of {file.size:,} bytes")
    return None
