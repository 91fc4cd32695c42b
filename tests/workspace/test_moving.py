"""Tables loaded and written by jobs: kept once, stopped with nothing left, all or nothing (S16)."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest
from sqlalchemy import select

from mlcore.data import versions
from mlcore.data.read import read_bytes
from mlcore.data.sources.http import Request
from mlcore.data.sources.sql import Query
from mlcore.data.sources.target import Target
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.jobs.job import Job
from mlcore.jobs.supervisor import Supervisor
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.store.tables import jobs
from mlcore.workspace import moving
from mlcore.workspace.workspace import Workspace, enter
from tests.data.sources.test_http import CSV, Handler, server

__all__ = ["server"]
ROWS = 20_000


@pytest.fixture
def space(home: Path) -> Workspace:
    return enter(Store.open(load()), None)


@pytest.fixture
def shop(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE orders AS SELECT generate_series(1, 9) AS id")
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", postgres_url)
    monkeypatch.setenv("LOUPE_TARGET_SHOP", postgres_url)
    return postgres_url


@pytest.fixture
def supervisor(space: Workspace, shop: str) -> Iterator[Supervisor]:
    """Run jobs in processes that know the shop: they inherit what is set up when it starts."""
    found = Supervisor(space.store.settings, preload=())
    found.start()
    yield found
    found.close()


def until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.02)


def ended(space: Workspace, job: str) -> Job:
    until(lambda: not queue.get(space.store, job).active)
    return queue.get(space.store, job)


def result(space: Workspace, job: str) -> dict[str, Any]:
    done = run_inline(space.store, job)
    assert done.state == "done", done.error
    found: dict[str, Any] = done.result
    return found


@pytest.mark.usefixtures("shop")
def test_an_answer_is_kept_opened_and_told_when_it_was_there(space: Workspace) -> None:
    query = Query("SELECT id FROM orders", "shop")
    first = result(space, moving.bring_query(space, query))
    assert first == {"name": "shop", "version": 1, "rows": 9, "opened": True, "before": None}
    assert space.needs_dataset().data.rows == 9
    again = result(space, moving.bring_query(space, query))
    assert (again["version"], again["before"]) == (1, ["shop", 1])
    assert moving.bring_query(space, query, "x") == moving.bring_query(space, query, "x")
    assert {job.kind for job in moving.listing(space)} == {"load"}


@pytest.mark.usefixtures("shop")
def test_what_was_opened_meanwhile_stays_open(space: Workspace) -> None:
    job = moving.bring_query(space, Query("SELECT id FROM orders", "shop"))
    space.keep_dataset(read_bytes(CSV, "other.csv", space.store.objects))
    assert not result(space, job)["opened"]
    assert space.needs_dataset().name == "other"
    assert {version.name for version in versions.listing(space.store, space.id)} == {
        "other", "shop",
    }  # fmt: skip


def test_no_address_with_a_password_is_part_of_a_job(
    space: Workspace, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = shop.replace("loupe@", "loupe:hunter2@")
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", secret)
    monkeypatch.setenv("LOUPE_TARGET_SHOP", secret)
    result(space, moving.bring_query(space, Query("SELECT id FROM orders", "shop")))
    job = moving.send(space, "shop", 1, Target("shop", "orders"))
    assert run_inline(space.store, job).error["code"] == "table_exists"  # type: ignore[index]
    kept = [path for path in space.store.settings.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"hunter2" in path.read_bytes()]


def test_an_address_is_loaded_and_a_change_is_refused(
    space: Workspace, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_ALLOW_HOSTS", "127.0.0.0/8")
    allowed = Workspace(Store.open(load()), space.id)
    made = result(allowed, moving.bring_address(allowed, Request(f"{server}/table.csv"), ""))
    assert (made["name"], made["rows"]) == ("table", 2)
    job = moving.bring_address(allowed, Request(f"{server}/table.csv"), "0" * 64)
    failed = run_inline(allowed.store, job)
    assert (failed.state, failed.error["code"]) == ("failed", "source_changed")  # type: ignore[index]
    assert Handler.asked


# ------------------------------------------------------------------ in real processes


ENDLESS = (
    "SELECT COUNT(*) AS forever FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b"
)


def busy(url: str, words: str) -> int:
    """Return how many sessions of the server work on, or hold open, something with *words*."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE query ILIKE %s AND state <> 'idle' "
            "AND pid <> pg_backend_pid()",
            [f"%{words}%"],
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_stop_frees_the_server_and_a_click_elsewhere_waits_for_nothing(
    space: Workspace, supervisor: Supervisor, shop: str
) -> None:
    job = moving.bring_query(space, Query(ENDLESS, "shop"))
    until(lambda: busy(shop, "forever") > 0)
    other = queue.submit(space.store, "mlcore.jobs.rehearsal:count", {"steps": 1})
    until(lambda: queue.get(space.store, other).state == "done")
    queue.stop(space.store, job, space.id)
    assert ended(space, job).state == "stopped"
    until(lambda: busy(shop, "forever") == 0)
    assert versions.listing(space.store, space.id) == ()


