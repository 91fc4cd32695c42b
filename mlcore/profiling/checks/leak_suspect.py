"""Columns that alone give the target away."""

from __future__ import annotations

import numpy as np
import polars as pl

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.strength import Side, level_codes, ranks, relate, side
from mlcore.profiling.target import has_classes
from mlcore.types import Finding

LABEL: Label = ("leak_suspect", "error")
NEARLY_ALL = 0.99
AVOIDED = 0.9
"""So many of the errors of always guessing the largest class must be avoided as well."""
FEWEST_ROWS = 50
Evidence = tuple[float, str]


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns whose link with the target, measured on other rows, is above 0.99."""
    if context.target is None or context.rows < FEWEST_ROWS:
        return ()
    columns = [c for c in context.inputs if c.unique > 1 or (c.unique and c.missing)]
    part = context.sample((context.target, *(c.name for c in columns)))
    part = part.filter(pl.col("0").is_not_null())
    if part.height < FEWEST_ROWS:
        return ()
    goal = context.data.column(context.target)
    answers = part.to_series(0)
    classes = level_codes(answers, 1000) if has_classes(goal, context.data.rows) else None
    numbers = side(answers, goal.kind)
    found = []
    for i, column in enumerate(columns, 1):
        own = side(part.to_series(i), column.kind)
        value, measure = tells_number(own, numbers) if classes is None else tells(own, classes)
        if value > NEARLY_ALL:
            found.append((value, measure, column))
    found.sort(key=lambda item: -item[0])
    strong, measure = found[0][:2] if found else (0.0, "")
    suspects = [column for _, _, column in found]
    return finding(LABEL, suspects, "drop", measure=measure, strength=strong, rows=part.height)


def tells(column: Side, classes: np.ndarray) -> Evidence:
    """Return how well *column* alone tells the classes: area under the curve, or accuracy."""
    found: list[Evidence] = []
    if column.numbers is not None:
        if classes.max() == 1:
            found.append((auc(column, classes), "area under the curve"))
        guess = np.where(column.known, _of_nearest(column, classes), _of_code(column, classes))
    else:
        guess = _of_code(column, classes)
    found.append((accuracy(guess, classes), "accuracy"))
    return max(found)


def tells_number(column: Side, target: Side) -> Evidence:
    """Return how well *column* alone tells a quantity: rank correlation, or R² of its levels."""
    if column.numbers is not None:
        value, _ = relate(column, target)
        both = column.known & target.known
        enough = both.sum() >= FEWEST_ROWS
        return (abs(value) if value is not None and enough else 0.0), "rank correlation"
    assert column.codes is not None
    assert target.numbers is not None
    known = target.known
    return r_squared(column.codes[known], target.numbers[known]), "R²"


def auc(column: Side, classes: np.ndarray) -> float:
    """Return the area under the curve of the numbers, whichever way they point."""
    assert column.numbers is not None
    numbers, positive = column.numbers[column.known], classes[column.known] == 1
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if min(ones, zeros) < 5 or len(numbers) < FEWEST_ROWS:
        return 0.0
    above = ranks(numbers)[positive].sum() - ones * (ones + 1) / 2
    return float(max(area := above / (ones * zeros), 1 - area))


def accuracy(guess: np.ndarray, classes: np.ndarray) -> float:
    """Return the share of right guesses; 0 when the largest class is about as good a guess."""
    right = float((guess == classes).mean())
    base = float(np.bincount(classes).max() / len(classes))
    return right if base < 1 and (right - base) / (1 - base) > AVOIDED else 0.0


def _of_code(column: Side, classes: np.ndarray) -> np.ndarray:
    """Return for each row the most frequent class of its code in the other half of the rows."""
    codes = column.known.astype(int) if column.codes is None else column.codes + 1
    counts = np.zeros((2, codes.max() + 1, classes.max() + 1))
    half = np.arange(len(codes)) % 2
    np.add.at(counts, (half, codes, classes), 1)
    usual = np.bincount(classes).argmax()
    guess = np.where(counts.sum(axis=2) > 0, counts.argmax(axis=2), usual)
    return guess[1 - half, codes]


def _of_nearest(column: Side, classes: np.ndarray) -> np.ndarray:
    """Return for each row the class of the nearest number in the other half of the rows."""
    assert column.numbers is not None
    guess = np.zeros(len(classes), dtype=np.int64)
    half = np.arange(len(classes)) % 2
    for own in (0, 1):
        mine = np.flatnonzero(column.known & (half == own))
        others = np.flatnonzero(column.known & (half != own))
        others = others[np.argsort(column.numbers[others], kind="stable")]
        if not len(others):
            continue
        sorted_numbers = column.numbers[others]
        above = np.searchsorted(sorted_numbers, column.numbers[mine]).clip(0, len(others) - 1)
        below = (above - 1).clip(0)
        further = np.abs(sorted_numbers[above] - column.numbers[mine])
        nearer = np.abs(sorted_numbers[below] - column.numbers[mine]) < further
        guess[mine] = classes[others[np.where(nearer, below, above)]]
    return guess


def r_squared(codes: np.ndarray, numbers: np.ndarray) -> float:
    """Return the R² of guessing the other half's mean per code."""
    codes = codes + 1
    sums, counts = np.zeros((2, codes.max() + 1)), np.zeros((2, codes.max() + 1))
    half = np.arange(len(codes)) % 2
    np.add.at(sums, (half, codes), numbers)
    np.add.at(counts, (half, codes), 1)
    guess = np.where(counts > 0, sums / np.maximum(counts, 1), numbers.mean())
    total = ((numbers - numbers.mean()) ** 2).sum()
    left = ((numbers - guess[1 - half, codes]) ** 2).sum()
    return float(1 - left / total) if total > 0 else 0.0


CHECK = Check(*LABEL, find)
