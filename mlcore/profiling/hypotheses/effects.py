"""Sizes of effects with their 95% intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

LEVEL = 0.95
Interval = tuple[float, float, float]
"""Estimate, low end, high end."""
_NORMAL = 1.959963984540054


def hedges_g(first: np.ndarray, second: np.ndarray) -> float:
    """Return the difference of means in pooled standard deviations, corrected for few rows."""
    n, m = len(first), len(second)
    pooled = ((n - 1) * first.var(ddof=1) + (m - 1) * second.var(ddof=1)) / (n + m - 2)
    if pooled <= 0:
        return 0.0
    return float((first.mean() - second.mean()) / np.sqrt(pooled) * (1 - 3 / (4 * (n + m) - 9)))


def superiority(first: np.ndarray, second: np.ndarray) -> Interval:
    """Return how probably a value of *first* exceeds one of *second*, ties counted half.

    The interval is DeLong's (1988), from the placements of each sample in the other.
    """
    own, other = np.sort(first), np.sort(second)
    above = (_below(other, first) + _upto(other, first)) / 2 / len(second)
    under = 1 - (_below(own, second) + _upto(own, second)) / 2 / len(first)
    share = float(above.mean())
    reach = _NORMAL * np.sqrt(above.var(ddof=1) / len(first) + under.var(ddof=1) / len(second))
    return share, float(max(0, share - reach)), float(min(1, share + reach))


def eta_squared(f: float, between: int, within: int) -> Interval:
    """Return the share of variance between groups from an F value, by noncentral F."""
    from scipy import stats

    n = between + within + 1
    low, high = noncentral(lambda nc: float(stats.ncf.cdf(f, between, within, nc)), f * between)
    estimate = f * between / (f * between + within)
    return estimate, low / (low + n), high / (high + n)


def cramers_v(chi2: float, rows: int, fewer: int, df: int) -> Interval:
    """Return Cramér's V from chi² of a table whose shorter side is *fewer*, by noncentral chi²."""
    from scipy import stats

    scale = rows * (fewer - 1)
    low, high = noncentral(lambda nc: float(stats.ncx2.cdf(chi2, df, nc)), chi2)
    ends = [np.sqrt((end + df) / scale) if end > 0 else 0.0 for end in (low, high)]
    return float(np.sqrt(chi2 / scale)), float(min(ends[0], 1)), float(min(ends[1], 1))


def correlation(r: float, rows: int, ranked: bool) -> Interval:
    """Return a correlation with Fisher's interval; of ranks as Bonett and Wright (2000) have it."""
    if rows < 4 or abs(r) >= 1:
        return r, r if abs(r) >= 1 else -1.0, r if abs(r) >= 1 else 1.0
    error = np.sqrt((1 + r * r / 2 if ranked else 1) / (rows - 3))
    middle = np.arctanh(r)
    return r, float(np.tanh(middle - _NORMAL * error)), float(np.tanh(middle + _NORMAL * error))


def largest_gap(first: np.ndarray, second: np.ndarray, d: float) -> Interval:
    """Return the largest gap of two distributions with a band that is never too narrow.

    By the Dvoretzky–Kiefer–Wolfowitz inequality for each sample, the error shared evenly.
    """
    reach = sum(np.sqrt(np.log(2 / ((1 - LEVEL) / 2)) / (2 * len(v))) for v in (first, second))
    return d, float(max(0, d - reach)), float(min(1, d + reach))


def rank_share(h: float, groups: int, rows: int) -> Interval:
    """Return the share of the ranks' variance between groups, from Kruskal and Wallis's H.

    Corrected for chance (ε², Kelley 1935); the interval is that of :func:`eta_squared` for the F
    value of the ranks, which is a function of H (Conover and Iman 1981).
    """
    between, within = groups - 1, rows - groups
    left = max(rows - 1 - h, 1e-9)
    _share, low, high = eta_squared(h / between / (left / within), between, within)
    return max(0.0, 1 - left / within), low, high


def noncentral(cdf: Callable[[float], float], scale: float) -> tuple[float, float]:
    """Return the noncentralities at which what was seen is as low, as high as it may be."""
    from scipy import optimize

    ends = []
    for share in ((1 + LEVEL) / 2, (1 - LEVEL) / 2):
        high = max(2 * scale, 10.0)
        if cdf(0.0) <= share:
            ends.append(0.0)
            continue
        while cdf(high) > share:
            high *= 2
        ends.append(float(optimize.brentq(lambda nc, s=share: cdf(nc) - s, 0.0, high)))
    return ends[0], ends[1]


def _below(others: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.searchsorted(others, values, "left")


def _upto(others: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.searchsorted(others, values, "right")
