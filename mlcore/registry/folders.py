"""The folders of versions: written whole or not at all, read only when they prove themselves."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def kept(root: Path, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Write *files* as a new folder of *root*, prove it, and yield its name and digest.

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
        yield name, digest
    except BaseException:
        shutil.rmtree(root / name, ignore_errors=True)
        raise


def proved(root: Path, folder: str, digest: str, place: Where) -> Model:
    """Return the model in *folder*; errors name the *place* instead of the folder.

    Raises
    ------
    LoupeError
        ``damaged_model``, ``unknown_type``, ``newer_format``, ``golden_rows_differ``.
    """
    try:
        return artifact.load(root / folder, digest)
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
