"""Over- and underfitting: polynomials of growing degree, fitted to rows drawn again and again.

Two ways to draw again: new rows from the truth, which only made data allow, or rows of the same
table with replacement (the bootstrap, Efron 1979), asked about the rows left out. Bias and variance
after Geman, Bienenstock and Doursat (1992): over repeated draws the squared error at a place is the
noise, plus the squared distance of the mean fit from the truth, plus the spread of the fits.

The columns are Legendre polynomials, which hardly overlap on -1 to 1: the fit of a degree is that
of the plain powers, its numbers are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import legvander

from mlcore.learn.lesson import Chosen
from mlcore.learn.points import Points, scaled

REPEATS = 60
GRID = np.linspace(-1, 1, 101)
TINY = 1e-9
"""Added to the diagonal: with fewer rows than columns the shortest solution is taken."""
TRUTHS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "wave": lambda x: np.sin(1.5 * np.pi * x),
    "line": lambda x: 0.8 * x,
    "step": lambda x: np.tanh(6 * x),
}


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows at hand, from -1 to 1 across, and the rows drawn again.

    Parameters
    ----------
    x, y : ndarray, shape (rows,)
        At hand, in an order drawn by the seed.
    again_x, again_y : ndarray, shape (repeats, most)
        Drawn again; a repetition of fewer rows takes the first of them.
    drawn : ndarray of int, shape (repeats, most), or None
        Which of the rows at hand they are; None for new ones.
    truth : ndarray, shape (places,), or None
        On :data:`GRID`, where it is known.
    noise : float
        Standard deviation of the rows around the truth; nan where it is not known.
    """

    x: np.ndarray
    y: np.ndarray
    again_x: np.ndarray
    again_y: np.ndarray
    drawn: np.ndarray | None
    truth: np.ndarray | None
    noise: float

    @property
    def most(self) -> int:
        """Rows that a repetition draws."""
        return self.again_x.shape[1]


@dataclass(frozen=True, eq=False)
class Parts:
    """What a new row's squared error is made of, on average over the repetitions.

    Parameters
    ----------
    bias : float
        Squared distance of the mean fit from the truth; nan where the truth is not known.
    variance : float
        Spread of the fits around their mean.
    noise : float
        Variance of the rows around the truth; where that is not known, noise and bias together.
    """

    bias: float
    variance: float
    noise: float

    @property
    def total(self) -> float:
        """Their sum: the expected squared error of a new row."""
        return float(np.nansum([self.bias, self.variance, self.noise]))


@dataclass(frozen=True, eq=False)
class Fits:
    """All repetitions at one degree, number of rows and price.

    Parameters
    ----------
    curves : ndarray, shape (repeats, places)
        The fits on :data:`GRID`.
    train, test : ndarray, shape (repeats,)
        Mean squared errors on the rows learned from, and on others.
    parts : Parts
        Of the mean test error.
    """

    curves: np.ndarray
    train: np.ndarray
    test: np.ndarray
    parts: Parts


def made(chosen: Chosen) -> Points:
    """Return rows around the chosen truth."""
    rng = np.random.default_rng([chosen.seed, 21])
    x = rng.uniform(-1, 1, chosen["rows"])
    y = TRUTHS[chosen["truth"]](x) + chosen["noise"] * rng.normal(size=len(x))
    return Points(x[:, None], y, ("x",), "y")


def rows_of(points: Points, chosen: Chosen) -> Rows:
    """Return the rows at hand and the rows drawn again.

    A reader's own numbers are brought to -1 to 1 across, and to mean 0 and standard deviation 1 up.
    """
    rng = np.random.default_rng([chosen.seed, 22])
    order = rng.permutation(points.rows)
    x, y = points.X[order, 0], points.target[order].astype(float)
    if points.own:
        x, y = 2 * (x - x.min()) / np.ptp(x) - 1, scaled(y)
    most = min(chosen["rows"], len(x))
    if points.own or chosen["again"] == "bootstrap":
        drawn = rng.integers(0, len(x), (REPEATS, most))
        again_x, again_y = x[drawn], y[drawn]
    else:
        drawn, again_x = None, rng.uniform(-1, 1, (REPEATS, most))
        noise = chosen["noise"] * rng.normal(size=again_x.shape)
        again_y = TRUTHS[chosen["truth"]](again_x) + noise
    truth = None if points.own else TRUTHS[chosen["truth"]](GRID)
    return Rows(x, y, again_x, again_y, drawn, truth, np.nan if points.own else chosen["noise"])


