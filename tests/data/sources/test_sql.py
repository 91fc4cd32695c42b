"""Databases: exact answers, one SELECT, read only, every refusal in words (S01 to S18)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from mlcore.data import versions
from mlcore.data.notices import sentence
from mlcore.data.read import read
from mlcore.data.sources import sql, statement
from mlcore.data.sources.bound import Question
from mlcore.data.sources.databases import DATABASES, Database, database_of
from mlcore.errors import LoupeError, Where
from mlcore.settings import load
from mlcore.store.objects import Objects
from mlcore.store.store import Store
from tests.data.sources.conftest import Ask

REAL_CHILDREN = True
DIALECTS = tuple(kind.dialect for kind in DATABASES)
Refused = Callable[..., LoupeError]


def unheard(session: int) -> None:
    """Take the number of the server's session, and do nothing with it."""


def test_an_answer_becomes_a_data_set(ask: Ask, any_url: str) -> None:
    made = ask(any_url, "SELECT id, name, town FROM customers ORDER BY id;")
    assert made.frame().to_dict("list") == {
        "id": [1, 2, 3], "name": ["Ada", "O'Hara", made.frame()["name"][2]],
        "town": ["Ulm", "Bonn", "Ulm"],
    }  # fmt: skip
    assert made.column("name").missing == 1
    assert str(made.frame()["id"].dtype) == "int64"


def test_a_join_with_exact_decimals(ask: Ask, any_url: str) -> None:
    text = """WITH spent AS (SELECT customer, SUM(price) AS total FROM orders GROUP BY customer)
        SELECT name, total FROM customers LEFT JOIN spent ON spent.customer = customers.id
        ORDER BY customers.id"""
    assert ask(any_url, text).frame()["total"].tolist()[0] == 10.0


def test_types_are_exact(ask: Ask, shop_url: str) -> None:
    made = ask(shop_url, """
        SELECT * FROM (VALUES
          (9007199254740993, 0.1::numeric, 12345678901234567890.123::numeric, true,
           date '2024-02-29', timestamp '2024-02-29 12:30:00.123456',
           timestamptz '2024-02-29 12:30:00+02', 7::bigint, interval '1 day 2 hours',
           '{"a": 1}'::jsonb, 99999999999999999999::numeric),
          (9223372036854775807, 0.2, 1.5, false, NULL, NULL, NULL, NULL, NULL, NULL, 1)
        ) AS t(big, tenth, huge, flag, day, moment, zoned, gap, span, js, beyond)
    """)  # fmt: skip
    frame = made.frame()
    assert frame["big"].tolist() == [9007199254740993, 9223372036854775807]
    assert frame["tenth"].tolist() == [0.1, 0.2]
    assert frame["huge"].tolist() == ["12345678901234567890.123", "1.5"]
    assert frame["flag"].tolist() == [True, False]
    assert frame["day"][0] == datetime(2024, 2, 29)
    assert frame["moment"][0] == datetime(2024, 2, 29, 12, 30, 0, 123456)
    assert frame["zoned"][0] == datetime(2024, 2, 29, 10, 30)
    assert str(frame["gap"].dtype) == "Int64"
    assert frame["gap"][0] == 7
    assert frame["span"][0] == "1 day, 2:00:00"
    assert frame["js"][0] == '{"a": 1}'
    assert frame["beyond"].tolist() == ["99999999999999999999", "1"]
    assert any("zone UTC" in sentence(notice) for notice in made.warnings)


def test_s01_a_syntax_error_names_line_and_column_with_a_caret(
    refused: Refused, any_url: str
) -> None:
    error = refused(any_url, "SELECT id,\n  name FROM customers WHERE")
    assert error.code == "sql_syntax"
    assert error.where[0].line == 2
    assert error.facts["caret"].splitlines()[1].endswith("^")
    assert "line 2" in str(error)


