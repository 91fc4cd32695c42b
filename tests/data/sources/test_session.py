"""A query that is ended here ends on the server too, and no other one does (S08, S18)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pymysql
import pytest

from mlcore.data.sources import session, sql
from mlcore.data.sources.databases import database_of, located
from mlcore.errors import LoupeError
from mlcore.process.watch import Watch
from mlcore.settings import load
from mlcore.store.objects import Objects
from tests.data.sources.test_sql import CROSS, NUMBERS

REAL_CHILDREN = True
Running = Callable[[], list[str]]


@pytest.fixture(params=["shop_url", "mariadb_url"])
def server(request: pytest.FixtureRequest) -> tuple[str, Running]:
    """Return the URL of a server, and what says which queries of others it works on."""
    url = str(request.getfixturevalue(request.param))
    return url, (_of_postgres if "postgres" in url else _of_mariadb)(url)


def _of_postgres(url: str) -> Running:
    def running() -> list[str]:
        with psycopg.connect(url, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT query FROM pg_stat_activity WHERE state = 'active' "
                "AND pid <> pg_backend_pid() AND datname = current_database()"
            ).fetchall()
        return [row[0] for row in rows]

    return running


def _of_mariadb(url: str) -> Running:
    port = database_of(url)[1].port

    def running() -> list[str]:
        with pymysql.connect(host="127.0.0.1", port=port or 0, user="loupe") as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT info FROM information_schema.processlist "
                "WHERE info IS NOT NULL AND id <> connection_id()"
            )
            return [row[0] for row in cursor.fetchall()]

    return running


def ask(url: str, mark: str, watch: Watch, found: dict[str, object]) -> threading.Thread:
    """Ask something without end, marked by a column, in a thread."""
    text = CROSS.format(NUMBERS).replace("COUNT(*)", f"COUNT(*) AS {mark}")

    def work() -> None:
        try:
            sql.preview(sql.Query(text, url=url), load(query_seconds=100), watch)
        except LoupeError as error:
            found[mark] = error.code

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def marks(running: Running) -> set[str]:
    return {mark for mark in ("mine", "theirs") if any(mark in query for query in running())}


def test_S18_the_one_that_is_stopped_is_freed_on_the_server_and_the_other_goes_on(
    server: tuple[str, Running], home: Path
) -> None:
    url, running = server
    found: dict[str, object] = {}
    mine, theirs = Watch(), Watch()
    threads = [ask(url, "mine", mine, found), ask(url, "theirs", theirs, found)]
    while marks(running) != {"mine", "theirs"}:
        time.sleep(0.02)
    mine.halt()
    threads[0].join()
    stopped = time.monotonic()
    while "mine" in marks(running):
        assert time.monotonic() - stopped < 20, "the server goes on working for nobody"
        time.sleep(0.02)
    assert marks(running) == {"theirs"}
    theirs.halt()
    threads[1].join()
    while marks(running):
        time.sleep(0.02)
    assert found == {"mine": "stopped", "theirs": "stopped"}
    assert not list((home / "scratch").iterdir())


def test_what_cannot_be_ended_is_no_fault(shop_url: str, sqlite_url: str, tmp_path: Path) -> None:
    session.ending(shop_url)(tmp_path)  # nothing was noted
    session.noting(tmp_path)(1_000_000)
    session.ending(shop_url)(tmp_path)  # that session has ended
    session.ending("postgresql://127.0.0.1:9/db")(tmp_path)  # the server is gone
    session.ending(sqlite_url)(tmp_path)  # a file has no sessions


def test_a_database_file_is_found_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert located("sqlite:///shop.db") == f"sqlite:///{tmp_path}/shop.db"
    assert located("duckdb:///a/b.db?x=1") == f"duckdb:///{tmp_path}/a/b.db?x=1"
    assert located("postgresql://h/shop") == "postgresql://h/shop"


def test_a_relative_database_is_read(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    monkeypatch.chdir(path.parent)
    query = sql.Query("SELECT name FROM customers", url=f"sqlite:///{path.name}")
    assert len(sql.preview(query, load()).frame) == 3


def test_S16_a_connection_that_breaks_in_the_middle_is_told(shop_url: str) -> None:
    """The server ends the session while rows are on their way."""
    found: dict[str, object] = {}
    many = "SELECT a.x, repeat('x', 1000) AS w FROM generate_series(1, 5000000) AS a(x)"

    def work() -> None:
        try:
            sql.read(sql.Query(many, url=shop_url), Objects(load().home / "objects"),
                     load(query_rows=5_000_000))  # fmt: skip
        except LoupeError as error:
            found["error"] = error

    thread = threading.Thread(target=work)
    thread.start()
    running = _of_postgres(shop_url)
    while not any("generate_series" in query for query in running()):
        time.sleep(0.02)
    with psycopg.connect(shop_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE '%generate_series%' AND pid <> pg_backend_pid()"
        )
    thread.join()
    error = found["error"]
    assert isinstance(error, LoupeError)
    assert error.code in ("cannot_connect", "query_failed")
    assert error.fix.endswith("try again.")
    assert "unchanged" in error.kept
    assert not list((load().home / "objects").rglob("*.parquet"))
