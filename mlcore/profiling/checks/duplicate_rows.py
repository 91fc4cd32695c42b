"""Rows that are copies of others."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding when rows repeat."""
    if evidence.duplicates:
        share = evidence.duplicates / evidence.cells.height
        facts = (
            ("count", evidence.duplicates), ("rows", evidence.cells.height), ("share", share),
        )  # fmt: skip
        severity = "warning" if share > 0.01 else "info"
        yield Finding("duplicate_rows", severity, (), facts, StepSpec("drop_duplicates"))


CHECK = Check("duplicate_rows", find, 25)
