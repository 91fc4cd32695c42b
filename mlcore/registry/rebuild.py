"""The registry made anew from its folders, when the database that named them is gone.

What is still in the database stays as it is; only what it lacks is added: so an older backup can
be put in place first.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mlcore.errors import LoupeError
from mlcore.prediction.artifact import PARTS
from mlcore.prediction.manifest import MANIFEST, read_folder
from mlcore.registry import aliases, book, folders
from mlcore.registry.aliases import Step
from mlcore.registry.audit import Change, Deed
from mlcore.registry.book import Line
from mlcore.registry.names import CHAMPION, RESERVED
from mlcore.registry.registry import Registry
from mlcore.store.rows import insert_once, upsert
from mlcore.store.store import Store
from mlcore.store.tables import models, versions, workspaces

NOBODY = "default"
"""Whose folders are that nothing names."""


@dataclass(frozen=True)
class Rebuilt:
    """What came of it: versions as ``name:number``.

    Parameters
    ----------
    versions : tuple of str
        Named again.
    unknown : tuple of str
        Of these, folders that nothing said the name of: called after their table.
    lost : tuple of str
        Noted, but their files are gone or damaged.
    """

    versions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def rebuild(store: Store) -> Rebuilt:
    """Name every sound folder of a model that the database does not, and return which.

    Parameters
    ----------
    store : Store
        Whose home is looked through.

    Raises
    ------
    LoupeError
        What the database raises.
    """
    noted = list(book.lines(store))
    known = _known(store)
    standing = _standing(noted)
    wanted = [one for one in standing if (one.workspace, one.name, one.version) not in known]
    numbers: dict[str, int] = {}
    for space, name, number in (*known, *((o.workspace, o.name, o.version) for o in standing)):
        if space == NOBODY:
            numbers[name] = max(numbers.get(name, 0), number or 0)
    strays = list(_strays(store, {*known.values(), *(one.folder for one in standing)}, numbers))
    made: list[Line] = []
    lost: list[Line] = []
    for line in (*wanted, *strays):
        (made if _named(store, line) else lost).append(line)
    anew = {(line.workspace, line.name) for line in made}
    for line in _pointing(noted):
        if (line.workspace, line.name) in anew:
            _point(store, line)
    return Rebuilt(_told(made), _told([line for line in made if line in strays]), _told(lost))


def _told(lines: list[Line]) -> tuple[str, ...]:
    return tuple(f"{line.name}:{line.version}" for line in lines)


def _standing(noted: list[Line]) -> list[Line]:
    """Return the versions that were registered and not deleted, by name and number."""
    found = {}
    for line in noted:
        at = (line.workspace, line.name, line.version or 0)
        if line.kind == "version":
            found[at] = line
        elif line.kind == "gone":
            found.pop(at, None)
    return [found[at] for at in sorted(found)]


def _pointing(noted: list[Line]) -> list[Line]:
    """Return where each alias points last."""
    last = {(line.workspace, line.name, line.alias): line for line in noted if line.kind == "alias"}
    return [line for line in last.values() if line.version is not None]


def _known(store: Store) -> dict[tuple[str, str, int | None], str]:
    """Return the folder of each version that the database names."""
    query = select(versions.c.workspace, versions.c.name, versions.c.version, versions.c.folder)
    with store.read() as connection:
        return {(r.workspace, r.name, r.version): r.folder for r in connection.execute(query)}


def _strays(store: Store, known: set[str], numbers: dict[str, int]) -> Iterator[Line]:
    """Yield a line for each folder nothing names, older ones first; a half is none.

    *numbers* are the last ones of each name that are taken; they go on from there.
    """
    root = Registry(store, NOBODY).folder
    found = [path for path in root.glob("*") if (path / MANIFEST).is_file()]
    for path in sorted(found, key=lambda path: path.stat().st_mtime):
        if path.name in known:
            continue
        digest = hashlib.sha256((path / MANIFEST).read_bytes()).hexdigest()
        try:
            said = _said(path, digest)
        except (LoupeError, ValueError):
            continue
        name = "Found " + "".join(" " if sign in RESERVED else sign for sign in said["dataset"])
        name = name.strip()[:60]
        numbers[name] = numbers.get(name, 0) + 1
        at = (NOBODY, name, numbers[name], "", path.name, digest)
        yield Line("version", *at, created=path.stat().st_mtime)


def _said(folder: Path, digest: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read_folder(folder, digest)[PARTS[0]])
    return {"dataset": "", **found}


def _named(store: Store, line: Line) -> bool:
    """Name the folder of *line* again; tell whether it was sound."""
    registry = Registry(store, line.workspace, "repair")
    try:
        folder = folders.near(registry.folder, line.folder, store.objects.remote)
        meta = _said(folder, line.digest)
    except (LoupeError, ValueError):
        return False
    registry.journal.accept()
    with registry.journal.writing() as change:
        _insert(change, replace(line, meta=line.meta or meta))
        change.log(Deed("recover", f"{line.name}:{line.version}", after=f"v{line.version}"))
        if aliases.current(change.connection, (line.workspace, line.name), CHAMPION) is None:
            aliases.move(change, line.name, CHAMPION, Step(line.version or 1, "register"))
    return True


def _insert(change: Change, line: Line) -> None:
    connection, now = change.connection, time.time()
    own = {"workspace": line.workspace, "name": line.name}
    space = {"id": line.workspace, "name": "My work", "created": now, "changed": now}
    insert_once(connection, workspaces, **space)
    mine = (models.c.workspace == line.workspace, models.c.name == line.name)
    newest = connection.execute(select(models.c.newest).where(*mine)).scalar_one_or_none() or 0
    last = max(newest, line.version or 0)
    upsert(connection, models, **own, created=line.created or now, newest=last)
    row = {"folder": line.folder, "digest": line.digest, "meta": line.meta, "run": line.run}
    made = {"version": line.version, "parent": line.parent, "created": line.created or now}
    insert_once(connection, versions, **own, **row, **made)


def _point(store: Store, line: Line) -> None:
    """Let an alias point where it did last, when that version is there."""
    registry = Registry(store, line.workspace, "repair")
    mine = (versions.c.workspace == line.workspace, versions.c.name == line.name)
    with registry.journal.writing() as change:
        query = select(versions.c.version).where(*mine, versions.c.version == line.version)
        there = change.connection.execute(query).first() is not None
        if there and line.version is not None:
            aliases.move(change, line.name, line.alias, Step(line.version, "recover"))
