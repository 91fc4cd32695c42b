"""A column of plain values to the numbers of its fitted encoder, without a pandas column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mlcore.prediction.compiled.cells import Cell, positions
from mlcore.training.preparation.category import Levels, OneHot, Ordinal
from mlcore.training.preparation.number import RawNumber, ScaledNumber
from mlcore.training.preparation.text import Terms
from mlcore.training.preparation.values import LARGEST

Column = Callable[[Sequence[Any]], np.ndarray]
"""Values (None: missing) to an array of rows × encoded columns."""


def each(cell: Cell) -> Column:
    """Return the way of a column whose values are encoded one by one."""
    return lambda column: np.array([cell(value) for value in column], dtype=np.float64)


def _floats(column: Sequence[Any]) -> np.ndarray:
    values = np.array(column, dtype=np.float64)  # None becomes nan
    values[np.isinf(values)] = np.nan
    return np.clip(values, -LARGEST, LARGEST, out=values)


def _raw(encoder: RawNumber) -> Column:
    if not encoder.known:
        return lambda column: np.zeros((len(column), 1))
    return lambda column: _floats(column)[:, None]


def _scaled(encoder: ScaledNumber) -> Column:
    return lambda column: encoder.encode_values(_floats(column))


def _places(levels: Levels) -> Column:
    """Return what gives each value's level; each different value is looked up once."""
    position = positions(levels)

    def placed(column: Sequence[Any]) -> np.ndarray:
        found = {value: position(value) for value in set(column)}
        return np.fromiter(map(found.__getitem__, column), np.intp, len(column))

    return placed


def _ordinal(encoder: Ordinal) -> Column:
    placed = _places(encoder.levels)
    missing = np.nan if encoder.levels.kept else 0.0

    def coded(column: Sequence[Any]) -> np.ndarray:
        codes = placed(column).astype(np.float64)
        codes[codes < 0] = missing
        return codes[:, None]

    return coded


def _one_hot(encoder: OneHot) -> Column:
    placed, levels = _places(encoder.levels), encoder.levels
    kept, width = len(levels.kept), len(encoder.names_out)
    marks = np.zeros((kept + 2, width))  # the levels, all others, and at −1 the missing
    marks[np.arange(kept), np.arange(kept)] = encoder.weight
    if levels.more:
        marks[kept, kept] = encoder.weight
    if levels.blank:
        marks[-1, width - 1] = encoder.weight
    return lambda column: marks[placed(column)]


def _terms(encoder: Terms) -> Column:
    def weighed(column: Sequence[Any]) -> np.ndarray:
        texts = ["" if value is None else str(value).lower() for value in column]
        return np.asarray(encoder.encode_texts(texts))

    return weighed


NUMBERS = (RawNumber, ScaledNumber)
"""Encoders that take a column of floats as well."""
MAKERS: Mapping[type, Callable[[Any], Column]] = {
    RawNumber: _raw,
    ScaledNumber: _scaled,
    Ordinal: _ordinal,
    OneHot: _one_hot,
    Terms: _terms,
}
"""How a column is encoded at once; one that is not here is encoded value by value."""
