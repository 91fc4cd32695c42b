"""The catalogue of bad delimited files, line by line: what is read, and what a person is told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess
from mlcore.data.read import preview
from mlcore.errors import LoupeError
from tests.data.conftest import Load


def told(data: Dataset, code: str) -> dict[str, Any]:
    return next(dict(n.facts) | {"columns": n.columns} for n in data.warnings if n.code == code)


def codes(data: Dataset) -> set[str]:
    return {notice.code for notice in data.warnings}


def cells(data: Dataset) -> dict[str, list[Any]]:
    frame = data.frame().astype(object)
    return frame.where(frame.notna(), None).to_dict("list")


def aside(data: Dataset) -> list[tuple[int, str]]:
    return [(reject.line, reject.text) for reject in data.rejects]


def guess(text: str | bytes, option: str, **options: Any) -> Guess:
    content = text.encode() if isinstance(text, str) else text
    found = preview(content, ReadOptions(**options), "t.csv").guesses
    return next(one for one in found if one.option == option)


def test_F09_a_guessed_encoding_names_its_rivals_and_lines_that_do_not_fit(load: Load) -> None:
    western = "name\nKöln\n".encode("cp1252")
    found = guess(western, "encoding")
    assert (found.value, found.confidence) == ("cp1252", 0.6)
    assert "cp850" in found.alternatives
    mixed = load("name\nJosé\nZoë\n".encode() + "Köln\n".encode("cp1252"))
    assert told(mixed, "mixed_encoding")["lines"] == (4,)


def test_F11_a_nul_is_named_and_goes_only_with_consent(load: Load) -> None:
    with pytest.raises(LoupeError) as caught:
        load("a,b\n1\x00,2\n")
    assert (caught.value.code, caught.value.where[0].line) == ("nul_bytes", 2)
    assert told(load("a,b\n1\x00,2\n", drop_nul=True), "nul_removed")["line"] == 2


@pytest.mark.parametrize("text", ["a,b\r1,x\r2,y\r", "a,b\r\n1,x\n2,y\r\n", "a,b\n\r\n1,x\n2,y"])
def test_F12_line_ends_of_all_kinds_leave_no_ghost_rows(load: Load, text: str) -> None:
    assert cells(load(text)) == {"a": [1, 2], "b": ["x", "y"]}


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a||b\n1||x\n2||y\n", "||"),
        ("a::b\n1::x\n2::y\n", "::"),
        ("a   b\n1   x\n22  y\n", "blanks"),
        ("a;b\n1;x\n2;y\n", ";"),
    ],
)
def test_F13_separators_of_several_characters_and_blanks(
    load: Load, text: str, separator: str
) -> None:
    assert guess(text, "separator").value == separator
    assert list(load(text).names) == ["a", "b"]
    assert cells(load(text))["b"] == ["x", "y"]


def test_F13_two_readings_that_tie_are_both_named(load: Load) -> None:
    text = "a,b;c\n1,2;3\n4,5;6\n"
    found = guess(text, "separator")
    assert {found.value, *found.alternatives} >= {",", ";"}
    assert found.confidence < 0.7
    assert "guessed_separator" in codes(load(text))


def test_F14_numbers_in_writing_are_offered_and_read_when_asked(load: Load) -> None:
    text = 'p,c,b,t,d\n12 %,€5,(3),"1,234","1.234,56"\n7 %,€7,(4),"5,678","7.000,10"\n'
    data = load(text)
    assert [column.dtype for column in data.columns] == ["str"] * 5
    assert {n.columns for n in data.warnings if n.code == "maybe_numbers"} >= {("p",), ("c",)}
    asked = load(text, kinds=tuple((name, "number") for name in "pcbtd"))
    assert cells(asked) == {
        "p": [12.0, 7.0], "c": [5.0, 7.0], "b": [-3.0, -4.0], "t": [1234.0, 5678.0],
        "d": [1234.56, 7000.1],
    }  # fmt: skip
    assert "numbers_in_writing" in codes(asked)


def test_F14_the_mark_between_thousands_can_be_said(load: Load) -> None:
    data = load('n,x\n"1,234",1\n"56,789.5",2\n', thousands=",")
    assert cells(data)["n"] == [1234.0, 56789.5]
    dotted = "n;x\n1.234;1\n2.345;2\n"
    assert cells(load(dotted))["n"] == ["1.234", "2.345"]
    assert cells(load(dotted, thousands="."))["n"] == [1234.0, 2345.0]
    pointed = load("n,x\n1.234,1\n2.345,2\n")
    assert cells(pointed)["n"] == [1.234, 2.345]
    assert told(pointed, "maybe_thousands")["columns"] == ("n",)


def test_F15_a_row_with_a_field_more_is_set_aside(load: Load) -> None:
    data = load("a,b\n1,2\n3,4,5\n6,7\n")
    assert aside(data) == [(3, "3,4,5")]
    assert cells(data) == {"a": [1, 6], "b": [2, 7]}


def test_F16_all_rows_a_field_longer_shift_nothing(load: Load) -> None:
    data = load("x,y\nr1,1,2\nr2,3,4\n")
    assert cells(data) == {"column 1": ["r1", "r2"], "x": [1, 3], "y": [2, 4]}
    assert "unnamed_column" in codes(data)


def test_F17_short_rows_are_filled_and_told(load: Load) -> None:
    data = load("a,b,c\n1,2,3\n4,5\n6,7,8\n")
    assert cells(data)["c"] == [3, None, 8]
    assert told(data, "short_rows")["lines"] == (3,)


def test_F18_an_open_quote_costs_its_line(load: Load) -> None:
    data = load('a,b\n1,x\n2,"open\n3,y\n4,"z"\n')
    assert aside(data) == [(3, '2,"open')]
    assert cells(data) == {"a": [1, 3, 4], "b": ["x", "y", "z"]}


def test_F19_a_stray_quote_glues_nothing_and_is_told(load: Load) -> None:
    data = load('a,b,c\n1,"Big" Joe,x\n2,"odd,y\n3,ok,z\n4,"fine",w\n')
    assert cells(data)["b"] == ['"Big" Joe', '"odd', "ok", "fine"]
    assert told(data, "stray_quotes")["lines"] == (2, 3)


def test_F19_a_pair_of_stray_quotes_is_told_and_can_be_read_otherwise(load: Load) -> None:
    text = 'a,b,c\n1,x,y\n2,"odd,y\n3,odd",z\n4,v,w\n'
    assert told(load(text), "glued_lines")["lines"] == (3,)
    other = load(text, quote="")
    assert cells(other)["b"] == ["x", '"odd', 'odd"', "v"]


def test_F20_newlines_and_quotes_in_quotes(load: Load) -> None:
    data = load('a,b\n1,"two\nlines"\n2,"say ""hi"""\n3,"say \\"ho\\", no"\n')
    assert cells(data)["b"] == ["two\nlines", 'say "hi"', 'say "ho", no']
    assert told(data, "escaped_quotes")["lines"] == (5,)


