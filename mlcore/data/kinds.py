"""How a column is treated: its kind, from its type and its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from mlcore.types import ColumnSpec, Kind

FEW = 20
"""So many different texts are categories, however few rows there are."""
SHORT = 40
"""Longer on average than this, repeated texts are still prose."""


def kind_of(series: pd.Series) -> Kind:
    """Return how models and forms treat *series*."""
    return _spec("", series, None).kind


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


def specs_of_columns(
    columns: Sequence[pl.Series], kinds: Mapping[str, Kind] | None = None
) -> tuple[ColumnSpec, ...]:
    """Return the schema of *columns* as they are stored; like :func:`specs`, for thousands."""
    if not columns or not len(columns[0]):
        uniques: tuple[int, ...] = (0,) * len(columns)
    else:
        safe = pl.DataFrame([column.alias(f"c{i}") for i, column in enumerate(columns)])
        uniques = safe.select(pl.all().n_unique()).row(0)
    chosen = kinds or {}
    return tuple(
        _spec_of_column(column, values - (column.null_count() > 0), chosen.get(column.name))
        for column, values in zip(columns, uniques, strict=True)
    )


def spec_of_column(column: pl.Series, kind: Kind | None = None) -> ColumnSpec:
    """Return the schema of one long *column* as it is stored.

    Its different values are counted by sorting: numbers exactly, texts by hashes of 64 bits, of
    which two are the same about once in a million columns of five million texts.
    """
    there = column.alias("values").drop_nulls()
    keys = there.hash() if there.dtype == pl.String else there.to_physical()
    ordered = np.sort(keys.to_numpy())
    unique = int(np.count_nonzero(ordered[1:] != ordered[:-1])) + (len(ordered) > 0)
    return _spec_of_column(column, unique, kind)


def _spec_of_column(column: pl.Series, unique: int, kind: Kind | None) -> ColumnSpec:
    dtype, missing = stored_dtype(column), column.null_count()
    if kind is None:
        texts = column.alias("texts")  # a name such as "^…$" would be taken for a pattern
        length: Any = texts.str.len_chars().mean() if dtype == "str" and unique > FEW else 0
        kind = _kind(dtype, unique, len(column) - missing, float(length or 0))
    return ColumnSpec(column.name, kind, dtype, missing, unique)


def stored_dtype(column: pl.Series) -> str:
    """Return the pandas type in which *column* is handed out."""
    missing = column.null_count() > 0
    if column.dtype == pl.Int64:
        return "Int64" if missing else "int64"
    if column.dtype == pl.Boolean:
        return "boolean" if missing else "bool"
    if column.dtype == pl.Float64:
        return "float64"
    return "datetime64[us]" if column.dtype.is_temporal() else "str"


def _spec(name: str, series: pd.Series, chosen: Kind | None) -> ColumnSpec:
    dtype, unique = str(series.dtype), int(series.nunique())
    missing = int(series.isna().sum())
    kind = chosen
    if kind is None:
        words = dtype in ("str", "string", "object") and unique > FEW
        length = float(series.dropna().astype("str").str.len().mean()) if words else 0.0
        kind = _kind(dtype, unique, len(series) - missing, length)
    return ColumnSpec(name, kind, dtype, missing, unique)


def _kind(dtype: str, unique: int, present: int, length: float) -> Kind:
    plain = dtype.lower()
    if plain.startswith("bool"):
        return "boolean"
    if plain.startswith(("int", "uint")):
        return "integer"
    if plain.startswith("float"):
        return "number"
    if plain.startswith("datetime"):
        return "date"
    repeats = unique <= FEW or (unique <= present / 2 and length <= SHORT)
    return "category" if repeats else "text"
