"""Rows by row and by column are the same rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.prediction.cases import Cases
from tests.prediction.making import model
from tests.prediction.test_parity import json_rows, raw_rows


def test_either_form_gives_the_other() -> None:
    asked = model("gaps")
    checked = asked.check(json_rows(raw_rows("gaps")[list(asked.signature.names)]))
    assert checked.cases is not None
    rows = checked.cases.rows
    by_row = Cases(asked.signature.fields, rows)
    by_column = Cases(asked.signature.fields, columns=by_row.columns)
    assert by_column.size == by_row.size == len(rows)
    assert by_column.rows == rows
    pd.testing.assert_frame_equal(by_column.frame(), by_row.frame())
    for place in range(len(asked.signature.fields)):
        pd.testing.assert_series_equal(by_column.column(place), by_row.column(place))


def test_no_rows_have_columns_all_the_same() -> None:
    fields = model("gaps").signature.fields
    none = Cases(fields, ())
    assert none.size == 0
    assert [len(column) for column in none.columns] == [0] * len(fields)
    assert len(none.frame()) == 0


def test_floats_that_were_read_are_the_values() -> None:
    asked = model("gaps")
    rows = json_rows(raw_rows("gaps")[list(asked.signature.names)])
    cases = asked.check(rows).cases
    assert cases is not None
    assert cases.numbers
    for place, numbers in cases.numbers.items():
        name = asked.signature.names[place]
        expected = [np.nan if row[name] is None else float(row[name]) for row in rows]
        np.testing.assert_array_equal(numbers, expected)
