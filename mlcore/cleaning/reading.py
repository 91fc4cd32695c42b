"""Reading a table in a script: functions whose source the exported script carries along."""

from __future__ import annotations

from typing import Any

import pandas as pd


def read_table(
    path: str, types: dict[str, str], csv: dict[str, Any], names: dict[str, str], gaps: list[str]
) -> pd.DataFrame:
    """Return the table in the CSV or Parquet file *path*: the columns of *types*, so typed.

    *csv* says how a CSV is written, *names* what became of its columns' names; *gaps* are the
    cells that mean a missing number or date. Without *types*, the table is read as it stands.
    """
    if path.endswith((".parquet", ".pq")):
        frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    else:
        kind = "str" if types else None
        frame = pd.read_csv(path, dtype=kind, keep_default_na=False, **csv).rename(columns=names)
    if not types:
        return frame
    absent = [name for name in types if name not in frame.columns]
    if absent:
        raise SystemExit(f"{path} has no column {absent[0]!r}: give the file of this table.")
    comma = csv.get("decimal") == ","
    made = {i: typed(frame[name], types[name], gaps, comma) for i, name in enumerate(types)}
    frame = pd.DataFrame(made, index=frame.index)
    frame.columns = pd.Index(list(types), dtype="str")
    return frame


def typed(series: pd.Series, wanted: Any, gaps: list[str], comma: bool) -> pd.Series:
    """Return *series* as the type *wanted*; text is read cell by cell, so nothing is rounded."""
    if wanted == "str" or not pd.api.types.is_string_dtype(series.dtype):
        return series.astype(wanted)
    text = series.where(~series.isin(gaps)).str.strip()
    if wanted.startswith("datetime64"):
        return pd.to_datetime(text, format="ISO8601").astype(wanted)
    if wanted.lower().startswith("bool"):
        truths = text.str.lower().map({"true": True, "false": False})
        return truths.astype("boolean").astype(wanted)
    whole = wanted.lower().startswith("int")
    if comma:
        text = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    numbers = [None if pd.isna(cell) else (int if whole else float)(cell) for cell in text]
    return pd.Series(numbers, series.index, dtype="Int64" if whole else "float64").astype(wanted)
