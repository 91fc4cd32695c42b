"""Holes in a series of dates that otherwise come at a steady pace."""

from __future__ import annotations

import numpy as np
import polars as pl

from mlcore.profiling import cells
from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.sorted_numbers import SortedNumbers
from mlcore.types import Finding

LABEL: Label = ("time_gaps", "info")
FEWEST = 20
STEADY = 0.8
"""So many of the steps between neighbouring dates must be equal."""
WIDE = 3
"""A hole is at least so many steps wide: weekends are not holes in a daily series."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return each date column with holes: how many, how wide the widest, and where it starts."""
    found: list[Finding] = []
    dates = [c.name for c in context.inputs if c.kind == "date" and c.unique >= FEWEST]
    for name, values in cells.columns(context.data, dates):
        there = values.drop_nulls().cast(pl.Datetime("us")).to_physical().to_numpy()
        different, _ = SortedNumbers(np.sort(there)).runs  # np.unique is many times slower
        start, widest, holes = gaps(different)
        if holes:
            since = str(np.datetime64(start, "us")).removesuffix(".000000")
            found += finding(
                LABEL, [name], gaps=holes, widest=widest, start=since.removesuffix("T00:00:00")
            )
    return tuple(found)


def gaps(ticks: np.ndarray) -> tuple[int, int, int]:
    """Return where the widest hole starts, how many steps are absent in it, and the holes.

    Parameters
    ----------
    ticks : array
        Different moments, ascending, in microseconds.
    """
    steps = np.diff(ticks)
    if not len(steps):
        return 0, 0, 0
    usual = int(np.median(steps))
    wide = steps > WIDE * usual
    if (steps == usual).mean() < STEADY or not wide.any():
        return 0, 0, 0
    at = int(steps.argmax())
    return int(ticks[at]), round(int(steps[at]) / usual) - 1, int(wide.sum())


CHECK = Check(*LABEL, find)