# ---------------------------------------------------------------------------- fitting


def weights_of(x: np.ndarray, y: np.ndarray, degree: int, price: float) -> np.ndarray:
    """Return the weights of the fit to some rows: least squares, with a price on all but the first.

    Returns
    -------
    ndarray, shape (degree + 1,)
        Of the Legendre polynomials, lowest first.
    """
    design = legvander(x, degree)
    shrunk = np.sqrt(price) * np.eye(degree + 1)[1:]
    above = np.vstack([design, shrunk])
    return np.linalg.lstsq(above, np.r_[y, np.zeros(degree)], rcond=None)[0]


@dataclass(frozen=True, eq=False)
class Sums:
    """What fits to the first rows of each repetition need, for all degrees up to one."""

    squares: np.ndarray
    products: np.ndarray

    def weights(self, degree: int, price: float) -> np.ndarray:
        """Return the weights of each repetition, shape (repeats, degree + 1)."""
        size = degree + 1
        shrunk = np.diag(np.r_[0.0, np.full(degree, price)]) + TINY * np.eye(size)
        left, right = self.squares[:, :size, :size], self.products[:, :size, None]
        return np.asarray(np.linalg.solve(left + shrunk, right)[..., 0])


@dataclass(frozen=True, eq=False)
class Draws:
    """Rows, and the designs of all that is asked of their fits."""

    rows: Rows
    degree: int
    again: np.ndarray
    grid: np.ndarray
    whole: np.ndarray

    def sums(self, size: int) -> Sums:
        """Return the sums over the first *size* rows of each repetition."""
        design, y = self.again[:, :size], self.rows.again_y[:, :size]
        turned = design.transpose(0, 2, 1)
        return Sums(turned @ design, (turned @ y[..., None])[..., 0])

    def fits(self, sums: Sums, size: int, degree: int, price: float) -> Fits:
        """Return the fits to the first *size* rows of each repetition."""
        weights = sums.weights(degree, price)
        curves = weights @ self.grid[:, : degree + 1].T
        answers = np.einsum("rnd,rd->rn", self.again[:, :size, : degree + 1], weights)
        train = ((answers - self.rows.again_y[:, :size]) ** 2).mean(axis=1)
        if self.rows.drawn is None:
            test, parts = self._known(curves)
            return Fits(curves, train, test, parts)
        asked = weights @ self.whole[:, : degree + 1].T
        test, parts = left_out(asked, self.rows.y, self.rows.drawn[:, :size])
        if self.rows.truth is not None:
            parts = self._known(curves)[1]
        return Fits(curves, train, test, parts)

    def _known(self, curves: np.ndarray) -> tuple[np.ndarray, Parts]:
        """Return the expected error of each fit, and its parts, against the truth."""
        truth, noise = self.rows.truth, self.rows.noise**2
        middle = curves.mean(axis=0)
        parts = Parts(
            float(((middle - truth) ** 2).mean()), float(curves.var(axis=0).mean()), noise
        )
        return ((curves - truth) ** 2).mean(axis=1) + noise, parts


def left_out(asked: np.ndarray, y: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, Parts]:
    """Return the error on the rows that a repetition did not draw, and its two parts.

    Parameters
    ----------
    asked : ndarray, shape (repeats, rows)
        The answer of each repetition for every row.
    y : ndarray, shape (rows,)
        What is right.
    drawn : ndarray of int, shape (repeats, any)
        The rows that each repetition learned from.
    """
    out = np.ones(asked.shape, bool)
    np.put_along_axis(out, drawn, False, axis=1)
    times = out.sum(axis=0)
    errors = np.where(out, (asked - y) ** 2, 0.0)
    test = errors.sum(axis=1) / np.maximum(out.sum(axis=1), 1)
    asked, y, out, times = (part[..., times > 1] for part in (asked, y, out, times))
    middle = np.where(out, asked, 0.0).sum(axis=0) / times
    spread = np.where(out, (asked - middle) ** 2, 0.0).sum(axis=0) / times
    off = ((middle - y) ** 2).mean() if len(y) else np.nan
    return test, Parts(np.nan, float(spread.mean()) if len(y) else np.nan, float(off))


def draws(rows: Rows, degree: int) -> Draws:
    """Return *rows* with the designs of all degrees up to *degree*."""
    designs = (legvander(x, degree) for x in (rows.again_x, GRID, rows.x))
    return Draws(rows, degree, *designs)
