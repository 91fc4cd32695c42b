"""Categories that never change while another one stays the same, as the country of a city."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.strength import level_codes
from mlcore.types import Finding

LABEL: Label = ("constant_within_group", "info")
MOST_COLUMNS = 40
MOST_LEVELS = 1_000
PER_LEVEL = 5
"""With fewer rows per value a column looks constant in each by chance."""
Pair = tuple[ColumnProfile, ColumnProfile]


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each category that another one fixes; two that fix each other say the same."""
    columns = [c for c in context.inputs if _groups(c, context.present(c))][:MOST_COLUMNS]
    if len(columns) < 2:
        return ()
    part = context.sample(c.name for c in columns)
    codes = [level_codes(values, MOST_LEVELS) for values in part]
    fixed: dict[int, int] = {}
    for i, j in permutations(range(len(columns)), 2):
        worth = columns[i].unique >= columns[j].unique > 1 and j not in fixed
        if worth and (i not in fixed or fixed[i] != j) and fixes(codes[i], codes[j]):
            fixed[j] = i
    found: list[Finding] = []
    for j, i in fixed.items():
        same = columns[i].unique == columns[j].unique
        found += finding(
            LABEL, [columns[j]], "drop" if same else "",
            kept=columns[i].name, groups=columns[i].unique, levels=columns[j].unique,
            rows=part.height,
        )  # fmt: skip
    return tuple(found)


def fixes(first: np.ndarray, second: np.ndarray) -> bool:
    """Tell whether each code of *first* goes with one code of *second* only; -1 is a gap."""
    both = (first >= 0) & (second >= 0)
    if not both.any():
        return False
    first, second = first[both], second[both]
    goes_with = np.full(first.max() + 1, -1)
    goes_with[first] = second
    several = second.min() < second.max()
    return bool(several and (goes_with[first] == second).all())


def _groups(column: ColumnProfile, present: int) -> bool:
    levels = 1 < column.unique <= MOST_LEVELS
    return levels and column.kind == "category" and present >= PER_LEVEL * column.unique


CHECK = Check(*LABEL, find)
