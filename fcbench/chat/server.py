"""One request to a chat server: a bounded reply, a refusal, or what broke; the key is shown nowhere.

The `openai` package speaks the protocol; retries, bounds and the reading of replies are ours, since what a server
sends is outside data: too much, too slow, half, or no JSON at all.
"""

from __future__ import annotations

import email.utils
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx2
from pydantic import ConfigDict, Field, ValidationError

from fcbench import files
from fcbench.chat.values import Answer, shown
from fcbench.schema import DataError, Model

if TYPE_CHECKING:
    import openai

PUBLIC = "https://api.openai.com/v1"  # what the openai package asks where OPENAI_BASE_URL is not set
NO_KEY = "none"  # servers of one's own want no key, but the openai package does
SECRET = 8  # code points: a shorter key ("none", "EMPTY") is a placeholder, and cutting it out would spoil answers
PASSING = (408, 425, 429, 500, 502, 503, 504, 529)  # RFC 9110 and 6585; 529 is 'overloaded' with some services
REFUSALS = (400, 422, 501)  # answers to a parameter that a server does not know
ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "; is OPENAI_API_KEY right?",
    HTTPStatus.FORBIDDEN: "; is OPENAI_API_KEY right?",
    HTTPStatus.NOT_FOUND: "; is the model's name right, and does OPENAI_BASE_URL end where /chat/completions begins?",
}
SPENT = "insufficient_quota"  # comes as a 429, but waiting does not help
OFFLINE = "FCBENCH_OFFLINE"
LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True)
class Limits:
    """How long, how often and how much is asked of a server."""

    timeout: float = 300.0  # seconds for a whole answer: a long article on a busy server of one's own takes minutes
    attempts: int = 5  # with waits of 1, 2, 4 and 8 seconds where the server does not say
    longest_wait: float = 60.0  # seconds: a server that asks for more is asked again by the next command
    workers: int = 4  # requests at once: what the smallest paid plans allow
    answer_bytes: int = 8 << 20  # some 500 times the longest answer that is asked for


@dataclass(frozen=True)
class Server:
    """Where a server is, and what opens it."""

    address: str
    key: str | None = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """Host, port and path: what tells servers apart, and no secret."""
        url = httpx2.URL(self.address)
        return f"{url.netloc.decode('ascii', 'replace')}{url.path.rstrip('/')}"


@dataclass(frozen=True)
class Broken:
    """An attempt without an answer; the next one may bring it."""

    reason: str
    wait: float | None = None  # seconds, where the server says


@dataclass(frozen=True)
class Refusal:
    """A request that the server does not take as it is; `parameter` is what it objects to, where it says."""

    reason: str
    parameter: str = ""


def from_environment() -> Server:
    """The server of OPENAI_BASE_URL and OPENAI_API_KEY; raises DataError for an address or key that cannot be one."""
    address = os.environ.get("OPENAI_BASE_URL", "").strip() or PUBLIC
    key = os.environ.get("OPENAI_API_KEY", "").strip() or None
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        raise DataError("OPENAI_BASE_URL: not an address; due is one such as http://localhost:8000/v1") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise DataError("OPENAI_BASE_URL: not an address; due is one such as http://localhost:8000/v1")
    if url.userinfo or url.query or url.fragment:
        raise DataError("OPENAI_BASE_URL: an address without user, password, query and fragment is due")
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise DataError("OPENAI_API_KEY: holds a character that no key has; it is not shown here")
    return Server(str(url), key)


