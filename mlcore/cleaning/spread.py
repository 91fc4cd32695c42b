"""How the values of one column lie before and after a step: counts in the same bins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.values import finite, is_numeric, labels

BINS = 24
MOST_VALUES = 8


@dataclass(frozen=True)
class Spread:
    """Rows before and after, by bin.

    Parameters
    ----------
    column : str
        Which column.
    bins : tuple of str or float
        Values in writing, or the middles of the bins.
    before, after : tuple of int
        Rows in each bin.
    width : float
        Of a bin of numbers; 0 for values in writing.
    """

    column: str
    bins: tuple[str | float, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    width: float = 0.0


def spread(before: pd.DataFrame, after: pd.DataFrame, column: str) -> Spread | None:
    """Return how *column* lies before and after; None when there is nothing to compare.

    Numbers are counted in equal bins over both, anything else by its most frequent values.
    """
    if column not in before.columns or column not in after.columns:
        return None
    old, new = before[column], after[column]
    if is_numeric(old) and is_numeric(new):
        return _numbers(column, finite(old), finite(new))
    counts = [pd.Series(labels(series)).dropna().value_counts() for series in (old, new)]
    names = (counts[0].add(counts[1], fill_value=0)).sort_values(ascending=False, kind="stable")
    shown = tuple(str(name) for name in names.index[:MOST_VALUES])
    if not shown:
        return None
    first, second = (tuple(int(found.get(name, 0)) for name in shown) for found in counts)
    return Spread(column, shown, first, second)


def _numbers(column: str, old: np.ndarray, new: np.ndarray) -> Spread | None:
    both = np.concatenate([old, new])
    if not len(both) or not np.isfinite(both.max() - both.min()):
        return None
    edges = np.histogram_bin_edges(both, BINS)
    first, second = np.histogram(old, edges)[0], np.histogram(new, edges)[0]
    middles = (edges[:-1] + edges[1:]) / 2
    return Spread(
        column, tuple(middles.tolist()), tuple(first.tolist()), tuple(second.tolist()),
        float(edges[1] - edges[0]),
    )  # fmt: skip
