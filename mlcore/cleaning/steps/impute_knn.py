"""Fill gaps from the most similar rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import NUMERIC, CellStep, Param, Python, Step, place, with_values
from mlcore.cleaning.steps.values import floats, is_numeric, need_numeric, need_values

MOST_DONORS = 5_000


class ImputeNeighbours(CellStep):
    """Keep training rows as donors; a gap takes the mean of the nearest of them."""

    def fit(self, frame: pd.DataFrame) -> ImputeNeighbours:
        """Remember the donors."""
        for name in self.present(frame):
            need_numeric(frame[name], "impute_knn")
            need_values(frame[name], "impute_knn", "average")
        self.names_ = self.present(frame)
        self.donors_ = donors(frame, self.names_, MOST_DONORS)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the gaps filled."""
        return filled_from_donors(frame, self.names_, self.donors_, self.params["neighbours"])

    def python(self) -> Python:
        """Return the donors and the filling."""
        columns, neighbours = list(self.columns), self.params["neighbours"]
        lines = (
            f"rows = donors(frame, {columns!r}, {MOST_DONORS})",
            f"frame = filled_from_donors(frame, {columns!r}, rows, {neighbours!r})",
        )
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        carried = (is_numeric, floats, place, with_values, numbers_of, donors, filled_from_donors)
        return Python(lines, imports, carried)


def numbers_of(frame: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Return the columns as a matrix; absent, missing and infinite ones are nan."""
    nothing = np.full(len(frame), np.nan)
    found = [floats(frame[name]) if name in frame.columns else nothing for name in columns]
    matrix = np.column_stack(found) if found else np.empty((len(frame), 0))
    return np.where(np.isfinite(matrix), matrix, np.nan)


def donors(frame: pd.DataFrame, columns: list[str], most: int) -> np.ndarray:
    """Return at most *most* evenly spaced rows that have a value, as a matrix."""
    matrix = numbers_of(frame, columns)
    known = np.flatnonzero(~np.isnan(matrix).all(axis=1))
    if len(known) > most:
        known = known[np.linspace(0, len(known) - 1, most).astype(int)]
    return matrix[known]


def filled_from_donors(
    frame: pd.DataFrame, columns: list[str], rows: np.ndarray, neighbours: int
) -> pd.DataFrame:
    """Return *frame* with each gap the mean of its nearest donors (Troyanskaya et al. 2001)."""
    from sklearn.impute import KNNImputer

    matrix, made = numbers_of(frame, columns), {}
    gaps = np.flatnonzero(np.isnan(matrix).any(axis=1))
    if len(gaps):
        imputer = KNNImputer(n_neighbors=neighbours, keep_empty_features=True).fit(rows)
        matrix[gaps] = imputer.transform(matrix[gaps])
    for number, name in enumerate(columns):
        if name in frame.columns:
            values = floats(frame[name])
            made[name] = np.where(np.isnan(values), matrix[:, number], values)
    return with_values(frame, made)


STEP = Step(
    "impute_knn", "Fill gaps from similar rows", "Missing values",
    "Fills a gap with the mean of the rows most similar in the other chosen columns.",
    ImputeNeighbours, fitted=True, kinds=NUMERIC, icon="group_work",
    params=(
        Param("neighbours", "integer", 5, help="How many similar rows are averaged.", most=1000,
              label="Similar rows"),
    ),
    words=("knn", "nearest", "neighbour", "missing", "gap", "nan"),
    heavy=True,
)  # fmt: skip
