"""Is the model as good for one group as for another? Rates by group, and how far they differ.

The names are Fairlearn's: the demographic parity difference is that of the selection rates, the
equalized odds difference the larger one of the true and the false positive rates. Intervals of
rates are Wilson's. Groups that are too small are named and not scored.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mlcore.evaluation.calibration import wilson
from mlcore.evaluation.groups import Grouped, grouped

FEWEST, FEWEST_PER_CLASS, MOST_GROUPS = 30, 10, 8
COMPARED = 2
"""Groups from which on there is a difference."""
Goal = Literal["selection", "found"]


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval, of so many rows."""

    value: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Group:
    """What the model does for one group.

    Parameters
    ----------
    name : str
        A value, or a range.
    rows : int
        How many.
    selection : Rate
        Answered positive, of all.
    found : Rate
        Answered positive, of the positive rows (true positive rate).
    alarms : Rate
        Answered positive, of the other rows (false positive rate).
    right : Rate
        Answered right, of all.
    observed : Rate
        Positive, of all.
    predicted : float
        Mean probability: its distance from *observed* is the calibration.
    """

    name: str
    rows: int
    selection: Rate
    found: Rate
    alarms: Rate
    right: Rate
    observed: Rate
    predicted: float

    @property
    def calibrated(self) -> bool:
        """Whether the mean probability is within the interval of what was observed."""
        return self.observed.low <= self.predicted <= self.observed.high


@dataclass(frozen=True)
class Fairness:
    """Rates by the groups of one column; differences are nan with less than two groups.

    Parameters
    ----------
    column, positive : str
        What the rows are grouped by, and the class that is answered.
    threshold : float
        From which probability on.
    groups : tuple of Group
        Those with enough rows.
    too_small : tuple of (name, rows)
        The others.
    """

    column: str
    positive: str
    threshold: float
    groups: tuple[Group, ...]
    too_small: tuple[tuple[str, int], ...]

    @property
    def parity(self) -> float:
        """Largest difference of selection rates (demographic parity difference)."""
        return self._widest("selection")

    @property
    def parity_ratio(self) -> float:
        """Smallest selection rate over the largest; 1 when nobody is selected."""
        rates = [group.selection.value for group in self.groups]
        if len(rates) < COMPARED:
            return math.nan
        return min(rates) / max(rates) if max(rates) > 0 else 1.0

    @property
    def odds(self) -> float:
        """Larger difference of true and false positive rates (equalized odds difference)."""
        return max(self._widest("found"), self._widest("alarms"))

    @property
    def opportunity(self) -> float:
        """Largest difference of true positive rates (equal opportunity difference)."""
        return self._widest("found")

    @property
    def accuracy(self) -> float:
        """Share of rows answered right, all scored groups together."""
        rows = sum(group.rows for group in self.groups)
        return sum(group.right.value * group.rows for group in self.groups) / max(rows, 1)

    def _widest(self, name: str) -> float:
        rates = [getattr(group, name).value for group in self.groups]
        return max(rates) - min(rates) if len(rates) >= COMPARED else math.nan


@dataclass(frozen=True, eq=False)
class Asked:
    """Rows to be judged: which are positive, how likely each was said to be so, and by what."""

    truth: np.ndarray
    chance: np.ndarray
    values: pd.Series
    positive: str = ""


def fairness(asked: Asked, threshold: float = 0.5) -> Fairness:
    """Return the rates of each group when all are answered by one threshold."""
    parts = grouped(asked.values, MOST_GROUPS, MOST_GROUPS)
    return _judged(asked, parts, np.full(len(parts.names), threshold), threshold)


def mitigated(asked: Asked, threshold: float = 0.5, goal: Goal = "found") -> Fairness:
    """Return the rates when each group has a threshold of its own, so that one rate is alike.

    The rate aimed at is that of all rows together at *threshold*. For each group the threshold is
    taken at which its rate is nearest to that. It is fitted on the rows it is judged on: on new
    rows the rates will differ a little more. Treating groups apart can be unlawful; this is to
    see what evening out would cost.

    Parameters
    ----------
    asked : Asked
        The rows.
    threshold : float
        Of all groups before.
    goal : {"selection", "found"}
        Equal selection rates, or equal true positive rates.
    """
    parts = grouped(asked.values, MOST_GROUPS, MOST_GROUPS)
    return _judged(asked, parts, _own(asked, parts, threshold, goal), threshold)


