"""Columns that alone give the target away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.strength import Side, level_codes, relate, side
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
    if column.numbers is None:
        assert column.codes is not None
        return accuracy(of_code(column.codes + 1, classes), classes), "accuracy"
    found = Ordered.of(column.numbers)
    evidence: list[Evidence] = [(accuracy(of_nearest(found, classes), classes), "accuracy")]
    if classes.max() == 1:
        evidence.append((auc(found, classes), "area under the curve"))
    return max(evidence)


@dataclass(frozen=True)
class Ordered:
    """The numbers of a column in order, sorted once for all that is asked of them."""

    rows: np.ndarray
    """Those with a number, by their number."""
    numbers: np.ndarray
    start: np.ndarray
    """Where the run of equal numbers begins that each belongs to."""
    same: np.ndarray
    """How long that run is."""

    @classmethod
    def of(cls, numbers: np.ndarray) -> Ordered:
        """Sort *numbers*; nan stands for a gap."""
        rows = np.flatnonzero(np.isfinite(numbers))
        rows = rows[np.argsort(numbers[rows], kind="stable")]
        ordered = numbers[rows]
        first = np.flatnonzero(np.diff(ordered, prepend=np.nan) != 0)
        same = np.diff(first, append=len(rows))
        return cls(rows, ordered, np.repeat(first, same), np.repeat(same, same))


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


def auc(column: Ordered, classes: np.ndarray) -> float:
    """Return the area under the curve of the numbers, whichever way they point."""
    positive = classes[column.rows] == 1
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if min(ones, zeros) < 5 or ones + zeros < FEWEST_ROWS:
        return 0.0
    ranks = column.start + (column.same + 1) / 2  # equal ones share theirs
    above = ranks[positive].sum() - ones * (ones + 1) / 2
    return float(max(area := above / (ones * zeros), 1 - area))


def accuracy(guess: np.ndarray, classes: np.ndarray) -> float:
    """Return the share of right guesses; 0 when the largest class is about as good a guess."""
    right = float((guess == classes).mean())
    if right <= AVOIDED:  # then no base is low enough
        return 0.0
    base = float(np.bincount(classes).max() / len(classes))
    return right if base < 1 and (right - base) / (1 - base) > AVOIDED else 0.0


def of_code(codes: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Return for each row the most frequent class of its code in the other half of the rows."""
    half, size = np.arange(len(codes)) % 2, (codes.max() + 1, classes.max() + 1)
    cells = (half * size[0] + codes) * size[1] + classes
    counts = np.bincount(cells, minlength=2 * size[0] * size[1]).reshape(2, *size)
    guess = counts.argmax(axis=2)
    unseen = counts.sum(axis=2) == 0
    if unseen.any():
        guess[unseen] = np.bincount(classes).argmax()
    return guess[1 - half, codes]


def of_nearest(column: Ordered, classes: np.ndarray) -> np.ndarray:
    """Return for each row the class of the nearest number in the other half of the rows.

    Rows without a number are answered by what the others without one are.
    """
    rows, numbers = column.rows, column.numbers
    guess = np.zeros(len(classes), dtype=np.int64)
    if len(rows) < len(guess):
        known = np.zeros_like(guess)
        known[rows] = 1
        guess = of_code(known, classes)
    for own in (0, 1):
        mine, others = np.flatnonzero(rows % 2 == own), np.flatnonzero(rows % 2 != own)
        if not len(others):
            continue
        before = np.concatenate([[0], np.cumsum(rows % 2 != own)])[column.start[mine]]
        above = others[before.clip(0, len(others) - 1)]
        below = others[(before - 1).clip(0, len(others) - 1)]
        nearer = np.abs(numbers[below] - numbers[mine]) < np.abs(numbers[above] - numbers[mine])
        guess[rows[mine]] = classes[rows[np.where(nearer, below, above)]]
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
