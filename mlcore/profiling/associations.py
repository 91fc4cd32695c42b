"""Every column against every other, numbers and categories alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling import cells
from mlcore.profiling.messages import TOO_MANY_COLUMNS
from mlcore.profiling.strength import Measure, relate, side
from mlcore.types import ColumnSpec

MOST = 30
"""So many columns are related at once."""


@dataclass(frozen=True)
class Associations:
    """How columns go together.

    Parameters
    ----------
    names : tuple of str
        The columns, in the order of rows and columns below.
    matrix : tuple of tuple of float or None
        Strengths; signed for two numbers; None where undefined.
    measures : tuple of tuple of str
        How each was measured.
    rows : int
        Rows looked at.
    sampled : bool
        Whether those are a random part of all rows.
    left_out : tuple of str
        Columns not looked at: prose, constant ones, ones with a value of their own in most
        rows, and, past 30, those with most gaps.
    """

    names: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]
    measures: tuple[tuple[Measure, ...], ...]
    rows: int
    sampled: bool
    left_out: tuple[str, ...] = ()


def associations(
    data: Dataset, columns: Sequence[str] | None = None, rows: int = 20_000, seed: int = 0
) -> Associations:
    """Return how the columns of *data* go together.

    Numbers and dates: Spearman's rank correlation. A category and a number: correlation ratio.
    Two categories: Cramér's V. The latter two are corrected for chance, so that unrelated
    columns are near 0 however many levels they have.

    Parameters
    ----------
    data : Dataset
        The table.
    columns : sequence of str or None
        Which, at most 30; None chooses those that vary, with the fewest gaps.
    rows : int
        At most so many random rows are looked at.
    seed : int
        Chooses the rows.

    Raises
    ------
    LoupeError
        ``no_column``, or ``too_many_columns_to_relate``.
    """
    names = chosen(data) if columns is None else tuple(dict.fromkeys(columns))
    if len(names) > MOST:
        raise LoupeError(TOO_MANY_COLUMNS, most=MOST, given=len(names))
    kinds = [data.column(name).kind for name in names]
    part = cells.sample(data, names, rows, seed)
    sides = [side(values, kind) for values, kind in zip(part, kinds, strict=True)]
    found = {(i, j): relate(sides[i], sides[j]) for i in range(len(sides)) for j in range(i + 1)}
    grid = [[found[max(i, j), min(i, j)] for j in range(len(sides))] for i in range(len(sides))]
    return Associations(
        names,
        tuple(tuple(value for value, _ in line) for line in grid),
        tuple(tuple(measure for _, measure in line) for line in grid),
        min(rows, data.rows),
        data.rows > rows,
        tuple(name for name in data.names if name not in set(names)),
    )


def chosen(data: Dataset) -> tuple[str, ...]:
    """Return the at most 30 columns that tell most: they vary and have the fewest gaps."""
    telling = [spec for spec in data.columns if _telling(spec, data.rows)]
    kept = set(sorted(telling, key=lambda spec: spec.missing)[:MOST])
    return tuple(spec.name for spec in telling if spec in kept)


def _telling(spec: ColumnSpec, rows: int) -> bool:
    if spec.unique < 2 or spec.kind == "text":
        return False
    return spec.kind != "category" or spec.unique <= (rows - spec.missing) / 2
