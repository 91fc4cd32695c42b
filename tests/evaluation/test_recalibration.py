import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from mlcore.evaluation.recalibration import Recalibration, recalibration
from mlcore.types import to_json


def _made(classes, rows=800, seed=0):
    random = np.random.default_rng(seed)
    y = random.integers(0, classes, rows)
    raw = random.gamma(1.0, size=(rows, classes))
    raw[np.arange(rows), y] += 1.0
    return y, raw / raw.sum(axis=1, keepdims=True)


def test_isotonic_curves_are_scikit_learn_s():
    y, p = _made(2)
    found = recalibration(y, p, "isotonic").apply(p)
    theirs = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p[:, 1], y == 1)
    np.testing.assert_allclose(found[:, 1], theirs.predict(p[:, 1]), atol=1e-12)


def test_a_sigmoid_finds_the_curve_that_spoilt_the_probabilities():
    random = np.random.default_rng(0)
    odds = random.normal(0, 2, 40_000)
    truth = random.random(40_000) < 1 / (1 + np.exp(-odds))
    said = 1 / (1 + np.exp(-(2 * odds + 1)))
    found = recalibration(truth.astype(int), np.c_[1 - said, said], "sigmoid")
    (slope,), (intercept,) = found.curves[0]
    assert (slope, intercept) == pytest.approx((0.5, -0.5), abs=0.03)


@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
@pytest.mark.parametrize("classes", [2, 4])
@settings(max_examples=15)
@given(seed=st.integers(0, 1000))
def test_what_comes_out_are_probabilities_and_last_as_json(method, classes, seed):
    y, p = _made(classes, 200, seed)
    made = recalibration(y, p, method)
    found = made.apply(p)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert ((found >= 0) & (found <= 1)).all()
    again = Recalibration.from_json(to_json(made.to_json()))
    assert again == made
    np.testing.assert_array_equal(again.apply(p), found)


def test_the_order_of_two_classes_stays():
    y, p = _made(2)
    for method in ("isotonic", "sigmoid"):
        found = recalibration(y, p, method).apply(p)[:, 1]
        assert (np.diff(found[np.argsort(p[:, 1])]) >= -1e-12).all()


@pytest.mark.parametrize("classes", [2, 3])
def test_a_row_without_an_answer_stays_without(classes):
    y, p = _made(classes)
    p[3] = np.nan
    found = recalibration(np.delete(y, 3), np.delete(p, 3, axis=0), "isotonic").apply(p)
    assert np.isnan(found[3]).all()
    assert np.isfinite(np.delete(found, 3, axis=0)).all()


def test_where_no_class_is_left_the_row_stays_as_it_was():
    made = Recalibration("isotonic", (((0.0, 1.0), (0.0, 0.0)),) * 3)
    row = np.array([[0.2, 0.3, 0.5]])
    np.testing.assert_array_equal(made.apply(row), row)


def test_a_long_curve_is_thinned():
    random = np.random.default_rng(0)
    p = random.random(60_000)
    y = (random.random(60_000) < p).astype(int)
    made = recalibration(y, np.c_[1 - p, p], "isotonic")
    assert len(made.curves[0][0]) <= 1_000
