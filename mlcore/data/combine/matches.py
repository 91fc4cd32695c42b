"""How the rows of two tables meet: counted before anything is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import polars as pl

How = Literal["left", "inner", "outer"]
HOWS: tuple[How, ...] = get_args(How)


@dataclass(frozen=True)
class Matches:
    """Rows of two tables by how they meet; a row without a key meets nothing.

    Parameters
    ----------
    left_rows, right_rows : int
        Of the first and the second table.
    left_alone, right_alone : int
        Rows without a partner.
    left_multiplied, right_multiplied : int
        Rows with more than one partner.
    met : int
        Pairs of rows: the rows of an inner join.
    """

    left_rows: int
    right_rows: int
    left_alone: int
    right_alone: int
    left_multiplied: int
    right_multiplied: int
    met: int

    def rows(self, how: How) -> int:
        """Return how many rows the joined table has."""
        more = {"inner": 0, "left": self.left_alone, "outer": self.left_alone + self.right_alone}
        return self.met + more[how]


def count(left: pl.LazyFrame, right: pl.LazyFrame, keys: list[str]) -> Matches:
    """Return how the rows of *left* and *right* meet on the columns *keys* of both."""
    mine, theirs = (_numbers(part, keys) for part in (left, right))
    met = mine.join(theirs, on=keys, how="inner")
    a, b = pl.col("rows"), pl.col("rows_right")
    sums: dict[str, Any] = met.select(
        met=(a * b).sum(),
        left=a.sum(),
        right=b.sum(),
        left_multiplied=a.filter(b > 1).sum(),
        right_multiplied=b.filter(a > 1).sum(),
    ).collect().row(0, named=True)  # fmt: skip
    mine_all, theirs_all = (int(part.select(pl.len()).collect().item()) for part in (left, right))
    return Matches(
        mine_all,
        theirs_all,
        mine_all - sums["left"],
        theirs_all - sums["right"],
        sums["left_multiplied"],
        sums["right_multiplied"],
        sums["met"],
    )


def _numbers(part: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    return part.group_by(keys).agg(rows=pl.len().cast(pl.Int64))
