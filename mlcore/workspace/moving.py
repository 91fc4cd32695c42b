"""Tables on their way in from databases and the web, or out to a database: jobs of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.data.made import frozen
from mlcore.data.options import ReadOptions
from mlcore.data.read import read_address
from mlcore.data.sources import sql, target
from mlcore.data.sources.http import Request
from mlcore.data.sources.target import Target
from mlcore.events import Progress
from mlcore.jobs import queue
from mlcore.jobs.context import JobContext
from mlcore.jobs.halting import halting
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.process.watch import Mark, Watch
from mlcore.workspace import memos
from mlcore.workspace.workspace import Workspace

LOAD, WRITE = queue.MOVING.names[:2]
QUERY = "mlcore.workspace.moving:query_task"
ADDRESS = "mlcore.workspace.moving:address_task"
TABLE = "mlcore.workspace.moving:write_task"


def bring_query(space: Workspace, query: sql.Query, step_id: str | None = None) -> str:
    """Queue the loading of a database's answer and return the job's id.

    Parameters
    ----------
    space : Workspace
        Where the answer becomes a version.
    query : Query
        What is asked, of a connection with a name: its address is no part of the job.
    step_id : str or None
        The same id queues one job however often it is sent.
    """
    spec = {
        "text": query.text, "connection": query.connection, "name": query.label,
        "values": query.values,
    }  # fmt: skip
    return _submit(space, QUERY, LOAD, spec, step_id)


def bring_address(
    space: Workspace, request: Request, expected: str, step_id: str | None = None
) -> str:
    """Queue the loading of what a web address gives and return the job's id.

    Parameters
    ----------
    space, step_id
        As :func:`bring_query`.
    request : Request
        What is asked.
    expected : str
        SHA-256 of what was previewed.
    """
    spec = {"request": asdict(request), "expected": expected, "name": request.label}
    return _submit(space, ADDRESS, LOAD, spec, step_id)


def send(space: Workspace, name: str, version: int, to: Target, step_id: str | None = None) -> str:
    """Queue the writing of a version to a table of a database and return the job's id.

    Parameters
    ----------
    space, step_id
        As :func:`bring_query`.
    name, version
        Which table.
    to : Target
        Where it goes.
    """
    data = versions.load(space.store, space.id, name, version)
    spec = {"dataset": data.fingerprint, "version": version, "target": asdict(to), "name": name}
    return _submit(space, TABLE, WRITE, spec, step_id)


def listing(space: Workspace) -> tuple[Job, ...]:
    """Return the newest jobs that move tables, newest first."""
    found = queue.listing(space.store, space.id, limit=50)
    return tuple(job for job in found if job.kind in (LOAD, WRITE))


# -------------------------------------------------------------------- inside the jobs


def query_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Ask a database and keep the answer as a version; repeating it changes nothing.

    Parameters
    ----------
    context : JobContext
        The job.
    spec : dict
        As :func:`bring_query` makes it.

    Returns
    -------
    dict
        ``name``, ``version``, ``rows``; ``before``: where the same table was kept already;
        ``opened``: whether it is the open table now.
    """
    store, values = context.store, frozen(spec.get("values", []))
    query = sql.Query(spec["text"], spec["connection"], values=values)
    with _watched(context, spec["name"]) as watch:
        made = sql.read(query, store.objects, store.settings, watch=watch)
    return _kept(context, made, spec)


def address_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Read a web address and keep the table as a version; as :func:`query_task`."""
    store = context.store
    request = Request(**{name: frozen(value) for name, value in spec["request"].items()})
    with _watched(context, spec["name"]) as watch:
        made = read_address(
            request, store.objects, ReadOptions(), store.settings,
            expected=spec["expected"], watch=watch,
        )  # fmt: skip
    return _kept(context, made, spec)


def write_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Write a version to a table of a database, in one transaction.

    Returns
    -------
    dict
        ``rows``, and ``table`` and ``connection`` they are in.
    """
    store, to = context.store, Target(**spec["target"])
    data = versions.by_fingerprint(store, context.workspace, spec["dataset"])
    with _watched(context, to.table) as watch:
        rows = target.write(data, to, store.settings, watch)
    return {"rows": rows, "table": to.table, "connection": to.connection}


@contextmanager
def _watched(context: JobContext, name: str) -> Iterator[Watch]:
    """Yield what tells the job's progress and ends its child when the job is stopped."""
    context.emit(Progress(0, 0, doing=name))

    def tell(mark: Mark) -> None:
        so_far = count(mark.done, "row")
        if mark.unit == "bytes":
            so_far = f"{mark.done / 1e6:,.0f} MB"
        context.emit(Progress(mark.done, mark.total, doing=f"{name}: {so_far}"))

    watch = Watch(tell)
    with halting(watch.halt):
        yield watch


def _kept(context: JobContext, made: Dataset, spec: dict[str, Any]) -> dict[str, Any]:
    """Keep *made*, and open it unless something else was opened meanwhile."""
    store, space = context.store, Workspace(context.store, context.workspace)
    before = versions.same(store, context.workspace, made)
    version = versions.save(store, context.workspace, made)
    opened = memos.read(store, space.id, "open").value == spec["open"]
    if opened:
        space.choose_dataset(made.name, version)
    return {
        "name": made.name, "version": version, "rows": made.rows, "opened": opened,
        "before": list(before) if before else None,
    }  # fmt: skip


def _submit(
    space: Workspace, call: str, kind: str, spec: dict[str, Any], step_id: str | None
) -> str:
    now = memos.read(space.store, space.id, "open").value
    return queue.submit(
        space.store, call, {**spec, "open": now}, workspace=space.id, kind=kind, step_id=step_id
    )
