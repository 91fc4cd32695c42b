"""What a person names as source → its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mlcore.data import samples
from mlcore.data.messages import NO_FILE, NOT_READABLE, NOT_YET
from mlcore.errors import LoupeError, Where

_SQL = re.compile(r"^[a-z][a-z0-9+]*://.*::", re.IGNORECASE | re.DOTALL)
_URL = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A file's bytes, its name, and what the person called it.

    ``label`` never holds the folder a file was in.
    """

    data: bytes
    filename: str
    label: str


def fetch(source: str | Path) -> Source:
    """Return the content of *source*: a path or ``sample:NAME``.

    Raises
    ------
    LoupeError
        ``no_file``, ``not_readable``, ``source_not_yet`` or ``unknown_sample``.
    """
    text = str(source)
    if isinstance(source, str) and text.startswith("sample:"):
        path = samples.path(text.removeprefix("sample:"))
        return Source(path.read_bytes(), path.name, text)
    if isinstance(source, str) and _URL.match(text):
        kind = "a database" if _SQL.match(text) else "from a web address"
        raise LoupeError(NOT_YET, Where(field="source"), kind=kind)
    path = Path(text).expanduser()
    return Source(_bytes(path), path.name, path.name)


def _bytes(path: Path) -> bytes:
    where = Where(file=path.name or str(path))
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise LoupeError(NO_FILE, where) from None
    except IsADirectoryError:
        raise LoupeError(NOT_READABLE, where, reason="it is a folder") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "its name is not possible").lower()
        raise LoupeError(NOT_READABLE, where, reason=reason) from error
