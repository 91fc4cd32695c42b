"""``read`` and ``Registry`` for a notebook: what they need is opened from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.settings import Settings, load
from mlcore.store.store import Store
from mlcore.workspace.workspace import DEFAULT, enter

if TYPE_CHECKING:
    from mlcore.data.combine.keys import On
    from mlcore.data.combine.matches import How
    from mlcore.data.dataset import Dataset
    from mlcore.data.read import ReadOptions
    from mlcore.data.sources.bound import Value
    from mlcore.registry.registry import Registry


@cache
def _open(settings: Settings, workspace: str) -> Store:
    store = Store.open(settings)
    enter(store, workspace)
    return store


def read(
    source: str | Path,
    options: ReadOptions | None = None,
    *,
    name: str | None = None,
    values: Mapping[str, Value] | None = None,
) -> Dataset:
    """Return the table of *source*.

    Parameters
    ----------
    source : str or Path
        A path, ``sample:NAME``, a web address or ``URL::SELECT …``.
    options : ReadOptions or None
        How to read it; None guesses.
    name : str or None
        What to call the data set; None takes the source's own name.
    values : mapping or None
        Of a query: what stands for each ``:name`` in it.

    Raises
    ------
    LoupeError
        When the source is missing or cannot be read as a table.
    """
    from mlcore.data import read as reading

    settings = load()
    objects = _open(settings, DEFAULT).objects
    options = options or reading.ReadOptions()
    return reading.read(source, objects, options, name=name, settings=settings, values=values)


def join(
    first: Dataset, second: Dataset, on: On, how: How = "left", *, name: str | None = None
) -> Dataset:
    """Return two tables side by side where their keys are equal.

    ``warnings`` of the result say which rows found no partner or several.

    Parameters
    ----------
    first, second : Dataset
        The tables.
    on : str, or sequence of str or (str, str)
        The key: columns of both, or pairs of a column of each.
    how : {"left", "inner", "outer"}
        Rows without a partner are kept of the first table, of none, or of both.
    name : str or None
        Label of the result.

    Raises
    ------
    LoupeError
        When the keys cannot be equal, or the result would be too large.
    """
    from mlcore.data.combine import combine

    return combine.join(first, second, on, how, name=name)


def append(first: Dataset, second: Dataset, *, name: str | None = None) -> Dataset:
    """Return the rows of *second* below those of *first*, columns brought together by name.

    Parameters
    ----------
    first, second : Dataset
        The tables.
    name : str or None
        Label of the result.

    Raises
    ------
    LoupeError
        When a column holds different kinds of values, or the result would be too large.
    """
    from mlcore.data.combine import combine

    return combine.append(first, second, name=name)


def split(data: Dataset, column: str) -> tuple[Dataset, ...]:
    """Return a dataset for each value of *column*; rows without a value are the last one.

    Parameters
    ----------
    data : Dataset
        The table.
    column : str
        Whose values decide; at most 50 different ones.

    Raises
    ------
    LoupeError
        When there is no such column, or it has too many values or only one.
    """
    from mlcore.data.combine import divide

    return divide.divide(data, column)


def registry(workspace: str = DEFAULT) -> Registry:
    """Return the registry of *workspace* in the home that ``LOUPE_HOME`` names."""
    from mlcore.registry.registry import Registry

    return Registry(_open(load(), workspace), workspace)
