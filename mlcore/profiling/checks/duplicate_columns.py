"""Columns that hold the very values of another one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from mlcore.profiling import cells
from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("duplicate_columns", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns that equal an earlier one in every row, with the first of them."""
    groups: dict[ColumnProfile, list[str]] = defaultdict(list)
    for column in context.inputs:
        if column.unique > 1:
            groups[replace(column, name="", role="text")].append(column.name)
    copies = [pair for names in groups.values() if len(names) > 1 for pair in same(context, names)]
    kept = copies[0][1] if copies else ""
    return finding(LABEL, [name for name, _ in copies], "drop", kept=kept, rows=context.data.rows)


def same(context: ProfileContext, names: list[str]) -> list[tuple[str, str]]:
    """Return (copy, original) among columns whose statistics agree, compared row by row."""
    places = [context.data.names.index(name) for name in names]
    read = cells.read(context.data, places)
    found: list[tuple[str, str]] = []
    originals: list[int] = []
    for i, name in enumerate(names):
        values = read.to_series(i)
        like = next((j for j in originals if values.equals(read.to_series(j))), None)
        if like is None:
            originals.append(i)
        else:
            found.append((name, names[like]))
    return found


CHECK = Check(*LABEL, find)
