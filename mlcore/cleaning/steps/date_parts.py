"""Take dates apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    columns_frame,
    expression,
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
            frame = with_date_parts(frame, name, self._named(name), self.params["keep"])
        return frame.copy(deep=False)

    def python(self) -> Python:
        """Return the step as statements."""
        keep = self.params["keep"]
        lines = (
            f"frame = with_date_parts(frame, {expression(name)}, "
            f"{expression(self._named(name))}, keep={keep})"
            for name in self.names_
        )
        return Python(tuple(lines), functions=(with_date_parts,))

    def _named(self, name: str) -> dict[str, str]:
        return dict(zip(self.params["parts"], self.names_[name], strict=True))

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


ACCESSORS = {"day of year": "day_of_year", "weekday": "day_of_week"}


def with_date_parts(
    frame: pd.DataFrame, name: str, names: dict[str, str], keep: bool
) -> pd.DataFrame:
    """Return *frame* with the parts of a date as columns; *names* says what each part is called."""
    series = frame[name]
    dates = series if is_dates(series) else pd.Series(pd.NaT, series.index, "datetime64[us]")
    arrays = [date_part(dates, part) for part in names]
    if keep:
        made = columns_frame([name, *names.values()], [series.array, *arrays], series.index)
    else:
        made = columns_frame(list(names.values()), arrays, series.index)
    return replaced(frame, name, made)


def date_part(dates: pd.Series, part: str) -> np.ndarray:
    """Return one part of *dates* as numbers, missing where the date is."""
    if part == "days since 1970":
        days = dates.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
        return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
    found = getattr(dates.dt, ACCESSORS.get(part, part))
    return found.to_numpy(dtype="float64", na_value=np.nan)


STEP = Step(
    "date_parts", "Take dates apart", "Dates",
    "Writes year, month, weekday and other parts as numbers.",
    DateParts, kinds=("date",), icon="calendar_month",
    params=(
        Param("parts", "choices", ("year", "month", "weekday"), PARTS, "Which parts.",
              label="Parts"),
        Param("keep", "boolean", False, help="Keep the date as well.",
              label="Keep the date as well"),
    ),
    words=("date", "year", "month", "weekday", "hour", "time", "calendar"),
)  # fmt: skip
