"""A version as one file: its folder, proved, in a zip archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from mlcore.errors import LoupeError, Where
from mlcore.prediction.messages import FOLDER_UNUSABLE
from mlcore.registry.registry import Registry
from mlcore.store.files import write_atomic


def zipped(registry: Registry, ref: str) -> bytes:
    """Return the folder of a version as a zip archive.

    Parameters
    ----------
    registry : Registry
        Where the version is.
    ref : str
        ``NAME``, ``NAME@ALIAS`` or ``NAME:VERSION``.

    Raises
    ------
    LoupeError
        As :meth:`Registry.export`.
    """
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "model"
        registry.export(ref, folder)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
            for file in sorted(folder.rglob("*")):
                target.write(file, file.relative_to(folder))
        return archive.getvalue()


def write(registry: Registry, ref: str, path: Path) -> None:
    """Write a version to *path* as a zip archive; a file that is there is replaced.

    Raises
    ------
    LoupeError
        As :func:`zipped`; ``folder_unusable`` when nothing can be written there.
    """
    data = zipped(registry, ref)
    try:
        write_atomic(path, data)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise LoupeError(FOLDER_UNUSABLE, Where(file=path.name), reason=reason) from error
