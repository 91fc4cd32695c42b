"""Files as people bring them: each line of the catalogue of bad files that this slice covers."""

from __future__ import annotations

import codecs
import io
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.notices import sentence
from mlcore.errors import LoupeError
from tests.data.conftest import Load


def codes(data: Dataset) -> set[str]:
    return {notice.code for notice in data.warnings}


def facts(data: Dataset, code: str) -> dict[str, Any]:
    return next(dict(notice.facts) for notice in data.warnings if notice.code == code)


def columns(data: Dataset) -> dict[str, list[Any]]:
    frame = data.frame().astype(object)
    return frame.where(frame.notna(), None).to_dict("list")


def refused(
    load: Load, content: str | bytes, filename: str = "t.csv", **options: Any
) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        load(content, filename, **options)
    assert caught.value.where[0].file == filename
    return caught.value


# ------------------------------------------------------------------ nothing to read


def test_an_empty_file_says_so(load: Load) -> None:
    error = refused(load, b"")
    assert error.code == "empty_file"
    assert "0 bytes" in error.what


@pytest.mark.parametrize("content", [b"\n\n\n", b"  \r\n\t\r\n \r\n", codecs.BOM_UTF8 + b"\n\n\n"])
def test_blank_lines_are_counted(load: Load, content: bytes) -> None:
    assert "3 blank lines" in refused(load, content).what


def test_a_header_alone_is_a_table_without_rows(load: Load) -> None:
    data = load("a,b,c\n")
    assert data.rows == 0
    assert data.names == ("a", "b", "c")
    assert list(data.frame().columns) == ["a", "b", "c"]


# ---------------------------------------------------------------------- the wrong thing


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html>",
        "<table><tr><td>1</td></tr>",
        "<html>\n<body>1,2</body>",
        "\n <HTML>",
    ],
)
def test_a_web_page_is_no_table(load: Load, page: str) -> None:
    assert refused(load, page).code == "web_page"


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"MZ\x90\x00\x03\x00", "program"),
        (b"\x7fELF\x02\x01", "program"),
        (b"\x80\x04\x95\x00", "pickle"),
        (b"<?xml version='1.0'?><a/>", "XML"),
    ],
)
def test_other_files_are_named_by_their_content(load: Load, start: bytes, kind: str) -> None:
    error = refused(load, start + b"1,2\n3,4\n")
    assert error.code == "not_a_table"
    assert kind in error.what


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"\x1f\x8b\x08\x00\x00", "damaged_file"),
        (b"PK\x03\x04\x14\x00", "damaged_file"),
        (b"SQLite format 3\x00", "damaged_file"),
        (b"ARROW1\x00\x00", "damaged_file"),
        (b"7z\xbc\xaf\x27\x1c\x00", "packed_file"),
        (b"Rar!\x1a\x07\x00", "packed_file"),
        (b"\x28\xb5\x2f\xfd\x00", "packed_file"),
    ],
)
def test_F34_a_beginning_alone_is_no_file(load: Load, start: bytes, code: str) -> None:
    assert refused(load, start + bytes(40)).code == code


def test_words_that_begin_like_a_program_are_words(load: Load) -> None:
    assert load("BMI,MZ\n1,2\n").names == ("BMI", "MZ")


def test_json_named_csv_is_read_as_json_and_said(load: Load) -> None:
    data = load('[{"a": 1}, {"a": 2}]')
    assert columns(data) == {"a": [1, 2]}
    assert "JSON" in sentence(data.warnings[0])


def test_a_workbook_named_csv_is_read_as_one_and_said(load: Load) -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b"], [1, "x"], [2, "y"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    data = load(stream.getvalue(), "t.csv")
    assert columns(data) == {"a": [1, 2], "b": ["x", "y"]}
    assert codes(data) == {"read_by_content"}


# ---------------------------------------------------------------------------- encodings

