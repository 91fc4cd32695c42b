"""A recipe and a dataset → another dataset, with its lineage."""

from __future__ import annotations

from mlcore.cleaning.messages import ENDS, MESSAGES
from mlcore.cleaning.recipe import Recipe
from mlcore.data.children import Task, done
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.made import keep
from mlcore.settings import Settings, load
from mlcore.store.objects import Objects
from mlcore.types import fingerprint, to_json


def apply(
    recipe: Recipe,
    data: Dataset,
    objects: Objects | None = None,
    name: str | None = None,
    settings: Settings | None = None,
) -> Dataset:
    """Return *data* cleaned, every step learnt on all rows.

    For looking at and exporting; training learns the steps anew inside each fold. It is done in
    a child with limits: a step that wants too much memory ends the child, not the server.

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
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        When a step refuses; ``clean_memory``, ``clean_time`` or ``clean_crashed``.
    """
    objects = objects or data.objects
    request = {
        "file": str(data.objects.path(data.object).absolute()), "columns": to_json(data.columns),
        "recipe": recipe.to_json(),
    }  # fmt: skip
    task = Task("mlcore.cleaning.applied:all_rows", request, data.name, ENDS, messages=MESSAGES)
    with done(task, settings or load()) as (made, place):
        stored = keep(objects, place)
    lineage = Lineage(
        data.lineage.source, data.lineage.options, data.fingerprint, recipe.fingerprint,
        data.lineage.renamed,
    )  # fmt: skip
    identity = fingerprint("apply", data.fingerprint, recipe.fingerprint)
    return Dataset(name or data.name, identity, made.rows, made.columns, stored, objects, lineage)
