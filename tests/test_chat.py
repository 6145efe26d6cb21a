"""A chat server asked: patient, bounded, once for each question, and never with its key in sight."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any

import pytest

from fcbench.chat.cache import Cache, default_folder
from fcbench.chat.client import Client
from fcbench.chat.server import Limits, Server, from_environment
from fcbench.chat.values import Account, Answer, Message, Parameters, Question, json_object
from fcbench.schema import DataError
from tests import loopback
from tests.loopback import cut, serving, status
from tests.servers import KEY, PATH, asked, refuses, reply, says, script, thinks

SCHEMA = {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]}
ASKED = Question("owl-1", (Message("system", "Be brief."), Message("user", "Which colour?")), SCHEMA)
BLUE = '{"colour": "blue"}'

Asking = Callable[..., Client]


@pytest.fixture
def server() -> Iterator[loopback.Server]:
    with serving() as running:
        yield running


@pytest.fixture
def sleeps() -> list[float]:
    return []


@pytest.fixture
def asking(server: loopback.Server, tmp_path: Path, sleeps: list[float]) -> Asking:
    """A client of a server with these answers; what it would sleep is noted."""

    def client(*answers: loopback.Answer, **limits: Any) -> Client:
        place = script(server, *answers)
        return Client(place, cache=Cache(tmp_path), limits=Limits(**limits), sleep=sleeps.append)

    return client


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# What is asked


def test_a_question_is_put_with_its_schema_at_temperature_0_with_a_seed(
    asking: Asking, server: loopback.Server
) -> None:
    assert asking(says(BLUE)).ask(ASKED) == Answer(BLUE, "stop", 70, 30)
    (body,) = asked(server)
    assert body == {
        "model": "owl-1",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Which colour?"}],
        "temperature": 0,
        "seed": 0,
        "max_tokens": 16_384,
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}},
    }
    assert server.asked("Authorization") == [f"Bearer {KEY}"]


def test_a_question_without_a_schema_asks_for_no_form(asking: Asking, server: loopback.Server) -> None:
    assert asking(says("Blue.")).ask(replace(ASKED, schema=None)).text == "Blue."
    assert "response_format" not in asked(server)[0]


# The cache


def test_a_kept_answer_is_not_asked_for_again(asking: Asking, server: loopback.Server) -> None:
    client = asking(says(BLUE), says('{"colour": "red"}'))
    assert client.ask(ASKED) == client.ask(ASKED) == Answer(BLUE, "stop", 70, 30)
    assert len(server.bodies) == 1
    assert (client.account.requests, client.account.cached) == (1, 1)


def test_a_kept_answer_serves_a_client_with_another_key_or_none(
    asking: Asking, server: loopback.Server, tmp_path: Path
) -> None:
    asking(says(BLUE)).ask(ASKED)
    address = script(server, says("{}")).address
    for key in ("sk-another-key", None):
        assert Client(Server(address, key), cache=Cache(tmp_path)).ask(ASKED).text == BLUE
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, model="owl-2"),
        replace(ASKED, messages=ASKED.messages[1:]),
        replace(ASKED, messages=(*ASKED.messages[:1], Message("assistant", "Which colour?"))),
        replace(ASKED, schema={}),
        replace(ASKED, schema=None),
        replace(ASKED, parameters=Parameters(seed=1)),
        replace(ASKED, parameters=Parameters(temperature=0.5)),
        replace(ASKED, parameters=Parameters(max_tokens=9)),
    ],
)
def test_another_question_does_not_share_an_answer(other: Question) -> None:
    assert other.key("a/v1") != ASKED.key("a/v1")


def test_another_server_does_not_share_an_answer() -> None:
    assert ASKED.key("a:1/v1") != ASKED.key("a:2/v1")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"blue", b"teal"),
        lambda content: content.replace(b'"stop"', b"7"),
        lambda content: b"\xff\xfe",
        lambda content: b"[" * 100_000,
        lambda content: b"",
    ],
)
def test_a_damaged_answer_is_asked_for_again(
    asking: Asking, server: loopback.Server, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    client = asking(says(BLUE))
    client.ask(ASKED)
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert client.ask(ASKED).text == BLUE
    assert len(server.bodies) == 2
    assert path.read_bytes() == whole


def test_an_answer_under_the_wrong_name_is_no_answer(tmp_path: Path) -> None:
    cache, key, other = Cache(tmp_path), "a" * 64, "b" * 64
    cache.write(key, Answer("Blue.", "stop"))
    cache.path(other).parent.mkdir()
    cache.path(key).rename(cache.path(other))
    assert cache.read(other) is None


@pytest.mark.parametrize("answer", [says('{"colour": "bl', finish="length"), says("Well, blue."), says(None)])
def test_half_an_answer_and_one_of_the_wrong_kind_are_given_and_not_kept(
    asking: Asking, tmp_path: Path, answer: loopback.Answer
) -> None:
    client = asking(answer, says(BLUE))
    assert client.ask(ASKED).text != BLUE
    assert kept(tmp_path) == []
    assert client.ask(ASKED).text == BLUE


def test_answers_are_kept_where_downloads_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FCBENCH_CACHE", "/somewhere")
    assert default_folder() == Path("/somewhere/chat")
    monkeypatch.delenv("FCBENCH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/user")
    assert default_folder() == Path("/user/fcbench/chat")


def test_a_folder_that_takes_no_files_is_said(server: loopback.Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    client = Client(script(server, says(BLUE)), cache=Cache(tmp_path / "file"))
    with pytest.raises(DataError, match=r"an answer cannot be kept: .*; set FCBENCH_CACHE"):
        client.ask(ASKED)


# Patience


def test_a_server_that_asks_for_a_wait_is_given_it(asking: Asking, sleeps: list[float]) -> None:
    client = asking(status(429, Retry_After="7"), says(BLUE))
    assert client.ask(ASKED).text == BLUE
    assert sleeps == [7.0]
    assert (client.account.requests, client.account.retries) == (2, 1)


@pytest.mark.parametrize(
    ("after", "wait"),
    [("86400", 60.0), ("9" * 400, 60.0), ("Mon, 05 Jan 2015 10:00:00 GMT", 0.0), ("soon", 1.0), ("-5", 1.0)],
)
def test_a_wait_is_bounded_and_a_strange_one_is_ours(
    asking: Asking, sleeps: list[float], after: str, wait: float
) -> None:
    assert asking(status(503, Retry_After=after), says(BLUE)).ask(ASKED).text == BLUE
    assert sleeps == [wait]


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_server_that_never_answers_is_given_up_after_longer_and_longer_waits(
    asking: Asking, sleeps: list[float], code: int
) -> None:
    client = asking(refuses(code, "busy"))
    with pytest.raises(DataError, match=rf"^127\.0\.0\.1:\d+/v1: the server answers {code} .*: busy; given up after 5"):
        client.ask(ASKED)
    assert sleeps == [1, 2, 4, 8]
    assert client.account == replace(client.account, requests=5, retries=4, prompt_tokens=0, uncounted=0)


def test_a_broken_connection_is_tried_again(asking: Asking) -> None:
    assert asking(cut(reply(BLUE), 20, Content_Type="application/json"), says(BLUE)).ask(ASKED).text == BLUE


def test_where_nobody_listens_is_said(tmp_path: Path) -> None:
    with serving() as closed:
        place = script(closed, says(BLUE))
    client = Client(place, cache=Cache(tmp_path), limits=Limits(attempts=2), sleep=lambda _: None)
    with pytest.raises(DataError, match=r"ConnectError: .*given up after 2 attempts"):
        client.ask(ASKED)


@pytest.mark.parametrize(
    "body",
    [b"nonsense", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": 7}}]}', b"[" * 100_000],
    ids=["nonsense", "empty", "no-choice", "wrong-type", "deep"],
)
def test_a_body_that_is_no_completion_is_asked_for_again(asking: Asking, body: bytes) -> None:
    broken = status(200, body, Content_Type="application/json")
    assert asking(broken, says(BLUE)).ask(ASKED).text == BLUE
    with pytest.raises(DataError, match=rf"what came is no chat completion \({len(body):,} bytes of application/json"):
        asking(broken).ask(replace(ASKED, model="owl-2"))


def test_half_a_character_is_no_text(asking: Asking) -> None:
    broken = status(200, rb'{"choices": [{"message": {"content": "\ud800"}}]}', Content_Type="application/json")
    with pytest.raises(DataError, match="no chat completion"):
        asking(broken).ask(ASKED)


def test_a_slow_server_is_given_up(asking: Asking, sleeps: list[float]) -> None:
    hold = Event()

    def slow(_: BaseHTTPRequestHandler) -> None:
        hold.wait(30)

    client = asking(slow, timeout=0.05, attempts=2)
    with pytest.raises(DataError, match=r"no answer within 0\.05 seconds; given up after 2 attempts"):
        client.ask(ASKED)
    hold.set()
    assert sleeps == [1]


def test_an_answer_that_drips_is_given_up(asking: Asking) -> None:
    stop = Event()

    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):  # each long before the time is up, and all of them long after
            if not stop.wait(0.002):
                handler.wfile.write(b" ")

    with pytest.raises(DataError, match="no answer within"):
        asking(drips, timeout=0.1, attempts=1).ask(ASKED)
    stop.set()


# What is not asked again


@pytest.mark.parametrize("answer", [says("long " * 1000), refuses(400, "long " * 1000), refuses(500, "long " * 1000)])
def test_an_endless_answer_is_cut_off(asking: Asking, server: loopback.Server, answer: loopback.Answer) -> None:
    with pytest.raises(DataError, match="the answer is longer than 1,000 bytes"):
        asking(answer, answer_bytes=1000).ask(ASKED)
    assert len(server.bodies) == 1


def test_a_packed_answer_is_refused_since_it_may_unpack_to_anything(asking: Asking) -> None:
    with pytest.raises(DataError, match="a packed answer"):
        asking(status(200, b"\x1f\x8b", Content_Encoding="gzip")).ask(ASKED)


def test_a_web_page_means_a_wrong_address(asking: Asking, server: loopback.Server) -> None:
    with pytest.raises(DataError, match=r"a web page came .* OPENAI_BASE_URL .* /v1"):
        asking(status(200, b"<!doctype html><p>Welcome", Content_Type="text/html")).ask(ASKED)
    assert len(server.bodies) == 1


def test_the_key_is_not_carried_to_where_a_server_redirects(asking: Asking, server: loopback.Server) -> None:
    elsewhere = server.url("/elsewhere", says(BLUE))
    with pytest.raises(DataError, match="the server answers 307"):
        asking(status(307, Location=elsewhere)).ask(ASKED)
    assert [path for path, _ in server.seen] == [PATH]


def test_a_model_that_is_not_there_is_said(asking: Asking) -> None:
    with pytest.raises(
        DataError, match=r"answers 404 Not Found: no owl-1; is the model's name right, and does OPENAI_"
    ):
        asking(refuses(404, "no owl-1")).ask(ASKED)


def test_a_wrong_key_and_spent_money_are_said_at_once(asking: Asking, server: loopback.Server) -> None:
    with pytest.raises(DataError, match=r"answers 401 Unauthorized: bad key; is OPENAI_API_KEY right\?"):
        asking(refuses(401, "bad key")).ask(ASKED)
    with pytest.raises(DataError, match="answers 429 Too Many Requests: pay first"):
        asking(refuses(429, "pay first", code="insufficient_quota")).ask(ASKED)
    assert len(server.bodies) == 2


# Plainer forms


def plain_server(request: dict[str, Any], *unknown: str) -> str:
    return next((name for name in unknown if name in json.dumps(request)), "")


def takes_no(*unknown: str) -> loopback.Answer:
    """A server that refuses each of these in a request, by name, and else answers."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        assert isinstance(handler, loopback.Handler)
        found = plain_server(json.loads(handler.body), *unknown)
        (refuses(400, f"unknown: {found}") if found else says(f"```json\n{BLUE}\n```"))(handler)

    return answer


