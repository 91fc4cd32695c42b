"""Convert columns to another type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import CANNOT_CONVERT
from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    calls,
    expression,
    free,
    with_values,
)
from mlcore.cleaning.steps.values import (
    coded,
    is_dates,
    is_numeric,
    is_text,
    labels,
    row_number,
)
from mlcore.errors import LoupeError, Where

if TYPE_CHECKING:
    import polars as pl

TRUE = frozenset({"true", "yes", "y", "1", "t", "on"})
FALSE = frozenset({"false", "no", "n", "0", "f", "off"})
WANTED = {
    "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "date": "a date", "text": "text",
}  # fmt: skip
DATE_FORMS = {
    "year first": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    "day first": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y"),
    "month first": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"),
}
DATE_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f")


class ConvertType(CellStep):
    """Read each cell as the wanted type, by itself."""

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the columns converted.

        Raises
        ------
        LoupeError
            ``cannot_convert`` when cells cannot be read and nothing is said about them.
        """
        present = self.present(frame)
        made = {n: self._read(frame[n]) for n in present}
        found = with_values(frame, made)
        if self.params["failures"] != "beside":
            return found
        names = self._beside(list(frame.columns))
        return found.assign(**{names[n]: unread(frame[n], made[n]) for n in present})

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns, and those that keep what could not be read."""
        same = tuple((name, name) for name in names)
        if self.params["failures"] != "beside":
            return same
        return (*same, *((new, old) for old, new in self._beside(names).items()))

    def _beside(self, names: Sequence[str]) -> dict[str, str]:
        """Return the name of the column that keeps what could not be read of each."""
        taken, found = set(names), {}
        for name in self.columns:
            if name in names:
                found[name] = free(f"{name} unread", taken)
                taken.add(found[name])
        return found

    def python(self) -> Python:
        """Return the step as statements; cells that cannot be read become missing."""
        order = (self.params["order"],) if self.params["to"] == "date" else ()
        read = READERS[self.params["to"]]
        if self.params["failures"] != "beside":
            return calls(read, self.columns, *order)
        more = f", {expression(order[0])}" if order else ""
        lines = [f"before = frame[{expression(list(self.columns))}]"]
        lines += [f"frame[{expression(n)}] = {read.__name__}(frame[{expression(n)}]{more})"
                  for n in self.columns]  # fmt: skip
        lines += [
            f"frame[free({expression(n + ' unread')}, frame.columns)] = "
            f"unread(before[{expression(n)}], frame[{expression(n)}])"
            for n in self.columns
        ]
        return Python(tuple(lines), functions=(read, unread, free))

    def _read(self, series: pd.Series) -> Any:
        to = self.params["to"]
        found = READERS[to](series, self.params["order"])
        if self.params["failures"] == "refuse":
            lost = pd.isna(found) & series.notna().to_numpy()
            if lost.any():
                raise _refusal(series, np.flatnonzero(lost), WANTED[to])
        return found


def _refusal(series: pd.Series, lost: np.ndarray, wanted: str) -> LoupeError:
    name = str(series.name)
    places = [Where(row=row_number(series, i), column=name, step="convert") for i in lost[:5]]
    return LoupeError(
        CANNOT_CONVERT, *places,
        failures=len(lost), rows=len(series), column=name, wanted=wanted,
        example=str(series.iloc[lost[0]])[:40],
    )  # fmt: skip


def unread(before: pd.Series, after: Any) -> Any:
    """Return the texts of *before* where *after* has no value, missing elsewhere."""
    lost = pd.isna(after) & before.notna().to_numpy()
    kept = [text if gone else None for text, gone in zip(labels(before), lost, strict=True)]
    return pd.array(kept, dtype="str")


def read_numbers(series: pd.Series, order: str = "") -> Any:
    """Return the numbers that stand in *series*; money, percent and separators are read."""
    import polars as pl

    if is_numeric(series):
        return series.to_numpy(dtype="float64", na_value=np.nan)
    if is_dates(series):
        return np.full(len(series), np.nan)
    if not is_text(series):
        return series.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    text = polars_text(series).str.strip_chars()
    negative = text.str.contains(r"^\(.*\)$")
    share = text.str.contains(r"%$").fill_null(False)
    bare = text.str.replace_all(r"[()\s%$€£¥_'’]", "").str.to_lowercase()
    plain = pl.select(
        pl.when(bare.str.contains(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$"))
        .then(bare.str.replace_all(",", "", literal=True))
        .when(bare.str.contains(r"^[-+]?\d{1,3}(\.\d{3})+,\d+$"))
        .then(bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(bare.str.contains(r"^[-+]?\d*,\d+$"))
        .then(bare.str.replace(",", ".", literal=True))
        .otherwise(bare)
    ).to_series()
    fits = plain.str.contains(r"^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$")
    values = plain.str.replace(r"^\+", "").cast(pl.Float64, strict=False)
    values = values.set(~fits.fill_null(False), None).fill_null(float("nan"))
    signs = np.where(negative.fill_null(False).to_numpy(), -1.0, 1.0)
    found = values.to_numpy() * signs / np.where(share.to_numpy(), 100.0, 1.0)
    return np.where(np.isinf(found), np.nan, found)


def read_integers(series: pd.Series, order: str = "") -> Any:
    """Return the whole numbers that stand in *series*."""
    import polars as pl

    if is_numeric(series) and not pd.api.types.is_float_dtype(series.dtype):
        return series.astype("Int64").array
    values = read_numbers(series)
    whole = np.isfinite(values) & (values % 1 == 0) & (np.abs(values) < 2.0**63)
    numbers = np.where(whole, values, 0).astype(np.int64)
    if is_text(series):
        # digits are read as they are: a float in between would round large ones
        exact = polars_text(series).str.strip_chars().str.replace(r"^\+", "")
        exact = exact.cast(pl.Int64, strict=False)
        read = exact.is_not_null().to_numpy()
        numbers = np.where(read, exact.fill_null(0).to_numpy(), numbers)
        whole = read | (whole & (np.abs(values) <= 2.0**53))
    return pd.arrays.IntegerArray(numbers, ~whole)


def read_booleans(series: pd.Series, order: str = "") -> Any:
    """Return *series* read as true or false, by the usual words."""
    codes, names = coded(series)
    truths = [*(truth(name.strip().lower()) for name in names), None]
    return pd.array(np.array(truths, dtype=object)[codes], "boolean")


def truth(word: str) -> bool | None:
    """Return what *word* says, None when it is none of the usual words."""
    return True if word in TRUE else False if word in FALSE else None


def read_dates(series: pd.Series, order: str) -> Any:
    """Return the dates that stand in *series*, written in the given *order*."""
    import polars as pl

    if is_dates(series):
        return series.array
    if not is_text(series):
        return np.full(len(series), np.datetime64("NaT"), dtype="datetime64[us]")
    text = polars_text(series).str.strip_chars().str.replace("T", " ").str.replace(r"Z$", "")
    found = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(text))
    # each cell by itself: the first form that reads it, so that one row reads as many do
    for form in (f + time for f in DATE_FORMS[order] for time in DATE_TIMES):
        found = found.fill_null(moments(text, form))
    return found.to_numpy().astype("datetime64[us]")


def moments(text: pl.Series, form: str) -> pl.Series:
    """Return the dates among *text* that are written in *form*."""
    import polars as pl

    if "%H" in form:
        return text.str.to_datetime(form, time_unit="us", strict=False)
    return text.str.to_date(form, strict=False).cast(pl.Datetime("us"))


def read_text(series: pd.Series, order: str = "") -> Any:
    """Return *series* as text."""
    return pd.array(labels(series), dtype="str")


def polars_text(series: pd.Series) -> pl.Series:
    """Return *series* in writing, for polars."""
    import polars as pl

    values = [None if value is None else str(value) for value in labels(series)]
    return pl.Series(values, dtype=pl.String)


READERS: dict[str, Callable[..., Any]] = {
    "number": read_numbers, "integer": read_integers, "boolean": read_booleans,
    "date": read_dates, "text": read_text,
}  # fmt: skip

STEP = Step(
    "convert", "Convert type", "Columns",
    "Reads the cells as numbers, dates, true/false or text.",
    ConvertType, icon="transform",
    params=(
        Param("to", "choice", choices=tuple(WANTED), help="The wanted type.", needed=True,
              label="Read as",
              names=("numbers", "whole numbers", "true or false", "dates", "text")),
        Param("failures", "choice", "refuse", ("refuse", "missing", "beside"),
              "What becomes of cells that cannot be read.",
              label="Cells that cannot be read",
              names=("stop and say where", "make them missing", "keep their text beside")),
        Param("order", "choice", "year first", tuple(DATE_FORMS), "How dates are written.",
              label="How dates are written"),
    ),
    words=("type", "number", "date", "boolean", "text", "parse", "cast"),
)  # fmt: skip
