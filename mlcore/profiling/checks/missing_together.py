"""Columns that are missing in the same rows."""

from __future__ import annotations

import numpy as np

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("missing_together", "info")
SAME = 0.95
"""Share of the rows with a gap in either column that have one in both."""
FEWEST = 5
MOST_COLUMNS = 200


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each group of columns whose gaps fall on the same rows."""
    gaps = [c.name for c in context.inputs if FEWEST <= c.missing < context.rows][:MOST_COLUMNS]
    if len(gaps) < 2:
        return ()
    part = context.sample(gaps)
    masks = np.column_stack([values.is_null().to_numpy() for values in part])
    found: list[Finding] = []
    for group in groups(masks):
        affected = int(masks[:, group].all(axis=1).sum())
        names = [gaps[i] for i in group]
        found += finding(LABEL, names, affected=affected, rows=part.height)
    return tuple(found)


def groups(masks: np.ndarray) -> list[list[int]]:
    """Return the positions of columns of *masks* (rows × columns) that agree, first ones lead."""
    counts = masks.astype(np.float32)
    both = counts.T @ counts
    alone = np.diag(both)
    either = alone[:, None] + alone[None, :] - both
    close = (both >= SAME * either) & (both >= FEWEST)
    found: list[list[int]] = []
    taken: set[int] = set()
    for i in range(len(close)):
        group = [int(j) for j in np.flatnonzero(close[i]) if int(j) not in taken]
        if i not in taken and len(group) > 1:
            found.append(group)
            taken |= set(group)
    return found


CHECK = Check(*LABEL, find)
