"""Whole tables asked of a model: at once where they are small, else a job of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.data.read import read_bytes
from mlcore.data.uploads import Upload, Uploads
from mlcore.jobs import queue
from mlcore.jobs.context import JobContext
from mlcore.prediction.table import Answered, answer_table
from mlcore.registry.registry import Registry
from mlcore.types import to_json
from mlcore.workspace.workspace import Workspace

ANSWER = queue.MOVING.names[2]
TASK = "mlcore.workspace.asking:answer_task"
AT_ONCE_ROWS, AT_ONCE_BYTES = 20_000, 3_000_000
"""A table up to this size is answered while its page is drawn."""


def about_upload(upload: Upload) -> dict[str, Any]:
    """Return what names a file that was sent."""
    return {"upload": upload.sha, "name": upload.name}


def about_dataset(data: Dataset) -> dict[str, Any]:
    """Return what names a data set of the workspace."""
    return {"dataset": data.fingerprint, "name": data.name}


def at_once(table: Upload | Dataset) -> bool:
    """Tell whether *table* is answered while its page is drawn."""
    if isinstance(table, Upload):
        return table.size <= AT_ONCE_BYTES
    return table.rows <= AT_ONCE_ROWS


def ask(
    space: Workspace, ref: str, about: dict[str, Any], coverage: float, step_id: str | None = None
) -> str:
    """Queue a table to be answered and return the job's id.

    Parameters
    ----------
    space : Workspace
        Whose model and table.
    ref : str
        The model, by name and version.
    about : dict
        As :func:`about_upload` or :func:`about_dataset` makes it.
    coverage : float
        Of intervals and sets.
    step_id : str or None
        The same id queues one job however often it is sent.
    """
    spec = {**about, "model": ref, "coverage": coverage}
    return queue.submit(space.store, TASK, spec, workspace=space.id, kind=ANSWER, step_id=step_id)


def answered(space: Workspace, spec: dict[str, Any]) -> Answered:
    """Answer a table here and now; *spec* is that of :func:`ask`."""
    model = Registry(space.store, space.id).load(spec["model"])
    return answer_table(model, _table(space, spec), spec["coverage"])


def answer_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Answer a table, and say how far it is.

    Returns
    -------
    dict
        An :class:`~mlcore.prediction.table.Answered` as JSON values.
    """
    space = Workspace(context.store, context.workspace)
    model = Registry(space.store, space.id).load(spec["model"])
    made = answer_table(model, _table(space, spec), spec["coverage"], context.emit)
    return dict(to_json(made))


def _table(space: Workspace, spec: dict[str, Any]) -> Dataset:
    store = space.store
    if "dataset" in spec:
        return versions.by_fingerprint(store, space.id, spec["dataset"])
    path: Path = Uploads(store.settings).path(spec["upload"])
    return read_bytes(path, spec["name"], store.objects, settings=store.settings)