def test_s01_what_only_the_database_finds_has_a_place_too(refused: Refused, shop_url: str) -> None:
    error = refused(shop_url, "SELECT id\nFROM customers,\nWHERE id = 1")
    assert error.code == "sql_syntax"
    assert error.where[0].line == 3


@pytest.mark.parametrize(
    ("text", "near"),
    [("SELECT * FROM custmers", "“customers”"), ("SELECT twon FROM customers", "“town”")],
)
def test_s02_unknown_names_get_the_closest(
    refused: Refused, any_url: str, text: str, near: str
) -> None:
    error = refused(any_url, text)
    assert error.code == "no_sql_name"
    assert near in error.fix


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE customers",
        "SELECT 1; COMMIT; DROP TABLE customers",
        "",
        "-- nothing",
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_s03_two_statements_or_none(dialect: str, text: str) -> None:
    with pytest.raises(LoupeError) as caught:
        statement.check(text, dialect, Where(field="query"))
    assert caught.value.code == "one_select"


def test_s03_on_a_database(ask: Ask, refused: Refused, any_url: str) -> None:
    assert refused(any_url, "SELECT 1; COMMIT; DROP TABLE customers").code == "one_select"
    assert ask(any_url, "SELECT * FROM customers").rows == 3


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO customers VALUES (4, 'x', 'y')",
        "UPDATE customers SET name = 'x'",
        "DELETE FROM customers",
        "DROP TABLE customers",
        "CREATE TABLE x (a INT)",
        "ALTER TABLE customers ADD x INT",
        "PRAGMA table_info(customers)",
        "ATTACH 'other.db' AS o",
        "COPY customers TO '/tmp/x.csv'",
        "EXPORT DATABASE '/tmp/x'",
        "INSTALL httpfs",
        "CALL something()",
        "SET x = 1",
        "EXPLAIN SELECT 1",
        "WITH gone AS (DELETE FROM customers RETURNING *) SELECT * FROM gone",
        "/* SELECT */ DELETE FROM customers",
        "/*+ SELECT */ UPDATE customers SET name = 'x'",
        "SELECT * FROM customers FOR UPDATE",
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_s04_whatever_writes_is_refused(dialect: str, text: str) -> None:
    with pytest.raises(LoupeError) as caught:
        statement.check(text, dialect, Where(field="query"))
    assert caught.value.code in ("one_select", "sql_syntax")


def test_s04_on_a_database(ask: Ask, refused: Refused, any_url: str) -> None:
    assert refused(any_url, "DELETE FROM customers").code == "one_select"
    assert ask(any_url, "SELECT * FROM customers").rows == 3


@pytest.mark.parametrize("kind", DATABASES, ids=lambda kind: kind.title)
def test_s04_the_connection_itself_cannot_write(
    kind: Database, request: pytest.FixtureRequest
) -> None:
    fixtures = {"SQLite": "sqlite_url", "PostgreSQL": "shop_url", "MySQL": "mariadb_url"}
    address = request.getfixturevalue(fixtures.get(kind.title, "duckdb_url"))
    with pytest.raises(Exception, match=r"(?i)not authorized|read.only|one SELECT"):
        list(
            kind.ask(database_of(address)[1], Question("DELETE FROM customers", 5.0), unheard).rows
        )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/')",
        "FROM '/etc/passwd'",
        'FROM "/etc/passwd"',
        "FROM 'https://example.com/x.parquet'",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT getenv('PATH')",
        "SELECT * FROM query('SELECT 1')",
    ],
)
def test_s05_files_and_addresses_are_out_of_reach(
    refused: Refused, duckdb_url: str, text: str
) -> None:
    assert refused(duckdb_url, text).code == "sql_function"


def test_s05_the_database_itself_is_locked_down(tmp_path: Path, duckdb_url: str) -> None:
    kind, url = database_of(duckdb_url)
    for text in ("FROM read_text('/etc/hostname')", "SET enable_external_access = true"):
        with pytest.raises(Exception, match=r"disabled|one SELECT"):
            list(kind.ask(url, Question(text, 5.0), unheard).rows)


