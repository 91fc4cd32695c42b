"""The engine's promises, on both databases."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store import database
from mlcore.store.store import Store


@pytest.mark.parametrize(
    ("given_url", "driver"),
    [
        ("postgresql://u:p@h:1/d", "postgresql+psycopg"),
        ("postgres://u:p@h:1/d", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@h:1/d", "postgresql+psycopg"),
        ("sqlite:////tmp/x.db", "sqlite"),
    ],
)
def test_address(given_url: str, driver: str) -> None:
    assert database.address(Settings(database=given_url)).drivername == driver


@pytest.mark.parametrize("url", ["mysql://h/d", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_other_addresses_are_refused(home: Path, url: str) -> None:
    with pytest.raises(LoupeError) as caught:
        Store.open(Settings(home=home, database=url))
    assert caught.value.code == "bad_database"
    assert url not in str(caught.value)


def test_sqlite_is_set_up(home: Path) -> None:
    names = ["journal_mode", "foreign_keys", "synchronous", "trusted_schema", "cell_size_check"]
    with Store.open(Settings(home=home)).read() as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
        assert values == ["wal", 1, 2, 0, 1]
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() >= 5000
    assert (home / "loupe.db").stat().st_mode & 0o777 == 0o600


def test_a_write_has_the_lock_from_its_beginning(home: Path) -> None:
    store = Store.open(Settings(home=home))
    other = sqlite3.connect(home / "loupe.db", timeout=0, isolation_level=None)
    with store.read() as connection:
        connection.execute(text("SELECT * FROM jobs")).all()
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    with store.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")


def test_a_database_that_is_none(home: Path) -> None:
    home.mkdir()
    (home / "loupe.db").write_bytes(b"certainly not a database" * 100)
    with pytest.raises(LoupeError) as caught:
        Store.open(Settings(home=home))
    assert caught.value.code == "database_damaged"
    assert (home / "loupe.db").read_bytes().startswith(b"certainly")


def test_a_database_that_does_not_answer(home: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        Store.open(Settings(home=home, database="postgresql://nobody@127.0.0.1:1/none"))
    assert caught.value.code == "database_unavailable"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", "store_full"),
        ("database disk image is malformed", "database_damaged"),
        ("database is locked", "database_unavailable"),
    ],
)
def test_failures_are_explained(words: str, code: str) -> None:
    with pytest.raises(LoupeError) as caught, database.explained():
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError(words))
    assert caught.value.code == code
    assert isinstance(caught.value.__cause__, OperationalError)


def test_our_own_mistakes_are_not_explained_away() -> None:
    with pytest.raises(IntegrityError), database.explained():
        raise IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE"))
    with pytest.raises(OperationalError), database.explained():
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("no such column: x"))


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(st.recursive(scalars, lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_json_text_is_strict(value: Any) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    def finite(item: Any) -> Any:
        if isinstance(item, float):
            return item if np.isfinite(item) else None
        if isinstance(item, list):
            return [finite(part) for part in item]
        return {k: finite(v) for k, v in item.items()} if isinstance(item, dict) else item

    assert json.loads(database.json_text(value), parse_constant=refuse) == finite(value)


def test_json_text_of_values() -> None:
    @dataclass(frozen=True)
    class Point:
        x: float
        y: tuple[int, ...]

    value = {"p": Point(float("nan"), (1, 2)), "n": np.int64(3), "f": np.float64("inf")}
    expected = {"p": {"x": None, "y": [1, 2]}, "n": 3, "f": None}
    assert json.loads(database.json_text(value)) == expected
    with pytest.raises(TypeError):
        database.json_text({"x": object()})
