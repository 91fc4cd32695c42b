"""What one column tells about another, of whatever shape the link is: mutual information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.profiling.strength import Side

BINS = 10
TIMES = 40
"""So often the rows of one column are shuffled for the reference."""


@dataclass(frozen=True)
class Information:
    """Mutual information of two columns, beside what chance alone makes of them.

    Parameters
    ----------
    nats : float
        Estimated from counts; numbers in at most ten bins of equally many rows.
    share : float
        What is above chance, as a share of all that can be known of the column that says less:
        0 to 1.
    chance : float
        Mean over shuffled rows, in nats.
    p_value : float
        How often shuffled rows tell as much (Phipson and Smyth 2010: never 0).
    """

    nats: float
    share: float
    chance: float
    p_value: float


def information(first: Side, second: Side, seed: int = 0) -> Information | None:
    """Return what two columns tell about each other; None when one does not vary."""
    both = first.known & second.known
    a, b = binned(first, both), binned(second, both)
    if len(a) < 3 or min(len(np.unique(a)), len(np.unique(b))) < 2:
        return None
    nats = mutual(a, b)
    rng = np.random.default_rng(seed)
    shuffled = np.array([mutual(a, rng.permutation(b)) for _ in range(TIMES)])
    chance = float(shuffled.mean())
    most = min(entropy(a), entropy(b)) - chance
    share = (nats - chance) / most if most > 0 else 0.0
    as_much = int((shuffled >= nats - 1e-12).sum())
    return Information(nats, float(np.clip(share, 0, 1)), chance, (1 + as_much) / (1 + TIMES))


def binned(column: Side, rows: np.ndarray) -> np.ndarray:
    """Return codes of the values in *rows*: bins of equally many rows for many numbers."""
    if column.numbers is None:
        assert column.codes is not None
        return column.codes[rows]
    numbers = column.numbers[rows]
    different = np.unique(numbers)
    if len(different) <= BINS:
        return np.searchsorted(different, numbers)
    edges = np.unique(np.quantile(numbers, np.linspace(0, 1, BINS + 1)))[1:-1]
    return np.searchsorted(edges, numbers, "right")


def mutual(first: np.ndarray, second: np.ndarray) -> float:
    """Return the mutual information of two columns of codes, in nats."""
    wide = int(second.max()) + 1
    together = np.bincount(first * wide + second, minlength=(int(first.max()) + 1) * wide)
    table = together.reshape(-1, wide) / len(first)
    alone = np.outer(table.sum(1), table.sum(0))
    some = table > 0
    return float(max(0.0, (table[some] * np.log(table[some] / alone[some])).sum()))


def entropy(codes: np.ndarray) -> float:
    """Return the entropy of a column of codes, in nats."""
    counts = np.bincount(codes)
    shares = counts[counts > 0] / len(codes)
    return float(-(shares * np.log(shares)).sum())
