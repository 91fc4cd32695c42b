"""Columns that are the same in every row."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each column with one value and no gap."""
    rows = evidence.data.rows
    for column in evidence.columns:
        if rows > 1 and column.unique == 1 and not column.missing:
            target = column.name == evidence.target
            cure = None if target else StepSpec("drop", (column.name,))
            facts = (("rows", rows), ("value", _value(evidence, column.name)))
            severity = "error" if target else "warning"
            yield Finding("constant", severity, (column.name,), facts, cure)


def _value(evidence: Evidence, name: str) -> str:
    return str(evidence.values(name).drop_nulls().head(1).to_list()[0])[:60]


CHECK = Check("constant", find, 11)