def test_F20_another_sign_can_be_the_quote(load: Load) -> None:
    assert cells(load("a,b\n1,'x,y'\n2,'it''s'\n", quote="'"))["b"] == ["x,y", "it's"]


def test_F21_equal_names_are_numbered_told_and_kept(load: Load) -> None:
    data = load("a,a\n1,2\n")
    assert data.names == ("a", "a (2)")
    assert data.lineage.renamed == (("a", "a (2)"),)
    assert told(data, "duplicate_names")["columns"] == ("a (2)",)


@pytest.mark.parametrize("twin", ["cafe\u0301", "c\u0430f\u00e9", "caf\u00e9\u200b"])
def test_F22_names_that_look_the_same_are_told(load: Load, twin: str) -> None:
    data = load(f"caf\u00e9,{twin},x\n1,2,3\n")
    assert data.names == ("caf\u00e9", twin, "x")
    assert told(data, "look_alike_names")["columns"] == ("caf\u00e9", twin)


def test_F23_hard_names_are_literal(load: Load) -> None:
    names = ["", "  wide ", "n" * 5000, "😀", "עברית", "index", "__class__", "; DROP TABLE"]
    data = load(",".join(names) + "\n" + ",".join("1" * len(names)) + "\n")
    assert data.names == ("column 1", "wide", *names[2:])
    assert data.lineage.renamed[1] == ("  wide ", "wide")


def test_F24_both_readings_of_a_first_row_are_offered(load: Load) -> None:
    numeric = "x,2019,2020\na,5,6\nb,7,8\n"
    found = guess(numeric, "header")
    assert (found.value, found.alternatives) == (True, (False,))
    assert load("1,2.5\n2,3.5\n").rows == 2
    assert load(numeric, header=False).rows == 3


MESSY = (
    "Sales of the north\nas of May\n\nregion,amount,weight\n-,EUR,kg\nN,1,2\nS,3,4\nW,5,6\n"
    "Total,9,12\n\nSource: the office\n"
)


def test_F25_what_stands_around_a_table_is_set_aside(load: Load) -> None:
    data = load(MESSY)
    assert cells(data) == {"region": ["N", "S", "W"], "amount": [1, 3, 5], "weight": [2, 4, 6]}
    assert [line for line, _ in aside(data)] == [1, 2, 5, 9, 11]
    assert {"preamble", "units_row", "footer"} <= codes(data)
    assert guess(MESSY, "tidy").alternatives == (False,)
    assert guess(MESSY, "skip").value == 3


