"""Columns with gaps."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.profiling.values import ColumnProfile
from mlcore.types import Finding, StepSpec

MANY = 0.05
MOST = 0.6
FLAG = 0.02


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input with gaps; above six in ten the column may as well go."""
    rows = evidence.data.rows
    for column in evidence.features():
        if column.missing:
            share = column.missing / rows
            facts = (("count", column.missing), ("rows", rows), ("share", share))
            severity = "warning" if share >= MANY else "info"
            yield Finding("missing", severity, (column.name,), facts, _cure(column, share))


def _cure(column: ColumnProfile, share: float) -> StepSpec:
    if share > MOST:
        return StepSpec("drop", (column.name,))
    if column.kind == "text":
        return StepSpec("impute", (column.name,), (("strategy", "constant"), ("value", "missing")))
    median = column.kind in ("integer", "number", "date")
    params: tuple[tuple[str, object], ...] = (("strategy", "median" if median else "mode"),)
    if share >= FLAG:
        params = (*params, ("indicator", True))
    return StepSpec("impute", (column.name,), params)


CHECK = Check("missing", find, 20)
