"""A server on this machine that answers as a test says: in full, in parts, too much, too little, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """Answers each path with the next of its answers, the last one again and again; notes what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path: str, *answers: Answer, host: str = "127.0.0.1") -> str:
        """The address of a path, which is answered by `answers` from now on."""
        self.answers[path] = list(answers)
        return f"http://{host}:{self.server_port}{path}"

    def asked(self, header: str) -> list[str | None]:
        """What each request so far said in `header`."""
        return [headers.get(header.lower()) for _, headers in self.seen]

    def handle_error(self, *_: Any) -> None:
        """Nothing: a client that hangs up is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    body = b""

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.bodies.append(self.body)
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.seen.append((path, {name.lower(): value for name, value in self.headers.items()}))
        answers = self.server.answers[path]
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    """A running server, which is stopped afterwards."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer with that status, header lines (`Retry_After` for Retry-After) and body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def whole(content: bytes, **headers: str) -> Answer:
    """The whole content, whatever part was asked for, and its length."""
    return status(200, content, **{"Content_Length": str(len(content))} | headers)


def cut(content: bytes, at: int, **headers: str) -> Answer:
    """The first `at` bytes under the length of all."""
    return status(200, content[:at], **{"Content_Length": str(len(content))} | headers)


def ranged(content: bytes, etag: str | None = None) -> Answer:
    """What RFC 9110 says: the part that was asked for if the ETag still holds, else the whole."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        given, condition = handler.headers.get("Range"), handler.headers.get("If-Range")
        known = {} if etag is None else {"ETag": etag}
        if given is None or (condition is not None and condition != etag):
            return whole(content, **known)(handler)
        start = int(given.removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            return status(416, Content_Range=f"bytes */{len(content)}")(handler)
        span = f"bytes {start}-{len(content) - 1}/{len(content)}"
        rest = content[start:]
        return status(206, rest, Content_Length=str(len(rest)), Content_Range=span, **known)(handler)

    return answer
