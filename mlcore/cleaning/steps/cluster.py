"""Group rows that are alike and write their group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import NAME_TAKEN
from mlcore.cleaning.steps.base import (
    NUMERIC,
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    columns_frame,
)
from mlcore.cleaning.steps.impute_knn import numbers_of
from mlcore.cleaning.steps.values import floats, is_numeric, need_numeric, need_values
from mlcore.errors import LoupeError, Where


class ClusterLabel(CellStep):
    """Learn group centres (k-means on scaled columns); each row belongs to the nearest."""

    def fit(self, frame: pd.DataFrame) -> ClusterLabel:
        """Learn the centres."""
        name = self.params["to"]
        if name in frame.columns:
            raise LoupeError(NAME_TAKEN, Where(column=name, step="cluster"), name=name)
        for column in self.present(frame):
            need_numeric(frame[column], "cluster")
            need_values(frame[column], "cluster", "group by")
        self.names_ = self.present(frame)
        self.middles_, self.spreads_, self.centres_ = centres_of(
            frame, self.names_, self.params["groups"]
        )
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the group of each row; gaps count as the mean."""
        if not set(self.names_) <= set(frame.columns):
            return frame.copy(deep=False)
        found = nearest(frame, self.names_, self.middles_, self.spreads_, self.centres_)
        new = columns_frame([self.params["to"]], [found], frame.index)
        return pd.concat([frame, new], axis=1)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return all columns and the group, made from those it was learnt from."""
        pairs = tuple((name, name) for name in names)
        if not set(self.columns) <= set(names):
            return pairs
        return (*pairs, *((self.params["to"], name) for name in self.columns))

    def python(self) -> Python:
        """Return the centres and the nearest of them."""
        columns = list(self.columns)
        learn = f"*centres_of(frame, {columns!r}, {self.params['groups']!r})"
        line = f"frame[{self.params['to']!r}] = nearest(frame, {columns!r}, {learn})"
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        return Python((line,), imports, (is_numeric, floats, numbers_of, centres_of, nearest))


def centres_of(
    frame: pd.DataFrame, columns: list[str], groups: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean and spread of each column and the centres of the groups, largest group first."""
    from sklearn.cluster import KMeans

    numbers = numbers_of(frame, columns)
    middles, spreads = np.nanmean(numbers, axis=0), np.nanstd(numbers, axis=0)
    spreads = np.where(spreads > 0, spreads, 1.0)
    scaled = np.nan_to_num((numbers - middles) / spreads, nan=0.0)
    groups = min(groups, len(np.unique(scaled, axis=0)))
    fitted = KMeans(groups, n_init=10, random_state=0).fit(scaled)
    order = np.argsort(-np.bincount(fitted.labels_, minlength=groups), kind="stable")
    return middles, spreads, fitted.cluster_centers_[order]


def nearest(
    frame: pd.DataFrame,
    columns: list[str],
    middles: np.ndarray,
    spreads: np.ndarray,
    centres: np.ndarray,
) -> object:
    """Return the name of the group whose centre is nearest to each row."""
    scaled = np.nan_to_num((numbers_of(frame, columns) - middles) / spreads, nan=0.0)
    far = np.column_stack([((scaled - centre) ** 2).sum(axis=1) for centre in centres])
    names = np.array([f"group {number}" for number in range(1, len(centres) + 1)], dtype=object)
    return pd.array(names[far.argmin(axis=1)], dtype="str")


STEP = Step(
    "cluster", "Group rows", "Numbers",
    "Finds groups of similar rows and writes each row's group into a new column.",
    ClusterLabel, fitted=True, kinds=NUMERIC, icon="bubble_chart",
    params=(
        Param("groups", "integer", 3, help="How many groups.", most=200,
              label="How many groups"),
        Param("to", "text", "group", help="The name of the new column.", label="New column"),
    ),
    words=("cluster", "k-means", "segment", "group", "label"),
    heavy=True,
)  # fmt: skip
