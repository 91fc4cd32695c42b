"""Every test works in a folder of its own: nothing reaches the home of whoever runs it."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

import anyio
import hypothesis
import pytest
from sqlalchemy import URL, Engine

from mlcore.store import database
from mlcore.store.database import make_engine

hypothesis.settings.register_profile(
    "steady", deadline=None, max_examples=40,
    derandomize="CI" in os.environ,  # there a change is judged by what it changes
)  # fmt: skip
hypothesis.settings.load_profile("steady")  # no test fails because the machine is busy

pytest_plugins = ("tests.migrated", "tests.postgres", "tests.mariadb", "tests.redisserver")

for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")


def pytest_collection_finish() -> None:
    """Leave what importing every test made out of later collections.

    Some libraries collect at every call (statsmodels' corrections do): half a second each time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def imported() -> None:
    """Import what anyio and hypothesis import late.

    pytest parses the modules of its plugins as they are imported, and these are imported in
    threads too: two at once fail on Python 3.11 ("AST constructor recursion depth mismatch").
    """
    for package in (anyio, hypothesis.internal, hypothesis.strategies):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("_trio"):  # needs trio
                importlib.import_module(module.name)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the empty ``LOUPE_HOME`` of this test; no other setting leaks in from outside."""
    for name in tuple(os.environ):
        if name.startswith("LOUPE_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("LOUPE_HOME", str(folder))
    return folder


_engines: WeakSet[Engine] = WeakSet()


@pytest.fixture(scope="session", autouse=True)
def _engines_known() -> Iterator[None]:
    def make(url: URL) -> Engine:
        _engines.add(made := make_engine(url))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "make_engine", make)
        yield


@pytest.fixture(scope="module", autouse=True)
def _connections_given_back() -> Iterator[None]:
    """Close the databases of a module after it; hundreds of files stayed open until collected."""
    yield
    for engine in tuple(_engines):
        engine.dispose()
    _engines.clear()
