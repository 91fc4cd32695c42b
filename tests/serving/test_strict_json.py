"""The gate: what passes equals the standard parser, everything odd is refused by path."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.serving.strict_json import INT64, loads


def refusal(body: bytes) -> LoupeError:
    with pytest.raises(LoupeError) as caught:
        loads(body)
    return caught.value


@pytest.mark.parametrize(
    ("body", "path", "word"),
    [
        (b'{"rows":[{"a":NaN}]}', "rows[0].a", "NaN is not JSON; send null"),
        (b'{"rows":[{"a":1},{"b":-Infinity}]}', "rows[1].b", "-Infinity"),
        (b'{"rows":[{"a":1e999}]}', "rows[0].a", "too large"),
        (b'{"a":"\\ud800"}', "a", "surrogate"),
        (b'{"a":{"\\udc00":1}}', "a", "surrogate"),
        (b'{"a":' + b"9" * 5000 + b"}", "a", "64 bits"),
        (b'{"a":9223372036854775808}', "a", "64 bits"),
        (b'{"a":{"b":1,"c":2,"b":3}}', "a.b", "twice"),
        (b"[NaN]", "[0]", "NaN"),
        (b"Infinity", "the top", "Infinity"),
    ],
)
def test_values_that_json_does_not_have_are_named(body: bytes, path: str, word: str) -> None:
    error = refusal(body)
    assert error.code == "bad_json"
    assert error.where[0].field == path
    assert word in error.what
    assert path in error.what


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [(b"{", 1, 2), (b'{"a":\n  oops}', 2, 3), (b'{"a":1}}', 1, 8), (b"{'a':1}", 1, 2)],
)
def test_what_is_not_json_is_placed(body: bytes, line: int, column: int) -> None:
    error = refusal(body)
    assert error.code == "bad_json"
    assert error.facts["line"] == line
    assert error.facts["column"] == column


@pytest.mark.parametrize("body", [b"", b"  \n "])
def test_an_empty_body_is_answered_with_an_example(body: bytes) -> None:
    error = refusal(body)
    assert error.code == "empty_body"
    assert '{"rows"' in error.fix


def test_another_encoding_is_refused_and_a_mark_accepted() -> None:
    assert refusal('{"a":1}'.encode("utf-16")).code == "bad_json"
    assert refusal('{"a":\n"é"}'.encode("latin-1")).facts["line"] == 2
    assert loads(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize("opened", [b"[", b'{"a":', b'[{"a":'])
def test_deep_nesting_is_refused_however_deep(opened: bytes) -> None:
    closed = opened.replace(b"[", b"]").replace(b"{", b"}").replace(b'"a":', b"")[::-1]
    for depth in (33, 1000, 100_000):
        error = refusal(opened * depth + b"1" + closed * depth)
        assert "deeper than 32" in error.what
    assert loads(b"[" * 32 + b"]" * 32) is not None


def test_brackets_inside_text_are_no_depth() -> None:
    assert loads(json.dumps({"a": "[" * 500 + '"{'}).encode()) == {"a": "[" * 500 + '"{'}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(*INT64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_plain_json_passes_unchanged(value: object) -> None:
    assert loads(json.dumps(value).encode()) == value
    assert loads(json.dumps(value, ensure_ascii=False).encode()) == value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_refused(body: bytes) -> None:
    with suppress(LoupeError):
        json.dumps(loads(body), allow_nan=False).encode()
