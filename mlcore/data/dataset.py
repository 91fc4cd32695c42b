"""A table in the store: what it holds is known here, its cells are fetched when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mlcore.data import table
from mlcore.data.messages import NO_COLUMN
from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.store.objects import Objects
from mlcore.types import ColumnSpec, Printed, fingerprint

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import polars as pl


PRINTED = 30
"""Columns that are printed of a table."""


@dataclass(frozen=True)
class Lineage:
    """Where a table came from.

    Parameters
    ----------
    source : str
        What the person named: a file name, ``sample:NAME``.
    options : tuple of (str, value)
        How it was read.
    parent, recipe : str
        Fingerprints of the table and recipe it was made from; empty when read from a source.
    renamed : tuple of (str, str)
        Column names as they stood in the source, and as they are here.
    others : tuple of str
        Fingerprints of further tables it was made from.
    found : tuple of (str, value)
        What was taken for options of reading that nobody chose.
    """

    source: str
    options: tuple[tuple[str, Any], ...] = ()
    parent: str = ""
    recipe: str = ""
    renamed: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    found: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Reject:
    """A line of the source that is not in the table: which, its text, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Notice:
    """Something reading did or saw that a person should know; see ``notices.sentence``."""

    code: str
    facts: tuple[tuple[str, Any], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset(Printed):
    """A reference to a table, never a frame.

    Parameters
    ----------
    name : str
        Label for people.
    fingerprint : str
        Hash of the source's bytes and the reader's options, or of parent and recipe.
    rows : int
        Number of rows.
    columns : tuple of ColumnSpec
        The schema, in order.
    object : str
        Name of the Parquet object in the store.
    objects : Objects
        The store that holds it.
    lineage, rejects, warnings
        Where it came from, which lines did not fit, what reading did.
    places : tuple of int or None
        Where its columns stand in the file; None: they are all of the file's, in order.
    """

    name: str
    fingerprint: str
    rows: int
    columns: tuple[ColumnSpec, ...]
    object: str
    objects: Objects = field(compare=False, repr=False)
    lineage: Lineage = Lineage("")
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[Notice, ...] = ()
    places: tuple[int, ...] | None = None

    def __str__(self) -> str:
        size = f"{count(self.rows, 'row')} × {count(len(self.columns), 'column')}"
        shown = self.columns[:PRINTED]
        width = max((len(column.name) for column in shown), default=0)
        lines = [f"{self.name}: {size}", *(f"  {_line(column, width)}" for column in shown)]
        more = len(self.columns) - len(shown)
        return "\n".join([*lines, *([f"  … and {more:,} more"] if more else [])])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSpec:
        """Return the column called *name*.

        Raises
        ------
        LoupeError
            ``no_column`` when there is none.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise LoupeError(NO_COLUMN, Where(column=name), name=name) from None

    @cached_property
    def _by_name(self) -> dict[str, ColumnSpec]:
        return {column.name: column for column in self.columns}

    def position(self, name: str) -> int:
        """Return which column is called *name*, from 0; errors as :meth:`column`."""
        self.column(name)
        return self._positions[name]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def only(self, names: Sequence[str]) -> Dataset:
        """Return this table with the columns *names* only, to be looked at; nothing is copied.

        Raises
        ------
        LoupeError
            ``no_column`` when one is not there.
        """
        positions = [self.position(name) for name in names]
        return replace(
            self,
            fingerprint=fingerprint("only", self.fingerprint, tuple(names)),
            columns=tuple(self.columns[i] for i in positions),
            places=tuple(self._in_file(positions)),
        )

    def _in_file(self, positions: Sequence[int]) -> list[int]:
        return [i if self.places is None else self.places[i] for i in positions]

    def scan(self) -> pl.LazyFrame:
        """Return the table as a polars query over the stored file; nothing is loaded yet."""
        import polars as pl

        query = pl.scan_parquet(self.objects.path(self.object))
        return query if self.places is None else query.select(pl.nth(list(self.places)))

    def frame(
        self,
        columns: Sequence[str] | None = None,
        rows: slice | Sequence[int] | np.ndarray | None = None,
    ) -> pd.DataFrame:
        """Return the asked part of the table as a new frame.

        Parameters
        ----------
        columns : sequence of str or None
            Which columns, in this order; None for all.
        rows : slice, positions or None
            Which rows; None for all.

        Returns
        -------
        DataFrame
            Typed as the schema says, whatever part was asked; rows numbered from 0.

        Raises
        ------
        LoupeError
            ``no_column`` when one is not there.
        """
        specs = self.columns if columns is None else tuple(map(self.column, columns))
        positions = self._in_file([self._positions[spec.name] for spec in specs])
        return table.frame(self.objects.path(self.object), specs, positions, rows)

    def parts(self, rows: int) -> Iterator[pd.DataFrame]:
        """Yield the table in frames of *rows* rows each, typed as the schema says.

        Parameters
        ----------
        rows : int
            Of one frame; only one is in memory at a time.
        """
        positions = self._in_file(range(len(self.columns)))
        yield from table.parts(self.objects.path(self.object), self.columns, positions, rows)

    def head(self, n: int = 5) -> pd.DataFrame:
        """Return the first *n* rows."""
        return self.frame(rows=slice(0, n))


def _line(column: ColumnSpec, width: int) -> str:
    """Return a column in a line, its name padded to *width*."""
    gaps = f", {column.missing:,} missing" if column.missing else ""
    return f"{column.name:{width}}  {column.kind:8}  {count(column.unique, 'value')}{gaps}"
