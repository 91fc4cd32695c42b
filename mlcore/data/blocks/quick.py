"""Cells of a settled column → values, at full speed, when their bytes show that nothing changes.

What is not plainly so is left to the readers in ``writing``: these give the same, but slowly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from mlcore.data import writing

_ZERO, _NINE, _MINUS, _POINT, _COMMA, _BLANK, _ASCII = b"09-., \x7f"
_NOTHING = np.full(1, _ZERO, np.uint8)
_MOMENT = pa.timestamp("us")
_FEW = 500
"""So many cells are sooner looked at one by one."""
Texts: TypeAlias = "pa.StringArray | pa.LargeStringArray"


def whole_numbers(cells: Texts) -> pa.Array | None:
    """Return the whole numbers that *cells* write plainly; blank ones are missing."""
    text = _Cells(cells)
    return text.cast(pa.int64()) if text.plain() else None


def decimals(cells: Texts) -> pa.Array | None:
    """Return the numbers that *cells* write plainly, none of them rounded."""
    text = _Cells(cells)
    return _exact(text) if text.clear() else None


def _exact(text: _Cells) -> pa.Array | None:
    """Return the plain numbers of *text*, some at least, when none is rounded or too large."""
    values = text.cast(pa.float64()) if text.plain() else None
    if values is None or text.rounded() or values.null_count == len(values):
        return None
    return values if _largest(values) < writing.LARGEST_WHOLE_FLOAT else None


def decimal_commas(cells: Texts) -> pa.Array | None:
    """Return the numbers that *cells* write with commas before decimals, none of them rounded."""
    text = _Cells(cells)
    last = text.bytes[text.ends[text.sizes > 0] - 1]
    if (text.bytes == _POINT).any() or (last == _COMMA).any():
        return None
    pointed = np.where(text.bytes == _COMMA, np.uint8(_POINT), text.bytes)
    buffers = [*cells.buffers()[:2], pa.py_buffer(pointed)]
    text = _Cells(pa.Array.from_buffers(cells.type, len(cells), buffers))
    return _exact(text)


def booleans(cells: Texts) -> pa.Array | None:
    """Return what *cells* say with the words true and false."""
    text = _Cells(cells)
    return text.cast(pa.bool_()) if text.long_as(4, 5) else None


def dates(cells: Texts) -> pa.Array | None:
    """Return the days, or the times to the second, that *cells* write as ISO does."""
    text = _Cells(cells)
    return text.cast(_MOMENT) if text.long_as(10) or text.long_as(19) else None


def texts(cells: Texts, tokens: Sequence[str]) -> pa.Array | None:
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

    def __init__(self, cells: Texts) -> None:
        self.cells = cells
        _, offsets, data = cells.buffers()
        width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
        places = np.frombuffer(offsets, width)[: len(cells) + 1]
        self.bytes = np.frombuffer(data, np.uint8)[: places[-1]] if places[-1] else _NOTHING
        self.starts, self.ends, self.sizes = places[:-1], places[1:], np.diff(places)

    def cast(self, kind: pa.DataType) -> pa.Array | None:
        """Return the cells as *kind*, blank ones as missing; None when one is no such value."""
        buffers = self.cells.buffers()
        if not self.sizes.all():
            bits = np.packbits(self.sizes > 0, bitorder="little")
            buffers = [pa.py_buffer(bits.tobytes()), *buffers[1:]]
        text = pa.Array.from_buffers(self.cells.type, len(self.sizes), buffers)
        try:
            return pc.cast(text, kind)
        except pa.ArrowInvalid:
            return None

    def plain(self) -> bool:
        """Tell whether there are digits, points and minus signs only, without leading zeros."""
        if self.bytes.max() > _NINE or self.bytes.min() < _MINUS:
            return False
        zeros = np.flatnonzero(self._lead == _ZERO)
        if not zeros.size:
            return True
        minus, ends = self._minus[zeros], self.ends[zeros]
        second = self.starts[zeros] + minus + 1
        longer = (ends > second) & (self._at(second) >= _ZERO)
        return not (longer | ((ends == second) & minus)).any()

    def rounded(self) -> bool:
        """Tell whether a number has more digits than a float keeps."""
        most = 1 + writing.MANY_DIGITS  # with the point; signs and zeros before it are more
        long = np.flatnonzero(self.sizes >= most)
        if long.size:
            spare = self._minus[long] + (self._lead[long] == _ZERO)
            long = long[self.sizes[long] >= most + spare]
        if long.size > _FEW:
            return writing.rounded(self.some(long)) is not None
        return any(_digits(self.bytes[self.starts[i] : self.ends[i]].tobytes()) for i in long)

    def clear(self) -> bool:
        """Tell whether a point in the first cells cannot stand between thousands."""
        for start, size in zip(self.starts[: writing.PROBE], self.sizes, strict=False):
            cell = self.bytes[start : start + size].tobytes().decode()
            if "." in cell and not re.match(writing.DOTTED, cell):
                return True
        return False

    def long_as(self, *sizes: int) -> bool:
        """Tell whether each cell that is not blank has one of *sizes*."""
        if self.sizes.size and self.sizes.min() == self.sizes.max():
            return int(self.sizes[0]) in (0, *sizes)
        return bool(np.isin(self.sizes, (0, *sizes)).all())

    def some(self, places: np.ndarray) -> pl.Series:
        """Return the cells at *places*."""
        found = pl.from_arrow(self.cells.take(pa.array(places)))
        assert isinstance(found, pl.Series)
        return found

    @cached_property
    def first(self) -> np.ndarray:
        """The first byte of each cell; of a blank one, any."""
        return self._at(self.starts)

    @cached_property
    def _minus(self) -> np.ndarray:
        """1 where a cell begins with a minus sign; of a blank one, any."""
        return (self.first == _MINUS).view(np.int8)

    @cached_property
    def _lead(self) -> np.ndarray:
        """The first byte behind the sign."""
        return self._at(self.starts + self._minus) if self._minus.any() else self.first

    def _at(self, places: np.ndarray) -> np.ndarray:
        """Return the bytes at *places*; at the end any."""
        return self.bytes.take(places, mode="clip")


def _digits(number: bytes) -> bool:
    """Tell whether *number* has more digits than a float keeps."""
    told = number.lstrip(b"-").lstrip(b"0.").rstrip(b"0")
    return len(told) - told.count(b".") >= writing.MANY_DIGITS


def _largest(values: pa.Array) -> float:
    if values.null_count:
        ends = pc.min_max(values).as_py()
        return float(max(-ends["min"], ends["max"]))
    numbers = values.to_numpy()
    return float(max(-numbers.min(), numbers.max()))


READERS: Mapping[str, Callable[[Texts], pa.Array | None]] = {
    "integer": whole_numbers,
    "number": decimals,
    "decimal_comma": decimal_commas,
    "boolean": booleans,
    "date": dates,
}
