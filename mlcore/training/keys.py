"""What a split goes by, read from the dataset: groups, times, fold numbers, copies, weights."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from pandas.api import types as dtypes
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError, Where
from mlcore.events import Note
from mlcore.training import messages
from mlcore.training.messages import note
from mlcore.training.preparation.values import floats
from mlcore.training.schemes import Keys, bins
from mlcore.training.target import Target
from mlcore.types import Plan

BY_COLUMN = ("group", "time", "folds")
MOST_FOLDS = 50
_NAMES = re.compile(
    r"(?i:(?:^|[^a-z])(?:id|key|code|uuid|user|customer|client|patient|subject|session|device"
    r"|account|household|player|student|person|group)(?:$|[^a-z]))|(?<=[a-z])ID$"
)


def split_column(split: str) -> str:
    """Return the column that a split goes by; empty for splits by chance."""
    scheme, _, column = split.partition(":")
    return column if scheme in BY_COLUMN else ""


def keys(
    data: Dataset, target: Target, plan: Plan, columns: tuple[str, ...]
) -> tuple[Keys, list[Note]]:
    """Return what *plan* splits by, and what a person should know about it.

    Parameters
    ----------
    data : Dataset
        The raw rows.
    target : Target
        Its rows are used.
    plan : Plan
        With a definite split.
    columns : tuple of str
        The columns by which rows are compared to find copies; the target is one more.

    Raises
    ------
    LoupeError
        ``bad_split_column`` when the column does not suit.
    """
    scheme, column = plan.split.partition(":")[0], split_column(plan.split)
    if scheme in ("time", "folds"):
        return _by_values(data, target, plan, column)
    groups = _groups(data, target, column) if column else None
    strata = _strata(target, plan)
    found = copies(data, target, columns) if plan.copies == "together" else None
    if found is None:
        return Keys(target.rows, strata, groups), []
    repeated = f"{len(found) - len(np.unique(found)):,}"
    together = joined(groups, found) if groups is not None else found
    if _too_few(together, groups, strata, plan.folds):
        return Keys(target.rows, strata, groups), [note("copies_apart", rows=repeated)]
    notes = [note("copies_together", rows=repeated)]
    if groups is not None:
        return Keys(target.rows, strata, together), notes
    return Keys(target.rows, strata, copies=found), notes


def joined(groups: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return the groups; those that share copies of a row become one."""
    first = np.full(int(found.max()) + 1, -1)
    first[found[::-1]] = groups[::-1]
    size = int(groups.max()) + 1
    links = coo_array((np.ones(len(groups)), (groups, first[found])), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1][groups])


def copies(data: Dataset, target: Target, columns: tuple[str, ...]) -> np.ndarray | None:
    """Return a code per used row, the same for equal rows; None when all rows differ."""
    names = list(dict.fromkeys((*columns, target.raw)))
    hashed = pd.util.hash_pandas_object(data.frame(names), index=False).to_numpy()[target.rows]
    unique, codes = np.unique(hashed, return_inverse=True)
    return None if len(unique) == len(codes) else codes


def row_weights(data: Dataset, column: str, target: Target) -> np.ndarray | None:
    """Return the weight of every dataset row, or None without a column of weights.

    Raises
    ------
    LoupeError
        ``bad_weight`` unless every used row has a number that is not negative, some positive.
    """
    if not column:
        return None
    if column not in data.names or column == target.raw:
        raise _unsuited(messages.BAD_WEIGHT, column, "it is no other column of the table")
    values = floats(data.frame([column])[column])
    wrong = target.rows[~(values[target.rows] >= 0)]
    if len(wrong):
        place = Where(column=column, row=int(wrong[0]) + 1)
        reason = f"{len(wrong):,} rows have no number of 0 or more"
        raise LoupeError(messages.BAD_WEIGHT, place, column=column, reason=reason)
    if not values[target.rows].any():
        raise _unsuited(messages.BAD_WEIGHT, column, "every weight is 0")
    return values


