"""Too few rows for what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding

FEW = 50


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding when there are few rows, or fewer than columns."""
    rows, columns = evidence.data.rows, len(evidence.columns)
    facts = (("rows", rows), ("columns", columns))
    if rows < FEW:
        yield Finding("few_rows", "warning", (), facts)
    elif rows < columns:
        yield Finding("more_columns_than_rows", "warning", (), facts)


CHECK = Check("few_rows", find, 8)
