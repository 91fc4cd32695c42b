import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.training.preparation.values import codes, dates, floats, label, texts


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, 2, None], "Int64"),
        ([1.0, 2.0, np.nan], "float64"),
        ([1, 2, None], "Float32"),
        (["1", "2", "?"], "str"),
        ([1, "2", None], "object"),
    ],
)
def test_numbers_of_any_storage_become_floats(values, dtype):
    np.testing.assert_array_equal(floats(pd.Series(values, dtype=dtype)), [1, 2, np.nan])


@pytest.mark.parametrize("dtype", ["bool", "boolean", "object"])
def test_booleans_become_zero_and_one(dtype):
    assert floats(pd.Series([True, False], dtype=dtype)).tolist() == [1.0, 0.0]


def test_infinite_numbers_are_missing_and_huge_ones_are_clipped():
    found = floats(pd.Series([np.inf, -np.inf, 1e300, -1e300]))
    np.testing.assert_array_equal(found, [np.nan, np.nan, 1e38, -1e38])


def test_floats_never_change_the_series():
    series = pd.Series([np.inf, 1.0])
    floats(series)
    assert np.isinf(series[0])


@given(st.lists(st.one_of(st.none(), st.text(max_size=3)), min_size=1))
def test_codes_lead_back_to_the_texts(values):
    found, labels = codes(pd.Series(values, dtype="str"))
    assert [labels[code] if code >= 0 else None for code in found] == values


def test_a_category_is_the_same_in_any_storage():
    for series in (pd.Series([3, None], dtype="Int64"), pd.Series([3.0, np.nan])):
        found, labels = codes(series)
        assert (found.tolist(), labels) == ([0, -1], ["3"])


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (3.0, "3"), (3.5, "3.5"), (True, "True"), ("a ", "a ")]
)
def test_labels(value, text):
    assert label(value) == text


def test_texts_are_lower_case_and_never_missing():
    assert texts(pd.Series(["Ab", None], dtype="str")) == ["ab", ""]


def test_dates_lose_their_zone_and_what_is_no_date_is_missing():
    assert dates(pd.Series(["2024-02-29", "no"], dtype="str")).isna().tolist() == [False, True]
    zoned = pd.Series(pd.to_datetime(["2024-01-01T12:00:00+02:00"]))
    assert dates(zoned).dt.tz is None
