"""Dates of which nothing says whether the day or the month comes first."""

from __future__ import annotations

import polars as pl

from mlcore.data import writing
from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("ambiguous_dates", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the text columns that are dates whichever of the two comes first."""
    found = []
    for column in context.inputs:
        levels = context.levels.get(column.name)
        if levels is not None and levels.height and _either_way(levels["value"]):
            found.append((column, levels["value"][0].strip()[:40]))
    example = found[0][1] if found else ""
    params = {"to": "date", "order": "day first"}
    return finding(LABEL, [column for column, _ in found], "convert", params, example=example)


def _either_way(values: pl.Series) -> bool:
    first = values[0].strip()
    if not first[:1].isdigit() or not first[-1:].isdigit():
        return False
    return writing.ambiguous_dates(values.str.strip_chars())


CHECK = Check(*LABEL, find)
