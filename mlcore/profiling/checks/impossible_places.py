"""Latitudes and longitudes that are nowhere on Earth."""

from __future__ import annotations

import polars as pl

from mlcore.profiling import cells
from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("impossible_places", "error")
REACH = {"latitude": 90.0, "longitude": 180.0}
MOST_VALUES = 20
"""So many different impossible values can be made missing by one step."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each coordinate column with values beyond ±90 or ±180 degrees."""
    found: list[Finding] = []
    for column in context.inputs:
        reach, ends = REACH.get(column.role), column.quantiles
        if reach is None or ends is None:
            continue
        if float(ends.low) >= -reach and float(ends.high) <= reach:
            continue
        place = context.data.position(column.name)
        values = cells.read(context.data, [place]).to_series().cast(pl.Float64).drop_nulls()
        wrong = values.filter(values.abs() > reach)
        different = wrong.unique(maintain_order=True).to_list()
        few = len(different) <= MOST_VALUES
        found += finding(
            LABEL, [column], "set_missing" if few else "",
            {"values": tuple(different)} if few else None,
            reach=int(reach), value=different[0], affected=len(wrong), rows=context.data.rows,
        )  # fmt: skip
    return tuple(found)


CHECK = Check(*LABEL, find)
