"""Columns in plain writing, typed all at once, as a table may have tens of thousands of them.

Columns of one length are put one after the other, so that each question is asked once of all their
cells. What is not plainly one kind is left to the readers of ``writing``, column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from mlcore.data import writing
from mlcore.data.amounts import NO, SIGNS, YES
from mlcore.data.column import CODES, PROBE, Column
from mlcore.data.options import WEAK_TOKENS, ReadOptions

_DATE = r"^\d{4}-\d\d-\d\d"
_FIRST = (
    ("number", writing.PLAIN),
    ("day", f"{_DATE}$"),
    ("moment", rf"{_DATE} \d\d:\d\d:\d\d$"),
    ("moment T", rf"{_DATE}T\d\d:\d\d:\d\d$"),
    ("boolean", "(?i)^(true|false)$"),
)
"""What a column may be, by its first cell."""
_WORD = r"^(\pL|\D*\pL\D*$)"
_AMOUNT = f"(?i)^({SIGNS})"
_NO_WORDS = sorted({*YES, *NO, "nan", "inf", "infinity", *(word.lower() for word in WEAK_TOKENS)})
"""Words that may be something else than text."""


@dataclass(frozen=True)
class _Stack:
    """Columns one after the other.

    Parameters
    ----------
    cells, bare : Series
        As they stood there, and without blanks around them.
    gaps : array
        Which cells are missing, columns × rows.
    places : array
        Of the columns in the table.
    """

    cells: pl.Series
    bare: pl.Series
    gaps: np.ndarray
    places: np.ndarray

    def some(self, which: np.ndarray) -> _Stack:
        """Return the columns *which*, places in this stack."""
        if len(which) == len(self.places):
            return self
        rows = self.gaps.shape[1]
        at = pl.Series((which[:, None] * rows + np.arange(rows)).ravel())
        return _Stack(
            self.cells.gather(at), self.bare.gather(at), self.gaps[which], self.places[which]
        )

    def first(self) -> pl.Series:
        """Return the first cell of each column that is not missing, if it has one."""
        columns, rows = self.gaps.shape
        return self.bare.gather(np.arange(columns) * rows + self.gaps.argmin(axis=1))

    def top(self, rows: int) -> pl.Series:
        """Return the first *rows* cells of each column."""
        at = np.arange(len(self.bare)).reshape(self.gaps.shape)[:, :rows]
        return self.bare.gather(at.ravel())

    def grid(self, flags: pl.Series) -> np.ndarray:
        """Return *flags* of cells as columns × rows; a missing one is false."""
        return flags.fill_null(value=False).to_numpy().reshape(len(self.places), -1)

    def every(self, flags: pl.Series) -> np.ndarray:
        """Tell for each column whether the cells that are there all have a flag, one at least."""
        return (self.grid(flags) | self.gaps).all(axis=1) & ~self.gaps.all(axis=1)

    def columns(self, values: pl.Series, which: np.ndarray, tokens: Sequence[str]) -> Found:
        """Return the columns *which* with their *values*."""
        rows = self.gaps.shape[1]
        gaps = pl.Series(self.gaps.ravel())
        held = pl.select(pl.when(gaps).then(None).otherwise(values)).to_series()
        counts = {token: self.grid(self.bare == token).sum(axis=1) for token in tokens if token}
        return {
            int(self.places[i]): Column(
                held.slice(int(i) * rows, rows),
                tuple((token, int(n[i])) for token, n in counts.items() if n[i]),
            )
            for i in np.flatnonzero(which)
        }


Found = dict[int, Column]
Reader = Callable[[_Stack], tuple[pl.Series, np.ndarray]]


def plain_columns(columns: Sequence[pl.Series], options: ReadOptions) -> Found:
    """Return those of the text *columns* that are plainly of one kind, by place.

    Plain numbers, days and times as ISO writes them, true and false, words, and gaps; typed as the
    readers of ``writing`` would.

    Parameters
    ----------
    columns : sequence of Series
        Texts, all of the same length.
    options : ReadOptions
        What a person chose.
    """
    if not columns or not len(columns[0]):
        return {}
    tokens = sorted({token.strip() for token in options.tokens})
    stack = _stack(columns, tokens)
    found: Found = {}
    kinds = _kinds(stack)
    for kind, readers in _READERS.items():
        left = stack.some(np.flatnonzero(kinds == kind))
        for reader in readers:
            if len(left.places):
                values, fits = reader(left)
                found |= left.columns(values, fits, tokens)
                left = left.some(np.flatnonzero(~fits))
    return found


def _stack(columns: Sequence[pl.Series], tokens: list[str]) -> _Stack:
    cells = pl.concat([column.alias("cells") for column in columns], rechunk=True)
    bare = cells.str.strip_chars()
    gaps = (bare.is_null() | bare.is_in(tokens)).fill_null(value=True).to_numpy()
    return _Stack(cells, bare, gaps.reshape(len(columns), -1), np.arange(len(columns)))


def _kinds(stack: _Stack) -> np.ndarray:
    first = stack.first()
    kinds = np.full(len(stack.places), "word", dtype=object)
    for kind, pattern in reversed(_FIRST):
        kinds[first.str.contains(pattern).fill_null(value=False).to_numpy()] = kind
    return kinds


def _integers(stack: _Stack) -> tuple[pl.Series, np.ndarray]:
    values = stack.bare.cast(pl.Int64, strict=False)
    return values, stack.every(values.is_not_null() & ~_odd(stack.bare))


def _decimals(stack: _Stack) -> tuple[pl.Series, np.ndarray]:
    """Return the numbers, where nothing was rounded and no point may group thousands."""
    bare = stack.bare
    values = bare.cast(pl.Float64, strict=False)
    exact = values.is_finite() & (values.abs() < writing.LARGEST_WHOLE_FLOAT) & ~_long(bare)
    top = stack.top(PROBE)
    clear = top.str.contains(".", literal=True) & ~top.str.contains(writing.DOTTED)
    return values, stack.every(exact & ~_odd(bare)) & stack.grid(clear).any(axis=1)


def _long(cells: pl.Series) -> pl.Series:
    """Cells with more digits than a float keeps."""
    flags = (cells.str.len_bytes() > writing.MANY_DIGITS).fill_null(value=False).to_numpy().copy()
    flags[flags] = (writing.digits(cells.filter(flags)) >= writing.MANY_DIGITS).to_numpy()
    return pl.Series(flags)


def _odd(cells: pl.Series) -> pl.Series:
    """Cells with leading zeros, a plus sign or an exponent, or ``-0``: a second look is due."""
    size = cells.str.len_bytes()
    zero = cells.str.starts_with("0") & (size > 1) & ~cells.str.starts_with("0.")
    minus = cells.str.starts_with("-0") & ~cells.str.starts_with("-0.")
    power = cells.str.contains("e", literal=True) | cells.str.contains("E", literal=True)
    return zero | minus | cells.str.starts_with("+") | power


def _days(stack: _Stack) -> tuple[pl.Series, np.ndarray]:
    values = stack.bare.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    return values, stack.every(values.is_not_null() & stack.bare.str.contains(f"{_DATE}$"))


def _moments(mark: str) -> Reader:
    form, pattern = f"%Y-%m-%d{mark}%H:%M:%S", rf"{_DATE}{mark}\d\d:\d\d:\d\d$"

    def read(stack: _Stack) -> tuple[pl.Series, np.ndarray]:
        values = stack.bare.str.to_datetime(form, time_unit="us", strict=False)
        return values, stack.every(values.is_not_null() & stack.bare.str.contains(pattern))

    return read


def _booleans(stack: _Stack) -> tuple[pl.Series, np.ndarray]:
    low = stack.bare.str.to_lowercase()
    return low == "true", stack.every(low.is_in(["true", "false"]))


def _texts(stack: _Stack) -> tuple[pl.Series, np.ndarray]:
    """Return the cells, where a word among the first of a column is nothing but a word.

    No number, date or offer is without a digit, or begins with a letter that is no currency's;
    ``NA`` may be a key among two-letter codes.
    """
    top = stack.top(PROBE)
    low = top.str.to_lowercase()
    other = low.is_in(_NO_WORDS) | low.str.strip_chars_start("+-").is_in(_NO_WORDS)
    word = top.str.contains(_WORD) & ~top.str.contains(_AMOUNT) & ~other
    word &= pl.Series(~stack.gaps[:, :PROBE].ravel())
    codes = stack.every(stack.bare.str.contains(CODES)) & stack.grid(stack.bare == "NA").any(axis=1)
    fits = (stack.grid(word).any(axis=1) & ~codes) | stack.gaps.all(axis=1)
    return stack.cells, fits


_READERS: Mapping[str, tuple[Reader, ...]] = {
    "number": (_integers, _decimals),
    "day": (_days,),
    "moment": (_moments(" "),),
    "moment T": (_moments("T"),),
    "boolean": (_booleans,),
    "word": (_texts,),
}
