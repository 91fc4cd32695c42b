"""Rows of plain values to the numbers of a fitted preparation, without a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.prediction.compiled import by_column, cells
from mlcore.prediction.compiled.by_column import Column
from mlcore.prediction.compiled.cells import Cell
from mlcore.training.preparation.base import Preparation

BY_ROW = 8
"""Rows up to which encoding each by itself is as quick."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """One encoder of a preparation: where its value stands in a row, and its two ways."""

    place: int
    cell: Cell
    column: Column


@dataclass(frozen=True, eq=False)
class RowEncoder:
    """The encoders of a preparation, each with the position of its value in a row."""

    parts: tuple[Encoded, ...]
    width: int

    def encode(self, rows: Sequence[Sequence[Any]]) -> np.ndarray:
        """Return an array of rows × encoded columns, as :meth:`Preparation.encode` would.

        Parameters
        ----------
        rows : sequence of sequence
            Plain values in signature order; None is missing.
        """
        return self.by_row(rows) if len(rows) <= BY_ROW else self.by_column(rows)

    def by_row(self, rows: Sequence[Sequence[Any]]) -> np.ndarray:
        """Return the same, made value by value."""
        out = np.zeros((len(rows), self.width))
        for at, row in enumerate(rows):
            numbers: list[float] = []
            for part in self.parts:
                numbers += part.cell(row[part.place])
            out[at, : len(numbers)] = numbers
        return out

    def by_column(self, rows: Sequence[Sequence[Any]]) -> np.ndarray:
        """Return the same, made column by column; there is at least one row."""
        columns = list(zip(*rows, strict=True))
        out = np.zeros((len(rows), self.width))
        at = 0
        for part in self.parts:
            numbers = part.column(columns[part.place])
            out[:, at : at + numbers.shape[1]] = numbers
            at += numbers.shape[1]
        return out


def row_encoder(preparation: Preparation, names: Sequence[str]) -> RowEncoder | None:
    """Return the encoder of rows whose values stand in the order of *names*.

    None when the preparation has a column that is not among them, or of a kind not known here.
    """
    places = {name: position for position, name in enumerate(names)}
    parts = []
    for encoder in preparation.encoders:
        make = cells.MAKERS.get(type(encoder))
        if make is None or encoder.name not in places:
            return None
        cell, together = make(encoder), by_column.MAKERS.get(type(encoder))
        column = by_column.each(cell) if together is None else together(encoder)
        parts.append(Encoded(places[encoder.name], cell, column))
    return RowEncoder(tuple(parts), max(1, len(preparation.names_out)))
