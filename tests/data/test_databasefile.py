"""Database files: a table is read, nothing in the file acts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from mlcore.data import databasefile
from mlcore.data.read import preview
from tests.data.conftest import Load
from tests.data.test_files import codes, columns, refused


@pytest.fixture
def sqlite(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Return a function that makes a SQLite file of a script and returns its bytes."""

    def make(script: str) -> bytes:
        path = tmp_path / "t.sqlite"
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as base:
            base.executescript(script)
        base.close()
        return path.read_bytes()

    return make


@pytest.fixture
def duck(tmp_path: Path):  # type: ignore[no-untyped-def]
    """The same for DuckDB."""

    def make(script: str) -> bytes:
        path = tmp_path / "t.duckdb"
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as base:
            base.execute(script)
        return path.read_bytes()

    return make


TABLES = """
CREATE TABLE people(id INTEGER, name TEXT, share REAL, day TEXT, raw BLOB);
INSERT INTO people VALUES (9007199254740993, '007', 0.5, '2026-01-31', x'6869'),
  (NULL, NULL, 1, NULL, x'ff');
CREATE TABLE "od""d"(x);
INSERT INTO "od""d" VALUES (1), ('a');
"""


def test_a_sqlite_table_is_read_exactly(load: Load, sqlite) -> None:  # type: ignore[no-untyped-def]
    content = sqlite(TABLES)
    data = load(content, "t.db")
    found = columns(data)
    assert found["id"] == [9007199254740993, None]
    assert found["name"] == ["007", None]
    assert found["share"] == [0.5, 1.0]
    assert found["raw"] == ["hi", "ff"]
    assert data.column("day").kind == "date"
    assert codes(data) == {"other_tables"}
    assert columns(load(content, "t.csv", table='od"d')) == {"x": ["1", "a"]}
    guess = next(g for g in preview(content, filename="t.db").guesses if g.option == "table")
    assert (guess.value, guess.alternatives) == ("people", ('od"d',))


def test_a_table_that_is_not_there_names_the_others(load: Load, sqlite, duck) -> None:  # type: ignore[no-untyped-def]
    for content in (sqlite(TABLES), duck("CREATE TABLE people AS SELECT 1 x")):
        error = refused(load, content, "t.db", table="x; DROP TABLE people")
        assert error.code == "no_table"
        assert "people" in error.fix
    assert refused(load, sqlite("CREATE TABLE a(x); DROP TABLE a"), "t.db").code == "no_tables"


def test_changes_that_wait_beside_the_file_are_told(load: Load, sqlite) -> None:  # type: ignore[no-untyped-def]
    content = sqlite("PRAGMA journal_mode=WAL; CREATE TABLE a(x); INSERT INTO a VALUES (1);")
    data = load(content, "t.db")
    assert columns(data) == {"x": [1]}
    assert "write_ahead" in codes(data)


@pytest.mark.parametrize(
    "view",
    [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
        "SELECT load_extension('/tmp/x.so') AS x",
        "SELECT zeroblob(2000000000) AS x",
        "SELECT * FROM nowhere",
    ],
)
def test_a_view_that_does_more_than_read_is_refused(load: Load, sqlite, view: str) -> None:  # type: ignore[no-untyped-def]
    content = sqlite(f"CREATE TABLE a(x); CREATE VIEW v AS {view};")
    error = refused(load, content, "t.db", table="v")
    assert error.code == "table_failed"
    assert columns(load(content, "t.db")) == {"x": []}


def test_a_view_without_end_is_stopped(
    load: Load,
    sqlite,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr(databasefile, "SECONDS", 0.1)
    many = ", ".join(f"a a{i}" for i in range(8))
    rows = ", ".join(f"({i})" for i in range(100))
    content = sqlite(
        f"CREATE TABLE a(x); INSERT INTO a VALUES {rows}; "
        f"CREATE VIEW v AS SELECT count(*) AS n FROM {many};"
    )
    error = refused(load, content, "t.db", table="v")
    assert "too long" in error.what


def test_a_harmless_view_is_read(load: Load, sqlite, duck) -> None:  # type: ignore[no-untyped-def]
    script = "CREATE TABLE a(x INTEGER); INSERT INTO a VALUES (2);"
    script += "CREATE VIEW v AS SELECT 2 * x AS y FROM a;"
    for content in (sqlite(script), duck(script)):
        assert columns(load(content, "t.db", table="v")) == {"y": [4]}


def test_triggers_do_not_run(load: Load, sqlite) -> None:  # type: ignore[no-untyped-def]
    content = sqlite(
        "CREATE TABLE a(x); INSERT INTO a VALUES (1); CREATE TABLE log(x);"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO log VALUES (1); END;"
    )
    assert columns(load(content, "t.db", table="a")) == {"x": [1]}
    assert columns(load(content, "t.db", table="log")) == {"x": []}


@pytest.mark.parametrize("keep", [100, 4000, 6000])
def test_a_truncated_database_is_damaged(load: Load, sqlite, duck, keep: int) -> None:  # type: ignore[no-untyped-def]
    rows = ", ".join(f"({i}, 'value {i}')" for i in range(2000))
    script = f"CREATE TABLE a(x INTEGER, y VARCHAR); INSERT INTO a VALUES {rows};"
    for content in (sqlite(script), duck(script)):
        assert refused(load, content[:keep], "t.db").code in ("damaged_file", "table_failed")


def test_a_duckdb_table_is_read_with_its_types(load: Load, duck) -> None:  # type: ignore[no-untyped-def]
    content = duck(
        "CREATE TABLE t(i BIGINT, d DECIMAL(20,3), l INTEGER[], e ENUM('a', 'b'), h HUGEINT,"
        " m TIMESTAMPTZ, s STRUCT(x INTEGER), n MAP(VARCHAR, INTEGER), v INTERVAL, u UUID);"
        "INSERT INTO t VALUES (9007199254740993, 1.5, [1, 2], 'b', 18446744073709551616,"
        " '2026-01-31 10:00:00+00', {'x': 1}, MAP {'k': 2}, INTERVAL 3 DAY,"
        " '9378da00-f083-4593-ade0-5424e76129a1');"
        'CREATE SCHEMA s; CREATE TABLE s."a b" AS SELECT 1 AS z;'
    )
    data = load(content, "t.duckdb")
    found = {name: cells[0] for name, cells in columns(data).items()}
    assert (found["i"], found["d"], found["e"]) == (9007199254740993, 1.5, "b")
    assert (found["l"], found["s"], found["h"]) == ("[1, 2]", '{"x": 1}', "18446744073709551616")
    assert found["n"] == '[["k", 2]]'
    assert {"nested", "other_tables", "time_zone"} <= codes(data)
    assert columns(load(content, "t.duckdb", table="s.a b")) == {"z": [1]}


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", "reaches outside"),
        ("SELECT content FROM read_text('/etc/hostname')", "reaches outside"),
        ("SELECT file FROM glob('/etc/*')", "reaches outside"),
    ],
)
def test_a_duckdb_view_cannot_reach_outside(load: Load, duck, view: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    content = duck(f"CREATE TABLE a(x INTEGER); CREATE VIEW v AS {view};")
    error = refused(load, content, "t.duckdb", table="v")
    assert error.code == "table_failed"
    assert reason in error.what


def test_no_copy_of_the_file_is_left(load: Load, duck, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    content = duck("CREATE TABLE a AS SELECT 1 AS x")
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(databasefile.tempfile, "tempdir", str(folder))
    load(content, "t.duckdb")
    refused(load, content, "t.duckdb", table="b")
    assert list(folder.iterdir()) == []
