"""Which columns of two tables say that rows belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mlcore.data.combine.messages import KEYS_DIFFER, NO_KEYS
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError, Where
from mlcore.language import translate

On = str | Sequence[str | Sequence[str]]
Pairs = tuple[tuple[str, str], ...]
WORDS = {
    "integer": "whole numbers",
    "number": "decimal numbers",
    "boolean": "yes and no",
    "date": "dates",
    "text": "text",
}
"""What the cells of a column are, by how they are stored."""
_NUMBERS = {"integer", "number"}
_WHOLE_BELOW = 2.0**63


def pairs_of(first: Dataset, second: Dataset, on: On) -> Pairs:
    """Return the pairs of columns that *on* names, checked.

    Parameters
    ----------
    first, second : Dataset
        The tables.
    on : str, or sequence of str or (str, str)
        A column of both, several of them, or pairs of a column of the first and of the second.

    Raises
    ------
    LoupeError
        ``no_keys``, ``no_column`` or ``keys_differ``.
    """
    named = (on,) if isinstance(on, str) else on
    pairs = tuple((key, key) if isinstance(key, str) else (key[0], key[1]) for key in named)
    if not pairs:
        raise LoupeError(NO_KEYS, Where(field="on"))
    for left, right in pairs:
        if not joinable(first, second, left, right):
            a, b = stored(first, left), stored(second, right)
            facts = {"left_kind": translate(WORDS[a]), "right_kind": translate(WORDS[b])}
            raise LoupeError(KEYS_DIFFER, Where(column=left), left=left, right=right, **facts)
    return pairs


def shared(first: Dataset, second: Dataset) -> tuple[str, ...]:
    """Return the columns that both tables have and that could be a key, in the first's order."""
    theirs = set(second.names)
    both = (name for name in first.names if name in theirs)
    return tuple(name for name in both if joinable(first, second, name, name))


def joinable(first: Dataset, second: Dataset, left: str, right: str) -> bool:
    """Return True when a cell of *left* in the first table can equal one of *right*."""
    a, b = stored(first, left), stored(second, right)
    return a == b or {a, b} <= _NUMBERS


def stored(data: Dataset, name: str) -> str:
    """Return what the cells of column *name* are: a key of :data:`WORDS`.

    Raises
    ------
    LoupeError
        ``no_column``.
    """
    dtype = data.column(name).dtype.lower()
    starts = {"int": "integer", "float": "number", "bool": "boolean", "datetime": "date"}
    return next((kind for start, kind in starts.items() if dtype.startswith(start)), "text")


def expression(place: str, mine: str, other: str) -> pl.Expr:
    """Return the key of a row: equal keys are the same value, and a missing one is no value.

    Parameters
    ----------
    place : str
        Name of the column in the query.
    mine, other : str
        How it and its partner are stored: a decimal number is compared to whole ones exactly,
        and equals none when it is not whole itself.
    """
    column: Any = pl.col(place)
    if mine != "number":
        return column
    column = column.fill_nan(None)
    if other == "number":
        return column
    whole = (column == column.floor()) & (column >= -_WHOLE_BELOW) & (column < _WHOLE_BELOW)
    return pl.when(whole).then(column).otherwise(None).cast(pl.Int64)