@pytest.mark.parametrize(
    ("unknown", "types"),
    [(("json_schema",), ["json_schema", "json_object"]), (("response_format",), ["json_schema", "json_object", None])],
)
def test_a_server_that_does_not_know_the_form_is_asked_in_a_plainer_one(
    asking: Asking, server: loopback.Server, unknown: tuple[str, ...], types: list[str | None]
) -> None:
    client = asking(takes_no(*unknown))
    assert json_object(client.ask(ASKED).text) == {"colour": "blue"}
    bodies = asked(server)
    assert [body.get("response_format", {}).get("type") for body in bodies] == types
    assert json.dumps(SCHEMA) in bodies[-1]["messages"][-1]["content"]
    assert client.account.refused == tuple(name for name in types[:-1])
    client.ask(replace(ASKED, parameters=Parameters(seed=1)))
    assert len(server.bodies) == len(types) + 1  # what it takes is remembered


def test_parameters_that_a_server_refuses_are_left_out(asking: Asking, server: loopback.Server) -> None:
    client = asking(takes_no('"temperature"', '"seed"', '"max_tokens"'))
    client.ask(ASKED)
    last = asked(server)[-1]
    assert {"temperature", "seed", "max_tokens"} & set(last) == set()
    assert last["max_completion_tokens"] == 16_384
    assert last["response_format"]["type"] == "json_schema"
    assert client.account.refused == ("temperature", "seed", "max_tokens")


