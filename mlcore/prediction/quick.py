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
from mlcore.prediction.cells import Bad, Read, json_reader
from mlcore.prediction.columns import Cases
from mlcore.prediction.hints import hints
from mlcore.prediction.rows import Checked, check
from mlcore.prediction.usual import Usual, usual
from mlcore.types import Field, Signature

BY_ROW = 8
"""Rows up to which reading each by itself is as quick."""
MOST = 10_000
"""Rows up to which plain values are quicker than a frame."""


@dataclass(frozen=True, eq=False)
class _Slot:
    field: Field
    read: Read
    usual: Usual

    def values(self, cells: tuple[Any, ...]) -> Sequence[Any] | None:
        """Return the values of a column; None when one of them has to be refused."""
        if self.field.required and None in cells:
            return None
        if columns.fits(self.field, cells):
            return cells
        values = [None if cell is None else self.read(cell) for cell in cells]
        refused = any(isinstance(value, Bad) for value in values)
        return None if refused or (self.field.required and None in values) else values


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
        values = read(rows, odd)
        if values is None:
            return None
        cases = Cases(self.signature.fields, values)
        remarks = tuple(
            remark
            for place in sorted(odd)
            for remark in hints(cases.fields[place], cases.column(place))
        )
        return Checked(len(rows), np.arange(len(rows)), cases, remarks=remarks)

    def _by_row(
        self, rows: Sequence[Mapping[str, Any]], odd: set[int]
    ) -> tuple[tuple[Any, ...], ...] | None:
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
        return tuple(values)

    def _by_column(
        self, rows: Sequence[Mapping[str, Any]], odd: set[int]
    ) -> tuple[tuple[Any, ...], ...] | None:
        """Return the same as :meth:`_by_row`."""
        if set(map(type, rows)) != {dict} or set(map(len, rows)) != {len(self._names)}:
            return None
        try:
            asked = list(zip(*map(self._cells, rows), strict=True))
        except KeyError:
            return None
        found: list[Sequence[Any]] = []
        for place, (slot, cells) in enumerate(zip(self._slots, asked, strict=True)):
            values = slot.values(cells)
            if values is None:
                return None
            if not slot.usual.calm(values):
                odd.add(place)
            found.append(values)
        return tuple(zip(*found, strict=True))


def _cells(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes the cells called *names* out of a row, in that order."""
    return itemgetter(*names) if len(names) > 1 else partial(_few, names)


def _few(names: tuple[str, ...], row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
