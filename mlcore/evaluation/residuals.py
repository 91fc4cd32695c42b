"""Regression in numbers: how predictions differ from the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Residuals:
    """True minus predicted values, and what they look like together.

    Parameters
    ----------
    actual, predicted, residual : ndarray
        One value per row.
    bias : float
        Mean residual: above 0, predictions are too low on average.
    sd : float
        Standard deviation of the residuals.
    quantiles : tuple of float
        5th, 25th, 50th, 75th and 95th percentile of the residuals.
    half_within, most_within : float
        Half, and nine tenths, of the predictions are this close to the truth.
    spread_ratio : float
        Typical error in the highest fifth of predictions over that in the lowest fifth; far
        from 1, one error bar does not suit all.
    worst : ndarray
        Positions of the ten largest errors, largest first.
    """

    actual: np.ndarray
    predicted: np.ndarray
    residual: np.ndarray
    bias: float
    sd: float
    quantiles: tuple[float, ...]
    half_within: float
    most_within: float
    spread_ratio: float
    worst: np.ndarray


def residuals(y: np.ndarray, predicted: np.ndarray) -> Residuals:
    """Summarise the residuals of *predicted* against *y*."""
    actual, predicted = np.asarray(y, dtype=float), np.asarray(predicted, dtype=float)
    residual = actual - predicted
    size = np.abs(residual)
    return Residuals(
        actual=actual,
        predicted=predicted,
        residual=residual,
        bias=float(residual.mean()),
        sd=float(residual.std(ddof=1)) if len(residual) > 1 else 0.0,
        quantiles=tuple(float(q) for q in np.quantile(residual, (0.05, 0.25, 0.5, 0.75, 0.95))),
        half_within=float(np.quantile(size, 0.5)),
        most_within=float(np.quantile(size, 0.9)),
        spread_ratio=_spread_ratio(size, predicted),
        worst=np.argsort(-size, kind="stable")[:10],
    )


def _spread_ratio(size: np.ndarray, predicted: np.ndarray) -> float:
    fifth = max(1, len(size) // 5)
    order = np.argsort(predicted, kind="stable")
    low, high = size[order[:fifth]].mean(), size[order[-fifth:]].mean()
    return float(high / low) if low > 0 else 1.0
