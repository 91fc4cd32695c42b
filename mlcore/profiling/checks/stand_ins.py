"""Numbers that stand for "missing"."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mlcore.profiling.evidence import Check, Evidence
from mlcore.profiling.values import ColumnProfile
from mlcore.types import Finding, StepSpec

USUAL = (-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999)
LEAST_SHARE = 0.005


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input whose end is a usual stand-in far from the rest."""
    for column in evidence.features():
        if column.quantiles is not None and column.kind in ("integer", "number"):
            yield from _of(evidence, column)


def _of(evidence: Evidence, column: ColumnProfile) -> Iterator[Finding]:
    quantiles = column.quantiles
    assert quantiles is not None
    for end in {quantiles.low, quantiles.high} & set(USUAL):
        values = evidence.values(column.name).drop_nulls().cast(pl.Float64)
        rest = values.filter((values != end) & values.is_finite())
        count = len(values) - len(rest)
        if count < max(2, LEAST_SHARE * len(values)) or len(rest) < 10:
            continue
        low, high = float(rest.min()), float(rest.max())  # type: ignore[arg-type]
        gap = low - end if end < low else end - high
        alone = end < 0 <= low or gap > 3 * (high - low)
        if alone and gap > 0 and (end != -1 or low >= 0) and high - low > 1:
            facts = (("value", int(end)), ("count", count), ("low", low), ("high", high))
            cure = StepSpec("set_missing", (column.name,), (("values", (int(end),)),))
            yield Finding("stand_ins", "warning", (column.name,), facts, cure)


CHECK = Check("stand_ins", find, 15)
