"""Chat: claims by a model behind an OpenAI-compatible server, every quote of its answer found in the article.

In: `Article`. Out: `Record`s. The prompts are files in `prompts/`. The server is that of OPENAI_BASE_URL and
OPENAI_API_KEY; what it has answered once is not asked again. docs/chat.md says what is sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from string import Template

from fcbench import files
from fcbench.chat.answer import Reading, json_schema
from fcbench.chat.client import Client
from fcbench.chat.quotes import spoken_text
from fcbench.chat.records import Resolved, resolve
from fcbench.chat.server import from_environment
from fcbench.chat.values import Account, Answer, Message, Question, fence, json_object, shown
from fcbench.markup import read_plain
from fcbench.schema import Article, Attribution, DataError, Record, validate

USAGE = "chat:MODEL"
PROMPTS = ("claims.md", "article.md", "repair.md")
LONGEST = 200_000  # code points, some 50,000 tokens: with the answer, half of what common models take in
SENT_BACK = 100_000  # code points of a wrong answer that are sent back: the longest that is asked for has fewer
MOST = 2_000  # statements, and claims: one for each 100 code points of the longest article
LISTED = 40  # problems that are sent back, or shown: more of them have the same few causes


@dataclass(frozen=True)
class Chat:
    """A model behind a server, and the client that asks it."""

    model: str
    client: Client = field(repr=False)
    training: str = "unknown"

    @property
    def name(self) -> str:
        """The target that makes it again."""
        return f"chat:{self.model}"

    @property
    def revision(self) -> str:
        """A hash of what is asked, prompts and schema, and of where: what a server calls MODEL is its affair."""
        parts = [*(_file(name) for name in PROMPTS), _schema(), self.client.place]
        return files.sha256("\0".join(parts).encode())[:16]

    @property
    def account(self) -> Account:
        """What its answers have cost so far."""
        return self.client.account

    @read_plain
    def extract(self, article: Article) -> list[Record]:
        """The records of an article; none, and nothing asked, where nothing in it speaks.

        Raises DataError for an article that is too long, and where the answer cannot be used, nor the one after it
        that is asked for with all that was wrong.
        """
        return list(self._resolved(article).records)

    @read_plain
    def attributions(self, article: Article) -> list[Attribution]:
        """Every attribution of an article, those that make no claim among them; raises as `extract` does."""
        return list(self._resolved(article).attributions)

    def _resolved(self, article: Article) -> Resolved:
        text = spoken_text(article)
        if not text.strip():
            return Resolved()
        if len(text) > LONGEST:
            raise DataError(f"{self.name}: {article.id}: {len(text):,} code points; at most {LONGEST:,} are sent")
        messages: tuple[Message, ...] = (
            Message("system", _prompt("claims.md", fence=fence(text))),
            Message("user", _prompt("article.md", fence=fence(text), article=text)),
        )
        answer, found = self._asked(article, messages)
        if found.problems:
            said = Message("assistant", answer.text[:SENT_BACK] or "{}")  # servers refuse an empty turn
            wrong = "\n".join(_listed(found.problems))
            messages = (*messages, said, Message("user", _prompt("repair.md", fence=fence(wrong), problems=wrong)))
            answer, found = self._asked(article, messages)
        if found.problems:
            place = f"{self.name}: {article.id}"
            listed = "".join(f"\n  {problem}" for problem in _listed(found.problems))
            raise DataError(f"{place}: the answer cannot be used, nor could the one before it:{listed}")
        return found

    def _asked(self, article: Article, messages: tuple[Message, ...]) -> tuple[Answer, Resolved]:
        """An answer, and what it comes to."""
        answer = self.client.ask(Question(self.model, messages, json.loads(_schema())))
        reading = _reading(answer)
        if isinstance(reading, Reading):
            return answer, resolve(article, reading, issuer=f"fcbench extract {self.name}")
        return answer, Resolved(problems=reading)


def load(argument: str) -> Chat:
    """The model of that name at the server that the environment names; raises DataError where none is named."""
    if not argument.strip():
        raise DataError("chat needs a model that the server has: chat:MODEL")
    return Chat(argument, Client(from_environment()))


def _reading(answer: Answer) -> Reading | tuple[str, ...]:
    """The reading in an answer, or the problems with its form."""
    if not answer.whole:
        return (f"the whole: it does not end: the server stopped it with {answer.finish[:40]!r}; answer more briefly",)
    value = json_object(answer.text)
    if value is None:
        return ("the whole: no JSON object; one with statements and claims is due",)
    try:
        reading = validate(Reading, value, where="the answer")
    except DataError as error:
        return tuple(str(error).splitlines())
    if max(len(reading.statements), len(reading.claims)) > MOST:
        return (
            f"the whole: {len(reading.statements):,} statements and {len(reading.claims):,} claims; at most {MOST:,}",
        )
    return reading


def _listed(problems: tuple[str, ...]) -> list[str]:
    more = [f"and {len(problems) - LISTED:,} more"] if len(problems) > LISTED else []
    return [*map(shown, problems[:LISTED]), *more]


def _prompt(name: str, **known: str) -> str:
    """A prompt with what it is to hold; a dollar sign in that is no placeholder."""
    return Template(_file(name)).substitute(known)


@cache
def _file(name: str) -> str:
    return (resources.files("fcbench.extract") / "prompts" / name).read_text("utf-8")


@cache
def _schema() -> str:
    return json.dumps(json_schema(), sort_keys=True)
