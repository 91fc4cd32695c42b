from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data import dialect


@given(
    st.sampled_from(dialect.SEPARATORS),
    st.lists(
        st.lists(st.from_regex(r"[a-z]{1,5}|[0-9]{1,4}", fullmatch=True), min_size=3, max_size=3),
        min_size=2,
        max_size=10,
    ),
)
def test_the_separator_of_a_plain_table(separator: str, table: list[list[str]]) -> None:
    text = "\n".join(separator.join(row) for row in table)
    ranked = dialect.readings(text)
    assert ranked[0].separator == separator
    assert dialect.confidence(ranked) == 1.0


def test_a_close_call_is_not_sure() -> None:
    ranked = dialect.readings("a,b;c\n1,2;3\n4,5;6\n")
    assert dialect.confidence(ranked) < 0.7


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["a", "b"], ["1", "2"]], True),
        ([["1", "2"], ["3", "4"]], False),
        ([["1", "2"]], False),
        ([["a", "b"]], True),
        ([["word", "kind"], ["dog", "animal"]], True),
        ([["2026-01-01", "3"], ["2026-01-02", "4"]], False),
        ([["x", "2019", "2020"], ["a", "5", "6"]], True),
        ([["x", "2019", "2020"], ["y", "2018", "2017"]], False),
        ([["", "0", "1", "2"], ["a", "9", "9", "9"]], True),
    ],
)
def test_whether_the_first_row_holds_names(rows: list[list[str]], header: bool) -> None:
    assert dialect.has_header(rows)[0] is header
