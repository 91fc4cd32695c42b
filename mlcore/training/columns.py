"""How each cleaned column is treated: decided from kinds and storage types, never from values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas.api import types as dtypes

from mlcore.types import ColumnSpec, Kind


def treatments(frame: pd.DataFrame, columns: Sequence[ColumnSpec]) -> dict[str, Kind]:
    """Return the kind as which each column of a cleaned *frame* is encoded.

    Parameters
    ----------
    frame : DataFrame
        Cleaned training rows.
    columns : sequence of ColumnSpec
        The raw columns; a cleaned column that still has its name and sort of storage keeps
        its kind, any other gets the one its storage suggests.
    """
    known = {column.name: column for column in columns}
    return {str(name): _kind(frame[name].dtype, known.get(str(name))) for name in frame.columns}


def _kind(dtype: Any, raw: ColumnSpec | None) -> Kind:
    stored = _stored(dtype)
    if raw is None or _stored(dtypes.pandas_dtype(raw.dtype)) != stored:
        return stored
    return raw.kind


def _stored(dtype: Any) -> Kind:
    if dtypes.is_bool_dtype(dtype):
        return "boolean"
    if dtypes.is_integer_dtype(dtype):
        return "integer"
    if dtypes.is_numeric_dtype(dtype):
        return "number"
    return "date" if dtypes.is_datetime64_any_dtype(dtype) else "category"
