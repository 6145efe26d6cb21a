"""Chat servers on this machine: scripted answers, and one that is honest, reading what it is sent by our own rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

from fcbench.articles import from_text
from fcbench.chat.answer import Pointer, Reading, Statement
from fcbench.chat.quotes import Quotes, quotes
from fcbench.chat.server import Server
from fcbench.extract.rules import Rules
from fcbench.schema import Attribution, Record, Span
from fcbench.speech.sentences import Range
from fcbench.text import words
from tests.loopback import Answer, Handler, status
from tests.loopback import Server as Loopback

KEY = "sk-test-0123456789-secret"
PATH = "/v1/chat/completions"
USAGE = {"prompt_tokens": 70, "completion_tokens": 30}

_FENCED = re.compile(r"^<<<([0-9a-f]{16})\n(.*?)\n\1>>>$", re.DOTALL | re.MULTILINE)


def script(server: Loopback, *answers: Answer) -> Server:
    """The chat server that gives these answers, the last one again and again."""
    return Server(server.url(PATH, *answers).removesuffix("/chat/completions"), KEY)


def asked(server: Loopback) -> list[dict[str, Any]]:
    """The bodies of all requests so far."""
    return [json.loads(body) for body in server.bodies]


def fenced(text: str) -> list[str]:
    """What stands between fences in a message."""
    return [match[2] for match in _FENCED.finditer(text)]


def reply(text: str | None, *, finish: str = "stop", usage: dict[str, int] | None = USAGE) -> bytes:
    """The body of a chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return json.dumps({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage}).encode()


def says(text: str | None, *, finish: str = "stop", usage: dict[str, int] | None = USAGE) -> Answer:
    """An answer with that text."""
    return status(200, reply(text, finish=finish, usage=usage), Content_Type="application/json")


def refuses(number: int, message: str, **more: str) -> Answer:
    """An error as OpenAI-compatible servers give it."""
    error = {"error": {"message": message, **more}}
    return status(number, json.dumps(error).encode(), Content_Type="application/json")


def thinks(answer: Callable[[dict[str, Any]], str]) -> Answer:
    """An answer that depends on the request."""

    def given(handler: BaseHTTPRequestHandler) -> None:
        assert isinstance(handler, Handler)
        says(answer(json.loads(handler.body)))(handler)

    return given


# The honest one


def honest(request: dict[str, Any]) -> str:
    """What fcbench's rules find in the fenced article, in the form that is due, but what cannot be pointed at."""
    (text,) = fenced(request["messages"][1]["content"])
    article = from_text(text, article_id="sent", media_type="text/plain")
    told, text_quotes = Rules().attributions(article), quotes(article)
    notes = [note for number, one in enumerate(told) if (note := _statement(text_quotes, f"s{number}", one))]
    ids = {_place(one): note.id for one in told for note in notes if note.id == f"s{told.index(one)}"}
    claims = [claim for record in Rules().extract(article) if (claim := _claim(record, ids))]
    return Reading.model_validate({"statements": notes, "claims": claims}).model_dump_json()


def _place(one: Attribution) -> Range:
    assert one.cue is not None
    return one.cue.start, one.cue.end


def _statement(text: Quotes, name: str, one: Attribution) -> Statement | None:
    """An attribution as a statement; None where a quote of it can only be told from its twin by its place."""
    content = [_pointer(text, span) for span in one.content]
    passage = _pointer(text, one.content[0], text.whole((one.content[0].start, one.content[0].end)))
    cue, source = _pointer(text, one.cue), _pointer(text, one.source)
    if passage is None or cue is None or None in content or (one.source and source is None):
        return None
    named = [one.chain[-1].entity, one.source.exact if one.source else "", one.content[0].exact]
    return Statement.model_validate(
        {
            "id": name,
            "passage": passage,
            "source": source,
            "cue": cue,
            "content": content,
            "speaker": next(entity for entity in named if words(entity) and text.has(entity)),
            "standing": "person" if one.anonymity == "named" else "institution",
            "anonymity": one.anonymity,
            "via": [],
            "act": one.act,
            "nested_in": None,
            "retells": None,
        }
    )


def _claim(record: Record, ids: dict[Range, str]) -> dict[str, Any] | None:
    places = {one.id: _place(one) for one in record.attributions}
    bearings = {
        ids[places[piece.attribution_id]]: {"stance": piece.stance, "interest": "unknown", "why": None}
        for piece in record.evidence
        if piece.attribution_id and places[piece.attribution_id] in ids
    }
    if not bearings:
        return None
    listed = [{"statement": name, **bearing} for name, bearing in bearings.items()]
    return {"text": record.claim.text, "level": record.claim.level, "bearings": listed}


def _pointer(text: Quotes, span: Span | None, around: Range | None = None) -> Pointer | None:
    """A pointer to a stretch, with as little around it as tells it from all others."""
    if span is None:
        return None
    place = around or (span.start, span.end)
    quote = text.text[slice(*place)]
    for wider in _widened(text, place):
        within = None if wider == place else text.text[slice(*wider)]
        if text.find(Pointer(quote=quote, within=within)) == place:
            return Pointer(quote=quote, within=within)
    return None


def _widened(text: Quotes, place: Range) -> Iterator[Range]:
    """The stretch, wider and wider, within its segment."""
    low, high = next(part for part in text.segments if part[0] <= place[0] and place[1] <= part[1])
    for more in range(max(place[0] - low, high - place[1]) + 1):
        yield max(low, place[0] - more), min(high, place[1] + more)