def proposed(data: Dataset, target: str) -> tuple[str, str]:
    """Return the split that the table suggests, and why; both empty when chance will do.

    A column of dates in whose order the rows stand suggests a split by time; one that is named
    like an id and whose values repeat, a split by group.
    """
    for spec in data.columns:
        if spec.name != target and spec.kind == "date" and not spec.missing and spec.unique >= 20:
            values = data.frame([spec.name])[spec.name]
            if values.is_monotonic_increasing or values.is_monotonic_decreasing:
                return f"time:{spec.name}", messages.IN_ORDER.format(column=spec.name)
    for spec in data.columns:
        repeats = data.rows / max(spec.unique, 1)
        if spec.name == target or spec.kind == "date" or not _NAMES.search(spec.name):
            continue
        if spec.unique >= 10 and repeats >= 1.5:
            words = messages.ID_REPEATS.format(column=spec.name, times=f"{repeats:.3g}")
            return f"group:{spec.name}", words
    return "", ""


def _strata(target: Target, plan: Plan) -> np.ndarray | None:
    y = target.y[target.rows]
    if target.classes:
        return None if plan.split == "random" else y
    return bins(y) if plan.split == "stratified" else None


def _too_few(
    together: np.ndarray, groups: np.ndarray | None, strata: np.ndarray | None, folds: int
) -> bool:
    """Tell whether copies are no accident: keeping them together leaves too few parts."""
    _, first = np.unique(together, return_index=True)
    before = len(together) if groups is None else len(np.unique(groups))
    if len(first) < max(2 * folds, before / 2):
        return True
    if strata is None or groups is not None:
        return False
    return bool(np.bincount(strata[first])[np.unique(strata)].min() < folds)


def _by_values(data: Dataset, target: Target, plan: Plan, column: str) -> tuple[Keys, list[Note]]:
    values = _column(data, target, column)
    if plan.split.startswith("folds:"):
        return Keys(target.rows, folds=_fold_codes(values, column)), []
    numbers = _times(values, column)
    known = ~np.isnan(numbers)
    notes = []
    if not known.all():
        notes.append(note("times_missing", rows=f"{int((~known).sum()):,}", column=column))
    moments = np.unique(numbers[known], return_inverse=True)[1]
    return Keys(target.rows[known], moments=moments), notes


def _column(data: Dataset, target: Target, column: str) -> pd.Series:
    if column not in data.names:
        raise _unsuited(messages.BAD_SPLIT_COLUMN, column, "there is no such column")
    if column == target.raw:
        raise _unsuited(messages.BAD_SPLIT_COLUMN, column, "it is the target")
    return data.frame([column])[column].iloc[target.rows]


def _groups(data: Dataset, target: Target, column: str) -> np.ndarray:
    """Return a code per used row; a row without a value is a group of its own."""
    codes = np.array(pd.factorize(_column(data, target, column))[0])
    alone = codes < 0
    codes[alone] = codes.max() + 1 + np.arange(alone.sum())
    if len(np.unique(codes)) < 4:
        raise _unsuited(messages.BAD_SPLIT_COLUMN, column, "it has fewer than 4 groups")
    return codes


def _times(values: pd.Series, column: str) -> np.ndarray:
    if dtypes.is_datetime64_any_dtype(values):
        known = values.notna().to_numpy()
        whole = values.astype("int64").to_numpy().astype(np.float64)
        return np.where(known, whole, np.nan)
    if dtypes.is_numeric_dtype(values) and not dtypes.is_bool_dtype(values):
        return floats(values)
    raise _unsuited(messages.BAD_SPLIT_COLUMN, column, "it holds neither dates nor numbers")


def _fold_codes(values: pd.Series, column: str) -> np.ndarray:
    codes = np.array(pd.factorize(values, sort=True)[0])
    folds = int(codes.max()) + 1
    if not 2 <= folds <= MOST_FOLDS:
        reason = f"it has {folds:,} different values, and folds are 2 to {MOST_FOLDS}"
        raise _unsuited(messages.BAD_SPLIT_COLUMN, column, reason)
    return codes


def _unsuited(message: messages.Message, column: str, reason: str) -> LoupeError:
    return LoupeError(message, Where(column=column), column=column, reason=reason)
