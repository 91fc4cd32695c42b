"""How the answer changes with one column: partial dependence with single rows, accumulated effects.

Partial dependence (Friedman 2001) puts each value of a grid into all rows and averages the answers;
the single rows are Goldstein's (2015) individual expectations. It also asks about rows that cannot
be, where columns go together. Accumulated local effects (Apley and Zhu 2020) only move each row to
the ends of its own range and add the differences up, so they stay among rows that are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from mlcore.evaluation.groups import grouped

Answer = Callable[[pd.DataFrame], np.ndarray]
Course = Literal["rises", "falls", "flat", "both"]
POINTS, LEVELS = 20, 10
SLACK = 0.01
"""Steps below this share of the whole range count as flat."""


@dataclass(frozen=True, eq=False)
class Effect:
    """Answers along the values of one column.

    Parameters
    ----------
    column : str
        Whose values were put in.
    values : ndarray or tuple of str
        The grid: numbers, ascending, or levels, the commonest first, or dates.
    mean : ndarray
        Mean answer at each of them (partial dependence), or the accumulated effect, whose mean
        over the rows is 0.
    single : ndarray
        One line of answers per row; no lines for accumulated effects.
    rows : int
        Rows that were asked about.
    timed : bool
        The levels are dates, the earliest first.
    """

    column: str
    values: np.ndarray | tuple[str, ...]
    mean: np.ndarray
    single: np.ndarray
    rows: int
    timed: bool = False

    @property
    def ordered(self) -> bool:
        """Whether the values are numbers."""
        return isinstance(self.values, np.ndarray)

    @property
    def course(self) -> Course:
        """Whether the mean only rises, only falls, or neither, small steps apart."""
        width = float(np.ptp(self.mean)) if len(self.mean) else 0.0
        steps = np.diff(self.mean)
        scale = max(float(np.abs(self.mean).max(initial=0.0)), 1e-12)
        if width <= 1e-9 * scale:
            return "flat"
        up, down = (steps > SLACK * width).any(), (steps < -SLACK * width).any()
        return "both" if up and down else "rises" if up else "falls"

    @property
    def alike(self) -> float | None:
        """Share of single rows that never go against a mean that only rises or only falls.

        None for a mean that does both or nothing, for levels, and without single rows.
        """
        course = self.course
        if course not in ("rises", "falls") or not self.ordered or not len(self.single):
            return None
        steps = np.diff(self.single, axis=1) * (1 if course == "rises" else -1)
        against = steps < -SLACK * np.ptp(self.single, axis=1)[:, None]
        return float(1 - against.any(axis=1).mean())


def partial_dependence(answer: Answer, frame: pd.DataFrame, column: str) -> Effect:
    """Return the mean answer, and that of each row, along the values of *column*.

    Parameters
    ----------
    answer : callable
        Raw rows to one number each.
    frame : DataFrame
        Rows to ask about; their number times that of the grid is asked.
    column : str
        A number's grid is its quantiles from 5 % to 95 %, other columns' their commonest levels.
    """
    grid, shown = _grid(frame[column])
    size = len(frame)
    asked = pd.concat([frame] * len(grid), ignore_index=True)
    asked[column] = _as_column(np.repeat(np.arange(len(grid)), size), grid, frame[column])
    timed = pd.api.types.is_datetime64_any_dtype(frame[column])
    if timed:
        asked[column] = _at_own_time(asked[column], frame[column], len(grid))
    lines = np.asarray(answer(asked), dtype=float).reshape(len(grid), size).T
    return Effect(column, shown, lines.mean(axis=0), lines, size, bool(timed))


def accumulated(answer: Answer, frame: pd.DataFrame, column: str) -> Effect:
    """Return the accumulated local effect of a numeric column at the ends of its ranges.

    Parameters as :func:`partial_dependence`. Rows without a value are left out.
    """
    frame = frame[frame[column].notna()].reset_index(drop=True)
    values = frame[column].to_numpy(dtype=float)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, POINTS + 1), method="inverted_cdf"))
    none = np.empty((0, len(edges)))
    if len(edges) < 2:
        return Effect(column, edges, np.zeros(len(edges)), none, len(values))
    place = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
    low, high = (_answered(answer, frame, column, edges[place + side]) for side in (0, 1))
    counts = np.bincount(place, minlength=len(edges) - 1)
    steps = np.bincount(place, high - low, minlength=len(edges) - 1) / np.maximum(counts, 1)
    course = np.r_[0.0, np.cumsum(steps)]
    centre = float(np.sum(counts * (course[:-1] + course[1:]) / 2) / counts.sum())
    return Effect(column, edges, course - centre, none, len(values))


def _answered(answer: Answer, frame: pd.DataFrame, column: str, new: np.ndarray) -> np.ndarray:
    asked = frame.copy()
    asked[column] = _number(new, frame[column])
    return np.asarray(answer(asked), dtype=float)


def _grid(values: pd.Series) -> tuple[Any, np.ndarray | tuple[str, ...]]:
    known = values.dropna()
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if number:
        shares = np.linspace(0.05, 0.95, POINTS)
        points = np.unique(np.quantile(known.to_numpy(dtype=float), shares, method="inverted_cdf"))
        return points, points
    if pd.api.types.is_datetime64_any_dtype(values):
        middles = [known[grouped(known, LEVELS).codes == code].min() for code in range(LEVELS)]
        days = pd.Series(middles).dropna()
        return list(days), tuple(f"{day:%Y-%m-%d}" for day in days)
    levels = list(known.value_counts().index[:LEVELS])
    return levels, tuple(str(level) for level in levels)


def _as_column(codes: np.ndarray, grid: Any, like: pd.Series) -> pd.Series:
    if isinstance(grid, np.ndarray):
        return _number(grid[codes], like)
    return pd.Series(grid, dtype=like.dtype).take(codes).reset_index(drop=True)


def _at_own_time(days: pd.Series, own: pd.Series, times: int) -> pd.Series:
    """Return other days at the time of day of each row, so that the days alone change."""
    clock = (own - own.dt.normalize()).fillna(pd.Timedelta(0))
    every = pd.concat([clock] * times, ignore_index=True)
    return (days.dt.normalize() + every).astype(own.dtype)


def _number(values: np.ndarray, like: pd.Series) -> pd.Series:
    """Return numbers in the type of *like*; whole-number columns only hold whole ones."""
    return pd.Series(values).astype(like.dtype)
