"""Two services and two workers on one database, behind a proxy: one of each is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.jobs import queue
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.store.store import Store
from tests.api.conftest import GOOD, ROOT
from tests.jobs.waiting import ended, ledger, rehearse, wait
from tests.nginx import nginx
from tests.postgres import _free_port
from tests.prediction import making

CLIENTS, SECONDS, RETRIES = 8, 12.0, 2


@contextmanager
def running(*command: str, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of Loupe on the database *url* until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mlcore", *command],
        cwd=ROOT,
        env={**os.environ, "LOUPE_DATABASE": url, "LOUPE_DRAIN_SECONDS": "0"},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Client:
    """Asks until there is an answer, at most three times; predictions may be repeated."""

    def __init__(self, address: str, token: str) -> None:
        self._address = f"{address}/v1/models/houses/predict"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.ends: Counter[str] = Counter()

    def ask(self, size: float) -> float | None:
        """Return the answer, None when there is none."""
        body = json.dumps({"rows": [{**GOOD, "size": size}]}).encode()
        for _ in range(1 + RETRIES):
            try:
                request = urllib.request.Request(self._address, body, self._headers)
                with urllib.request.urlopen(request, timeout=30) as reply:
                    self.ends["answered"] += 1
                    return float(json.loads(reply.read())["predictions"][0]["value"])
            except OSError:  # of any kind: refused, reset, late
                self.ends["retried"] += 1
        self.ends["failed"] += 1
        return None


def alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as reply:
            return bool(reply.status == 200)
    except OSError:  # of any kind: refused, reset, late
        return False


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_service_fails_no_request_and_a_killed_worker_loses_no_step(
    postgres_url: str, home: Path, tmp_path: Path
) -> None:
    store = Store.open(settings.load(database=postgres_url))
    model = making.model("plain")
    Registry(store).register(model, "houses")
    token = tokens.create(store, "default").token
    ports = [_free_port(), _free_port()]
    with (
        running("serve", "--port", str(ports[0]), url=postgres_url) as one,
        running("serve", "--port", str(ports[1]), url=postgres_url),
        running("worker", url=postgres_url) as worker,
    ):
        end = time.monotonic() + 120
        while not all(map(alive, ports)):
            assert time.monotonic() < end
            time.sleep(0.2)
        with nginx(tmp_path / "nginx", ports) as address:
            job = rehearse(store, steps=400, seconds=0.05)
            wait(store, job, lambda found: found.done >= 5)
            with running("worker", url=postgres_url):
                client = Client(address, token)
                found = loaded(client, lambda: (one.kill(), worker.kill()))
                interrupted = wait(store, job, ended)
                queue.resume(store, job)
                done = wait(store, job, ended)
    assert client.ends["failed"] == 0
    assert client.ends["answered"] > 500
    for size, value in found:
        assert value == pytest.approx(expected(model, size), rel=1e-12)
    assert interrupted.state == "interrupted"
    assert done.state == "done"
    assert ledger(store, job) == list(range(400))
    store.close()


def loaded(client: Client, kill: object) -> list[tuple[float, float | None]]:
    """Return what was asked and answered by several clients; *kill* is called in the middle."""
    over = time.monotonic() + SECONDS

    def one(number: int) -> list[tuple[float, float | None]]:
        found = []
        at = 0
        while time.monotonic() < over:
            size = 20.0 + (at * CLIENTS + number) % 80
            found.append((size, client.ask(size)))
            at += 1
        return found

    threading.Timer(SECONDS / 3, kill).start()  # type: ignore[arg-type]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [pair for part in pool.map(one, range(CLIENTS)) for pair in part]


def expected(model: object, size: float) -> float:
    from mlcore.prediction.answer import answer

    (found,) = answer(model, [{**GOOD, "size": size}])  # type: ignore[arg-type]
    return float(str(found.value))
