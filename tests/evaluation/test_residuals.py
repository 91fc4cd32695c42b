import numpy as np
import pytest

from mlcore.evaluation.residuals import residuals


def test_residuals_are_truth_minus_prediction():
    found = residuals(np.array([3.0, 1.0, 5.0]), np.array([1.0, 1.0, 8.0]))
    assert found.residual.tolist() == [2.0, 0.0, -3.0]
    assert found.bias == pytest.approx(-1 / 3)
    assert found.worst.tolist() == [2, 0, 1]


def test_the_summary_agrees_with_numpy():
    random = np.random.default_rng(0)
    y, predicted = random.normal(size=500), random.normal(size=500)
    found = residuals(y, predicted)
    assert found.sd == pytest.approx(np.std(y - predicted, ddof=1))
    assert np.mean(np.abs(y - predicted) <= found.most_within) == pytest.approx(0.9, abs=0.01)
    assert np.mean(np.abs(y - predicted) <= found.half_within) == pytest.approx(0.5, abs=0.01)
    assert len(found.worst) == 10


def test_errors_that_grow_with_the_prediction_are_seen():
    random = np.random.default_rng(0)
    predicted = np.linspace(1, 10, 1000)
    even = residuals(predicted + random.normal(size=1000), predicted)
    growing = residuals(predicted + predicted * random.normal(size=1000), predicted)
    assert even.spread_ratio == pytest.approx(1, abs=0.3)
    assert growing.spread_ratio > 3


def test_perfect_answers_have_no_spread():
    found = residuals(np.arange(20.0), np.arange(20.0))
    assert (found.bias, found.sd, found.spread_ratio) == (0, 0, 1)
