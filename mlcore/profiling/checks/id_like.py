"""Columns that number or name the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlcore.profiling.evidence import Check, Evidence
from mlcore.profiling.values import ColumnProfile
from mlcore.types import Finding, StepSpec

FEWEST = 20
_NAME = re.compile(r"(^|[\s_.-])(id|uuid|guid|key|nr|no|number|index|row)$|Id$|ID$", re.IGNORECASE)


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input that is different in (nearly) every row."""
    for column in evidence.features():
        present = evidence.data.rows - column.missing
        if present >= FEWEST and column.unique >= 0.98 * present and _names_rows(evidence, column):
            facts = (("unique", column.unique), ("rows", evidence.data.rows))
            cure = StepSpec("drop", (column.name,))
            yield Finding("id_like", "warning", (column.name,), facts, cure)


def _names_rows(evidence: Evidence, column: ColumnProfile) -> bool:
    if column.kind == "integer":
        quantiles = column.quantiles
        assert quantiles is not None
        dense = quantiles.high - quantiles.low < 1.1 * column.unique
        return dense or bool(_NAME.search(column.name))
    # prose differs from row to row as well, but is worth learning from
    short = (column.words or 1) < 6
    return column.kind in ("text", "category") and short


CHECK = Check("id_like", find, 12)
