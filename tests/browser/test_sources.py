"""Tables from a real PostgreSQL and from messy files, in a real browser."""

import re
from pathlib import Path

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


@pytest.mark.slow
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


SALES = (
    "Sales of the north\nas of May\n\nregion;amount;weight\n-;EUR;kg\n"
    + "".join(f"{'NSW'[n % 3]};{n},25;{n if n % 5 else ''}\n" for n in range(1, 31))
    + "Total;472,5;375\n"
)


@pytest.mark.slow
def test_a_messy_file_is_read_cleaned_and_taken_along(server, visit, tmp_path):
    """Preamble, units, totals, decimal commas; then two readings that tie, one of them picked."""
    sales, doubtful = tmp_path / "sales.csv", tmp_path / "doubtful.csv"
    sales.write_text(SALES)
    doubtful.write_text("a,b;c\n1,2;3\n4,5;6\n")
    page = visit(f"{server.url}/dataset")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(sales)
    expect(page.get_by_text("How it will be read")).to_be_visible()
    expect(page.get_by_text("Decimal commas were read", exact=False).first).to_be_visible()
    settle(page)
    click(page, re.compile("^Load "))
    expect(page.get_by_text("30 rows × 3 columns").first).to_be_visible()
    go(page, "Clean")
    click(page, "Fix")
    expect(page.get_by_text("Take it along")).to_be_visible()
    settle(page)
    shoot(page, "clean-messy")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the rows").click()
    lines = Path(taken.value.path()).read_text("utf-8").splitlines()
    assert (len(lines), lines[0][:13]) == (31, "region,amount")
    assert lines[1].startswith("S,1.25")
    go(page, "Data")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(doubtful)
    expect(page.get_by_text("Two readings fit").first).to_be_visible()
    settle(page)
    shoot(page, "data-two-readings")
    page.get_by_role("button", name="Read it so").last.click()
    settle(page)
    expect(page.get_by_text("Two readings fit")).to_have_count(0)
