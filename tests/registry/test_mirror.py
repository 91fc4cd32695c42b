"""Versions are told to MLflow through its REST interface; a server that is away changes nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mlcore import settings
from mlcore.prediction.model import Model
from mlcore.registry.mirror import Mirror
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.environments import environment


def mirrored(address: str) -> Registry:
    return Registry(Store.open(settings.load(mlflow=address)))


@pytest.fixture
def heard() -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield the address of a server that refuses everything, and what it was told."""
    told: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            told.append((self.path, json.loads(self.rfile.read(size))))
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", told
        server.shutdown()
        thread.join()


def test_a_server_that_refuses_changes_nothing(
    home: Path, heard: tuple[str, list[tuple[str, Any]]], model: Model
) -> None:
    address, told = heard
    registry = mirrored(address)
    assert registry.register(model, "m") == 1
    assert told[0][0] == "/api/2.0/mlflow/experiments/create"
    newest = registry.journal.records(1)[0]
    assert (newest.action, newest.object, newest.note) == ("mirror", "m:1", "it answered 500")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "file:///etc", "nonsense"])
def test_a_server_that_is_away_changes_nothing(home: Path, address: str, model: Model) -> None:
    registry = mirrored(address)
    assert registry.register(model, "m") == 1
    assert registry.journal.records(1)[0].result == "not_told"


def test_without_an_address_nobody_is_told(registry: Registry, model: Model) -> None:
    registry.register(model, "m")
    assert [record.action for record in registry.journal.records()] == ["register"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def mlflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a real MLflow server, installed into an environment of its own."""
    folder = tmp_path_factory.mktemp("mlflow")
    environment(folder, "mlflow>=3")
    port = free_port()
    command = [
        "env/bin/mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--backend-store-uri", f"sqlite:///{folder}/mlflow.db",
        "--default-artifact-root", str(folder / "artifacts"),
    ]  # fmt: skip
    path = f"{folder / 'env' / 'bin'}:{os.environ['PATH']}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "PATH": path}, **quiet) as server:  # type: ignore[call-overload]
        try:
            yield _ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def _ready(address: str) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return address
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the MLflow server did not start")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_real_server_has_runs_versions_and_aliases(home: Path, mlflow: str, model: Model) -> None:
    registry = mirrored(mlflow)
    for _ in range(2):
        registry.register(model, "it's houses")
    mirror = Mirror(mlflow)
    assert mirror.number("it's houses", 2) is not None
    assert mirror.number("it's houses", 3) is None

    def champion() -> str:
        path = "registered-models/alias?name=it%27s%20houses&alias=champion"
        return str(mirror._ask(path, None)["model_version"]["version"])

    assert champion() == mirror.number("it's houses", 1)
    registry.promote("it's houses", 2)
    assert champion() == mirror.number("it's houses", 2)
    registry.rollback("it's houses")
    assert champion() == mirror.number("it's houses", 1)
    found = mirror._ask("runs/search", {"experiment_ids": [mirror._experiment()]})
    names = {run["info"]["run_name"] for run in found["runs"]}
    assert names == {"it's houses v1", "it's houses v2"}
    metrics = {m["key"]: m["value"] for m in found["runs"][0]["data"]["metrics"]}
    assert metrics[f"{model.meta.metric}.score"] == pytest.approx(model.meta.score)
    assert [r.action for r in registry.journal.records()].count("mirror") == 0
