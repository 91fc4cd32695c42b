"""Every test works in a folder of its own: nothing reaches the home of whoever runs it."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")  # no test fails because the machine is busy

pytest_plugins = ("tests.postgres", "tests.mariadb", "tests.redisserver")

for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the empty ``LOUPE_HOME`` of this test; no other setting leaks in from outside."""
    for name in tuple(os.environ):
        if name.startswith("LOUPE_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("LOUPE_HOME", str(folder))
    return folder
