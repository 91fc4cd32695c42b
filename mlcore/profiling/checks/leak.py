"""Columns that give the answer away."""

from __future__ import annotations

from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.profiling.strength import explained
from mlcore.types import Finding, StepSpec

NEARLY_ALL = 0.97
FEWEST = 30


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input that alone tells the target nearly perfectly."""
    if evidence.target is None or evidence.sample.height < FEWEST:
        return
    target = evidence.sampled(evidence.target)
    kind = evidence.column(evidence.target).kind
    for column in evidence.features():
        if column.unique < 2:
            continue
        share = explained(evidence.sampled(column.name), target, kind)
        if share >= NEARLY_ALL:
            facts = (("share", share), ("target", evidence.target))
            cure = StepSpec("drop", (column.name,))
            yield Finding("leak", "error", (column.name,), facts, cure)


CHECK = Check("leak", find, 1)
