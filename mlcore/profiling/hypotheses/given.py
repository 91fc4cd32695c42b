"""What a statistical test is given: the rows of two columns that have a value in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling import cells
from mlcore.profiling.messages import NO_TEST_FITS
from mlcore.profiling.strength import level_codes, levels
from mlcore.types import ColumnSpec

ROWS = 100_000
MOST_GROUPS = 20
FEWEST = 3
Shape = Literal["two groups", "groups", "table", "numbers"]


@dataclass(frozen=True, eq=False)
class Given:
    """What a test is given: numbers with group codes, two columns of codes, or two of numbers."""

    shape: Shape
    first: np.ndarray
    second: np.ndarray
    labels: tuple[str, ...] = ()

    @property
    def samples(self) -> list[np.ndarray]:
        """The numbers of each group."""
        return [self.first[self.second == code] for code in range(len(self.labels))]


def given(data: Dataset, first: str, second: str, seed: int = 0) -> Given:
    """Return what a test of two columns is given: rows with both values, at most 100,000 looked at.

    Raises
    ------
    LoupeError
        ``no_column``; ``no_test_fits`` when too few rows or groups are left.
    """
    part = cells.sample(data, (first, second), ROWS, seed)
    return shaped(part, data.column(first), data.column(second))


def shaped(part: pl.DataFrame, first: ColumnSpec, second: ColumnSpec) -> Given:
    """Return what a test is given of the two columns of *part*.

    Raises
    ------
    LoupeError
        ``no_test_fits`` when too few rows or groups are left.
    """
    specs, part = (first, second), part.drop_nulls()
    one, two = part.to_series(0), part.to_series(1)
    numeric = [is_number(spec) for spec in specs]
    if all(numeric):
        pair = [values.cast(pl.Float64).to_numpy() for values in (one, two)]
        known = np.isfinite(pair[0]) & np.isfinite(pair[1])
        found = Given("numbers", pair[0][known], pair[1][known])
    elif any(numeric):
        numbers, groups = (one, two) if numeric[0] else (two, one)
        found = _grouped(numbers.cast(pl.Float64).to_numpy(), groups)
    else:
        found = _table(one, two)
    if len(found.first) < FEWEST or (found.shape != "numbers" and len(found.labels) < 2):
        raise LoupeError(NO_TEST_FITS, first=first.name, second=second.name)
    return found


def counts_of(found: Given) -> np.ndarray:
    """Return the contingency table of two columns of codes."""
    rows, columns = found.first.max() + 1, found.second.max() + 1
    flat = np.bincount(found.first * columns + found.second, minlength=rows * columns)
    table = flat.reshape(rows, columns)
    return table[table.sum(1) > 0][:, table.sum(0) > 0]


def is_number(spec: ColumnSpec) -> bool:
    """Tell whether a column holds quantities; a flag of two numbers makes groups."""
    return spec.kind in ("integer", "number") and spec.unique > 2


def _grouped(numbers: np.ndarray, groups: pl.Series) -> Given:
    names = [name for name, n in levels(groups) if n >= 2][:MOST_GROUPS]
    codes = level_codes(groups, len(names))
    kept = np.isfinite(numbers) & (codes >= 0) & (codes < len(names))
    shape: Shape = "two groups" if len(names) == 2 else "groups"
    return Given(shape, numbers[kept], codes[kept], tuple(names))


def _table(one: pl.Series, two: pl.Series) -> Given:
    names = [[name for name, _ in levels(values)][:MOST_GROUPS] for values in (one, two)]
    codes = [level_codes(v, MOST_GROUPS) for v in (one, two)]
    enough = min(map(len, names)) >= 2
    return Given("table", codes[0], codes[1], tuple(names[1]) if enough else ())
