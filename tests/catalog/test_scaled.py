"""Regressors on a standardised target: another unit, the same model."""

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, HuberRegressor

from mlcore.catalog.margins import MarginRegressor
from mlcore.catalog.network import NetworkRegressor
from mlcore.catalog.scaled import ScaledElasticNet, ScaledHuber, ScaledProcess

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 3))
Y = X @ [2.0, -1.0, 0.0] + 0.3 * RNG.normal(size=80)


@pytest.mark.parametrize(
    "made",
    [
        ScaledElasticNet(),
        ScaledHuber(),
        ScaledProcess(random_state=0),
        MarginRegressor(random_state=0),
        MarginRegressor(kernel="rbf", random_state=0),
        NetworkRegressor(random_state=0),
    ],
)
def test_another_unit_gives_the_same_answers_in_that_unit(made):
    plain = made.fit(X, Y).predict(X)
    other = made.fit(X, 1e6 * Y + 5e7).predict(X)
    np.testing.assert_allclose((other - 5e7) / 1e6, plain, rtol=1e-3, atol=1e-3)
    assert np.corrcoef(plain, Y)[0, 1] > 0.95


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ScaledElasticNet(0.1, 0.3), ElasticNet(alpha=0.1, l1_ratio=0.3, max_iter=2000)),
        (ScaledHuber(), HuberRegressor(max_iter=500)),
    ],
)
def test_it_is_scikit_learn_on_a_standardised_target(ours, theirs):
    weight = RNG.uniform(0.5, 2, len(Y))
    expected = theirs.fit(X, (Y - Y.mean()) / Y.std(), sample_weight=weight).predict(X)
    found = ours.fit(X, Y, sample_weight=weight).predict(X)
    np.testing.assert_allclose(found, expected * Y.std() + Y.mean())


def test_a_constant_target_is_answered_by_itself():
    np.testing.assert_allclose(ScaledElasticNet().fit(X, np.full(80, 7.0)).predict(X), 7.0)
