"""What goes to a chat server and what comes back, as frozen values; nothing here touches the network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fcbench import files

KEPT_AS = 1  # the version of what is kept; it is part of the key, so that a new one asks again
ANSWER_TOKENS = 16_384  # what common models can write at once; an endless answer is not paid to the end
SHOWN = 300  # code points of what a server says, in a message
FENCE = 16  # hexadecimal digits: a text that holds its own takes 2**63 tries to find, and is seen then, too
MILLION = 1_000_000  # prices are given for so many tokens

_BLOCK = re.compile(r"^```(?:json)?[ \t]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True)
class Parameters:
    """What steers an answer; the defaults ask for the same one each time."""

    temperature: float = 0
    seed: int = 0
    max_tokens: int = ANSWER_TOKENS


@dataclass(frozen=True)
class Question:
    """All that an answer depends on; `schema` is the JSON Schema of the object that is due, if one is.

    `also` says whether an answer without an object will do, too.
    """

    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    parameters: Parameters = field(default=Parameters())
    also: Callable[[str], bool] = field(default=lambda _: False, compare=False, repr=False)

    def answered(self, text: str) -> bool:
        """Whether a whole answer is one of the form that is due."""
        return self.schema is None or json_object(text) is not None or self.also(text)

    def key(self, place: str) -> str:
        """The SHA-256 of the question as put to the server at `place`, in hexadecimal; no secret is part of it."""
        parts = {
            "kept_as": KEPT_AS,
            "place": place,
            "model": self.model,
            "messages": [[message.role, message.text] for message in self.messages],
            "schema": self.schema,
            "parameters": vars(self.parameters),
        }
        return files.sha256(json.dumps(parts, sort_keys=True).encode())


@dataclass(frozen=True)
class Answer:
    """What a model says; `finish` is why it stopped, in the server's words, and null tokens are not counted by it."""

    text: str
    finish: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    @property
    def whole(self) -> bool:
        """Whether the model came to an end of its own."""
        return self.finish == "stop"


@dataclass(frozen=True)
class Account:
    """What answers have cost so far. Seconds are the clock's and differ each time: they belong in no result."""

    requests: int = 0
    retries: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    uncounted: int = 0
    seconds: float = 0.0
    refused: tuple[str, ...] = ()

    def line(self) -> str:
        """The account on a line.

        >>> Account(requests=2, cached=1, prompt_tokens=1200, completion_tokens=30).line()
        '2 requests, 0 of them again; 1 answers from the cache; 1,200 tokens in, 30 out; 0.0 s'
        """
        asked = f"{self.requests:,} requests, {self.retries:,} of them again; {self.cached:,} answers from the cache"
        return f"{asked}; {self.prompt_tokens:,} tokens in, {self.completion_tokens:,} out; {self.seconds:.1f} s"

    def cost(self, prompt: float, completion: float) -> float:
        """The price of the tokens, in the currency of the two prices, which are for a million tokens each.

        Of `uncounted` answers the server did not give the tokens: they are not in it.
        """
        return (self.prompt_tokens * prompt + self.completion_tokens * completion) / MILLION


def shown(text: str) -> str:
    """Outside text as a message may hold it: on one line, without control characters, and cut.

    >>> shown("a\\nb\\x1b[31mc")
    'a b [31mc'
    """
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def spoken(text: str) -> str:
    """An answer without the thinking that some servers leave in it.

    >>> spoken("<think>Closed, they say.</think> supports")
    ' supports'
    """
    return text.rpartition("</think>")[2]


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, or holds in a fenced block or between its outermost braces; else None.

    >>> json_object('Here it is:\\n```json\\n{"claims": []}\\n```')
    {'claims': []}
    """
    after = spoken(text)
    blocks = _BLOCK.findall(after)
    braces = after[after.find("{") : after.rfind("}") + 1] if "{" in after else ""
    for candidate in (text, *blocks[-1:], braces):
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    return None


def fence(content: str) -> str:
    """What marks where `content` begins and ends as data: made from it, and not in it.

    >>> fence("one") != fence("two")
    True
    """
    mark = files.sha256(content.encode())[:FENCE]
    while mark in content:
        mark = files.sha256(mark.encode())[:FENCE]
    return mark
