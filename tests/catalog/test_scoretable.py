import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import OneHotEncoder

from mlcore.catalog.scoretable import DOUBLING, STEPS, ScoreTableClassifier, ScoreTableRegressor

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(600, 3))
X[:, 2] = RANDOM.integers(0, 4, 600)
X[RANDOM.random(X.shape) < 0.1] = np.nan
VALUE = np.nan_to_num(X[:, 0]) - (X[:, 2] == 1) + np.isnan(X[:, 1])


def _classes(cuts):
    return np.digitize(VALUE + 0.5 * RANDOM.normal(size=600), cuts)


def _marks(model):
    return OneHotEncoder(sparse_output=False).fit_transform(model._places(X))


@pytest.mark.parametrize("cuts", [[0.2], [-0.3, 0.6]])
def test_points_are_the_rounded_weights_of_a_logistic_regression(cuts):
    y = _classes(cuts)
    model = ScoreTableClassifier().fit(X, y)
    plain = LogisticRegression(C=1.0, max_iter=1000, tol=1e-8).fit(_marks(model), y)
    np.testing.assert_allclose(
        model.predict_proba(X), plain.predict_proba(_marks(model)), atol=0.04
    )


def test_points_are_the_rounded_weights_of_a_ridge_regression():
    model = ScoreTableRegressor().fit(X, VALUE)
    plain = Ridge(alpha=1.0).fit(_marks(model), VALUE).predict(_marks(model))
    most = X.shape[1] * VALUE.std() / STEPS / 2
    assert np.abs(model.predict(X) - plain).max() <= most + 1e-3


def _holds(line, value):
    if line.missing or np.isnan(value):
        return line.missing and np.isnan(value)
    return (line.low is None or value > line.low) and (line.high is None or value <= line.high)


def test_a_person_can_add_up_the_answer_by_hand():
    model = ScoreTableClassifier().fit(X, _classes([0.2]))
    for row in X[:30]:
        points = sum(line.points[0] for line in model.table() if _holds(line, row[line.column]))
        odds = np.exp(model.base_[0]) * 2 ** (points / DOUBLING)
        assert model.predict_proba(row[None])[0, 1] == pytest.approx(odds / (1 + odds))


def test_points_are_whole_and_ranges_are_few():
    model = ScoreTableClassifier(ranges=4).fit(X, _classes([0.2]))
    for column in range(3):
        lines = [line for line in model.table() if line.column == column]
        assert len(lines) <= 5
        assert all(isinstance(line.points[0], int) for line in lines)
    assert all(np.array_equal(points, np.rint(points)) for points in model.points_)


def test_a_column_of_nothing_or_one_value_is_worth_nothing():
    rows = np.column_stack([X[:, 0], np.full(600, np.nan), np.full(600, 3.0)])
    model = ScoreTableRegressor().fit(rows, VALUE)
    assert [len(cuts) for cuts in model.cuts_[1:]] == [0, 0]
    assert np.isfinite(model.predict(rows)).all()
    assert np.isfinite(model.predict(np.full((1, 3), 1e300))).all()


def test_weights_of_rows_are_used():
    heavy = np.where(VALUE > 0, 1.0, 1e-6)
    low, even = (ScoreTableRegressor().fit(X, VALUE, sample_weight=w) for w in (heavy, None))
    assert low.predict(X).mean() > even.predict(X).mean()


def test_of_a_straight_line_the_points_rise():
    x = np.linspace(0, 1, 400)[:, None]
    model = ScoreTableRegressor().fit(x, x[:, 0])
    points = [line.points[0] for line in model.table()[:-1]]
    assert points == sorted(points)
    assert points[0] < points[-1]