def test_s06_variables_of_python_are_not_tables(refused: Refused, duckdb_url: str) -> None:
    assert refused(duckdb_url, "SELECT * FROM request").code == "no_sql_name"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_catalog.pg_read_file('/etc/passwd')",
        "SELECT * FROM pg_ls_dir('/')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT * FROM dblink('host=x', 'SELECT 1') AS t(a int)",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT pg_sleep(100)",
        "SELECT query_to_xml('DELETE FROM customers', true, true, '')",
    ],
)
def test_s07_functions_that_reach_out_are_refused(
    refused: Refused, shop_url: str, text: str
) -> None:
    assert refused(shop_url, text).code == "sql_function"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT LOAD_FILE('/etc/passwd')", "sql_function"),
        ("SELECT 1 INTO OUTFILE '/tmp/x'", "sql_syntax"),
        ("SELECT /*! 1 INTO OUTFILE '/tmp/x' */ 2", "sql_hint"),
        ("SELECT /*!50000 SLEEP(9) */", "sql_hint"),
    ],
)
def test_s07_of_mysql(refused: Refused, mariadb_url: str, text: str, code: str) -> None:
    assert refused(mariadb_url, text).code == code


def test_s07_a_function_that_writes_meets_a_read_only_connection(
    ask: Ask, refused: Refused, shop_url: str
) -> None:
    with psycopg.connect(shop_url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM customers RETURNING 1'"
        )
    assert refused(shop_url, "SELECT wipe()").code == "sql_forbidden"
    assert ask(shop_url, "SELECT * FROM customers").rows == 3


FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
CROSS = (
    "SELECT COUNT(*) FROM {0} a, {0} b, {0} c, {0} d, {0} e WHERE a.x + b.x + c.x + d.x + e.x < 0"
)
NUMBERS = (
    "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 99) SELECT x FROM n)"
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what shortens the wait for a database that no server ends: a file's."""

    def shorten(url: str) -> None:
        if url.startswith(("sqlite", "duckdb")):
            monkeypatch.setattr(sql, "_GRACE", 0.2)

    return shorten


def test_s08_a_cross_join_is_ended_and_a_condition_suggested(
    refused: Refused, any_url: str, impatient: Callable[[str], None]
) -> None:
    impatient(any_url)
    error = refused(any_url, CROSS.format(NUMBERS), query_seconds=1)
    assert error.code == "query_time"
    assert "join condition" in error.fix


@pytest.mark.parametrize("url", ["sqlite_url", "shop_url"])
def test_s09_a_recursion_without_end_is_ended(
    refused: Refused, request: pytest.FixtureRequest, url: str, impatient: Callable[[str], None]
) -> None:
    address = request.getfixturevalue(url)
    impatient(address)
    error = refused(address, FOREVER, query_seconds=1)
    assert error.code in ("query_time", "query_memory")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("sqlite_url", "SELECT zeroblob(2000000000)"),
        ("sqlite_url", "SELECT hex(randomblob(900000000))"),
        ("duckdb_url", "SELECT repeat('x', 2000000000) FROM range(8)"),
        ("duckdb_url", "SELECT list(range) FROM range(1000000000)"),
    ],
)
def test_s10_values_without_measure_meet_the_limit(
    refused: Refused, request: pytest.FixtureRequest, url: str, text: str
) -> None:
    error = refused(request.getfixturevalue(url), text, parse_mb=600, query_seconds=30)
    assert error.code in ("query_memory", "query_crashed", "query_failed", "query_time")


@pytest.mark.slow
def test_s10_sqlite_gives_nothing_for_a_text_beyond_its_limit(ask: Ask, sqlite_url: str) -> None:
    made = ask(sqlite_url, "SELECT printf('%.*c', 2000000000, 'x') AS x", parse_mb=600)
    assert made.column("x").missing == 1


