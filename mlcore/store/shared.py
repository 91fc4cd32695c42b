"""Objects that last on an object storage; the folder beside it holds copies of what was used here.

Several machines share them without a shared disk. An object is named by its content, so a copy is
never old, and the folder may be emptied at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mlcore.settings import Settings
from mlcore.store import files
from mlcore.store.objects import THING, Objects
from mlcore.store.remote import Remote

YOUNG = 600.0
"""Seconds for which an object counts as stored just now; then it is stored again to be young."""
UNDER = "objects"


def open_objects(settings: Settings) -> Objects:
    """Return the objects of *settings*: in the home folder, or on the storage they name.

    Raises
    ------
    LoupeError
        ``storage_package``, ``bad_storage``, ``storage_unavailable``.
    """
    root = settings.home / "objects"
    return Shared(root, Remote(settings.objects)) if settings.objects else Objects(root)


class Shared(Objects):
    """Bytes on an object storage, found by what they are.

    Parameters
    ----------
    root : Path
        Folder of the copies.
    remote : Remote
        Where they last.
    """

    def __init__(self, root: Path, remote: Remote) -> None:
        super().__init__(root)
        self.remote: Remote = remote

    def put(self, data: bytes) -> str:
        """Keep *data* and return its SHA-256."""
        return self._sent(super().put(data))

    def put_file(self, path: Path, move: bool = False) -> str:
        """Keep the content of the file *path* and return its SHA-256."""
        return self._sent(super().put_file(path, move))

    def renew(self, sha: str) -> bool:
        """Return whether *sha* is stored intact; it then counts as stored just now."""
        self._bring(sha)
        if not super().renew(sha):
            return False
        self._sent(sha)
        return True

    def get(self, sha: str, thing: str = THING) -> bytes:
        """Return the bytes called *sha*, verified."""
        self._bring(sha)
        return super().get(sha, thing)

    def path(self, sha: str, thing: str = THING) -> Path:
        """Return a file that holds *sha*: to be read, never written."""
        self._bring(sha)
        return super().path(sha, thing)

    def size(self, sha: str) -> int:
        """Return the bytes of the object called *sha*, 0 when it is gone."""
        return super().size(sha) or self.remote.size(_name(sha))

    def names(self, older_than: float = 0.0) -> Iterator[str]:
        """Yield the objects stored at least *older_than* seconds ago."""
        for name, age in self.remote.names(UNDER):
            sha = name.replace("/", "")
            if age >= older_than and self._known(sha):
                yield sha

    def remove(self, sha: str, older_than: float = 0.0) -> int | None:
        """Remove an object and return its bytes; None when it is gone, or was stored since."""
        age = self.remote.age(_name(sha))
        if age is None or age < older_than:
            return None
        size = self.remote.size(_name(sha))
        self.remote.remove(_name(sha))
        super().remove(sha)
        return size

    def _sent(self, sha: str) -> str:
        age = self.remote.age(_name(sha))
        if age is None or age > YOUNG:
            self.remote.send(self._place(sha), _name(sha))
        return sha

    def _bring(self, sha: str) -> None:
        if not self._known(sha) or self._place(sha).is_file():
            return
        with files.temporary(self.root) as temp:
            if self.remote.fetch(_name(sha), temp):
                files.move_into(temp, self._prepared(sha))


def _name(sha: str) -> str:
    return f"{UNDER}/{sha[:2]}/{sha[2:]}"