def test_F25_all_of_it_can_be_kept(load: Load) -> None:
    data = load(MESSY, tidy=False)
    assert cells(data)["amount"][:2] == ["EUR", "1"]
    assert cells(data)["region"][-2:] == ["Total", "Source: the office"]
    assert load("x\ny\na,b\n1,2\n", skip=2).names == ("a", "b")


def test_F25_two_rows_of_names_are_joined(load: Load) -> None:
    data = load("place,2019,,2020,\nname,a,b,a,b\nN,1,2,3,4\nS,5,6,7,8\nW,1,1,1,1\n")
    assert data.names == ("place name", "2019 a", "2019 b", "2020 a", "2020 b")
    assert cells(data)["2020 b"] == [4, 8, 1]
    assert told(data, "two_headers")["line"] == 2


def test_F25_a_second_table_is_set_aside(load: Load) -> None:
    data = load("a,b\n1,2\n3,4\n5,6\n\nx,y,z\n7,8,9\n1,1,1\n")
    assert cells(data) == {"a": [1, 3, 5], "b": [2, 4, 6]}
    assert told(data, "second_table")["line"] == 6
    assert [line for line, _ in aside(data)] == [6, 7, 8]


def test_F25_a_header_in_the_middle_is_set_aside(load: Load) -> None:
    data = load("a,b\n1,2\na,b\n3,4\n5,6\n")
    assert cells(data) == {"a": [1, 3, 5], "b": [2, 4, 6]}
    assert aside(data) == [(3, "a,b")]


def test_F26_codes_are_text(load: Load) -> None:
    text = "zip,code,phone\n02134,1e5,+4912\n10115,2e7,+4930\n"
    assert cells(load(text)) == {
        "zip": ["02134", "10115"], "code": ["1e5", "2e7"], "phone": ["+4912", "+4930"],
    }  # fmt: skip


def test_F27_missing_tokens_are_listed_and_can_be_kept(load: Load) -> None:
    text = "a,b\nNA,1\nx,?\n"
    assert dict(told(load(text), "missing_tokens")["tokens"]) == {"NA": 1, "?": 1}
    assert cells(load(text, missing=()))["a"] == ["NA", "x"]
    lands = ["DE", "FR", "IT", "ES", "PT", "SE", "NO", "FI", "DK", "NA", "ZA"]
    assert cells(load("c,n\n" + "".join(f"{c},1\n" for c in lands)))["c"] == lands


def test_F28_large_whole_numbers_and_long_decimals_are_not_rounded_unsaid(load: Load) -> None:
    data = load("a,b,c\n9007199254740993,18446744073709551617,0.1234567890123456789\n,1,0.5\n")
    assert cells(data)["a"] == [9007199254740993, None]
    assert cells(data)["b"] == ["18446744073709551617", "1"]
    assert told(data, "long_decimals")["columns"] == ("c",)
    kept = load("c,d\n0.1234567890123456789,1\n", kinds=(("c", "text"),))
    assert cells(kept)["c"] == ["0.1234567890123456789"]


def test_F29_infinity_is_kept_and_counted(load: Load) -> None:
    data = load("a,b,c\n1.5,1.5,-0\ninf,1e+400,1.5\n")
    assert told(data, "infinite")["count"] == 1
    assert cells(data)["b"] == ["1.5", "1e+400"]
    assert str(cells(data)["c"][0]) == "-0.0"


def test_F30_mixed_booleans_are_offered(load: Load) -> None:
    text = "a,b\nTrue,1\nyes,2\n0,3\n"
    assert told(load(text), "maybe_booleans")["columns"] == ("a",)
    asked = load(text, kinds=(("a", "boolean"),))
    assert cells(asked)["a"] == [True, True, False]
    assert "booleans_in_writing" in codes(asked)


def test_F31_dates_are_decided_by_column_or_offered(load: Load) -> None:
    text = "d,e\n01/02/2026,01/02/2026\n13/02/2026,03/04/2026\n"
    data = load(text)
    assert list(data.frame()["d"]) == [pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-13")]
    assert cells(data)["e"] == ["01/02/2026", "03/04/2026"]
    found = guess(text, "dates")
    assert (found.column, found.alternatives) == ("e", ("day", "month"))
    months = load(text, dates="month").frame()
    assert list(months["e"]) == [pd.Timestamp("2026-01-02"), pd.Timestamp("2026-03-04")]
    assert list(months["d"]) == list(data.frame()["d"])


def test_F31_extreme_years_and_mixed_zones(load: Load) -> None:
    data = load("a,b\n0001-01-01,2026-01-01T10:00Z\n9999-12-31,2026-01-01T10:00+01:00\n")
    assert list(data.frame()["a"].astype(str)) == ["0001-01-01", "9999-12-31"]
    assert cells(data)["b"][1] == "2026-01-01T10:00+01:00"
    assert told(data, "mixed_zones")["columns"] == ("b",)
