"""The columns of a stream: what is new, gone, or suddenly of another kind is told, never mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from mlcore.data.streams.event import Row
from mlcore.data.streams.state import Known, Mark

MOST_FIELDS = 1_000
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "number"),
    (float, "number"),
    (list, "list"),
    (dict, "object"),
)


class Columns:
    """The columns seen so far; changed by :meth:`see`.

    Parameters
    ----------
    fields : iterable of (str, Known)
        As in a state.
    written : bool
        True when all values are text: numbers are then recognised by how they are written.
    """

    def __init__(self, fields: Iterable[tuple[str, Known]], written: bool) -> None:
        self._known = dict(fields)
        self._written = written

    @property
    def fields(self) -> tuple[tuple[str, Known], ...]:
        """The columns, as in a state."""
        return tuple(self._known.items())

    def fits(self, row: Row) -> bool:
        """Tell whether *row* leaves the number of columns within :data:`MOST_FIELDS`."""
        return len(self._known.keys() | row.record.keys()) <= MOST_FIELDS

    def see(self, row: Row) -> list[Mark]:
        """Take note of the columns of *row* and return what changed with it."""
        first, at = not self._known, row.entry.offset
        marks = []
        for name, value in row.record.items():
            mark = self._value(name, value, at)
            marks += [mark] if mark and not first else []
        for name in [n for n, k in self._known.items() if not k.missed and n not in row.record]:
            self._known[name] = Known(self._known[name].kinds, missed=True)
            marks.append(Mark("missing_field", at, name[:80]))
        return marks

    def _value(self, name: str, value: Any, at: str) -> Mark | None:
        kind = self._kind(value)
        known = self._known.get(name)
        if known is None:
            self._known[name] = Known((kind,) if kind else ())
            return Mark("new_field", at, name[:80], after=kind)
        if not kind or kind in known.kinds:
            return None
        self._known[name] = Known((*known.kinds, kind), known.missed)
        before = known.kinds[-1] if known.kinds else ""
        return Mark("kind_changed", at, name[:80], before, kind) if before else None

    def _kind(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        if self._written:
            return "number" if _NUMBER.fullmatch(value) else "text"
        return next((word for kind, word in _KINDS if isinstance(value, kind)), "text")
