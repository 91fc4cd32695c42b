"""Several workers on one port: they agree, a dead one is replaced, and they stop together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable
from pathlib import Path

import pytest

from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.store.store import Store
from tests.api.conftest import GOOD, ROOT
from tests.api.test_live import ask
from tests.prediction import making


def children(pid: int) -> set[int]:
    """Return the processes that *pid* started."""
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def until(there: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
def test_two_workers_agree_and_outlive_one(store: Store) -> None:
    Registry(store).register(making.model("plain", "none"), "houses")
    token = tokens.create(store, "default")
    crew = subprocess.Popen(
        [sys.executable, "-m", "mlcore", "serve", "--port", "0", "--workers", "2"],
        cwd=ROOT,
        env={**os.environ, "LOUPE_DRAIN_SECONDS": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert crew.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", crew.stderr.readline())
        assert found is not None
        address = found.group()

        def version() -> int:
            try:
                status, body = ask(
                    f"{address}/v1/models/houses/predict", token.token, {"rows": [GOOD]}
                )
            except urllib.error.URLError:  # a worker died with the connection in its hands
                return 0
            return int(str(body["version"])) if status == 200 else -status

        until(lambda: version() == 1)
        assert len(children(crew.pid)) == 2
        Registry(store).promote("houses", 2)
        assert {version() for _ in range(20)} == {2}
        tokens.revoke(store, "default", token.id)
        assert {version() for _ in range(20)} == {-401}
        before = children(crew.pid)
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(children(crew.pid) - before) == 1)
        assert ask(f"{address}/livez")[0] == 200
        crew.send_signal(signal.SIGTERM)
        assert crew.wait(30) == 0
    finally:
        crew.kill()
        crew.wait()


def test_a_service_told_to_stop_is_not_ready_but_answers(
    process: subprocess.Popen[str], lines: list[str]
) -> None:
    address = lines[0].removeprefix("Listening on ")
    until(lambda: ask(f"{address}/readyz")[0] == 200)
    process.send_signal(signal.SIGTERM)
    until(lambda: ask(f"{address}/readyz")[0] == 503, 5)
    assert ask(f"{address}/livez")[0] == 200
    assert process.wait(30) == 0
