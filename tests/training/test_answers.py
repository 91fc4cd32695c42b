import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression

from mlcore.training.answers import answers

X = np.arange(12.0)[:, None]


def test_values_are_the_estimator_s():
    model = LinearRegression().fit(X, 2 * X[:, 0])
    np.testing.assert_allclose(answers(model, X, 0), 2 * X[:, 0], atol=1e-12)


def test_every_class_has_a_column_in_order_those_not_learnt_are_zero():
    model = LogisticRegression().fit(X, np.where(X[:, 0] < 6, 1, 3))
    found = answers(model, X, 4)
    assert found.shape == (12, 4)
    assert not found[:, [0, 2]].any()
    np.testing.assert_array_equal(found[:, [1, 3]], model.predict_proba(X))
