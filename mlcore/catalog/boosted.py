"""AdaBoost over small trees whose depth is a parameter."""

from __future__ import annotations

from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


class AdaTreesClassifier(AdaBoostClassifier):
    """AdaBoost of decision trees.

    Parameters
    ----------
    n_estimators, learning_rate, random_state
        As in scikit-learn.
    max_depth : int
        Of each tree.
    """

    def __init__(
        self,
        n_estimators: int = 50,
        learning_rate: float = 1.0,
        max_depth: int = 2,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            DecisionTreeClassifier(max_depth=max_depth),
            n_estimators=n_estimators,
            learning_rate=learning_rate,
            random_state=random_state,
        )
        self.max_depth = max_depth


class AdaTreesRegressor(AdaBoostRegressor):
    """As :class:`AdaTreesClassifier`, for numbers."""

    def __init__(
        self,
        n_estimators: int = 50,
        learning_rate: float = 1.0,
        max_depth: int = 4,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            DecisionTreeRegressor(max_depth=max_depth),
            n_estimators=n_estimators,
            learning_rate=learning_rate,
            random_state=random_state,
        )
        self.max_depth = max_depth
