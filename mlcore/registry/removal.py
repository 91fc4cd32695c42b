"""Deleting a version: only what nothing points at; what points is named."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, func, select

from mlcore.errors import LoupeError, Where
from mlcore.language import _
from mlcore.registry import book, folders, messages
from mlcore.registry.aliases import drop
from mlcore.registry.audit import Deed
from mlcore.registry.book import Line
from mlcore.registry.names import CHAMPION, Reference, clean_alias
from mlcore.registry.registry import Registry
from mlcore.store.tables import aliases, faults, remarks, versions


def remove(registry: Registry, name: str, version: int, force: bool = False) -> None:
    """Delete a version with its files; its number is never given again.

    Whoever has it in memory goes on answering with it.

    Parameters
    ----------
    registry : Registry
        Where it is.
    name, version
        Which.
    force : bool
        Take away the aliases that point at it first, even the champion's.

    Raises
    ------
    LoupeError
        ``version_in_use`` naming what points at it; ``unknown_model``, ``unknown_version``.
    """
    tried = Deed("delete", f"{name}:{version}", before=f"v{version}")
    with registry.journal.blamed(tried):
        row = registry.row(Reference(name, version=version))
        with registry.journal.writing() as change:
            held = list(_holding(change.connection, registry.workspace, name, version))
            named = [alias for alias in held if alias.startswith("@")]
            if held and not (force and named == held):
                facts = {"name": name, "version": version, "pointing": _said(held)}
                place = Where(model=name, version=version)
                raise LoupeError(messages.VERSION_IN_USE, place, **facts)
            for alias in named:
                drop(change, name, alias[1:])
            for table in (remarks, faults, versions):
                own = (table.c.workspace == registry.workspace, table.c.name == name)
                change.connection.execute(delete(table).where(*own, table.c.version == version))
            change.log(tried)
            shared = select(func.count()).where(versions.c.folder == row.folder)
            left = change.connection.execute(shared).scalar_one()
    book.note(registry.store, Line("gone", registry.workspace, name, version))
    if not left:
        folders.gone(registry.folder, row.folder, registry.store.objects.remote)


def drop_alias(registry: Registry, name: str, alias: str) -> None:
    """Take an alias away from whatever version it points at.

    Raises
    ------
    LoupeError
        ``champion_stays``; ``bad_alias``; ``unknown_model``, ``unknown_alias``.
    """
    alias = clean_alias(alias)
    if alias == CHAMPION:
        raise LoupeError(messages.CHAMPION_STAYS, Where(model=name), name=name)
    registry.row(Reference(name, alias))
    with registry.journal.writing() as change:
        drop(change, name, alias)
    book.note(registry.store, Line("alias", registry.workspace, name, None, alias))


def _holding(connection: Connection, workspace: str, name: str, version: int) -> Iterator[str]:
    """Yield what points at a version: aliases as ``@alias``, then the numbers made from it."""
    own = (aliases.c.workspace == workspace, aliases.c.name == name)
    query = select(aliases.c.alias).where(*own, aliases.c.version == version)
    for alias in connection.execute(query.order_by(aliases.c.alias)).scalars():
        yield f"@{alias}"
    mine = (versions.c.workspace == workspace, versions.c.name == name)
    query_made = select(versions.c.version).where(*mine, versions.c.parent == version)
    for number in connection.execute(query_made.order_by(versions.c.version)).scalars():
        yield f"v{number}"


def _said(held: list[str]) -> str:
    aliases_held = [alias[1:] for alias in held if alias.startswith("@")]
    made = [number for number in held if not number.startswith("@")]
    parts = []
    if aliases_held:
        parts.append(_("it is {aliases}").format(aliases=", ".join(aliases_held)))
    if made:
        parts.append(_("{versions} shares its fit").format(versions=", ".join(made)))
    return _(" and ").join(parts)
