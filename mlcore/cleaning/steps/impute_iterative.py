"""Fill gaps by predicting each column from the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import NUMERIC, CellStep, Param, Python, Step, with_values
from mlcore.cleaning.steps.impute_knn import numbers_of
from mlcore.cleaning.steps.values import floats, is_numeric, need_numeric, need_values


class ImputeIterative(CellStep):
    """Learn a ridge regression of each column on the others, in rounds; replay the rounds.

    What scikit-learn's ``IterativeImputer`` learns is kept as plain numbers.
    """

    def fit(self, frame: pd.DataFrame) -> ImputeIterative:
        """Learn the regressions, round by round."""
        self.names_ = self.present(frame)
        for name in self.names_:
            need_numeric(frame[name], "impute_iterative")
            need_values(frame[name], "impute_iterative", "average")
        matrix = numbers_of(frame, self.names_)
        imputer = fitted_imputer(matrix, self.params["rounds"])
        self.start_ = imputer.initial_imputer_.statistics_
        self.low_, self.high_ = known_bounds(matrix)
        self.sequence_: list[list[Any]] = [
            [int(one.feat_idx), one.neighbor_feat_idx, one.estimator.coef_,
             float(one.estimator.intercept_)]
            for one in imputer.imputation_sequence_
        ]  # fmt: skip
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the gaps filled."""
        matrix = numbers_of(frame, self.names_)
        gaps = np.isnan(matrix)
        matrix = np.where(gaps, self.start_, matrix)
        for column, others, weights, intercept in self.sequence_:
            rows = gaps[:, column]
            found = (matrix[np.ix_(rows, others)] * weights).sum(axis=1) + intercept
            matrix[rows, column] = np.clip(found, self.low_[column], self.high_[column])
        made = {}
        for number, name in enumerate(self.names_):
            if name in frame.columns:
                values = floats(frame[name])
                made[name] = np.where(np.isnan(values), matrix[:, number], values)
        return with_values(frame, made)

    def python(self) -> Python:
        """Return the imputer of scikit-learn."""
        columns, rounds = list(self.columns), self.params["rounds"]
        lines = (
            f"numbers = numbers_of(frame, {columns!r})",
            f"numbers = fitted_imputer(numbers, {rounds!r}).transform(numbers)",
            f"for position, name in enumerate({columns!r}):",
            "    frame[name] = floats(frame[name])",
            "    frame[name] = frame[name].fillna(pd.Series(numbers[:, position], frame.index))",
        )
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        return Python(
            lines, imports, (is_numeric, floats, numbers_of, known_bounds, fitted_imputer)
        )


def known_bounds(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and highest known value of each column, apart even where they agree."""
    low, high = np.nanmin(matrix, axis=0), np.nanmax(matrix, axis=0)
    return low, np.where(high > low, high, low + 1e-9 * np.maximum(1, np.abs(low)))


def fitted_imputer(matrix: np.ndarray, rounds: int) -> Any:
    """Return scikit-learn's iterative imputer with Bayesian ridge, fitted on *matrix*.

    The bounds are those of the known values (van Buuren and Groothuis-Oudshoorn 2011).
    """
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    low, high = known_bounds(matrix)
    imputer = IterativeImputer(max_iter=rounds, min_value=low, max_value=high, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return imputer.fit(matrix)


STEP = Step(
    "impute_iterative", "Fill gaps by prediction", "Missing values",
    "Predicts each chosen column from the others, in rounds, and fills its gaps.",
    ImputeIterative, fitted=True, kinds=NUMERIC, icon="autorenew",
    params=(Param("rounds", "integer", 10, help="At most so many rounds.", most=100,
              label="Rounds"),),
    words=("iterative", "mice", "regression", "multivariate", "missing", "nan"),
    heavy=True,
)  # fmt: skip
