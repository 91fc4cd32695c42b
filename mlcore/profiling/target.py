"""A column seen from the target: its mean, or the share of each class, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.parts import Part, parts
from mlcore.profiling.strength import Measure, Side, level_codes, levels, relate, side
from mlcore.types import ColumnSpec

ROWS = 100_000
CLASSES = 8
MOST_CLASS_NUMBERS = 10
"""Whole-number targets with more different values than this are quantities."""
_NORMAL = 1.959963984540054


@dataclass(frozen=True)
class TargetBin:
    """The rows of one part of a column.

    Parameters
    ----------
    part : {"range", "value", "other", "missing"}
        What the rows have in common: a range, a value, a rare value, no value.
    label : str
        The value, or the range; empty for the other two.
    low, high : float, str or None
        Ends of a range; dates as ISO text.
    count : int
        Rows that also have a target.
    mean, mean_low, mean_high : float or None
        Of a numeric target, with its 95% interval (from two rows on).
    shares : tuple of float
        Of each class, in the order of ``TargetView.classes``.
    """

    part: Literal["range", "value", "other", "missing"]
    label: str
    low: float | str | None
    high: float | str | None
    count: int
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class TargetView:
    """A column against the target.

    ``classes`` is empty for a numeric target; its last one is None when classes past the
    eighth are taken together. ``strength`` is None where ``measure`` is undefined.
    """

    column: str
    target: str
    bins: tuple[TargetBin, ...]
    classes: tuple[str | None, ...]
    strength: float | None
    measure: Measure
    rows: int
    sampled: bool


def against_target(data: Dataset, column: str, target: str) -> TargetView:
    """Return the target's mean or class shares along the values of *column*.

    Numbers and dates are cut into at most 12 bins of equally many rows, others into their 12
    most frequent values; rows without a value come last.

    Raises
    ------
    LoupeError
        ``no_column`` when one is not there.
    """
    spec, goal = data.column(column), data.column(target)
    part = cells.sample(data, (column, target), ROWS)
    rows = part.height
    part = part.filter(pl.col("1").is_not_null())
    groups = parts(part.to_series(0), spec.kind)
    answers = part.to_series(1)
    strong, measure = relate(side(part.to_series(0), spec.kind), _goal(answers, goal, data.rows))
    classes: tuple[str | None, ...] = ()
    if has_classes(goal, data.rows):
        classes, bins = _shares(groups, answers)
    else:
        bins = _means(groups, answers.cast(pl.Float64).to_numpy())
    return TargetView(column, target, bins, classes, strong, measure, rows, rows < data.rows)


def ranking(data: Dataset, target: str) -> tuple[tuple[str, float, Measure], ...]:
    """Return the other columns with their strength (its size) and measure, strongest first.

    Columns whose strength is undefined, and prose, are left out.

    Raises
    ------
    LoupeError
        ``no_column`` when the target is not there.
    """
    goal = data.column(target)
    specs = [s for s in data.columns if s.name != target and s.kind != "text" and s.unique > 1]
    part = cells.sample(data, (target, *(spec.name for spec in specs)), 20_000)
    answers = _goal(part.to_series(0), goal, data.rows)
    found = []
    for i, spec in enumerate(specs, 1):
        value, measure = relate(side(part.to_series(i), spec.kind), answers)
        if value is not None:
            found.append((spec.name, abs(value), measure))
    return tuple(sorted(found, key=lambda link: -link[1]))


def has_classes(target: ColumnSpec, rows: int) -> bool:
    """Tell whether the values of *target* are classes rather than quantities."""
    if target.kind not in ("integer", "number") or target.unique == 2:
        return True
    few = target.unique <= min(MOST_CLASS_NUMBERS, (rows - target.missing) // 5)
    return target.kind == "integer" and few


def _goal(answers: pl.Series, goal: ColumnSpec, rows: int) -> Side:
    return Side(codes=level_codes(answers)) if has_classes(goal, rows) else side(answers, goal.kind)


def _means(groups: list[Part], answers: np.ndarray) -> tuple[TargetBin, ...]:
    bins = []
    for group in groups:
        values = answers[group.rows]
        values = values[np.isfinite(values)]
        if not len(values):
            continue
        mean = float(values.mean())
        reach = float(_NORMAL * values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0
        low, high = (mean - reach, mean + reach) if len(values) > 1 else (None, None)
        bins.append(
            TargetBin(group.part, group.label, group.low, group.high, len(values), mean, low, high)
        )
    return tuple(bins)


def _shares(
    groups: list[Part], answers: pl.Series
) -> tuple[tuple[str | None, ...], tuple[TargetBin, ...]]:
    names = [name for name, _ in levels(answers)]
    classes: tuple[str | None, ...] = tuple(names[:CLASSES])
    if len(names) > CLASSES:
        classes = (*classes, None)
    codes = level_codes(answers, CLASSES)
    bins = []
    for group in groups:
        counts = np.bincount(codes[group.rows], minlength=len(classes))
        total = int(counts.sum())
        if total:
            shares = tuple((counts / total).tolist())
            bins.append(
                TargetBin(group.part, group.label, group.low, group.high, total, shares=shares)
            )
    return classes, tuple(bins)
