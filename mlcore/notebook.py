"""``read`` and ``Registry`` for a notebook: what they need is opened from the settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.settings import Settings, load
from mlcore.store.store import Store
from mlcore.workspace.workspace import DEFAULT, enter

if TYPE_CHECKING:
    from mlcore.data.dataset import Dataset
    from mlcore.data.read import ReadOptions
    from mlcore.registry.registry import Registry


@cache
def _open(settings: Settings, workspace: str) -> Store:
    store = Store.open(settings)
    enter(store, workspace)
    return store


def read(
    source: str | Path, options: ReadOptions | None = None, *, name: str | None = None
) -> Dataset:
    """Return the table of *source*: a path or ``sample:NAME``.

    Parameters
    ----------
    source : str or Path
        What to read.
    options : ReadOptions or None
        How to read it; None guesses.
    name : str or None
        What to call the data set; None takes the source's own name.

    Raises
    ------
    LoupeError
        When the source is missing or cannot be read as a table.
    """
    from mlcore.data import read as reading

    settings = load()
    objects = _open(settings, DEFAULT).objects
    options = options or reading.ReadOptions()
    return reading.read(source, objects, options, name=name, settings=settings)


def registry(workspace: str = DEFAULT) -> Registry:
    """Return the registry of *workspace* in the home that ``LOUPE_HOME`` names."""
    from mlcore.registry.registry import Registry

    return Registry(_open(load(), workspace), workspace)
