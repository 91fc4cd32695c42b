"""One plain value to the numbers of its fitted encoder."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mlcore.training.preparation.category import Levels, OneHot, Ordinal
from mlcore.training.preparation.date import DateParts, ScaledDate
from mlcore.training.preparation.number import RawNumber, ScaledNumber
from mlcore.training.preparation.text import Terms
from mlcore.training.preparation.values import LARGEST, label

Cell = Callable[[Any], Sequence[float]]
"""A value (None: missing) to the numbers of its encoded columns."""
_EPOCH = datetime(2000, 1, 1)
_TICK = timedelta(microseconds=1)
_TICKS_PER_DAY = 86_400_000_000


def _float(value: Any) -> float:
    if value is None:
        return math.nan
    number = float(value)
    if not math.isfinite(number):
        return math.nan
    return min(max(number, -LARGEST), LARGEST)


def _raw(encoder: RawNumber) -> Cell:
    return (lambda value: (_float(value),)) if encoder.known else lambda value: (0.0,)


def _scaled(encoder: ScaledNumber) -> Cell:
    number = _scale(encoder)
    return lambda value: number(_float(value))


def _scale(encoder: ScaledNumber) -> Callable[[float], Sequence[float]]:
    fill, mean, sd, marked = encoder.fill, encoder.mean, encoder.sd, encoder.marked

    def scaled(number: float) -> Sequence[float]:
        missing = math.isnan(number)
        value = ((fill if missing else number) - mean) / sd
        return (value, float(missing)) if marked else (value,)

    return scaled


def positions(levels: Levels) -> Callable[[Any], int]:
    """Return what tells a value's level; as :meth:`Levels.positions` for a column."""
    known = {level: position for position, level in enumerate(levels.kept)}
    other = len(levels.kept)
    return lambda value: -1 if value is None else known.get(label(value), other)


def _ordinal(encoder: Ordinal) -> Cell:
    position = positions(encoder.levels)
    missing = math.nan if encoder.levels.kept else 0.0

    def coded(value: Any) -> Sequence[float]:
        place = position(value)
        return (missing if place < 0 else float(place),)

    return coded


def _one_hot(encoder: OneHot) -> Cell:
    levels, width = encoder.levels, len(encoder.names_out)
    position, kept = positions(levels), len(levels.kept)
    marks = [[encoder.weight * (at == mark) for at in range(width)] for mark in range(width)]
    blank = [0.0] * width
    other = marks[kept] if levels.more else blank
    missing = marks[width - 1] if levels.blank else blank

    def marked(value: Any) -> Sequence[float]:
        place = position(value)
        return missing if place < 0 else marks[place] if place < kept else other

    return marked


def _date_parts(when: datetime | None, hours: bool) -> list[float]:
    if when is None:
        return [math.nan] * (6 if hours else 5)
    days = ((when - _EPOCH) // _TICK) / _TICKS_PER_DAY
    found = [days, float(when.year), float(when.month), float(when.day), float(when.weekday())]
    return [*found, when.hour + when.minute / 60] if hours else found


def _parts(encoder: DateParts) -> Cell:
    if encoder.known:
        return lambda value: _date_parts(value, encoder.hours)
    zeros = [0.0] * len(encoder.names_out)
    return lambda value: zeros


def _scaled_parts(encoder: ScaledDate) -> Cell:
    scales = [_scale(scale) for scale in encoder.scales]

    def scaled(value: Any) -> Sequence[float]:
        found = zip(scales, _date_parts(value, encoder.hours), strict=True)
        return [number for scale, part in found for number in scale(part)]

    return scaled


def _terms(encoder: Terms) -> Cell:
    def weighed(value: Any) -> Sequence[float]:
        text = "" if value is None else str(value).lower()
        numbers: list[float] = encoder.encode_texts([text])[0].tolist()
        return numbers

    return weighed


MAKERS: Mapping[type, Callable[[Any], Cell]] = {
    RawNumber: _raw,
    ScaledNumber: _scaled,
    Ordinal: _ordinal,
    OneHot: _one_hot,
    DateParts: _parts,
    ScaledDate: _scaled_parts,
    Terms: _terms,
}
"""How each encoder's cell is made; one that is not here goes the frame's way."""
