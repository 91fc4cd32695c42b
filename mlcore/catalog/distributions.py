"""Search spaces as values: what a parameter may be, and how one value is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Float:
    """A number between *low* and *high*, drawn evenly or (``log``) evenly by magnitude."""

    low: float
    high: float
    log: bool = False

    def draw(self, random: np.random.Generator) -> float:
        """Return one value."""
        if not self.log:
            return float(random.uniform(self.low, self.high))
        value = math.exp(random.uniform(math.log(self.low), math.log(self.high)))
        return min(max(value, self.low), self.high)

    def holds(self, value: Any) -> bool:
        """Return True when *value* may be drawn."""
        return isinstance(value, (int, float)) and self.low <= value <= self.high


@dataclass(frozen=True)
class Int:
    """A whole number from *low* to *high*, both included."""

    low: int
    high: int
    log: bool = False

    def draw(self, random: np.random.Generator) -> int:
        """Return one value."""
        if not self.log:
            return int(random.integers(self.low, self.high, endpoint=True))
        return round(Float(self.low, self.high, log=True).draw(random))

    def holds(self, value: Any) -> bool:
        """Return True when *value* may be drawn."""
        return isinstance(value, int) and self.low <= value <= self.high


@dataclass(frozen=True)
class Choice:
    """One of *options*, each as likely."""

    options: tuple[Any, ...]

    def draw(self, random: np.random.Generator) -> Any:
        """Return one value."""
        return self.options[int(random.integers(len(self.options)))]

    def holds(self, value: Any) -> bool:
        """Return True when *value* may be drawn."""
        return value in self.options


Distribution = Float | Int | Choice
Space = tuple[tuple[str, Distribution], ...]
Params = tuple[tuple[str, Any], ...]
