"""Values are counted by the cuts of training, exactly as numpy would place them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.prediction.parts import Counts, Parts, count, cut_numbers, learn_parts, measured, places
from mlcore.types import to_json

ODD = st.one_of(st.floats(-50, 50), st.sampled_from([np.nan, np.inf, -np.inf, 0.0, 7.0]))


@settings(max_examples=25)
@given(st.lists(ODD, min_size=1, max_size=80), st.lists(ODD, max_size=80))
def test_counts_are_those_of_placing_each_value(before: list[float], now: list[float]) -> None:
    parts = cut_numbers(np.array(before))
    values = np.array(now)
    found = count(parts, values)
    finite = values[np.isfinite(values)]
    if parts.cuts:
        at = np.searchsorted(parts.cuts, finite, "right")
        wanted = np.bincount(at, minlength=len(parts.cuts) + 1)
        assert found.known == tuple(wanted)
        assert parts.counts.known[0] == parts.counts.known[-1] == 0
    assert found.missing == np.isnan(values).sum()
    assert found.infinite == np.isinf(values).sum()
    assert sum(parts.counts.known) == np.isfinite(before).sum()


def test_few_values_have_a_part_each_and_many_are_cut_by_tenths() -> None:
    few = cut_numbers(np.array([1.0, 2, 2, 5]))
    assert few.counts.known == (0, 1, 2, 1, 0)
    many = cut_numbers(np.arange(1000.0))
    assert many.counts.known == (0, *[100] * 10, 0)
    assert count(many, np.array([-1.0, 0, 999, 999.5])).known[0] == 1
    assert count(many, np.array([-1.0, 0, 999, 999.5])).known[-1] == 1


def test_levels_have_parts_up_to_fifty() -> None:
    series = pd.Series([f"v{n}" for n in range(60) for _ in range(60 - n)] + [None])
    parts = learn_parts(series, "level")
    assert len(parts.levels) == 50
    assert (len(parts.rare), parts.once, parts.open) == (10, 1, False)
    assert parts.counts.known[-1] == sum(range(1, 11))
    assert parts.counts.missing == 1
    found = count(parts, measured(pd.Series(["v0", "v59", "new", "new", None]), "level"), 5)
    assert found.known[0] == 1
    assert found.known[-1] == 1
    assert (found.new, found.missing) == ((("new", 2),), 1)


def test_levels_beyond_counting_are_open() -> None:
    parts = learn_parts(pd.Series([f"v{n}" for n in range(2100)]), "level")
    assert parts.open
    assert count(parts, pd.Series(["v2099", "new"])) == Counts((0,) * 50 + (2,))


@pytest.mark.parametrize(
    ("values", "measure", "wanted"),
    [
        ([1, None, 3], "value", [1.0, np.nan, 3.0]),
        (pd.to_datetime(["1970-01-02", None]), "time", [86_400e6, np.nan]),
        (["abc", None, ""], "length", [3.0, np.nan, 0.0]),
    ],
)
def test_values_are_measured(values: object, measure: str, wanted: list[float]) -> None:
    found = measured(pd.Series(values), measure)  # type: ignore[arg-type, call-overload]
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    ("values", "measure"), [(["a"], "value"), ([True], "value"), ([1], "time")]
)
def test_values_of_another_type_are_refused(values: list[object], measure: str) -> None:
    with pytest.raises(TypeError):
        measured(pd.Series(values), measure)  # type: ignore[arg-type]


def test_numbers_of_a_category_are_levels() -> None:
    parts = learn_parts(pd.Series([3, 3, 4]), "level")
    assert parts.levels == ("3", "4")
    assert count(parts, measured(pd.Series([3.0, 4.0]), "level")).known == (1, 1, 0)


def test_parts_survive_json() -> None:
    for series, measure in ((pd.Series([1.5, 2, None]), "value"), (pd.Series(["a", "b"]), "level")):
        parts = learn_parts(series, measure)  # type: ignore[arg-type]
        assert Parts.from_json(json.loads(json.dumps(to_json(parts)))) == parts
    torn = to_json(learn_parts(pd.Series([1.5, 2]), "value"))
    torn["counts"]["known"].pop()
    with pytest.raises(ValueError, match="length"):
        Parts.from_json(torn)


def test_a_column_without_values_has_no_parts() -> None:
    for measure in ("value", "level"):
        parts = learn_parts(pd.Series([None, None], dtype="float64"), measure)  # type: ignore[arg-type]
        assert (parts.counts.known, parts.counts.missing) == ((), 2)


def test_places_agree_with_counts() -> None:
    parts, values = cut_numbers(np.arange(100.0)), np.array([-5.0, 3, 55, 99, 120])
    at = places(parts, values)
    assert tuple(np.bincount(at, minlength=12)) == count(parts, values).known
    levels = learn_parts(pd.Series(["a", "b"]), "level")
    assert places(levels, pd.Series(["b", "x", "a"])).tolist() == [1, 2, 0]
