"""Columns without a single value."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each column that is missing in every row."""
    rows = evidence.data.rows
    for column in evidence.columns:
        if rows and column.missing == rows:
            cure = None if column.name == evidence.target else StepSpec("drop", (column.name,))
            facts = (("rows", rows),)
            yield Finding("all_missing", "warning", (column.name,), facts, cure)


CHECK = Check("all_missing", find, 10)
