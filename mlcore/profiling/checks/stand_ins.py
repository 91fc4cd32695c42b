"""Numbers such as −999 that may stand for a missing value."""

from __future__ import annotations

import polars as pl

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("stand_ins", "warning")
USUAL = frozenset((-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999))
LEAST_SHARE = 0.005
FEWEST_OTHERS = 10


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return, per column and value, the usual stand-ins that lie far from all other values."""
    suspects = {column: _ends(column) for column in context.inputs}
    suspects = {column: ends for column, ends in suspects.items() if ends}
    context.sample(column.name for column in suspects)  # all at once
    found: list[Finding] = []
    for column, ends in suspects.items():
        for end in ends:
            found += _of(context, column, end)
    return tuple(found)


def _ends(column: ColumnProfile) -> list[float]:
    if not column.numeric or column.quantiles is None:
        return []
    return sorted(map(float, {column.quantiles.low, column.quantiles.high} & USUAL))


def _of(context: ProfileContext, column: ColumnProfile, end: float) -> tuple[Finding, ...]:
    values = context.sample([column.name]).to_series().drop_nulls().cast(pl.Float64)
    values = values.filter(values.is_finite())
    rest = values.filter(values != end)
    count = len(values) - len(rest)
    if count < max(2, LEAST_SHARE * len(values)) or len(rest) < FEWEST_OTHERS:
        return ()
    low, high = float(rest.min()), float(rest.max())  # type: ignore[arg-type]
    gap = low - end if end < low else end - high
    alone = end < 0 <= low or gap > 3 * (high - low)
    if gap <= 0 or not alone or high - low <= 1:
        return ()
    value = int(end)
    share = count / len(values)
    return finding(
        LABEL, [column], "set_missing", {"values": (value,)},
        value=str(value), low=low, high=high, share=share,
    )  # fmt: skip


CHECK = Check(*LABEL, find)
