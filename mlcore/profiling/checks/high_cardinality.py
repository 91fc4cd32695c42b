"""Categories too many to learn from each."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.checks import id_like
from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec

MANY = 50


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input with more than 50 categories."""
    named = {finding.columns[0] for finding in id_like.find(evidence)}
    for column in evidence.features():
        prose = (column.words or 1) >= 6
        if column.kind in ("category", "text") and column.unique > MANY and not prose:
            if column.name in named:
                continue
            facts = (("unique", column.unique), ("rows", evidence.data.rows))
            cure = StepSpec("group_rare", (column.name,), (("share", 0.01),))
            yield Finding("high_cardinality", "info", (column.name,), facts, cure)


CHECK = Check("high_cardinality", find, 30)
