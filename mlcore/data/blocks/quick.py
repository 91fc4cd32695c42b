"""Cells of a settled column → values, at full speed, when their bytes show that nothing changes.

What is not plainly so is left to the readers in ``writing``: these give the same, but slowly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from mlcore.data import writing

_ZERO, _NINE, _MINUS, _BLANK, _ASCII = b"09- \x7f"
_NOTHING = np.full(1, _ZERO, np.uint8)
_MOMENT = pa.timestamp("us")
_ALL = slice(None)


def whole_numbers(cells: pa.LargeStringArray) -> pa.Array | None:
    """Return the whole numbers that *cells* write plainly; blank ones are missing."""
    text = _Cells(cells)
    return text.cast(pa.int64()) if text.plain() else None


def decimals(cells: pa.LargeStringArray) -> pa.Array | None:
    """Return the numbers that *cells* write plainly, none of them rounded."""
    text = _Cells(cells)
    values = text.cast(pa.float64()) if text.plain() else None
    if values is None or text.rounded() or values.null_count == len(values):
        return None
    largest = pc.max(pc.abs(values)).as_py()
    return values if largest < writing.LARGEST_WHOLE_FLOAT and text.clear() else None


def booleans(cells: pa.LargeStringArray) -> pa.Array | None:
    """Return what *cells* say with the words true and false."""
    text = _Cells(cells)
    return text.cast(pa.bool_()) if text.long_as(4, 5) else None


def dates(cells: pa.LargeStringArray) -> pa.Array | None:
    """Return the days, or the times to the second, that *cells* write as ISO does."""
    text = _Cells(cells)
    return text.cast(_MOMENT) if text.long_as(10) or text.long_as(19) else None


def texts(cells: pa.LargeStringArray, tokens: Sequence[str]) -> pa.Array | None:
    """Return *cells* when none of them is one of *tokens*, with blanks around it or not."""
    text = _Cells(cells)
    longest = max(len(token.encode()) for token in tokens)
    first = text.first
    short = np.flatnonzero((text.sizes <= longest) | (first <= _BLANK) | (first > _ASCII))
    if short.size and text.some(short).str.strip_chars().is_in(tokens).any():
        return None
    return cells


class _Cells:
    """Texts as Arrow keeps them: all their bytes in a row, and where each begins."""

    def __init__(self, cells: pa.LargeStringArray) -> None:
        self.cells = cells
        _, offsets, data = cells.buffers()
        ends = np.frombuffer(offsets, np.int64)[: len(cells) + 1]
        self.bytes = np.frombuffer(data, np.uint8)[: ends[-1]] if ends[-1] else _NOTHING
        self.starts, self.sizes = ends[:-1], np.diff(ends)

    def cast(self, kind: pa.DataType) -> pa.Array | None:
        """Return the cells as *kind*, blank ones as missing; None when one is no such value."""
        there, buffers = self.sizes > 0, self.cells.buffers()
        if not there.all():
            bits = np.packbits(there, bitorder="little")
            buffers = [pa.py_buffer(bits.tobytes()), *buffers[1:]]
        text = pa.Array.from_buffers(self.cells.type, len(there), buffers)
        try:
            return pc.cast(text, kind)
        except pa.ArrowInvalid:
            return None

    def plain(self) -> bool:
        """Tell whether there are digits, points and minus signs only, without leading zeros."""
        if self.bytes.max() > _NINE or self.bytes.min() < _MINUS:
            return False
        minus = self._minus
        zeros = np.flatnonzero(self._at(minus) == _ZERO)
        minus = minus[zeros]
        after = self._at(minus + 1, zeros)
        longer = self.sizes[zeros] > minus + 1
        only = self.sizes[zeros] == minus + 1
        return not ((longer & (after >= _ZERO)) | (only & minus)).any()

    def rounded(self) -> bool:
        """Tell whether a number has more digits than a float keeps."""
        long = np.flatnonzero(self.sizes > writing.MANY_DIGITS)
        minus = self._minus[long]
        point = 1 + (self._at(minus, long) == _ZERO)  # with a zero before it
        long = long[self.sizes[long] - minus - point >= writing.MANY_DIGITS]
        return long.size > 0 and writing.rounded(self.some(long)) is not None

    def clear(self) -> bool:
        """Tell whether a point in the first cells cannot stand between thousands."""
        for start, size in zip(self.starts[: writing.PROBE], self.sizes, strict=False):
            cell = self.bytes[start : start + size].tobytes().decode()
            if "." in cell and not re.match(writing.DOTTED, cell):
                return True
        return False

    def long_as(self, *sizes: int) -> bool:
        """Tell whether each cell that is not blank has one of *sizes*."""
        return bool(np.isin(self.sizes, (0, *sizes)).all())

    def some(self, places: np.ndarray) -> pl.Series:
        """Return the cells at *places*."""
        found = pl.from_arrow(self.cells.take(pa.array(places)))
        assert isinstance(found, pl.Series)
        return found

    @cached_property
    def first(self) -> np.ndarray:
        """The first byte of each cell; of a blank one, any."""
        return self._at(0)

    @cached_property
    def _minus(self) -> np.ndarray:
        return ((self.first == _MINUS) & (self.sizes > 0)).astype(np.int64)

    def _at(self, place: np.ndarray | int, cells: np.ndarray | slice = _ALL) -> np.ndarray:
        """Return the byte at *place* of *cells*, whether it is theirs or not."""
        return self.bytes.take(self.starts[cells] + place, mode="clip")


READERS: Mapping[str, Callable[[pa.LargeStringArray], pa.Array | None]] = {
    "integer": whole_numbers,
    "number": decimals,
    "boolean": booleans,
    "date": dates,
}
