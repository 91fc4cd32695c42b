"""Large files that come in parts: written straight to disk, taken up again where they broke off."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlcore.data.messages import NO_FILE, NOT_NEXT_PART, TOO_BIG, UPLOADS_FULL
from mlcore.data.uploads import Upload, Uploads, label
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store import files
from mlcore.store.messages import STORE_FULL

PART_BYTES = 8_000_000
"""What a browser sends at once."""
KEPT_SECONDS = 21_600.0
"""How long a part waits for the next one."""
ID = re.compile(r"[0-9a-f]{16,64}")


class Parts:
    """The unfinished files of one workspace.

    Parameters
    ----------
    settings : Settings
        Home folder, and how large a file may be.
    workspace : str
        Whose; the same id in another workspace is another file.
    """

    def __init__(self, settings: Settings, workspace: str) -> None:
        self._root = settings.home / "uploads" / "parts"
        self._settings, self._workspace = settings, workspace
        files.make_folder(self._root)

    def offset(self, upload: str) -> int:
        """Return how many bytes of *upload* are here; 0 when it was never begun."""
        try:
            return self._path(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, upload: str, start: int, total: int, data: bytes) -> int:
        """Write the bytes from *start* on and return how many are here now.

        Parameters
        ----------
        upload : str
            Its id, chosen by who sends it.
        start : int
            Place of the first byte.
        total : int
            Bytes of the whole file.
        data : bytes
            The part.

        Raises
        ------
        LoupeError
            ``not_next_part`` unless *start* is where it goes on and the part ends within
            *total*; ``file_too_big``, ``uploads_full``, ``store_full``.
        """
        self._allow(start, total)
        with self._opened(upload) as (file, size):
            if start != size or start + len(data) > total:
                raise LoupeError(NOT_NEXT_PART, Where(field="Content-Range"), offset=size)
            _write(file, data, start)
        return start + len(data)

    def finish(self, upload: str, size: int, name: str) -> Upload:
        """Move the whole file of *size* bytes to those that wait to be loaded.

        Raises
        ------
        LoupeError
            ``no_file`` when it is not whole.
        """
        path = self._path(upload)
        if size <= 0 or self.offset(upload) != size:
            raise LoupeError(NO_FILE, Where(file=label(name)))
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
        files.move_into(path, Uploads(self._settings).place(sha))
        return Upload(sha, label(name), size)

    def remove(self, upload: str) -> None:
        """Put an unfinished file away."""
        self._path(upload).unlink(missing_ok=True)

    def sweep(self, older_than: float = KEPT_SECONDS) -> int:
        """Remove files whose last part came more than *older_than* seconds ago; return how many."""
        gone = 0
        for path in self._root.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime >= older_than:
                    path.unlink()
                    gone += 1
        return gone

    def _allow(self, start: int, total: int) -> None:
        most = self._settings.max_large_mb
        if total > most * 1_000_000:
            where = Where(field="Content-Range")
            raise LoupeError(TOO_BIG, where, megabytes=total / 1e6, most=most)
        if start:
            return
        self.sweep()
        begun = sum(path.stat().st_size for path in self._root.iterdir())
        if Uploads(self._settings).taken() + begun + total > 2 * most * 1_000_000:
            raise LoupeError(UPLOADS_FULL, Where(field="Content-Range"))

    def _path(self, upload: str) -> Path:
        if not ID.fullmatch(upload):
            raise LoupeError(NO_FILE, Where(field="upload"))
        return self._root / hashlib.sha256(f"{self._workspace} {upload}".encode()).hexdigest()

    @contextmanager
    def _opened(self, upload: str) -> Iterator[tuple[int, int]]:
        """Yield the file, for this writer only, and its size."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        file = os.open(self._path(upload), flags, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file, os.fstat(file).st_size
        finally:
            os.close(file)


def _write(file: int, data: bytes, start: int) -> None:
    """Write all of *data*, or leave the file as it was."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.pwrite(file, view, start + len(data) - len(view)) :]
    except OSError as error:
        os.ftruncate(file, start)
        raise LoupeError(STORE_FULL) from error
