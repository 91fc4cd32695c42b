"""Trees whose links lead outside themselves are found before they are asked."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestRegressor,
)
from sklearn.linear_model import Ridge
from sklearn.tree import DecisionTreeClassifier

from mlcore.prediction.trees import sound

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 4))
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)


@pytest.mark.parametrize(
    "estimator",
    [
        DecisionTreeClassifier(),
        RandomForestRegressor(5),
        HistGradientBoostingClassifier(max_iter=5),
        HistGradientBoostingRegressor(max_iter=5),
        Ridge(),
    ],
)
def test_fitted_estimators_are_sound(estimator: object) -> None:
    assert sound(estimator.fit(X, Y))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "value"), [("left_child", 10**6), ("right_child", 0), ("feature", 4)]
)
def test_a_tree_that_leads_nowhere_is_not(field: str, value: int) -> None:
    estimator = DecisionTreeClassifier().fit(X, Y)
    state = estimator.tree_.__getstate__()
    state["nodes"] = state["nodes"].copy()
    state["nodes"][field][0] = value
    estimator.tree_.__setstate__(state)
    assert not sound(estimator)


@pytest.mark.parametrize(("field", "value"), [("left", 10**6), ("feature_idx", 99)])
def test_boosted_trees_are_looked_at_too(field: str, value: int) -> None:
    estimator = HistGradientBoostingRegressor(max_iter=3).fit(X, Y)
    estimator._predictors[1][0].nodes[field][0] = value
    assert not sound(estimator)
