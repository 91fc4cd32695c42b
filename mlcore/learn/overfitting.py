"""The lesson on over- and underfitting: what grows, and how the errors go along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.learn.capacity import Draws, Fits, Parts, draws, rows_of, weights_of
from mlcore.learn.lesson import Chosen, Trajectory
from mlcore.learn.points import Points

OVER, UNDER = "over", "under"
HIGHEST = 15
"""The degree up to which complexity is shown beside the number of rows."""
SIZES = 9
FEWEST = 6
PRICES = np.geomspace(1e-5, 1e3, 25)
BAND = (10, 50, 90)
"""Percentiles of the repetitions: a band and its middle."""
WORSE = 1.25
"""How many times the least error is too much."""
APART = 2.0
"""How many times the error on its own rows is that on others when it knows its own by heart."""
SHOWN = 12
"""Fits of repetitions that are drawn one by one."""


@dataclass(frozen=True, eq=False)
class Errors:
    """Errors of the repetitions: the lower end of a band, the middle, the upper end.

    Parameters
    ----------
    train, test : ndarray, shape (3,)
        On the rows learned from, and on others.
    """

    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True, eq=False)
class Ability:
    """One frame.

    Parameters
    ----------
    degree, rows : int
        Of the polynomial, and learned from.
    price : float
        On large weights.
    weights : ndarray, shape (degree + 1,)
        Of the fit to the rows at hand.
    curve : ndarray, shape (places,)
        That fit on the grid.
    others : ndarray, shape (SHOWN, places)
        Fits to rows drawn again.
    errors : Errors
        Of all repetitions.
    parts : Parts
        What their mean error on other rows is made of.
    """

    degree: int
    rows: int
    price: float
    weights: np.ndarray
    curve: np.ndarray
    others: np.ndarray
    errors: Errors
    parts: Parts


@dataclass(frozen=True, eq=False, kw_only=True)
class Fitting(Trajectory[Ability]):
    """All frames, the rows, and the errors beside the path.

    Parameters
    ----------
    x, y : ndarray, shape (rows,)
        The rows at hand; those of a frame are the first of them.
    truth : ndarray or None
        On the grid.
    degrees, sizes : tuple of int
        Of *beside*; empty when the price grows.
    beside : dict of (degree, rows): Errors
        Wherever a frame looks from, both ways.
    least : float
        The least error on other rows that was met.
    """

    x: np.ndarray
    y: np.ndarray
    truth: np.ndarray | None
    degrees: tuple[int, ...]
    sizes: tuple[int, ...]
    beside: dict[tuple[int, int], Errors]
    least: float


def fitting(points: Points, chosen: Chosen) -> Fitting:
    """Return how the errors go as the degree, the rows or the price grow."""
    rows = rows_of(points, chosen)
    drawn = draws(rows, max(HIGHEST, chosen["degree"]))
    path, degrees, sizes = ways(chosen, rows.most)
    sums = {size: drawn.sums(size) for size in {rows.most, *sizes}}
    beside = {
        (degree, size): _errors(drawn.fits(sums[size], size, degree, chosen["price"]))
        for degree in degrees for size in sizes
    }  # fmt: skip
    frames = tuple(
        _frame(drawn, size, degree, price, drawn.fits(sums[size], size, degree, price))
        for size, degree, price in path
    )
    near = [beside[degree, rows.most] for degree in degrees] or [f.errors for f in frames]
    least = min(float(errors.test[1]) for errors in near)
    return Fitting(
        points=points, chosen=chosen, frames=frames, ending=_ending(frames[-1], least),
        x=rows.x, y=rows.y, truth=rows.truth, degrees=degrees, sizes=sizes, beside=beside,
        least=least,
    )  # fmt: skip


def ways(
    chosen: Chosen, most: int
) -> tuple[list[tuple[int, int, float]], tuple[int, ...], tuple[int, ...]]:
    """Return rows, degree and price of each frame, and the degrees and sizes shown beside."""
    degree, price = chosen["degree"], chosen["price"]
    if chosen["grows"] == "price":
        return [(most, degree, float(each)) for each in PRICES], (), ()
    degrees = tuple(range(HIGHEST + 1))
    steps = np.geomspace(min(FEWEST, most), most, SIZES).round().astype(int)
    sizes = tuple(int(size) for size in np.unique(steps))
    if chosen["grows"] == "rows":
        return [(size, degree, price) for size in sizes], degrees, sizes
    return [(most, each, price) for each in range(degree + 1)], degrees, sizes


def _errors(fits: Fits) -> Errors:
    return Errors(np.percentile(fits.train, BAND), np.percentile(fits.test, BAND))


def _frame(drawn: Draws, size: int, degree: int, price: float, fits: Fits) -> Ability:
    rows = drawn.rows
    weights = weights_of(rows.x[:size], rows.y[:size], degree, price)
    curve = drawn.grid[:, : degree + 1] @ weights
    return Ability(
        degree, size, price, weights, curve, fits.curves[:SHOWN], _errors(fits), fits.parts
    )


def _ending(last: Ability, least: float) -> str:
    train, test = float(last.errors.train[1]), float(last.errors.test[1])
    if test <= WORSE * least:
        return ""
    return OVER if test > APART * train else UNDER
