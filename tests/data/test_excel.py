from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mlcore.data import workbook as module
from mlcore.data.workbook import checked
from mlcore.errors import LoupeError
from tests.data import oldoffice
from tests.data.conftest import Load
from tests.data.test_files import codes, columns, facts


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
    assert caught.value.code == "damaged_file"
    assert caught.value.where[0].file == "t.xlsx"


# ------------------------------------------------------------------------------ F35


def made(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def replaced(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def test_F35_three_cells_at_the_corners_take_no_memory(load: Load) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet["A1"], sheet["B1"], sheet["XFD1048576"] = "a", "b", 3
        sheet["A2"] = 1

    data = load(made(change), "t.xlsx", header=True)
    assert columns(data) == {"a": [1, None], "b": [None, None], "column 3": [None, 3]}
    assert "closed_up" in codes(data)


def test_F35_an_absurd_dimension_is_not_believed(load: Load) -> None:
    content = replaced(
        workbook(s=[["a", "b"], [1, 2]]),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b"A1:B2", b"A1:XFD1048576"),
    )
    assert columns(load(content, "t.xlsx")) == {"a": [1], "b": [2]}


def test_F35_gaps_between_columns_stay_as_they_are_in_usual_sheets(load: Load) -> None:
    content = workbook(s=[["a", None, "c"], [1, None, 3]])
    assert columns(load(content, "t.xlsx")) == {"a": [1], "column 2": [None], "c": [3]}


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384)),
        st.integers(-(10**6), 10**6),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=25, deadline=None)