GREETING = "name,city\nJosé,Zürich\nAndré,Köln\nZoë,Århus\n"
DECODED = {"name": ["José", "André", "Zoë"], "city": ["Zürich", "Köln", "Århus"]}


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
def test_usual_encodings_are_seen(load: Load, encoding: str) -> None:
    data = load(GREETING.encode(encoding))
    assert columns(data) == DECODED
    told = encoding in ("utf-16-le", "utf-16-be", "cp1252", "latin-1")
    assert ("guessed_encoding" in codes(data)) == told


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "名前,都市\n山田太郎,東京\n鈴木花子,大阪\n佐藤次郎,名古屋\n" * 20),
        ("gb18030", "姓名,城市\n张伟,北京\n王芳,上海\n李娜,广州\n" * 20),
        ("cp1251", "имя,город\nИван Петров,Москва\nАнна Сидорова,Санкт-Петербург\n" * 20),
    ],
)
def test_other_scripts_are_guessed_and_said(load: Load, encoding: str, text: str) -> None:
    data = load(text.encode(encoding))
    assert data.names == tuple(text.splitlines()[0].split(","))
    assert "guessed_encoding" in codes(data)


def test_a_chosen_encoding_that_does_not_fit_names_the_line(load: Load) -> None:
    error = refused(load, GREETING.encode("cp1252"), encoding="utf-8")
    assert error.code == "wrong_encoding"
    assert error.where[0].line == 2


def test_an_unknown_encoding_is_refused(load: Load) -> None:
    assert refused(load, "a\n1\n", encoding="klingon").code == "unknown_encoding"


def test_mixed_encodings_lose_nothing_and_list_the_lines(load: Load) -> None:
    text = "name\nJosé\nZoë\n".encode() + "Köln\n".encode("cp1252") + "Århus\n".encode()
    data = load(text)
    assert columns(data) == {"name": ["José", "Zoë", "Köln", "Århus"]}
    assert facts(data, "mixed_encoding")["lines"] == (4,)


def test_nul_bytes_are_removed_only_when_asked(load: Load) -> None:
    text = "a,b\n1,2\n3\x00,4\n"
    error = refused(load, text)
    assert error.code == "nul_bytes"
    assert error.where[0].line == 3
    data = load(text, drop_nul=True)
    assert columns(data) == {"a": [1, 3], "b": [2, 4]}
    assert codes(data) == {"nul_removed"}


# ------------------------------------------------------------------------ cutting lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_kinds(load: Load, end: str) -> None:
    data = load(end.join(["a,b", "1,x", "", "2,y", ""]))
    assert columns(data) == {"a": [1, 2], "b": ["x", "y"]}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_seen(load: Load, separator: str) -> None:
    rows = [["id", "text, with; all"], ["1", "x"], ["2", "y"]]
    quoted = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    assert columns(load(quoted)) == {"id": [1, 2], "text, with; all": ["x", "y"]}


def test_decimal_commas_are_not_separators(load: Load) -> None:
    data = load("a;b\n1,5;2,5\n3,25;4,0\n")
    assert columns(data) == {"a": [1.5, 3.25], "b": [2.5, 4.0]}
    assert "decimal_comma" in codes(data)


def test_a_comma_that_may_be_thousands_stays_text(load: Load) -> None:
    assert columns(load('a,b\n"1,234",x\n"5,678",y\n'))["a"] == ["1,234", "5,678"]
    assert columns(load('a,b\n"1,234",x\n"5,67",y\n'))["a"] == [1.234, 5.67]


@pytest.mark.parametrize(
    ("name", "kind"), [("t.xlsx", "Excel"), ("t.parquet", "Parquet"), ("t.db", "SQLite")]
)
def test_bytes_that_are_not_what_the_name_says_are_called_damaged(
    load: Load, name: str, kind: str
) -> None:
    error = refused(load, bytes(range(256)) * 8, name)
    assert (error.code, kind in str(error)) == ("damaged_file", True)
    assert columns(load("a,b\n1,2\n", name)) == {"a": [1], "b": [2]}


