"""An object storage named by a URL (``s3://bucket/prefix``): files under names, whole or not there.

Keys and endpoint are the library's own: for S3 ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``,
``AWS_ENDPOINT_URL`` and the files and roles that all its tools know.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mlcore.errors import LoupeError, Where
from mlcore.store.messages import BAD_STORAGE, STORAGE_PACKAGE, STORAGE_UNAVAILABLE

_PLACE = Where(field="LOUPE_OBJECTS")
TIMES = ("LastModified", "mtime", "created", "last_modified")
"""Where kinds of storage say when a file was stored."""


class Remote:
    """Files of an object storage below a URL.

    Parameters
    ----------
    url : str
        ``s3://bucket/prefix``, or any other that fsspec knows.

    Raises
    ------
    LoupeError
        ``storage_package`` when the library for this kind is not installed; ``bad_storage``;
        ``storage_unavailable``.
    """

    def __init__(self, url: str) -> None:
        self._files, self._root = _opened(url)
        with _explained():
            self._files.exists(self._root)

    def age(self, name: str) -> float | None:
        """Return the seconds since *name* was stored; None when it is not there."""
        with _explained():
            try:
                self._files.invalidate_cache()
                return _age(self._files.info(self._at(name)))
            except FileNotFoundError:
                return None

    def size(self, name: str) -> int:
        """Return the bytes of *name*, 0 when it is not there."""
        with _explained():
            try:
                return int(self._files.size(self._at(name)))
            except FileNotFoundError:
                return 0

    def send(self, path: Path, name: str) -> None:
        """Store the file *path* as *name*; one that is there is replaced."""
        with _explained():
            if not self._files.async_impl:  # folders of a disk have to be made
                self._files.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
            self._files.put_file(str(path), self._at(name))

    def fetch(self, name: str, path: Path) -> bool:
        """Write *name* to the file *path*, and return whether it was there."""
        with _explained():
            try:
                self._files.get_file(self._at(name), str(path))
            except FileNotFoundError:
                return False
            return True

    def remove(self, name: str) -> None:
        """Remove *name*; nothing happens when it is not there."""
        with _explained():
            try:
                self._files.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def names(self, under: str) -> Iterator[tuple[str, float]]:
        """Yield the names below *under* (which is left out) and their ages in seconds."""
        with _explained():
            self._files.invalidate_cache()
            found = self._files.find(self._at(under), detail=True)
        start = f"{self._at(under)}/"
        for path, told in found.items():
            yield path.partition(start)[2], _age(told)

    def send_folder(self, path: Path, name: str) -> None:
        """Store the files of the folder *path* below *name*."""
        for file in sorted(path.iterdir()):
            self.send(file, f"{name}/{file.name}")

    def fetch_folder(self, name: str, path: Path) -> None:
        """Write the files below *name* as the folder *path*: all of them, or none."""
        temp = path.with_name(f".{secrets.token_hex(8)}.tmp")
        temp.mkdir(mode=0o700, parents=True)
        try:
            for file, _ in self.names(name):
                if "/" not in file:
                    self.fetch(f"{name}/{file}", temp / file)
            if any(temp.iterdir()) and not path.exists():
                temp.rename(path)
        except FileExistsError:
            return  # somebody else was quicker
        finally:
            shutil.rmtree(temp, ignore_errors=True)

    def remove_folder(self, name: str) -> None:
        """Remove the files below *name*."""
        for file, _ in self.names(name):
            self.remove(f"{name}/{file}")

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"


def _opened(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs

        files, root = url_to_fs(url)
    except ImportError as error:
        kind = url.partition("://")[0]
        raise LoupeError(STORAGE_PACKAGE, _PLACE, kind=kind) from error
    except (ValueError, OSError) as error:
        raise LoupeError(BAD_STORAGE, _PLACE) from error
    return files, str(root).rstrip("/")


def _age(told: dict[str, Any]) -> float:
    when = next((told[name] for name in TIMES if told.get(name) is not None), None)
    if isinstance(when, datetime):
        zoned = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, time.time() - zoned.timestamp())
    return max(0.0, time.time() - when) if isinstance(when, (int, float)) else 0.0


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what a storage's library raises inside the block into words for a person."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:  # each library has kinds of its own
        reason = type(error).__name__
        raise LoupeError(STORAGE_UNAVAILABLE, _PLACE, reason=reason) from error
