import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mlcore.catalog import sparse
from mlcore.catalog.logistic import Logistic


def _rows(indicators):
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 3))
    if indicators:
        X = np.hstack([X, np.eye(12)[random.integers(0, 12, 300)]])
    y = (X[:, 0] + X[:, -1] + random.logistic(size=300) > 0).astype(int)
    return X, y, random.random(300) + 0.1


@pytest.mark.parametrize("indicators", [True, False])
@pytest.mark.parametrize("weighed", [True, False])
def test_it_finds_scikit_learn_s_optimum(indicators, weighed):
    X, y, weight = _rows(indicators)
    weight = weight if weighed else None
    ours = Logistic(C=0.5, tol=1e-8, max_iter=5000).fit(X, y, sample_weight=weight)
    theirs = LogisticRegression(C=0.5, tol=1e-8, max_iter=5000).fit(X, y, sample_weight=weight)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)


def test_rows_of_mostly_zeros_are_sparse_while_fitting_and_others_are_not(monkeypatch):
    made = []
    monkeypatch.setattr(sparse, "csr_array", lambda X: made.append(X.shape) or X)
    for indicators in (True, False):
        X, y, _ = _rows(indicators)
        Logistic().fit(X, y)
    assert made == [(300, 15)]
