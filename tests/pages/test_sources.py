"""Data from databases and the web: asked, previewed, loaded; refusals lose nothing."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mlcore.data.sources.sql import Query
from mlcore.jobs.inline import run_inline
from mlcore.jobs.job import Job
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.workspace import moving
from mlcore.workspace.workspace import Workspace
from pages.ui import data_http, data_sql
from tests.pages.conftest import keep, run, words


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER, town TEXT)")
        connection.executemany(
            "INSERT INTO orders VALUES (?, ?)", [(i, f"![t]({i})") for i in range(99)]
        )
    connection.close()
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", f"sqlite:///{path}?secret=hunter2")
    return path


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"data": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]}')

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("LOUPE_ALLOW_HOSTS", "127.0.0.1")
    yield f"http://127.0.0.1:{server.server_port}/orders.json"
    server.shutdown()
    server.server_close()


def source(name: str) -> AppTest:
    app = run("data")
    app.segmented_control(key="data.source").set_value(name).run()
    assert not app.exception
    return app


def ask(app: AppTest, text: str) -> AppTest:
    app.text_area(key="data.sql.text.shop").set_value(text).run()
    app.button(key="data.sql.run").click().run()
    return answered(app, data_sql.ASKED)


def answered(app: AppTest, key: str) -> AppTest:
    """Wait for what the page has asked, as a person does, and draw it again."""
    app.session_state[key][1].wait(60)
    app.run()
    assert not app.exception
    return app


def work(space: Workspace) -> Job:
    """Do what the server does with the newest job, with the settings of now."""
    return run_inline(Store.open(load()), moving.listing(space)[0].id)


def test_without_a_connection_the_page_says_how_to_get_one(space: Workspace) -> None:
    assert "No database is set up yet" in words(source("sql"))


@pytest.mark.usefixtures("shop")
def test_a_query_is_previewed_and_loaded(space: Workspace) -> None:
    app = ask(source("sql"), "SELECT id, town FROM orders")
    assert "orders" in [expander.label for expander in app.expander]
    assert len(app.dataframe[0].value) == 50
    app.button(key="data.sql.count").click().run()
    assert "99 rows" in words(answered(app, data_sql.COUNT))
    app.button(key="data.sql.load").click().run()
    assert not app.exception
    assert "Loading waits for its turn" in words(app)
    assert space.open_dataset() is None
    assert work(space).state == "done"
    app.run()
    opened = space.open_dataset()
    assert opened is not None
    assert (opened.name, opened.data.rows) == ("shop", 99)
    assert "hunter2" not in words(app) + repr(opened)


@pytest.mark.usefixtures("shop")
def test_a_query_asks_for_its_values_and_they_are_bound(space: Workspace) -> None:
    app = source("sql")
    text = "SELECT id, town FROM orders WHERE town = :town OR id > :least"
    app.text_area(key="data.sql.text.shop").set_value(text).run()
    app.text_input(key="data.sql.value.town").set_value("' OR 1=1 --").run()
    app.text_input(key="data.sql.value.least").set_value("95").run()
    app.selectbox(key="data.sql.value.least.kind").select("number").run()
    app.button(key="data.sql.run").click().run()
    answered(app, data_sql.ASKED)
    assert len(app.dataframe[0].value) == 3
    app.button(key="data.sql.load").click().run()
    assert work(space).state == "done"
    opened = space.open_dataset()
    assert opened is not None
    values = (("town", "' OR 1=1 --"), ("least", 95))
    assert dict(opened.data.lineage.options)["values"] == values
    assert opened.data.rows == 3


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("02134", "text", "02134"), ("", "text", None), ("  ", "number", None),
        ("-7", "number", -7),
        ("1e3", "number", 1000.0), (".5", "number", 0.5), ("1_0", "number", "1_0"),
        ("nan", "number", "nan"), ("Yes", "truth", True), ("0", "truth", False),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value(said: str, kind: str, value: object) -> None:
    made = data_sql.value_of(said, kind)
    assert made == value
    assert type(made) is type(value)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DELETE FROM orders", "Only one SELECT"),
        ("SELECT * FROM ordres", "“orders”"),
        ("SELECT id FROM orders WHERE", "line 1"),
    ],
)
def test_a_refusal_is_a_card_and_loses_nothing(space: Workspace, text: str, said: str) -> None:
    keep(space, "tips")
    app = ask(source("sql"), text)
    assert said in words(app)
    if "line" in said:
        assert "^" in app.code[0].value
    opened = space.open_dataset()
    assert opened is not None
    assert opened.name == "Restaurant tips"


def test_an_address_is_previewed_and_loaded(space: Workspace, web: str) -> None:
    app = source("http")
    app.text_input(key="data.http.url").set_value(web).run()
    app.text_input(key="data.http.records").set_value("data").run()
    app.button(key="data.http.run").click().run()
    answered(app, data_http.ASKED)
    assert app.dataframe[0].value["b"].tolist() == ["x", "y"]
    app.button(key="data.http.load").click().run()
    assert work(space).state == "done"
    opened = space.open_dataset()
    assert opened is not None
    assert opened.data.rows == 2


def test_an_address_inside_this_network_is_refused(space: Workspace) -> None:
    app = source("http")
    app.text_input(key="data.http.url").set_value("http://169.254.169.254/latest").run()
    app.button(key="data.http.run").click().run()
    assert "inside this network" in words(answered(app, data_http.ASKED))


@pytest.mark.usefixtures("shop")
def test_s16_a_server_that_is_down_can_be_tried_again_and_the_table_stays(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    there = os.environ["LOUPE_CONNECTION_SHOP"]
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", "postgresql://me:hunter2@127.0.0.1:9/shop")
    app = answered(source("sql"), "data.sql.tables.shop")
    assert "cannot be reached or opened" in words(app)
    assert "kept: The table you had open is unchanged" in words(app)
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", there)
    app.button(key="data.sql.tables.shop.again").click().run()
    app = answered(app, "data.sql.tables.shop")
    assert "orders" in [expander.label for expander in app.expander]
    assert space.needs_dataset().name == "Restaurant tips"
    assert "hunter2" not in words(app)


@pytest.mark.usefixtures("shop")
def test_a_long_answer_is_waited_for_beside_the_page_and_can_be_stopped(space: Workspace) -> None:
    forever = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    )
    app = source("sql")
    app.text_area(key="data.sql.text.shop").set_value(forever).run()
    app.button(key="data.sql.run").click().run()
    assert "The database is asked" in words(app)
    assert app.segmented_control(key="data.source").value == "sql"  # the page is all there
    app.button(key=f"{data_sql.ASKED}.stop").click().run()
    assert "It was stopped" in words(answered(app, data_sql.ASKED))
    assert moving.listing(space) == ()


@pytest.mark.usefixtures("shop")
def test_a_load_that_failed_says_so_until_it_is_put_away(space: Workspace) -> None:
    job = moving.bring_query(space, Query("SELECT * FROM gone", "shop"))
    assert run_inline(space.store, job).state == "failed"
    app = run("data")
    assert "Loading · shop**: The database has no table" in words(app)
    app.button(key=f"moving.{job}.away").click().run()
    assert "Loading" not in words(app)
    assert f"moving.{job}.again" not in [button.key for button in app.button]


@pytest.mark.usefixtures("shop")
def test_the_same_answer_again_is_told_and_another_table_stays_open(space: Workspace) -> None:
    query = Query("SELECT id FROM orders", "shop")
    run_inline(space.store, moving.bring_query(space, query))
    job = moving.bring_query(space, query)
    keep(space, "tips")
    run_inline(space.store, job)
    app = run("data")
    assert "This is the same table as shop v1" in words(app)
    app.button(key=f"moving.{job}.open").click().run()
    assert space.needs_dataset().name == "shop"
    assert "This is the same table" not in words(app)
