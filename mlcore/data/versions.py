"""Versions of data sets in a workspace: kept as they are, never changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Row, func, select

from mlcore.data import quota
from mlcore.data.dataset import Dataset, Lineage, Notice, Reject
from mlcore.data.messages import NO_VERSION
from mlcore.errors import LoupeError, Where
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.store.tables import datasets, memos
from mlcore.types import ColumnSpec, to_json

KEPT_REJECTS = 1000
"""So many rejected lines are kept with a version; their number is in the notices."""
KNOWN = 8
"""So many versions of a store are kept in memory: 10,000 columns take a tenth of a second."""
_LAST = "last version:"
"""How the memo begins that keeps the newest number of a data set, deleted or not."""

_MARKS = (
    datasets.c.workspace, datasets.c.name, datasets.c.version, datasets.c.fingerprint,
    datasets.c.created,
)  # fmt: skip
_known: WeakKeyDictionary[Store, dict[Any, Dataset]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Version:
    """One stored version of a data set."""

    name: str
    version: int
    fingerprint: str
    rows: int
    columns: int
    created: float
    lineage: Lineage


def save(store: Store, workspace: str, dataset: Dataset) -> int:
    """Keep *dataset* under its name and return its version.

    The same table as the newest version gets no new one.

    Raises
    ------
    LoupeError
        ``too_many_datasets`` or ``workspace_full``; ``object_missing`` when the table is gone.
    """
    dataset.objects.path(dataset.object)
    dataset.objects.renew(dataset.object)  # young until its row is written: nobody sweeps it
    mine = (datasets.c.workspace == workspace) & (datasets.c.name == dataset.name)
    with store.begin() as connection:
        newest = connection.execute(
            select(datasets.c.version, datasets.c.fingerprint)
            .where(mine)
            .order_by(datasets.c.version.desc())
            .limit(1)
        ).first()
        if newest and newest.fingerprint == dataset.fingerprint:
            return int(newest.version)
        quota.check(connection, store.settings, workspace, dataset)
        last = _last(connection, workspace, dataset.name)
        version = max(newest.version if newest else 0, last) + 1
        row = {"workspace": workspace, "version": version, "created": time.time()}
        connection.execute(datasets.insert().values(**row, **_to_row(dataset)))
    return version


def retire(connection: Connection, workspace: str, name: str) -> None:
    """Remember the newest number of *name* before versions are deleted: no number comes twice."""
    mine = (datasets.c.workspace == workspace) & (datasets.c.name == name)
    newest = connection.execute(select(func.max(datasets.c.version)).where(mine)).scalar() or 0
    last = max(newest, _last(connection, workspace, name))
    values = {"value": last, "revision": 1, "changed": time.time()}
    upsert(connection, memos, workspace=workspace, key=f"{_LAST}{name}", **values)


def _last(connection: Connection, workspace: str, name: str) -> int:
    """Return the newest number that *name* had when versions were last deleted; 0 for none."""
    mine = (memos.c.workspace == workspace) & (memos.c.key == f"{_LAST}{name}")
    return int(connection.execute(select(memos.c.value).where(mine)).scalar() or 0)


def listing(store: Store, workspace: str) -> tuple[Version, ...]:
    """Return all versions of all data sets, newest first."""
    query = select(datasets).where(datasets.c.workspace == workspace)
    with store.read() as connection:
        rows = connection.execute(query.order_by(datasets.c.created.desc())).all()
    return tuple(
        Version(
            r.name,
            r.version,
            r.fingerprint,
            r.rows,
            len(r.columns),
            r.created,
            _lineage(r.lineage),
        )
        for r in rows
    )


def load(store: Store, workspace: str, name: str, version: int | None = None) -> Dataset:
    """Return a version of the data set *name*, the newest when none is asked.

    Raises
    ------
    LoupeError
        ``unknown_table`` when it is not there.
    """
    query = select(datasets).where(datasets.c.workspace == workspace, datasets.c.name == name)
    if version is not None:
        query = query.where(datasets.c.version == version)
    where = Where(file=name, version=version)
    return _first(store, query.order_by(datasets.c.version.desc()), where)


def by_fingerprint(store: Store, workspace: str, fingerprint: str) -> Dataset:
    """Return the data set with this *fingerprint*.

    Raises
    ------
    LoupeError
        ``unknown_table`` when it is not in the workspace.
    """
    query = select(datasets).where(
        datasets.c.workspace == workspace, datasets.c.fingerprint == fingerprint
    )
    return _first(store, query.order_by(datasets.c.created.desc()), Where(field="dataset"))


def same(store: Store, workspace: str, dataset: Dataset) -> tuple[str, int] | None:
    """Return name and version of the newest stored table that is *dataset*, or None."""
    query = select(datasets.c.name, datasets.c.version).where(
        datasets.c.workspace == workspace, datasets.c.fingerprint == dataset.fingerprint
    )
    with store.read() as connection:
        row = connection.execute(query.order_by(datasets.c.created.desc()).limit(1)).first()
    return (row.name, row.version) if row else None


def count(store: Store, workspace: str) -> int:
    """Return how many data sets (names) the workspace has."""
    query = select(func.count(datasets.c.name.distinct())).where(datasets.c.workspace == workspace)
    with store.read() as connection:
        return int(connection.execute(query).scalar_one())


def _first(store: Store, query: Any, where: Where) -> Dataset:
    """Return the first version that *query* finds; what was read of one is not read again."""
    known = _known.setdefault(store, {})
    with store.read() as connection:
        mark = connection.execute(query.with_only_columns(*_MARKS).limit(1)).first()
        found = None if mark is None else known.get(tuple(mark))
        row = None if mark is None or found else connection.execute(query.limit(1)).first()
    if found is not None:
        return found
    if row is None:
        raise LoupeError(NO_VERSION, where)
    for oldest in list(known)[: max(0, len(known) + 1 - KNOWN)]:
        known.pop(oldest, None)
    return known.setdefault(tuple(row._mapping[column] for column in _MARKS), _from_row(store, row))


def _to_row(dataset: Dataset) -> dict[str, Any]:
    rejects = dataset.rejects[:KEPT_REJECTS]
    return {
        "name": dataset.name,
        "fingerprint": dataset.fingerprint,
        "rows": dataset.rows,
        "columns": to_json(dataset.columns),
        "object": dataset.object,
        "lineage": to_json(dataset.lineage),
        "rejected": {"lines": to_json(rejects), "notices": to_json(dataset.warnings)},
    }


def _from_row(store: Store, row: Row[Any]) -> Dataset:
    kept = row.rejected or {"lines": [], "notices": []}
    return Dataset(
        row.name,
        row.fingerprint,
        row.rows,
        tuple(ColumnSpec(**column) for column in row.columns),
        row.object,
        store.objects,
        _lineage(row.lineage),
        tuple(Reject(**reject) for reject in kept["lines"]),
        tuple(_notice(notice) for notice in kept["notices"]),
    )


def _lineage(body: dict[str, Any] | None) -> Lineage:
    return Lineage(**{name: _frozen(value) for name, value in (body or {"source": ""}).items()})


def _notice(body: dict[str, Any]) -> Notice:
    return Notice(body["code"], _frozen(body["facts"]), _frozen(body["columns"]))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
