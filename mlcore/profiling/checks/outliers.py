"""Numbers far from the rest."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec

MOST = 0.05


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input with a few values three quartile ranges out."""
    for column in evidence.features():
        if column.far and column.far <= MOST * evidence.cells.height and column.unique > 10:
            q = column.quantiles
            assert q is not None
            facts = (
                ("count", column.far), ("rows", evidence.cells.height),
                ("low", q.low), ("high", q.high), ("q25", q.q25), ("q75", q.q75),
            )  # fmt: skip
            params = (("method", "iqr"), ("reach", 3.0))
            cure = StepSpec("clip", (column.name,), params)
            yield Finding("outliers", "info", (column.name,), facts, cure)


CHECK = Check("outliers", find, 40)
