"""The smallest change that turns the answer: one input, or two together.

A search over values that training had (Wachter, Mittelstadt and Russell 2018, without gradients):
every single change first, then pairs among the changes that helped most. A change of a number
costs its share of the width between the 5th and 95th percentile; another category costs 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from mlcore.prediction.answer import checked_answers
from mlcore.prediction.columns import Cases
from mlcore.prediction.model import Model
from mlcore.prediction.response import tried
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
    answer : str
        The class answered then.
    """

    changes: tuple[tuple[str, Any, Any], ...]
    row: tuple[Any, ...]
    cost: float
    answer: str


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
    now = int(model.codes(_shares(model, [row]))[0])
    singles = [
        (place, value)
        for place, field in enumerate(model.signature.fields)
        if field.name not in fixed
        for value in tried(field, None)
        if value != row[place]
    ]
    if not singles:
        return None
    shares = _shares(model, [_with(row, [change]) for change in singles])
    turned = [[singles[at]] for at in _others(model, shares, now)]
    if not turned:
        pairs = list(_pairs(singles, shares[:, now]))
        found = _shares(model, [_with(row, pair) for pair in pairs])
        turned = [pairs[at] for at in _others(model, found, now)]
    if not turned:
        return None
    best = min(turned, key=lambda changes: _cost(model, row, changes))
    return _made(model, row, best)


Change = tuple[int, Any]


def _pairs(singles: list[Change], shares: np.ndarray) -> Iterator[list[Change]]:
    """Yield pairs of changes in different columns, among those that lower the share most."""
    order = np.argsort(shares, kind="stable").tolist()
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
    winner = int(model.codes(_shares(model, [after]))[0])
    return Turn(said, after, _cost(model, row, changes), model.signature.classes[winner])


def _shares(model: Model, rows: list[tuple[Any, ...]]) -> np.ndarray:
    if not rows:
        return np.empty((0, len(model.signature.classes)))
    cases = Cases(model.signature.fields, tuple(rows))
    return checked_answers(model, Checked(len(rows), np.arange(len(rows)), cases))


def _others(model: Model, shares: np.ndarray, now: int) -> list[int]:
    """Return which rows are answered with another class than *now*."""
    known = np.isfinite(shares).all(axis=1)
    turned: list[int] = np.flatnonzero(known & (model.codes(shares) != now)).tolist()
    return turned


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
