"""Real databases with one shop in each, and a way to ask them as a person does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.sources import sql
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.objects import Objects

Ask = Callable[..., Dataset]
SHOP = (
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40), town VARCHAR(40))",
    "INSERT INTO customers VALUES (1, 'Ada', 'Ulm'), (2, 'O''Hara', 'Bonn'), (3, NULL, 'Ulm')",
    "CREATE TABLE orders (id INTEGER, customer INTEGER, price DECIMAL(10, 2))",
    "INSERT INTO orders VALUES (1, 1, 9.90), (2, 1, 0.10), (3, 3, 1250.00)",
)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        for statement in SHOP:
            connection.execute(statement)
    connection.close()
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def duckdb_url(tmp_path: Path) -> str:
    with duckdb.connect(tmp_path / "shop.duckdb") as connection:
        for statement in SHOP:
            connection.execute(statement)
    return f"duckdb:///{tmp_path / 'shop.duckdb'}"


@pytest.fixture
def shop_url(postgres_url: str) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for statement in SHOP:
            connection.execute(statement)
    return postgres_url


@pytest.fixture(params=["sqlite_url", "duckdb_url", "shop_url", "mariadb_url"])
def any_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of the shop on each kind of database."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def ask(home: Path) -> Ask:
    """Return a function that asks a database and keeps the answer."""

    def function(url: str, text: str, **settings: Any) -> Dataset:
        return sql.read(sql.Query(text, url=url), Objects(home / "objects"), load(**settings))

    return function


@pytest.fixture
def refused(ask: Ask) -> Callable[..., LoupeError]:
    """Return a function that asks what cannot be answered, and gives the error."""

    def function(url: str, text: str, **settings: Any) -> LoupeError:
        with pytest.raises(LoupeError) as caught:
            ask(url, text, **settings)
        shown = str(caught.value.to_dict())
        assert "Traceback" not in shown
        assert "hunter2" not in shown
        return caught.value

    return function


@pytest.fixture
def mariadb_url(mariadb_server: int) -> str:
    import pymysql

    server = pymysql.connect(host="127.0.0.1", port=mariadb_server, user="loupe", autocommit=True)
    with server, server.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS shop")
        cursor.execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
        cursor.execute("USE shop")
        for statement in SHOP:
            cursor.execute(statement)
    return f"mysql://loupe@127.0.0.1:{mariadb_server}/shop"
