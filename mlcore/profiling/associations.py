"""How columns go together, whatever their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import strength
from mlcore.types import ColumnSpec

MOST_COLUMNS = 60
Method = Literal["pearson", "spearman", "correlation ratio", "cramer's v"]


@dataclass(frozen=True)
class Association:
    """How two columns go together.

    Parameters
    ----------
    first, second : str
        The columns.
    strength : float
        From 0 to 1.
    method : str
        How it was measured; of two numbers the stronger of line and rank order.
    pearson, spearman : float or None
        With sign, for two numbers.
    """

    first: str
    second: str
    strength: float
    method: Method
    pearson: float | None = None
    spearman: float | None = None

    @property
    def signed(self) -> float:
        """The strength, negative when one falls while the other rises."""
        value = self.pearson if self.method == "pearson" else self.spearman
        return self.strength if value is None or value >= 0 else -self.strength


@dataclass(frozen=True)
class Associations:
    """Pairs of columns, strongest first.

    Parameters
    ----------
    names : tuple of str
        Columns looked at: those with at least two values, no prose, at most 60.
    pairs : tuple of Association
        Each pair once.
    rows : int
        Rows looked at.
    left_out : tuple of str
        Columns not looked at.
    target : str or None
        When given, only its pairs are here, and it is their ``second``.
    """

    names: tuple[str, ...]
    pairs: tuple[Association, ...]
    rows: int
    left_out: tuple[str, ...] = ()
    target: str | None = None

    def matrix(self) -> np.ndarray:
        """Return signed strengths for all pairs of ``names``: 1 on the diagonal, nan unknown."""
        place = {name: i for i, name in enumerate(self.names)}
        found = np.full((len(place), len(place)), np.nan)
        np.fill_diagonal(found, 1.0)
        for pair in self.pairs:
            i, j = place[pair.first], place[pair.second]
            found[i, j] = found[j, i] = pair.signed
        return found


@dataclass(frozen=True)
class _Side:
    """A column ready to be compared: its group numbers, and its numbers if it has any."""

    name: str
    groups: np.ndarray
    numbers: np.ndarray | None
    known: np.ndarray


def associations(data: Dataset, target: str | None = None, rows: int = 20_000) -> Associations:
    """Return how the columns of *data* go together.

    Parameters
    ----------
    data : Dataset
        The table.
    target : str or None
        Only pairs with this column; all other columns are then looked at.
    rows : int
        At most so many evenly spaced rows are looked at.

    Raises
    ------
    LoupeError
        ``no_column`` when the target is not there.
    """
    cells = sample(data, rows)
    wanted = [spec for spec in data.columns if spec.unique > 1 and spec.kind != "text"]
    if target is None:
        wanted = wanted[:MOST_COLUMNS]
    elif data.column(target) not in wanted:
        wanted.append(data.column(target))
    place = {spec.name: i for i, spec in enumerate(data.columns)}
    sides = [_side(spec, cells.to_series(place[spec.name])) for spec in wanted]
    pairs = _pairs(sides, target)
    names = tuple(spec.name for spec in wanted)
    left_out = tuple(name for name in data.names if name not in set(names))
    return Associations(names, tuple(pairs), cells.height, left_out, target)


def sample(data: Dataset, rows: int) -> pl.DataFrame:
    """Return at most *rows* evenly spaced rows under the safe names c0, c1, …"""
    cells = data.scan().collect()
    if cells.height > rows:
        cells = cells[np.linspace(0, cells.height - 1, rows).astype(np.int64)]
    cells.columns = [f"c{i}" for i in range(cells.width)]
    return cells


def _pairs(sides: list[_Side], target: str | None) -> list[Association]:
    found = [
        _association(first, second)
        for i, first in enumerate(sides)
        for second in sides[i + 1 :]
        if target is None or target in (first.name, second.name)
    ]
    if target is not None:
        found = [pair if pair.second == target else _turned(pair) for pair in found]
    return sorted(found, key=lambda pair: -pair.strength)


def _turned(pair: Association) -> Association:
    return Association(
        pair.second, pair.first, pair.strength, pair.method, pair.pearson, pair.spearman
    )


def _side(spec: ColumnSpec, column: pl.Series) -> _Side:
    numbers = None
    if column.dtype.is_temporal():
        column = column.cast(pl.Int64)
    if column.dtype.is_numeric():
        numbers = column.cast(pl.Float64).to_numpy()
    known = column.is_not_null().to_numpy()
    return _Side(spec.name, strength.codes(column), numbers, known)


def _association(first: _Side, second: _Side) -> Association:
    both = first.known & second.known
    if first.numbers is not None and second.numbers is not None:
        line = strength.pearson(first.numbers[both], second.numbers[both])
        order = strength.spearman(first.numbers[both], second.numbers[both])
        straight = abs(line) >= abs(order)
        method: Method = "pearson" if straight else "spearman"
        return Association(
            first.name, second.name, max(abs(line), abs(order)), method, line, order
        )
    if first.numbers is None and second.numbers is None:
        value = cramers_v(first.groups[both], second.groups[both])
        return Association(first.name, second.name, value, "cramer's v")
    numeric, other = (first, second) if first.numbers is not None else (second, first)
    assert numeric.numbers is not None
    usable = both & np.isfinite(numeric.numbers)
    share = strength.variance_explained(other.groups[usable], numeric.numbers[usable])
    return Association(first.name, second.name, float(np.sqrt(share)), "correlation ratio")


def cramers_v(first: np.ndarray, second: np.ndarray) -> float:
    """Return Cramér's V of two columns of group numbers, corrected for bias (Bergsma 2013)."""
    counts = strength.table(first, second)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    rows, (r, k) = int(counts.sum()), counts.shape
    if rows < 2 or r < 2 or k < 2:
        return 0.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / rows
    phi2 = float(((counts - expected) ** 2 / expected).sum()) / rows
    corrected = max(0.0, phi2 - (k - 1) * (r - 1) / (rows - 1))
    wide = min(r - (r - 1) ** 2 / (rows - 1), k - (k - 1) ** 2 / (rows - 1)) - 1
    return float(np.sqrt(min(1.0, corrected / wide))) if wide > 0 else 0.0
