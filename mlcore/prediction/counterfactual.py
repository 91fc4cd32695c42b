"""The smallest change that turns the answer or brings it to a number: one input, or two together.

A search over values that training had (Wachter, Mittelstadt and Russell 2018, without gradients):
every single change first, then pairs among the changes that helped most. A change of a number
costs its share of the width between the 5th and 95th percentile; another category costs 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np

from mlcore.prediction.answer import checked_answers
from mlcore.prediction.cases import Cases
from mlcore.prediction.model import Model
from mlcore.prediction.response import hours, tried
from mlcore.prediction.rows import Checked
from mlcore.types import Field

HELPFUL = 4
"""Columns whose changes are tried together."""
KEPT = 12
"""Values of each of them."""
DAYS = 365.0


@dataclass(frozen=True)
class Turn:
    """A changed row that is answered otherwise.

    Parameters
    ----------
    changes : tuple of (column, before, after)
        One or two.
    row : tuple
        All values after it.
    cost : float
        How large the change is.
    answer : str or float
        The class or the number answered then.
    """

    changes: tuple[tuple[str, Any, Any], ...]
    row: tuple[Any, ...]
    cost: float
    answer: str | float


class _Goal(Protocol):
    """What a change is to bring about."""

    def reached(self, raw: np.ndarray) -> np.ndarray:
        """Tell which of the model's answers are so."""

    def short(self, raw: np.ndarray) -> np.ndarray:
        """Return how far each answer is from being so."""


@dataclass(frozen=True)
class _Other:
    """Another class is answered than *now*."""

    model: Model
    now: int

    def reached(self, raw: np.ndarray) -> np.ndarray:
        return np.isfinite(raw).all(axis=1) & (self.model.codes(np.nan_to_num(raw)) != self.now)

    def short(self, raw: np.ndarray) -> np.ndarray:
        return np.asarray(raw[:, self.now])


@dataclass(frozen=True)
class _Beyond:
    """The answer is at least *level*, or at most."""

    level: float
    above: bool

    def reached(self, raw: np.ndarray) -> np.ndarray:
        return raw >= self.level if self.above else raw <= self.level

    def short(self, raw: np.ndarray) -> np.ndarray:
        return self.level - raw if self.above else raw - self.level


def turn(model: Model, row: tuple[Any, ...], fixed: Collection[str] = ()) -> Turn | None:
    """Return the smallest change after which another class is answered.

    Parameters
    ----------
    model : Model
        A classifier.
    row : tuple
        Plain values in signature order.
    fixed : collection of str
        Columns that may not change. The others stay within what training had, whole numbers whole.

    Returns
    -------
    Turn or None
        None when no change of one or two columns among those tried turns the answer.
    """
    return _search(model, row, fixed, _Other(model, int(model.codes(_raw(model, [row]))[0])))


def reach(
    model: Model, row: tuple[Any, ...], level: float, fixed: Collection[str] = ()
) -> Turn | None:
    """Return the smallest change that brings a number from where it is to *level* or beyond.

    Parameters
    ----------
    model : Model
        A regression.
    row, fixed
        As :func:`turn` takes them.
    level : float
        At least this is wanted when the answer is below it now, else at most this.

    Returns
    -------
    Turn or None
        None when no change of one or two columns among those tried gets there.
    """
    now = float(_raw(model, [row])[0])
    return _search(model, row, fixed, _Beyond(level, level > now))


def _search(model: Model, row: tuple[Any, ...], fixed: Collection[str], goal: _Goal) -> Turn | None:
    singles = [
        (place, value)
        for place, field in enumerate(model.signature.fields)
        if field.name not in fixed
        for value in _values(field, row[place])
        if value != row[place]
    ]
    if not singles:
        return None
    raw = _raw(model, [_with(row, [change]) for change in singles])
    found = [[singles[at]] for at in np.flatnonzero(goal.reached(raw))]
    if not found:
        pairs = list(_pairs(singles, goal.short(raw)))
        after = _raw(model, [_with(row, pair) for pair in pairs])
        found = [pairs[at] for at in np.flatnonzero(goal.reached(after))]
    if not found:
        return None
    return _made(model, row, min(found, key=lambda changes: _cost(model, row, changes)))


Change = tuple[int, Any]


def _values(field: Field, now: Any) -> tuple[Any, ...]:
    """Return values that training had; of dates, other days at the same time, and other hours."""
    if field.kind == "date":
        return (*tried(field, now), *hours(field, now))
    return tried(field, None)


def _pairs(singles: list[Change], short: np.ndarray) -> Iterator[list[Change]]:
    """Yield pairs of changes in different columns, among those that came nearest alone."""
    order = np.argsort(short, kind="stable").tolist()
    by_place: dict[int, list[Change]] = {}
    for at in order:
        by_place.setdefault(singles[at][0], []).append(singles[at])
    helpful = [changes[:KEPT] for changes in list(by_place.values())[:HELPFUL]]
    for number, first in enumerate(helpful):
        for second in helpful[number + 1 :]:
            yield from ([one, other] for one in first for other in second)


def _made(model: Model, row: tuple[Any, ...], changes: list[Change]) -> Turn:
    after = _with(row, changes)
    names = model.signature.names
    said = tuple((names[place], row[place], value) for place, value in changes)
    raw, classes = _raw(model, [after]), model.signature.classes
    answer = classes[int(model.codes(raw)[0])] if classes else float(raw[0])
    return Turn(said, after, _cost(model, row, changes), answer)


def _raw(model: Model, rows: list[tuple[Any, ...]]) -> np.ndarray:
    if not rows:
        classes = model.signature.classes
        return np.empty((0, len(classes)) if classes else 0)
    cases = Cases(model.signature.fields, tuple(rows))
    return checked_answers(model, Checked(len(rows), np.arange(len(rows)), cases))


def _with(row: tuple[Any, ...], changes: list[Change]) -> tuple[Any, ...]:
    made = list(row)
    for place, value in changes:
        made[place] = value
    return tuple(made)


def _cost(model: Model, row: tuple[Any, ...], changes: list[Change]) -> float:
    fields = model.signature.fields
    return sum(_step(fields[place], row[place], value) for place, value in changes)


def _step(field: Field, before: Any, after: Any) -> float:
    if before is None or isinstance(after, (str, bool)):
        return 1.0
    if isinstance(after, datetime):
        return abs((after - before).total_seconds()) / 86400 / DAYS
    low, high = field.usual or (field.low or 0.0, field.high or 1.0)
    return abs(float(after) - float(before)) / ((high - low) or 1.0)
