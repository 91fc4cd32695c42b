"""Which cells are missing together: the patterns of rows, and the columns in pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells

COLUMNS = 20
"""So many columns, those with most gaps, are looked at together."""
PATTERNS = 12


@dataclass(frozen=True)
class Gaps:
    """Missing cells of a table, row by row.

    Parameters
    ----------
    names : tuple of str
        Columns with gaps, those with most first.
    patterns : tuple of (tuple of bool, int)
        Which of the columns are missing, and in how many rows; the commonest first.
    others : int
        Rows of the patterns that are not listed.
    full : int
        Rows without a gap in these columns.
    together : tuple of tuple of int
        Rows in which both columns are missing; on the diagonal those of the column alone.
    rows : int
        All rows.
    left_out : int
        Columns with gaps that are not looked at.
    """

    names: tuple[str, ...]
    patterns: tuple[tuple[tuple[bool, ...], int], ...]
    others: int
    full: int
    together: tuple[tuple[int, ...], ...]
    rows: int
    left_out: int = 0

    def overlap(self, first: int, second: int) -> float:
        """Return the rows missing both as a share of the rows missing either."""
        both = self.together[first][second]
        either = self.together[first][first] + self.together[second][second] - both
        return both / either if either else 0.0


def gaps(data: Dataset) -> Gaps:
    """Return which cells of *data* are missing together, of all rows.

    Parameters
    ----------
    data : Dataset
        Only its columns with gaps are read, a few at a time.
    """
    missing = {i: spec.missing for i, spec in enumerate(data.columns) if spec.missing}
    ranked = sorted(missing, key=lambda i: (-missing[i], i))
    kept = ranked[:COLUMNS]
    codes = np.zeros(data.rows, dtype=np.uint32)
    for group in cells.groups(data, sorted(kept)):
        for place, values in zip(group, cells.read(data, group), strict=True):
            bit = np.uint32(1 << kept.index(place))
            codes |= values.is_null().to_numpy().astype(np.uint32) * bit
    different, counts = np.unique(codes, return_counts=True)
    flags = (different[:, None] >> np.arange(len(kept), dtype=np.uint32) & 1).astype(bool)
    together = (flags * counts[:, None]).T.astype(np.int64) @ flags.astype(np.int64)
    order = [i for i in np.argsort(-counts, kind="stable") if different[i]]
    return Gaps(
        tuple(data.names[i] for i in kept),
        tuple((tuple(flags[i].tolist()), int(counts[i])) for i in order[:PATTERNS]),
        int(sum(counts[i] for i in order[PATTERNS:])),
        int(counts[different == 0].sum()),
        tuple(tuple(line) for line in together.tolist()),
        data.rows,
        len(ranked) - len(kept),
    )
