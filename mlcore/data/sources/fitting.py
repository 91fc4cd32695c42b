"""Whether rows fit the columns of a table that is there: nothing is rounded or cut on the way in.

Databases round a decimal number into a whole one, drop the time of a date and shorten decimals
without a word; so each column is compared with its type first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from mlcore.data.sources.messages import TABLE_TYPES, TABLE_VALUES
from mlcore.errors import LoupeError, Where
from mlcore.language import translate
from mlcore.types import ColumnSpec

_TYPE = re.compile(r"(?P<name>[A-Za-z][A-Za-z ]*?[A-Za-z0-9]*)\s*(\((?P<size>[\d, ]+)\))?.*")
_WHOLE = {
    "TINYINT": 8, "SMALLINT": 16, "INT2": 16, "MEDIUMINT": 24, "INTEGER": 32, "INT": 32,
    "INT4": 32, "BIGINT": 64, "INT8": 64, "HUGEINT": 64,
}  # fmt: skip
_DOUBLE, _SINGLE = ("DOUBLE", "DOUBLE PRECISION", "FLOAT8"), ("REAL", "FLOAT", "FLOAT4")
_EXACT = ("NUMERIC", "DECIMAL")
_TEXT = ("TEXT", "VARCHAR", "CHAR", "LONGTEXT", "MEDIUMTEXT", "CHARACTER", "CHARACTER VARYING",
         "STRING", "BPCHAR", "NVARCHAR", "CLOB")  # fmt: skip
_MOMENT = ("TIMESTAMP", "DATETIME", "TIMESTAMP WITHOUT TIME ZONE")
_FLAG = ("BOOLEAN", "BOOL", "TINYINT")
Broken = Callable[[pl.Expr, tuple[int, ...]], pl.Expr | None]
"""(cells, sizes of the type) → which cells do not fit; None: the type takes them all."""


def check(
    rows: pl.LazyFrame,
    columns: tuple[ColumnSpec, ...],
    there: Mapping[str, str],
    bounded: bool = True,
) -> None:
    """Refuse rows of which a cell would change in its column.

    Parameters
    ----------
    rows : LazyFrame
        What is to be added, columns in the order of *columns*.
    columns : tuple of ColumnSpec
        Their schema.
    there : mapping
        Column of the table → its type in the database's words.
    bounded : bool
        False where types have no sizes, whatever they are called: in SQLite.

    Raises
    ------
    LoupeError
        ``table_types`` when a column holds something else, ``table_values`` when some of its
        cells do not fit; types nobody here knows are left to the database.
    """
    for place, spec in enumerate(columns):
        name, sizes = _named(there[spec.name])
        takes = _TAKES[_stored(spec)]
        if name in takes and bounded:
            _check_cells(rows, place, spec, (there[spec.name], takes[name], sizes))
        elif name not in takes and any(name in others for others in _TAKES.values()):
            facts = {"name": spec.name, "type": there[spec.name][:40], "holds": _holds(spec)}
            raise LoupeError(TABLE_TYPES, Where(column=spec.name), **facts)


def _check_cells(
    rows: pl.LazyFrame, place: int, spec: ColumnSpec, column: tuple[str, Broken, tuple[int, ...]]
) -> None:
    type_, broken, sizes = column
    cells = pl.nth(place)
    wrong = broken(cells, sizes)
    if wrong is None:
        return
    found = rows.select(count=wrong.sum(), first=wrong.arg_max()).collect().row(0)
    if found[0]:
        where = Where(row=int(found[1]) + 1, column=spec.name)
        raise LoupeError(TABLE_VALUES, where, name=spec.name, type=type_[:40], count=int(found[0]))


def _named(type_: str) -> tuple[str, tuple[int, ...]]:
    found = _TYPE.fullmatch(type_.strip())
    if found is None:
        return "", ()
    sizes = tuple(int(part) for part in (found["size"] or "").split(",") if part.strip())
    return " ".join(found["name"].upper().split()), sizes


def _stored(spec: ColumnSpec) -> str:
    dtype = spec.dtype.lower()
    return next((kind for kind in ("int", "float", "bool", "datetime") if dtype.startswith(kind)),
                "text")  # fmt: skip


def _holds(spec: ColumnSpec) -> str:
    words = {
        "int": "whole numbers", "float": "decimal numbers", "bool": "yes and no",
        "datetime": "dates", "text": "text",
    }  # fmt: skip
    return translate(words[_stored(spec)])


# ------------------------------------------------------------------- what each type takes


def _all(cells: pl.Expr, sizes: tuple[int, ...]) -> None:
    """Every cell fits."""


def _within(bits: int) -> Broken:
    most = 2 ** (bits - 1)
    if bits >= 64:
        return _all
    return lambda cells, _: (cells < -most) | (cells >= most)


def _beyond(most: int) -> Broken:
    return lambda cells, _: (cells > most) | (cells < -most)


def _not_single(cells: pl.Expr, _: tuple[int, ...]) -> pl.Expr:
    return (cells.cast(pl.Float32).cast(pl.Float64) != cells) & cells.is_finite()


def _not_exact(cells: pl.Expr, sizes: tuple[int, ...]) -> pl.Expr | None:
    """Tell which decimal numbers a NUMERIC of so many digits would round or refuse."""
    if not sizes:
        return ~cells.is_finite()
    digits, after = sizes[0], sizes[1] if len(sizes) > 1 else 0
    return (cells.round(after) != cells) | (cells.abs() >= 10.0 ** (digits - after))


def _too_many_digits(cells: pl.Expr, sizes: tuple[int, ...]) -> pl.Expr | None:
    if not sizes:
        return None
    before = sizes[0] - (sizes[1] if len(sizes) > 1 else 0)
    return None if before >= 19 else (cells >= 10**before) | (cells <= -(10**before))


def _too_long(cells: pl.Expr, sizes: tuple[int, ...]) -> pl.Expr | None:
    return cells.str.len_chars() > sizes[0] if sizes else None


def _has_time(cells: pl.Expr, _: tuple[int, ...]) -> pl.Expr:
    return cells.dt.truncate("1d") != cells


def _each(names: tuple[str, ...], broken: Broken) -> dict[str, Broken]:
    return dict.fromkeys(names, broken)


_TAKES: dict[str, dict[str, Any]] = {
    "int": {name: _within(bits) for name, bits in _WHOLE.items()}
    | _each(_DOUBLE, _beyond(2**53))
    | _each(_SINGLE, _beyond(2**24))
    | _each(_EXACT, _too_many_digits),
    "float": _each(_DOUBLE, _all) | _each(_SINGLE, _not_single) | _each(_EXACT, _not_exact),
    "bool": _each(_FLAG, _all),
    "datetime": _each(_MOMENT, _all) | _each(("DATE",), _has_time),
    "text": _each(_TEXT, _too_long),
}
