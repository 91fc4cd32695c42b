"""How two columns work together: the second-order accumulated local effect.

What is left when the effect of each column alone is taken away (Apley and Zhu 2020, section 2 and
appendix C): 0 everywhere where the two only add up. As with one column, each row is only moved to
the corners of its own cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

Answer = Callable[[pd.DataFrame], np.ndarray]
CELLS = 6


@dataclass(frozen=True, eq=False)
class Interaction:
    """What two numeric columns do together, beyond what each does alone.

    Parameters
    ----------
    columns : tuple of str
        Two names.
    first, second : ndarray
        The edges of the cells, ascending.
    effect : ndarray of shape (edges of the first, edges of the second)
        Its mean over the rows is 0, along each column and in all.
    counts : ndarray
        Rows in each cell; an empty one takes the value of the nearest that has any.
    rows : int
        Rows that were asked about.
    spread : float
        Standard deviation of the answers to these rows, to compare with.
    """

    columns: tuple[str, str]
    first: np.ndarray
    second: np.ndarray
    effect: np.ndarray
    counts: np.ndarray
    rows: int
    spread: float

    @property
    def size(self) -> float:
        """Standard deviation of the effect over the rows."""
        if not self.counts.size:
            return 0.0
        middles = _middles(self.effect)
        return float(np.sqrt(np.average(middles**2, weights=self.counts)))


def interaction(
    answer: Answer, frame: pd.DataFrame, columns: tuple[str, str], cells: int = CELLS
) -> Interaction:
    """Return the second-order accumulated local effect of two numeric columns.

    Parameters
    ----------
    answer : callable
        Raw rows to one number each; asked about four times the rows.
    frame : DataFrame
        Rows to ask about; those without one of the two values are left out.
    columns : tuple of str
        Two different ones.
    cells : int
        At most so many cells along each column, with about as many rows each.
    """
    frame = frame[frame[list(columns)].notna().all(axis=1)].reset_index(drop=True)
    first, second = (_edges(frame[name], cells) for name in columns)
    if min(len(first), len(second)) < 2:
        none = np.zeros((len(first), len(second)))
        return Interaction(columns, first, second, none, np.empty((0, 0)), len(frame), 0.0)
    at = _places(frame[columns[0]], first), _places(frame[columns[1]], second)
    corner = {
        (i, j): _asked(answer, frame, columns, (first[at[0] + i], second[at[1] + j]))
        for i in (0, 1)
        for j in (0, 1)
    }
    together = corner[1, 1] - corner[0, 1] - corner[1, 0] + corner[0, 0]
    counts = np.zeros((len(first) - 1, len(second) - 1))
    sums = np.zeros_like(counts)
    np.add.at(counts, at, 1)
    np.add.at(sums, at, together)
    course = _accumulated(_filled(sums / np.maximum(counts, 1), counts))
    spread = float(np.asarray(answer(frame), dtype=float).std())
    effect = _centred(course, counts)
    return Interaction(columns, first, second, effect, counts, len(frame), spread)


def _edges(values: pd.Series, cells: int) -> np.ndarray:
    known = values.to_numpy(dtype=float)
    if not len(known):
        return np.empty(0)
    return np.unique(np.quantile(known, np.linspace(0, 1, cells + 1), method="inverted_cdf"))


def _places(values: pd.Series, edges: np.ndarray) -> np.ndarray:
    found = np.searchsorted(edges, values.to_numpy(dtype=float), side="left")
    return np.clip(found - 1, 0, len(edges) - 2)


def _asked(
    answer: Answer,
    frame: pd.DataFrame,
    columns: tuple[str, str],
    values: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    asked = frame.copy()
    for name, new in zip(columns, values, strict=True):
        asked[name] = pd.Series(new).astype(frame[name].dtype)
    return np.asarray(answer(asked), dtype=float)


def _filled(mean: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the means with those of empty cells taken from the nearest cell that has rows."""
    known, empty = np.argwhere(counts > 0), np.argwhere(counts == 0)
    filled = mean.copy()
    for place in empty:
        gaps = (np.abs(known - place) / np.array(counts.shape)).sum(axis=1)
        filled[tuple(place)] = mean[tuple(known[gaps.argmin()])]
    return filled


def _accumulated(steps: np.ndarray) -> np.ndarray:
    return np.pad(steps.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _centred(course: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the accumulated effect without what each column does alone, and with mean 0."""
    alone = [_alone(course, counts), _alone(course.T, counts.T)]
    left = course - alone[0][:, None] - alone[1][None, :]
    return np.asarray(left - np.average(_middles(left), weights=counts))


def _alone(course: np.ndarray, counts: np.ndarray) -> np.ndarray:
    steps = np.diff(course, axis=0)
    steps = (steps[:, :-1] + steps[:, 1:]) / 2
    weight = np.where(counts.sum(axis=1, keepdims=True) > 0, counts, 1)
    return np.r_[0.0, np.cumsum((weight * steps).sum(axis=1) / weight.sum(axis=1))]


def _middles(corners: np.ndarray) -> np.ndarray:
    both = corners[:-1] + corners[1:]
    return np.asarray((both[:, :-1] + both[:, 1:]) / 4)
