"""Deleting data sets, runs and workspaces: what goes and what stays is known before it is done.

A model stays when the table or run it was made from goes: it holds all that it needs to answer.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, select

from mlcore.data import versions
from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.registry.folders import gone
from mlcore.store import sweep, tables
from mlcore.store.store import Store
from mlcore.workspace import going as concerned
from mlcore.workspace import memos, messages
from mlcore.workspace.going import DATASETS, JOBS, RUNS, Going, Rows
from mlcore.workspace.workspace import Workspace


def of_dataset(space: Workspace, name: str, version: int | None = None) -> Going:
    """Return what deleting a *version* (None: all) of the data set *name* takes along.

    Raises
    ------
    LoupeError
        ``nothing_to_delete``.
    """
    with space.store.read() as connection:
        return concerned.of_dataset(connection, space.id, name, version)[0]


def delete_dataset(space: Workspace, name: str, version: int | None = None) -> Going:
    """Delete a *version* (None: all) of the data set *name* with the runs that learnt from it.

    The newest version that is left becomes the open one, where the open one goes.

    Raises
    ------
    LoupeError
        ``nothing_to_delete``; ``in_use`` while a job works with it.
    """
    with space.store.begin() as connection:
        going, rows = concerned.of_dataset(connection, space.id, name, version)
        _refuse_used(going, name)
        chosen = (DATASETS.c.workspace == space.id) & (DATASETS.c.name == name)
        if version is not None:
            chosen &= DATASETS.c.version == version
        versions.retire(connection, space.id, name)
        connection.execute(delete(DATASETS).where(chosen))
        _delete_runs(connection, space.id, rows)
        if going.recipe:
            memos.forget(connection, space.id, f"recipe:{name}")
        _reopen(connection, space.id, going)
    _free(space.store, rows.objects)
    return going


def of_run(space: Workspace, run: str) -> Going:
    """Return what deleting the run with this id takes along.

    Raises
    ------
    LoupeError
        ``nothing_to_delete``.
    """
    with space.store.read() as connection:
        return concerned.of_run(connection, space.id, run)[0]


def delete_run(space: Workspace, run: str) -> Going:
    """Delete the run with this id, its fits and its ended jobs.

    Raises
    ------
    LoupeError
        ``nothing_to_delete``; ``in_use`` while it is being trained or packaged.
    """
    with space.store.begin() as connection:
        going, rows = concerned.of_run(connection, space.id, run)
        _refuse_used(going, f"Run {going.runs[0]}")
        _delete_runs(connection, space.id, rows)
    _free(space.store, rows.objects)
    return going


def of_workspace(space: Workspace) -> Going:
    """Return what deleting the workspace takes along: here the models go too."""
    with space.store.read() as connection:
        return concerned.of_workspace(connection, space.id)


def delete_workspace(space: Workspace) -> Going:
    """Delete the workspace with everything in it, models and tokens too.

    Raises
    ------
    LoupeError
        ``in_use`` while a job waits or runs.
    """
    with space.store.begin() as connection:
        going = concerned.of_workspace(connection, space.id)
        _refuse_used(going, "workspace")
        named = select(tables.versions.c.folder).where(tables.versions.c.workspace == space.id)
        folders = connection.execute(named).scalars().all()
        objects = concerned.objects_of(connection, space.id, None, None)
        for table in reversed(tables.metadata.sorted_tables):
            if "workspace" in table.c:
                connection.execute(delete(table).where(table.c.workspace == space.id))
        own = tables.workspaces
        connection.execute(delete(own).where(own.c.id == space.id))
    for folder in folders:
        gone(space.registry.folder, folder, space.store.objects.remote)
    space.registry.journal.forget()
    _free(space.store, objects)
    return going


def _refuse_used(going: Going, name: str) -> None:
    if going.jobs:
        jobs = count(len(going.jobs), "job works", "jobs work")
        raise LoupeError(messages.IN_USE, Where(field="job"), name=name, jobs_text=jobs)


def _delete_runs(connection: Connection, workspace: str, rows: Rows) -> None:
    ended = [
        row.id for row in concerned.jobs_of(connection, workspace, rows.fingerprints, rows.runs)
    ]
    _delete(connection, RUNS, rows.runs)
    _delete(connection, JOBS, frozenset(ended))


def _delete(connection: Connection, table: Table, ids: frozenset[str]) -> None:
    connection.execute(delete(table).where(table.c.id.in_(ids)))


def _reopen(connection: Connection, workspace: str, going: Going) -> None:
    """Open the newest version that is left, of the same name first, where the open one went."""
    now = memos.value(connection, workspace, "open")
    if not now or (now["name"], now["version"]) not in going.datasets:
        return
    query = select(DATASETS.c.name, DATASETS.c.version).where(DATASETS.c.workspace == workspace)
    rows = connection.execute(query.order_by(DATASETS.c.created.desc())).all()
    left = sorted(rows, key=lambda row: row.name != now["name"])
    new = {"name": left[0].name, "version": left[0].version} if left else None
    memos.put(connection, workspace, "open", new)


def _free(store: Store, objects: frozenset[str]) -> None:
    sweep.sweep(store, objects, sweep.HOUR)
