from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mlcore.data import export
from mlcore.data.read import read, read_bytes
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects

FRAME = pd.DataFrame(
    {
        "n": pd.array([1, None], dtype="Int64"),
        "=cmd": ["=1+1", "@x"],
        "word": ["-5 apples", None],
        "low": [-1.5, 2.0],
        "plain": ["a,b", 'say "hi"'],
    }
)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    export.to_csv(FRAME, tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_text("utf-8")
    assert text.splitlines()[0] == "n,'=cmd,word,low,plain"
    assert text.splitlines()[1] == "1,'=1+1,'-5 apples,-1.5,\"a,b\""
    assert FRAME["=cmd"][0] == "=1+1"


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_what_was_written_reads_back(tmp_path: Path, objects: Objects, suffix: str) -> None:
    safe = FRAME[["n", "low", "plain"]]
    path = tmp_path / f"t{suffix}"
    export.write(safe, path)
    found = read(path, objects).frame()
    pd.testing.assert_frame_equal(found, safe)


def test_an_impossible_place_says_so(tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        export.write(FRAME, tmp_path / "no" / "t.csv")
    assert caught.value.code == "cannot_write"
    with pytest.raises(LoupeError) as caught:
        export.write(FRAME, tmp_path / "t.doc")
    assert caught.value.code == "bad_output_format"
    assert list(tmp_path.iterdir()) == []


def test_numbers_in_writing_stay_as_they_are(tmp_path: Path) -> None:
    texts = pd.DataFrame({"n": ["-1.50", "+3", "-1e5", "-1,5", "-1+cmd", "-"]})
    lines = export.csv_text(texts).splitlines()[1:]
    assert lines == ["-1.50", "+3", "-1e5", '"-1,5"', "'-1+cmd", "'-"]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    frame = FRAME.assign(odd=["a\x00b", "=HYPERLINK(1)"])
    sheet = openpyxl.load_workbook(io.BytesIO(export.as_bytes(frame, ".xlsx"))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}
    assert "a\ufffdb" in {cell.value for cell in cells}


def test_a_workbook_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "EXCEL_ROWS", 3)
    assert export.as_bytes(FRAME, ".xlsx")
    with pytest.raises(LoupeError) as caught:
        export.as_bytes(pd.concat([FRAME, FRAME]), ".xlsx")
    assert caught.value.code == "too_big_for_excel"
    assert export.as_bytes(pd.concat([FRAME, FRAME]), ".parquet")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("sales", "sales-v3.csv"),
        ("Größe 7", "Größe 7-v3.csv"),
        ("../../etc/passwd", "_.._etc_passwd-v3.csv"),
        ("a\\b:c*\n\x00", "a_b_c___-v3.csv"),
        ("...", "table-v3.csv"),
        ("x" * 300, "x" * 80 + "-v3.csv"),
    ],
)
def test_a_download_is_named_with_its_version(name: str, file: str) -> None:
    assert export.file_name(name, 3, ".csv") == file


def test_a_download_holds_the_stored_table(tmp_path: Path) -> None:
    objects = Objects(tmp_path / "objects")
    data = read_bytes(b"a,b\n1,=1+1\n2,x\n", "t.csv", objects)
    assert export.download(data, ".parquet") == objects.get(data.object)
    assert export.download(data, ".csv") == b"a,b\n1,'=1+1\n2,x\n"
    assert export.download(data, ".xlsx")[:2] == b"PK"


def test_the_limits_of_a_sheet_are_named() -> None:
    export.check_excel(1_048_575, 16_384)
    export.check_excel(9_999_999, 1, ".csv")
    for rows, columns in ((1_048_576, 1), (1, 16_385)):
        with pytest.raises(LoupeError) as caught:
            export.check_excel(rows, columns)
        assert "1,048,575 rows and 16,384 columns" in caught.value.what


def test_parts_of_a_csv_are_the_csv_of_the_whole() -> None:
    whole = export.csv_text(FRAME).encode()
    assert b"".join(export.csv_parts([FRAME.head(1), FRAME.tail(1)])) == whole
