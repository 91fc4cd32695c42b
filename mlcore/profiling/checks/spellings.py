"""Categories written in several ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec

MOST = 5_000


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each column with values that differ in blanks or case only."""
    for column in evidence.columns:
        values = evidence.values(column.name)
        if values.dtype != pl.String or not 1 < column.unique <= MOST:
            continue
        groups: dict[str, list[str]] = defaultdict(list)
        for value in values.drop_nulls().unique(maintain_order=True).to_list():
            groups[" ".join(value.split()).casefold()].append(value)
        several = [sorted(group) for group in groups.values() if len(group) > 1]
        if several and len(groups) < 0.9 * evidence.data.rows:
            yield _finding(column.name, several, values)


def _finding(name: str, several: list[list[str]], values: pl.Series) -> Finding:
    written = [value for group in several for value in group]
    rows = int(values.is_in(written).sum())
    facts = (("examples", tuple(several[0][:3])), ("groups", len(several)), ("rows", rows))
    blanks = all(len({" ".join(v.split()) for v in group}) == 1 for group in several)
    case = "keep" if blanks else "lower"
    cure = StepSpec("clean_text", (name,), (("case", case),))
    return Finding("spellings", "warning", (name,), facts, cure)


CHECK = Check("spellings", find, 14)
