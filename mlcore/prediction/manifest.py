"""A folder that proves itself: sizes and SHA-256 of its files, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlcore.errors import LoupeError, Where
from mlcore.prediction import messages
from mlcore.prediction.archive import damaged
from mlcore.store.messages import STORE_FULL

MANIFEST = "manifest.json"
FORMAT = 1
LARGEST = 2**20
_NOTHING: Mapping[str, bytes] = {}
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write_folder(folder: Path, files: Mapping[str, bytes]) -> str:
    """Write *files* and their manifest as *folder* and return the manifest's SHA-256.

    A crash leaves the whole folder or none. An empty folder of that name is replaced.

    Raises
    ------
    LoupeError
        ``folder_taken`` when the folder has something in it; ``store_full``.
    """
    entries = {name: _entry(data) for name, data in files.items()}
    manifest = json.dumps({"format": FORMAT, "files": entries}, indent=1).encode()
    temp = folder.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        temp.mkdir(mode=0o700)
        for name, data in {**files, MANIFEST: manifest}.items():
            _write(temp / name, data)
        _sync(temp)
        os.rename(temp, folder)
        _sync(folder.parent)
    except OSError as error:
        raise _refused(error, folder) from error
    finally:
        shutil.rmtree(temp, ignore_errors=True)
    return hashlib.sha256(manifest).hexdigest()


def read_folder(folder: Path, digest: str | None = None) -> dict[str, bytes]:
    """Return the files of *folder*, each proved by the manifest.

    Parameters
    ----------
    folder : Path
        A folder made by :func:`write_folder`.
    digest : str or None
        SHA-256 the manifest itself must have.

    Raises
    ------
    LoupeError
        ``not_a_model`` without a manifest; ``damaged_model`` naming the file that is missing,
        of another size, changed, unexpected or a link.
    """
    known = _manifest(folder, digest)
    found = {entry.name: entry for entry in os.scandir(folder)}
    for name in sorted(found.keys() - known.keys() - {MANIFEST}):
        raise damaged(name[:80], f"the file {name[:80]} does not belong to it")
    return {name: _read(folder, name, entry) for name, entry in known.items()}


def complete(folder: Path, digest: str | None = None) -> bool:
    """Tell whether every file of *folder* is there with its size; only the manifest is read."""
    try:
        known = _manifest(folder, digest)
    except LoupeError:
        return False
    return all(_size(folder / name) == entry["size"] for name, entry in known.items())


def _size(path: Path) -> int | None:
    return path.lstat().st_size if _plain(path) else None


def _entry(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, _CREATE, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(error: OSError, folder: Path) -> LoupeError:
    if isinstance(error, (FileExistsError, NotADirectoryError)) or error.errno == 39:
        return LoupeError(messages.FOLDER_TAKEN, Where(file=folder.name))
    if error.errno in (28, 122):
        return LoupeError(STORE_FULL)
    reason = (error.strerror or "unknown reason").lower()
    return LoupeError(messages.FOLDER_UNUSABLE, Where(file=folder.name), reason=reason)


def _manifest(folder: Path, digest: str | None) -> dict[str, dict[str, Any]]:
    path = folder / MANIFEST
    if not _plain(path):
        if digest is not None:
            raise damaged(MANIFEST, "its files are missing")
        reason = f"it has no {MANIFEST}"
        raise LoupeError(messages.NOT_A_MODEL, Where(file=folder.name), reason=reason)
    data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    if digest is not None and hashlib.sha256(data).hexdigest() != digest:
        raise damaged(MANIFEST, f"{MANIFEST} is not the one that was registered")
    try:
        value = json.loads(data)
        number, files = value["format"], dict(value["files"])
        sizes = {name: (int(e["size"]), str(e["sha256"])) for name, e in files.items()}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(MANIFEST, f"{MANIFEST} cannot be read") from error
    if not isinstance(number, int) or number > FORMAT:
        raise LoupeError(messages.NEWER_FORMAT, Where(file=MANIFEST), found=number, known=FORMAT)
    for name in sizes:
        if name != Path(name).name or name in ("", ".", "..") or "\0" in name:
            raise damaged(MANIFEST, f"{MANIFEST} names a file outside the folder")
    return files


def _plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(folder: Path, name: str, entry: Mapping[str, Any]) -> bytes:
    path = folder / name
    if not _plain(path):
        missing = "is missing" if not os.path.lexists(path) else "is not a plain file"
        raise damaged(name, f"the file {name} {missing}")
    size = path.stat().st_size
    if size != entry["size"]:
        raise damaged(name, f"the file {name} has {size:,} of {entry['size']:,} bytes")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise damaged(name, f"the file {name} was changed")
    return data


def copy_folder(
    source: Path, folder: Path, digest: str | None = None, changed: Mapping[str, bytes] = _NOTHING
) -> str:
    """Copy the proved folder *source* to *folder*, some files *changed*, proved too."""
    return write_folder(folder, {**read_folder(source, digest), **changed})
