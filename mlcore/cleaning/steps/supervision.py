"""The target, for steps that learn from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.values import coded, floats, is_numeric


def answers(series: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return one number per row (nan: no answer) and the names of the classes.

    A quantity is itself and has no classes; of a category it is the number of its class. Whole
    numbers with more than 20 different values are a quantity.
    """
    values = floats(series)
    known = values[~np.isnan(values)]
    if is_numeric(series) and (len(np.unique(known)) > 20 or (known % 1 != 0).any()):
        return values, []
    codes, names = coded(series)
    numeric = is_numeric(series)
    order = sorted(range(len(names)), key=lambda i: float(names[i]) if numeric else names[i])
    rank = np.full(len(names) + 1, np.nan)
    rank[order] = np.arange(len(names))
    return rank[codes], [names[i] for i in order]
