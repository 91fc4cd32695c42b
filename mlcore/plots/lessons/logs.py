"""Logarithmic axes of lessons: what they span, and few ticks in plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlcore.numbers import significant

MOST_TICKS = 5
STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))


def seen(values: Any) -> np.ndarray:
    """Return *values* for a logarithmic axis: what is not finite, or 0, becomes a gap."""
    found = np.asarray(values, float)
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(found) & (found > 0), found, np.nan)


def log_axis(several: Sequence[Any], decades: float = 10) -> dict[str, Any]:
    """Return an axis that holds all values of *several*, at most so many decades.

    Returns
    -------
    dict
        Type, range, and at most five ticks at 1, 2 or 5 times a power of ten.
    """
    every = np.concatenate([np.ravel(seen(values)) for values in several])
    fine = every[np.isfinite(every)]
    low, high = (float(fine.min()), float(fine.max())) if len(fine) else (0.1, 1.0)
    ends = max(np.log10(low), np.log10(high) - decades) - 0.08, np.log10(high) + 0.08
    ticks = _ticks(*ends)
    return {
        "type": "log",
        "range": list(map(float, ends)),
        "tickvals": ticks,
        "ticktext": [significant(tick) for tick in ticks],
    }


def _ticks(low: float, high: float) -> list[float]:
    powers = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    for steps in STEPS:
        ticks = [
            round(step * 10.0**power, 15)
            for power in powers
            for step in steps
            if low <= np.log10(step) + power <= high
        ]
        if len(ticks) <= MOST_TICKS:
            return ticks
    return ticks[:: -(-len(ticks) // MOST_TICKS)]
