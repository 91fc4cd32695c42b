"""The page of a server whose database is damaged."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from streamlit.testing.v1 import AppTest

from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.store import repair
from mlcore.store.store import Store
from tests.pages.conftest import words
from tests.prediction import making

PAGE = str(Path(__file__).parents[2] / "pages" / "ui" / "repairing.py")


def test_r20_one_click_makes_the_registry_anew(home: Path) -> None:
    chosen = settings.load()
    store = Store.open(chosen)
    Registry(store).register(making.model("plain"), "houses")
    store.close()
    path = repair.path_of(chosen)
    path.write_bytes(os.urandom(5_000))
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    broken = path.read_bytes()
    app = AppTest.from_file(PAGE, default_timeout=30).run()
    assert not app.exception
    said = words(app)
    assert "database file is damaged" in said
    assert path.read_bytes() == broken  # nothing is written before it is asked for
    app.button(key="repair.go").click().run()
    assert not app.exception
    said = words(app)
    assert "1 version named again" in said
    assert "houses:1" in said
    assert "Start Loupe again" in said
    assert Registry(Store.open(chosen)).current("houses") == 1
    assert "sound" in words(AppTest.from_file(PAGE, default_timeout=30).run())


@pytest.mark.slow
def test_r20_a_server_with_a_damaged_database_starts_with_that_page(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "loupe.db").write_bytes(os.urandom(5_000))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true")
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "server.py", *options],
        cwd=Path(PAGE).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while server.poll() is None:
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as reply:
                    assert reply.status == 200
                break
            except OSError:
                time.sleep(0.2)
        assert b"repair.py" in Path(f"/proc/{server.pid}/cmdline").read_bytes()
    finally:
        server.terminate()
        server.wait(20)
