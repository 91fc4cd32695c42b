"""Numbers with a long tail."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec

LONG = 3.0


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input, none of it negative, with a long tail."""
    for column in evidence.features():
        if column.skew is not None and column.skew > LONG and not column.negative:
            if column.unique <= 20:
                continue
            facts = (("skew", column.skew),)
            cure = StepSpec("log", (column.name,))
            yield Finding("skewed", "info", (column.name,), facts, cure)


CHECK = Check("skewed", find, 41)
