"""Rows without a target."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding when the target has gaps."""
    if evidence.target is None:
        return
    column = evidence.column(evidence.target)
    if 0 < column.missing < evidence.data.rows:
        facts = (("count", column.missing), ("rows", evidence.data.rows))
        cure = StepSpec("drop_missing_rows", (column.name,))
        yield Finding("target_missing", "warning", (column.name,), facts, cure)


CHECK = Check("target_missing", find, 9)
