"""A real MariaDB that the tests start themselves, where the machine has or can fetch one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest

from tests.postgres import _die_with_tests, _free_port

_PACKAGES = ("mariadb-server-core", "mariadb-common", "libaio1", "liburing2", "mysql-common")


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[int]:
    """Yield the port of a running server without passwords, on the loopback interface only."""
    folder = Path(tempfile.mkdtemp(prefix="loupe-mariadb-"))
    try:
        root = _root(folder)
        if root is None:
            pytest.skip("there is no MariaDB here, and none can be fetched")
        yield from _running(root, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _root(folder: Path) -> Path | None:
    """Return the folder that has ``usr/sbin/mariadbd``: the machine's, or unpacked packages."""
    if Path("/usr/sbin/mariadbd").exists():
        return Path("/")
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return None
    fetched = subprocess.run(
        ["apt-get", "download", "-qq", *_PACKAGES], cwd=folder, capture_output=True, check=False
    )
    if fetched.returncode:
        return None
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, folder / "root"], check=True)
    return folder / "root"


def _running(root: Path, folder: Path) -> Iterator[int]:
    port, data = _free_port(), folder / "data"
    data.mkdir()
    libraries = root / "usr/lib/x86_64-linux-gnu"
    around = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": f"{libraries}:{root / 'lib'}"}
    tables = root / "usr/share/mysql"
    common = [
        root / "usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", "--skip-grant-tables",
        f"--lc-messages-dir={tables}", f"--character-sets-dir={tables / 'charsets'}",
        f"--socket={folder / 's'}", f"--port={port}", "--bind-address=127.0.0.1",
        f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=16M", "--user=root",
    ]  # fmt: skip
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            common, env=around, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=_die_with_tests,  # noqa: PLW1509 - one prctl, no locks
        )  # fmt: skip
    try:
        _await(port, server, folder)
        yield port
    finally:
        server.kill()
        server.wait(20)


def _await(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    while True:
        try:
            return pymysql.connect(host="127.0.0.1", port=port, connect_timeout=5).close()
        except pymysql.OperationalError:
            assert server.poll() is None, (folder / "log").read_text(errors="replace")[-2000:]
            time.sleep(0.05)
