"""A target whose classes differ much in size."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding

SMALL = 0.1


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding when the rarest of at most 20 classes is under a tenth of fair share."""
    name = evidence.target
    if name is None:
        return
    column, values = evidence.column(name), evidence.values(name).drop_nulls()
    if not 2 <= column.unique <= 20 or column.kind in ("number", "date") or not len(values):
        return
    counts = values.alias("value").value_counts(name="count").sort("count")
    value, count = counts.row(0)
    share = count / len(values)
    if share < SMALL * 2 / column.unique:
        facts = (("value", str(value)[:60]), ("count", int(count)), ("share", share))
        yield Finding("imbalance", "warning", (name,), facts)


CHECK = Check("imbalance", find, 21)
