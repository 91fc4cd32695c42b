"""One dataset → several, one for each value of a column: together they have all its rows, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mlcore.data import names
from mlcore.data.children import Task, done
from mlcore.data.combine.messages import ONE_PART, SPLIT_ENDS, TOO_MANY_PARTS
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.kinds import specs_of_columns
from mlcore.data.made import FILE, Made, keep
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings, load
from mlcore.types import ColumnSpec, fingerprint

MOST = 50
"""Parts of one table."""
VERSION = 1
MISSING = "no value"
_CHILD = "mlcore.data.combine.divide:divided"


@dataclass(frozen=True)
class Part:
    """The rows of one value: how it is written, and how many they are."""

    label: str
    rows: int


def parts(data: Dataset, column: str) -> tuple[Part, ...]:
    """Return the parts that *column* divides *data* into; rows without a value come last.

    Parameters
    ----------
    data : Dataset
        The table.
    column : str
        Whose values decide.

    Raises
    ------
    LoupeError
        ``no_column``; ``too_many_parts`` or ``one_part``.
    """
    spec, where = data.column(column), Where(column=column)
    if spec.unique + (spec.missing > 0) > MOST:
        raise LoupeError(TOO_MANY_PARTS, where, name=column, count=spec.unique, most=MOST)
    place = data.position(column) if data.places is None else data.places[data.position(column)]
    cells = _cells(data.objects.path(data.object), place)
    found = [Part(_label(value), int((cells == value).sum())) for value in _values(cells)]
    gaps = cells.null_count()
    if len(found) + (gaps > 0) < 2:
        raise LoupeError(ONE_PART, where, name=column)
    labels, _ = names.clean([part.label for part in found] + [MISSING] * (gaps > 0))
    rows = [part.rows for part in found] + [gaps] * (gaps > 0)
    return tuple(map(Part, labels, rows))


def divide(data: Dataset, column: str, settings: Settings | None = None) -> tuple[Dataset, ...]:
    """Return a dataset for each value of *column*, called by it, rows in their order.

    Parameters
    ----------
    data, column
        As :func:`parts`.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        As :func:`parts`; ``split_memory`` or ``split_time``.
    """
    found = parts(data, column)
    return tuple(_part(data, column, at, part, settings or load()) for at, part in enumerate(found))


def _part(data: Dataset, column: str, at: int, part: Part, settings: Settings) -> Dataset:
    places = list(range(len(data.columns))) if data.places is None else list(data.places)
    request = {
        "file": str(data.objects.path(data.object).absolute()), "places": places,
        "by": places[data.position(column)], "at": at,
        "names": data.names, "kinds": {spec.name: spec.kind for spec in data.columns},
    }  # fmt: skip
    with done(Task(_CHILD, request, data.name, SPLIT_ENDS), settings) as (made, place):
        stored = keep(data.objects, place)
    options = (("split", column), ("value", part.label))
    lineage = Lineage(data.name, options, data.fingerprint)
    identity = fingerprint("divide", VERSION, data.fingerprint, options)
    name = f"{data.name}: {part.label}"[:120]
    return Dataset(name, identity, made.rows, made.columns, stored, data.objects, lineage)


def divided(request: dict[str, Any], place: Path) -> Any:
    """Write one part of a Parquet file to *place*: the limited child's side."""
    file = Path(request["file"])
    cells = _cells(file, request["by"])
    values = _values(cells)
    mine = cells == values[request["at"]] if request["at"] < len(values) else cells.is_null()
    scan = pl.scan_parquet(file).select(pl.nth(request["places"]))
    table = scan.collect().filter(mine.fill_null(False))
    table.columns = request["names"]
    table.write_parquet(place / FILE, compression="lz4")
    columns: tuple[ColumnSpec, ...] = specs_of_columns(table.get_columns(), request["kinds"])
    return Made(columns, table.height, "part").to_json()


def _label(value: object) -> str:
    return str(value).removesuffix(" 00:00:00").strip() or "blank"


def _cells(file: Path, place: int) -> pl.Series:
    """Return the column at *place*; what is no number is a missing value."""
    cells = pl.scan_parquet(file).select(pl.nth([place])).collect().to_series().alias("cells")
    return cells.fill_nan(None) if cells.dtype.is_float() else cells


def _values(cells: pl.Series) -> pl.Series:
    return cells.drop_nulls().unique().sort()
