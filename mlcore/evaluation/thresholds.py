"""From which probability on a row counts as positive: what every threshold finds, and is worth.

A row is answered *positive* when its probability is at least the threshold. Bands are percentile
bootstrap intervals (Efron and Tibshirani 1993, chapter 13): rows drawn with replacement. Only the
number of rows of each class between two thresholds matters, so a draw is one multinomial sample
of those numbers, which is the same as drawing the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mlcore.errors import LoupeError
from mlcore.evaluation import messages

STEPS = 201
DRAWS = 300
PER_ROWS = 1000
"""Worths are told per so many rows."""


@dataclass(frozen=True)
class Payoff:
    """What each outcome of one row is worth, in any unit; costs are negative.

    Parameters
    ----------
    hit, miss : float
        A positive row answered positive, or not.
    false_alarm, rejection : float
        Another row answered positive, or not.
    """

    hit: float = 1.0
    miss: float = 0.0
    false_alarm: float = -1.0
    rejection: float = 0.0


@dataclass(frozen=True, eq=False)
class Outcomes:
    """How many rows end in each of the four outcomes; numbers, or arrays of one shape."""

    hits: np.ndarray
    misses: np.ndarray
    false_alarms: np.ndarray
    rejections: np.ndarray

    @property
    def alarms(self) -> np.ndarray:
        """Rows answered positive."""
        return self.hits + self.false_alarms

    @property
    def precision(self) -> np.ndarray:
        """Share of alarms that are right; nan without alarms."""
        return _share(self.hits, self.alarms)

    @property
    def recall(self) -> np.ndarray:
        """Share of positive rows that are found; nan without positive rows."""
        return _share(self.hits, self.hits + self.misses)

    def worth(self, payoff: Payoff) -> np.ndarray:
        """Return the expected worth of :data:`PER_ROWS` rows."""
        total = (
            payoff.hit * self.hits
            + payoff.miss * self.misses
            + payoff.false_alarm * self.false_alarms
            + payoff.rejection * self.rejections
        )
        rows = self.alarms + self.misses + self.rejections
        return np.asarray(PER_ROWS * total / np.maximum(rows, 1))


@dataclass(frozen=True, eq=False)
class Band:
    """A curve over the thresholds, and its 95 % interval; nan where it has no value."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, eq=False)
class Thresholds:
    """What each of 201 thresholds from 0 to 1 does.

    Parameters
    ----------
    positive, negative : str
        The class that is looked for, and the other.
    thresholds : ndarray
        0, 0.005 … 1.
    outcomes : Outcomes
        Rows by outcome at each of them.
    precision, recall, worth : Band
        With bootstrap bands; *worth* is per :data:`PER_ROWS` rows.
    payoff : Payoff
        What *worth* is made of.
    rows : int
        Rows counted.
    """

    positive: str
    negative: str
    thresholds: np.ndarray = field(repr=False)
    outcomes: Outcomes = field(repr=False)
    precision: Band = field(repr=False)
    recall: Band = field(repr=False)
    worth: Band = field(repr=False)
    payoff: Payoff = Payoff()
    rows: int = 0

    def nearest(self, threshold: float) -> int:
        """Return the position of the threshold nearest to *threshold*."""
        return int(np.abs(self.thresholds - threshold).argmin())


def thresholds(
    y: np.ndarray,
    probability: np.ndarray,
    classes: Sequence[str],
    positive: int = 1,
    payoff: Payoff = Payoff(),
    draws: int = DRAWS,
) -> Thresholds:
    """Return what 201 thresholds do on rows that the fit has not seen.

    Parameters
    ----------
    y : ndarray
        Class codes, 0 or 1.
    probability : ndarray
        One column per class.
    classes : sequence of str
        The two names, in code order.
    positive : int
        Code of the class that is looked for.
    payoff : Payoff
        What each outcome is worth.
    draws : int
        How often the rows are drawn for the bands; always the same ones.

    Raises
    ------
    LoupeError
        ``not_two_classes`` when there are not two, or all rows are of one.
    """
    truth, chance = _two(y, probability, classes, positive)
    grid = np.linspace(0.0, 1.0, STEPS)
    bins = np.searchsorted(grid, chance, side="right")
    counts = np.stack([np.bincount(bins[truth == t], minlength=STEPS + 1) for t in (1, 0)])
    random = np.random.default_rng(0)
    cells = counts.ravel() / counts.sum()
    drawn = random.multinomial(len(truth), cells, size=draws).reshape(draws, *counts.shape)
    seen, again = _outcomes(counts), _outcomes(drawn)
    return Thresholds(
        classes[positive],
        classes[1 - positive],
        grid,
        seen,
        _band(seen.precision, again.precision),
        _band(seen.recall, again.recall),
        _band(seen.worth(payoff), again.worth(payoff)),
        payoff,
        len(truth),
    )


