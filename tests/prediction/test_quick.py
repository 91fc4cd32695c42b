"""What is read at sight is what the full check accepts; everything else goes to the full check."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.prediction.quick import BY_ROW, RowReader
from mlcore.prediction.rows import check
from tests.prediction.making import CASES, model
from tests.prediction.test_parity import json_rows, raw_rows
from tests.prediction.test_rows import GOOD, SIGNATURE

READER = RowReader(SIGNATURE, 100)
CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=5),
    st.sampled_from(["2020-06-01", "1900-01-01", "2999-01-01", *GOOD.values()]),
)  # fmt: skip


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(SIGNATURE.names, CELL)), max_size=3))
def test_both_checks_agree_whatever_is_sent(rows: list[dict[str, Any]]) -> None:
    agree(rows)


@given(st.sampled_from(list(GOOD)), CELL)
def test_both_checks_agree_on_one_changed_value(name: str, cell: Any) -> None:
    agree([{**GOOD, name: cell}, GOOD])


@settings(max_examples=25)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(SIGNATURE.names, CELL)), max_size=2))
def test_both_checks_agree_on_many_rows_whatever_is_among_them(rows: list[dict[str, Any]]) -> None:
    agree([*rows, *[GOOD] * BY_ROW, *rows])


@given(st.sampled_from(list(GOOD)), CELL)
def test_both_checks_agree_on_a_column_with_one_changed_value(name: str, cell: Any) -> None:
    agree([*[GOOD] * BY_ROW, {**GOOD, name: cell}])


def test_many_rows_are_read_by_column_with_the_values_of_each_row() -> None:
    rows = [{**GOOD, "weight": float(at)} for at in range(50)]
    whole = READER.check(rows).cases
    assert whole is not None
    each = [READER.check([row]).cases for row in rows]
    assert whole.rows == tuple(one.rows[0] for one in each if one is not None)


def agree(rows: list[dict[str, Any]]) -> None:
    quick, full = READER.check(rows), check(SIGNATURE, rows)
    assert quick.problems == full.problems
    assert quick.remarks == full.remarks
    assert quick.ignored == full.ignored
    assert quick.kept.tolist() == full.kept.tolist()
    pd.testing.assert_frame_equal(quick.frame, full.frame)


@pytest.mark.parametrize("case", list(CASES))
def test_rows_of_every_table_are_read_at_sight(case: str) -> None:
    asked = model(case)
    rows = json_rows(raw_rows(case)[list(asked.signature.names)])
    quick, full = asked.check(rows), check(asked.signature, rows)
    assert quick.cases is not None
    assert full.cases is None
    assert quick.remarks == full.remarks
    pd.testing.assert_frame_equal(quick.frame, full.frame)


def test_what_needs_explaining_goes_to_the_full_check() -> None:
    name = next(iter(GOOD))
    assert READER.check([GOOD]).cases is not None
    for row in ({**GOOD, "extra": 1}, {k: v for k, v in GOOD.items() if k != name}, [1], None):
        assert READER.check([row]).cases is None  # type: ignore[list-item]
        assert READER.check([GOOD] * BY_ROW + [row]).cases is None  # type: ignore[list-item]
    assert READER.check([GOOD] * 100).cases is not None
    assert READER.check([GOOD] * 101).cases is None
