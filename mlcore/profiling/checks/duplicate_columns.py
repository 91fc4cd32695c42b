"""Columns that hold the very values of another one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from mlcore.profiling import cells
from mlcore.profiling.checks.base import ROWS, Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("duplicate_columns", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns that equal an earlier one in every row, with the first of them."""
    groups: dict[ColumnProfile, list[str]] = defaultdict(list)
    for column in context.inputs:
        if column.unique > 1:
            groups[replace(column, name="", role="text")].append(column.name)
    alike = [names for names in groups.values() if len(names) > 1]
    context.sample(name for names in alike for name in names)  # all at once
    copies = [pair for names in alike for pair in same(context, names)]
    kept = copies[0][1] if copies else ""
    return finding(LABEL, [name for name, _ in copies], "drop", kept=kept, rows=context.data.rows)


def same(context: ProfileContext, names: list[str]) -> list[tuple[str, str]]:
    """Return (copy, original) among columns whose statistics agree, compared row by row."""
    some = dict(zip(names, context.sample(names), strict=True))
    found: list[tuple[str, str]] = []
    originals: list[str] = []
    for name in names:
        like = (other for other in originals if some[name].equals(some[other]))
        kept = next((other for other in like if _all_same(context, name, other)), None)
        if kept is None:
            originals.append(name)
        else:
            found.append((name, kept))
    return found


def _all_same(context: ProfileContext, first: str, second: str) -> bool:
    """Tell whether two columns that agree in the sampled rows do so in all."""
    if context.data.rows <= ROWS:
        return True
    (_, one), (_, other) = cells.columns(context.data, (first, second))
    return one.equals(other)


CHECK = Check(*LABEL, find)
