"""Numbers and dates that are text."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mlcore.data import writing
from mlcore.profiling.evidence import Check, Evidence
from mlcore.types import Finding, StepSpec

MOST_PART = 0.9
_NUMBER = r"^[-+(]?\s?[$€£¥]?\s?[-+]?(\d+([.,]\d+)?|\d{1,3}([.,' ]\d{3})+([.,]\d+)?)\s?[$€£¥%]?\)?$"
_LONG_CODE = r"^0\d+$|^\d{5,}$|^\d+[eE]\d+$"


def find(evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding for each text column that could be read as numbers or dates."""
    for column in evidence.features():
        values = evidence.sampled(column.name)
        if values.dtype != pl.String:
            continue
        bare = values.drop_nulls().str.strip_chars()
        if not len(bare):
            continue
        if writing.ambiguous_dates(bare):
            params = (("to", "date"), ("order", "day first"))
            cure = StepSpec("convert", (column.name,), params)
            facts = (("example", bare[0][:40]),)
            yield Finding("written_dates", "warning", (column.name,), facts, cure)
        else:
            yield from _numbers(column.name, bare)


def _numbers(name: str, bare: pl.Series) -> Iterator[Finding]:
    hits = bare.str.contains(_NUMBER) & ~bare.str.contains(_LONG_CODE)
    share = float(hits.mean() or 0)  # type: ignore[arg-type]
    if share < MOST_PART:
        return
    failing = bare.filter(~hits).head(1).to_list()
    facts = (("share", share), ("example", bare.filter(hits)[0][:40]), ("failing", *failing))
    params: tuple[tuple[str, object], ...] = (("to", "number"),)
    if share < 1:
        params = (*params, ("failures", "missing"))
    cure = StepSpec("convert", (name,), params)
    yield Finding("written_numbers", "warning", (name,), facts[:2], cure)


CHECK = Check("written_numbers", find, 13)
