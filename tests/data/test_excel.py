from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest

from mlcore.errors import LoupeError
from tests.data.conftest import Load
from tests.data.test_files import codes, columns


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_cells_keep_their_types(load: Load) -> None:
    day = datetime.datetime(2026, 1, 31)
    content = workbook(
        s=[["n", "x", "flag", "day", "id", "mixed"],
           [1, 1.5, True, day, "007", "a"],
           [None, 2.5, False, day, "008", 3]]
    )  # fmt: skip
    data = load(content, "t.xlsx")
    kinds = [c.kind for c in data.columns]
    assert kinds == ["integer", "number", "boolean", "date", "category", "category"]
    found = columns(data)
    assert found["n"] == [1, None]
    assert found["id"] == ["007", "008"]
    assert found["mixed"] == ["a", "3"]


def test_the_first_sheet_with_content_or_the_chosen_one(load: Load) -> None:
    content = workbook(empty=[], one=[["a"], [1]], two=[["b"], [2]])
    data = load(content, "t.xlsx")
    assert columns(data) == {"a": [1]}
    assert "other_sheets" in codes(data)
    assert columns(load(content, "t.xlsx", sheet="two")) == {"b": [2]}
    with pytest.raises(LoupeError) as caught:
        load(content, "t.xlsx", sheet="three")
    assert caught.value.code == "no_sheet"
    assert "“two”" in caught.value.fix
    with pytest.raises(LoupeError) as caught:
        load(workbook(empty=[]), "t.xlsx")
    assert caught.value.code == "no_cells"


def test_a_title_above_the_table_is_left_out_and_told(load: Load) -> None:
    data = load(workbook(s=[["Report"], ["a", "b", "c"], [1, 2, 3], [4, 5, 6]]), "t.xlsx")
    assert columns(data) == {"a": [1, 4], "b": [2, 5], "c": [3, 6]}
    assert "preamble" in codes(data)


@pytest.mark.parametrize("keep", [200, 1000, -30])
def test_a_truncated_workbook_is_damaged(load: Load, keep: int) -> None:
    content = workbook(s=[["a", "b"]] + [[i, f"value {i}"] for i in range(500)])
    with pytest.raises(LoupeError) as caught:
        load(content[:keep], "t.xlsx")
    assert caught.value.code in ("damaged_file", "packed_file")
    assert caught.value.where[0].file == "t.xlsx"
