"""The Parquet file behind a dataset: written once, read in parts, types kept exactly."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mlcore.types import ColumnSpec

if TYPE_CHECKING:
    import polars as pl

Rows = slice | Sequence[int] | np.ndarray | None
MOST_CELLS = 8_000_000
"""Cells that are held at once where only some of the rows are asked for."""


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    """Return *frame* as an Arrow table of plain types; a NaN is a missing value."""
    arrays = [_array(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return pa.Table.from_arrays(arrays, names=[str(name) for name in frame.columns])


def to_parquet(table: pa.Table) -> bytes:
    """Return *table* as the bytes of a Parquet file; equal tables give equal bytes."""
    sink = io.BytesIO()
    few = table.num_columns <= 1_000  # beyond, describing columns costs more than it saves
    pq.write_table(
        table.replace_schema_metadata(None),
        sink,
        compression="zstd",
        use_dictionary=few,
        write_statistics=few,
    )
    return sink.getvalue()


def frame(
    path: Path, specs: Sequence[ColumnSpec], positions: Sequence[int], rows: Rows = None
) -> pd.DataFrame:
    """Return the columns *specs*, which stand at *positions* in the file, typed as they say."""
    import polars as pl

    query = pl.scan_parquet(path)
    if isinstance(rows, slice) and _counts_up(rows):
        query, rows = query.slice(rows.start or 0, _length(rows)), None
    if rows is None:
        return to_pandas(_columns(query, positions), specs)
    height = int(query.select(pl.len()).collect().item())
    wanted, many = _positions(rows, height), max(1, MOST_CELLS // max(height, 1))
    blocks = [positions[at : at + many] for at in range(0, len(positions), many)] or [positions]
    parts = [_columns(query, block)[wanted] for block in blocks]
    return to_pandas(pl.concat(parts, how="horizontal"), specs)


def _columns(query: pl.LazyFrame, positions: Sequence[int]) -> pl.DataFrame:
    # by position: polars reads "*" and "^…$" as patterns over names
    import polars as pl

    return query.select(pl.nth(list(positions))).collect()


def parts(
    path: Path, specs: Sequence[ColumnSpec], positions: Sequence[int], rows: int
) -> Iterator[pd.DataFrame]:
    """Yield the table in frames of *rows* rows, the last one shorter; memory holds one."""
    import polars as pl

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(rows):
            arrow = pa.Table.from_batches([batch.select(list(positions))])
            names = [str(at) for at in range(len(specs))]  # polars takes no name twice
            part = pl.from_arrow(arrow.rename_columns(names))
            assert isinstance(part, pl.DataFrame)
            yield to_pandas(part, specs)


def to_pandas(part: pl.DataFrame, specs: Sequence[ColumnSpec]) -> pd.DataFrame:
    """Return polars *part* as a pandas frame, its columns named and typed as *specs* say."""
    # polars looks a column up by its name again where it works on it, and "^…$" is a pattern there
    safe = (part.to_series(at).alias("values") for at in range(len(specs)))
    columns = {i: _series(cells, specs[i].dtype) for i, cells in enumerate(safe)}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(part.height), copy=False)
    frame.columns = pd.Index([spec.name for spec in specs], dtype="str")
    return frame


def _array(series: pd.Series) -> pa.Array:
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype)
    if pd.api.types.is_string_dtype(series.dtype) or series.dtype == object:
        return pa.array(series, type=pa.string(), from_pandas=True)
    array = pa.array(series, from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _series(values: pl.Series, dtype: str) -> Any:
    import polars as pl

    if dtype in ("Int64", "boolean"):
        # pyarrow's pandas conversion would pass through floats and round large integers
        missing = values.is_null().to_numpy()
        filled = values.fill_null(0 if dtype == "Int64" else False).to_numpy()
        kind = pd.arrays.IntegerArray if dtype == "Int64" else pd.arrays.BooleanArray
        return kind(np.array(filled), np.array(missing))
    if dtype == "str":
        return pd.array(values.to_arrow(), dtype="str")
    if dtype.startswith("datetime64"):
        return values.cast(pl.Datetime("us")).to_numpy().astype(dtype)
    return np.array(values.to_numpy(), dtype=dtype)


def _counts_up(rows: slice) -> bool:
    return rows.step in (None, 1) and (rows.start or 0) >= 0 and (rows.stop or 0) >= 0


def _length(rows: slice) -> int | None:
    return None if rows.stop is None else max(rows.stop - (rows.start or 0), 0)


def _positions(rows: Rows, height: int) -> np.ndarray:
    if isinstance(rows, slice):
        return np.arange(height)[rows]
    positions = np.asarray(rows)
    return np.flatnonzero(positions) if positions.dtype == bool else positions.astype(np.int64)
