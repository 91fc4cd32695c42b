"""A query on the command line: its values stand beside it, and its answer goes where files go."""

import json
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from mlcore.commands.data import param
from mlcore.commands.line import main


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    with closing(sqlite3.connect(folder / "shop.db")) as connection, connection:
        connection.execute("CREATE TABLE orders (id INT, town TEXT, price REAL)")
        towns = ("Ulm", "O'Hara", "02134")
        rows = [(i, towns[i % 3], i * 0.5) for i in range(60)]
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)
    return folder


@pytest.fixture
def run(home, capsys):
    def call(*arguments):
        code = main(["--home", str(home / "home"), *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        return code, captured.err if code else json.loads(captured.out)

    return call


def query(home, text):
    return f"sqlite:///{home}/shop.db::{text}"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("3", 3), ("-2.5", -2.5), ("1e3", 1000.0), ("true", True), ("null", None), ('"12"', "12"),
        ("02134", "02134"), ("Ulm", "Ulm"), ("O'Hara", "O'Hara"), ("", ""), ("a=b", "a=b"),
        ("NaN", "NaN"), ("-Infinity", "-Infinity"), ("[1]", "[1]"), ('{"a": 1}', '{"a": 1}'),
        ("True", "True"), ("2026-11-22", "2026-11-22"),
    ],
)  # fmt: skip
def test_a_value_is_what_json_writes_so_else_a_text(said, value):
    assert param(f"name={said}") == ("name", value)
    assert type(param(f"name={said}")[1]) is type(value)


def test_values_are_handed_to_the_database_beside_the_query(run, home):
    text = query(home, "SELECT id, town FROM orders WHERE town = :town AND price >= :least")
    asked = "read", text, "--param", "town=O'Hara", "--param", "least=10"
    code, answer = run(*asked)
    assert (code, answer["rows"]) == (0, len([i for i in range(1, 60, 3) if i * 0.5 >= 10]))
    code, answer = run(*asked[:2], "--param", "town=02134", "--param", "least=0.5")
    assert (code, answer["rows"]) == (0, 20)
    assert run("profile", *asked[1:])[1]["rows"] > 0


def test_a_value_too_many_or_too_few_is_named(run, home):
    text = query(home, "SELECT id FROM orders WHERE town = :town")
    code, said = run("read", text)
    assert code == 2
    assert "“town”" in said
    code, said = run("read", text, "--param", "town=Ulm", "--param", "twon=Ulm")
    assert code == 2
    assert "“twon”" in said


def test_a_value_for_what_is_no_query_is_refused(run):
    code, said = run("read", "sample:tips", "--param", "town=Ulm")
    assert code == 2
    assert said.startswith("error: A value is given for “town”, but what is read is no query.")


@pytest.mark.parametrize("said", ["town", "=Ulm", "a b=c", ":town=Ulm"])
def test_what_is_no_name_and_value_is_refused(run, said, capsys):
    with pytest.raises(SystemExit) as ended:
        run("read", "sample:tips", "--param", said)
    assert ended.value.code == 2
    assert "is not NAME=VALUE" in capsys.readouterr().err


def test_answers_to_the_rows_of_a_query_are_written(run, home):
    """A file goes out as it came in; the rows of a query have no writing of their own."""
    rows = query(home, "SELECT id, town, price FROM orders WHERE id < :most")
    trained = "train", rows, "--param", "most=60", "--target", "price", "--models", "dummy,ridge"
    assert run(*trained, "--folds", "2", "--holdout", "0", "--name", "price")[0] == 0
    out = home / "answers.csv"
    code, answer = run("predict", "price", rows, "--param", "most=5", "-o", out)
    assert (code, answer["rows"]) == (0, 5)
    written = pd.read_csv(out, dtype="str")
    assert written["town"].tolist() == ["Ulm", "O'Hara", "02134", "Ulm", "O'Hara"]
    assert written["prediction"].notna().all()
