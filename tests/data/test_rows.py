"""Cutting text: the fast way and the careful way agree with each other and with Python's csv."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data import rows
from mlcore.data.forms import Form

CELL = st.text(st.sampled_from('ab1 ,;"\n\r|é'), max_size=5)


def written(table: list[list[str]], separator: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    return stream.getvalue()


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6
        )
    ),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_table_comes_back(table: list[list[str]], separator: str) -> None:
    text = written(table, separator)
    for parsed in (
        rows.parse(text, Form(separator), "t"),
        rows.parse_lines(text, Form(separator), "t"),
    ):
        found, short, long = parsed.table(len(table[0]))
        assert [list(row) for row in found.rows()] == table
        assert short == []
        assert long == []


@given(st.lists(st.lists(st.sampled_from(["a", "1", ""]), min_size=2, max_size=5), min_size=1))
def test_every_row_is_in_the_table_or_set_aside(table: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in table)
    found, short, long = rows.parse_lines(text, Form(","), "t").table(3)
    assert found.height + len(long) == len(table)
    assert len(short) == sum(len(row) == 2 for row in table)
    assert [reject.line for reject in long] == [i for i, row in enumerate(table, 1) if len(row) > 3]


@pytest.mark.parametrize("line", ['2,"open', '2,"op""en', '"'])
def test_an_open_quote_is_found_wherever_it_stands(line: str) -> None:
    parsed = rows.parse(f"a,b\n1,x\n{line}\n3,y\n", Form(","), "t")
    assert [reject.line for reject in parsed.rejects] == [3]
    assert [cells for _, cells in parsed.ragged] == [["a", "b"], ["1", "x"], ["3", "y"]]