def test_a_refusal_names_its_parameter_in_a_field_of_its_own(asking: Asking, server: loopback.Server) -> None:
    asking(refuses(400, "not with this model", param="temperature"), says(BLUE)).ask(ASKED)
    assert "temperature" not in asked(server)[-1]


def test_what_is_refused_in_every_form_is_an_error(asking: Asking, server: loopback.Server) -> None:
    with pytest.raises(DataError, match=r"/v1: owl-1: the server answers 400 Bad Request: the text is too long$"):
        asking(refuses(400, "the text is too long")).ask(ASKED)
    assert len(server.bodies) == 3


def test_a_refusal_of_one_question_does_not_make_the_next_plainer(asking: Asking, server: loopback.Server) -> None:
    long = refuses(400, "the text is too long")
    client = asking(long, long, long, says(BLUE))
    with pytest.raises(DataError):
        client.ask(ASKED)
    client.ask(ASKED)
    assert asked(server)[-1]["response_format"]["type"] == "json_schema"


# Many at once


def colour(request: dict[str, Any]) -> str:
    return json.dumps({"colour": request["messages"][0]["content"]})


def named(name: str) -> Question:
    return Question("owl-1", (Message("user", name),), SCHEMA)


def test_many_answers_come_in_order_and_equal_questions_are_asked_once(asking: Asking, server: loopback.Server) -> None:
    names = ["red", "green", "red", "grey", "green", "black"]
    answers = asking(thinks(colour)).ask_all([named(name) for name in names])
    assert [json_object(answer.text) for answer in answers if isinstance(answer, Answer)] == [
        {"colour": name} for name in names
    ]
    assert len(server.bodies) == 4


