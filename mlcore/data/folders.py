"""Files on the server's own disk, in the folders that the settings allow and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlcore.data import archives, content
from mlcore.data.messages import NO_FILE
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

MOST_LISTED = 2_000
_DEPTH = 4


@dataclass(frozen=True)
class Listed:
    """A file in a folder: its path below it, and its size in bytes."""

    name: str
    size: int


def allowed(settings: Settings) -> dict[str, Path]:
    """Return the folders of the setting ``folders`` that exist, by what people call them."""
    found: dict[str, Path] = {}
    for text in filter(None, (part.strip() for part in settings.folders.split(os.pathsep))):
        path = Path(text).expanduser()
        if path.is_dir():
            title = path.name or str(path)
            found[title if title not in found else f"{title} ({len(found) + 1})"] = path.resolve()
    return found


def listing(folder: Path) -> tuple[Listed, ...]:
    """Return the tables in *folder* and below, by name; hidden ones and links outside left out."""
    found = []
    for path in _walk(folder, _DEPTH):
        if content.promised(archives.bare(path.name)) or path.suffix.lower() == ".zip":
            found.append(Listed(path.relative_to(folder).as_posix(), path.stat().st_size))
        if len(found) == MOST_LISTED:
            break
    return tuple(sorted(found, key=lambda listed: listed.name.lower()))


def inside(folder: Path, name: str) -> Path:
    """Return the file *name* of *folder*.

    Raises
    ------
    LoupeError
        ``no_file`` when it is none or, by ``..`` or a link, outside the folder.
    """
    try:
        path = (folder / name).resolve(strict=True)
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    except (OSError, ValueError):
        pass
    raise LoupeError(NO_FILE, Where(file=name.replace("\\", "/").rpartition("/")[2] or "file"))


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_file():
            yield entry
        elif depth and entry.is_dir():
            yield from _walk(entry, depth - 1)