def test_F35_closing_up_keeps_every_cell_in_order(cells: dict[tuple[int, int], int]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for (row, column), value in cells.items():
            book.active.cell(row, column, value)

    found = checked(made(change), "t.xlsx")
    with CalamineWorkbook.from_filelike(io.BytesIO(found.data)) as book:
        grid = book.get_sheet_by_index(0).to_python()
    kept = [int(cell) for row in grid for cell in row if cell != ""]
    assert kept == [cells[place] for place in sorted(cells)]


def test_F35_merged_cells_down_a_column_are_filled_and_told(load: Load) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for row in (["region", "n"], ["north", 1], [None, 2], [None, 3], ["south", 4]):
            book.active.append(row)
        book.active.merge_cells("A2:A4")

    data = load(made(change), "t.xlsx")
    assert columns(data)["region"] == ["north"] * 3 + ["south"]
    assert facts(data, "merged_cells") == {"count": 2}


def test_F35_a_merged_title_is_no_column_name(load: Load) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for row in (["Sales"], ["a", "b", "c"], [1, 2, 3], [4, 5, 6]):
            book.active.append(row)
        book.active.merge_cells("A1:C1")

    assert load(made(change), "t.xlsx").names == ("a", "b", "c")


def test_F35_hidden_sheets_come_last_and_are_told(load: Load) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.append(["secret"])
        book.active.append([1])
        book.active.sheet_state = "hidden"
        book.create_sheet("seen").append(["open"])
        book["seen"].append([2])

    content = made(change)
    data = load(content, "t.xlsx")
    assert columns(data) == {"open": [2]}
    assert facts(data, "other_sheets")["others"] == ("Sheet",)
    assert "hidden_sheet" in codes(load(content, "t.xlsx", sheet="Sheet"))


def test_F35_formulas_without_a_saved_result_are_counted(load: Load) -> None:
    data = load(workbook(s=[["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]), "t.xlsx")
    assert columns(data) == {"a": [1, 2], "b": [None, None]}
    assert facts(data, "unsaved_formulas") == {"count": 2, "cell": "B2"}


def test_F35_a_saved_result_is_the_value(load: Load) -> None:
    content = replaced(
        workbook(s=[["a", "b"], [1, "=A2*2"]]),
        "xl/worksheets/sheet1.xml",
        lambda text: re.sub(rb"<v\s*/>|<v></v>", b"<v>2</v>", text),
    )
    data = load(content, "t.xlsx")
    assert columns(data) == {"a": [1], "b": [2]}
    assert "unsaved_formulas" not in codes(data)


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
def test_F35_an_entity_bomb_is_refused(load: Load, part: str) -> None:
    content = replaced(
        workbook(s=[["a"], [1]]), part, lambda text: BOMB + text[text.find(b"?>") + 2 :]
    )
    with pytest.raises(LoupeError) as caught:
        load(content, "t.xlsx")
    assert caught.value.code == "unsafe_file"


def test_F35_what_writes_workbooks_reads_no_entities() -> None:
    assert openpyxl.DEFUSEDXML is True


def test_F35_a_bomb_is_refused_by_its_size(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 1_000_000)
    stream = io.BytesIO(workbook(s=[["a"], [1]]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/x.xml", b" " * 20_000_000)
    with pytest.raises(LoupeError) as caught:
        load(stream.getvalue(), "t.xlsx")
    assert caught.value.code == "unpacked_too_big"


def test_F35_an_old_workbook_is_read(load: Load) -> None:
    content = oldoffice.workbook([["a", "b"], [1.0, "x"], [2.5, "y"]])
    assert columns(load(content, "t.xls")) == {"a": [1.0, 2.5], "b": ["x", "y"]}
    assert "read_by_content" in codes(load(content, "t.csv"))


def test_F35_a_password_is_named(load: Load) -> None:
    new = oldoffice.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 5000})
    for content in (new, oldoffice.workbook([["a"], [1.0]], locked=True)):
        with pytest.raises(LoupeError) as caught:
            load(content, "t.xlsx")
        assert caught.value.code == "locked_file"


def test_F35_macros_are_never_run_and_the_sheet_is_read(load: Load) -> None:
    stream = io.BytesIO(workbook(s=[["a"], [1]]))
    with zipfile.ZipFile(stream, "a") as parts:
        parts.writestr("xl/vbaProject.bin", oldoffice.compound({"VBA": b"Sub Auto_Open()"}))
    assert columns(load(stream.getvalue(), "t.xlsm")) == {"a": [1]}


def test_F35_an_open_document_sheet_is_read(load: Load) -> None:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    rows = "".join(
        f"<table:table-row><table:table-cell office:value-type='string'><text:p>{a}</text:p>"
        f"</table:table-cell><table:table-cell office:value-type='float' office:value='{b}'/>"
        "</table:table-row>"
        for a, b in (("x", 1), ("y", 2))
    )
    ghosts = (
        "<table:table-row table:number-rows-repeated='1048570'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "content.xml",
            f"<?xml version='1.0'?><office:document-content{spaces}><office:body>"
            f"<office:spreadsheet><table:table table:name='S'>{rows}{ghosts}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        parts.writestr("META-INF/manifest.xml", "<x/>")
    data = load(stream.getvalue(), "t.ods", header=False)
    assert columns(data) == {"column 1": ["x", "y"], "column 2": [1, 2]}


def test_F35_a_document_that_is_no_workbook_is_named(load: Load) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("[Content_Types].xml", "<x/>")
        parts.writestr("word/document.xml", "<x/>")
    with pytest.raises(LoupeError) as caught:
        load(stream.getvalue(), "t.docx")
    assert "no workbook" in caught.value.what


def test_F35_links_to_other_workbooks_are_never_followed_and_their_saved_values_stay(
    load: Load,
) -> None:
    content = workbook(s=[["a", "b"], [1, 7]])
    link = (
        b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml'
        b'/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<externalBook r:id="rId1"/></externalLink>'
    )
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/externalLinkPath" Target="file:///etc/passwd" '
        b'TargetMode="External"/></Relationships>'
    )
    stream = io.BytesIO(
        replaced(content, "xl/worksheets/sheet1.xml",
                 lambda text: text.replace(b"<v>7</v>", b"<f>[1]Sheet1!$A$1</f><v>7</v>"))
    )  # fmt: skip
    with zipfile.ZipFile(stream, "a") as parts:
        parts.writestr("xl/externalLinks/externalLink1.xml", link)
        parts.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", rels)
    data = load(stream.getvalue(), "t.xlsx")
    assert columns(data) == {"a": [1], "b": [7]}
    assert "unsaved_formulas" not in codes(data)


def test_F35_a_pivot_table_is_read_as_the_cells_it_shows(load: Load) -> None:
    """The cells of a pivot table are saved in its sheet; its cache is left alone."""
    stream = io.BytesIO(workbook(pivot=[["town", "sum"], ["Ulm", 3], ["Bonn", 4]]))
    bomb = b"<x/>" + b" " * 100_000
    with zipfile.ZipFile(stream, "a") as parts:
        parts.writestr("xl/pivotTables/pivotTable1.xml", b"<pivotTableDefinition/>")
        parts.writestr("xl/pivotCache/pivotCacheDefinition1.xml", b"<not closed")
        parts.writestr("xl/pivotCache/pivotCacheRecords1.xml", bomb)
    assert columns(load(stream.getvalue(), "t.xlsx")) == {"town": ["Ulm", "Bonn"], "sum": [3, 4]}


def test_F31_serial_numbers_of_days_and_the_leap_day_that_never_was(load: Load) -> None:
    """Excel counts days from 1900 and believes in the 29th of February of that year."""

    def change(book: openpyxl.Workbook) -> None:
        book.active.append(["day", "moment"])
        for row, (day, moment) in enumerate(((61, 61.5), (45_688, 45_688.75)), 2):
            for column, serial in enumerate((day, moment), 1):
                cell = book.active.cell(row, column, serial)
                cell.number_format = "yyyy-mm-dd hh:mm"

    found = columns(load(made(change), "t.xlsx"))
    assert found["day"] == [datetime.datetime(1900, 3, 1), datetime.datetime(2025, 1, 31)]
    assert found["moment"] == [
        datetime.datetime(1900, 3, 1, 12), datetime.datetime(2025, 1, 31, 18),
    ]  # fmt: skip