def test_an_error_spoils_its_own_answer_alone(asking: Asking) -> None:
    def fussy(handler: BaseHTTPRequestHandler) -> None:
        assert isinstance(handler, loopback.Handler)
        (refuses(403, "not green") if b"green" in handler.body else thinks(colour))(handler)

    red, green, grey = asking(fussy).ask_all([named(name) for name in ("red", "green", "grey")])
    assert isinstance(red, Answer)
    assert isinstance(green, DataError)
    assert isinstance(grey, Answer)


def test_no_more_requests_run_at_once_than_there_are_workers(asking: Asking) -> None:
    two, lock, running, most = Barrier(2), Lock(), [0], [0]

    def counted(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        two.wait(30)  # so that two do run at once
        with lock:
            running[0] -= 1
        says(BLUE)(handler)

    client = asking(counted, workers=2)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(client.ask, [named(str(number)) for number in range(6)]))
    assert most == [2]
    assert client.account.requests == 6


# What it costs


def test_the_account_counts_what_was_paid_for(asking: Asking) -> None:
    client = asking(status(500), says(BLUE), says(BLUE, usage=None))
    client.ask(ASKED)
    client.ask(ASKED)
    client.ask(replace(ASKED, model="owl-2"))
    account = client.account
    assert account.seconds > 0
    assert replace(account, seconds=0.0) == Account(
        requests=3, retries=1, cached=1, prompt_tokens=70, completion_tokens=30, uncounted=1
    )
    assert account.cost(prompt=2.0, completion=10.0) == pytest.approx(0.00044)


# The key


ECHO = (
    says(f"your key is {KEY}"),
    says(BLUE, finish=KEY),
    says("cut", finish="length"),
    refuses(401, f"wrong key: {KEY}"),
    refuses(400, f"unknown header: Bearer {KEY}", param=KEY),
    refuses(500, f"cannot log in with {KEY}"),
    status(418, KEY.encode()),
    status(200, f"<p>{KEY}".encode(), Content_Type="text/html"),
    cut(reply(BLUE), 9),
)


