"""What one step of a recipe did: rows, gaps, columns, cells, and an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.cautions import Caution
from mlcore.cleaning.steps.values import is_numeric, labels
from mlcore.errors import LoupeError
from mlcore.types import StepSpec


@dataclass(frozen=True)
class Example:
    """One cell that a step changed."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class StepEffect:
    """What one step does.

    Parameters
    ----------
    spec : StepSpec
        The step.
    rows_before, rows_after, missing_before, missing_after : int
        Rows and missing cells.
    columns_added, columns_removed : tuple of str
        Columns that come and go.
    changed_cells : int
        Cells of columns that stay, changed by it.
    example : Example or None
        The first changed cell.
    problem : LoupeError or None
        Why it cannot be carried out; the next steps are then looked at without it.
    sampled : int or None
        So many rows were looked at, when not all.
    cautions : tuple of Caution
        What a person should know before they keep it; see ``mlcore.cleaning.cautions``.
    empty : int or None
        Number of the step that left no rows; this one was then not looked at.
    """

    spec: StepSpec
    rows_before: int
    rows_after: int
    missing_before: int
    missing_after: int
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    changed_cells: int = 0
    example: Example | None = None
    problem: LoupeError | None = None
    sampled: int | None = None
    cautions: tuple[Caution, ...] = ()
    empty: int | None = None


def changes(
    before: pd.DataFrame, after: pd.DataFrame, columns: Sequence[str]
) -> tuple[int, Example | None]:
    """Return how many cells of *columns* differ between two frames of as many rows, and one."""
    cells, example = 0, None
    for name in columns:
        changed = np.flatnonzero(_differs(before[name], after[name]))
        cells += len(changed)
        if len(changed) and example is None:
            at = int(changed[0])
            example = Example(name, _shown(before[name].iloc[at]), _shown(after[name].iloc[at]))
    return cells, example


def _differs(before: pd.Series, after: pd.Series) -> np.ndarray:
    if is_numeric(before) and is_numeric(after):
        old = before.to_numpy(dtype="float64", na_value=np.nan)
        new = after.to_numpy(dtype="float64", na_value=np.nan)
        return ~((old == new) | (np.isnan(old) & np.isnan(new)))
    return np.asarray(labels(before) != labels(after), dtype=bool)


def _shown(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:60]
