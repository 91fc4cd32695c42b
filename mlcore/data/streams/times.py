"""The time of an event, and what it says about the order in which events come."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

from mlcore.data.streams.event import Row
from mlcore.data.streams.state import Mark, State

LATENESS = 60.0
"""Seconds an event may be older than the newest one (the watermark), or ahead of the clock."""
_SCALES = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))


def moment(row: Row, field: str) -> float | None:
    """Return when *row* was: by its column *field*, else when the server took it."""
    return seconds(row.record.get(field)) if field else row.entry.seconds


def seconds(value: Any) -> float | None:
    """Return a time in writing, or a number of seconds, milli- or microseconds, in seconds."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return _scaled(float(value))
    except (ValueError, OverflowError):
        return _written(str(value))


def timed(state: State, row: Row, field: str, now: float) -> State:
    """Return *state* with what the time of *row* says counted; the first of a kind is marked."""
    when = moment(row, field)
    if when is None:
        return replace(state, untimed=state.untimed + 1)
    if when > now + LATENESS:
        marked = _marked(state, state.future, "future", row, when - now)
        return replace(marked, future=state.future + 1)
    if when < state.newest - LATENESS:
        marked = _marked(state, state.late, "late", row, state.newest - when)
        return replace(marked, late=state.late + 1)
    return replace(state, newest=max(state.newest, when))


def _marked(state: State, before: int, code: str, row: Row, gap: float) -> State:
    if before:
        return state
    return replace(state, marks=(*state.marks, Mark(code, row.entry.offset, after=f"{gap:.0f}")))


def _scaled(number: float) -> float | None:
    if not math.isfinite(number):
        return None
    return next((number / scale for most, scale in _SCALES if abs(number) < most), None)


def _written(text: str) -> float | None:
    try:
        found = dt.datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
