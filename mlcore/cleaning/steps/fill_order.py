"""Fill gaps from the rows before and after."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import NOT_NUMERIC
from mlcore.cleaning.steps.base import CellStep, Param, Python, Step, place, with_values
from mlcore.cleaning.steps.values import (
    floats,
    is_dates,
    is_numeric,
    is_text,
    need_numeric,
    need_values,
)
from mlcore.errors import LoupeError, Where

METHODS = ("linear", "forward", "backward")


class FillInOrder(CellStep):
    """Learn the known values in order; a gap takes what its neighbours there suggest.

    Ordered by a column of dates or numbers, a new row is filled from where it falls among the
    training rows, by itself. In the order of the table, new rows come after all of them.
    """

    def fit(self, frame: pd.DataFrame) -> FillInOrder:
        """Learn the known values of each column and where they stand."""
        by = self.params["by"]
        if by is not None and not (is_numeric(frame[by]) or is_dates(frame[by])):
            where = Where(column=by, step="fill_order", field="by")
            raise LoupeError(NOT_NUMERIC, where, column=by, step="fill_order")
        columns = [name for name in self.present(frame) if name != by]
        for name in columns:
            need_values(frame[name], "fill_order", "take neighbours from")
            if self.params["method"] == "linear":
                need_numeric(frame[name], "fill_order")
        self.known_ = known_in_order(frame, columns, row_places(frame, by))
        return self

    def fit_transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Learn from *frame* and fill its own gaps, each at its place."""
        known, by = self.fit(frame).known_, self.params["by"]
        return filled_in_order(frame, known, self.params["method"], row_places(frame, by))

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with gaps filled; a row without a place keeps its gaps."""
        by = self.params["by"]
        if by is None:
            at = np.full(len(frame), np.inf)
        else:
            at = row_places(frame, by) if by in frame.columns else np.full(len(frame), np.nan)
        return filled_in_order(frame, self.known_, self.params["method"], at)

    def python(self) -> Python:
        """Return the learning and the filling, in the order of the table or of a column."""
        by = self.params["by"]
        columns = [name for name in self.columns if name != by]
        lines = (
            f"places = row_places(frame, {by!r})",
            f"known = known_in_order(frame, {columns!r}, places)",
            f"frame = filled_in_order(frame, known, {self.params['method']!r}, places)",
        )
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        carried = (is_numeric, is_dates, is_text, floats, place, with_values)
        ours = (row_places, known_in_order, looked_up, filled_in_order)
        return Python(lines, imports, (*carried, *ours))


def row_places(frame: pd.DataFrame, by: str | None) -> np.ndarray:
    """Return where each row stands: its position, or its number or microsecond in *by*."""
    if by is None:
        return np.arange(len(frame), dtype=float)
    if not is_dates(frame[by]):
        return floats(frame[by])
    moments = frame[by].to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(moments), np.nan, moments.astype(np.int64).astype(float))


def known_in_order(frame: pd.DataFrame, columns: list[str], places: np.ndarray) -> dict[str, Any]:
    """Return (places, values) of the known cells of each column, by place."""
    found = {}
    values: Any
    for name in columns:
        series = frame[name]
        usable = np.flatnonzero(series.notna().to_numpy() & np.isfinite(places))
        usable = usable[np.argsort(places[usable], kind="stable")]
        if is_dates(series):
            values = series.to_numpy(dtype="datetime64[us]")[usable].astype(np.int64)
        elif is_text(series):
            values = [str(value) for value in series.iloc[usable]]
        else:
            values = series.iloc[usable].to_numpy()
        found[name] = [places[usable], values]
    return found


def looked_up(known: np.ndarray, at: np.ndarray, method: str) -> np.ndarray:
    """Return the position among the *known* places that each place takes its value from; −1 none.

    Of several rows at the same place, the last counts forward and the first backward.
    """
    if method == "forward":
        found = np.searchsorted(known, at, side="right") - 1
    else:
        found = np.searchsorted(known, at, side="left")
        found[found == len(known)] = -1
    found[np.isnan(at)] = -1
    return found


def filled_in_order(
    frame: pd.DataFrame, known: dict[str, Any], method: str, places: np.ndarray
) -> pd.DataFrame:
    """Return *frame* with the gaps of the *known* columns filled."""
    made: dict[str, Any] = {}
    for name, (spots, values) in known.items():
        if name not in frame.columns:
            continue
        series = frame[name]
        gaps = np.flatnonzero(series.isna().to_numpy())
        if method == "linear":
            numbers = floats(series).copy()
            if len(spots):
                numbers[gaps] = np.interp(places[gaps], spots, np.asarray(values, dtype=float))
            made[name] = numbers
            continue
        found = looked_up(spots, places[gaps], method)
        gaps, found = gaps[found >= 0], found[found >= 0]
        column = series.copy()
        if is_dates(series):
            column.iloc[gaps] = np.asarray(values, dtype="datetime64[us]")[found]
        elif is_text(series):
            column = series.astype("str")
            column.iloc[gaps] = np.array(values, dtype=object)[found]
        else:
            column.iloc[gaps] = np.asarray(values)[found]
        made[name] = column
    return with_values(frame, made)


STEP = Step(
    "fill_order", "Fill gaps from neighbours", "Missing values",
    "Fills gaps from the rows before and after, in the order of the table or of a column.",
    FillInOrder, fitted=True, icon="timeline",
    params=(
        Param("method", "choice", "linear", METHODS,
              "On a line between both, from the one before, or from the one after.",
              label="Fill",
              names=("between both", "from the one before", "from the one after")),
        Param("by", "column", help="A column of dates or numbers to order by; none: the table.",
              label="Order by"),
    ),
    words=("interpolate", "forward", "backward", "ffill", "time", "series", "gap"),
)  # fmt: skip
