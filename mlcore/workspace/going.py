"""What a deletion takes along, and the rows and objects that are concerned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from mlcore.errors import LoupeError, Where
from mlcore.jobs.job import ACTIVE
from mlcore.store import sweep, tables
from mlcore.workspace import messages

DATASETS, RUNS, JOBS = tables.datasets, tables.runs, tables.jobs


@dataclass(frozen=True)
class Going:
    """What a deletion takes along.

    Parameters
    ----------
    datasets : tuple of (str, int)
        Name and version.
    runs : tuple of int
        Numbers of the runs that learnt from them.
    models : tuple of str
        Names of models made in those runs; they stay and go on answering.
    recipe : bool
        Whether the recipe of the data set goes, with its last version.
    jobs : tuple of str
        Kinds of the waiting and running jobs that forbid it.
    """

    datasets: tuple[tuple[str, int], ...] = ()
    runs: tuple[int, ...] = ()
    models: tuple[str, ...] = ()
    recipe: bool = False
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """The rows concerned: fingerprints and run ids, and the objects they name."""

    fingerprints: frozenset[str]
    runs: frozenset[str]
    objects: frozenset[str]


def of_dataset(
    connection: Connection, workspace: str, name: str, version: int | None
) -> tuple[Going, Rows]:
    """Return what deleting a *version* (None: all) of the data set *name* takes along.

    Raises
    ------
    LoupeError
        ``nothing_to_delete``.
    """
    query = select(DATASETS.c.name, DATASETS.c.version, DATASETS.c.fingerprint)
    every = connection.execute(query.where(DATASETS.c.workspace == workspace)).all()
    goes = [row for row in every if row.name == name and version in (None, row.version)]
    if not goes:
        raise LoupeError(messages.NOTHING_TO_DELETE, Where(file=name, version=version))
    stays = {row.fingerprint for row in every if row not in goes}
    lost = frozenset(row.fingerprint for row in goes) - stays
    learnt = select(RUNS.c.id).where(RUNS.c.workspace == workspace, RUNS.c.dataset.in_(lost))
    runs = frozenset(connection.execute(learnt).scalars())
    going = Going(
        tuple(sorted((row.name, row.version) for row in goes)),
        _numbers(connection, runs),
        _models(connection, workspace, runs),
        all(row in goes for row in every if row.name == name),
        _busy(connection, workspace, lost, runs),
    )
    versions = tuple(row.version for row in goes)
    objects = objects_of(connection, workspace, (name, versions), runs)
    return going, Rows(lost, runs, objects)


def of_run(connection: Connection, workspace: str, run: str) -> tuple[Going, Rows]:
    """Return what deleting the run with this id takes along; errors as :func:`of_dataset`."""
    one = frozenset((run,))
    found = select(RUNS.c.id).where(RUNS.c.workspace == workspace, RUNS.c.id == run)
    if connection.execute(found).first() is None:
        raise LoupeError(messages.NOTHING_TO_DELETE, Where(field="run"))
    going = Going(
        runs=_numbers(connection, one),
        models=_models(connection, workspace, one),
        jobs=_busy(connection, workspace, frozenset(), one),
    )
    return going, Rows(frozenset(), one, objects_of(connection, workspace, ("", ()), one))


def of_workspace(connection: Connection, workspace: str) -> Going:
    """Return what deleting the workspace takes along."""
    mine = select(DATASETS.c.name, DATASETS.c.version).where(DATASETS.c.workspace == workspace)
    runs = select(RUNS.c.number).where(RUNS.c.workspace == workspace).order_by(RUNS.c.number)
    names = select(tables.models.c.name).where(tables.models.c.workspace == workspace)
    busy = select(JOBS.c.kind).where(JOBS.c.workspace == workspace, JOBS.c.state.in_(ACTIVE))
    return Going(
        tuple(sorted((row.name, row.version) for row in connection.execute(mine))),
        tuple(connection.execute(runs).scalars()),
        tuple(sorted(connection.execute(names).scalars())),
        jobs=tuple(connection.execute(busy).scalars()),
    )


def _numbers(connection: Connection, runs: frozenset[str]) -> tuple[int, ...]:
    query = select(RUNS.c.number).where(RUNS.c.id.in_(runs)).order_by(RUNS.c.number)
    return tuple(connection.execute(query).scalars())


def _models(connection: Connection, workspace: str, runs: frozenset[str]) -> tuple[str, ...]:
    kept = tables.versions
    query = select(kept.c.name).where(kept.c.workspace == workspace, kept.c.run.in_(runs))
    return tuple(sorted(set(connection.execute(query).scalars())))


def _busy(
    connection: Connection, workspace: str, fingerprints: frozenset[str], runs: frozenset[str]
) -> tuple[str, ...]:
    """Return the kinds of the jobs at work on these tables or runs, or waiting for it."""
    return tuple(
        row.kind
        for row in jobs_of(connection, workspace, fingerprints, runs)
        if row.state in ACTIVE
    )  # fmt: skip


def jobs_of(
    connection: Connection, workspace: str, fingerprints: frozenset[str], runs: frozenset[str]
) -> list[Any]:
    """Return the jobs, ended or not, that work on these tables or with these runs."""
    query = select(JOBS.c.id, JOBS.c.kind, JOBS.c.state, JOBS.c.spec)
    makers = select(RUNS.c.job).where(RUNS.c.id.in_(runs))
    made = set(connection.execute(makers).scalars())
    return [
        row
        for row in connection.execute(query.where(JOBS.c.workspace == workspace))
        if row.spec.get("dataset") in fingerprints or row.spec.get("run") in runs or row.id in made
    ]


def objects_of(
    connection: Connection,
    workspace: str,
    dataset: tuple[str, tuple[int, ...]] | None,
    runs: frozenset[str] | None,
) -> frozenset[str]:
    """Return the objects that rows name: of a data set's versions and of runs; None: of all."""
    tabled = select(DATASETS.c.object).where(DATASETS.c.workspace == workspace)
    ran = select(RUNS.c.id, RUNS.c.facts).where(RUNS.c.workspace == workspace)
    if dataset is not None:
        name, versions = dataset
        tabled = tabled.where(DATASETS.c.name == name, DATASETS.c.version.in_(versions))
    if runs is not None:
        ran = ran.where(RUNS.c.id.in_(runs))
    rows = connection.execute(ran).all()
    units = tables.units
    fitted = select(units.c.predictions).where(units.c.run.in_([row.id for row in rows]))
    found = {*connection.execute(tabled).scalars(), *connection.execute(fitted).scalars()}
    for row in rows:
        found |= sweep.names_in(str(row.facts))
    return frozenset(sha for sha in found if sha)
