"""Is an accepted value, or are many at once, like what training had?

A quick yes or no; what is to be said of a value that is not is for :mod:`~mlcore.prediction.hints`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mlcore.prediction.cells import form
from mlcore.training.preparation.values import label
from mlcore.types import Field


class Usual(Protocol):
    """What is usual for one field."""

    def odd(self, value: Any) -> bool:
        """Tell whether *value*, which is not missing, deserves a closer look."""

    def calm(self, values: Sequence[Any]) -> bool:
        """Tell whether none of *values* is odd; None is missing."""


@dataclass(frozen=True)
class _Anything:
    def odd(self, value: Any) -> bool:
        return False

    def calm(self, values: Sequence[Any]) -> bool:
        return True


@dataclass(frozen=True)
class _Range:
    low: Any
    high: Any

    def odd(self, value: Any) -> bool:
        return not self.low <= value <= self.high

    def calm(self, values: Sequence[Any]) -> bool:
        known = [value for value in values if value is not None] if None in values else values
        return not known or bool(self.low <= min(known) and max(known) <= self.high)


@dataclass(frozen=True)
class _Levels:
    known: frozenset[Any]

    def odd(self, value: Any) -> bool:
        return value not in self.known

    def calm(self, values: Sequence[Any]) -> bool:
        return self.known.issuperset(values)


@dataclass(frozen=True)
class _Labels:
    known: frozenset[str]

    def odd(self, value: Any) -> bool:
        return label(value) not in self.known

    def calm(self, values: Sequence[Any]) -> bool:
        return not any(self.odd(value) for value in set(values) if value is not None)


def usual(field: Field) -> Usual:
    """Return what is usual for *field*: its range in training, or the levels it had."""
    if field.kind in ("integer", "number") and field.low is not None and field.high is not None:
        return _Range(field.low, field.high)
    if field.kind == "date" and field.low_date:
        first = datetime.fromisoformat(field.low_date)
        return _Range(first, datetime.fromisoformat(field.high_date or field.low_date))
    if field.kind == "category" and field.categories:
        known = frozenset(field.categories)
        return _Levels(known | {None}) if form(field) == "text" else _Labels(known)
    return _Anything()
