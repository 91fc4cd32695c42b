"""Tables to files; no cell of a CSV can become a formula in a spreadsheet."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from mlcore.data import table
from mlcore.data.messages import BAD_TARGET_FORMAT, CANNOT_WRITE
from mlcore.errors import LoupeError, Where
from mlcore.store.files import temporary

RISKY = ("=", "+", "-", "@", "\t", "\r")
NUMBER = r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?"
"""A text that a spreadsheet takes for a number, and so does not run."""


def csv_text(frame: pd.DataFrame) -> str:
    """Return *frame* as CSV; texts a spreadsheet would run get an apostrophe in front."""
    safe = frame.copy(deep=False)
    for i in range(frame.shape[1]):
        series = frame.iloc[:, i]
        if series.dtype == object or pd.api.types.is_string_dtype(series.dtype):
            safe.isetitem(i, _safe(series).array)
    safe.columns = pd.Index([_quoted(str(name)) for name in frame.columns])
    return str(safe.to_csv(index=False, lineterminator="\n"))


def to_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write *frame* to the file *path* as CSV, at once or not at all.

    Raises
    ------
    LoupeError
        ``cannot_write``.
    """
    _write(path, csv_text(frame).encode("utf-8", "replace"))


def to_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write *frame* to the file *path* as Parquet; as :func:`to_csv`."""
    _write(path, table.to_parquet(table.to_arrow(frame)))


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write *frame* in the format that the suffix of *path* names.

    Raises
    ------
    LoupeError
        ``bad_output_format`` or ``cannot_write``.
    """
    writers = {".csv": to_csv, ".parquet": to_parquet}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        where = Where(file=path.name, field="out")
        raise LoupeError(BAD_TARGET_FORMAT, where, suffix=path.suffix or path.name[:40])
    writer(frame, path)


def _write(path: Path, data: bytes) -> None:
    try:
        with temporary(path.parent) as temp:
            temp.write_bytes(data)
            os.replace(temp, path)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise LoupeError(CANNOT_WRITE, Where(file=path.name), reason=reason) from error


def _safe(series: pd.Series) -> pd.Series:
    texts = series.astype("str").str
    risky = texts.startswith(RISKY, na=False) & ~texts.fullmatch(NUMBER, na=False)
    return series.where(~risky, "'" + series.astype("str")) if risky.any() else series


def _quoted(name: str) -> str:
    return f"'{name}" if name.startswith(RISKY) else name
