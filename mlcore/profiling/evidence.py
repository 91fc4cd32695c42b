"""What checks look at: the table's cells under safe names, and what is known about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling.values import ColumnProfile
from mlcore.types import Finding, Severity

SAMPLE = 5_000
"""Rows that dearer checks look at."""


@dataclass(frozen=True)
class Evidence:
    """A table under examination.

    Parameters
    ----------
    data : Dataset
        The table.
    cells : DataFrame
        All or sampled rows; columns are called c0, c1, … because polars reads some names
        as patterns.
    columns : tuple of ColumnProfile
        What is known about each.
    duplicates : int
        Rows of *cells* equal to an earlier one.
    target : str or None
        The column to predict.
    """

    data: Dataset
    cells: pl.DataFrame
    columns: tuple[ColumnProfile, ...]
    duplicates: int
    target: str | None = None

    def values(self, name: str) -> pl.Series:
        """Return the cells of the column *name*."""
        return self.cells.to_series(self._places[name])

    def features(self) -> Iterator[ColumnProfile]:
        """Yield the columns that have values, the target left out."""
        for column in self.columns:
            if column.name != self.target and column.missing < self.data.rows:
                yield column

    def column(self, name: str) -> ColumnProfile:
        """Return the column called *name*."""
        return self.columns[self._places[name]]

    @cached_property
    def sample(self) -> pl.DataFrame:
        """At most 5,000 evenly spaced rows of the cells."""
        if self.cells.height <= SAMPLE:
            return self.cells
        return self.cells.gather_every(self.cells.height // SAMPLE + 1)

    def sampled(self, name: str) -> pl.Series:
        """Return the sampled cells of the column *name*."""
        return self.sample.to_series(self._places[name])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.name: i for i, column in enumerate(self.columns)}


@dataclass(frozen=True)
class Check:
    """One check: its code and the function that looks.

    Parameters
    ----------
    code : str
        Of all its findings.
    find : callable
        Evidence → findings.
    rank : int
        Order among findings of the same severity.
    """

    code: str
    find: Callable[[Evidence], Iterator[Finding]]
    rank: int = field(default=50)


def severity_order(findings: Sequence[Finding], ranks: dict[str, int]) -> tuple[Finding, ...]:
    """Return *findings*, gravest first."""
    grave: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
    return tuple(sorted(findings, key=lambda f: (grave[f.severity], ranks.get(f.code, 50))))
