"""Questions to the registry's tables."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, func, select

from mlcore.prediction.model import ModelMeta
from mlcore.registry.aliases import Key
from mlcore.registry.entries import ModelEntry, Move, VersionEntry
from mlcore.registry.names import CHAMPION, Reference
from mlcore.store.tables import aliases, faults, moves, remarks, versions


def find(connection: Connection, key: Key, reference: Reference) -> Row[Any] | None:
    """Return the row of the version *reference* means, or None."""
    query = select(versions).where(versions.c.workspace == key[0], versions.c.name == key[1])
    if reference.version is not None:
        return connection.execute(query.where(versions.c.version == reference.version)).first()
    same = and_(
        aliases.c.workspace == versions.c.workspace,
        aliases.c.name == versions.c.name,
        aliases.c.version == versions.c.version,
    )
    query = query.join(aliases, same).where(aliases.c.alias == reference.alias)
    return connection.execute(query).first()


def numbers(connection: Connection, key: Key) -> list[int]:
    """Return the version numbers of a model, newest first."""
    query = (
        select(versions.c.version)
        .where(versions.c.workspace == key[0], versions.c.name == key[1])
        .order_by(versions.c.version.desc())
    )
    return list(connection.execute(query).scalars())


def names(connection: Connection, workspace: str) -> list[str]:
    """Return the names of all models with versions, in alphabetical order."""
    own = versions.c.workspace == workspace
    query = select(versions.c.name).distinct().where(own).order_by(versions.c.name)
    return list(connection.execute(query).scalars())


def models_of(connection: Connection, workspace: str) -> tuple[ModelEntry, ...]:
    """Return all models of *workspace*, the one changed last first."""
    counts = {
        row.name: row
        for row in connection.execute(
            select(
                versions.c.name,
                func.count().label("total"),
                func.max(versions.c.version).label("newest"),
                func.min(versions.c.created).label("created"),
                func.max(versions.c.created).label("changed"),
            )
            .where(versions.c.workspace == workspace)
            .group_by(versions.c.name)
        )
    }
    champions = {
        row.name: row.version
        for row in connection.execute(
            select(aliases).where(aliases.c.workspace == workspace, aliases.c.alias == CHAMPION)
        )
    }
    shown = {name: champions.get(name) or row.newest for name, row in counts.items()}
    metas = _metas(connection, workspace, shown)
    entries = [
        _entry(row, champions.get(name), ModelMeta.from_json(metas[name]))
        for name, row in counts.items()
    ]
    return tuple(sorted(entries, key=lambda entry: (-entry.changed, entry.name)))


def _metas(connection: Connection, workspace: str, shown: dict[str, int]) -> dict[str, Any]:
    rows = connection.execute(_chosen(workspace)).all()
    return {row.name: row.meta for row in rows if shown.get(row.name) == row.version}


def _chosen(workspace: str) -> Select[Any]:
    """Select champions and newest versions only, so that a long history costs nothing."""
    newest = (
        select(versions.c.name, func.max(versions.c.version).label("version"))
        .where(versions.c.workspace == workspace)
        .group_by(versions.c.name)
    )
    champion = select(aliases.c.name, aliases.c.version).where(
        aliases.c.workspace == workspace, aliases.c.alias == CHAMPION
    )
    either = newest.union(champion).subquery()
    return (
        select(versions.c.name, versions.c.version, versions.c.meta)
        .join(
            either,
            and_(versions.c.name == either.c.name, versions.c.version == either.c.version),
        )
        .where(versions.c.workspace == workspace)
    )


def _entry(row: Row[Any], champion: int | None, meta: ModelMeta) -> ModelEntry:
    return ModelEntry(
        name=row.name,
        versions=row.total,
        newest=row.newest,
        champion=champion,
        task=meta.task,
        target=meta.target,
        metric=meta.metric,
        score=meta.score,
        created=row.created,
        changed=row.changed,
    )


def versions_of(
    connection: Connection, key: Key, limit: int | None = None, before: int | None = None
) -> tuple[VersionEntry, ...]:
    """Return the versions of a model, newest first; *limit* of them, those below *before*."""
    query = annotated(key[0]).where(versions.c.name == key[1]).limit(limit)
    if before is not None:
        query = query.where(versions.c.version < before)
    return entries(connection, key[0], query)


def of_run(connection: Connection, workspace: str, run: str) -> tuple[VersionEntry, ...]:
    """Return the versions made of a run, by name and newest first."""
    return entries(connection, workspace, annotated(workspace).where(versions.c.run == run))


def annotated(workspace: str) -> Select[Any]:
    """Select versions with their tags, notes and faults, by name and newest first."""
    columns = (remarks.c.tags, remarks.c.note, faults.c.code.label("fault"))
    return (
        select(versions, *columns)
        .outerjoin(remarks, _same(remarks))
        .outerjoin(faults, _same(faults))
        .where(versions.c.workspace == workspace)
        .order_by(versions.c.name, versions.c.version.desc())
    )


def _same(table: Table) -> ColumnElement[bool]:
    names = ("workspace", "name", "version")
    return and_(*(table.c[name] == versions.c[name] for name in names))


def entries(connection: Connection, workspace: str, query: Select[Any]) -> tuple[VersionEntry, ...]:
    """Return the versions that a *query* made by :func:`annotated` finds."""
    rows = connection.execute(query).all()
    named = _named(connection, workspace, {row.name for row in rows})
    return tuple(_version(row, named.get((row.name, row.version), ())) for row in rows)


def _named(
    connection: Connection, workspace: str, of: Set[str]
) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the aliases of each version of some models."""
    query = select(aliases).where(aliases.c.workspace == workspace).order_by(aliases.c.alias)
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for row in connection.execute(query):
        if row.name in of:
            at = (row.name, row.version)
            found[at] = (*found.get(at, ()), row.alias)
    return found


def _version(row: Row[Any], named: tuple[str, ...]) -> VersionEntry:
    return VersionEntry(
        name=row.name,
        version=row.version,
        aliases=named,
        meta=ModelMeta.from_json(row.meta),
        digest=row.digest,
        folder=row.folder,
        parent=row.parent,
        run=row.run,
        created=row.created,
        tags=tuple(row.tags or ()),
        note=row.note or "",
        fault=row.fault or "",
    )


def moves_of(connection: Connection, key: Key) -> tuple[Move, ...]:
    """Return the moves of a model's aliases, newest first."""
    own = (moves.c.workspace == key[0], moves.c.name == key[1])
    query = select(moves).where(*own).order_by(moves.c.id.desc())
    return tuple(
        Move(row.name, row.alias, row.version, row.previous, row.action, row.time)
        for row in connection.execute(query)
    )
