"""Infinite numbers."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each column that holds infinity, which models refuse."""
    for column in evidence.columns:
        if column.infinite:
            params = (("values", ("inf", "-inf")),)
            cure = StepSpec("set_missing", (column.name,), params)
            facts = (("count", column.infinite),)
            yield Finding("infinite", "error", (column.name,), facts, cure)


CHECK = Check("infinite", find, 5)
