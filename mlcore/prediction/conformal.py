"""Prediction intervals for numbers, from the out-of-fold errors of the same plan.

Split conformal prediction (Vovk, Gammerman and Shafer 2005; Lei et al. 2018): the interval is the
prediction ± the k-th smallest absolute residual, k = ⌈(n + 1)(1 − α)⌉. The residuals here are
out-of-fold (cross-conformal), of models fitted on slightly fewer rows than the final one: the
guarantee is then approximate (Barber et al. 2021, CV+), so the coverage is measured once on the
hold-out and shown beside the interval.
"""

from __future__ import annotations

import math

import numpy as np

COVERAGES = tuple(round(0.5 + step / 100, 2) for step in range(50))
"""Coverages whose half-width is stored: 0.50 to 0.99."""
LEAST = 20
"""Residuals below which no interval is given."""


def half_width(residuals: np.ndarray, coverage: float) -> float | None:
    """Return the half-width of intervals with *coverage*, or None with too few residuals.

    Parameters
    ----------
    residuals : numpy.ndarray
        Actual minus out-of-fold prediction.
    coverage : float
        Share of new rows that the interval should contain, between 0 and 1.
    """
    sizes = np.sort(np.abs(residuals[np.isfinite(residuals)]))
    rank = math.ceil((len(sizes) + 1) * coverage - 1e-9)
    if len(sizes) < LEAST or rank > len(sizes):
        return None
    return float(sizes[rank - 1])


def half_widths(residuals: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Return (coverage, half-width) for each of :data:`COVERAGES` that the rows allow."""
    found = ((coverage, half_width(residuals, coverage)) for coverage in COVERAGES)
    return tuple((coverage, width) for coverage, width in found if width is not None)


def width_for(widths: tuple[tuple[float, float], ...], coverage: float) -> float | None:
    """Return the stored half-width of the least coverage that is at least *coverage*."""
    enough = [width for stored, width in widths if stored >= coverage - 1e-9]
    return enough[0] if enough else None


def coverage_of(actual: np.ndarray, predicted: np.ndarray, width: float) -> float:
    """Return the share of *actual* within *width* of *predicted*."""
    return float(np.mean(np.abs(actual - predicted) <= width))
