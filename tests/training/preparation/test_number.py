import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from mlcore.training.preparation.number import RawNumber, ScaledNumber

NUMBERS = arrays(np.float64, st.integers(2, 30), elements=st.floats(-1e6, 1e6).map(float))


@given(NUMBERS, st.integers(0, 2**30))
def test_scaling_is_imputer_and_scaler_of_scikit_learn(values, holes):
    missing = np.array([holes >> place & 1 for place in range(len(values))], dtype=bool)
    missing[0] = False
    values = np.round(np.where(missing, np.nan, values), 3)
    filled = SimpleImputer(strategy="median").fit_transform(values[:, None])
    scaler = StandardScaler().fit(filled)
    series = pd.Series(values)
    found = ScaledNumber("x").fit(series).encode(series)
    scale = np.std(filled)
    if scale > 1e-6 * max(1.0, np.abs(filled).max()):
        np.testing.assert_allclose(found[:, 0], scaler.transform(filled)[:, 0], atol=1e-6)
    assert found.shape[1] == 1 + missing.any()
    if missing.any():
        np.testing.assert_array_equal(found[:, 1], missing)


def test_other_rows_are_filled_with_what_training_learnt():
    number = ScaledNumber("x").fit(pd.Series([1.0, 2.0, 9.0]))
    found = number.encode(pd.Series([np.nan, 4.0]))
    sd = np.std([1, 2, 9])
    np.testing.assert_allclose(found, [[(2 - 4) / sd], [0.0]])


@pytest.mark.parametrize("values", [[5.0, 5.0], [np.nan, np.nan], [0.1 + 0.2, 0.3]])
def test_a_column_that_does_not_vary_becomes_small_finite_numbers(values):
    series = pd.Series(values)
    found = ScaledNumber("x").fit(series).encode(series)
    assert np.isfinite(found).all()
    assert np.abs(found[:, 0]).max() < 1e-9


def test_raw_numbers_stay_as_they_are():
    np.testing.assert_array_equal(
        RawNumber("x").fit(pd.Series([1])).encode(pd.Series([2.5, None])), [[2.5], [np.nan]]
    )


def test_names_say_what_is_there():
    assert ScaledNumber("x").fit(pd.Series([1.0, None])).names_out == ["x", "x is missing"]
    assert ScaledNumber("x").fit(pd.Series([1.0, 2.0])).names_out == ["x"]
