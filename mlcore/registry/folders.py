"""The folders of versions: written whole or not at all, read only when they prove themselves."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from mlcore.errors import LoupeError, Where
from mlcore.prediction import artifact
from mlcore.prediction.manifest import write_folder
from mlcore.prediction.messages import FOLDER_UNUSABLE
from mlcore.prediction.model import Model
from mlcore.registry import messages
from mlcore.store.files import make_folder
from mlcore.store.messages import STORE_FULL
from mlcore.store.remote import Remote


@contextmanager
def kept(
    root: Path, files: Mapping[str, bytes], remote: Remote | None = None
) -> Iterator[tuple[str, str]]:
    """Write *files* as a new folder of *root*, prove it, and yield its name and digest.

    With a *remote* it lasts there as well.

    When the block fails, nothing names the folder, and it is removed.

    Raises
    ------
    LoupeError
        ``no_room_for_model``, ``models_unwritable``; what loading raises.
    """
    name = secrets.token_hex(16)
    with _explained(root, files):
        make_folder(root)
        digest = write_folder(root / name, files)
    try:
        artifact.load(root / name, digest)
        if remote is not None:
            remote.send_folder(root / name, away(name))
        yield name, digest
    except BaseException:
        gone(root, name, remote)
        raise


def away(name: str) -> str:
    """Return the name of a version's folder on an object storage."""
    return f"models/{name}"


def near(root: Path, name: str, remote: Remote | None) -> Path:
    """Return the folder of a version, fetched from *remote* when it is not here.

    Raises
    ------
    LoupeError
        ``storage_unavailable``.
    """
    if remote is not None and not (root / name).is_dir():
        make_folder(root)
        remote.fetch_folder(away(name), root / name)
    return root / name


def gone(root: Path, name: str, remote: Remote | None) -> None:
    """Remove the folder of a version, wherever it is."""
    shutil.rmtree(root / name, ignore_errors=True)
    if remote is not None:
        with suppress(LoupeError):  # swept later
            remote.remove_folder(away(name))


def proved(folder: Path, digest: str, place: Where) -> Model:
    """Return the model in *folder*; errors name the *place* instead of the folder.

    Raises
    ------
    LoupeError
        ``damaged_model``, ``unknown_type``, ``newer_format``, ``golden_rows_differ``.
    """
    try:
        return artifact.load(folder, digest)
    except LoupeError as error:
        model, version = place.model, place.version
        places = [replace(at, model=model, version=version) for at in error.where]
        raise LoupeError(error.message, *places, **error.facts) from error


@contextmanager
def _explained(root: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Say of the disk what a person can act on: how much is lacking, which right is missing."""
    try:
        yield
    except LoupeError as error:
        if error.message is STORE_FULL:
            needs = _size(sum(map(len, files.values())))
            raise LoupeError(messages.NO_ROOM, needs=needs, free=_free(root)) from error
        if error.message is FOLDER_UNUSABLE:
            place, reason = Where(file="models"), error.facts["reason"]
            raise LoupeError(messages.CANNOT_STORE, place, reason=reason) from error
        raise
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise LoupeError(messages.CANNOT_STORE, Where(file="models"), reason=reason) from error


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB"


def _free(root: Path) -> str:
    try:
        return _size(shutil.disk_usage(root).free)
    except OSError:
        return _size(0)
