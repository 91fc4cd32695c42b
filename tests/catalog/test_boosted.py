import numpy as np
import pytest
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from mlcore.catalog.boosted import AdaTreesClassifier, AdaTreesRegressor

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 3))
Y = X[:, 0] + 0.2 * RANDOM.normal(size=200)


def test_without_gaps_it_is_scikit_learn_s():
    theirs = AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), n_estimators=9, random_state=1)
    ours = AdaTreesClassifier(n_estimators=9, max_depth=2, random_state=1)
    labels = Y > 0
    expected = theirs.fit(X, labels).predict_proba(X)
    np.testing.assert_array_equal(ours.fit(X, labels).predict_proba(X), expected)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    values = AdaBoostRegressor(DecisionTreeRegressor(max_depth=2), n_estimators=9, random_state=1)
    found = AdaTreesRegressor(n_estimators=9, max_depth=2, random_state=1).fit(X, Y)
    np.testing.assert_array_equal(found.predict(X), values.fit(X, Y).predict(X))


@pytest.mark.parametrize("made", [AdaTreesClassifier, AdaTreesRegressor])
def test_a_gap_can_be_learnt_from(made):
    """What is missing decides the answer; no value does."""
    rows = RANDOM.normal(size=(300, 2))
    gone = RANDOM.random(300) < 0.5
    rows[gone, 1] = np.nan
    model = made(random_state=0).fit(rows, gone.astype(int))
    np.testing.assert_array_equal(model.predict(rows).round(), gone)
