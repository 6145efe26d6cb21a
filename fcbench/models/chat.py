"""Labels by a model behind an OpenAI-compatible server, as `chat:MODEL`; an answer that cannot be read is silence.

The server is that of OPENAI_BASE_URL and OPENAI_API_KEY; what it has answered once is not asked again. The prompts are
files in `prompts/`; docs/chat.md says what is sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from fcbench import files
from fcbench.chat.client import Client
from fcbench.chat.server import from_environment
from fcbench.chat.values import Account, Answer, Message, Parameters, Question, fence, json_object, spoken
from fcbench.schema import DataError, Example, Prediction

USAGE = "chat:MODEL"
PROMPTS = ("label.md", "example.md")
LONGEST = 200_000  # code points of one example, some 50,000 tokens: half of what common models take in
LABEL_TOKENS = 1_024  # a label takes a few; a model that thinks aloud first is given some room
DUE = 'due is a JSON object with the key "label", or a label and nothing else'
AROUND = " \t\r\n\"'`“”„‘’«»"  # what models put around a label


@dataclass(frozen=True)
class Chat:
    """A model behind a server, the labels that it chooses among, and the client that asks it."""

    model: str
    labels: tuple[str, ...]
    client: Client = field(repr=False)

    @property
    def name(self) -> str:
        """The target that makes it again."""
        return f"chat:{self.model}"

    @property
    def revision(self) -> str:
        """A hash of what the model is asked, prompts and labels, and of where: what a server calls MODEL is its affair.

        The place stands in it as a hash, since a path may hold what is nobody else's business.
        """
        parts = [*(_file(name) for name in PROMPTS), *self.labels, self.client.place]
        return files.sha256("\0".join(parts).encode())[:16]

    @property
    def account(self) -> Account:
        """What its answers have cost so far."""
        return self.client.account

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """A label for each; what the server does not answer, or not with a label, is silence with the reason beside it.

        Raises DataError where the server answers none of several: then it is the server that is wrong, not the rows.
        """
        asked = [example for example in batch if _length(example) <= LONGEST]
        answers = self.client.ask_all([self._question(example) for example in asked])
        if len(asked) > 1 and all(isinstance(answer, DataError) for answer in answers):
            raise DataError(f"{self.name}: none of {len(asked)} examples was answered, the first: {answers[0]}")
        given = dict(zip((example.id for example in asked), answers, strict=True))
        return [self._prediction(example, given.get(example.id)) for example in batch]

    def _question(self, example: Example) -> Question:
        pieces = [f"EVIDENCE {number}: {piece}" for number, piece in enumerate(example.evidence, start=1)]
        evidence = "\n\n".join(pieces) or "No evidence."
        mark = fence(f"{example.claim}\n{evidence}")
        messages = (
            Message("system", _prompt("label.md", fence=mark, labels=", ".join(self.labels))),
            Message("user", _prompt("example.md", fence=mark, claim=example.claim, evidence=evidence)),
        )
        parameters = Parameters(max_tokens=LABEL_TOKENS)
        return Question(self.model, messages, self._schema(), parameters, also=lambda text: bool(self._label(text)))

    def _schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"label": {"type": "string", "enum": list(self.labels)}},
            "required": ["label"],
            "additionalProperties": False,
        }

    def _prediction(self, example: Example, answer: Answer | DataError | None) -> Prediction:
        label, error = self._read(answer)
        return Prediction(id=example.id, label=label, error=error)

    def _read(self, answer: Answer | DataError | None) -> tuple[str | None, str | None]:
        """The label of an answer, or why there is none."""
        if answer is None:
            return None, f"more than {LONGEST:,} code points; it is not sent"
        if isinstance(answer, DataError):
            return None, str(answer)
        if not answer.whole:
            return None, f"the answer does not end: the server stopped it with {answer.finish[:40]!r}"
        label = self._label(answer.text)
        return (label, None) if label else (None, f"no label that is listed: {json.dumps(answer.text[:80])}; {DUE}")

    def _label(self, text: str) -> str | None:
        """The label of an answer: that of its object, or where it has none all that it says."""
        found = json_object(text)
        said = spoken(text) if found is None else found.get("label")
        return _meant(said, self.labels) if isinstance(said, str) else None


def load(argument: str, labels: tuple[str, ...]) -> Chat:
    """The model of that name at the server that the environment names; raises DataError where none is named."""
    if not argument.strip():
        raise DataError("model 'chat' needs a name that the server knows: chat:MODEL")
    return Chat(argument, labels, Client(from_environment()))


def _meant(said: str, labels: tuple[str, ...]) -> str | None:
    """The label that was said, letter by letter or but for case and what stands around it; None for anything else."""
    found = [label for label in labels if said == label] or [label for label in labels if _bare(said) == _bare(label)]
    return found[0] if len(found) == 1 else None


def _bare(label: str) -> str:
    """A label without case, the spaces and quotation marks around it, and the full stop at its end."""
    return label.strip(AROUND).removesuffix(".").rstrip(AROUND).casefold()


def _length(example: Example) -> int:
    return len(example.claim) + sum(len(piece) for piece in example.evidence)


def _prompt(name: str, **known: str) -> str:
    """A prompt with what it is to hold; a dollar sign in that is no placeholder."""
    return Template(_file(name)).substitute(known)


@cache
def _file(name: str) -> str:
    return (resources.files("fcbench.models") / "prompts" / name).read_text("utf-8")
