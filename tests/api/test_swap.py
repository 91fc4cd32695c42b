"""Versions change under load: no request fails, and each answer is that of the version it names."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn

from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.serving import asgi, tokens
from mlcore.serving.app import create_app
from mlcore.serving.protocol import Protocol
from mlcore.store.store import Store
from tests.api.conftest import GOOD
from tests.prediction import making

SWAPS, CLIENTS = 10, 4


@pytest.fixture
def running() -> Iterator[tuple[Store, int, str]]:
    store = Store.open(settings.load())
    registry = Registry(store)
    registry.register(making.model("plain"), "houses")
    registry.register(making.model("plain", "none"), "houses")
    token = tokens.create(store, "default").token
    listener = asgi._listen("127.0.0.1", 0)
    config = uvicorn.Config(
        create_app(store, store.settings), http=Protocol, ws="none", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield store, listener.getsockname()[1], token
    server.should_exit = True
    thread.join(20)
    store.close()


def test_swaps_under_load_fail_no_request(running: tuple[Store, int, str]) -> None:
    store, port, token = running
    address = f"http://127.0.0.1:{port}/v1/models/houses"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"rows": [GOOD]}).encode()

    def ask(path: str = "predict") -> tuple[int, float]:
        request = urllib.request.Request(f"{address}/{path}", body, headers)
        with urllib.request.urlopen(request, timeout=30) as reply:
            found = json.loads(reply.read())
        assert not found["degraded"]
        return found["version"], found["predictions"][0]["value"]

    expected = dict(ask(f"versions/{version}/predict") for version in (1, 2))
    assert expected[1] != expected[2]
    over = threading.Event()

    def client() -> list[tuple[int, float]]:
        found = [ask()]
        while not over.is_set():
            found.append(ask())
        return found

    with ThreadPoolExecutor(CLIENTS) as pool:
        loads = [pool.submit(client) for _ in range(CLIENTS)]
        registry = Registry(store)
        try:
            for at in range(SWAPS):
                registry.promote("houses", 2 - at % 2)
                assert ask()[0] == 2 - at % 2  # whoever asks after a promotion gets it
        finally:
            over.set()
        answers = [one for load in loads for one in load.result()]
    assert {version for version, _ in answers} == {1, 2}
    assert all(value == pytest.approx(expected[v], rel=1e-12) for v, value in answers)
