"""A batch of events and the state before it → rows to keep and the state after it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from mlcore.data.jsontable import Record
from mlcore.data.streams.columns import MOST_FIELDS, Columns
from mlcore.data.streams.event import Entry, Refused, Row, parse
from mlcore.data.streams.spec import StreamSpec
from mlcore.data.streams.state import MOST_MARKS, State
from mlcore.data.streams.times import timed
from mlcore.settings import Settings

MOST_IDS = 100_000
"""Ids among which a duplicate is recognised: those of the newest rows."""
_PACE = 60


@dataclass(frozen=True)
class Batch:
    """What came of some events: the state after them, the rows, and the refused ones."""

    state: State
    rows: tuple[Row, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def body(self) -> bytes:
        """The rows as lines of JSON."""
        return b"".join(row.line + b"\n" for row in self.rows)


@dataclass
class _Part:
    """A batch while it is gone through."""

    state: State
    columns: Columns
    rows: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def count(self, name: str) -> None:
        self.state = replace(self.state, **{name: getattr(self.state, name) + 1})


class Intake:
    """Turns events into rows; remembers the newest ids.

    Parameters
    ----------
    spec : StreamSpec
        What was chosen.
    settings : Settings
        Limits.
    records : iterable of dict
        The newest rows that are kept, oldest first.
    """

    def __init__(
        self, spec: StreamSpec, settings: Settings, records: Iterable[Record] = ()
    ) -> None:
        self._spec, self._settings = spec, settings
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._remember(map(self._id, records))

    def batch(self, state: State, entries: Sequence[Entry], now: float) -> Batch:
        """Return what comes of *entries*; :meth:`settle` must follow once that is stored.

        Parameters
        ----------
        state : State
            Before them.
        entries : sequence of Entry
            In the order of the stream, the first one right after ``state.offset``.
        now : float
            The time, in seconds since 1970.
        """
        part = _Part(state, Columns(state.fields, written=not self._spec.payload))
        for entry in entries:
            self._one(part, entry, now)
        state = replace(part.state, fields=part.columns.fields)
        if entries:
            state = replace(
                state,
                offset=entries[-1].offset,
                position=state.position + len(entries),
                received=state.received + len(entries),
                last=now,
                pace=_pace(state.pace, int(now), len(entries)),
            )
        state = replace(state, marks=state.marks[-MOST_MARKS:])
        return Batch(state, tuple(part.rows), tuple(part.refused))

    def settle(self, batch: Batch) -> None:
        """Remember the ids of *batch*, now that its rows are stored."""
        self._remember(self._id(row.record) for row in batch.rows)

    def _one(self, part: _Part, entry: Entry, now: float) -> None:
        found = parse(entry, self._spec.payload, self._settings.stream_event_kb * 1_000)
        if isinstance(found, Row) and not part.columns.fits(found):
            found = Refused(entry.offset, "", f"more than {MOST_FIELDS:,} columns in all")
        if isinstance(found, Refused):
            part.refused.append(found)
            part.count("quarantined")
            return
        key = self._id(found.record)
        if key and (key in self._ids or key in part.ids):
            part.count("duplicates")
        elif self._full(part.state):
            part.count("turned_away")
        else:
            part.ids.add(key)
            self._keep(part, found, now)

    def _keep(self, part: _Part, row: Row, now: float) -> None:
        part.rows.append(row)
        state = part.state
        state = replace(
            state,
            kept=state.kept + 1,
            rows=state.rows + 1,
            odd=state.odd + row.odd,
            marks=(*state.marks, *part.columns.see(row)),
        )
        part.state = timed(state, row, self._spec.time_field, now)

    def _full(self, state: State) -> bool:
        if self._spec.keep == "newest":
            return False
        most = self._settings.stream_mb * 1_000_000
        return state.rows >= self._spec.most_rows or state.size >= most

    def _id(self, record: Record) -> str:
        value = record.get(self._spec.id_field) if self._spec.id_field else None
        return "" if value is None else f"{type(value).__name__} {value}"

    def _remember(self, keys: Iterable[str]) -> None:
        for key in filter(None, keys):
            self._ids[key] = None
        while len(self._ids) > MOST_IDS:
            self._ids.popitem(last=False)


def _pace(
    pace: tuple[tuple[int, int], ...], second: int, count: int
) -> tuple[tuple[int, int], ...]:
    counts = dict(pace)
    counts[second] = counts.get(second, 0) + count
    return tuple(sorted((s, n) for s, n in counts.items() if s > second - _PACE))
