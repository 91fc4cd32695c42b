"""The service as a process of its own, asked over a real socket."""

from __future__ import annotations

import json
import re
import shlex
import socket
import urllib.error
import urllib.request
from dataclasses import replace

import pytest

from mlcore.errors import LoupeError
from mlcore.serving import tokens
from mlcore.serving.asgi import serve
from mlcore.serving.listen import Listen
from mlcore.serving.wider import loopback
from mlcore.store.store import Store
from tests.api.conftest import GOOD


def ask(address: str, token: str = "", body: object = None) -> tuple[int, dict[str, object]]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_the_first_start_prints_a_request_that_works(store: Store, lines: list[str]) -> None:
    found = re.search(r"http://127\.0\.0\.1:\d+", lines[0])
    assert found is not None
    address = found.group()
    command = shlex.split(lines[1].partition("Try it: ")[2])
    token = command[2].removeprefix("Authorization: Bearer ")
    assert command[0] == "curl"
    assert ask(command[-1], token)[0] == 200
    assert [t.scope for t in tokens.listing(store, "default")] == ["predict"]
    assert ask(f"{address}/livez")[0] == 200
    assert ask(f"{address}/readyz") == (200, {"ready": True, "models": 1})
    assert ask(f"{address}/v1/models")[0] == 401
    status, body = ask(f"{address}/v1/models/houses/predict", token, {"rows": [GOOD]})
    assert status == 200
    assert body["version"] == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_it_does_not_listen_beyond_this_machine(store: Store, host: str) -> None:
    with pytest.raises(LoupeError) as caught:
        serve(store, store.settings, Listen(host))
    assert caught.value.code == "not_loopback"
    for word in ("LOUPE_HOSTS", "--cert", "tokens create"):
        assert word in caught.value.what


def test_loopback_has_several_names() -> None:
    assert all(map(loopback, ("127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.2")))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"traces": "nowhere"}, "bad_traces"),
        ({"cache": "disk"}, "bad_cache"),
        ({"log_level": "LOUD"}, "bad_setting"),
    ],
)
def test_a_wrong_setting_is_said_before_anything_listens(
    store: Store, wrong: dict[str, str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LoupeError) as caught:
        serve(store, replace(store.settings, **wrong), Listen(port=0))
    assert caught.value.code == code
    assert "Listening" not in capsys.readouterr().err


def test_a_port_in_use_is_said(store: Store) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LoupeError) as caught:
            serve(store, store.settings, Listen(port=port))
    assert caught.value.code == "port_unavailable"
    assert str(port) in caught.value.what
    with pytest.raises(LoupeError) as caught:
        serve(store, store.settings, Listen(port=99_999))
    assert caught.value.code == "port_unavailable"
