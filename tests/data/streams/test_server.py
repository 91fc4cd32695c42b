"""What a stream server says, and what a person is told when it refuses."""

from __future__ import annotations

import re
import string

import pytest
import redis

from mlcore.data.streams import messages
from mlcore.data.streams.server import Server
from mlcore.data.streams.state import Mark
from mlcore.data.streams.words import SENTENCES, sentence
from mlcore.errors import LoupeError, Message


def code(url: str, key: str = "s") -> str:
    with pytest.raises(LoupeError) as caught:
        Server(url, key).peek()
    assert "127.0.0.1" not in str(caught.value)
    return caught.value.code


def test_lists_streams_only_and_shows_the_newest_events(
    client: redis.Redis, redis_url: str
) -> None:
    client.set("other", "1")
    for number in range(9):
        client.xadd("s", {"n": number})
    assert Server(redis_url).names() == ("s",)
    assert [e.fields[b"n"] for e in Server(redis_url, "s").peek()] == [b"4", b"5", b"6", b"7", b"8"]


def test_what_is_no_stream_is_refused(client: redis.Redis, redis_url: str) -> None:
    client.set("other", "1")
    assert code(redis_url, "other") == "not_a_stream"
    assert code(redis_url, "gone") == "no_such_stream"


def test_a_closed_port_and_an_address_of_something_else() -> None:
    assert code("redis://127.0.0.1:1/0") == "stream_unreachable"
    assert code("http://127.0.0.1/") == "bad_stream_url"


def test_passwords_and_rights(client: redis.Redis, redis_url: str) -> None:
    client.acl_setuser("reader", enabled=True, passwords="+word", commands=["+xrevrange"], keys=[])
    client.xadd("s", {"a": 1})
    address = redis_url.replace("redis://", "redis://reader:{}@")
    assert code(address.format("wrong")) == "stream_password"
    assert code(address.format("word")) == "stream_refused"
    client.acl_deluser("reader")


@pytest.mark.parametrize("message", messages.MESSAGES, ids=lambda m: m.code)
def test_contract(message: Message) -> None:
    parts = [message.what, message.fix, message.kept]
    assert all(parts)
    names = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
    said = " ".join(parts).format(**dict.fromkeys(names, "word"))
    assert len(said.split()) <= 60
    assert not re.search(r"0x|/|Error|Exception", said)
    assert re.match(r"[A-Z][a-z]+ ", message.fix)


@pytest.mark.parametrize("word", SENTENCES)
def test_every_mark_can_be_said(word: str) -> None:
    said = sentence(Mark(word, "1-0", "a", "number", "75"))
    assert said.endswith(".")
    assert "{" not in said
