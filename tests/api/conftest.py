"""The real app on an empty store, with models and a token."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from tests.prediction import making

ROOT = Path(__file__).parents[2]
START = """
from mlcore import settings
from mlcore.serving.asgi import serve
from mlcore.serving.listen import Listen
from mlcore.store.store import Store
chosen = settings.load()
serve(Store.open(chosen), chosen, Listen(port=0))
"""
BASE = "http://localhost"
GOOD = {"size": 50.5, "rooms": 3, "kind": "flat"}


@dataclass
class Service:
    """A client of the app with everything behind it."""

    store: Store
    client: TestClient
    token: str

    @property
    def registry(self) -> Registry:
        """The models of the token's workspace."""
        return Registry(self.store)

    def get(self, path: str) -> Any:
        """Ask for a page, with the token."""
        return self.client.get(path, headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: bytes, kind: str | None = "application/json") -> Any:
        """Send bytes as they are, with the token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if kind is not None:
            headers["Content-Type"] = kind
        return self.client.post(path, content=body, headers=headers)

    def ask(self, body: Any, name: str = "houses", version: int | None = None) -> Any:
        """Send a prediction request."""
        middle = "" if version is None else f"/versions/{version}"
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.post(f"/v1/models/{name}{middle}/predict", json=body, headers=headers)

    def post_json(self, what: str, body: Any, name: str = "houses") -> Any:
        """Send JSON to a route of the model and return the JSON of a good reply."""
        headers = {"Authorization": f"Bearer {self.token}"}
        reply = self.client.post(f"/v1/models/{name}/{what}", json=body, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.json()


Make = Callable[..., Service]


@pytest.fixture(scope="session")
def _houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the model ``houses`` in it, to be copied."""
    folder = tmp_path_factory.mktemp("houses") / "home"
    store = Store.open(settings.load({}, home=folder))
    Registry(store).register(making.model("plain"), "houses")
    store.close()
    return folder


@pytest.fixture
def houses(_houses: Path, home: Path) -> None:
    """Put the model ``houses`` into the home of this test."""
    shutil.copytree(_houses, home)


@pytest.fixture
def service(houses: None) -> Iterator[Service]:
    """Return the service with the model ``houses`` in it."""
    store = Store.open(settings.load())
    token = tokens.create(store, "default").token
    with TestClient(create_app(store, store.settings), base_url=BASE) as client:
        yield Service(store, client, token)
    store.close()


@pytest.fixture
def model() -> Model:
    """Return the model that is registered as ``houses``."""
    return making.model("plain")


@pytest.fixture
def store(houses: None) -> Iterator[Store]:
    opened = Store.open(settings.load())
    yield opened
    opened.close()


@pytest.fixture
def process(store: Store) -> Iterator[subprocess.Popen[str]]:
    """Start the service in a process of its own."""
    started = subprocess.Popen(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
        started.send_signal(signal.SIGTERM)
        assert started.wait(30) == 0
    finally:
        started.kill()
        started.wait()


@pytest.fixture
def lines(process: subprocess.Popen[str]) -> list[str]:
    """Return the two lines that the service prints."""
    assert process.stderr is not None
    return [process.stderr.readline().strip() for _ in range(2)]
