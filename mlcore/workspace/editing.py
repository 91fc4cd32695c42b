"""Changes of a recipe from a page: each click counts once, and nobody overwrites unseen work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mlcore.cleaning.recipe import Recipe
from mlcore.types import StepSpec
from mlcore.workspace.history import MOST, History
from mlcore.workspace.workspace import Workspace

Change = Callable[[Recipe], Recipe]


def edit(space: Workspace, dataset: str, seen: int, action: str, change: Change) -> bool:
    """Apply *change* to the recipe of *dataset*; return False when this click counted before.

    The id of a click is the action on the revision it was drawn for: the same button on the
    same state, however often it is pressed and in however many tabs, takes effect once.

    Parameters
    ----------
    space : Workspace
        Whose recipe.
    dataset : str
        Name of the data set.
    seen : int
        The revision that was shown when the person decided.
    action : str
        What was pressed.
    change : callable
        The present recipe to the next one.

    Raises
    ------
    LoupeError
        ``changed_elsewhere`` when the recipe is no longer at *seen*; what *change* raises.
    """
    return _once(space, dataset, seen, action, lambda past: past.edit(change(past.recipe)))


def undo(space: Workspace, dataset: str, seen: int) -> bool:
    """Go one state back; as :func:`edit`."""
    return _once(space, dataset, seen, "undo", History.undo)


def redo(space: Workspace, dataset: str, seen: int) -> bool:
    """Go one state forward; as :func:`edit`."""
    return _once(space, dataset, seen, "redo", History.redo)


def _once(
    space: Workspace, dataset: str, seen: int, action: str, step: Callable[[History], History]
) -> bool:
    history, revision = space.history(dataset)
    click = f"{action}@{seen}"
    if click in history.applied:
        return False
    after = step(history) if revision == seen else history
    space.save_history(dataset, replace(after, applied=(*after.applied, click)[-MOST:]), seen)
    return True


def added(spec: StepSpec) -> Change:
    """Put *spec* at the end."""
    return lambda recipe: Recipe((*recipe.steps, spec))


def added_all(specs: tuple[StepSpec, ...]) -> Change:
    """Put all *specs* at the end, in order."""
    return lambda recipe: Recipe((*recipe.steps, *specs))


def removed(at: int) -> Change:
    """Take out the step at position *at*."""
    return lambda recipe: Recipe((*recipe.steps[:at], *recipe.steps[at + 1 :]))


def changed(at: int, spec: StepSpec) -> Change:
    """Put *spec* in the place of the step at position *at*."""
    return lambda recipe: Recipe((*recipe.steps[:at], spec, *recipe.steps[at + 1 :]))


def switched(at: int) -> Change:
    """Switch the step at position *at* off, or on again."""

    def change(recipe: Recipe) -> Recipe:
        step = recipe.steps[at]
        return changed(at, replace(step, enabled=not step.enabled))(recipe)

    return change


def moved(at: int, to: int) -> Change:
    """Move the step at position *at* to position *to*."""

    def change(recipe: Recipe) -> Recipe:
        rest = [step for place, step in enumerate(recipe.steps) if place != at]
        return Recipe((*rest[:to], recipe.steps[at], *rest[to:]))

    return change
