"""Which raw columns a model needs after a recipe, and where a cleaned column came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.fit import FittedRecipe
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.steps.base import trace
from mlcore.types import StepSpec


def inputs(recipe: Recipe, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the raw columns *names* of which something is left after *recipe*."""
    raw = tuple(names)
    needed = {old for olds in origins(recipe, raw).values() for old in olds}
    return tuple(name for name in raw if name in needed)


def possible_targets(recipe: Recipe, names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns after *recipe* that are raw ones still, perhaps under a new name."""
    raw = dict.fromkeys(names)
    made = origins(recipe, raw)
    uses = Counter(old for olds in made.values() for old in olds)
    return tuple(
        new for new, olds in made.items() if new in raw or (len(olds) == 1 and uses[olds[0]] == 1)
    )


def origins(recipe: Recipe, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the raw columns behind each column after *recipe*, the main one first.

    Parameters
    ----------
    recipe : Recipe
        Columns that only a fitted step can name stand under the name they are made from.
    names : iterable of str
        The raw columns.
    """
    made: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    for spec in _cell_steps(recipe):
        made = trace(step(spec.name).build(spec).outputs(list(made)), made)
    return made


def source_of(recipe: Recipe | FittedRecipe, column: str) -> str:
    """Return the raw column that the cleaned *column* was made from.

    Parameters
    ----------
    recipe : Recipe or FittedRecipe
        A fitted one knows exactly; of one that is not, names of made columns are recognised
        by how they begin.
    column : str
        A name after the recipe.

    Raises
    ------
    KeyError
        When the recipe leaves no such column.
    """
    if isinstance(recipe, FittedRecipe):
        return recipe.sources[column]
    for spec in reversed(_cell_steps(recipe)):
        column = _before(spec, column)
    return column


def _cell_steps(recipe: Recipe) -> list[StepSpec]:
    return [s for s in recipe.steps if s.enabled and step(s.name).scope == "cells"]


def _before(spec: StepSpec, column: str) -> str:
    """Return what *column* was called, or made from, before the step *spec*."""
    transformer = step(spec.name).build(spec)
    if spec.name == "encode":
        for name in spec.columns:
            if column.startswith(f"{name} = "):
                return name
    for names in (spec.columns, (column,)):
        made = dict(reversed(transformer.outputs(names)))
        if column in made:
            return made[column]
    raise KeyError(column)