def test_s11_a_pattern_that_never_ends_is_ended(
    refused: Refused, sqlite_url: str, impatient: Callable[[str], None]
) -> None:
    impatient(sqlite_url)
    many = ", ".join(f"{NUMBERS} {name}" for name in "abcde")
    long = "printf('%.*c', 30000 + a.x + b.x + c.x + d.x, 'a')"
    text = f"SELECT COUNT(*) FROM {many} WHERE {long} LIKE '%a%a%a%b'"
    assert refused(sqlite_url, text, query_seconds=1).code == "query_time"


def test_s12_a_long_result_is_cut_and_its_count_is_offered(ask: Ask, any_url: str) -> None:
    made = ask(any_url, "SELECT a.id FROM customers a, customers b, customers c", query_rows=10)
    assert made.rows == 10
    assert "Cut at 10 rows" in " ".join(map(sentence, made.warnings))
    query = sql.Query("SELECT a.id FROM customers a, customers b, customers c;", url=any_url)
    assert sql.count(query, load()) == 27
    assert not ask(any_url, "SELECT id FROM customers", query_rows=3).warnings


def test_s13_odd_columns_are_named_and_shown(ask: Ask, sqlite_url: str) -> None:
    made = ask(sqlite_url, "SELECT id, name AS id, x'00ff41' AS photo, 1 AS \"\" FROM customers")
    assert made.names == ("id", "id (2)", "photo", "column 4")
    assert made.frame()["photo"][0] == "3 bytes"
    assert "Bytes are not kept" in " ".join(map(sentence, made.warnings))
    wide = ", ".join(f"{i} AS c{i}" for i in range(300))
    assert len(ask(sqlite_url, f"SELECT {wide}").columns) == 300


def test_s14_quotes_in_a_text_stay_a_text(ask: Ask, any_url: str) -> None:
    made = ask(any_url, "SELECT name FROM customers WHERE name = 'O''Hara' OR name LIKE '%;%'")
    assert made.frame()["name"].tolist() == ["O'Hara"]


NASTY = (
    "O'Hara",
    "' OR 1=1 --",
    "x'; DROP TABLE customers; --",
    '"; --',
    "\\' OR '1'='1",
    "50 %s %",
)


def test_s14_a_value_is_bound_and_never_part_of_the_text(home: Path, any_url: str) -> None:
    text = """SELECT name, :given AS said, 7 % 4 AS rest, ':given' AS colon FROM customers
        WHERE name = :given OR id = :id ORDER BY id; -- the :given one"""
    store = Objects(home / "objects")
    for given in NASTY:
        made = read(f"{any_url}::{text}", store, values={"given": given, "id": 1}).frame()
        assert made["name"].tolist() == ["Ada", "O'Hara"][: 1 + (given == "O'Hara")]
        assert set(made["said"]) == {given}
        assert set(made["rest"]) == {3}
        assert set(made["colon"]) == {":given"}
    query = sql.split(f"{any_url}::{text}", {"given": NASTY[1], "id": 3})
    assert sql.count(query, load()) == 1
    assert len(sql.preview(query, load()).frame) == 1
    assert sql.count(sql.split(f"{any_url}::SELECT * FROM customers"), load()) == 3


def test_s14_the_values_are_part_of_what_the_table_is(home: Path, sqlite_url: str) -> None:
    text, store = f"{sqlite_url}::SELECT town FROM customers WHERE town = :t", Objects(home / "o")
    ulm, bonn = (read(text, store, values={"t": town}) for town in ("Ulm", "Bonn"))
    assert dict(ulm.lineage.options)["values"] == (("t", "Ulm"),)
    assert ulm.fingerprint != bonn.fingerprint


