"""Support vectors with probabilities, against libsvm."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC, SVR

from mlcore.catalog.margins import LANDMARKS, MarginClassifier, MarginRegressor

RNG = np.random.default_rng(2)
X = RNG.normal(size=(500, 2))
INSIDE = ((X**2).sum(axis=1) + 0.3 * RNG.normal(size=500) < 1.4).astype(int)
TRAIN, TEST = np.arange(250), np.arange(250, 500)


def test_a_curved_border_needs_the_kernel():
    aucs = {}
    for kernel in ("linear", "rbf"):
        made = MarginClassifier(kernel=kernel, random_state=0).fit(X[TRAIN], INSIDE[TRAIN])
        aucs[kernel] = roc_auc_score(INSIDE[TEST], made.predict_proba(X[TEST])[:, 1])
    theirs = SVC().fit(X[TRAIN], INSIDE[TRAIN]).decision_function(X[TEST])
    assert aucs["linear"] < 0.7
    assert aucs["rbf"] > roc_auc_score(INSIDE[TEST], theirs) - 0.01


def test_probabilities_are_honest_where_the_margin_is_not():
    made = MarginClassifier(kernel="rbf", random_state=0).fit(X[TRAIN], INSIDE[TRAIN])
    found = made.predict_proba(X[TEST])[:, 1]
    for low, high in ((0.0, 0.2), (0.8, 1.0)):
        band = (found >= low) & (found <= high)
        assert INSIDE[TEST][band].mean() == pytest.approx(found[band].mean(), abs=0.1)
    assert set(made.predict(X[TEST])) == {0, 1}


def test_a_class_of_two_rows_still_has_a_probability():
    y = INSIDE[:60].copy()
    y[:2] = 2
    found = MarginClassifier(random_state=0).fit(X[:60], y).predict_proba(X[:60])
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert found.shape == (60, 3)


def test_curved_regression_is_near_libsvm():
    y = np.sin(2 * X[:, 0]) + 0.1 * RNG.normal(size=500)
    ours = MarginRegressor(kernel="rbf", gamma=0.5, random_state=0).fit(X[TRAIN], y[TRAIN])
    theirs = SVR(gamma=0.5).fit(X[TRAIN], y[TRAIN])
    error = [np.abs(made.predict(X[TEST]) - y[TEST]).mean() for made in (ours, theirs)]
    assert error[0] < 1.15 * error[1]


def test_the_work_is_bounded_by_the_landmarks():
    made = MarginRegressor(kernel="rbf", random_state=0).fit(X, X[:, 0])
    assert made.map_.components_.shape[0] == LANDMARKS


def test_straight_regression_finds_the_optimum_of_its_cost():
    """Squared errors beyond the tube: a general-purpose minimiser finds the same weights."""
    random = np.random.default_rng(3)
    X = random.normal(size=(80, 3))
    y = X @ [1.0, -2.0, 0.5] + random.normal(0, 0.3, 80)
    found = MarginRegressor(C=1.0, random_state=0).fit(X, y)
    scaled = (y - y.mean()) / y.std()

    def cost(values):
        over = np.maximum(np.abs(X @ values[:3] + values[3] - scaled) - 0.1, 0)
        return 0.5 * values @ values + (over**2).sum()

    best = minimize(cost, np.zeros(4), tol=1e-12).x
    expected = (X @ best[:3] + best[3]) * y.std() + y.mean()
    np.testing.assert_allclose(found.predict(X), expected, atol=1e-2)
