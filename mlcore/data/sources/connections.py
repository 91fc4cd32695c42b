"""Databases, stream servers and web headers by name; their secrets stay with who runs Loupe."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlcore.data.sources.messages import BAD_CONNECTIONS, NO_CONNECTION, OPEN_CONNECTIONS
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

FILE = "connections.toml"
SECTIONS = {
    "connections": "LOUPE_CONNECTION_",
    "headers": "LOUPE_HEADER_",
    "streams": "LOUPE_STREAM_",
    "targets": "LOUPE_TARGET_",
}
"""Tables of the file, and how a variable of the environment that says the same begins."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def names(settings: Settings, section: str = "connections") -> tuple[str, ...]:
    """Return the names of what is set up; all that a page may show.

    Raises
    ------
    LoupeError
        ``bad_connections`` or ``open_connections``.
    """
    return tuple(sorted(_known(settings, section)))


def secret(settings: Settings, name: str, section: str = "connections") -> str:
    """Return the URL of a database or stream server, or the line ``Name: value`` of a header.

    Raises
    ------
    LoupeError
        ``no_connection``, and as :func:`names`.
    """
    known = _known(settings, section)
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise LoupeError(NO_CONNECTION, Where(field="connection"), name=name[:40], names=listed)
    return known[name]


def _known(settings: Settings, section: str) -> dict[str, str]:
    path = settings.home / FILE
    found = {**_file(path).get(section, {}), **_environment(SECTIONS[section], os.environ)}
    if not all(_NAME.fullmatch(name) and isinstance(url, str) for name, url in found.items()):
        raise LoupeError(BAD_CONNECTIONS, Where(file=FILE))
    return found


def _environment(prefix: str, environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(prefix).lower(): value
        for name, value in environ.items()
        if name.startswith(prefix) and value
    }


def _file(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_mode & 0o077:
            raise LoupeError(OPEN_CONNECTIONS, Where(file=FILE))
        with path.open("rb") as file:
            found = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise LoupeError(BAD_CONNECTIONS, Where(file=FILE)) from None
    if not all(isinstance(table, dict) for table in found.values()):
        raise LoupeError(BAD_CONNECTIONS, Where(file=FILE))
    return found
