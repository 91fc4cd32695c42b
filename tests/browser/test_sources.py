"""A query to a real PostgreSQL, loaded and explored in a real browser."""

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.walking import click, go, settle, shoot


@pytest.fixture
def shop(postgres_url, tmp_path, serve, monkeypatch):
    """A server that knows one database by name."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id INT, town TEXT, price NUMERIC(10, 2))")
        connection.execute(
            "INSERT INTO orders SELECT i, (ARRAY['Ulm', 'Bonn', 'Kiel'])[i % 3 + 1], i * 0.5 "
            "FROM generate_series(1, 400) i"
        )
    monkeypatch.setenv("LOUPE_CONNECTION_SHOP", postgres_url)
    return serve(tmp_path)


def test_from_a_query_to_exploring(shop, visit):
    page = visit(shop.url)
    go(page, "Data")
    page.get_by_role("radio", name="Ask a database").click()
    settle(page)
    box = page.get_by_role("textbox", name="One SELECT")
    box.fill("SELECT town, price FROM orders WHERE")
    box.press("Control+Enter")
    settle(page)
    click(page, "Preview")
    expect(page.get_by_text("cannot be understood", exact=False)).to_be_visible()
    shoot(page, "data-sql-refused")
    box.fill("SELECT town, price FROM orders WHERE price > 1")
    box.press("Control+Enter")
    settle(page)
    click(page, "Preview")
    expect(page.get_by_text("How it will be read")).to_be_visible()
    shoot(page, "data-sql")
    click(page, "Load the answer")
    expect(page.get_by_text("398 rows × 2 columns").first).to_be_visible()  # a job brought it
    go(page, "Explore")
    expect(page.get_by_text("398 rows × 2 columns")).to_be_visible()
    shoot(page, "explore-sql")
