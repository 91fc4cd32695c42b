"""Fill missing values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.messages import MISSING_PARAM, NUMBER_INTO_TEXT, WRONG_VALUE
from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    arranged,
    columns_frame,
    expression,
    free,
    with_values,
)
from mlcore.cleaning.steps.values import (
    coded,
    finite,
    is_dates,
    is_numeric,
    is_text,
    need_numeric,
    need_values,
)
from mlcore.errors import LoupeError, Where

ACTIONS = {"mean": "average", "median": "take the middle of", "mode": "count"}
_MOST_WHOLE = 2.0**53


class Impute(CellStep):
    """Learn one value per column and put it where a value is missing."""

    def fit(self, frame: pd.DataFrame) -> Impute:
        """Learn the value that fills each column."""
        self.fills_: dict[str, Any] = {}
        self.types_: dict[str, str] = {}
        for name in self.present(frame):
            series = frame[name]
            fill = self._fill(series)
            self.fills_[name] = fill
            self.types_[name] = _type(series, fill)
        self.flags_ = self._flags([str(name) for name in frame.columns])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the gaps filled."""
        names = [name for name in self.present(frame) if name in self.fills_]
        made = with_values(frame, {name: self._filled(frame[name]) for name in names})
        flags = {
            name: columns_frame(
                [self.flags_[name]], [frame[name].isna().to_numpy().astype(np.int64)], frame.index
            )
            for name in names
            if name in self.flags_
        }
        return arranged(made, flags, keep=True) if flags else made

    def python(self) -> Python:
        """Return the step as statements with the values it learnt."""
        lines: list[str] = []
        for name, fill in self.fills_.items():
            column = f"frame[{expression(name)}]"
            kind = self.types_[name]
            filled = f"{column} = {column}{_FILLING[kind].format(_written(fill, kind))}"
            if name in self.flags_:
                lines.append(f'missing = {column}.isna().astype("int64")')
                after = f"frame.columns.get_loc({expression(name)}) + 1"
                lines.append(f"frame.insert({after}, {expression(self.flags_[name])}, missing)")
            lines.append(filled)
        dates = any(kind == "date" for kind in self.types_.values())
        return Python(tuple(lines), ("import pandas as pd",) if dates else ())

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return all columns, each flag behind the one it was made from."""
        flags = getattr(self, "flags_", None) or self._flags(names)
        pairs: list[tuple[str, str]] = []
        for name in names:
            pairs.append((name, name))
            if name in flags:
                pairs.append((flags[name], name))
        return tuple(pairs)

    def _flags(self, names: Sequence[str]) -> dict[str, str]:
        if not self.params["indicator"]:
            return {}
        taken = set(names)
        flags = {}
        for name in self.columns:
            if name in taken:
                flags[name] = free(f"{name} is missing", taken)
                taken.add(flags[name])
        return flags

    def _fill(self, series: pd.Series) -> Any:
        strategy = self.params["strategy"]
        if strategy == "constant":
            return _constant(series, self.params["value"], self.params["as_text"])
        need_values(series, "impute", ACTIONS[strategy])
        if strategy == "mode":
            return _mode(series)
        if is_dates(series) and strategy == "median":
            return pd.Timestamp(_middle(series)).isoformat()
        need_numeric(series, "impute")
        values = finite(series)
        return float(values.mean() if strategy == "mean" else np.median(values))

    def _filled(self, series: pd.Series) -> Any:
        fill, kind = self.fills_[str(series.name)], self.types_[str(series.name)]
        if kind == "date":
            dates = series.to_numpy(dtype="datetime64[us]")
            return np.where(np.isnat(dates), np.datetime64(fill, "us"), dates)
        if kind == "str":
            return series.astype("str").fillna(fill)
        if kind == "bool":
            return series.astype("boolean").fillna(bool(fill)).astype("bool")
        if kind == "int64":
            return series.astype("Int64").fillna(int(fill)).astype("int64")
        values = series.to_numpy(dtype="float64", na_value=np.nan)
        return np.where(np.isnan(values), fill, values)


_FILLING = {
    "date": ".fillna(pd.Timestamp({}))",
    "str": '.astype("str").fillna({})',
    "bool": '.astype("boolean").fillna({}).astype("bool")',
    "int64": '.astype("Int64").fillna({}).astype("int64")',
    "float64": '.astype("float64").fillna({})',
}


def gaps(series: pd.Series) -> np.ndarray:
    """Return 1 where a value is missing and 0 elsewhere."""
    return series.isna().to_numpy().astype(np.int64)


def _written(fill: Any, kind: str) -> str:
    return expression(int(fill) if kind == "int64" else fill)


def _middle(dates: pd.Series) -> Any:
    """Return the middle date; of two, the earlier."""
    ordered = np.sort(dates.dropna().to_numpy())
    return ordered[(len(ordered) - 1) // 2]


def _type(series: pd.Series, fill: Any) -> str:
    if is_dates(series):
        return "date"
    if dtypes.is_bool_dtype(series.dtype):
        return "bool"
    if not is_numeric(series):
        return "str"
    whole = dtypes.is_integer_dtype(series.dtype) and float(fill).is_integer()
    return "int64" if whole and (isinstance(fill, int) or abs(fill) < _MOST_WHOLE) else "float64"


def _mode(series: pd.Series) -> Any:
    codes, _ = coded(series)
    counts = np.bincount(codes[codes >= 0])
    uniques = pd.factorize(series)[1]
    best = sorted(uniques[i] for i in np.flatnonzero(counts == counts.max()))[0]
    if is_dates(series):
        return pd.Timestamp(best).isoformat()
    return best.item() if hasattr(best, "item") else best


def _constant(series: pd.Series, value: Any, as_text: bool) -> Any:
    name = str(series.name)
    if value is None:
        where = Where(column=name, step="impute", field="value")
        raise LoupeError(
            MISSING_PARAM, where, step="impute", param="value", wanted="the value to fill in"
        )
    if is_text(series):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and not as_text:
            where = Where(column=name, step="impute", field="as_text")
            raise LoupeError(NUMBER_INTO_TEXT, where, column=name, value=str(value)[:40])
        return str(value)
    if dtypes.is_bool_dtype(series.dtype):
        if isinstance(value, bool) or str(value).lower() in ("true", "false"):
            return str(value).lower() == "true"
        raise _wrong(name, value, "true or false")
    if is_dates(series):
        found = pd.to_datetime(str(value), errors="coerce", format="ISO8601")
        if pd.isna(found):
            raise _wrong(name, value, "dates")
        return found.isoformat()
    return _number(name, value)


def _number(name: str, value: Any) -> float | int:
    try:
        number = int(value) if isinstance(value, int) else float(value)
    except (TypeError, ValueError):
        raise _wrong(name, value, "numbers") from None
    if isinstance(value, bool) or not np.isfinite(number):
        raise _wrong(name, value, "numbers")
    return number


def _wrong(name: str, value: Any, kind: str) -> LoupeError:
    where = Where(column=name, step="impute", field="value")
    return LoupeError(WRONG_VALUE, where, value=str(value)[:40], column=name, kind=kind)


STEP = Step(
    "impute", "Fill missing values", "Missing values",
    "Fills gaps with the mean, the middle, the most frequent or a fixed value.",
    Impute, fitted=True, icon="format_color_fill",
    params=(
        Param("strategy", "choice", "median", ("mean", "median", "mode", "constant"),
              "What is filled in; learnt from training rows.",
              label="Fill with",
              names=("the mean", "the median", "the most frequent", "a fixed value")),
        Param("value", "value", help="The fixed value, when a fixed value is filled in.",
              label="Fixed value"),
        Param("indicator", "boolean", False, help="Add a column that says where a gap was.",
              label="Mark where a gap was"),
        Param("as_text", "boolean", False, help="A number may be filled into a column of text.",
              label="Number as text"),
    ),
    words=("missing", "fill", "mean", "median", "mode", "constant", "gap", "nan"),
)  # fmt: skip
