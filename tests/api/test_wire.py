"""Q23 to Q29: what is no proper HTTP, or comes too slowly, on a real socket."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import uvicorn
from fastapi import FastAPI

from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.serving import asgi, protocol, tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from tests.api.conftest import GOOD
from tests.prediction import making

PATH = "/v1/models/houses/predict"
BODY = json.dumps({"rows": [GOOD]}).encode()


class Wire:
    """A service on a socket of its own, in this process."""

    def __init__(self, port: int, token: str, app: FastAPI) -> None:
        self.port, self.token, self.app = port, token, app

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def head(self, *more: str, method: str = "POST", path: str = PATH) -> bytes:
        lines = (
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            f"Authorization: Bearer {self.token}",
            *more,
        )
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def send(self, *parts: bytes) -> tuple[int, bytes]:
        with closing(self.connect()) as to:
            for part in parts:
                to.sendall(part)
            return reply(to)


def reply(to: socket.socket) -> tuple[int, bytes]:
    """Return the status of the first reply and all that came."""
    data = b""
    while True:
        found = re.search(rb"(?i)content-length: (\d+)\r\n.*?\r\n\r\n", data, re.DOTALL)
        if found and len(data) >= found.end() + int(found[1]):
            break
        part = to.recv(65_536)
        if not part:
            break
        data += part
    return (int(data[9:12]) if data else 0), data


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    home = tmp_path_factory.mktemp("wire")
    store = Store.open(settings.load({}, home=home))
    Registry(store).register(making.model("plain"), "houses")
    token = tokens.create(store, "default").token
    app = create_app(store, store.settings)
    listener = asgi._listen("127.0.0.1", 0)
    config = uvicorn.Config(app, http=protocol.Protocol, ws="none", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield Wire(listener.getsockname()[1], token, app)
    server.should_exit = True
    thread.join(20)
    store.close()


def test_a_good_request_is_answered(wire: Wire) -> None:
    status, data = wire.send(wire.head(f"Content-Length: {len(BODY)}"), BODY)
    assert status == 200
    assert b'"predictions"' in data


def test_several_on_one_connection(wire: Wire) -> None:
    one = wire.head(f"Content-Length: {len(BODY)}") + BODY
    with closing(wire.connect()) as to:
        for _ in range(3):
            to.sendall(one)
            assert reply(to)[0] == 200


def test_q23_pieces_without_a_length_are_put_together(wire: Wire) -> None:
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"
    assert wire.send(wire.head("Transfer-Encoding: chunked"), pieces)[0] == 200
    endless = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    head = wire.head("Transfer-Encoding: chunked")
    assert wire.send(head, endless * 129)[0] == 413


@pytest.mark.parametrize(
    "lengths",
    [
        ("Content-Length: -1",),
        ("Content-Length: 5", "Content-Length: 7"),
        ("Content-Length: x",),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 99999999999999999999999",),
    ],
)
def test_q24_lengths_that_lie_end_the_connection(wire: Wire, lengths: tuple[str, ...]) -> None:
    with closing(wire.connect()) as to:
        to.sendall(wire.head(*lengths) + BODY)
        status, data = reply(to)
        assert status == 400
        assert b'"bad_http"' in data
        assert to.recv(10) == b""


def test_q25_methods(wire: Wire) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "TRACE"):
        status, data = wire.send(wire.head("Connection: close", method=method))  # HEAD has no body
        assert status == 405, method
        assert b"allow: POST" in data
        assert wire.token.encode() not in data  # nothing is echoed
    status, data = wire.send(wire.head(method="NONSENSE"))
    assert status == 501
    assert b'"unknown_method"' in data
    assert wire.send(wire.head(method="CONNECT"))[0] in (400, 404, 405)
    expecting = wire.head(f"Content-Length: {len(BODY)}", "Expect: 100-continue")
    with closing(wire.connect()) as to:
        to.sendall(expecting)
        assert to.recv(100).startswith(b"HTTP/1.1 100 ")
        to.sendall(BODY)
        assert reply(to)[0] == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("X-Long: " + "x" * 64_000, 431),
        ("\r\n".join(f"X-{at}: 1" for at in range(1_000)), 431),
        ("X-Nul: a\0b", 400),
        ("X-Bare: a\nb: c\rd", 400),
        ("Bad Name: 1", 400),
    ],
)
def test_q26_headers(wire: Wire, header: str, status: int) -> None:
    found, data = wire.send(wire.head(header, f"Content-Length: {len(BODY)}"))
    assert found == status
    assert json.loads(data.split(b"\r\n\r\n", 1)[1])["error"]["fix"]


def test_q27_slow_senders_are_cut_off(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "BODY_SECONDS", 0.3)
    head = wire.head("Content-Length: 500")
    for parts in ([head[:40]], [head], [head, BODY[:20]]):
        start = time.monotonic()
        status, data = wire.send(*parts)
        assert status == 408
        assert b'"slow_sender"' in data
        assert time.monotonic() - start < 10
    with closing(wire.connect()) as to:
        assert reply(to)[0] == 0  # who says nothing is told nothing
    counted = wire.app.state.service.meters.text()
    assert b'loupe_events_total{event="slow_sender"} 4.0' in counted


def left(wire: Wire) -> float:
    text = wire.app.state.service.meters.text().decode()
    return float(re.findall(r'loupe_events_total\{event="left"\} (.+)', text)[0])


def test_q29_who_leaves_is_counted_and_not_answered(wire: Wire) -> None:
    before = left(wire)
    with closing(wire.connect()) as to:
        to.sendall(wire.head("Content-Length: 5000") + BODY)
        time.sleep(0.1)
    for _ in range(200):
        if left(wire) > before:
            break
        time.sleep(0.05)
    assert left(wire) == before + 1
    assert b'status="499"' in wire.app.state.service.meters.text()


@pytest.fixture
def crowded(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Return the service with as many requests under way as it takes: none."""
    monkeypatch.setattr(wire.app.state.service.crowd, "_most", 0)
    return wire


