"""Does a recipe fit another table? Columns are matched by name, never by position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.steps.base import NUMERIC
from mlcore.types import ColumnSpec, Kind, StepSpec


@dataclass(frozen=True)
class Misfit:
    """One step that cannot be carried out on a table as it is.

    Parameters
    ----------
    number : int
        Which step, from 1.
    step : str
        Its title.
    missing : tuple of str
        Columns it needs that are not there then.
    wrong_kind : tuple of (str, Kind)
        Columns whose kind it does not treat.
    """

    number: int
    step: str
    missing: tuple[str, ...] = ()
    wrong_kind: tuple[tuple[str, Kind], ...] = ()


@dataclass(frozen=True)
class Reuse:
    """How a recipe fits a table.

    Parameters
    ----------
    misfits : tuple of Misfit
        Steps that cannot be carried out; empty: it fits.
    extra : tuple of str
        Columns of the table that no step treats; they stay as they are.
    reordered : bool
        True when the columns that the recipe was made for stand in another order; that changes
        nothing.
    """

    misfits: tuple[Misfit, ...] = ()
    extra: tuple[str, ...] = ()
    reordered: bool = False

    @property
    def fits(self) -> bool:
        """True when every step can be carried out."""
        return not self.misfits


def reuse(recipe: Recipe, columns: Sequence[ColumnSpec], made_for: Iterable[str] = ()) -> Reuse:
    """Return how *recipe* fits a table with *columns*.

    Parameters
    ----------
    recipe : Recipe
        Steps that are switched off play no part.
    columns : sequence of ColumnSpec
        The table it is to be used on.
    made_for : iterable of str
        The columns of the table it was made for, in order, when they are known.
    """
    raw: dict[str, Kind] = {column.name: column.kind for column in columns}
    names, misfits, used = list(raw), [], set[str]()
    for number, spec in enumerate(recipe.steps, 1):
        if not spec.enabled:
            continue
        transformer = step(spec.name).build(spec)
        reads = transformer.reads()
        used |= set(reads)
        missing = tuple(name for name in reads if name not in names)
        wrong = _wrong_kinds(spec, {n: raw[n] for n in spec.columns if n in names and n in raw})
        if missing or wrong:
            misfits.append(Misfit(number, step(spec.name).title, missing, wrong))
        elif step(spec.name).scope == "cells":
            names = list(dict.fromkeys(new for new, _ in transformer.outputs(names)))
            raw = {name: kind for name, kind in raw.items() if name not in reads}
    known = list(made_for)
    extra = [column.name for column in columns if column.name not in (known or used)]
    here = [column.name for column in columns if column.name in known]
    return Reuse(
        tuple(misfits), tuple(extra), here != [name for name in known if name in set(here)]
    )


def _wrong_kinds(spec: StepSpec, kinds: dict[str, Kind]) -> tuple[tuple[str, Kind], ...]:
    """Return columns that the step does not treat; a whole number is a number for all steps."""
    fitting = set(step(spec.name).kinds)
    if fitting & set(NUMERIC):
        fitting |= set(NUMERIC)
    return tuple((name, kind) for name, kind in kinds.items() if kind not in fitting)
