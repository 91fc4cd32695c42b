"""How a column is treated: its kind, from its type and its values."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from pandas.api import types as dtypes

from mlcore.types import ColumnSpec, Kind

FEW = 20
"""So many different texts are categories, however few rows there are."""
SHORT = 40
"""Longer on average than this, repeated texts are still prose."""


def kind_of(series: pd.Series) -> Kind:
    """Return how models and forms treat *series*."""
    return _kind(series, int(series.nunique()))


def specs(frame: pd.DataFrame, kinds: Mapping[str, Kind] | None = None) -> tuple[ColumnSpec, ...]:
    """Return the schema of *frame*.

    Parameters
    ----------
    frame : DataFrame
        Columns of the types a dataset has.
    kinds : mapping or None
        Kinds a person chose, by column name.
    """
    chosen = kinds or {}
    return tuple(
        _spec(str(name), frame.iloc[:, i], chosen.get(str(name)))
        for i, name in enumerate(frame.columns)
    )


def _spec(name: str, series: pd.Series, chosen: Kind | None) -> ColumnSpec:
    unique = int(series.nunique())
    kind = chosen or _kind(series, unique)
    return ColumnSpec(name, kind, str(series.dtype), int(series.isna().sum()), unique)


def _kind(series: pd.Series, unique: int) -> Kind:
    if dtypes.is_bool_dtype(series.dtype):
        return "boolean"
    if dtypes.is_integer_dtype(series.dtype):
        return "integer"
    if dtypes.is_numeric_dtype(series.dtype):
        return "number"
    if dtypes.is_datetime64_any_dtype(series.dtype):
        return "date"
    return "category" if _repeats(series, unique) else "text"


def _repeats(series: pd.Series, unique: int) -> bool:
    if unique <= FEW:
        return True
    values = series.dropna()
    return unique <= len(values) / 2 and float(values.str.len().mean()) <= SHORT
