"""Margin, support vectors and cross-validated score for many prices and widths of a kernel."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from mlcore.learn.margins import Kernel

PRICES = (0.01, 0.1, 1.0, 10.0, 100.0)
WIDTHS = (0.05, 0.2, 1.0, 5.0, 30.0)
FOLDS = 4
MOST_ROWS = 120
"""Points it is tried on, drawn at random when there are more."""
MOST_TURNS = 20_000


@dataclass(frozen=True, eq=False)
class Grid:
    """What each choice leads to.

    Parameters
    ----------
    prices, widths : tuple of float
        The C and γ that were tried; one γ, of no meaning, for a kernel that has none.
    street, held, score : ndarray, shape (widths, prices)
        Width of the street 2/‖w‖, share of points that are support vectors, and accuracy over
        the folds.
    rows : int
        Points it was tried on.
    """

    prices: tuple[float, ...]
    widths: tuple[float, ...]
    street: np.ndarray
    held: np.ndarray
    score: np.ndarray
    rows: int

    @property
    def best(self) -> tuple[int, int]:
        """The place of the highest score: γ, then C; of equal ones the widest street."""
        high = self.score >= self.score.max() - 1e-12
        at = np.where(high, self.street, -1.0).argmax()
        return int(at // len(self.prices)), int(at % len(self.prices))


def grid(X: np.ndarray, y: np.ndarray, kernel: Kernel, seed: int) -> Grid:
    """Return the grid for *kernel*; its fits are scikit-learn's SVC.

    Parameters
    ----------
    X, y : ndarray, shape (rows, 2) and (rows,)
        Points, and −1 or 1.
    kernel : Kernel
        Its ``gamma`` is replaced by each of :data:`WIDTHS` when it has one.
    seed : int
        Draws points when there are many, and the folds.
    """
    random = np.random.default_rng([seed, 12])
    taken = _taken(y, random)
    widths = WIDTHS if kernel.kind == "rbf" else (1.0,)
    folds = _folds(y[taken], random)
    found = [
        list(_of_width(X[taken], y[taken], replace(kernel, gamma=width), folds))
        for width in widths
    ]  # fmt: skip
    street, held, score = np.moveaxis(np.array(found), 2, 0)
    return Grid(PRICES, widths, street, held, score, len(taken))


def _taken(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the rows that are tried; of each class at least one for each fold, where it has."""
    order = random.permutation(len(y))
    first = [order[y[order] == sign][:FOLDS] for sign in (-1, 1)]
    chosen = list(dict.fromkeys(np.concatenate([*first, order]).tolist()))
    return np.sort(chosen[:MOST_ROWS])


def _folds(y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the fold of each row, the classes dealt out evenly."""
    folds = np.zeros(len(y), int)
    for sign in (-1, 1):
        mine = random.permutation(np.flatnonzero(y == sign))
        folds[mine] = np.arange(len(mine)) % FOLDS
    return folds


def _of_width(
    X: np.ndarray, y: np.ndarray, kernel: Kernel, folds: np.ndarray
) -> Iterator[tuple[float, float, float]]:
    """Yield width of the street, share of support vectors and score for each price."""
    from sklearn import config_context

    K = kernel(X, X)
    with warnings.catch_warnings(), config_context(
        assume_finite=True, skip_parameter_validation=True
    ):  # fmt: skip
        warnings.simplefilter("ignore")  # of fits that are cut short, at very high prices
        for price in PRICES:
            street, held = _fitted(K, y, price)
            right = [_right(K, y, price, folds == fold) for fold in range(FOLDS)]
            yield street, held, float(np.concatenate(right).mean())


def _fitted(K: np.ndarray, y: np.ndarray, price: float) -> tuple[float, float]:
    from sklearn.svm import SVC

    model = SVC(C=price, kernel="precomputed", max_iter=MOST_TURNS).fit(K, y)
    held, signed = model.support_, model.dual_coef_[0]
    slope = float(signed @ K[np.ix_(held, held)] @ signed)
    return 2 / np.sqrt(max(slope, 1e-12)), len(held) / len(y)


def _right(K: np.ndarray, y: np.ndarray, price: float, tested: np.ndarray) -> np.ndarray:
    """Return which rows of a fold are answered right by what the others teach."""
    from sklearn.svm import SVC

    own = ~tested
    if len(set(y[own])) < 2:
        return np.asarray(y[tested] == y[own][0])
    model = SVC(C=price, kernel="precomputed", max_iter=MOST_TURNS)
    model.fit(K[np.ix_(own, own)], y[own])
    return np.asarray(model.predict(K[np.ix_(tested, own)]) == y[tested])