@pytest.mark.parametrize("separator", ["", ";;;;;;", '"', "\n"])
def test_impossible_separators_are_refused(load: Load, separator: str) -> None:
    assert refused(load, "a,b\n1,2\n", separator=separator).code == "bad_separator"


def test_a_row_too_long_is_set_aside_with_its_line(load: Load) -> None:
    data = load("a,b\n1,2\n3,4,5\n6,7\n")
    assert columns(data) == {"a": [1, 6], "b": [2, 7]}
    (reject,) = data.rejects
    assert (reject.line, reject.text) == (3, "3,4,5")
    assert "3 cells instead of 2" in reject.reason
    assert facts(data, "rejected")["count"] == 1


def test_all_rows_one_longer_shift_no_column(load: Load) -> None:
    data = load("x,y\nr1,1,2\nr2,3,4\nr3,5,6\n")
    assert columns(data) == {"column 1": ["r1", "r2", "r3"], "x": [1, 3, 5], "y": [2, 4, 6]}
    assert {"unnamed_column", "blank_names"} <= codes(data)


def test_a_separator_at_each_end_makes_an_empty_column(load: Load) -> None:
    data = load("x,y\n1,2,\n3,4,\n5,6,\n")
    assert columns(data) == {"x": [1, 3, 5], "y": [2, 4, 6], "column 3": [None] * 3}


def test_short_rows_are_filled_and_told(load: Load) -> None:
    data = load("a,b,c\n1,2,3\n4,5\n6,7,8\n9\n1,1,1\n")
    assert columns(data)["c"] == [3, None, 8, None, 1]
    assert facts(data, "short_rows") == {"count": 2, "lines": (3, 5)}


def test_a_quote_never_closed_costs_only_its_line(load: Load) -> None:
    data = load('a,b\n1,x\n2,"open\n3,y\n4,z\n')
    assert columns(data) == {"a": [1, 3, 4], "b": ["x", "y", "z"]}
    assert [(r.line, r.text) for r in data.rejects] == [(3, '2,"open')]


def test_quotes_hold_newlines_and_quotes(load: Load) -> None:
    data = load('a,b\n1,"two\nlines"\n2,"say ""hi"", ok"\n')
    assert columns(data)["b"] == ["two\nlines", 'say "hi", ok']


def test_a_line_number_counts_lines_inside_quotes(load: Load) -> None:
    data = load('a,b\n1,"x\ny"\n2,3,4\n5,6\n')
    assert data.rejects[0].line == 4


@pytest.mark.parametrize("title", ["Sales of 2026", "Sales of 2026,,", '"Sales of 2026",,,'])
def test_a_title_above_the_table_is_set_aside(load: Load, title: str) -> None:
    data = load(title + "\n\nregion,amount,share\nN,1,0.5\nS,2,0.5\n")
    assert columns(data) == {"region": ["N", "S"], "amount": [1, 2], "share": [0.5, 0.5]}
    assert data.rejects[0].text == title
    assert codes(data) == {"preamble"}


# --------------------------------------------------------------------------- the header


def test_equal_names_are_numbered_and_kept_in_the_lineage(load: Load) -> None:
    data = load("a,a,a (2),a\n1,2,3,4\n")
    assert data.names == ("a", "a (3)", "a (2)", "a (4)")
    assert data.lineage.renamed == (("a", "a (3)"), ("a", "a (4)"))
    assert "duplicate_names" in codes(data)


def test_blank_names_get_one(load: Load) -> None:
    data = load("a,,b\n1,2,3\n")
    assert data.names == ("a", "column 2", "b")
    assert "blank_names" in codes(data)


NASTY = [
    "<b>x</b>", "a.b", "`;--", "**bold**", "![i](http://x)", ":red[x]", "$E=mc^2$", "__class__",
    "^a.*$", "*", "index", "; DROP TABLE", "עברית", "😀", "n" * 5000, "line\nbreak", "a\tb",
]  # fmt: skip