def test_s15_a_password_is_nowhere(
    shop_url: str, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = shop_url.replace("loupe@", "loupe:hunter2@")
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", secret)
    store = Store.open(load())
    made = sql.read(sql.Query("SELECT * FROM customers", "shop"), store.objects, load())
    versions.save(store, "default", made)
    by_url = read(f"{secret}::SELECT * FROM orders", store.objects)
    assert "hunter2" not in repr((made, by_url)) + caplog.text
    assert made.lineage.source == "shop"
    with pytest.raises(LoupeError) as caught:
        read(f"{secret}::SELECT * FROM nowhere", store.objects)
    assert "hunter2" not in str(caught.value.to_dict()) + repr(caught.value)
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"hunter2" in path.read_bytes()]


def test_s16_a_server_that_is_down(refused: Refused) -> None:
    error = refused("postgresql://loupe:hunter2@127.0.0.1:9/db", "SELECT 1")
    assert error.code == "cannot_connect"
    assert "unchanged" in error.kept


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_s16_a_file_that_is_not_there_is_not_made(
    refused: Refused, tmp_path: Path, scheme: str
) -> None:
    assert refused(f"{scheme}:///{tmp_path}/none.db", "SELECT 1").code == "cannot_connect"
    assert not (tmp_path / "none.db").exists()


def test_s16_a_database_that_is_not_there(refused: Refused, shop_url: str) -> None:
    wrong = shop_url.rpartition("/")[0] + "/nowhere"
    assert refused(wrong, "SELECT 1").code == "cannot_connect"


def test_s16_a_wrong_password(refused: Refused, shop_url: str) -> None:
    with psycopg.connect(shop_url, autocommit=True) as connection:
        path = connection.execute("SHOW hba_file").fetchone()
        assert path is not None
        hba = Path(path[0])
        before = hba.read_text()
        try:
            hba.write_text("host all stranger 127.0.0.1/32 scram-sha-256\n" + before)
            connection.execute("SELECT pg_reload_conf()")
            wrong = shop_url.replace("loupe@", "stranger:hunter2@")
            codes = {refused(wrong, "SELECT 1").code for _ in range(1)}
        finally:
            hba.write_text(before)
            connection.execute("SELECT pg_reload_conf()")
    assert codes == {"wrong_password"}


def test_s17_no_lock_and_no_transaction_stays(ask: Ask, shop_url: str, sqlite_url: str) -> None:
    ask(shop_url, "SELECT * FROM customers")
    with psycopg.connect(shop_url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '1s'")
        connection.execute("ALTER TABLE customers ADD COLUMN extra INT")
        while True:
            row = connection.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE state LIKE 'idle in trans%'"
            ).fetchone()
            if row == (0,):
                break
    ask(sqlite_url, "SELECT * FROM customers")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=1) as other:
        other.execute("DELETE FROM customers")


def test_s18_one_query_that_ends_does_not_end_another(ask: Ask, shop_url: str, home: Path) -> None:
    found: dict[str, object] = {}

    def work(name: str, seconds: int, text: str) -> None:
        try:
            found[name] = ask(shop_url, text, query_seconds=seconds).rows
        except LoupeError as error:
            found[name] = error.code

    slow = threading.Thread(target=work, args=("slow", 1, CROSS.format(NUMBERS)))
    long = f"SELECT COUNT(*) FROM {NUMBERS} a, {NUMBERS} b, {NUMBERS} c"
    good = threading.Thread(target=work, args=("good", 60, long))
    slow.start()
    good.start()
    slow.join()
    good.join()
    assert found == {"slow": "query_time", "good": 1}


def test_tables_are_listed_with_their_columns(
    any_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", any_url)
    assert dict(sql.tables("shop", load())) == {
        "customers": ("id", "name", "town"),
        "orders": ("id", "customer", "price"),
    }


def test_a_preview_is_the_beginning(any_url: str) -> None:
    query = sql.Query("SELECT a.id FROM customers a, orders b, orders c, orders d", url=any_url)
    seen = sql.preview(query, load())
    assert len(seen.frame) == 50
    assert not seen.whole
    assert not seen.notices
