"""How columns of a table look: dates without a time of day are shown without one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st


def dates(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the column configuration of date columns whose every time is midnight."""
    return {
        str(name): st.column_config.DateColumn(format="YYYY-MM-DD")
        for name, dtype in frame.dtypes.items()
        if pd.api.types.is_datetime64_any_dtype(dtype) and _at_midnight(frame[name])
    }


def _at_midnight(series: pd.Series) -> bool:
    present = series.dropna()
    return bool((present == present.dt.normalize()).all())
