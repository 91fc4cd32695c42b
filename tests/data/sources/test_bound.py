"""Places of values in a query: found by parsing, written for each driver, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.data.sources import statement
from mlcore.data.sources.bound import Question, bound, names
from mlcore.data.sources.databases import DATABASES
from mlcore.errors import LoupeError, Where

DIALECTS = tuple(kind.dialect for kind in DATABASES)
TEXT = "SELECT a FROM t WHERE a = :one AND b < :two OR c = :one"


def asked(text: str, dialect: str, **values: object) -> Question:
    query = statement.check(text, dialect, Where(field="query"))
    return bound(query, Question(text, 1.0, values), dialect)


def code(text: str, dialect: str, **values: object) -> str:
    with pytest.raises(LoupeError) as caught:
        asked(text, dialect, **values)
    return caught.value.code


@pytest.mark.parametrize("dialect", DIALECTS)
def test_names_come_in_the_order_of_the_text(dialect: str) -> None:
    query = statement.check(TEXT, dialect, Where(field="query"))
    assert names(query, TEXT, dialect) == ("one", "two")
    plain = "SELECT CAST(a AS TEXT), ':no', \":no\" FROM t -- :no"
    assert names(statement.check(plain, dialect, Where(field="query")), plain, dialect) == ()


@pytest.mark.parametrize(
    ("dialect", "written"),
    [
        ("sqlite", "a = :v0 AND b < :v1 OR c = :v0"),
        ("duckdb", "a = $v0 AND b < $v1 OR c = $v0"),
        ("postgres", "a = %(v0)s AND b < %(v1)s OR c = %(v0)s"),
        ("mysql", "a = %(v0)s AND b < %(v1)s OR c = %(v0)s"),
    ],
)
def test_places_are_written_for_the_driver(dialect: str, written: str) -> None:
    made = asked(TEXT, dialect, one="1", two=2)
    assert made.text == f"SELECT a FROM t WHERE {written}"
    assert made.values == {"v0": "1", "v1": 2}


def test_a_percent_sign_is_doubled_only_where_the_driver_counts_it() -> None:
    text = "SELECT a % 2 FROM t WHERE a LIKE '%x' AND b = :b"
    assert asked(text, "sqlite", b=1).text.startswith("SELECT a % 2 FROM t WHERE a LIKE '%x'")
    assert "a %% 2 FROM t WHERE a LIKE '%%x'" in asked(text, "postgres", b=1).text
    plain = "SELECT a % 2 FROM t"
    assert asked(plain, "postgres").text == plain  # without values nothing is looked for


def test_casts_and_slices_are_no_places() -> None:
    assert asked("SELECT a::text, :x AS x FROM t", "postgres", x=1).text == (
        "SELECT a::text, %(v0)s AS x FROM t"
    )
    plain = "SELECT a[1:2] FROM t"
    assert asked(plain, "duckdb").text == plain


@pytest.mark.parametrize("dialect", DIALECTS)
def test_values_and_places_must_be_the_same(dialect: str) -> None:
    assert code(TEXT, dialect, one=1) == "sql_values"
    assert code(TEXT, dialect, one=1, two=2, three=3) == "sql_values"
    assert code("SELECT a FROM t WHERE a = ?", dialect) == "sql_value_place"


@settings(max_examples=25, deadline=None)
@given(
    value=st.text(max_size=20),
    around=st.lists(
        st.sampled_from(["':v' = a OR", "/* :v */", "\n", "a % 2 = 1 AND"]), max_size=4
    ),
    dialect=st.sampled_from(DIALECTS),
)
def test_a_value_never_enters_the_text(value: str, around: list[str], dialect: str) -> None:
    text = f"SELECT a FROM t WHERE {' '.join(around)} a IN (':v', '%', 'ü', :v)"
    made, other = asked(text, dialect, v=value), asked(text, dialect, v="something else")
    assert made.text == other.text
    assert made.values == {"v0": value}
    single = made.text.replace("%%", "%") if dialect in ("postgres", "mysql") else made.text
    at = single.rindex("v0")
    assert text.startswith(single[: at - (2 if "%(" in single else 1)])
