"""Where units of a network stand, and the wires between them by weight."""

from __future__ import annotations

from typing import Any

import numpy as np

LAYER = 2.1
"""From one layer to the next, in widths of a unit's picture."""
ROW = 1.24
"""From one unit to the next below."""
THICK = (0.12, 0.4, 0.75)
"""From which share of the largest weight of its layer a wire is thin, middle and thick."""

Places = list[list[tuple[float, float]]]
"""The lower left corner of each unit, layer by layer."""


def unit_places(sizes: tuple[int, ...]) -> Places:
    """Return where each unit stands: layers left to right, units top to bottom, centred."""
    return [
        [(LAYER * layer, ROW * ((units - 1) / 2 - at) - 0.5) for at in range(units)]
        for layer, units in enumerate(sizes)
    ]


def wires(weights: tuple[np.ndarray, ...], places: Places) -> list[dict[str, Any]]:
    """Return six sets of wires: positive ones thin, middle and thick, then negative ones.

    Wires whose weight is next to nothing beside the largest of their layer are left out.
    """
    found: list[dict[str, Any]] = [{"x": [None], "y": [None]} for _ in range(6)]
    for layer, own in enumerate(weights):
        size = np.nan_to_num(np.abs(own))
        share = size / (size.max() or 1.0)
        kind = np.searchsorted(THICK, share, side="right") - 1
        for one, other in np.argwhere(kind >= 0).tolist():
            into = found[int(kind[one, other]) + (3 if own[one, other] < 0 else 0)]
            (x0, y0), (x1, y1) = places[layer][one], places[layer + 1][other]
            into["x"] += [x0 + 1, x1, None]
            into["y"] += [round(y0 + 0.5, 3), round(y1 + 0.5, 3), None]
    return found