class Connection:
    """A server that takes one request at a time from each thread; no connection is kept open between two."""

    def __init__(self, server: Server, limits: Limits) -> None:
        self._server, self._limits = server, limits
        self._openai = _client(server, limits)

    def post(self, body: Mapping[str, Any]) -> Answer | Broken | Refusal:
        """What comes of one request; raises DataError, without the key, where asking again is of no use."""
        import openai

        try:
            raw = self._openai.chat.completions.with_raw_response.create(
                **body, extra_headers={"Accept-Encoding": "identity"}
            )
            content, kind = raw.content, raw.headers.get("content-type", "")
        except openai.APITimeoutError:
            return Broken(f"no answer within {self._limits.timeout:g} seconds")
        except openai.APIConnectionError as error:
            cause = error.__cause__
            return Broken(self._clean(f"{type(cause).__name__}: {cause}" if cause else str(error)))
        except openai.APIStatusError as error:
            return self._refused(error)
        except httpx2.TransportError as error:  # while the body was read
            return Broken(self._clean(f"{type(error).__name__}: {error}"))
        return self._read(content, kind)

    def _clean(self, text: str) -> str:
        """The text without the key, cut to what a message may hold."""
        return shown(_without(text, self._server.key))

    def _refused(self, error: openai.APIStatusError) -> Broken | Refusal:
        status, body = error.status_code, error.body if isinstance(error.body, dict) else {}
        said = str(body.get("message") or error.response.text or "")
        reason = self._clean(f"the server answers {status} {error.response.reason_phrase}: {said}").rstrip(": ")
        if status in PASSING and body.get("code") != SPENT:
            return Broken(reason, _wait(error.response.headers.get("retry-after", "")))
        if status in REFUSALS:
            return Refusal(reason, str(body.get("param") or ""))
        raise DataError(f"{self._server.place}: {reason}{ADVICE.get(status, '')}") from None

    def _read(self, content: bytes, kind: str) -> Answer | Broken:
        """The answer in a reply's body; raises DataError for a page."""
        if "html" in kind.lower() or content.lstrip()[:1] == b"<":
            raise DataError(
                f"{self._server.place}: a web page came instead of an answer; "
                "OPENAI_BASE_URL is to end where /chat/completions begins, often in /v1"
            )
        try:
            reply = _Reply.model_validate(json.loads(content))
            (reply.choices[0].message.content or "").encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError, ValidationError):  # not shown: it is as long as the server likes
            seen = f"{len(content):,} bytes of {self._clean(kind) or 'an unnamed kind'}"
            return Broken(f"what came is no chat completion ({seen})")
        choice, usage = reply.choices[0], reply.usage or _Usage()
        text = _without(choice.message.content or "", self._server.key)
        finish = "refusal" if choice.message.refusal else _without(choice.finish_reason or "stop", self._server.key)
        return Answer(text, finish, usage.prompt_tokens, usage.completion_tokens)


def _without(text: str, key: str | None) -> str:
    """The text with the key cut out, should a server have sent it back."""
    return text.replace(key, "[key]") if key and len(key) >= SECRET else text


def _wait(after: str) -> float | None:
    """The seconds that a Retry-After asks for, as a number or a date; None where it says nothing."""
    if after.strip().isdecimal():
        return float(after[:9])  # a longer number is cut by the limits all the same
    try:
        return max(0.0, email.utils.parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _client(server: Server, limits: Limits) -> openai.OpenAI:
    """A client of the openai package that does not retry, redirect, or read more than the limits."""
    try:
        import openai
    except ImportError:
        raise DataError("chat needs the openai package: pip install 'fcbench[chat]'") from None
    host = httpx2.URL(server.address).host
    if host not in LOCAL:
        if files.offline(OFFLINE):
            raise DataError(f"{server.place}: not asked: offline, since {OFFLINE} is set")
        if server.key is None and server.address.rstrip("/") == PUBLIC:
            raise DataError(
                "no server to ask: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own "
                "(such as http://localhost:8000/v1)"
            )

    def bounded(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise DataError(f"{server.place}: a packed answer came, though none was asked for: its size is unknown")
        response.stream = _Bounded(response.stream, server.place, limits)

    http = httpx2.Client(
        timeout=limits.timeout,
        follow_redirects=False,  # the key is for this server alone
        limits=httpx2.Limits(max_keepalive_connections=0),  # a model takes far longer than a handshake
        event_hooks={"response": [bounded]},
    )
    return openai.OpenAI(base_url=server.address, api_key=server.key or NO_KEY, max_retries=0, http_client=http)


class _Bounded(httpx2.SyncByteStream):
    """A body that ends in an error where it is too long, or drips for longer than a whole answer may take."""

    def __init__(self, stream: Any, place: str, limits: Limits) -> None:
        self._stream, self._place, self._limits = stream, place, limits

    def __iter__(self) -> Iterator[bytes]:
        size, end = 0, time.monotonic() + self._limits.timeout
        for block in self._stream:
            size += len(block)
            if size > self._limits.answer_bytes:
                raise DataError(f"{self._place}: the answer is longer than {self._limits.answer_bytes:,} bytes")
            if time.monotonic() > end:
                raise httpx2.ReadTimeout("the answer drips")
            yield block

    def close(self) -> None:
        self._stream.close()


class _Loose(Model):
    """A part of a reply: servers add fields as they like."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Said(_Loose):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Loose):
    message: _Said
    finish_reason: str | None = None


class _Usage(_Loose):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Reply(_Loose):
    choices: tuple[_Choice, ...] = Field(min_length=1)
    usage: _Usage | None = None
