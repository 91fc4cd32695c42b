"""Keep only columns that carry something."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING, MISSING_PARAM
from mlcore.cleaning.steps.base import NUMERIC, CellStep, Pairs, Param, Python, Step
from mlcore.cleaning.steps.impute_knn import numbers_of
from mlcore.cleaning.steps.supervision import answers
from mlcore.cleaning.steps.values import coded, floats, is_numeric, label, need_numeric
from mlcore.errors import LoupeError, Where

METHODS = ("variance", "correlation", "univariate", "model")
FROM_TARGET = ("univariate", "model")


class SelectFeatures(CellStep):
    """Learn which of the columns go; all others stay. Learnt anew in every fold."""

    def fit(self, frame: pd.DataFrame) -> SelectFeatures:
        """Learn which columns go."""
        names, method = self.present(frame), self.params["method"]
        for name in names:
            need_numeric(frame[name], "select_features")
        if method in FROM_TARGET:
            self._check_target(names)
            target = frame[self.params["target"]]
            worth = worth_for(frame, names, *answers(target), method == "model")
            kept = [names[i] for i in np.argsort(-worth, kind="stable")[: self.params["keep"]]]
            self.dropped_ = [name for name in names if name not in kept]
        else:
            self.dropped_ = weak(frame, names, method, self.params["limit"])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* without the columns that go."""
        return frame[[name for name in frame.columns if name not in self.dropped_]]

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns that stay; before fitting, all."""
        dropped = getattr(self, "dropped_", [])
        return tuple((name, name) for name in names if name not in dropped)

    def python(self) -> Python:
        """Return the selection, learnt from the rows."""
        columns, method = list(self.columns), self.params["method"]
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        if method not in FROM_TARGET:
            given = f"{columns!r}, {method!r}, {self.params['limit']!r}"
            line = f"frame = frame.drop(columns=weak(frame, {given}))"
            return Python((line,), imports, (is_numeric, floats, numbers_of, weak))
        given = f"*answers(frame[{self.params['target']!r}]), {method == 'model'}"
        lines = (
            f"columns = {columns!r}",
            f"worth = worth_for(frame, columns, {given})",
            f"best = np.argsort(-worth, kind='stable')[:{self.params['keep']!r}]",
            "frame = frame.drop(columns=[n for i, n in enumerate(columns) if i not in best])",
        )
        carried = (is_numeric, floats, label, coded, numbers_of, answers, worth_for)
        return Python(lines, imports, carried)

    def _check_target(self, names: list[str]) -> None:
        target = self.params["target"]
        where = Where(step="select_features", field="target")
        if target is None:
            wanted = "the column to predict"
            raise LoupeError(
                MISSING_PARAM, where, step="select_features", param="target", wanted=wanted
            )
        if target in names:
            why = "the target cannot be one of the columns to choose from"
            raise LoupeError(
                IMPOSSIBLE_SETTING, where, step="select_features", param="target", why=why
            )


def weak(frame: pd.DataFrame, columns: list[str], method: str, limit: float | None) -> list[str]:
    """Return the columns that vary too little, or follow an earlier one too closely.

    Parameters
    ----------
    frame : DataFrame
        The rows.
    columns : list of str
        Columns of numbers.
    method : {"variance", "correlation"}
        How they are judged.
    limit : float or None
        Highest variance that goes (none: 0), or highest absolute correlation that stays
        (none: 0.95).
    """
    numbers = pd.DataFrame(numbers_of(frame, columns))
    if method == "variance":
        spread = numbers.var(ddof=0).fillna(0.0).to_numpy()
        return [name for name, one in zip(columns, spread, strict=True) if one <= (limit or 0.0)]
    alike = numbers.corr().abs().to_numpy() > (0.95 if limit is None else limit)
    kept: list[int] = []
    for i in range(len(columns)):
        if not any(alike[i, j] for j in kept):
            kept.append(i)
    return [name for i, name in enumerate(columns) if i not in kept]


def worth_for(
    frame: pd.DataFrame, columns: list[str], y: np.ndarray, classes: list[str], forest: bool
) -> np.ndarray:
    """Return how much each column says about the answers *y*: F values, or a forest's importance.

    Rows without an answer are left out; gaps count as the column's middle.
    """
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
    from sklearn.feature_selection import f_classif, f_regression

    known = np.isfinite(y)
    numbers, y = numbers_of(frame, columns)[known], y[known]
    middles = np.array(
        [np.median(c[~np.isnan(c)]) if (~np.isnan(c)).any() else 0.0 for c in numbers.T]
    )
    numbers = np.where(np.isnan(numbers), middles, numbers)
    if forest:
        trees = ExtraTreesClassifier if classes else ExtraTreesRegressor
        return np.asarray(trees(100, random_state=0).fit(numbers, y).feature_importances_)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (f_classif if classes else f_regression)(numbers, y)[0]
    return np.nan_to_num(found, nan=0.0)


STEP = Step(
    "select_features", "Select columns by worth", "Columns",
    "Leaves out columns that vary too little, repeat others, or say little about the target.",
    SelectFeatures, fitted=True, kinds=NUMERIC, icon="filter_center_focus",
    params=(
        Param("method", "choice", "variance", METHODS,
              "By spread, likeness to an earlier column, a test on the target, or a forest.",
              label="Judge by",
              names=("spread", "likeness", "a test on the target", "a forest")),
        Param("limit", "number", help="Variance that goes, or correlation that stays, at most.",
              label="Limit"),
        Param("keep", "integer", 10, help="How many stay (univariate, model).",
              label="Columns that stay"),
        Param("target", "column", help="The column to predict (univariate, model).",
              label="Column to predict"),
    ),
    words=("selection", "importance", "variance", "correlation", "relevant", "reduce"),
    heavy=True,
)  # fmt: skip
