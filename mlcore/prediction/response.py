"""One input changed, the others as they are: the answers along it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from mlcore.prediction.answer import checked_answers
from mlcore.prediction.cases import Cases
from mlcore.prediction.model import Model
from mlcore.prediction.rows import Checked
from mlcore.prediction.scales import moments
from mlcore.types import Field

POINTS = 41
MOST_LEVELS = 20


@dataclass(frozen=True)
class Curve:
    """The answers along one input.

    Parameters
    ----------
    column : str
        The input.
    values : tuple
        Plain values, in order for numbers and dates.
    answers : tuple of float
        A number, or the probability of the class asked about.
    now : tuple of (value, float)
        The row's own value and answer.
    """

    column: str
    values: tuple[Any, ...]
    answers: tuple[float, ...]
    now: tuple[Any, float]


def response(model: Model, row: tuple[Any, ...], column: str, of: int = 0) -> Curve | None:
    """Return the answers along *column*, or None where its values cannot be laid out.

    Parameters
    ----------
    model : Model
        Who answers.
    row : tuple
        Plain values in signature order.
    column : str
        Which input is changed, within its training values.
    of : int
        The class whose probability is followed.
    """
    place = model.signature.names.index(column)
    values = tried(model.signature.fields[place], row[place])
    if len(values) < 2:
        return None
    rows = tuple((*row[:place], value, *row[place + 1 :]) for value in (*values, row[place]))
    found = followed(model, rows, of)
    return Curve(column, values, tuple(found[:-1].tolist()), (row[place], float(found[-1])))


def followed(model: Model, rows: tuple[tuple[Any, ...], ...], of: int) -> np.ndarray:
    """Return the number answered to each row, or the probability of class *of*."""
    cases = Cases(model.signature.fields, rows)
    raw = checked_answers(model, Checked(len(rows), np.arange(len(rows)), cases))
    return raw if raw.ndim == 1 else raw[:, of]


def _days(field: Field, now: datetime | None) -> tuple[datetime, ...]:
    """Return days that training had, each at the time of day of *now*."""
    first, last = (datetime.fromisoformat(day) for day in (field.low_date, field.high_date))
    if now is not None:
        first = datetime.combine(first.date(), now.time())
    steps = np.unique(np.linspace(0, max((last - first).days, 0), POINTS).astype(int)).tolist()
    return tuple(first + timedelta(days=step) for step in steps)


def hours(field: Field, now: Any) -> tuple[datetime, ...]:
    """Return the hours of the day of *now*, where training had times of day."""
    if not isinstance(now, datetime) or not moments(field):
        return ()
    return tuple(now.replace(hour=hour) for hour in range(24))


def tried(field: Field, now: Any) -> tuple[Any, ...]:
    """Return values of *field* to try: a grid of what training had, or its commonest levels."""
    if field.kind in ("integer", "number") and field.low is not None and field.high is not None:
        low, high = (field.low, field.high) if now is None else (
            min(field.low, float(now)), max(field.high, float(now)),
        )  # fmt: skip
        grid = np.linspace(low, high, POINTS)
        if field.kind == "integer":
            return tuple(dict.fromkeys(round(value) for value in grid.tolist()))
        return tuple(dict.fromkeys(grid.tolist()))
    if field.kind == "date" and field.low_date:
        return _days(field, now)
    if field.kind == "boolean":
        return (False, True)
    if field.kind == "category":
        from mlcore.prediction.cells import json_reader

        read = json_reader(field)
        return tuple(read(level) for level in field.categories[:MOST_LEVELS])
    return ()
