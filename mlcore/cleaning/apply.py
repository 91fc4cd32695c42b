"""A recipe and a dataset → another dataset, with its lineage."""

from __future__ import annotations

from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.data import table
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.kinds import specs
from mlcore.store.objects import Objects
from mlcore.types import fingerprint


def apply(
    recipe: Recipe, data: Dataset, objects: Objects | None = None, name: str | None = None
) -> Dataset:
    """Return *data* cleaned, every step learnt on all rows.

    For looking at and exporting; training learns the steps anew inside each fold.

    Parameters
    ----------
    recipe : Recipe
        What is done.
    data : Dataset
        What it is done to; stays as it is.
    objects : Objects or None
        Where the result is kept; None: with *data*.
    name : str or None
        Label of the result; None: as *data*.

    Raises
    ------
    LoupeError
        When a step refuses.
    """
    objects = objects or data.objects
    frame = fit(recipe, data.frame()).frame
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    lineage = Lineage(
        data.lineage.source, data.lineage.options, data.fingerprint, recipe.fingerprint,
        data.lineage.renamed,
    )  # fmt: skip
    identity = fingerprint("apply", data.fingerprint, recipe.fingerprint)
    return Dataset(name or data.name, identity, len(frame), specs(frame), stored, objects, lineage)
