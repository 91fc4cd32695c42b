"""Number columns that repeat another one."""

from __future__ import annotations

import numpy as np
import polars as pl

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.strength import Side, ranks, relate, side
from mlcore.types import Finding

LABEL: Label = ("correlated_pair", "info")
SAME = 0.98
FEWEST_ROWS = 20
MOST_COLUMNS = 200
_WORTH_A_LOOK = 0.5


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns whose rank correlation with an earlier one is beyond ±0.98.

    A column that is itself a copy does not count as the earlier one. At most 200 number
    columns are compared, the first ones.
    """
    columns = [c for c in context.inputs if c.numeric and c.unique > 2][:MOST_COLUMNS]
    if len(columns) < 2 or context.rows < FEWEST_ROWS:
        return ()
    part = context.sample(c.name for c in columns)
    copies = _copies(part, columns)
    found = [(columns[j], columns[i].name, value) for j, (i, value) in copies.items()]
    found.sort(key=lambda item: -abs(item[2]))
    kept, strength = found[0][1:] if found else ("", 0.0)
    return finding(
        LABEL, [c for c, _, _ in found], "drop", kept=kept, strength=strength, rows=part.height
    )


def _copies(part: pl.DataFrame, columns: list[ColumnProfile]) -> dict[int, tuple[int, float]]:
    """Return, for each column that repeats an earlier one, which and how strongly."""
    sides = [side(values, c.kind) for values, c in zip(part, columns, strict=True)]
    rough = np.column_stack([_filled_ranks(one) for one in sides])
    related = np.abs(rough.T @ rough)
    found: dict[int, tuple[int, float]] = {}
    for i, j in zip(*np.nonzero(np.triu(related > _WORTH_A_LOOK, 1)), strict=True):
        if i in found or j in found:
            continue
        both = int((sides[i].known & sides[j].known).sum())
        value, _ = relate(sides[i], sides[j])
        if value is not None and abs(value) > SAME and both >= FEWEST_ROWS:
            found[int(j)] = int(i), value
    return found


def _filled_ranks(one: Side) -> np.ndarray:
    assert one.numbers is not None
    found = np.zeros(len(one.numbers))
    if one.known.any():
        order = ranks(one.numbers[one.known])
        found[one.known] = order - order.mean()
    length = np.sqrt(found @ found)
    return found / length if length > 0 else found


CHECK = Check(*LABEL, find)
