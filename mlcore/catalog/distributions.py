"""Search spaces as values: what a parameter may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Float:
    """A number between *low* and *high*, searched evenly or (``log``) evenly by magnitude."""

    low: float
    high: float
    log: bool = False

    def holds(self, value: Any) -> bool:
        """Return True when *value* may be tried."""
        return isinstance(value, (int, float)) and self.low <= value <= self.high


@dataclass(frozen=True)
class Int:
    """A whole number from *low* to *high*, both included."""

    low: int
    high: int
    log: bool = False

    def holds(self, value: Any) -> bool:
        """Return True when *value* may be tried."""
        return isinstance(value, int) and self.low <= value <= self.high


@dataclass(frozen=True)
class Choice:
    """One of *options*."""

    options: tuple[Any, ...]

    def holds(self, value: Any) -> bool:
        """Return True when *value* may be tried."""
        return value in self.options


Distribution = Float | Int | Choice
Space = tuple[tuple[str, Distribution], ...]
Params = tuple[tuple[str, Any], ...]
