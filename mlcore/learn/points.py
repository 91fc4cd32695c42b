"""What lessons run on: a few hundred points, made for the lesson or taken from a reader's table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from mlcore.errors import LoupeError, Where
from mlcore.learn import messages
from mlcore.numbers import listed, significant

if TYPE_CHECKING:
    import pandas as pd

MOST = 300
"""Rows of a reader's table that a lesson shows, drawn at random when there are more."""
LEAST = 12
LEAST_OF_EACH = 5
"""Rows of each class: one for each of five folds."""
FAR, NEAR = 1e100, 1e-100
"""Numbers may reach so far, and must lie so far apart, that their squares can be told."""
CLASSES = 3


@dataclass(frozen=True)
class Slot:
    """A column that a lesson wants.

    Parameters
    ----------
    name, label : str
        Its id (in the address) and what it is called.
    kind : {"number", "class", "order"}
        What it must hold; a class has 2 to ``classes`` values. Rows stand in the order of an
        *order* (a time, or a number), and the last of them are taken.
    role : {"input", "target"}
        Whether it becomes ``y`` or columns of ``X``: a class one of 0 and 1 for each value.
    """

    name: str
    label: str
    kind: Literal["number", "class", "order"] = "number"
    role: Literal["input", "target"] = "input"
    classes: int = CLASSES


@dataclass(frozen=True, eq=False)
class Points:
    """What a lesson runs on.

    Parameters
    ----------
    X : ndarray of float, shape (rows, columns)
        In the units of the columns.
    y : ndarray, shape (rows,), or None
        Numbers, or codes of *classes*.
    names, y_name, classes : str
        What columns, target and classes are called.
    own : bool
        Whether they are a reader's own rows.
    left_out : int
        Rows of the table that are not here: a value is missing, or there were too many.
    order : str
        The column in whose order they stand; "" when they stand as in the table.
    dated : bool
        Whether that column holds dates.
    """

    X: np.ndarray
    y: np.ndarray | None = None
    names: tuple[str, ...] = ("x", "y")
    y_name: str = ""
    classes: tuple[str, ...] = ()
    own: bool = False
    left_out: int = 0
    order: str = ""
    dated: bool = False

    @property
    def rows(self) -> int:
        """How many points there are."""
        return len(self.X)

    @property
    def target(self) -> np.ndarray:
        """``y`` of a lesson that has one."""
        if self.y is None:
            raise ValueError("these points have no target")
        return self.y


def scaled(values: np.ndarray) -> np.ndarray:
    """Return *values* with mean 0 and standard deviation 1 in each column; a constant is 0."""
    spread = values.std(axis=0)
    return np.asarray((values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def own(
    frame: pd.DataFrame, slots: Sequence[Slot], columns: Mapping[str, str], seed: int = 0
) -> Points:
    """Return the rows of *frame* that have a value in each chosen column, at most :data:`MOST`.

    Parameters
    ----------
    frame : DataFrame
        The reader's table, or the chosen columns of it.
    slots : sequence of Slot
        What the lesson wants.
    columns : mapping of str to str
        Column by slot name.
    seed : int
        Draws the rows when there are too many.

    Raises
    ------
    LoupeError
        ``lesson_few_rows``, ``lesson_one_value``, ``lesson_many_classes``,
        ``lesson_rare_class``, ``lesson_extreme_numbers``.
    """
    names = [columns[slot.name] for slot in slots]
    values = {slot.name: _cells(frame[columns[slot.name]], slot) for slot in slots}
    whole = np.logical_and.reduce([present for _, present in values.values()])
    places = np.flatnonzero(whole)
    if len(places) < LEAST:
        raise LoupeError(
            messages.FEW_ROWS, *(Where(column=name) for name in names),
            rows=len(places), columns=listed(names), least=LEAST,
        )  # fmt: skip
    order = next((slot.name for slot in slots if slot.kind == "order"), "")
    places = _last(places, values[order][0]) if order else _drawn(places, seed)
    picked = {name: cells[places] for name, (cells, _) in values.items()}
    made = _points(slots, columns, picked, len(frame) - len(places))
    return _ordered(made, frame[columns[order]]) if order else made


def _ordered(made: Points, column: pd.Series) -> Points:
    return replace(made, order=str(column.name), dated=column.dtype.kind == "M")


def _drawn(places: np.ndarray, seed: int) -> np.ndarray:
    """Return at most :data:`MOST` of *places*, drawn at random."""
    if len(places) <= MOST:
        return places
    return np.sort(np.random.default_rng(seed).choice(places, MOST, replace=False))


def _last(places: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the last :data:`MOST` of *places*, in their order; a draw would leave gaps."""
    return places[np.argsort(order[places], kind="stable")][-MOST:]


def _cells(column: pd.Series, slot: Slot) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells of *column*, and where there is one."""
    import pandas as pd

    if slot.kind == "class":
        return column.astype("str").to_numpy(object), column.notna().to_numpy(bool)
    if slot.kind == "order":
        return column.rank().to_numpy(float), column.notna().to_numpy(bool)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)
    return numbers, np.isfinite(numbers)


def _points(
    slots: Sequence[Slot],
    columns: Mapping[str, str],
    picked: Mapping[str, np.ndarray],
    left_out: int,
) -> Points:
    inputs = [slot for slot in slots if slot.role == "input" and slot.kind != "order"]
    made = [pair for s in inputs for pair in _inputs(picked[s.name], s, columns[s.name])]
    rows, names = len(next(iter(picked.values()))), tuple(name for name, _ in made)
    X = np.array([cells for _, cells in made]).T.reshape(rows, len(made))
    target = next((slot for slot in slots if slot.role == "target"), None)
    if target is None:
        return Points(X, None, names, own=True, left_out=left_out)
    y, classes = _target(picked[target.name], target, columns[target.name])
    return Points(X, y, names, columns[target.name], classes, True, left_out)


def _inputs(cells: np.ndarray, slot: Slot, column: str) -> list[tuple[str, np.ndarray]]:
    """Return the columns of ``X`` that *cells* make, by name; of classes the commonest first."""
    if slot.kind == "number":
        return [(column, _numbers(cells, column))]
    values, counts = np.unique(cells.astype(str), return_counts=True)
    common = values[np.argsort(-counts, kind="stable")]
    return [(f"{column} = {value}", (cells == value).astype(float)) for value in common]


def _target(cells: np.ndarray, slot: Slot, column: str) -> tuple[np.ndarray, tuple[str, ...]]:
    if slot.kind == "number":
        return _numbers(cells, column), ()
    classes, codes, counts = np.unique(cells.astype(str), return_inverse=True, return_counts=True)
    if not 2 <= len(classes) <= slot.classes:
        raise LoupeError(
            messages.MANY_CLASSES, Where(column=column),
            column=column, classes=len(classes), least=2, most=slot.classes,
        )  # fmt: skip
    if counts.min() < LEAST_OF_EACH:
        raise LoupeError(
            messages.RARE_CLASS, Where(column=column), column=column, least=LEAST_OF_EACH,
            rows=int(counts.min()), value=str(classes[counts.argmin()]),
        )  # fmt: skip
    return codes, tuple(map(str, classes))


def _numbers(cells: np.ndarray, column: str) -> np.ndarray:
    low, high = float(cells.min()), float(cells.max())
    if low == high:
        raise LoupeError(messages.ONE_VALUE, Where(column=column), column=column)
    if max(-low, high) > FAR or high - low < NEAR:
        raise LoupeError(
            messages.EXTREME, Where(column=column), column=column,
            low=significant(low), high=significant(high),
        )  # fmt: skip
    return cells.astype(float)
