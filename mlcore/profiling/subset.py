"""The rows of a table that fulfil one condition, as a table of their own."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.store.objects import Objects
from mlcore.types import ColumnSpec, fingerprint

_WRITTEN = 1e-14
"""Profiles write numbers to 15 digits; so near is the same value."""


@dataclass(frozen=True)
class Condition:
    """Which rows are shown.

    Parameters
    ----------
    column : str
        The column that decides.
    low, high : float, str or None
        Ends of a range of numbers, or of dates as ISO text; *low* is in it.
    closed : bool
        Whether *high* is in it too.
    values : tuple of str
        Values as profiles write them; empty for a range.
    """

    column: str
    low: float | str | None = None
    high: float | str | None = None
    closed: bool = True
    values: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Subset:
    """A part of a table.

    Parameters
    ----------
    whole : Dataset
        What it is a part of.
    positions : array
        The rows' positions in the whole table.
    why : object
        What chose them; it is part of the fingerprint.
    """

    whole: Dataset
    positions: np.ndarray
    why: object
    _writing: Lock = field(default_factory=Lock, repr=False)

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.positions)

    @property
    def data(self) -> Dataset:
        """The part as a table: written when it is first asked for, kept as long as this object."""
        with self._writing:
            return self._written[0]

    @property
    def folder(self) -> Path:
        """Where its file is; deleted with the last reference to this object."""
        with self._writing:
            return Path(self._written[1].name)

    @cached_property
    def _written(self) -> tuple[Dataset, tempfile.TemporaryDirectory[str]]:
        folder = tempfile.TemporaryDirectory(prefix="loupe-rows-")
        file = Path(folder.name) / "rows.parquet"
        wanted = pl.Series("row", self.positions, dtype=pl.UInt32)
        kept = self.whole.scan().collect()[wanted]
        kept.write_parquet(file, compression="lz4")
        objects = Objects(Path(folder.name) / "objects")
        specs = tuple(_counted(spec, kept[:, i]) for i, spec in enumerate(self.whole.columns))
        mark = fingerprint(self.whole.fingerprint, self.why)
        found = replace(
            self.whole, fingerprint=mark, rows=self.rows, columns=specs,
            object=objects.put_file(file, move=True), objects=objects, places=None,
        )  # fmt: skip
        return found, folder


def positions(data: Dataset, condition: Condition) -> np.ndarray:
    """Return the positions of the rows of *data* that fulfil *condition*, in order.

    Raises
    ------
    LoupeError
        ``no_column`` when its column is not there.
    """
    place = data.position(condition.column)
    fulfilled = _fulfil(cells.read(data, [place]).to_series(), condition)
    return fulfilled.fill_null(False).arg_true().to_numpy()


def _fulfil(values: pl.Series, condition: Condition) -> pl.Series:
    if condition.values:
        wanted = [_typed(value, values) for value in condition.values]
        return reduce(or_, (_equal(values, value) for value in wanted))
    low, high = _typed(condition.low, values), _typed(condition.high, values)
    return (values >= low) & ((values <= high) if condition.closed else (values < high))


def _equal(values: pl.Series, value: Any) -> pl.Series:
    if not values.dtype.is_float():
        return values == value
    return (values - value).abs() <= abs(value) * _WRITTEN


def _typed(value: object, like: pl.Series) -> Any:
    """Return a value of a condition as the column holds it."""
    if like.dtype.is_temporal():
        return datetime.fromisoformat(str(value))
    if like.dtype == pl.Boolean:
        return value == "True"
    if like.dtype.is_integer() and str(value).lstrip("-").isdigit():
        return int(str(value))
    return float(str(value)) if like.dtype.is_numeric() else str(value)


def subset(data: Dataset, condition: Condition) -> Subset:
    """Return the rows of *data* that fulfil *condition*.

    Raises
    ------
    LoupeError
        ``no_column`` when its column is not there.
    """
    return Subset(data, positions(data, condition), condition)


def _counted(spec: ColumnSpec, values: pl.Series) -> ColumnSpec:
    missing = values.null_count()
    return replace(spec, missing=missing, unique=values.n_unique() - (missing > 0))
