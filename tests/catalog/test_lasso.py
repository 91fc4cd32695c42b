import numpy as np
import pytest
from sklearn.linear_model import Lasso

from mlcore.catalog.lasso import ScaledLasso


@pytest.fixture
def data():
    random = np.random.default_rng(0)
    X = random.normal(size=(80, 5))
    return X, X @ np.array([3.0, 0, 0, -1, 0]) + random.normal(size=80) + 10


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_the_strength_does_not_depend_on_the_unit_of_the_target(data, unit):
    X, y = data
    plain = ScaledLasso(0.1).fit(X, y).predict(X)
    scaled = ScaledLasso(0.1).fit(X, y * unit).predict(X)
    np.testing.assert_allclose(scaled / unit, plain, rtol=1e-6)


def test_it_is_the_library_s_lasso_with_a_scaled_alpha(data):
    X, y = data
    same = Lasso(alpha=0.1 * y.std(), max_iter=2000).fit(X, y)
    np.testing.assert_allclose(ScaledLasso(0.1).fit(X, y).coef_, same.coef_, atol=1e-3)


def test_a_constant_target_is_answered_as_it_is(data):
    X, _ = data
    np.testing.assert_allclose(ScaledLasso().fit(X, np.full(80, 7.0)).predict(X), 7.0)
