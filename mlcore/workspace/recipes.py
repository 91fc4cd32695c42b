"""Recipes kept by name, for other data: each with the columns it was made for."""

from __future__ import annotations

import time
from dataclasses import dataclass

from mlcore.cleaning.fitting import Named
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError, Where
from mlcore.types import ColumnSpec
from mlcore.workspace import memos, messages
from mlcore.workspace.workspace import Workspace

PREFIX = "saved-recipe:"
LONGEST = 80


@dataclass(frozen=True)
class Saved:
    """A recipe with its name, the columns and the data set it was made for, and when."""

    name: str
    recipe: Recipe
    columns: Named
    dataset: str
    when: float


def save(
    space: Workspace,
    name: str,
    recipe: Recipe,
    columns: tuple[ColumnSpec, ...],
    dataset: str,
) -> Saved:
    """Keep *recipe* under *name*, in place of an earlier one of that name.

    Raises
    ------
    LoupeError
        ``no_recipe_name`` when the name is blank.
    """
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise LoupeError(messages.NO_RECIPE_NAME, Where(field="name"))
    named = tuple((column.name, column.kind) for column in columns)
    made = Saved(name, recipe, named, dataset, time.time())
    value = {
        "recipe": recipe.to_json(),
        "columns": [list(pair) for pair in named],
        "dataset": dataset,
        "when": made.when,
    }
    memos.write(space.store, space.id, f"{PREFIX}{name}", value)
    return made


def listing(space: Workspace) -> tuple[Saved, ...]:
    """Return the kept recipes, the newest first."""
    found = memos.read_prefix(space.store, space.id, PREFIX)
    kept = (
        Saved(
            name,
            Recipe.from_json(value["recipe"]),
            tuple((column, kind) for column, kind in value["columns"]),
            value["dataset"],
            value["when"],
        )
        for name, value in found.items()
        if value
    )
    return tuple(sorted(kept, key=lambda saved: -saved.when))


def forget(space: Workspace, name: str) -> None:
    """Keep the recipe called *name* no longer."""
    memos.write(space.store, space.id, f"{PREFIX}{name}", None)