@dataclass(frozen=True)
class Step:
    """A place on the way from one threshold for all to one for each group.

    Parameters
    ----------
    way : float
        0: one for all; 1: each group its own.
    difference : float
        Largest difference of the rate that is evened out.
    accuracy : float
        Share of rows answered right.
    """

    way: float
    difference: float
    accuracy: float


@dataclass(frozen=True)
class Tradeoff:
    """What evening one rate out costs, step by step."""

    goal: Goal
    column: str
    steps: tuple[Step, ...]


def tradeoff(
    asked: Asked, threshold: float = 0.5, goal: Goal = "found", steps: int = 11
) -> Tradeoff:
    """Return accuracy and difference as the groups' thresholds move to their own.

    Parameters
    ----------
    asked, threshold, goal
        As :func:`mitigated`.
    steps : int
        Places on the way, both ends counted.
    """
    parts = grouped(asked.values, MOST_GROUPS, MOST_GROUPS)
    own, made = _own(asked, parts, threshold, goal), []
    for way in np.linspace(0, 1, steps).tolist():
        found = _judged(asked, parts, threshold + way * (own - threshold), threshold)
        difference = found.parity if goal == "selection" else found.opportunity
        made.append(Step(way, difference, found.accuracy))
    return Tradeoff(goal, str(asked.values.name), tuple(made))


def _own(asked: Asked, parts: Grouped, threshold: float, goal: Goal) -> np.ndarray:
    """Return the threshold of each group at which its rate is nearest to that of all rows."""
    chosen = _GOALS[goal](asked)
    flagged = asked.chance >= threshold
    aim = float(flagged[chosen].mean()) if chosen.any() else 0.0
    own = [
        _nearest(asked.chance[chosen & (parts.codes == code)], aim, threshold)
        for code in range(len(parts.names))
    ]
    return np.array(own)


_GOALS: dict[str, Callable[[Asked], np.ndarray]] = {
    "selection": lambda asked: np.ones(len(asked.truth), dtype=bool),
    "found": lambda asked: np.asarray(asked.truth, dtype=bool),
}


def _nearest(chance: np.ndarray, aim: float, usual: float) -> float:
    """Return the threshold at which the share at or above it is nearest to *aim*."""
    if not len(chance):
        return usual
    cuts, counts = np.unique(chance, return_counts=True)
    shares = np.r_[counts[::-1].cumsum()[::-1] / len(chance), 0.0]
    cuts = np.r_[cuts, np.nextafter(cuts[-1], 2)]
    return float(cuts[np.abs(shares - aim).argmin()])


def _judged(asked: Asked, parts: Grouped, thresholds: np.ndarray, told: float) -> Fairness:
    truth = np.asarray(asked.truth, dtype=bool)
    flagged = asked.chance >= thresholds[parts.codes]
    scored, small = [], []
    for code, name in enumerate(parts.names):
        inside = parts.codes == code
        sides = np.bincount(truth[inside].astype(int), minlength=2)
        if inside.sum() < FEWEST or sides.min() < FEWEST_PER_CLASS:
            small.append((name, int(inside.sum())))
        else:
            scored.append(_group(name, truth[inside], flagged[inside], asked.chance[inside]))
    return Fairness(str(asked.values.name), asked.positive, told, tuple(scored), tuple(small))


def _group(name: str, truth: np.ndarray, flagged: np.ndarray, chance: np.ndarray) -> Group:
    return Group(
        name,
        len(truth),
        selection=_rate(flagged),
        found=_rate(flagged[truth]),
        alarms=_rate(flagged[~truth]),
        right=_rate(flagged == truth),
        observed=_rate(truth),
        predicted=float(chance.mean()),
    )


def _rate(holds: np.ndarray) -> Rate:
    share, rows = float(holds.mean()), len(holds)
    low, high = wilson(np.array(share), np.array(rows))
    return Rate(share, float(low), float(high), rows)