def big(space: Workspace, rows: int = ROWS) -> None:
    text = pd.DataFrame({"id": range(rows), "word": ["x" * 20] * rows}).to_csv(index=False)
    space.keep_dataset(read_bytes(text.encode(), "big.csv", space.store.objects))


def count(url: str, table: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def process(space: Workspace, job: str) -> int:
    with space.store.read() as connection:
        return int(connection.scalar(select(jobs.c.pid).where(jobs.c.id == job)) or 0)


@pytest.mark.parametrize("how", [pytest.param("stop", marks=pytest.mark.slow), "kill"])
def test_a_write_that_is_ended_in_the_middle_leaves_the_table_as_it_was(
    space: Workspace, supervisor: Supervisor, shop: str, how: str
) -> None:
    """A lock on the table holds the write at its first row: it waits there until it is ended."""
    big(space)
    with psycopg.connect(shop, autocommit=True) as connection:
        connection.execute("CREATE TABLE big (id BIGINT, word TEXT)")
        connection.execute("INSERT INTO big VALUES (-1, 'old')")
    with psycopg.connect(shop) as lock:
        lock.execute("LOCK TABLE big IN SHARE MODE")
        job = moving.send(space, "big", 1, Target("shop", "big", "append"))
        until(lambda: busy(shop, "INSERT INTO big") > 0)
        if how == "stop":
            queue.stop(space.store, job, space.id)
        else:
            os.kill(process(space, job), signal.SIGKILL)
        assert ended(space, job).state == ("stopped" if how == "stop" else "failed")
        if how == "stop":
            until(lambda: busy(shop, "INSERT INTO big") == 0)  # though the lock is still held
    assert count(shop, "big") == 1
    queue.resume(space.store, job, space.id)
    made = ended(space, job)
    assert (made.state, made.result["rows"], made.done) == ("done", ROWS, ROWS)
    until(lambda: busy(shop, "INSERT INTO big") == 0)
    assert count(shop, "big") == 1 + ROWS


def test_a_killed_server_leaves_an_interrupted_write_and_a_whole_file(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The supervisor dies with its jobs; a SQLite file held half of the rows, and gives them up."""
    path = tmp_path / "out.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE big (id INTEGER, word TEXT)")
        connection.execute("INSERT INTO big VALUES (-1, 'old')")
    connection.close()
    monkeypatch.setenv("LOUPE_TARGET_FILE", f"sqlite:///{path}")
    big(space, 20 * ROWS)
    job = moving.send(space, "big", 1, Target("file", "big", "append"))
    server = os.fork()
    if server == 0:
        try:
            Supervisor(space.store.settings, preload=()).start()
            time.sleep(600)
        finally:
            os._exit(1)
    until(lambda: queue.get(space.store, job).done > 0)
    os.kill(server, signal.SIGKILL)
    os.waitpid(server, 0)
    until(lambda: queue.get(space.store, job).state == "interrupted")
    assert 0 < queue.get(space.store, job).done < 20 * ROWS
    assert _rows(path) == 1


def _rows(path: Path) -> int:
    with sqlite3.connect(path, timeout=30) as connection:
        found = connection.execute("SELECT COUNT(*) FROM big").fetchone()[0]
    connection.close()
    return int(found)
