"""Data from databases and the web: asked, previewed, loaded; refusals lose nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mlcore.workspace.workspace import Workspace
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
    threading.Thread(target=server.serve_forever, daemon=True).start()
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
    assert not app.exception
    return app


def test_without_a_connection_the_page_says_how_to_get_one(space: Workspace) -> None:
    assert "No database is set up yet" in words(source("sql"))


@pytest.mark.usefixtures("shop")
def test_a_query_is_previewed_and_loaded(space: Workspace) -> None:
    app = ask(source("sql"), "SELECT id, town FROM orders")
    assert "orders" in [expander.label for expander in app.expander]
    assert len(app.dataframe[0].value) == 50
    app.button(key="data.sql.count").click().run()
    assert "99 rows" in words(app)
    app.button(key="data.sql.load").click().run()
    assert not app.exception
    opened = space.open_dataset()
    assert opened is not None
    assert (opened.name, opened.data.rows) == ("shop", 99)
    assert "hunter2" not in words(app) + repr(opened)


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
    assert not app.exception
    assert app.dataframe[0].value["b"].tolist() == ["x", "y"]
    app.button(key="data.http.load").click().run()
    opened = space.open_dataset()
    assert opened is not None
    assert opened.data.rows == 2


def test_an_address_inside_this_network_is_refused(space: Workspace) -> None:
    app = source("http")
    app.text_input(key="data.http.url").set_value("http://169.254.169.254/latest").run()
    app.button(key="data.http.run").click().run()
    assert not app.exception
    assert "inside this network" in words(app)
