"""Files that are not what they seem, by the lines of the catalogue of bad inputs."""

from __future__ import annotations

import codecs
import gzip

import pytest

from mlcore.data import limits
from mlcore.data.notices import sentence
from mlcore.data.read import preview
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from tests.data.conftest import Load
from tests.data.test_excel import workbook
from tests.data.test_files import codes, columns, refused


def test_F01_an_empty_file_says_so_and_what_to_do(load: Load) -> None:
    error = refused(load, b"")
    assert error.code == "empty_file"
    assert "0 bytes" in error.what
    assert error.fix.startswith("Choose another")
    assert "unchanged" in error.kept


@pytest.mark.parametrize("text", [b"\n\n\n", b" \r\n\t\r\n \r\n", codecs.BOM_UTF8 + b"\n\n\n"])
def test_F02_blank_lines_are_counted(load: Load, text: bytes) -> None:
    assert "3 blank lines" in refused(load, text).what


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "\n\na,b\n\n"])
def test_F03_a_header_alone_is_a_table_without_rows(load: Load, text: str) -> None:
    data = load(text)
    assert (data.rows, data.names) == (0, ("a", "b"))


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html>", "<HTML><body>1,2\n3,4", "\n<head>x"])
def test_F04_a_web_page_is_named_with_the_likely_cause(load: Load, page: str) -> None:
    error = refused(load, page)
    assert error.code == "web_page"
    assert "login" in error.what


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]', '{"a": 1}\n{"a": 2}\n'])
def test_F05_json_in_a_csv_is_read_as_json_and_said(load: Load, text: str) -> None:
    data = load(text)
    assert columns(data) == {"a": [1, 2]}
    assert "read_by_content" in codes(data)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"), (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"MZ\x90\0\x03", "program"), (b"\x7fELF\x02", "program"), (b"\x80\x04\x95\0", "pickle"),
        (b"\x89HDF\r\n\x1a\n\0", "HDF5"), (b"PK\x03\x04" + bytes(30), "zip"),
    ],
)  # fmt: skip
def test_F06_another_file_is_refused_by_its_real_kind(load: Load, start: bytes, kind: str) -> None:
    error = refused(load, start + b"1,2\n3,4\n")
    assert error.code in ("not_a_table", "damaged_file")
    assert kind in error.what


def test_F07_what_a_name_promises_wrongly_is_read_by_content_and_said(load: Load) -> None:
    data = load(workbook(s=[["a"], [1]]), "t.csv")
    assert columns(data) == {"a": [1]}
    assert "Excel workbook, whatever its name says" in sentence(data.warnings[0])
    packed = load(gzip.compress(b"a,b\n1,2\n"), "t.csv")
    assert columns(packed) == {"a": [1], "b": [2]}
    assert "gzip" in sentence(packed.warnings[0])
    assert columns(load("a,b\n1,2\n", "t.xlsx")) == {"a": [1], "b": [2]}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_F08_wide_encodings_are_read_and_shown(load: Load, encoding: str) -> None:
    text = "größe,stadt\n1,Köln\n2,Ulm\n".encode(encoding)
    assert columns(load(text)) == {"größe": [1, 2], "stadt": ["Köln", "Ulm"]}
    guess = next(g for g in preview(text, filename="t.csv").guesses if g.option == "encoding")
    assert guess.value.replace("-", "").startswith(encoding.replace("-", "")[:5])
    assert columns(load(text, encoding=encoding))["stadt"] == ["Köln", "Ulm"]


def test_F10_a_byte_order_mark_is_not_part_of_a_name(load: Load) -> None:
    assert load(codecs.BOM_UTF8 + b'"a",b\n1,2\n').names == ("a", "b")


def test_F32_one_column_and_one_cell_and_many_columns(load: Load) -> None:
    assert columns(load("word\nyes\nno\n")) == {"word": ["yes", "no"]}
    assert columns(load("a\n7\n")) == {"a": [7]}
    most = Settings().max_columns
    wide = ",".join(f"c{i}" for i in range(most + 1)) + "\n"
    error = refused(load, wide)
    assert error.code == "table_too_wide"
    assert f"{most:,}" in error.what


def test_F32_much_is_previewed_from_its_beginning_and_that_is_said() -> None:
    assert not preview(b"a,b\n" + b"1,2\n" * 400_000, filename="t.csv").whole


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_F33_a_line_without_end_is_refused_by_its_number(
    load: Load, end: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LONGEST_LINE", 1_000_000)
    with pytest.raises(LoupeError) as caught:
        limits.check_lines(end.join([b"a,b", b"1,2", b"x" * 1_000_001, b"3,4"]), "t.csv")
    assert caught.value.code == "line_too_long"
    assert caught.value.where[0].line == (3 if end != b"\r" else 1)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_F33_many_short_lines_are_fine(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_LINE", 100_000)
    limits.check_lines((b"word,word" + end) * 100_000, "t.csv")


def test_F33_a_cell_of_ten_megabytes_is_refused_by_its_line(load: Load) -> None:
    error = refused(load, 'a,b\n1,2\n"' + "x" * 10_000_001 + '",3,4\n')
    assert error.code == "cell_too_long"
    assert error.where[0].line == 3


def test_F32_more_rows_than_the_cap_are_refused_with_the_cap(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_MAX_ROWS", "1000")
    error = refused(load, "a,b\n" + "1,2\n" * 1_001)
    assert error.code == "table_too_long"
    assert "1,000" in error.what
    assert load("a,b\n" + "1,2\n" * 1_000).rows == 1_000
