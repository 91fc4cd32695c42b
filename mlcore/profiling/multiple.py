"""Many tests at once: p-values that stay honest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

Correction = Literal["holm", "bh"]


def adjusted(p_values: Sequence[float], correction: Correction = "holm") -> tuple[float, ...]:
    """Return the p-values after a correction for their number, in the given order.

    Parameters
    ----------
    p_values : sequence of float
        One per test.
    correction : {"holm", "bh"}
        ``"holm"`` keeps the chance of any false alarm at the level (Holm 1979); ``"bh"`` the
        expected share of false alarms among the alarms (Benjamini and Hochberg 1995).
    """
    p, n = np.asarray(p_values, dtype=float), len(p_values)
    if not n:
        return ()
    order = np.argsort(p, kind="stable")
    if correction == "holm":
        stepped = np.maximum.accumulate(p[order] * np.arange(n, 0, -1))
    else:
        raised = p[order] * n / np.arange(1, n + 1)
        stepped = np.minimum.accumulate(raised[::-1])[::-1]
    found = np.empty(n)
    found[order] = np.minimum(stepped, 1)
    return tuple(found.tolist())
