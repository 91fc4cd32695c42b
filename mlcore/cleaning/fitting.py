"""Does a recipe fit another table? Columns are compared by name, never by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.preview import preview
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.types import Kind, StepSpec

Named = tuple[tuple[str, Kind], ...]


@dataclass(frozen=True)
class Unfit:
    """A step that cannot be carried out on the table: its number, itself, and why."""

    number: int
    spec: StepSpec
    why: str

    @property
    def words(self) -> str:
        """The step by number and title."""
        return f"{self.number} {step(self.spec.name).title}"


@dataclass(frozen=True)
class Fit:
    """How a recipe fits a table.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    missing : tuple of (str, tuple of str)
        Columns that it was made for, that its steps name and that are not there, with those
        steps.
    extra : tuple of str
        Columns that it was not made for.
    kinds : tuple of (str, Kind, Kind)
        Columns of another kind: name, the kind it was made for, the kind that is there.
    reordered : bool
        True when the columns that are in both stand in another order; that changes nothing.
    unfit : tuple of Unfit
        Steps that cannot be carried out.
    """

    recipe: Recipe
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extra: tuple[str, ...] = ()
    kinds: tuple[tuple[str, Kind, Kind], ...] = ()
    reordered: bool = False
    unfit: tuple[Unfit, ...] = ()

    @property
    def usable(self) -> Recipe:
        """The recipe with the steps switched off that cannot be carried out."""
        off = {found.number for found in self.unfit}
        steps = enumerate(self.recipe.steps, 1)
        return Recipe(
            tuple(
                StepSpec(s.name, s.columns, s.params, False, s.id) if number in off else s
                for number, s in steps
            )
        )


def fitting(recipe: Recipe, made_for: Sequence[tuple[str, Kind]], data: Dataset) -> Fit:
    """Return how *recipe* fits *data*.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    made_for : sequence of (str, Kind)
        The columns of the table it was made for, in their order.
    data : Dataset
        The table it is to be used on; its steps are tried on it.
    """
    old, new = dict(made_for), {column.name: column.kind for column in data.columns}
    both = [name for name in old if name in new]
    used = {name: _users(recipe, name) for name in old if name not in new}
    return Fit(
        recipe,
        missing=tuple((name, users) for name, users in used.items() if users),
        extra=tuple(name for name in new if name not in old),
        kinds=tuple((name, old[name], new[name]) for name in both if old[name] != new[name]),
        reordered=both != [name for name in new if name in old],
        unfit=tuple(
            Unfit(number, effect.spec, effect.problem.what)
            for number, effect in enumerate(preview(recipe, data), 1)
            if effect.problem is not None
        ),
    )


def _users(recipe: Recipe, name: str) -> tuple[str, ...]:
    """Return the steps that name the column *name*, by number and title."""
    return tuple(
        f"{number} {step(spec.name).title}"
        for number, spec in enumerate(recipe.steps, 1)
        if spec.enabled and name in step(spec.name).build(spec).reads()
    )
