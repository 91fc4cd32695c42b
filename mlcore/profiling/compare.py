"""Two tables side by side: columns, kinds, gaps, and how far their distributions are apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.drift import Drift, drift
from mlcore.profiling.multiple import adjusted
from mlcore.types import ColumnSpec, Kind

ROWS = 100_000
COLUMNS_AT_ONCE = 50
_NUMBERS = ("integer", "number")


@dataclass(frozen=True)
class ColumnChange:
    """A column in two tables.

    Parameters
    ----------
    name : str
        Shared by both.
    status : {"both", "first", "second"}
        Which tables have it.
    kinds : (Kind or None, Kind or None)
        In the first and the second table.
    missing : (float, float)
        Share of all rows without a value.
    unique : (int, int)
        Different values.
    drift : Drift or None
        None when one table lacks the column or has no rows.
    p_adjusted : float or None
        The test's p-value after Holm's correction for the number of columns.
    """

    name: str
    status: Literal["both", "first", "second"]
    kinds: tuple[Kind | None, Kind | None]
    missing: tuple[float, float]
    unique: tuple[int, int]
    drift: Drift | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Two tables: rows of each, rows looked at in each, and their columns, furthest apart first."""

    rows: tuple[int, int]
    looked_at: tuple[int, int]
    columns: tuple[ColumnChange, ...]

    def column(self, name: str) -> ColumnChange:
        """Return the column called *name*.

        Raises
        ------
        KeyError
            When neither table has it.
        """
        return {c.name: c for c in self.columns}[name]


def compare(first: Dataset, second: Dataset, rows: int = ROWS, seed: int = 0) -> Comparison:
    """Return what changed from *first* to *second*.

    Parameters
    ----------
    first, second : Dataset
        Columns belong together by name; the first is what the second is measured against.
    rows : int
        At most so many random rows of each are compared; gaps and different values are of all.
    seed : int
        Chooses the rows.
    """
    ours = {spec.name: spec for spec in first.columns}
    theirs = {spec.name: spec for spec in second.columns}
    shared = [name for name in ours if name in theirs]
    drifts = _drifts(first, second, shared, rows, seed)
    p_values = {name: d.p_value for name, d in drifts.items() if d.p_value is not None}
    honest = dict(zip(p_values, adjusted(list(p_values.values())), strict=True))
    changes = [
        _change(name, ours.get(name), theirs.get(name), (first.rows, second.rows))
        for name in dict.fromkeys((*ours, *theirs))
    ]
    full = [
        replace(change, drift=drifts.get(change.name), p_adjusted=honest.get(change.name))
        for change in changes
    ]
    full.sort(key=_far)
    looked = (min(rows, first.rows), min(rows, second.rows))
    return Comparison((first.rows, second.rows), looked, tuple(full))


def _drifts(
    first: Dataset, second: Dataset, names: list[str], rows: int, seed: int
) -> dict[str, Drift]:
    found: dict[str, Drift] = {}
    if not first.rows or not second.rows:
        return found
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        part = names[start : start + COLUMNS_AT_ONCE]
        a, b = cells.sample(first, part, rows, seed), cells.sample(second, part, rows, seed)
        for i, name in enumerate(part):
            kind = _common(first.column(name).kind, second.column(name).kind)
            found[name] = drift(a.to_series(i), b.to_series(i), kind)
    return found


def _common(first: Kind, second: Kind) -> Kind:
    if first == second:
        return first
    return "number" if first in _NUMBERS and second in _NUMBERS else "category"


def _far(change: ColumnChange) -> tuple[bool, float]:
    return change.status == "both", -(change.drift.psi if change.drift else 0.0)


def _change(
    name: str, ours: ColumnSpec | None, theirs: ColumnSpec | None, rows: tuple[int, int]
) -> ColumnChange:
    status: Literal["both", "first", "second"] = "both"
    if ours is None or theirs is None:
        status = "second" if ours is None else "first"
    both = (ours, theirs)
    missing = [spec.missing / n if spec and n else 0.0 for spec, n in zip(both, rows, strict=True)]
    unique = [spec.unique if spec else 0 for spec in both]
    kinds = (ours.kind if ours else None, theirs.kind if theirs else None)
    return ColumnChange(name, status, kinds, (missing[0], missing[1]), (unique[0], unique[1]))
