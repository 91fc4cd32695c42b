"""Questions to the registry's tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from mlcore.prediction.model import ModelMeta
from mlcore.registry.aliases import Key
from mlcore.registry.entries import ModelEntry, Move, VersionEntry
from mlcore.registry.names import CHAMPION, Reference
from mlcore.store.tables import aliases, models, moves, versions


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


def names(connection: Connection, workspace: str, most: int) -> list[str]:
    """Return at most *most* names of models, in alphabetical order."""
    query = select(models.c.name).where(models.c.workspace == workspace).order_by(models.c.name)
    return list(connection.execute(query.limit(most)).scalars())


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


def versions_of(connection: Connection, key: Key) -> tuple[VersionEntry, ...]:
    """Return the versions of a model, newest first."""
    own = (versions.c.workspace == key[0], versions.c.name == key[1])
    named: dict[int, list[str]] = {}
    mine = (aliases.c.workspace == key[0], aliases.c.name == key[1])
    for row in connection.execute(select(aliases).where(*mine).order_by(aliases.c.alias)):
        named.setdefault(row.version, []).append(row.alias)
    query = select(versions).where(*own).order_by(versions.c.version.desc())
    return tuple(
        VersionEntry(
            name=row.name,
            version=row.version,
            aliases=tuple(named.get(row.version, ())),
            meta=ModelMeta.from_json(row.meta),
            digest=row.digest,
            folder=row.folder,
            parent=row.parent,
            run=row.run,
            created=row.created,
        )
        for row in connection.execute(query)
    )


def moves_of(connection: Connection, key: Key) -> tuple[Move, ...]:
    """Return the moves of a model's aliases, newest first."""
    own = (moves.c.workspace == key[0], moves.c.name == key[1])
    query = select(moves).where(*own).order_by(moves.c.id.desc())
    return tuple(
        Move(row.name, row.alias, row.version, row.previous, row.action, row.time)
        for row in connection.execute(query)
    )
