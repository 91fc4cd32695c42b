"""Arrow tables → plain columns; what models cannot use as it is becomes text, and that is said."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pyarrow as pa
from pyarrow import types as kinds

from mlcore.data import values
from mlcore.data.dataset import Notice
from mlcore.data.messages import NO_CELLS
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where


def raw(table: pa.Table, filename: str, guesses: tuple[Guess, ...] = ()) -> Raw:
    """Return the columns of *table*: numbers, booleans, dates and texts; the rest as text.

    Raises
    ------
    LoupeError
        ``no_cells`` when there are no columns.
    """
    if not table.num_columns:
        raise LoupeError(NO_CELLS, Where(file=filename))
    names = tuple(_text(name) for name in table.schema.names)
    columns = tuple(_plain(table.column(i)) for i in range(table.num_columns))
    return Raw(names, columns, (), _notices(table), guesses, written=False)


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


def _duration(column: pa.ChunkedArray) -> pl.Series:
    """Durations become seconds, exactly or as text."""
    counts = column.cast(pa.int64()).to_pylist()
    per_second = _PER_SECOND[column.type.unit]
    exact = all(v is None or abs(v) < 2**53 for v in counts)
    if exact:
        seconds = [None if v is None else v / per_second for v in counts]
        return pl.Series(seconds, dtype=pl.Float64)
    texts = [None if v is None else f"{v} {column.type.unit}" for v in counts]
    return pl.Series(texts, dtype=pl.String)


def _value(value: object) -> object:
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, tuple):  # an entry of a map, or an interval
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    return value


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
    spans = tuple(f.name for f in fields if kinds.is_duration(f.type))
    found += [Notice("durations", (), spans)] if spans else []
    found += [Notice("time_zone", (("zone", zone),), (name,)) for zone, name in zoned.items()]
    return tuple(found)


_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_READERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.ChunkedArray], pl.Series]], ...]
_READERS = (
    (kinds.is_boolean, _series),
    (kinds.is_integer, _integer),
    (kinds.is_floating, _float),
    (kinds.is_decimal, _decimal),
    (kinds.is_timestamp, _moment),
    (kinds.is_date, _day),
    (kinds.is_duration, _duration),
    (kinds.is_string, _series),
    (kinds.is_large_string, _series),
    (kinds.is_string_view, _series),
)
"""How each type is taken over; any other becomes text."""
