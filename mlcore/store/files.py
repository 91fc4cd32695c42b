"""The one crash-safe write: whoever reads sees the old file or the new one, never a part."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlcore.errors import LoupeError
from mlcore.store.messages import STORE_FULL

SUFFIX = ".tmp"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def write_atomic(path: Path, data: bytes) -> None:
    """Write *data* to *path* so that a crash at any moment leaves the old file or the new one.

    Parameters
    ----------
    path : Path
        Where the bytes go; an existing file is replaced. The folder must exist.
    data : bytes
        The whole content.

    Raises
    ------
    LoupeError
        ``store_full`` when the disk has no room.
    """
    with temporary(path.parent) as temp:
        descriptor = os.open(temp, _CREATE, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        move_into(temp, path)


def move_into(temp: Path, path: Path) -> None:
    """Make the complete file *temp* durable and give it the name *path*.

    Parameters
    ----------
    temp : Path
        A finished file on the same file system; it is gone afterwards.
    path : Path
        Its new name; an existing file is replaced.
    """
    sync(temp)
    os.replace(temp, path)
    sync(path.parent)


def copy_into(source: Path, path: Path) -> None:
    """Copy *source* to *path*, crash-safe as :func:`write_atomic`, without reading it whole."""
    with temporary(path.parent) as temp:
        with os.fdopen(os.open(temp, _CREATE, 0o600), "wb") as file, source.open("rb") as original:
            shutil.copyfileobj(original, file, 1 << 20)
        move_into(temp, path)


@contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """Yield an unused name in *folder*; what is left under it afterwards is removed.

    Raises
    ------
    LoupeError
        ``store_full`` when the disk had no room inside the block.
    """
    temp = folder / f".{secrets.token_hex(8)}{SUFFIX}"
    try:
        yield temp
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise LoupeError(STORE_FULL) from error
        raise
    finally:
        temp.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Create *path* and its parents; a folder made here can be read by its owner only."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def sync(path: Path) -> None:
    """Return when what was written to *path*, a file or a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
