"""A model trained again on fresh data, by the same recipe and plan; it waits to be promoted.

Fresh is a newer version of the data set it learnt from, or what it learnt from with the labelled
rows of the log below. The candidate never becomes champion by itself: that is for the evidence on
Models to decide.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from mlcore.cleaning.recipe import Recipe
from mlcore.data import versions
from mlcore.data.combine.stack import stack
from mlcore.data.dataset import Dataset
from mlcore.data.read import read
from mlcore.errors import LoupeError, Where
from mlcore.monitoring import log
from mlcore.monitoring.performance import known_rows
from mlcore.monitoring.window import of_log
from mlcore.prediction.model import Model, labels
from mlcore.registry.names import CHAMPION
from mlcore.training import runs
from mlcore.training.problem import pose
from mlcore.workspace import messages
from mlcore.workspace.workspace import Workspace, submit_training

LEAST = 50
"""Labelled rows that are worth a training."""


@dataclass(frozen=True)
class Fresh:
    """What a model can be trained on again.

    Parameters
    ----------
    origin : {"version", "labels"}
        A newer version of the data set, or labelled rows added to it.
    rows : int
        Rows there will be.
    more : int
        How many more than the model learnt from.
    """

    origin: Literal["version", "labels"]
    rows: int
    more: int


def fresh(space: Workspace, name: str) -> Fresh:
    """Return what the champion of *name* could be trained on again.

    Raises
    ------
    LoupeError
        ``nothing_fresh`` when there is nothing newer; ``unknown_model``.
    """
    before, newest = _tables(space, name)
    if newest.fingerprint != before.fingerprint:
        return Fresh("version", newest.rows, newest.rows - before.rows)
    rows = _labelled(space, name)
    if len(rows) < LEAST:
        reason = f"{len(rows)} rows of the log have a label"
        raise _nothing(space, name, reason)
    return Fresh("labels", before.rows + len(rows), len(rows))


def retrain(space: Workspace, name: str, step_id: str | None = None) -> str:
    """Queue a training of *name* on fresh data and return the job's id.

    Parameters
    ----------
    space : Workspace
        Whose.
    name : str
        The champion's recipe and plan are used; the new version gets the next number.
    step_id : str or None
        The same id queues one job however often it is sent.

    Raises
    ------
    LoupeError
        As :func:`fresh`, and what makes the plan impossible on the new data.
    """
    found = fresh(space, name)
    before, newest = _tables(space, name)
    data = newest if found.origin == "version" else _with_labels(space, name, before)
    meta = _champion(space, name).meta
    plan, recipe = runs.plan_of(meta.plan), Recipe.from_json(meta.recipe)
    pose(data, plan, recipe)
    return submit_training(space.store, space.id, data, plan, recipe, name, step_id)


def repeat(space: Workspace, name: str, version: int, step_id: str | None = None) -> str:
    """Queue the training a version came from once more, on its own table, and return the job's id.

    For a version that cannot be read, or answers differently since libraries changed: only what
    the registry says of it is asked, never its files.

    Parameters
    ----------
    space : Workspace
        Whose.
    name, version
        Which; what comes of it gets the next number and waits.
    step_id : str or None
        The same id queues one job however often it is sent.

    Raises
    ------
    LoupeError
        ``table_gone``; ``unknown_model``, ``unknown_version``; what makes the plan impossible.
    """
    meta = space.registry.meta(name, version)
    made_from = dict(meta.fingerprints).get("dataset", "")
    try:
        data = versions.by_fingerprint(space.store, space.id, made_from)
    except LoupeError as error:
        place = Where(model=name, version=version)
        facts = {"name": name, "version": version, "data": meta.dataset}
        raise LoupeError(messages.TABLE_GONE, place, **facts) from error
    plan, recipe = runs.plan_of(meta.plan), Recipe.from_json(meta.recipe)
    pose(data, plan, recipe)
    return submit_training(space.store, space.id, data, plan, recipe, name, step_id)


def _champion(space: Workspace, name: str) -> Model:
    return space.registry.load(f"{name}@{CHAMPION}")


def _tables(space: Workspace, name: str) -> tuple[Dataset, Dataset]:
    """Return the table the champion learnt from, and the newest version of its data set."""
    meta = _champion(space, name).meta
    print_of = dict(meta.fingerprints).get("dataset", "")
    try:
        before = versions.by_fingerprint(space.store, space.id, print_of)
        newest = versions.load(space.store, space.id, before.name)
    except LoupeError as error:
        raise _nothing(space, name, "the table it learnt from was deleted") from error
    return before, newest


def _labelled(space: Workspace, name: str) -> pd.DataFrame:
    """Return the rows of the log whose label is known, the target among the columns."""
    model = _champion(space, name)
    seen = of_log(model, log.recent(space.store, (space.id, name)))
    y, _answers, places = known_rows(model, seen)
    classes = labels(model.signature)
    truth: list[Any] = [classes[int(code)] for code in y] if classes else y.tolist()
    return seen.frame.iloc[places].assign(**{model.signature.target: truth})


def _with_labels(space: Workspace, name: str, before: Dataset) -> Dataset:
    rows = _labelled(space, name)
    full = pd.DataFrame({column: rows.get(column) for column in before.names}, index=rows.index)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labelled.parquet"
        full.to_parquet(path, index=False)
        fed = read(path, space.store.objects, settings=space.store.settings)
    data = stack((before, fed), name=before.name, settings=space.store.settings)
    versions.save(space.store, space.id, data)
    return data


def _nothing(space: Workspace, name: str, reason: str) -> LoupeError:
    data = _champion(space, name).meta.dataset
    facts = {"name": name, "reason": reason, "data": data, "needed": LEAST}
    return LoupeError(messages.NOTHING_FRESH, Where(model=name), **facts)
