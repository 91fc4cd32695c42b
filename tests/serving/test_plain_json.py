"""What passes at sight is what the standard parser reads; everything else goes to the gate."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.serving.plain_json import LARGE, _opened, _written, _written_large, at_sight
from mlcore.serving.strict_json import loads

CELLS = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=6)
CELLS |= st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.dictionaries(st.text(max_size=4), CELLS, max_size=4), max_size=4)


@given(st.fixed_dictionaries({"rows": ROWS}))
@settings(max_examples=25)
def test_flat_rows_are_read_as_they_are(value: dict[str, object]) -> None:
    found = at_sight(json.dumps(value, separators=(",", ":")).encode())
    assert found is None or found == value


@pytest.mark.parametrize("more", [0, LARGE])
def test_what_is_opened_is_counted(more: int) -> None:
    body = b'{"rows":[[{"a":"[;{"}]],"b":"\x1b[\x5b"}' + b"]}(|" * more
    assert _opened(body) == body.count(b"{") + body.count(b"[") == 8


def test_ordinary_rows_pass() -> None:
    value = {"rows": [{"size": 50.5, "rooms": 3, "kind": "größe", "at": "12:30", "x": None}] * 3}
    assert at_sight(json.dumps(value).encode()) == value
    assert at_sight(json.dumps({"features": [1, "a", None]}).encode()) is not None
    assert at_sight(json.dumps({"features": [[1, "a"], [2, "b"]]}).encode()) is not None


LONG = b'"x":[' + b",".join([b'"a: \xc3\xa4"'] * LARGE) + b"]"
"""A part that is fine and makes a body a large one."""


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'{"rows":[{"a":1,"a":2}]}',
        b'{"rows":[{"a":1,"a" :2}]}',
        b'{"rows":[{"a" :1,"a":"\\":"}]}',
        b'{"a":9223372036854775808}',
        b'{"a":0.1234567890123456789}',
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"rows":[{"a":[1]}]}',
        b'{"rows":[{"a":{"b":1}}]}',
        b'{"rows":[1,{}]}',
        b'{"rows":[[[1]]]}',
        b"[1]",
        b"",
        b"{",
    ],
)
def test_anything_odd_is_looked_at_closely(body: bytes) -> None:
    assert at_sight(body) is None
    if body.startswith(b"{") and body.endswith(b"}"):
        assert at_sight(body[:-1] + b"," + LONG + b"}") is None


def test_large_bodies_pass_as_small_ones_do() -> None:
    small = b'{"rows":[{"a":123456789012345678,"b":0.123456789012345678,"c: ":null}]}'
    assert at_sight(small) == json.loads(small)
    large = small[:-1] + b"," + LONG + b"}"
    assert at_sight(large) == json.loads(large)


@settings(max_examples=25)
@given(st.text('"\\: \t09', max_size=30))
def test_a_large_body_is_looked_at_as_a_small_one(text: str) -> None:
    body = json.dumps({"a": text}).encode() + b'"' + text.encode() + b'":'
    assert _written(body) == _written_large(body)


def test_a_key_inside_a_text_is_no_key() -> None:
    body = json.dumps({"a": '":":":', "b": 1}).encode()
    assert at_sight(body) is None  # counted, so looked at
    assert loads(body) == {"a": '":":":', "b": 1}


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
@settings(max_examples=50)
def test_what_passes_is_what_the_standard_parser_says(body: bytes) -> None:
    found = at_sight(body)
    if found is not None:
        assert json.loads(body) == found
    with suppress(LoupeError):
        loads(body)
