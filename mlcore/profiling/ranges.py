"""Ends, mean and spread of every column in one query over the file: the first summaries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling.column import ColumnProfile, Quantiles
from mlcore.types import ColumnSpec


def ranges(data: Dataset, most: int) -> tuple[ColumnProfile, ...]:
    """Return each column's gaps and different values, and of the first *most* also their range.

    Of ``quantiles`` only the ends are known; what lies between is nan, or empty for dates.
    """
    plain = [ColumnProfile(c.name, c.kind, c.missing, c.unique) for c in data.columns]
    query = data.scan()
    types = list(query.collect_schema().dtypes())[:most]
    asked = [part for place, dtype in enumerate(types) for part in _asked(place, dtype)]
    if data.rows and asked:
        answers = query.select(asked).collect().row(0, named=True)
        for place, column in enumerate(plain[:most]):
            plain[place] = _answered(column, data.columns[place], answers, str(place))
    return tuple(plain)


def _asked(place: int, dtype: pl.DataType) -> Iterator[pl.Expr]:
    # by position: polars reads "*" and "^…$" in a name as patterns
    values = pl.nth(place)
    if dtype.is_float():
        values = values.fill_nan(None)
    if dtype.is_numeric() or dtype in (pl.Date, pl.Datetime):
        yield values.min().alias(f"{place}low")
        yield values.max().alias(f"{place}high")
    if dtype.is_numeric():
        yield values.mean().alias(f"{place}mean")
        yield values.std().alias(f"{place}sd")


def _answered(
    column: ColumnProfile, spec: ColumnSpec, answers: dict[str, Any], key: str
) -> ColumnProfile:
    low, high = answers.get(f"{key}low"), answers.get(f"{key}high")
    if low is None or high is None or not (column.numeric or column.kind == "date"):
        return column
    if spec.kind == "date":
        ends = (_iso(low), _iso(high))
        return replace(column, quantiles=Quantiles(ends[0], "", "", "", "", "", ends[1]))
    mean, sd = _finite(answers[f"{key}mean"]), _finite(answers[f"{key}sd"])
    unknown = math.nan
    quantiles = Quantiles(float(low), *(unknown,) * 5, float(high))
    return replace(column, mean=mean, sd=sd, quantiles=quantiles)


def _iso(moment: Any) -> str:
    text: str = moment.isoformat()
    return text.removesuffix("T00:00:00")


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
