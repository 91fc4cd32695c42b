"""Uploaded files on disk until they are loaded or put away: copied in parts, never held whole."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from mlcore.data.messages import NO_FILE, TOO_BIG, UPLOADS_FULL
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store import files

PART = 1 << 20
KEPT_SECONDS = 86_400.0
"""How long a file waits to be loaded."""
MOST_WAITING = 20
"""How many files of the largest size may wait together."""
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Upload:
    """A file that waits: the SHA-256 of its bytes, its label and its size in bytes."""

    sha: str
    name: str
    size: int


class Uploads:
    """The waiting files of a home folder; the same bytes are kept once, whoever sent them."""

    def __init__(self, settings: Settings) -> None:
        self._root = settings.home / "uploads"
        self._most = settings.max_upload_mb * 1_000_000
        files.make_folder(self._root)

    def take(self, stream: BinaryIO, name: str) -> Upload:
        """Copy *stream* in parts; nothing of it is left when that fails.

        Raises
        ------
        LoupeError
            ``file_too_big`` or ``uploads_full``.
        """
        self.sweep()
        where = Where(file=label(name))
        taken = self.taken()
        room = MOST_WAITING * self._most - taken
        digest, size = hashlib.sha256(), 0
        stream.seek(0)
        with files.temporary(self._root) as temp:
            with temp.open("xb") as file:
                while part := stream.read(PART):
                    size += len(part)
                    if size > self._most:
                        most = self._most // 1_000_000
                        raise LoupeError(TOO_BIG, where, megabytes=size / 1e6, most=most)
                    if size > room:
                        raise LoupeError(UPLOADS_FULL, where)
                    digest.update(part)
                    file.write(part)
            files.move_into(temp, self._root / digest.hexdigest())
        return Upload(digest.hexdigest(), label(name), size)

    def taken(self) -> int:
        """Return how many bytes wait in all."""
        return sum(size for path, (size, _) in self._states() if _SHA.fullmatch(path.name))

    def place(self, sha: str) -> Path:
        """Return where the bytes called *sha* belong, there or not."""
        return self._root / sha

    def path(self, sha: str) -> Path:
        """Return where the bytes called *sha* are.

        Raises
        ------
        LoupeError
            ``no_file`` when they do not wait any more.
        """
        place = self._root / sha
        if not _SHA.fullmatch(sha) or not place.is_file():
            raise LoupeError(NO_FILE, Where(field="upload"))
        return place

    def has(self, sha: str) -> bool:
        """Tell whether the bytes called *sha* still wait."""
        return bool(_SHA.fullmatch(sha)) and (self._root / sha).is_file()

    def remove(self, sha: str) -> None:
        """Put the bytes called *sha* away."""
        if self.has(sha):
            (self._root / sha).unlink(missing_ok=True)

    def sweep(self, older_than: float = KEPT_SECONDS) -> int:
        """Remove files that waited longer than *older_than* seconds; return how many.

        What an interrupted copy left goes after a minute.
        """
        now, gone = time.time(), 0
        for path, (_, changed) in self._states():
            limit = older_than if _SHA.fullmatch(path.name) else min(60.0, older_than)
            if now - changed >= limit:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _states(self) -> Iterator[tuple[Path, tuple[int, float]]]:
        """Yield files with size and time of change; others come and go meanwhile."""
        for path in self._root.iterdir():
            with suppress(FileNotFoundError):
                found = path.stat()
                if path.is_dir():
                    continue  # the parts of large files
                yield path, (found.st_size, found.st_mtime)


def label(filename: str) -> str:
    """Return the last part of *filename*, printable and not too long; never a place."""
    last = PurePath(filename.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-120:] or "upload"
