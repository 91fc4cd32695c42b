"""Rows as plain values, without a frame: row by row or column by column, whichever they came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mlcore.prediction.columns import plain, stored, to_series
from mlcore.types import Field


class Cases:
    """Rows as plain values, in the order of their fields; None is missing.

    Parameters
    ----------
    fields : tuple of Field
        The inputs.
    rows : sequence of sequence or None
        One value per field, for each row.
    columns : sequence of sequence or None
        Given instead: one value per row, for each of at least one field.
    numbers : mapping of int to ndarray or None
        Of some places among the fields: the same values as floats, nan for missing.
    """

    def __init__(
        self,
        fields: tuple[Field, ...],
        rows: tuple[tuple[Any, ...], ...] | None = None,
        columns: Sequence[Sequence[Any]] | None = None,
        numbers: Mapping[int, np.ndarray] | None = None,
    ) -> None:
        self.fields, self.numbers = fields, numbers or {}
        if columns is not None:
            self.columns, self.size = columns, len(columns[0])
        else:
            self.rows = rows or ()
            self.size = len(self.rows)

    @classmethod
    def of(cls, fields: tuple[Field, ...], frame: pd.DataFrame) -> Cases:
        """Return the rows of *frame*, which has the training types."""
        cells = [map(plain, frame[field.name].array) for field in fields]
        return cls(fields, tuple(zip(*cells, strict=True)))

    @cached_property
    def rows(self) -> tuple[tuple[Any, ...], ...]:
        """One value per field, for each row."""
        return tuple(zip(*self.columns, strict=True))

    @cached_property
    def columns(self) -> Sequence[Sequence[Any]]:
        """One value per row, for each field."""
        return list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.fields)

    def column(self, place: int) -> pd.Series[Any]:
        """Return the values of one field in a type that can hold missing ones."""
        if "columns" in self.__dict__:
            return to_series(self.fields[place], self.columns[place])
        return to_series(self.fields[place], [row[place] for row in self.rows])

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame in the training types."""
        columns = {f.name: stored(f, self.column(at)) for at, f in enumerate(self.fields)}
        return pd.DataFrame(columns, index=pd.RangeIndex(self.size))
