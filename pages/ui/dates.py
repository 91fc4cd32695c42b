"""Dates in tables: a column without times of day shows none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st


def day_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the ``column_config`` of the columns of *frame* that hold days, not moments."""
    return {
        str(name): st.column_config.DateColumn(format="YYYY-MM-DD")
        for name in frame.columns
        if _days(frame[name])
    }


def _days(column: pd.Series[Any]) -> bool:
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return False
    known = column.dropna()
    return bool(len(known)) and bool((known == known.dt.normalize()).all())