def test_q28_too_many_are_told_at_the_head_and_the_body_is_let_go_by(crowded: Wire) -> None:
    large = b" " * 300_000
    head = crowded.head(f"Content-Length: {len(large)}", "X-Request-Id: mine")
    with closing(crowded.connect()) as to:
        to.sendall(head)
        status, data = reply(to)  # nothing of the body was sent
        assert status == 503
        parts = data.split(b"\r\n\r\n", 1)
        assert re.search(rb"(?im)^retry-after: [123]\r$", parts[0] + b"\r\n")
        assert b"x-request-id: mine" in parts[0]
        assert b"x-content-type-options: nosniff" in parts[0]
        told = json.loads(parts[1])["error"]
        assert (told["code"], told["ref"]) == ("overloaded", "mine")
        to.sendall(large)  # what was announced belongs to the request that is over
        to.sendall(head + large)
        assert reply(to)[0] == 503
        to.sendall(crowded.head(method="GET", path="/livez"))
        assert reply(to)[0] == 200


def test_q28_a_connection_goes_on_when_there_is_room_again(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = wire.head(f"Content-Length: {len(BODY)}") + BODY
    crowd = wire.app.state.service.crowd
    with closing(wire.connect()) as to:
        for most, wanted in ((100, 200), (0, 503), (100, 200)):
            monkeypatch.setattr(crowd, "_most", most)
            to.sendall(one)
            assert reply(to)[0] == wanted
    text = wire.app.state.service.meters.text().decode()
    assert re.search(r'loupe_requests_total\{method="POST",route="unknown",status="503"\}', text)


def test_q28_who_asks_to_close_is_let_go(crowded: Wire) -> None:
    head = crowded.head(f"Content-Length: {len(BODY)}", "Connection: close")
    with closing(crowded.connect()) as to:
        to.sendall(head + BODY)
        assert reply(to)[0] == 503
        assert to.recv(10) == b""


def test_q28_what_waits_behind_another_request_is_told_in_its_turn(crowded: Wire) -> None:
    both = crowded.head(method="GET", path="/livez") + crowded.head("Content-Length: 2") + b"{}"
    with closing(crowded.connect()) as to:
        to.sendall(both)
        data = b""
        while data.count(b"HTTP/1.1 ") < 2 or not data.endswith(b"}"):
            data += to.recv(65_536)
    assert data.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 503" in data


def test_q28_the_open_inference_protocol_has_its_form(crowded: Wire) -> None:
    head = crowded.head("Content-Length: 2", path="/v2/models/houses/infer")
    status, data = crowded.send(head, b"{}")
    assert status == 503
    assert json.loads(data.split(b"\r\n\r\n", 1)[1])["error"].startswith("overloaded: ")
