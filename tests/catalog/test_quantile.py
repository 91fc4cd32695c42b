"""Linear quantile regression against a linear program, and its share of rows below."""

import numpy as np
import pytest
from sklearn.linear_model import QuantileRegressor
from sklearn.metrics import mean_pinball_loss

from mlcore.catalog.quantile import LinearQuantile


def _rows(rows=800, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, 4))
    y = 1000 + 300 * X[:, 0] - 100 * X[:, 1] + rng.exponential(200, rows) * (1 + (X[:, 2] > 0))
    return X, y


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_its_loss_is_that_of_the_linear_program(level):
    X, y = _rows()
    exact = QuantileRegressor(quantile=level, alpha=0, solver="highs").fit(X, y)
    found = LinearQuantile(quantile=level, alpha=0).fit(X, y)
    best = mean_pinball_loss(y, exact.predict(X), alpha=level)
    assert mean_pinball_loss(y, found.predict(X), alpha=level) == pytest.approx(best, rel=2e-3)
    assert np.mean(y <= found.predict(X)) == pytest.approx(level, abs=0.02)


def test_the_unit_of_the_target_does_not_matter():
    X, y = _rows()
    euros, cents = (LinearQuantile(0.8).fit(X, y * unit).predict(X) / unit for unit in (1.0, 100.0))
    assert euros == pytest.approx(cents, rel=1e-6)


def test_a_row_that_weighs_twice_counts_like_two():
    X, y = _rows(200)
    weight = np.where(np.arange(200) < 50, 2.0, 1.0)
    twice = LinearQuantile(0.7).fit(np.vstack([X, X[:50]]), np.append(y, y[:50]))
    assert LinearQuantile(0.7).fit(X, y, weight).predict(X) == pytest.approx(
        twice.predict(X), rel=1e-3
    )


def test_the_slope_is_that_of_the_loss():
    X, y = _rows(50)
    y = (y - y.mean()) / y.std()
    model, share, at = LinearQuantile(0.3, alpha=0.1), np.full(50, 1 / 50), np.linspace(-1, 1, 5)
    slope = model._loss(at, X, y, share, 0.2)[1]
    for place in range(5):
        step = np.zeros(5)
        step[place] = 1e-6
        ends = [model._loss(at + sign * step, X, y, share, 0.2)[0] for sign in (1, -1)]
        assert slope[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-5)