def test_names_are_opaque(load: Load) -> None:
    header = ",".join(f'"{name}"' for name in NASTY)
    data = load(header + "\n" + ",".join("1" * len(NASTY)) + "\n")
    assert data.names == tuple(NASTY)
    assert list(data.frame().columns) == NASTY
    for name in NASTY:
        assert data.frame([name]).iloc[0, 0] == 1


def test_without_a_header_no_row_is_eaten(load: Load) -> None:
    data = load("1,2.5,x\n2,3.5,y\n3,4.5,z\n")
    assert data.rows == 3
    assert data.names == ("column 1", "column 2", "column 3")
    assert "no_header" in codes(data)
    assert load("1,2\n3,4\n", header=True).names == ("1", "2")
    assert load("a,b\n3,4\n", header=False).rows == 2


def test_years_and_numbers_can_be_names(load: Load) -> None:
    assert load("country,1952,2007\nNorway,1,2\nChad,3,4\n").names == ("country", "1952", "2007")
    assert load("0,1,2,3\n5,6,7,9\n1,1,1,1\n").rows == 2


# --------------------------------------------------------------------- values, no silent loss


def test_codes_stay_text(load: Load) -> None:
    data = load("zip,code,phone\n02134,1e5,+4912\n10115,2e7,+4930\n")
    assert columns(data) == {
        "zip": ["02134", "10115"], "code": ["1e5", "2e7"], "phone": ["+4912", "+4930"],
    }  # fmt: skip


def test_large_whole_numbers_are_never_rounded(load: Load) -> None:
    data = load("a,b,c\n9007199254740993,18446744073709551617,9007199254740993\n,1,0.5\n")
    frame = data.frame()
    assert str(frame["a"].dtype) == "Int64"
    assert frame["a"].iloc[0] == 9007199254740993
    assert list(frame["b"]) == ["18446744073709551617", "1"]
    assert frame["c"].iloc[0] == "9007199254740993"
    kept = data.frame(["a"], rows=[0])
    assert kept["a"].iloc[0] == 9007199254740993


def test_missing_tokens_are_listed_with_counts(load: Load) -> None:
    data = load("a,b\n1,NA\n?,x\nN/A,null\n4,NA\n")
    assert columns(data) == {"a": [1, None, None, 4], "b": [None, "x", None, None]}
    assert dict(facts(data, "missing_tokens")["tokens"]) == {"NA": 2, "?": 1, "N/A": 1, "null": 1}


def test_one_click_keeps_tokens_as_text(load: Load) -> None:
    assert columns(load("a\nNA\nx\n", missing=()))["a"] == ["NA", "x"]
    assert columns(load("a\nNA\nx\n", missing=("x",)))["a"] == ["NA", None]


def test_namibia_is_a_country(load: Load) -> None:
    codes_ = ["DE", "FR", "IT", "ES", "PT", "SE", "NO", "FI", "DK", "NA", "ZA", "BW"]
    data = load("n,country\n" + "".join(f"{i},{c}\n" for i, c in enumerate(codes_)))
    assert columns(data)["country"] == codes_


def test_weak_tokens_are_missing_only_among_numbers(load: Load) -> None:
    data = load("a,b\n1,None\n-,Gravel\n3,-\n")
    assert columns(data) == {"a": [1, None, 3], "b": ["None", "Gravel", "-"]}


def test_booleans_are_true_and_false_only(load: Load) -> None:
    data = load("a,b,c,d\ntrue,yes,1,True\nFALSE,no,0,\n")
    assert [c.kind for c in data.columns] == ["boolean", "category", "integer", "boolean"]
    assert columns(data)["d"] == [True, None]


