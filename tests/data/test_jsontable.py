from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.jsontable import read, read_lines
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.data.read import preview
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


def test_F37_one_bad_line_is_set_aside(load: Load) -> None:
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
        ('{"a": [1, 2], "b": "x"}', "json_shape"),
        ('[{"a": 1, "a": 2}]', "json_shape"),
        ("[" * 100_000, "json_too_deep"),
    ],
)
def test_F37_what_is_no_table_says_why(load: Load, text: str, code: str) -> None:
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


# ------------------------------------------------------------------------------ F37

NESTED = '[{"id": 1, "at": {"city": "Ulm", "geo": {"lat": 48.4}}}, {"id": 2, "tags": ["x"]}]'


def test_F37_objects_are_text_until_they_are_spread(load: Load) -> None:
    assert columns(load(NESTED, "t.json"))["at"][1] is None
    data = load(NESTED, "t.json", flatten=True)
    assert columns(data) == {
        "id": [1, 2], "at.city": ["Ulm", None], "at.geo.lat": [48.4, None], "tags": [None, '["x"]'],
    }  # fmt: skip
    assert codes(data) == {"flattened", "nested"}


def test_F37_spreading_never_puts_two_values_in_one_place(load: Load) -> None:
    data = load('[{"a.b": 1, "a": {"b": 2}}]', "t.json", flatten=True)
    assert columns(data) == {"a.b": [1], "a": ['{"b": 2}']}


KEYS = st.sampled_from(["a", "b", "a.b", "b.a"])
RECORD = st.recursive(
    st.integers(0, 99), lambda inner: st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


@given(st.lists(st.dictionaries(KEYS, RECORD, min_size=1, max_size=4), min_size=1, max_size=4))
def test_F37_spreading_keeps_every_number(records: list[dict[str, object]]) -> None:
    found = read(json.dumps(records).encode(), ReadOptions(flatten=True), "t.json")
    for i, record in enumerate(records):
        cells = [str(column[i]) for column in found.columns if column[i] is not None]
        assert sorted(numbers(" ".join(cells))) == sorted(numbers(json.dumps(record)))


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def test_F37_several_lists_of_records_are_a_choice(load: Load) -> None:
    text = '{"people": [{"x": 1}], "places": [{"y": 2}], "total": 2}'
    data = load(text, "t.json")
    assert columns(data) == {"x": [1]}
    assert "other_lists" in codes(data)
    assert columns(load(text, "t.json", table="places")) == {"y": [2]}
    guess = next(
        g for g in preview(text.encode(), filename="t.json").guesses if g.option == "table"
    )
    assert (guess.value, guess.alternatives) == ("people", ("places",))
    with pytest.raises(LoupeError) as caught:
        load(text, "t.json", table="total")
    assert caught.value.code == "no_table"


def test_F37_long_numbers_are_kept_as_they_are_written(load: Load) -> None:
    long, fine = "7" * 1_000_000, "0.12345678901234567890123456789012345"
    data = load(f'[{{"a": {long}, "b": {fine}, "c": 1e400}}]', "t.json")
    assert columns(data) == {"a": [long], "b": [fine], "c": ["1e400"]}


def test_F37_depth_in_one_line_costs_only_that_line(load: Load) -> None:
    data = load('{"a": 1}\n{"a": ' + "[" * 100_000 + "\n", "t.ndjson")
    assert [reject.line for reject in data.rejects] == [2]
