"""Parquet files: typed columns; what models cannot use as it is becomes text, and that is said."""

from __future__ import annotations

import io
from collections.abc import Callable

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types as kinds

from mlcore.data import values
from mlcore.data.dataset import Notice
from mlcore.data.limits import check
from mlcore.data.messages import DAMAGED, NO_CELLS
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of a Parquet file.

    Raises
    ------
    LoupeError
        ``damaged_file``, or ``table_too_long`` and ``table_too_wide`` before it is decoded.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        check(file.metadata.num_rows, len(file.schema_arrow), Settings(), filename)
        table = file.read()
    except LoupeError:
        raise
    except Exception as error:  # a damaged file fails in many ways
        raise LoupeError(DAMAGED, Where(file=filename), kind="Parquet") from error
    if not table.num_columns:
        raise LoupeError(NO_CELLS, Where(file=filename))
    names = tuple(_text(name) for name in table.schema.names)
    columns = tuple(_plain(table.column(i)) for i in range(table.num_columns))
    return Raw(names, columns, (), _notices(table), (), written=False)


def _plain(column: pa.ChunkedArray) -> pl.Series:
    if kinds.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    for fits, read in _READERS:
        if fits(column.type):
            return read(column)
    texts = [None if v is None else values.as_text(_value(v)) for v in column.to_pylist()]
    return pl.Series(texts, dtype=pl.String)


def _integer(column: pa.ChunkedArray) -> pl.Series:
    series = _series(column)
    fits = series.cast(pl.Int64, strict=False)
    return fits if fits.null_count() == series.null_count() else series.cast(pl.String)


def _float(column: pa.ChunkedArray) -> pl.Series:
    return _series(column.cast(pa.float64())).fill_nan(None)


def _moment(column: pa.ChunkedArray) -> pl.Series:
    return _series(column).dt.cast_time_unit("us").dt.replace_time_zone(None)


def _day(column: pa.ChunkedArray) -> pl.Series:
    return _series(column).cast(pl.Datetime("us"))


def _series(column: pa.ChunkedArray) -> pl.Series:
    found = pl.from_arrow(column)
    assert isinstance(found, pl.Series)
    return found


def _decimal(column: pa.ChunkedArray) -> pl.Series:
    """Decimals become floats when that changes none, text otherwise."""
    exact = column.to_pylist()
    floats = [None if v is None else float(v) for v in exact]
    same = all(v is None or type(v)(repr(f)) == v for v, f in zip(exact, floats, strict=True))
    if same:
        return pl.Series(floats, dtype=pl.Float64)
    return pl.Series([None if v is None else str(v) for v in exact], dtype=pl.String)


def _value(value: object) -> object:
    return _text(value) if isinstance(value, bytes) else value


def _text(value: str | bytes) -> str:
    if isinstance(value, str):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeError:
        return value.hex()


def _notices(table: pa.Table) -> tuple[Notice, ...]:
    fields = list(table.schema)
    nested = tuple(f.name for f in fields if kinds.is_nested(f.type))
    zoned = {f.type.tz: f.name for f in fields if kinds.is_timestamp(f.type) and f.type.tz}
    found = [Notice("nested", (), nested)] if nested else []
    found += [Notice("time_zone", (("zone", zone),), (name,)) for zone, name in zoned.items()]
    return tuple(found)


_READERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.ChunkedArray], pl.Series]], ...]
_READERS = (
    (kinds.is_boolean, _series),
    (kinds.is_integer, _integer),
    (kinds.is_floating, _float),
    (kinds.is_decimal, _decimal),
    (kinds.is_timestamp, _moment),
    (kinds.is_date, _day),
    (kinds.is_string, _series),
    (kinds.is_large_string, _series),
    (kinds.is_string_view, _series),
)
"""How each type is taken over; any other becomes text."""
