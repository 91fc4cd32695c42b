"""How far two rows of counts are apart: an effect size, and how easily chance does that.

The stability index (PSI) of two samples from one source is not 0: its mean is about
(parts - 1) (1/n + 1/m). That is taken off, so that a small sample does not look like drift
(Yurdakul, "Statistical properties of population stability index", 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.profiling.drift import psi

LEAST_EXPECTED = 5.0
"""Parts in which fewer rows are expected are tested together (Cochran)."""


@dataclass(frozen=True)
class Difference:
    """An effect, and the chance of one as large where nothing changed; None: not testable."""

    effect: float = 0.0
    p: float | None = None


def apart(before: np.ndarray, now: np.ndarray) -> Difference:
    """Return the corrected stability index of two rows of counts, and a chi² test of them."""
    n, m = float(before.sum()), float(now.sum())
    if not n or not m:
        return Difference()
    some = (before + now) > 0
    expected = (some.sum() - 1) * (1 / n + 1 / m)
    effect = max(0.0, psi(before[some], now[some]) - expected)
    return Difference(effect, _chi_square(*_merged(before, now)))


def _merged(before: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts with the rarest parts put together, judged by *before* only."""
    order = np.argsort(-before, kind="stable")
    before, now = before[order].astype(float), now[order].astype(float)
    expected = before * now.sum() / max(before.sum(), 1.0)
    kept = int((expected >= LEAST_EXPECTED).sum())
    if kept and expected[kept:].sum() < LEAST_EXPECTED:
        kept -= 1
    tail = slice(kept, None)
    return np.append(before[:kept], before[tail].sum()), np.append(now[:kept], now[tail].sum())


def _chi_square(before: np.ndarray, now: np.ndarray) -> float | None:
    statistic, free = homogeneity(before, now)
    return chance(statistic, free) if free else None


def homogeneity(before: np.ndarray, now: np.ndarray) -> tuple[float, int]:
    """Return Pearson's statistic that two rows of counts have one source, and its freedom."""
    some = (before + now) > 0
    before, now = before[some], now[some]
    n, m = before.sum(), now.sum()
    if len(before) < 2 or not n or not m:
        return 0.0, 0
    gap = np.sqrt(n / m) * now - np.sqrt(m / n) * before
    return float((gap**2 / (before + now)).sum()), len(before) - 1


def chance(statistic: float, free: int) -> float:
    """Return the probability of a chi² with *free* degrees above *statistic*."""
    from scipy.special import chdtrc

    return float(chdtrc(free, statistic))


def shares_apart(
    before: np.ndarray, n: np.ndarray, now: np.ndarray, m: np.ndarray, both: bool
) -> np.ndarray:
    """Return p-values that shares *before* / *n* and *now* / *m* are one (Fisher's exact test).

    Parameters
    ----------
    before, n, now, m : ndarray
        Rows with the property and all rows, in the reference and now; one entry per test.
    both : bool
        Whether a lower share counts too; False: only a higher one.
    """
    from scipy.stats import hypergeom

    more = hypergeom.sf(now - 1, n + m, before + now, m)
    if not both:
        return np.asarray(np.clip(more, 0.0, 1.0))
    fewer = hypergeom.cdf(now, n + m, before + now, m)
    return np.asarray(np.clip(2 * np.minimum(more, fewer), 0.0, 1.0))
