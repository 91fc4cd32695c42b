"""What a column kept as text might be read as, if a person says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from mlcore.data import amounts, writing
from mlcore.data.dataset import Notice
from mlcore.data.raw import Guess

_PROBE = 100
_CHOICES: dict[str, tuple[tuple[str, tuple[Any, ...]], ...]] = {
    "ambiguous_dates": (("dates", ("day", "month")),),
    "maybe_thousands": (("thousands", (".",)),),
    "maybe_numbers": (("kinds", ("number",)),),
    "maybe_booleans": (("kinds", ("boolean",)),),
}
Facts = tuple[tuple[str, Any], ...]
Offer = Callable[[pl.Series], Facts | None]


def offers(name: str, values: pl.Series) -> tuple[Notice, ...]:
    """Return what the text *values* (no missing ones, no blanks around) might be instead."""
    probe = values.head(_PROBE)
    for code, offer in OFFERS:
        facts = offer(values) if offer(probe) is not None else None
        if facts is not None:
            return (Notice(code, facts, (name,)),)
    return ()


def guesses(notices: Sequence[Notice]) -> tuple[Guess, ...]:
    """Return what was left open by column, with the readings a person can choose from."""
    return tuple(
        Guess(option, None, 0.5, others, column)
        for notice in notices
        for option, others in _CHOICES.get(notice.code, ())
        for column in notice.columns
    )


def _dates(values: pl.Series) -> Facts | None:
    return () if writing.ambiguous_dates(values) else None


def _zones(values: pl.Series) -> Facts | None:
    return () if bool(values.str.contains(writing.ISO_TIME).all()) else None


def _numbers(values: pl.Series) -> Facts | None:
    forms = amounts.kinds_of_writing(values)
    return (("forms", forms),) if forms else None


def _booleans(values: pl.Series) -> Facts | None:
    return () if amounts.mixed_booleans(values) else None


OFFERS: tuple[tuple[str, Offer], ...] = (
    ("ambiguous_dates", _dates),
    ("mixed_zones", _zones),
    ("maybe_booleans", _booleans),
    ("maybe_numbers", _numbers),
)
