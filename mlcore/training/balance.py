"""Rows that count more: weights from a column or by class, and rows repeated or left out."""

from __future__ import annotations

import numpy as np

from mlcore.types import Plan


def class_weights(y: np.ndarray) -> np.ndarray:
    """Return weights that let every class count the same and have mean 1."""
    counts = np.bincount(y)
    present = int((counts > 0).sum())
    return np.asarray(len(y) / (present * counts[y]))


def resampled(y: np.ndarray, how: str, seed: int) -> np.ndarray:
    """Return the rows that make classes equally frequent.

    Parameters
    ----------
    y : ndarray
        Class codes of training rows.
    how : {"over", "under"}
        Repeat rows of the rare classes at random, or leave out rows of the frequent ones.
    seed : int
        The same seed gives the same rows.

    Returns
    -------
    ndarray
        Positions in ascending order; with ``"over"`` every row is there at least once.
    """
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(y == code) for code in np.unique(y)]
    sizes = [len(rows) for rows in members]
    if how == "under":
        taken = [random.choice(rows, min(sizes), replace=False) for rows in members]
    else:
        extra = [random.choice(rows, max(sizes) - len(rows)) for rows in members]
        taken = [np.concatenate(pair) for pair in zip(members, extra, strict=True)]
    return np.sort(np.concatenate(taken))


def balanced(
    plan: Plan, y: np.ndarray, weight: np.ndarray | None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return the rows to fit on (None: all, once) and their weights (None: all the same).

    Parameters
    ----------
    plan : Plan
        Its ``balance``; nothing happens for regression.
    y : ndarray
        Answers of the training rows.
    weight : ndarray or None
        Their weights from a column.
    """
    if plan.task == "regression" or plan.balance == "none":
        return None, weight
    if plan.balance == "weights":
        by_class = class_weights(y.astype(int))
        return None, by_class if weight is None else weight * by_class
    rows = resampled(y, plan.balance, plan.seed)
    return rows, None if weight is None else weight[rows]
