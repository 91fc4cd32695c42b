"""Which rows are set aside, which are trained on and which are tested in each fold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold

FEWEST_FOR_HOLDOUT = 200
HOLDOUT = 0.2
UNUSED, HELD_OUT = -2, -1

Fold = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Splits:
    """Row numbers of the dataset, from 0, in ascending order.

    Parameters
    ----------
    train_rows, holdout_rows : ndarray
        Rows that are cross-validated; rows set aside for one final score.
    folds : tuple of (ndarray, ndarray)
        Training and test rows of each fold; the test rows together are *train_rows*.
    fingerprint : str
        SHA-256 of the assignment of rows.
    holdout_reason : str
        Why there is no hold-out; empty when there is one.
    """

    train_rows: np.ndarray
    holdout_rows: np.ndarray
    folds: tuple[Fold, ...]
    fingerprint: str
    holdout_reason: str = ""

    @property
    def assignment(self) -> np.ndarray:
        """Each row's fold; -1 where it is held out, -2 where it is not used."""
        last = max(int(rows.max()) for rows in (self.train_rows, self.holdout_rows) if len(rows))
        where = np.full(last + 1, UNUSED, dtype=np.int32)
        where[self.holdout_rows] = HELD_OUT
        for fold, (_, test) in enumerate(self.folds):
            where[test] = fold
        return where


def from_assignment(where: np.ndarray, holdout_reason: str = "") -> Splits:
    """Return the splits that :attr:`Splits.assignment` describes."""
    where = np.asarray(where, dtype=np.int32)
    train = np.flatnonzero(where >= 0)
    folds = tuple(
        (train[where[train] != fold], np.flatnonzero(where == fold))
        for fold in range(int(where.max()) + 1)
    )
    digest = hashlib.sha256(np.trim_zeros(where + 2, "b").tobytes()).hexdigest()
    return Splits(train, np.flatnonzero(where == HELD_OUT), folds, digest, holdout_reason)


def split(
    rows: np.ndarray,
    strata: np.ndarray | None,
    folds: int,
    holdout: float,
    seed: int,
) -> Splits:
    """Set a share of *rows* aside, and divide the others into folds.

    Parameters
    ----------
    rows : ndarray
        Dataset rows that have a target, ascending.
    strata : ndarray or None
        Class code of each of *rows*, for stratified splits; None: at random.
    folds : int
        Number of folds.
    holdout : float
        Share set aside; 0 for none.
    seed : int
        The same seed gives the same splits.
    """
    aside = holdout_positions(strata, len(rows), holdout, seed)
    where = np.full(int(rows.max()) + 1, UNUSED, dtype=np.int32)
    where[rows[aside]] = HELD_OUT
    kept = np.setdiff1d(np.arange(len(rows)), aside)
    maker = KFold if strata is None else StratifiedKFold
    classes = np.zeros(len(kept)) if strata is None else strata[kept]
    parts = maker(folds, shuffle=True, random_state=seed).split(kept[:, None], classes)
    for fold, (_, test) in enumerate(parts):
        where[rows[kept[test]]] = fold
    return from_assignment(where)


def holdout_positions(strata: np.ndarray | None, rows: int, share: float, seed: int) -> np.ndarray:
    """Return the positions set aside: a share of each class, leaving at least two of each."""
    if share <= 0:
        return np.empty(0, dtype=np.intp)
    order = np.random.default_rng(seed).permutation(rows)
    if strata is None:
        return np.sort(order[: round(rows * share)])
    groups = [order[strata[order] == code] for code in np.unique(strata)]
    return np.sort(np.concatenate([group[: _taken(len(group), share)] for group in groups]))


def training_members(strata: np.ndarray, share: float) -> np.ndarray:
    """Return how many rows of each class remain after the hold-out is set aside."""
    counts = np.bincount(strata)
    return np.array([count - (_taken(count, share) if share > 0 else 0) for count in counts])


def _taken(members: int, share: float) -> int:
    return max(0, min(round(members * share), members - 2))
