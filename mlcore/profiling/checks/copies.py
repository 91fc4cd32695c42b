"""Inputs that say the same as another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec

MOST_COLUMNS = 200
SAME = 0.995
FEWEST = 20


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each input that another one before it determines by a straight line."""
    names = [
        column.name
        for column in evidence.features()
        if column.kind in ("integer", "number") and column.unique > 2
    ][:MOST_COLUMNS]
    if len(names) < 2 or evidence.sample.height < FEWEST:
        return
    cells = [evidence.sampled(name).cast(pl.Float64).to_numpy() for name in names]
    matrix = _filled(np.column_stack(cells))
    related = np.abs(np.nan_to_num(np.corrcoef(matrix, rowvar=False)))
    told: set[int] = set()
    for first, second in zip(*np.nonzero(np.triu(related >= SAME, 1)), strict=True):
        if first not in told and second not in told:
            told.add(int(second))
            facts = (("other", names[first]), ("correlation", float(related[first, second])))
            cure = StepSpec("drop", (names[second],))
            yield Finding("copies", "info", (names[second],), facts, cure)


def _filled(matrix: np.ndarray) -> np.ndarray:
    """Put each column's mean in its gaps; a column all missing becomes 0."""
    known = np.isfinite(matrix)
    sums = np.where(known, matrix, 0.0).sum(axis=0)
    means = sums / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, matrix - means, 0.0)
    spread = np.abs(centred).max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 0, centred / np.where(spread > 0, spread, 1), np.nan)


CHECK = Check("copies", find, 35)
