"""Take dates apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Step,
    columns_frame,
    free,
    replaced,
)
from mlcore.cleaning.steps.values import is_dates, need_dates

PARTS = ("year", "month", "day", "weekday", "day of year", "hour", "days since 1970")


class DateParts(CellStep):
    """Write the parts of a date as numbers; missing stays missing."""

    def fit(self, frame: pd.DataFrame) -> DateParts:
        """Choose the names of the new columns."""
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            need_dates(frame[name], "date_parts")
            self.names_[name] = [free(f"{name} {part}", taken) for part in self.params["parts"]]
            taken |= set(self.names_[name])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the parts in place of the dates, or behind them."""
        for name in [name for name in self.present(frame) if name in self.names_]:
            frame = replaced(frame, name, self._parts(frame[name]))
        return frame.copy(deep=False)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards."""
        learnt = getattr(self, "names_", None)
        pairs: list[tuple[str, str]] = []
        for name in names:
            if name not in self.columns:
                pairs.append((name, name))
                continue
            if self.params["keep"]:
                pairs.append((name, name))
            made = learnt.get(name) if learnt else None
            parts = made or [f"{name} {part}" for part in self.params["parts"]]
            pairs += [(part, name) for part in parts]
        return tuple(pairs)

    def _parts(self, series: pd.Series) -> pd.DataFrame:
        name = str(series.name)
        dates = series if is_dates(series) else pd.Series(pd.NaT, series.index, "datetime64[us]")
        arrays = [_part(dates, part) for part in self.params["parts"]]
        names = self.names_[name]
        if self.params["keep"]:
            return columns_frame([name, *names], [series.array, *arrays], series.index)
        return columns_frame(names, arrays, series.index)


_ACCESSORS = {"day of year": "day_of_year", "weekday": "day_of_week"}


def _part(dates: pd.Series, part: str) -> np.ndarray:
    if part == "days since 1970":
        days = dates.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
        return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
    found = getattr(dates.dt, _ACCESSORS.get(part, part))
    return found.to_numpy(dtype="float64", na_value=np.nan)


STEP = Step(
    "date_parts", "Take dates apart", "Dates",
    "Writes year, month, weekday and other parts as numbers.",
    DateParts, kinds=("date",), icon="calendar_month",
    params=(
        Param("parts", "choices", ("year", "month", "weekday"), PARTS, "Which parts."),
        Param("keep", "boolean", False, help="Keep the date as well."),
    ),
    words=("date", "year", "month", "weekday", "hour", "time", "calendar"),
)  # fmt: skip
