"""What a check is given and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.strength import levels
from mlcore.profiling.target import has_classes
from mlcore.types import Finding, Severity, StepSpec

Label = tuple[str, Severity]
"""A check's code and severity."""
ROWS = 20_000
"""Checks that compare columns look at no more rows than this."""


@dataclass(frozen=True)
class ProfileContext:
    """What has been measured so far.

    Parameters
    ----------
    data : Dataset
        For what the numbers below cannot answer.
    rows : int
        Rows the numbers speak of.
    columns : tuple of ColumnProfile
        All of them, in order.
    levels : mapping
        Different values ("value", "count") of columns that hold text.
    duplicate_rows : int
        Rows that repeat an earlier one.
    target : str or None
        Column to predict, if chosen.
    """

    data: Dataset
    rows: int
    columns: tuple[ColumnProfile, ...]
    levels: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    duplicate_rows: int = 0
    target: str | None = None

    @cached_property
    def inputs(self) -> tuple[ColumnProfile, ...]:
        """Columns other than the target."""
        return tuple(c for c in self.columns if c.name != self.target)

    @cached_property
    def target_profile(self) -> ColumnProfile | None:
        """The target's numbers, if one is chosen."""
        return next((c for c in self.columns if c.name == self.target), None)

    @cached_property
    def classes(self) -> tuple[tuple[str, int], ...]:
        """The target's classes with their rows, most frequent first; none for a quantity."""
        if self.target is None or not has_classes(self.data.column(self.target), self.data.rows):
            return ()
        place = self.data.position(self.target)
        return tuple(levels(cells.read(self.data, [place]).to_series()))

    def only(self, column: ColumnProfile) -> ProfileContext:
        """Return what was measured of *column* alone."""
        return replace(self, columns=(column,), target=None)

    def present(self, column: ColumnProfile) -> int:
        """Return how many rows have a value in *column*."""
        return self.rows - column.missing

    def sample(self, names: Iterable[str]) -> pl.DataFrame:
        """Return at most ``ROWS`` random rows of *names*, the columns called "0", "1", …"""
        wanted, kept = tuple(names), self._sampled
        new = [name for name in wanted if name not in kept]
        if new:
            kept |= dict(zip(new, cells.sample(self.data, new, ROWS), strict=True))
        return pl.DataFrame([kept[name].alias(str(i)) for i, name in enumerate(wanted)])

    @cached_property
    def _sampled(self) -> dict[str, pl.Series]:
        """Sampled columns, the same rows of each, for the next check that asks."""
        return {}


@dataclass(frozen=True)
class Check:
    """A judgement about a table: one code, one severity, one function."""

    code: str
    severity: Severity
    find: Callable[[ProfileContext], tuple[Finding, ...]]


def finding(
    label: Label,
    columns: Iterable[ColumnProfile | str],
    cure: str = "",
    params: Mapping[str, Any] | None = None,
    **facts: Any,
) -> tuple[Finding, ...]:
    """Return one finding over *columns*, or nothing when there is none.

    Parameters
    ----------
    label : (str, Severity)
        Code and severity.
    columns : iterable
        The columns concerned, worst first.
    cure : str
        Name of the recipe step that would cure it; empty for none.
    params : mapping or None
        Parameters of that step.
    **facts
        Named facts of its sentences.
    """
    names = tuple(c if isinstance(c, str) else c.name for c in columns)
    if not names:
        return ()
    step = StepSpec(cure, names, tuple((params or {}).items())) if cure else None
    return (Finding(*label, names, tuple(facts.items()), step),)
