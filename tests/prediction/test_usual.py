"""What training had of a field is told of one value and of a column alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.prediction.usual import usual
from mlcore.types import Field

FIELDS: dict[str, tuple[Field, tuple[Any, ...], tuple[Any, ...]]] = {
    "number": (Field("x", "number", low=-1.5, high=2.0), (-1.5, 0, 2.0), (-1.6, 3)),
    "integer": (Field("x", "integer", low=1, high=9), (1, 9), (0, 10)),
    "no range": (Field("x", "number"), (-1e300, 0.0), ()),
    "date": (
        Field("x", "date", low_date="2020-01-31", high_date="2020-02-29"),
        (datetime(2020, 1, 31), datetime(2020, 2, 29)),
        (datetime(2020, 1, 30), datetime(2020, 3, 1)),
    ),
    "one day": (
        Field("x", "date", low_date="2020-01-31"),
        (datetime(2020, 1, 31),),
        (datetime(2020, 2, 1),),
    ),
    "texts": (Field("x", "category", dtype="str", categories=("a", "b")), ("a", "b"), ("c", "A")),
    "codes": (
        Field("x", "category", dtype="int64", categories=("1", "2")),
        (1, 2, 2.0),
        (3, 0),
    ),
    "flags": (
        Field("x", "category", dtype="bool", categories=("True", "False")),
        (True, False),
        (),
    ),
    "text": (Field("x", "text", dtype="str"), ("whatever",), ()),
}


@pytest.mark.parametrize("name", list(FIELDS))
def test_usual_values_are_calm_and_others_odd(name: str) -> None:
    field, calm, odd = FIELDS[name]
    known = usual(field)
    assert not any(map(known.odd, calm))
    assert all(map(known.odd, odd))
    assert known.calm(())
    assert known.calm((None,))
    assert known.calm((*calm, None, *calm))
    for value in odd:
        assert not known.calm((*calm, None, value))


@given(st.sampled_from(list(FIELDS)), st.data())
def test_a_column_is_calm_when_no_value_is_odd(name: str, data: st.DataObject) -> None:
    field, calm, odd = FIELDS[name]
    values = data.draw(st.lists(st.sampled_from([*calm, *odd, None]), max_size=6))
    known = usual(field)
    assert known.calm(values) == (not any(known.odd(v) for v in values if v is not None))
