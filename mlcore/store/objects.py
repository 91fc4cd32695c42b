"""Content-addressed objects: bytes under the name of their SHA-256, verified when read."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.errors import LoupeError, Where
from mlcore.store import files
from mlcore.store.messages import OBJECT_DAMAGED, OBJECT_MISSING
from mlcore.types import to_json

if TYPE_CHECKING:
    import numpy as np

    from mlcore.store.remote import Remote

_SHA = re.compile(r"[0-9a-f]{64}")
THING = "a stored file"


class Objects:
    """Bytes on disk, found by what they are.

    Parameters
    ----------
    root : Path
        Folder of the objects; created when missing.
    """

    remote: Remote | None = None
    """The object storage behind the folder, where there is one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._verified: dict[str, tuple[int, int]] = {}
        files.make_folder(root)

    def put(self, data: bytes) -> str:
        """Keep *data* and return its SHA-256; storing the same bytes twice costs nothing."""
        sha = hashlib.sha256(data).hexdigest()
        if not self.renew(sha):
            files.write_atomic(self._prepared(sha), data)
        return sha

    def renew(self, sha: str) -> bool:
        """Return whether *sha* is stored intact; it then counts as stored just now."""
        with self._lock(fcntl.LOCK_SH):
            if not self._intact(sha):
                return False
            place = self._place(sha)
            os.utime(place)
            self._verified[sha] = _mark(place)
        return True

    def put_file(self, path: Path, move: bool = False) -> str:
        """Keep the content of the file *path* and return its SHA-256.

        Parameters
        ----------
        path : Path
            A finished file.
        move : bool
            True hands the file over: it is renamed instead of copied, and gone afterwards.
            It must then be on the file system of the store.
        """
        with files.temporary(self.root) as temp:
            if move:
                path.rename(temp)
            else:
                files.copy_into(path, temp)
            with ThreadPoolExecutor(1) as beside:
                written = beside.submit(files.sync, temp)  # the disk works while we count
                sha = _digest(temp)
                written.result()
            if not self.renew(sha):
                files.move_into(temp, self._prepared(sha))
        return sha

    def get(self, sha: str, thing: str = THING) -> bytes:
        """Return the bytes called *sha*, verified.

        Parameters
        ----------
        sha : str
            As returned by :meth:`put`.
        thing : str
            What a person calls the content, for the message when it is lost or damaged.

        Raises
        ------
        LoupeError
            ``object_missing`` or ``object_damaged``.
        """
        try:
            data = self._place(sha, thing).read_bytes()
        except FileNotFoundError:
            raise LoupeError(OBJECT_MISSING, Where(file=thing), thing=thing) from None
        if hashlib.sha256(data).hexdigest() != sha:
            raise LoupeError(OBJECT_DAMAGED, Where(file=thing), thing=thing)
        return data

    def path(self, sha: str, thing: str = THING) -> Path:
        """Return the file that holds *sha*: to be read, never written.

        It is verified on the first call of this process and again when its size or time
        changed. Parameters and errors as :meth:`get`.
        """
        place = self._place(sha, thing)
        if not place.is_file():
            raise LoupeError(OBJECT_MISSING, Where(file=thing), thing=thing)
        if not self._intact(sha):
            raise LoupeError(OBJECT_DAMAGED, Where(file=thing), thing=thing)
        return place

    def put_json(self, value: Any) -> str:
        """Keep a JSON value (frozen dataclasses and tuples too), keys sorted."""
        return self.put(json.dumps(to_json(value), sort_keys=True).encode("ascii"))

    def json(self, sha: str, thing: str = THING) -> Any:
        """Return the JSON value called *sha*; errors as :meth:`get`."""
        return json.loads(self.get(sha, thing))

    def put_array(self, array: np.ndarray) -> str:
        """Keep a NumPy array of plain values.

        Raises
        ------
        ValueError
            For arrays of Python objects.
        """
        import numpy as np

        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        return self.put(buffer.getvalue())

    def array(self, sha: str, thing: str = THING) -> np.ndarray:
        """Return the array called *sha*; errors as :meth:`get`."""
        import numpy as np

        return np.load(io.BytesIO(self.get(sha, thing)), allow_pickle=False)

    def size(self, sha: str) -> int:
        """Return the bytes of the object called *sha*, 0 when it is gone."""
        try:
            return self._place(sha).stat().st_size
        except FileNotFoundError:
            return 0

    def names(self, older_than: float = 0.0) -> Iterator[str]:
        """Yield the objects stored at least *older_than* seconds ago."""
        limit = time.time() - older_than
        for place in self.root.glob("[0-9a-f][0-9a-f]/*"):
            name = place.parent.name + place.name
            with suppress(FileNotFoundError):
                if _SHA.fullmatch(name) and place.stat().st_mtime <= limit:
                    yield name

    def remove(self, sha: str, older_than: float = 0.0) -> int | None:
        """Remove an object and return its bytes; None when it is gone, or was stored since.

        Parameters
        ----------
        sha : str
            Which object; nobody may need it.
        older_than : float
            Age in seconds; one that somebody stored or renewed meanwhile is younger and stays.
        """
        with self._lock(fcntl.LOCK_EX), suppress(FileNotFoundError):
            place = self._place(sha)
            status = place.stat()
            if status.st_mtime <= time.time() - older_than:
                place.unlink()
                self._verified.pop(sha, None)
                return status.st_size
        return None

    def sweep(self, older_than: float = 3600.0) -> int:
        """Remove what writers killed in mid-write left behind, and return how many.

        Parameters
        ----------
        older_than : float
            Age in seconds; younger ones may still be written.
        """
        limit = time.time() - older_than
        old = [t for t in self.root.rglob(f".*{files.SUFFIX}") if t.stat().st_mtime < limit]
        for temp in old:
            temp.unlink(missing_ok=True)
        return len(old)

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Hold the lock between those who renew objects and the one who removes one."""
        folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(folder, kind)
            yield
        finally:
            os.close(folder)

    @staticmethod
    def _known(sha: str) -> bool:
        """Tell whether *sha* can be the name of an object."""
        return _SHA.fullmatch(sha) is not None

    def _place(self, sha: str, thing: str = THING) -> Path:
        if not self._known(sha):
            raise LoupeError(OBJECT_MISSING, Where(file=thing), thing=thing)
        return self.root / sha[:2] / sha[2:]

    def _prepared(self, sha: str) -> Path:
        place = self._place(sha)
        files.make_folder(place.parent)
        return place

    def _intact(self, sha: str) -> bool:
        place = self._place(sha)
        if not place.is_file():
            return False
        mark = _mark(place)
        if self._verified.get(sha) != mark:
            if _digest(place) != sha:
                return False
            self._verified[sha] = mark
        return True


def _mark(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
