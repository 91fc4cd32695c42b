"""A real Redis that the tests start themselves, on the loopback interface only.

``redis_url`` is one server for the whole run, emptied before each test. A :class:`Redis` of a
test's own can be stopped, killed and started again. All die with the test process.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis


class Redis:
    """A server with a folder of its own; what it has written survives :meth:`stop`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder, self._options, self.port = folder, options, _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("there is no redis-server here: tools/setup.sh test installs it")
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self._folder))
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, *options, "--save", "", *self._options],
                env={"PATH": os.environ["PATH"]},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_tests,  # noqa: PLW1509 - one prctl, no locks
            )
        with self.client() as client:
            while not _answers(client):
                assert self._process.poll() is None, (self._folder / "log").read_text()
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """Yield a running server."""
    folder = Path(tempfile.mkdtemp(prefix="loupe-redis-"))
    server = Redis(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def redis_url(redis_server: Redis, monkeypatch: pytest.MonkeyPatch, home: Path) -> str:
    """Return the URL of an empty server, which is also set up as the stream server ``desk``."""
    del home  # which clears the environment first
    with redis_server.client() as client:
        client.flushall()
    monkeypatch.setenv("LOUPE_STREAM_DESK", redis_server.url)
    return redis_server.url


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """Yield a client that writes events."""
    with redis.Redis.from_url(redis_url) as found:
        yield found


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _die_with_tests() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
