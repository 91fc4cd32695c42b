"""Rows of JSON values read without frames, when nothing about them has to be refused.

A few are read row by row, more of them column by column: the types of a whole column are told at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np

from mlcore.prediction import columns
from mlcore.prediction.cases import Cases
from mlcore.prediction.cells import Bad, Read, form, json_reader
from mlcore.prediction.columns import plain_texts
from mlcore.prediction.hints import hints
from mlcore.prediction.rows import Checked, check
from mlcore.prediction.usual import Usual, usual
from mlcore.types import Field, Kind, Signature

BY_ROW = 8
"""Rows up to which reading each by itself is as quick."""
MOST = 10_000
"""Rows up to which plain values are quicker than a frame."""


@dataclass(frozen=True, eq=False)
class _Slot:
    field: Field
    read: Read
    usual: Usual

    def taken(self, cells: Sequence[Any]) -> Taken | None:
        """Return the values of a column; None when one of them has to be refused."""
        kind = "text" if form(self.field) == "text" else self.field.kind
        found = AT_SIGHT.get(kind, _each)(self, cells) or _each(self, cells)
        return None if found is None or (found.blank and self.field.required) else found


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A column that was read: its values, whether one is missing and none odd; and as floats."""

    values: Sequence[Any]
    blank: bool
    calm: bool
    numbers: np.ndarray | None = None


def _numbers(slot: _Slot, cells: Sequence[Any]) -> Taken | None:
    """Return a column of which a look at all types and at the largest and smallest is enough."""
    kinds = set(map(type, cells))
    if not kinds <= NUMBERS:
        return None
    try:
        numbers = np.array(cells, dtype=np.float64)  # None becomes nan
    except OverflowError:
        return None
    blank = NONE in kinds
    known = numbers[[cell is not None for cell in cells]] if blank else numbers
    if not np.isfinite(known).all():
        return None
    ends = (float(known.min()), float(known.max())) if len(known) else ()
    return Taken(cells, blank, slot.usual.calm(ends), numbers)


def _texts(slot: _Slot, cells: Sequence[Any]) -> Taken | None:
    """Return a column of which a look at each different text is enough."""
    try:
        levels = set(cells)
    except TypeError:
        return None
    blank = None in levels
    levels.discard(None)
    if not (set(map(type, levels)) <= TEXT and plain_texts(levels)):
        return None
    return Taken(cells, blank, slot.usual.calm(tuple(levels)))


def _each(slot: _Slot, cells: Sequence[Any]) -> Taken | None:
    """Return a column read as a whole where its types say that all fit, else value by value."""
    if columns.fits(slot.field, cells):
        return Taken(cells, None in cells, slot.usual.calm(cells))
    values = [None if cell is None else slot.read(cell) for cell in cells]
    if any(isinstance(value, Bad) for value in values):
        return None
    return Taken(values, None in values, slot.usual.calm(values))


NONE: type = type(None)
NUMBERS: frozenset[type] = frozenset({float, int, NONE})
TEXT: frozenset[type] = frozenset({str})
AT_SIGHT: Mapping[Kind, Callable[[_Slot, Sequence[Any]], Taken | None]] = {
    "number": _numbers,
    "text": _texts,
}
"""How a column is read at sight, by its kind; categories that are stored as text are text."""


class RowReader:
    """Reads rows for one signature; what it cannot accept at sight, the full check explains.

    Parameters
    ----------
    signature : Signature
        The inputs.
    most : int
        Rows up to which it tries.
    """

    def __init__(self, signature: Signature, most: int = MOST) -> None:
        self.signature = signature
        self.most = most
        self._names = frozenset(signature.names)
        self._cells = _cells(signature.names)
        self._slots = [_Slot(f, json_reader(f), usual(f)) for f in signature.fields]

    def check(self, rows: Sequence[Mapping[str, Any]]) -> Checked:
        """Return the same as :func:`mlcore.prediction.rows.check`, sooner."""
        found = self._read(rows) if len(rows) <= self.most else None
        return check(self.signature, rows) if found is None else found

    def _read(self, rows: Sequence[Mapping[str, Any]]) -> Checked | None:
        odd: set[int] = set()
        read = self._by_row if len(rows) <= BY_ROW else self._by_column
        cases = read(rows, odd)
        if cases is None:
            return None
        remarks = tuple(
            remark
            for place in sorted(odd)
            for remark in hints(cases.fields[place], cases.column(place))
        )
        return Checked(len(rows), np.arange(len(rows)), cases, remarks=remarks)

    def _by_row(self, rows: Sequence[Mapping[str, Any]], odd: set[int]) -> Cases | None:
        """Return the values of *rows*, and add the places of fields with odd ones to *odd*."""
        values: list[tuple[Any, ...]] = []
        for row in rows:
            if not isinstance(row, Mapping) or row.keys() != self._names:
                return None
            found: list[Any] = []
            for place, slot in enumerate(self._slots):
                cell = row[slot.field.name]
                value = None if cell is None else slot.read(cell)
                if isinstance(value, Bad) or (value is None and slot.field.required):
                    return None
                if value is not None and slot.usual.odd(value):
                    odd.add(place)
                found.append(value)
            values.append(tuple(found))
        return Cases(self.signature.fields, tuple(values))

    def _by_column(self, rows: Sequence[Mapping[str, Any]], odd: set[int]) -> Cases | None:
        """Return the same as :meth:`_by_row`."""
        if set(map(type, rows)) != {dict} or set(map(len, rows)) != {len(self._names)}:
            return None
        try:
            asked = zip(*map(self._cells, rows), strict=True)
        except KeyError:
            return None
        found: list[Sequence[Any]] = []
        numbers: dict[int, np.ndarray] = {}
        for place, (slot, cells) in enumerate(zip(self._slots, asked, strict=True)):
            taken = slot.taken(cells)
            if taken is None:
                return None
            if not taken.calm:
                odd.add(place)
            if taken.numbers is not None:
                numbers[place] = taken.numbers
            found.append(taken.values)
        return Cases(self.signature.fields, columns=found, numbers=numbers)


def _cells(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes the cells called *names* out of a row, in that order."""
    return itemgetter(*names) if len(names) > 1 else partial(_few, names)


def _few(names: tuple[str, ...], row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
