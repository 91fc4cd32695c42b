"""What the registry says, a second time and beside the database: a line per change.

A folder holds a model and not what it is called. When the database file is lost, these lines and
the folders are enough to make the registry anew.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from mlcore.registry.entries import VersionEntry
from mlcore.store.store import Store
from mlcore.types import to_json

FILE = "registry.jsonl"
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
_log = logging.getLogger("loupe.registry")


@dataclass(frozen=True)
class Line:
    """One change, as far as it is needed to make it again.

    Parameters
    ----------
    kind : {"version", "alias", "gone"}
        A version was registered, an alias moved (to no version: taken away), a version deleted.
    workspace, name, version
        Of what.
    alias : str
        Which alias moved.
    folder, digest, parent, run, created
        Of a version, as its row has them.
    meta : dict or None
        What a version says of itself that shares the folder of another; others have it there.
    """

    kind: Literal["version", "alias", "gone"]
    workspace: str
    name: str
    version: int | None
    alias: str = ""
    folder: str = ""
    digest: str = ""
    parent: int | None = None
    run: str | None = None
    created: float = 0.0
    meta: dict[str, Any] | None = None


def line_of(workspace: str, entry: VersionEntry) -> Line:
    """Return the line of a version that was registered."""
    meta = None if entry.parent is None else to_json(entry.meta)
    at = (workspace, entry.name, entry.version, "", entry.folder, entry.digest)
    return Line("version", *at, entry.parent, entry.run, entry.created, meta)


def note(store: Store, line: Line) -> None:
    """Add *line*; a disk that takes none is told in the log only, as the work is done.

    A database server has backups of its own, and several homes: nothing is noted for one.
    """
    if store.file is None:
        return
    told = {name: value for name, value in asdict(line).items() if value not in (None, "", 0.0)}
    try:
        descriptor = os.open(_path(store), _FLAGS, 0o600)
        try:
            os.write(descriptor, json.dumps(told).encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        _log.error("a change of the registry was not noted beside it: %s", error.strerror)


def lines(store: Store) -> Iterator[Line]:
    """Yield all lines, oldest first; one that was torn by a crash is left out."""
    try:
        data = _path(store).read_bytes()
    except FileNotFoundError:
        return
    for text in data.splitlines():
        try:
            told = json.loads(text)
            yield Line(**{"version": None, **told})
        except (ValueError, TypeError):
            continue


def _path(store: Store) -> Path:
    return store.settings.home / FILE