@pytest.mark.parametrize("answer", ECHO)
def test_the_key_is_in_no_message_file_repr_or_log(
    asking: Asking,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    answer: loopback.Answer,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = asking(answer, attempts=2)
    seen = [repr(client), repr(vars(client))]
    try:
        seen.append(repr(client.ask(replace(ASKED, schema=None))))
    except DataError as error:
        seen += [str(error), "".join(traceback.format_exception(error))]
    seen += [repr(client.account), caplog.text, *capfd.readouterr()]
    seen += [path.read_text("utf-8") for path in kept(tmp_path)] + [str(path) for path in kept(tmp_path)]
    assert [text for text in seen if KEY in text] == []
    assert caplog.records  # there was a log to look into


def test_a_placeholder_for_a_key_is_not_cut_out_of_answers(server: loopback.Server, tmp_path: Path) -> None:
    address = script(server, says('{"colour": "none"}')).address
    assert Client(Server(address, "none"), cache=Cache(tmp_path)).ask(ASKED).text == '{"colour": "none"}'


@pytest.mark.parametrize("header", ["Content_Type", "Location", "Retry_After"])
@pytest.mark.parametrize("code", [200, 307, 429])
def test_a_key_that_a_server_sends_back_in_a_header_is_in_no_message(asking: Asking, header: str, code: int) -> None:
    with pytest.raises(DataError) as raised:
        asking(status(code, b"?", **{header: f"text/{KEY}"}), attempts=1).ask(ASKED)
    assert KEY not in "".join(traceback.format_exception(raised.value))


# Which server


def test_the_server_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    assert from_environment() == Server("https://api.openai.com/v1", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:8000/v1")
    monkeypatch.delenv("OPENAI_API_KEY")
    assert from_environment() == Server("http://localhost:8000/v1")


@pytest.mark.parametrize(
    "address", ["owl", "ftp://owl/v1", "http://me:hidden@owl/v1", "http://owl/v1?key=hidden", "http://owl:hidden/v1"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_unshown(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(DataError, match=r"^OPENAI_BASE_URL: ") as raised:
        from_environment()
    assert "hidden" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("key", ["sk-one\nsk-two", "sk-ключ", "sk one"])
def test_a_key_that_no_header_holds_is_refused_unshown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(DataError, match="OPENAI_API_KEY: holds a character") as raised:
        from_environment()
    assert "sk" not in str(raised.value)


def test_the_public_server_is_not_asked_without_a_key(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no server to ask: set OPENAI_API_KEY, or OPENAI_BASE_URL"):
        Client(Server("https://api.openai.com/v1"), cache=Cache(tmp_path)).ask(ASKED)


def test_offline_only_this_machine_is_asked(asking: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FCBENCH_OFFLINE", "1")
    with pytest.raises(DataError, match=r"owl\.example/v1: not asked: offline, since FCBENCH_OFFLINE is set"):
        Client(Server("https://owl.example/v1", KEY), cache=Cache(tmp_path)).ask(ASKED)
    assert asking(says(BLUE)).ask(ASKED).text == BLUE


def test_without_the_package_kept_answers_still_come_and_others_say_what_to_install(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(says(BLUE)).ask(ASKED)
    monkeypatch.setitem(sys.modules, "openai", None)
    bare = asking(says(BLUE))
    assert bare.ask(ASKED).text == BLUE
    with pytest.raises(DataError, match=r"pip install 'fcbench\[chat\]'"):
        bare.ask(replace(ASKED, model="owl-2"))


# Reading answers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Sure!\n```json\n{"a": 1}\n```\nAnything else?', {"a": 1}),
        ('```\n{"a": 0}\n```\nNo, wait:\n```\n{"a": 1}\n```', {"a": 1}),
        ('<think>maybe {"a": 0}</think>{"a": 1}', {"a": 1}),
        ('The object is {"a": {"b": 1}}.', {"a": {"b": 1}}),
        ('{"a": 1', None),
        ("[1]", None),
        ("", None),
        ("}{", None),
        ("{" * 100_000 + "}", None),
    ],
)
def test_an_object_is_found_in_what_a_model_wraps_around_it(text: str, value: object) -> None:
    assert json_object(text) == value