def test_dates_iso_and_unambiguous(load: Load) -> None:
    data = load(
        "iso,time,day,month,dots,either\n"
        "2026-01-31,2026-01-31T10:00:00,31/01/2026,01/31/2026,01.02.2026,01/02/2026\n"
        "1999-12-01,1999-12-01 23:59:59.5,01/12/1999,12/01/1999,03.04.1999,03/04/1999\n"
    )
    kinds = [c.kind for c in data.columns]
    assert kinds == ["date", "date", "date", "date", "date", "category"]
    frame = data.frame()
    day = pd.Timestamp("2026-01-31")
    assert frame["day"][0] == frame["month"][0] == frame["iso"][0] == day
    assert frame["dots"][0] == pd.Timestamp("2026-02-01")
    assert frame["time"][1] == pd.Timestamp("1999-12-01 23:59:59.5")
    assert [n.columns for n in data.warnings if n.code == "ambiguous_dates"] == [("either",)]


def test_extreme_years_survive(load: Load) -> None:
    frame = load("d\n0001-01-01\n9999-12-31\n").frame()
    assert list(frame["d"].astype(str)) == ["0001-01-01", "9999-12-31"]


def test_impossible_dates_stay_text(load: Load) -> None:
    assert columns(load("d\n2026-02-30\n2026-01-01\n"))["d"] == ["2026-02-30", "2026-01-01"]


def test_a_zone_is_told_and_mixed_zones_stay_text(load: Load) -> None:
    data = load(
        "a,b\n2026-01-01T10:00+02:00,2026-01-01T10:00Z\n2026-01-02T10:00+02:00,2026-01-01T10:00+01:00\n"
    )
    assert data.frame()["a"][0] == pd.Timestamp("2026-01-01 10:00")
    assert facts(data, "time_zone")["zone"] == "+02:00"
    assert data.column("b").kind != "date"


def test_infinity_is_kept_and_told_but_an_overflow_is_text(load: Load) -> None:
    data = load("a,b\n1.5,1.5\ninf,1e+400\n")
    assert np.isinf(data.frame()["a"][1])
    assert facts(data, "infinite")["count"] == 1
    assert columns(data)["b"] == ["1.5", "1e+400"]


def test_an_all_missing_column_stays(load: Load) -> None:
    data = load("a,b\n1,\n2,NA\n")
    spec = data.column("b")
    assert (spec.missing, spec.unique, spec.kind) == (2, 0, "category")


def test_a_chosen_kind_is_kept_or_refused(load: Load) -> None:
    data = load("a,b\n1,2\n3,4\n", kinds=(("a", "category"),))
    assert data.column("a").kind == "category"
    assert columns(data) == {"a": ["1", "3"], "b": [2, 4]}
    with pytest.raises(LoupeError) as caught:
        load("a\n1\nx\n3\n", kinds=(("a", "number"),))
    assert caught.value.code == "not_convertible"
    assert caught.value.where[0].column == "a"
    assert "1 of 3" in caught.value.what
    assert "“x”" in caught.value.what


def test_one_column_and_one_cell(load: Load) -> None:
    assert columns(load("word\nyes\nno\n")) == {"word": ["yes", "no"]}
    one = load("7\n")
    assert (one.rows, one.names) == (1, ("column 1",))
    assert columns(load("a\n7\n")) == {"a": [7]}


def test_a_cell_of_ten_megabytes_is_refused_with_its_line(load: Load) -> None:
    error = refused(load, 'a,b\n1,2\n"' + "x" * 10_000_001 + '",3,4\n')
    assert error.code == "cell_too_long"
    assert error.where[0].line == 3


def test_sentences_are_not_cut_at_their_commas(load: Load) -> None:
    text = "review\nGood, really\nBad, slow, and dear\nFine\nWell, so, so, la la\n"
    data = load(text)
    assert columns(data) == {"review": text.splitlines()[1:]}
    assert data.rejects == ()


def test_a_blank_line_in_one_column_is_told(load: Load) -> None:
    data = load("a\n1\n\n3\n\n")
    assert columns(data) == {"a": [1, 3]}
    assert facts(data, "blank_lines") == {"count": 1}
