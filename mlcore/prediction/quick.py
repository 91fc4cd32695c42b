"""A few rows of JSON values read without frames, when nothing about them has to be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from mlcore.prediction.cells import Bad, Read, form, json_reader
from mlcore.prediction.columns import Cases
from mlcore.prediction.hints import Remark, hints
from mlcore.prediction.rows import Checked, check
from mlcore.training.preparation.values import label
from mlcore.types import Field, Signature


@dataclass(frozen=True, eq=False)
class _Slot:
    field: Field
    read: Read
    odd: Callable[[Any], bool]


class RowReader:
    """Reads rows for one signature; what it cannot accept at sight, the full check explains.

    Parameters
    ----------
    signature : Signature
        The inputs.
    most : int
        Rows up to which it tries.
    """

    def __init__(self, signature: Signature, most: int) -> None:
        self.signature = signature
        self.most = most
        self._names = frozenset(signature.names)
        self._slots = [_Slot(field, json_reader(field), _odd(field)) for field in signature.fields]

    def check(self, rows: Sequence[Mapping[str, Any]]) -> Checked:
        """Return the same as :func:`mlcore.prediction.rows.check`, sooner for a few rows."""
        found = self._read(rows) if len(rows) <= self.most else None
        return check(self.signature, rows) if found is None else found

    def _read(self, rows: Sequence[Mapping[str, Any]]) -> Checked | None:
        values: list[tuple[Any, ...]] = []
        odd: list[tuple[int, int]] = []
        for number, row in enumerate(rows):
            if not isinstance(row, Mapping) or row.keys() != self._names:
                return None
            found: list[Any] = []
            for place, slot in enumerate(self._slots):
                cell = row[slot.field.name]
                value = None if cell is None else slot.read(cell)
                if isinstance(value, Bad) or (value is None and slot.field.required):
                    return None
                if value is not None and slot.odd(value):
                    odd.append((place, number))
                found.append(value)
            values.append(tuple(found))
        cases = Cases(self.signature.fields, tuple(values))
        remarks = tuple(r for place, number in sorted(odd) for r in _remarks(cases, place, number))
        return Checked(len(rows), np.arange(len(rows)), cases, remarks=remarks)


def _remarks(cases: Cases, place: int, number: int) -> list[Remark]:
    """Return what is to be said of one value, in the words of the full check."""
    one = replace(cases, rows=(cases.rows[number],)).column(place)
    return [replace(remark, row=number + 1) for remark in hints(cases.fields[place], one)]


def _odd(field: Field) -> Callable[[Any], bool]:
    """Return what tells whether an accepted value deserves a closer look."""
    if field.kind in ("integer", "number") and field.low is not None and field.high is not None:
        low, high = field.low, field.high
        return lambda value: not low <= value <= high
    if field.kind == "date" and field.low_date:
        first = datetime.fromisoformat(field.low_date)
        last = datetime.fromisoformat(field.high_date or field.low_date)
        return lambda value: not first <= value <= last
    if field.kind == "category" and field.categories:
        known = frozenset(field.categories)
        if form(field) == "text":
            return lambda value: value not in known
        return lambda value: label(value) not in known
    return lambda value: False
