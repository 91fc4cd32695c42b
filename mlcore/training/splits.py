"""Which rows are set aside, which are trained on and which are tested in each fold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold

FEWEST_FOR_HOLDOUT = 200
HOLDOUT = 0.2
UNUSED, HELD_OUT = -2, -1
TRAIN, TEST, ASIDE = 0, 1, 2
"""What a row does in one fold, where folds are not each other's complement."""

Fold = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Splits:
    """Row numbers of the dataset, from 0, in ascending order.

    Parameters
    ----------
    train_rows, holdout_rows : ndarray
        Rows that are cross-validated; rows set aside for one final score.
    folds : tuple of (ndarray, ndarray)
        Training and test rows of each fold. Usually the test rows together are *train_rows*,
        each once; repeated splits test rows several times, splits by time not the earliest.
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

    @cached_property
    def tested(self) -> np.ndarray:
        """Rows tested in some fold, ascending: those with an out-of-fold answer."""
        return np.unique(np.concatenate([test for _, test in self.folds]))

    @cached_property
    def partition(self) -> bool:
        """True when every cross-validated row is tested once and trained on otherwise."""
        tests = sum(len(test) for _, test in self.folds)
        trains = sum(len(train) for train, _ in self.folds)
        used = len(self.train_rows)
        return tests == used == len(self.tested) and trains == used * (len(self.folds) - 1)

    @property
    def ratio(self) -> float:
        """Test rows per training row, which decides how far the scores vary together."""
        if self.partition:
            return 1 / (len(self.folds) - 1)
        tests = sum(len(test) for _, test in self.folds)
        return tests / max(1, sum(len(train) for train, _ in self.folds))

    @property
    def assignment(self) -> np.ndarray:
        """Each row's fold; -1 where it is held out, -2 where it is not used.

        Where the folds are not each other's complement, one column per fold says what the row
        does in it: ``TRAIN``, ``TEST``, ``ASIDE``.
        """
        last = max(int(rows.max()) for rows in (self.train_rows, self.holdout_rows) if len(rows))
        if self.partition:
            where = np.full(last + 1, UNUSED, dtype=np.int32)
            where[self.holdout_rows] = HELD_OUT
            for fold, (_, test) in enumerate(self.folds):
                where[test] = fold
            return where
        many = np.full((last + 1, len(self.folds)), UNUSED, dtype=np.int8)
        many[self.holdout_rows] = HELD_OUT
        many[self.train_rows] = ASIDE
        for fold, (train, test) in enumerate(self.folds):
            many[train, fold], many[test, fold] = TRAIN, TEST
        return many


def from_assignment(where: np.ndarray, holdout_reason: str = "") -> Splits:
    """Return the splits that :attr:`Splits.assignment` describes."""
    if where.ndim == 2:
        return _from_columns(where, holdout_reason)
    where = np.asarray(where, dtype=np.int32)
    train = np.flatnonzero(where >= 0)
    folds = tuple(
        (train[where[train] != fold], np.flatnonzero(where == fold))
        for fold in range(int(where.max()) + 1)
    )
    digest = hashlib.sha256(np.trim_zeros(where + 2, "b").tobytes()).hexdigest()
    return Splits(train, np.flatnonzero(where == HELD_OUT), folds, digest, holdout_reason)


def _from_columns(where: np.ndarray, holdout_reason: str) -> Splits:
    used = np.flatnonzero((where >= 0).any(axis=1))
    held = np.flatnonzero(where[:, 0] == HELD_OUT)
    folds = tuple(
        (np.flatnonzero(column == TRAIN), np.flatnonzero(column == TEST)) for column in where.T
    )
    last = int(max(used.max(), held.max() if len(held) else 0)) + 1
    digest = hashlib.sha256(np.ascontiguousarray(where[:last]).tobytes()).hexdigest()
    return Splits(used, held, folds, digest, holdout_reason)


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
