"""Rows of plain values to the numbers of a fitted preparation, without a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlcore.prediction.cases import Cases
from mlcore.prediction.compiled import by_column, cells
from mlcore.prediction.compiled.by_column import Column
from mlcore.prediction.compiled.cells import Cell
from mlcore.training.preparation.base import Preparation

BY_ROW = 8
"""Rows up to which encoding each by itself is as quick."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """One encoder of a preparation: where its value stands in a row, and its two ways.

    ``number`` tells whether it takes a value as a float.
    """

    place: int
    cell: Cell
    column: Column
    number: bool = False


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
        if len(rows) <= BY_ROW:
            return self.by_row(rows)
        return self.by_column(list(zip(*rows, strict=True)), {}, len(rows))

    def cases(self, cases: Cases) -> np.ndarray:
        """Return the same for *cases*, by the values they hold already."""
        if cases.size <= BY_ROW:
            return self.by_row(cases.rows)
        return self.by_column(cases.columns, cases.numbers, cases.size)

    def by_row(self, rows: Sequence[Sequence[Any]]) -> np.ndarray:
        """Return the same, made value by value."""
        out = np.zeros((len(rows), self.width))
        for at, row in enumerate(rows):
            numbers: list[float] = []
            for part in self.parts:
                numbers += part.cell(row[part.place])
            out[at, : len(numbers)] = numbers
        return out

    def by_column(
        self, columns: Sequence[Sequence[Any]], numbers: Mapping[int, np.ndarray], size: int
    ) -> np.ndarray:
        """Return the same for *size* rows, made column by column; *numbers* as of ``Cases``."""
        out = np.zeros((size, self.width))
        at = 0
        for part in self.parts:
            given: Any = numbers.get(part.place) if part.number else None
            found = part.column(columns[part.place] if given is None else given)
            out[:, at : at + found.shape[1]] = found
            at += found.shape[1]
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
        number = isinstance(encoder, by_column.NUMBERS)
        parts.append(Encoded(places[encoder.name], cell, column, number))
    return RowEncoder(tuple(parts), max(1, len(preparation.names_out)))
