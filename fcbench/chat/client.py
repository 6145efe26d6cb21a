"""A chat server asked with patience: from the cache first, then bounded, retried, and in the plainest form it takes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import BoundedSemaphore, Lock
from typing import Any

from fcbench.chat.cache import Cache, default_folder
from fcbench.chat.server import Broken, Connection, Limits, Refusal, Server
from fcbench.chat.values import Account, Answer, Message, Question
from fcbench.schema import DataError

FORMS = ("json_schema", "json_object", "text")  # from what binds a model most to what every server takes
OPTIONAL = ("temperature", "seed", "max_tokens", "max_completion_tokens")  # a server may refuse each
DUE = "Answer with one JSON object in a ```json block, and nothing else. It follows this JSON Schema:"


@dataclass(frozen=True)
class _Dialect:
    """What a server takes of what we would like to say, as far as it is known."""

    form: int = 0
    refused: tuple[str, ...] = ()

    def body(self, question: Question) -> dict[str, Any]:
        """The request, as this dialect has it."""
        wanted = vars(question.parameters)
        if "max_tokens" in self.refused:  # the newer name, without which OpenAI's newer models answer nothing
            wanted = {**wanted, "max_completion_tokens": wanted["max_tokens"]}
        messages, schema = question.messages, question.schema
        if schema is not None and self.form:
            last = messages[-1]
            due = f"{last.text}\n\n{DUE}\n\n{json.dumps(schema)}\n"
            messages = (*messages[:-1], Message(last.role, due))
        formats: dict[str, Any] = {
            "json_schema": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}},
            "json_object": {"type": "json_object"},
        }
        asked = formats.get(FORMS[self.form]) if schema is not None else None
        return {
            "model": question.model,
            "messages": [{"role": message.role, "content": message.text} for message in messages],
            **{name: value for name, value in wanted.items() if name not in self.refused},
            **({"response_format": asked} if asked else {}),
        }

    def plainer(self, refusal: Refusal, body: dict[str, Any]) -> _Dialect | None:
        """The dialect without what was refused, or in the next form where nothing is named; None if none is left."""
        said = (refusal.parameter, refusal.reason)
        named = next((name for text in said for name in OPTIONAL if name in body and name in text), None)
        if named and "response_format" not in refusal.parameter:
            return replace(self, refused=(*self.refused, named))
        return replace(self, form=self.form + 1) if "response_format" in body else None

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was asked for and refused, forms among it."""
        return (*FORMS[: self.form], *self.refused)


class Client:
    """Asks one server; may be used from several threads. It keeps what it has been told in a cache.

    `sleep` waits between attempts. Nothing is imported or connected before an answer is not in the cache.
    """

    def __init__(
        self,
        server: Server,
        *,
        cache: Cache | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server, self._limits, self._sleep = server, limits or Limits(), sleep
        self._cache = cache or Cache(default_folder())
        self._slots, self._lock = BoundedSemaphore(self._limits.workers), Lock()
        self._connection: Connection | None = None
        self._dialects: dict[str, _Dialect] = {}
        self._account = Account()

    def __repr__(self) -> str:
        return f"Client({self._server.place!r})"

    @property
    def place(self) -> str:
        """Where the server is, as far as that is no secret: what it has answered is nobody else's answer."""
        return self._server.place

    @property
    def account(self) -> Account:
        """What the answers have cost so far."""
        return self._account

    def ask(self, question: Question) -> Answer:
        """The answer to a question. What is whole, and of the form that is due, is kept: it is asked for once.

        Raises DataError where none can be had.
        """
        key = question.key(self._server.place)
        if (kept := self._cache.read(key)) is not None:
            self._note(cached=1)
            return kept
        with self._slots:
            answer = self._asked(question)
        if answer.whole and question.answered(answer.text):
            self._cache.write(key, answer)
        return answer

    def ask_all(self, questions: Sequence[Question]) -> list[Answer | DataError]:
        """The answers in order, several asked for at once and equal questions once; an error spoils its own alone."""
        keys = [question.key(self._server.place) for question in questions]
        once = dict(zip(keys, questions, strict=True))
        with ThreadPoolExecutor(self._limits.workers) as pool:
            answers = dict(zip(once, pool.map(self._tried, once.values()), strict=True))
        return [answers[key] for key in keys]

    def _tried(self, question: Question) -> Answer | DataError:
        try:
            return self.ask(question)
        except DataError as error:
            return error

    def _asked(self, question: Question) -> Answer:
        """The server's answer, asked for in plainer forms until it takes one."""
        dialect = self._dialects.get(question.model, _Dialect())
        while True:
            body = dialect.body(question)
            outcome = self._patiently(body)
            if isinstance(outcome, Answer):
                self._dialects[question.model] = dialect
                self._note(refused=dialect.left_out)
                return outcome
            plainer = dialect.plainer(outcome, body)
            if plainer is None:
                raise DataError(f"{self._server.place}: {question.model}: {outcome.reason}")
            dialect = plainer

    def _patiently(self, body: dict[str, Any]) -> Answer | Refusal:
        """What comes of a request, made again while it breaks; raises DataError where it always does."""
        broken = Broken("not tried")
        for attempt in range(self._limits.attempts):
            if attempt:
                wait = float(1 << (attempt - 1)) if broken.wait is None else broken.wait
                self._sleep(min(wait, self._limits.longest_wait))
            outcome = self._timed(body, again=attempt > 0)
            if not isinstance(outcome, Broken):
                return outcome
            broken = outcome
        raise DataError(f"{self._server.place}: {broken.reason}; given up after {self._limits.attempts} attempts")

    def _timed(self, body: dict[str, Any], *, again: bool) -> Answer | Broken | Refusal:
        """What comes of one request, which is noted in the account."""
        with self._lock:
            connection = self._connection = self._connection or Connection(self._server, self._limits)
        began = time.monotonic()
        try:
            outcome = connection.post(body)
        finally:
            self._note(requests=1, retries=int(again), seconds=time.monotonic() - began)
        if isinstance(outcome, Answer):
            known = outcome.prompt_tokens is not None and outcome.completion_tokens is not None
            self._note(
                prompt_tokens=outcome.prompt_tokens or 0,
                completion_tokens=outcome.completion_tokens or 0,
                uncounted=int(not known),
            )
        return outcome

    def _note(self, *, refused: tuple[str, ...] = (), **more: float) -> None:
        with self._lock:
            grown = {name: getattr(self._account, name) + value for name, value in more.items()}
            known = tuple(dict.fromkeys((*self._account.refused, *refused)))
            self._account = replace(self._account, **grown, refused=known)