def outcomes_at(
    y: np.ndarray, probability: np.ndarray, threshold: float | np.ndarray, positive: int = 1
) -> Outcomes:
    """Return the outcomes of rows at one threshold, or at each of several."""
    truth, chance = np.asarray(y) == positive, probability[:, positive]
    hits = _at_least(chance[truth], threshold)
    false_alarms = _at_least(chance[~truth], threshold)
    positives = int(truth.sum())
    return Outcomes(hits, positives - hits, false_alarms, len(truth) - positives - false_alarms)


def best(
    y: np.ndarray, probability: np.ndarray, payoff: Payoff = Payoff(), positive: int = 1
) -> float:
    """Return the threshold whose outcomes are worth most on these rows.

    Every division of the rows that a threshold can make is looked at. Of equals, the one nearest
    to 0.5 is taken.
    """
    cuts = _cuts(probability[:, positive])
    worth = outcomes_at(y, probability, cuts, positive).worth(payoff)
    slack = 1e-9 * max(1.0, float(np.abs(worth).max()))
    equals = cuts[worth >= worth.max() - slack]
    return float(equals[np.abs(equals - 0.5).argmin()])


def capacity(probability: np.ndarray, most: int, positive: int = 1) -> float:
    """Return the lowest threshold that answers at most *most* of these rows positive.

    Where too many rows share the highest probability of all, that one is returned: no threshold
    parts them.
    """
    chance = probability[:, positive]
    cuts = _cuts(chance)
    few = cuts[_at_least(chance, cuts) <= most]
    return float(few[0] if len(few) else cuts[-1])


def _cuts(chance: np.ndarray) -> np.ndarray:
    """Return one threshold, ascending, for each way to divide the rows: midway between two."""
    known = np.unique(chance)
    between = (known[:-1] + known[1:]) / 2
    between = np.where(between > known[:-1], between, known[1:])
    return np.r_[0.0, between, 1.0] if known[-1] < 1 else np.r_[0.0, between]


def _at_least(chance: np.ndarray, threshold: float | np.ndarray) -> np.ndarray:
    return np.asarray(len(chance) - np.searchsorted(np.sort(chance), threshold, side="left"))


def _outcomes(counts: np.ndarray) -> Outcomes:
    """Return outcomes from rows by class (positive first) and by thresholds at or below them."""
    above = counts[..., ::-1].cumsum(axis=-1)[..., ::-1]
    hits, false_alarms = above[..., 0, 1:], above[..., 1, 1:]
    return Outcomes(hits, above[..., 0, :1] - hits, false_alarms, above[..., 1, :1] - false_alarms)


def _band(value: np.ndarray, drawn: np.ndarray) -> Band:
    """Return the curve with the middle 95 % of the draws; nan where half of them have none."""
    ranked = np.sort(drawn, axis=0)  # nan goes last
    known = (~np.isnan(ranked)).sum(axis=0)
    low, high = (_quantile(ranked, known, share) for share in (0.025, 0.975))
    absent = 2 * known <= len(drawn)
    return Band(value, np.where(absent, np.nan, low), np.where(absent, np.nan, high))


def _quantile(ranked: np.ndarray, known: np.ndarray, share: float) -> np.ndarray:
    """Return a quantile of the first *known* numbers of each ascending column."""
    place = share * np.maximum(known - 1, 0)
    under = np.floor(place).astype(np.intp)
    over = np.minimum(under + 1, np.maximum(known - 1, 0))
    low, high = (np.take_along_axis(ranked, at[None], axis=0)[0] for at in (under, over))
    return np.asarray(low + (place - under) * (high - low))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(whole > 0, part / np.maximum(whole, 1), np.nan))


def _two(
    y: np.ndarray, probability: np.ndarray, classes: Sequence[str], positive: int
) -> tuple[np.ndarray, np.ndarray]:
    truth = (np.asarray(y) == positive).astype(int)
    if len(classes) != 2 or truth.all() or not truth.any():
        raise LoupeError(messages.NOT_TWO_CLASSES)
    return truth, np.asarray(probability, dtype=float)[:, positive]
