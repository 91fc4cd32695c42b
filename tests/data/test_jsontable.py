from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.jsontable import read, read_lines
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.errors import LoupeError
from tests.data.conftest import Load
from tests.data.test_files import codes, columns


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[{"a": 1, "b": "x"}, {"a": null, "c": true}]',
         {"a": [1, None], "b": ["x", None], "c": [None, True]}),
        ('{"a": [1, 2], "b": ["x", "y"]}', {"a": [1, 2], "b": ["x", "y"]}),
        ('{"total": 2, "data": [{"a": 1}, {"a": 2}]}', {"a": [1, 2]}),
        ('{"a": 1, "b": 2}', {"a": [1], "b": [2]}),
        ("[1, 2, 3]", {"value": [1, 2, 3]}),
        ("[[1, 2], [3, 4]]", {"column 1": [1, 3], "column 2": [2, 4]}),
        ('[{"a": {"b": 1}}, {"a": [1, 2]}]', {"a": ['{"b": 1}', "[1, 2]"]}),
        ('[{"a": 1}, {"a": 2.5}, {"a": "x"}]', {"a": ["1", "2.5", "x"]}),
        ('[{"a": 1}, {"a": 2.5}]', {"a": [1.0, 2.5]}),
        ('[{"a": 18446744073709551616}, {"a": 1}]', {"a": ["18446744073709551616", "1"]}),
        ('[{"a": 9007199254740993}, {"a": 0.5}]', {"a": ["9007199254740993", "0.5"]}),
        ('[{"a": "007"}, {"a": "NA"}]', {"a": ["007", "NA"]}),
    ],
)  # fmt: skip
def test_shapes_and_values(load: Load, text: str, wanted: dict[str, list[object]]) -> None:
    assert columns(load(text, "t.json")) == wanted


def test_dates_are_seen_because_json_has_none(load: Load) -> None:
    assert load('[{"d": "2026-01-31"}, {"d": null}]', "t.json").column("d").kind == "date"


def test_one_bad_line_is_set_aside(load: Load) -> None:
    data = load('{"a": 1}\n{"a": \n\n{"a": 3, "a": 4}\n7\n{"a": 5}\n', "t.ndjson")
    assert columns(data) == {"a": [1, 5]}
    assert [(r.line, r.text) for r in data.rejects] == [
        (2, '{"a": '), (4, '{"a": 3, "a": 4}'), (5, "7"),
    ]  # fmt: skip
    assert "rejected" in codes(data)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"a": 1},\n{"a" 2}]', "not_json"),
        ('"word"', "json_shape"),
        ("[]", "json_shape"),
        ('[{"a": 1}, 2]', "json_shape"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "json_shape"),
        ('[{"a": 1, "a": 2}]', "json_shape"),
        ("[" * 100_000, "json_too_deep"),
    ],
)
def test_what_is_no_table_says_why(load: Load, text: str, code: str) -> None:
    with pytest.raises(LoupeError) as caught:
        load(text, "t.json", format="json")
    assert caught.value.code == code
    if code == "not_json":
        assert caught.value.where[0].line == 2


SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
DEEP = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(DEEP)
def test_any_json_is_a_table_or_a_clear_refusal(body: object) -> None:
    text = json.dumps(body).encode()
    for reader in (read, read_lines):
        found = _read(reader, text)
        assert found is None or len(found.names) == len(found.columns)


def _read(reader: Callable[..., Raw], text: bytes) -> Raw | None:
    try:
        return reader(text, ReadOptions(), "t.json")
    except LoupeError as error:
        return None if error.where else Raw(("no place",), ())
