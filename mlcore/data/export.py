"""Tables to files; no cell of a CSV or a workbook can become a formula in a spreadsheet."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from mlcore.data import table
from mlcore.data.dataset import Dataset
from mlcore.data.messages import (
    BAD_REPORT_FORMAT,
    BAD_TARGET_FORMAT,
    CANNOT_WRITE,
    TOO_BIG_FOR_EXCEL,
)
from mlcore.errors import LoupeError, Where
from mlcore.store.files import temporary

RISKY = ("=", "+", "-", "@", "\t", "\r")
NUMBER = r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?"
"""A text that a spreadsheet takes for a number, and so does not run."""
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no cell of a workbook may hold."""


def csv_text(frame: pd.DataFrame) -> str:
    """Return *frame* as CSV; texts a spreadsheet would run get an apostrophe in front."""
    return str(_harmless(frame).to_csv(index=False, lineterminator="\n"))


def csv_parts(frames: Iterable[pd.DataFrame]) -> Iterator[bytes]:
    """Yield the CSV of a table that comes in parts, as :func:`csv_text` makes it of the whole."""
    for number, frame in enumerate(frames):
        text = _harmless(frame).to_csv(index=False, lineterminator="\n", header=number == 0)
        yield text.encode("utf-8", "replace")


def to_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write *frame* to the file *path* as CSV, at once or not at all.

    Raises
    ------
    LoupeError
        ``cannot_write``.
    """
    _write(path, _csv(frame))


def as_bytes(frame: pd.DataFrame, suffix: str) -> bytes:
    """Return *frame* as the content of a file that ends in *suffix*, one of ``FORMATS``.

    Raises
    ------
    LoupeError
        ``bad_output_format``, or ``too_big_for_excel``.
    """
    writer = FORMATS.get(suffix.lower())
    if writer is None:
        where = Where(file=suffix[:40], field="out")
        raise LoupeError(BAD_TARGET_FORMAT, where, suffix=suffix[:40])
    return writer(frame)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write *frame* in the format that the suffix of *path* names.

    Raises
    ------
    LoupeError
        As :func:`as_bytes`, and ``cannot_write``.
    """
    _write(path, as_bytes(frame, path.suffix or path.name))


def download(data: Dataset, suffix: str) -> bytes:
    """Return all of *data* as a file that ends in *suffix*; Parquet exactly as it is stored.

    Raises
    ------
    LoupeError
        As :func:`as_bytes`; ``object_missing`` or ``object_damaged``.
    """
    if suffix == ".parquet":
        return data.objects.get(data.object, "the stored table")
    check_excel(data.rows, len(data.columns), suffix)
    return as_bytes(data.frame(), suffix)


def check_excel(rows: int, columns: int, suffix: str = ".xlsx") -> None:
    """Refuse a table that a workbook cannot hold, when *suffix* is one's.

    Raises
    ------
    LoupeError
        ``too_big_for_excel``, with the limits.
    """
    if suffix == ".xlsx" and (rows >= EXCEL_ROWS or columns > EXCEL_COLUMNS):
        facts = {"most_rows": EXCEL_ROWS - 1, "most_columns": EXCEL_COLUMNS}
        where = Where(field="out")
        raise LoupeError(TOO_BIG_FOR_EXCEL, where, rows=rows, columns=columns, **facts)


def file_name(name: str, version: int, suffix: str) -> str:
    """Return what a download of a version is called: ``"sales-v3.csv"``, safe on any system."""
    safe = "".join(c if c.isalnum() or c in " ._-" else "_" for c in name).strip(" .")[:80]
    return f"{safe or 'table'}-v{version}{suffix}"


def _csv(frame: pd.DataFrame) -> bytes:
    return csv_text(frame).encode("utf-8", "replace")


def _parquet(frame: pd.DataFrame) -> bytes:
    return table.to_parquet(table.to_arrow(frame))


def _excel(frame: pd.DataFrame) -> bytes:
    check_excel(*frame.shape)
    safe = _harmless(frame)
    for i, dtype in enumerate(safe.dtypes):
        if pd.api.types.is_string_dtype(dtype):
            safe.isetitem(i, safe.iloc[:, i].str.replace(_UNPRINTABLE, "\ufffd", regex=True).array)
    sink = io.BytesIO()
    safe.to_excel(sink, index=False, engine="openpyxl")
    return sink.getvalue()


FORMATS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": _csv, ".parquet": _parquet, ".xlsx": _excel,
}  # fmt: skip
"""What tables are written as, by the end of the file's name."""


def _harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* with an apostrophe before names and texts a spreadsheet would run."""
    safe = frame.copy(deep=False)
    for i in range(frame.shape[1]):
        series = frame.iloc[:, i]
        if series.dtype == object or pd.api.types.is_string_dtype(series.dtype):
            safe.isetitem(i, _safe(series).array)
    safe.columns = pd.Index([_quoted(str(name)) for name in frame.columns])
    return safe


def write_html(page: str, path: Path) -> None:
    """Write the document *page* to the file *path*, at once or not at all.

    Raises
    ------
    LoupeError
        ``bad_report_format`` when *path* does not end in .html; ``cannot_write``.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        where = Where(file=path.name, field="out")
        raise LoupeError(BAD_REPORT_FORMAT, where, suffix=path.suffix or path.name[:40])
    _write(path, page.encode("utf-8", "replace"))


def write_text(text: str, path: Path) -> None:
    """Write *text* to the file *path*, at once or not at all.

    Raises
    ------
    LoupeError
        ``cannot_write``.
    """
    _write(path, text.encode("utf-8", "replace"))


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
