"""Tables and models on an S3 API: moto's server, in an environment of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environments import environment

ROOT = Path(__file__).parents[2]
KEYS = {"AWS_ACCESS_KEY_ID": "loupe", "AWS_SECRET_ACCESS_KEY": "loupe",
        "AWS_DEFAULT_REGION": "us-east-1"}  # fmt: skip
KEEP = """
from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.prediction import making
store = Store.open(settings.load())
print(store.objects.put(b"a table"))
Registry(store).register(making.model("plain"), "houses")
"""
FIND = """
import sys
from mlcore import settings
from mlcore.prediction.answer import answer
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from tests.prediction import making
store = Store.open(settings.load())
assert store.objects.get(sys.argv[1]) == b"a table"
model = Registry(store).load("houses")
expected = making.model("plain").golden
found = [one.value for one in answer(model, expected.rows)]
assert max(abs(a - b[0]) for a, b in zip(found, expected.answers, strict=True)) < 1e-9
print(len(found))
"""


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield the variables under which a bucket of moto's server is found."""
    python = environment(tmp_path, "moto[server]>=5", "s3fs>=2026.9")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [python.with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as server:  # type: ignore[call-overload]
        try:
            _until_it_answers(address)
            made = urllib.request.Request(f"{address}/loupe", method="PUT")
            urllib.request.urlopen(made, timeout=30).close()
            packages = next((python.parents[1] / "lib").glob("python*/site-packages"))
            found = {"AWS_ENDPOINT_URL": address, "S3_PACKAGES": str(packages)}
            yield {**KEYS, **found, "LOUPE_OBJECTS": "s3://loupe/tables"}
        finally:
            server.terminate()


def _until_it_answers(address: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("moto's server did not start")


def run(code: str, home: Path, environ: dict[str, str], *words: str) -> str:
    """Run *code* with our packages first and those of the environment behind them."""
    database = f"sqlite:///{home.parent / 'loupe.db'}"
    behind = "import os, sys; sys.path.append(os.environ['S3_PACKAGES'])\n"
    done = subprocess.run(
        [sys.executable, "-c", behind + code, *words], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, **environ, "LOUPE_HOME": str(home), "LOUPE_DATABASE": database},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_one_machine_keeps_on_s3_another_answers_with(
    bucket: dict[str, str], tmp_path: Path
) -> None:
    sha = run(KEEP, tmp_path / "one", bucket)
    assert int(run(FIND, tmp_path / "two", bucket, sha)) > 5
