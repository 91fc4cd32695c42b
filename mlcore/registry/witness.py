"""The heads of the log, kept apart from it: what shows that its end was cut off.

A line per record (number and hash) is added to a file of the home folder once the record stands
in the database. The database may be restored from a backup, or its rows deleted; this file then
still knows how far the log went.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterable

from mlcore.store.files import make_folder
from mlcore.store.store import Store

_LINE = re.compile(rb"^(\d{1,10}) ([0-9a-f]{64})$", re.MULTILINE)
_TAIL = 4096
_log = logging.getLogger("loupe.registry")

Head = tuple[int, str]
"""Number and hash of a record."""


class Witness:
    """The heads of one workspace's log.

    Parameters
    ----------
    store : Store
        Whose database it watches; another database has another file.
    workspace : str
        Whose log; the file's name does not give it away.
    """

    def __init__(self, store: Store, workspace: str) -> None:
        key = hashlib.sha256(workspace.encode()).hexdigest()[:16]
        self._path = store.settings.home / "audit" / f"{store.id}-{key}.heads"

    def last(self) -> int:
        """Return the highest number known, 0 when there is none."""
        return max((seq for seq, _ in self._read(_TAIL)), default=0)

    def heads(self) -> dict[int, str]:
        """Return the hash of every record known, by its number."""
        return dict(self._read())

    def keep(self, heads: Iterable[Head]) -> None:
        """Add *heads*; a disk that takes none is told in the log only, as the work is done."""
        lines = "".join(f"{seq} {digest}\n" for seq, digest in heads)
        try:
            make_folder(self._path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(self._path, flags, 0o600)
            try:
                os.write(descriptor, lines.encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            _log.error("the head of the audit log was not kept: %s", error.strerror)

    def forget(self) -> None:
        """Remove the file, with the workspace it belongs to."""
        self._path.unlink(missing_ok=True)

    def _read(self, most: int = 0) -> list[Head]:
        try:
            with open(self._path, "rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - most) if most else 0)
                data = file.read()
        except FileNotFoundError:
            return []
        return [(int(seq), digest.decode()) for seq, digest in _LINE.findall(data)]
