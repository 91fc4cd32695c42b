"""Ways to split: at random, by class, by group, by time, or as a column says; the hold-out too."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)

from mlcore.training.splits import (
    ASIDE,
    HELD_OUT,
    TEST,
    TRAIN,
    UNUSED,
    Splits,
    from_assignment,
    holdout_positions,
    split,
)

MOST_GROUPS = 2000
"""Groups up to which classes are balanced over folds; with more, chance does that."""


@dataclass(frozen=True, eq=False)
class Keys:
    """What a split goes by, one value for each of *rows*.

    Parameters
    ----------
    rows : ndarray
        Dataset rows to use, ascending.
    strata : ndarray or None
        Class codes, or bins of a number, that every fold should hold alike.
    groups : ndarray or None
        Codes; rows of one group stay on one side.
    copies : ndarray or None
        Codes; equal rows of the table have the same one and stay on one side. Not looked at
        where there are groups.
    moments : ndarray or None
        Ranks of the times, from 0; training rows come before test rows.
    folds : ndarray or None
        Fold numbers from 0, and -1 for rows held out.
    """

    rows: np.ndarray
    strata: np.ndarray | None = None
    groups: np.ndarray | None = None
    copies: np.ndarray | None = None
    moments: np.ndarray | None = None
    folds: np.ndarray | None = None


@dataclass(frozen=True)
class Shape:
    """How many folds, how large the hold-out; as in the plan."""

    folds: int = 5
    holdout: float = 0.0
    seed: int = 0
    repeats: int = 1
    gap: int = 0
    window: int = 0


def make(keys: Keys, shape: Shape) -> Splits:
    """Return the splits that *keys* allow."""
    if keys.folds is not None:
        return _by_column(keys.rows, keys.folds)
    if keys.moments is not None:
        return _by_time(keys.rows, keys.moments, shape)
    if shape.repeats > 1:
        return _repeated(keys, shape)
    if keys.groups is None and keys.copies is None:
        return split(keys.rows, keys.strata, shape.folds, shape.holdout, shape.seed)
    aside = _aside(keys, shape)
    return from_assignment(_partition(keys, shape, aside, shape.seed))


def bins(y: np.ndarray, most: int = 10, members: int = 10) -> np.ndarray:
    """Return the quantile bin of each number, so that every fold holds low and high ones."""
    count = int(np.clip(len(y) // members, 1, most))
    edges = np.unique(np.quantile(y, np.linspace(0, 1, count + 1)[1:-1]))
    return np.searchsorted(edges, y, side="right")


def _by_column(rows: np.ndarray, folds: np.ndarray) -> Splits:
    where = np.full(int(rows.max()) + 1, UNUSED, dtype=np.int32)
    where[rows] = np.where(folds < 0, HELD_OUT, folds)
    return from_assignment(where)


def _by_time(rows: np.ndarray, moments: np.ndarray, shape: Shape) -> Splits:
    """Test on the moments after those trained on; the latest rows are the hold-out."""
    kept, late = _until(moments, shape)
    where = np.full((int(rows.max()) + 1, shape.folds), UNUSED, dtype=np.int8)
    where[rows[late]] = HELD_OUT
    known = np.unique(moments[kept])
    where[rows[np.isin(moments, known)]] = ASIDE
    maker = TimeSeriesSplit(shape.folds, gap=shape.gap, max_train_size=shape.window or None)
    for fold, (before, after) in enumerate(maker.split(known)):
        where[rows[np.isin(moments, known[before])], fold] = TRAIN
        where[rows[np.isin(moments, known[after])], fold] = TEST
    return from_assignment(where)


def _until(moments: np.ndarray, shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are early enough to train on, and which are the latest share."""
    if not shape.holdout:
        return np.ones(len(moments), dtype=bool), np.zeros(len(moments), dtype=bool)
    first = np.sort(moments)[len(moments) - max(1, round(len(moments) * shape.holdout))]
    return moments < first - shape.gap, moments >= first


def _repeated(keys: Keys, shape: Shape) -> Splits:
    """Draw the folds several times; the rows held out stay the same."""
    aside = _aside(keys, shape)
    parts = []
    for repeat in range(shape.repeats):
        drawn = _partition(keys, shape, aside, shape.seed + repeat)
        for fold in range(shape.folds):
            used = np.where(drawn == fold, TEST, TRAIN)
            parts.append(np.where(drawn < 0, drawn, used).astype(np.int8))
    return from_assignment(np.column_stack(parts))


def _aside(keys: Keys, shape: Shape) -> np.ndarray:
    """Return the positions held out: whole groups and copies."""
    if not shape.holdout:
        return np.empty(0, dtype=np.intp)
    if keys.groups is not None:
        draws = replace(shape, folds=max(2, round(1 / shape.holdout)))
        everything = np.arange(len(keys.rows))
        return np.sort(_grouped(keys, draws, everything, shape.seed, shuffle=True)[0])
    units, strata = _units(keys)
    held = holdout_positions(strata, len(units), shape.holdout, shape.seed)
    return np.flatnonzero(np.isin(_copies(keys), units[held]))


def _partition(keys: Keys, shape: Shape, aside: np.ndarray, seed: int) -> np.ndarray:
    """Return each dataset row's fold."""
    where = np.full(int(keys.rows.max()) + 1, UNUSED, dtype=np.int32)
    where[keys.rows[aside]] = HELD_OUT
    kept = np.setdiff1d(np.arange(len(keys.rows)), aside)
    for fold, test in enumerate(_tests(keys, shape, kept, seed)):
        where[keys.rows[test]] = fold
    return where


def _tests(keys: Keys, shape: Shape, kept: np.ndarray, seed: int) -> list[np.ndarray]:
    if keys.groups is not None:
        return _grouped(keys, shape, kept, seed, shuffle=shape.repeats > 1)
    copies = _copies(keys)
    units, first = np.unique(copies[kept], return_index=True)
    strata = None if keys.strata is None else keys.strata[kept][first]
    maker = KFold if strata is None else StratifiedKFold
    classes = np.zeros(len(units)) if strata is None else strata
    drawn = maker(shape.folds, shuffle=True, random_state=seed).split(units[:, None], classes)
    return [kept[np.isin(copies[kept], units[test])] for _, test in drawn]


def _grouped(
    keys: Keys, shape: Shape, kept: np.ndarray, seed: int, shuffle: bool
) -> list[np.ndarray]:
    assert keys.groups is not None
    groups = keys.groups[kept]
    few = len(np.unique(groups)) <= MOST_GROUPS
    state = seed if shuffle else None
    if keys.strata is not None and few:
        maker = StratifiedGroupKFold(shape.folds, shuffle=shuffle, random_state=state)
        drawn = maker.split(kept[:, None], keys.strata[kept], groups)
    else:
        whole = GroupKFold(shape.folds, shuffle=shuffle, random_state=state)
        drawn = whole.split(kept[:, None], groups=groups)
    return [kept[test] for _, test in drawn]


def _units(keys: Keys) -> tuple[np.ndarray, np.ndarray | None]:
    units, first = np.unique(_copies(keys), return_index=True)
    return units, None if keys.strata is None else keys.strata[first]


def _copies(keys: Keys) -> np.ndarray:
    return np.arange(len(keys.rows)) if keys.copies is None else keys.copies
