"""What every preparation does: one encoder per column, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol

import numpy as np
import pandas as pd

from mlcore.training.preparation.category import OneHot
from mlcore.training.preparation.text import Terms
from mlcore.types import Kind

MOST_COLUMNS = 4000
"""Encoded columns that all categories and texts of a table may have together, about."""


class Encoder(Protocol):
    """One column to some columns of numbers."""

    name: str
    categorical: bool

    def fit(self, series: pd.Series) -> Any:
        """Learn from training rows."""

    def encode(self, series: pd.Series) -> np.ndarray:
        """Return an array of rows × encoded columns."""

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""


Makers = Mapping[Kind, Callable[[str], Encoder]]


class Preparation:
    """A table to an array of floats.

    Parameters
    ----------
    columns : mapping of str to Kind
        The columns used, in order, and how each is treated.
    """

    makers: ClassVar[Makers] = {}

    def __init__(self, columns: Mapping[str, Kind]) -> None:
        self.encoders = [self.makers[kind](name) for name, kind in columns.items()]
        wide = self._wide
        for encoder in wide:
            encoder.most = min(encoder.most, max(2, MOST_COLUMNS // len(wide)))

    def fit(self, frame: pd.DataFrame, y: Any = None, rows: Any = None) -> Preparation:
        """Learn from *frame*, or from the positions *rows* of it; *y* is not looked at."""
        frame = frame if rows is None else frame.iloc[rows]
        self.encoders = [encoder.fit(frame[encoder.name]) for encoder in self.encoders]
        return self

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the numbers of every row of *frame*; a column it lacks counts as missing.

        Parameters
        ----------
        frame : DataFrame
            Cleaned rows.

        Returns
        -------
        ndarray of shape (rows, columns)
            One column of zeros when there is nothing to encode.
        """
        out = np.zeros((len(frame), max(1, len(self.names_out))))
        start = 0
        for encoder in self.encoders:
            block = encoder.encode(_column(frame, encoder.name))
            out[:, start : start + block.shape[1]] = block
            start += block.shape[1]
        return out

    @property
    def hot(self) -> bool:
        """True when categories or words have columns of their own, most of whose cells are 0."""
        return bool(self._wide)

    @property
    def names_out(self) -> list[str]:
        """Names of the encoded columns."""
        return [name for encoder in self.encoders for name in encoder.names_out]

    @property
    def sources(self) -> list[str]:
        """The cleaned column behind each encoded column."""
        return [encoder.name for encoder in self.encoders for _ in encoder.names_out]

    @property
    def categorical(self) -> np.ndarray:
        """True for each encoded column whose numbers are codes of categories."""
        flags = [encoder.categorical for encoder in self.encoders for _ in encoder.names_out]
        return np.array(flags or [False], dtype=bool)

    @property
    def _wide(self) -> list[OneHot | Terms]:
        return [encoder for encoder in self.encoders if isinstance(encoder, (OneHot, Terms))]


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name in frame.columns:
        return frame[name]
    return pd.Series(np.full(len(frame), np.nan), index=frame.index, name=name)
